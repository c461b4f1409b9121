"""evolve's own backfill, by the path that `manage.py evolve start` takes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Self

import psycopg

from evolve import conf
from evolve.pg.session import Session
from evolve.records import Evolution
from evolve.service import planning, running
from evolve.service.databases import Database
from evolve.states import State, reached
from evolve.store import Store
from tests.benchmarks.measure import Measured

PLAYBOOK = "bench-split-name"


class TimedSession(Session):
    """A session that tells how long each batch took, from when it was sent to its COMMIT."""

    measured: Measured | None = None

    def _send(self, cursor: psycopg.Cursor[dict[str, object]], text: str) -> None:
        if self.measured is None:
            super()._send(cursor, text)
            return
        with self.measured.batch():
            super()._send(cursor, text)

    def another(self) -> Self:
        found = super().another()
        found.measured = self.measured
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """A stretch of the backfill: rows filled in so many seconds, `held` of which it waited."""

    rows: int
    seconds: float
    held: float


class Started:
    """An evolution whose triggers are there, and no row filled yet."""

    def __init__(self, database: Database, session: TimedSession) -> None:
        self._database = database
        self.session = session
        self._carrier = running.Carrier()
        playbook = planning.playbook_of(PLAYBOOK)
        evolution = planning.create(database, planning.plan(database, playbook))
        self.evolution = self._carry(evolution, State.BACKFILLING)

    def backfill(self, result: Measured) -> None:
        """Every row, until the proof would begin."""
        self.session.measured = result
        self.evolution = self._carry(self.evolution, State.VERIFYING)
        self.session.measured = None

    def work(self, seconds: float, **pace: object) -> Worked:
        """For so long, or until every row is filled, with the profile changed by `pace`."""
        profile = self._database.profile.model_copy(update=pace)
        before, stop, held = self.rows, running.Stop(), 0.0
        began = last = time.monotonic()

        def tell(_: Database, evolution: Evolution) -> None:
            nonlocal last, held
            now = time.monotonic()
            held += now - last if evolution.hold else 0.0
            last = now

        timer = threading.Timer(seconds, stop.ask)
        timer.start()
        try:
            self.evolution = running.carry(
                replace(self._database, profile=profile),
                self.evolution,
                self.filled,
                stop=stop,
                tell=tell,
                carrier=self._carrier,
            )
        finally:
            timer.cancel()
        took = time.monotonic() - began
        return Worked(rows=self.rows - before, seconds=took, held=held)

    @property
    def rows(self) -> int:
        """So many have been filled by batches."""
        segments = self._database.store.segments(self.evolution)
        return sum(segment.rows_done for segment in segments)

    def filled(self, evolution: Evolution) -> bool:
        return reached(evolution.state, State.VERIFYING)

    def plainly(self) -> None:
        """Every row of a range in one pass, as a sweep does it."""
        self.session.run(["UPDATE evolve_segment SET sweep = 1"])

    def _carry(self, evolution: Evolution, state: State) -> Evolution:
        return running.carry(
            self._database, evolution, lambda e: reached(e.state, state), stop=running.Stop()
        )


@contextmanager
def started(alias: str = "default", *, parallel: int = 1) -> Iterator[Started]:
    """The evolution of the benchmark; its records are removed afterwards."""
    with TimedSession(alias) as session:
        store = Store(session)
        pace = {"parallel": parallel, "flat_out": True}
        profile = conf.load().profile(alias).model_copy(update=pace)
        database = Database(alias=alias, session=session, store=store, profile=profile)
        yield Started(database, session)
        session.run(["TRUNCATE evolve_evolution CASCADE"])
