"""Writers by release, the phase they are in, and whether they did everything in it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from evolve.pg.protocol import REPORT
from sample_app import roles
from tests.releases.stress import ledger
from tests.releases.stress.kinds import made_in
from tests.releases.stress.record import Record, added
from tests.releases.stress.shapes import NEW, OLD, Shape
from tests.releases.stress.writer import Outages, Writer
from tests.support.cluster import Connection, ShopDatabase

PATIENCE = 30.0
# Transactions a second of one writer, about; the machine has other things to do as well.
PAUSE = 0.004


class VacuousError(AssertionError):
    """Some kind of statement was never made where it had to be."""


class Crew:
    """Writers of both releases. `phase` is a name that whoever leads the evolution sets.

    `pause` are the seconds between a writer's transactions, about.
    """

    def __init__(
        self,
        shop: ShopDatabase,
        shape: Shape,
        *,
        seed: int,
        rows: int,
        pause: float = PAUSE,
    ) -> None:
        self.phase = "control"
        self.writers: list[Writer] = []
        self.outages = Outages()
        self.unacknowledged: list[str] = []
        self._shop = shop
        self._shape = shape
        self._seed = seed
        self._rows = rows
        self._pause = pause
        self._kinds = made_in(shape)
        self._gone: list[Record] = []
        self._numbers = 0
        self._later = False

    def allow_later(self) -> None:
        """From here on also what must not be there when an evolution starts."""
        self._later = True
        for writer in self.writers:
            writer.later = True

    def add(self, release: str, count: int) -> None:
        """`count` more writers, and one process of the release that reports itself."""
        self._report(release)
        for _ in range(count):
            self.hire(release).start()

    def hire(self, release: str) -> Writer:
        """A writer who has not begun."""
        writer = Writer(
            self._shop.url(roles.APP),
            self._shape,
            release,
            number=self._numbers,
            seed=self._seed,
            rows=self._rows,
            phase=lambda: self.phase,
            pause=self._pause,
            outages=self.outages,
        )
        writer.later = self._later
        self._numbers += 1
        self.writers.append(writer)
        return writer

    def stop(self, release: str | None = None) -> None:
        """The writers of `release`, or all, finish and go; their processes are forgotten."""
        leaving = [w for w in self.writers if release in (None, w.release)]
        for writer in leaving:
            writer.stop.set()
        for writer in leaving:
            if writer.ident is None:
                writer.close()
            else:
                writer.join(PATIENCE)
            if writer.is_alive():
                raise VacuousError(f"{writer.name} does not come back from a statement")
            self.writers.remove(writer)
            self._gone.append(writer.record)
        with self._shop.connect() as connection:
            for writer in leaving:
                self._settle(connection, writer)
            connection.execute(
                "DELETE FROM evolve_instance WHERE instance = ANY(%s)",
                [[self._instance(name) for name in ((release,) if release else (OLD, NEW))]],
            )

    def _instance(self, release: str) -> str:
        return f"{release} of {self._shape.twin.table}"

    def _settle(self, connection: Connection, writer: Writer) -> None:
        """What the writer was told is committed must be in the ledger, and nothing else."""
        heard = writer.record.transactions()
        found = ledger.transactions(connection, writer.ledger_name)
        if not heard <= found <= heard + writer.record.unsure:
            self.unacknowledged.append(
                f"{writer.name}: {found} transactions in the ledger, {heard} were acknowledged, "
                f"and of {writer.record.unsure} nothing was heard"
            )

    def _report(self, release: str) -> None:
        """As the beacon does, by the application's own role; it counts as alive until it stops."""
        table = self._shape.twin.table.replace(".", '"."')
        columns = {table: list(self._shape.columns(release))}
        report: dict[str, Any] = {
            "instance": self._instance(release),
            "consumer": "web",
            "release": release,
            "host": "here",
            "pid": 1,
            "kind": "stress",
            "application_name": "",
            "columns": json.dumps(columns),
        }
        with self._shop.connect(roles.APP) as connection:
            connection.execute(REPORT, report)
            connection.execute(
                "UPDATE evolve_instance SET last_seen = now() + interval '1 day'"
                " WHERE instance = %s",
                [self._instance(release)],
            )

    @property
    def releases(self) -> set[str]:
        return {writer.release for writer in self.writers}

    def record(self) -> Record:
        return added([*self._gone, *(writer.record for writer in self.writers)])

    def enter(self, phase: str) -> None:
        """From here on it is `phase`; returns when every kind of statement was made in it."""
        self.phase = phase
        self.cover()

    def cover(self) -> None:
        """Wait until each release has made every kind of statement in this phase."""
        deadline = time.monotonic() + PATIENCE
        while missing := self._missing():
            if time.monotonic() > deadline:
                raise VacuousError(f"{self.phase}: never made: {', '.join(sorted(missing))}")
            time.sleep(0.01)

    def _missing(self) -> set[str]:
        record = self.record()
        if record.failures:
            return set()
        every = set(self._kinds)
        return {
            f"{release} {kind}"
            for release in self.releases
            for kind in every - record.kinds(self.phase, release)
        }

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Every writer has ended its transaction, and begins none."""
        with ExitStack() as stack:
            for writer in self.writers:
                stack.enter_context(writer.at_work)
            yield

    def close(self) -> None:
        """Whatever happened: no writer is left."""
        for writer in self.writers:
            writer.stop.set()
        for writer in self.writers:
            if writer.ident is None:
                writer.close()
            else:
                writer.join(5)
