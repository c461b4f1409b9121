"""Writers by release, the phase they are in, and whether they did everything in it."""

from __future__ import annotations

import json
import time
from typing import Any

from evolve.beacon import REPORT
from sample_app import roles
from tests.releases.stress import kinds
from tests.releases.stress.record import Record, added
from tests.releases.stress.shapes import Shape
from tests.releases.stress.writer import Writer
from tests.support.cluster import ShopDatabase

PATIENCE = 30.0
# Transactions a second of one writer, about; the machine has other things to do as well.
PAUSE = 0.004


class VacuousError(AssertionError):
    """Some kind of statement was never made where it had to be."""


class Crew:
    """Writers of both releases. `phase` is a name that whoever leads the evolution sets."""

    def __init__(self, shop: ShopDatabase, shape: Shape, *, seed: int, rows: int) -> None:
        self.phase = "control"
        self.writers: list[Writer] = []
        self._shop = shop
        self._shape = shape
        self._seed = seed
        self._rows = rows
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
            writer = Writer(
                self._shop.url(roles.APP),
                self._shape,
                release,
                number=self._numbers,
                seed=self._seed,
                rows=self._rows,
                phase=lambda: self.phase,
                pause=PAUSE,
            )
            writer.later = self._later
            self._numbers += 1
            self.writers.append(writer)
            writer.start()

    def stop(self, release: str | None = None) -> None:
        """The writers of `release`, or all, finish and go; their processes are forgotten."""
        leaving = [w for w in self.writers if release in (None, w.release)]
        for writer in leaving:
            writer.stop.set()
        for writer in leaving:
            writer.join(PATIENCE)
            if writer.is_alive():
                raise VacuousError(f"{writer.name} does not come back from a statement")
            self.writers.remove(writer)
            self._gone.append(writer.record)
        with self._shop.connect() as connection:
            connection.execute(
                "DELETE FROM evolve_instance WHERE release = coalesce(%s, release)", [release]
            )

    def _report(self, release: str) -> None:
        """As the beacon does, by the application's own role; it counts as alive until it stops."""
        columns = {self._shape.twin.table: list(self._shape.columns(release))}
        report: dict[str, Any] = {
            "instance": release,
            "consumer": "web",
            "release": release,
            "host": "here",
            "pid": 1,
            "kind": "stress",
            "columns": json.dumps(columns),
        }
        with self._shop.connect(roles.APP) as connection:
            connection.execute(REPORT, report)
            connection.execute(
                "UPDATE evolve_instance SET last_seen = now() + interval '1 day'"
                " WHERE instance = %s",
                [release],
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
        every = set(kinds.KINDS)
        return {
            f"{release} {kind}"
            for release in self.releases
            for kind in every - record.kinds(self.phase, release)
        }

    def close(self) -> None:
        """Whatever happened: no writer is left."""
        for writer in self.writers:
            writer.stop.set()
        for writer in self.writers:
            writer.join(5)
