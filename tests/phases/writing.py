"""Clients of both releases that write throughout an evolution, each on rows of its own."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from evolve.service import asking
from evolve.states import State
from sample_app import roles
from tests.phases.conftest import Ground
from tests.support import evolutions
from tests.support.cluster import Connection

T = TypeVar("T")
W = TypeVar("W", bound="Writer[Any]")


class Writer(threading.Thread, Generic[T]):
    """A client as an unprivileged role; `twin` has, by key, what its rows are to hold.

    Whoever makes one starts it.
    """

    def __init__(self, ground: Ground, seed: int) -> None:
        super().__init__(name=f"writer-{seed}")
        self.ground = ground
        self.chance = random.Random(seed)
        self.twin: dict[Any, T] = {}
        self.error: Exception | None = None
        self.enough = threading.Event()

    def run(self) -> None:
        try:
            with self.ground.shop.connect(roles.APP) as connection:
                while not self.enough.is_set():
                    with connection.transaction():
                        self.write(connection)
        except Exception as error:  # noqa: BLE001 - the test shows it
            self.error = error

    def write(self, connection: Connection) -> None:
        """One transaction."""
        raise NotImplementedError

    def written(self, rows: int) -> None:
        """Until it has so many rows more."""
        goal, deadline = len(self.twin) + rows, time.monotonic() + 60
        while len(self.twin) < goal and self.error is None:
            assert time.monotonic() < deadline, "it does not get on"
            time.sleep(0.005)

    def stop(self) -> None:
        self.enough.set()
        self.join(timeout=30)
        assert not self.is_alive()
        if self.error:
            raise self.error


def contracted(
    ground: Ground,
    old: Sequence[W],
    new: Callable[[], Sequence[W]],
    rows: int,
    before: Callable[[], None] = lambda: None,
) -> list[W]:
    """All writers, once the evolution is done: old releases write from before the start until
    `before` the contract, new ones from `ready` to the end, each `rows` rows while both do."""
    writers = list(old)
    try:
        for writer in writers:
            writer.start()
            writer.written(3)
        evolutions.to_ready(ground.database, ground.case)
        fresh = new()
        for writer in fresh:
            writer.start()
            writers.append(writer)
        for writer in writers:
            writer.written(rows)
        for writer in old:
            writer.stop()
        before()
        asked = asking.contract(ground.database, ground.case.playbook, now=True)
        assert evolutions.carry(ground.database, asked, State.DONE).state is State.DONE
        fresh[0].written(10)
    finally:
        for writer in writers:
            writer.stop()
    return writers


def one(connection: Connection, query: bytes, *parameters: object) -> Any:
    """The one value of a query."""
    row = connection.execute(query, parameters).fetchone()
    assert row is not None
    return row[0]
