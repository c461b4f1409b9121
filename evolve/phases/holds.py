"""What makes an evolution wait although it could go on: time windows, and the database's health.

Asked between batches, about once a second. A signal that cannot be measured from here is a blind
spot, which is kept as evidence for `status`; one that could, and no longer can, holds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from evolve.conf import Profile
from evolve.pg.health.active_sessions import ActiveSessions
from evolve.pg.health.batch_latency import BatchLatency
from evolve.pg.health.found import Signal
from evolve.pg.health.gauge import Gauge, Reading, Verdict
from evolve.pg.health.lock_waiters import LockWaiters
from evolve.pg.health.old_snapshot import OldSnapshot
from evolve.pg.health.own_query import OwnQuery
from evolve.pg.health.replica_lag import AliasLag, ReplicaLag
from evolve.pg.health.vacuum import Vacuum
from evolve.pg.health.wal_archive import WalArchive
from evolve.pg.health.wal_slots import WalSlots
from evolve.pg.names import TableName
from evolve.pg.session import Session
from evolve.phases.tuning import limits
from evolve.phases.work import Answer, Outcome, Work, waiting
from evolve.playbook.window import is_open, opens, parse_window

EVERY = 1.0
WAIT = 0.5
EVIDENCE = "holds"


class Health:
    """The signals of one evolution, from batch to batch."""

    def __init__(self) -> None:
        self.gauges: list[Gauge] = []
        self.asked = -math.inf
        self.tuning: Mapping[str, Any] = {}
        self.answer: Answer | None = None
        self.blind: tuple[str, ...] | None = None

    def hold(self, work: Work) -> Answer | None:
        """What it waits for at this moment; None where it may go on."""
        closed = outside(work)
        if closed:
            return closed
        now = work.clock()
        if now - self.asked >= EVERY or work.evolution.tuning != self.tuning:
            self.answer = self.ask(work, now)
            self.asked, self.tuning = now, work.evolution.tuning
        return self.answer

    def ask(self, work: Work, now: float) -> Answer | None:
        if not self.gauges:
            self.gauges = gauges(work.evolution.plan.table, work.profile)
        found = readings(self.gauges, work.session, work.pace, now)
        self.keep(work, blind_spots(found))
        return held(found)

    def keep(self, work: Work, blind: tuple[str, ...]) -> None:
        """The blind spots as evidence, unless a worker has found the same before."""
        if self.blind is None:
            seen = work.store.latest(work.evolution, EVIDENCE)
            self.blind = tuple(seen.data["blind"]) if seen else None
        if blind != self.blind:
            work.store.observe(work.evolution, EVIDENCE, {"blind": list(blind)})
            self.blind = blind

    def note(self, batch: Mapping[str, Any], now: float) -> None:
        """What a batch has seen: how long its rows took, and who waited for them."""
        for gauge in self.gauges:
            if isinstance(gauge.signal, BatchLatency):
                gauge.signal.note(batch["batch_rows"], batch["batch_ms"], now)
            elif isinstance(gauge.signal, LockWaiters) and "waiters" in batch:
                gauge.signal.note(batch["waiters"], now)


def gauges(table: TableName, profile: Profile) -> list[Gauge]:
    """One for each signal that may be watched on `table`."""
    signals: list[Signal] = [
        ReplicaLag(),
        *(AliasLag(alias=alias) for alias in profile.replicas),
        LockWaiters(table=table),
        OldSnapshot(),
        WalArchive(),
        WalSlots(),
        Vacuum(table=table),
        ActiveSessions(cores=profile.cores),
        BatchLatency(),
        *(OwnQuery(name=own.name, query=own.query) for own in profile.holds.queries),
    ]
    return [Gauge(signal) for signal in signals]


def readings(gauges: Sequence[Gauge], session: Session, pace: Profile, now: float) -> list[Reading]:
    """The verdict of every signal that has a limit."""
    limit = limits(pace.holds)
    return [
        gauge.ask(session, limit[gauge.signal.name], now)
        for gauge in gauges
        if gauge.signal.name in limit
    ]


def blind_spots(found: Sequence[Reading]) -> tuple[str, ...]:
    """Which holds will never be, and why; those with one reason together."""
    names: dict[str, list[str]] = {}
    for reading in found:
        if reading.blind:
            names.setdefault(reading.blind, []).append(reading.name)
    return tuple(f"{', '.join(those)}: {why}" for why, those in names.items())


def first_look(session: Session, table: TableName, profile: Profile) -> tuple[str, ...]:
    """The blind spots on `table`, before anything is started."""
    return blind_spots(readings(gauges(table, profile), session, profile, 0.0))


def held(found: Sequence[Reading]) -> Answer | None:
    """Every hold in one answer; its numbers move, and it stays the same hold meanwhile."""
    holding = [reading for reading in found if reading.verdict is Verdict.HOLD]
    if not holding:
        return None
    return Answer(
        outcome=Outcome.WAITING,
        reason="; ".join(reading.reason for reading in holding),
        clears="; ".join(dict.fromkeys(reading.clears for reading in holding)),
        wait=WAIT,
        moving=True,
    )


def outside(work: Work) -> Answer | None:
    """A hold outside of the time windows; None inside, or where there are none."""
    windows = [parse_window(text) for text in work.pace.windows]
    now = work.evolution.now
    if is_open(windows, now):
        return None
    opening = opens(windows, now)
    return waiting(
        f"outside of its time windows ({', '.join(map(str, windows))})",
        f"goes on by itself on {opening:%Y-%m-%d at %H:%M} {opening.tzinfo}",
        WAIT,
    )
