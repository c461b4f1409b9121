"""One signal over time: go, hold or unknown, with hysteresis. `judge` is pure but for its memory.

It holds above the limit and goes on below RELEASE of it, and stays as it is for STEADY seconds
after a change, so that a number on the edge does not make the work stutter.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import psycopg
from psycopg import errors

from evolve.pg.health.found import Blind, Measured, Signal
from evolve.pg.redacted import objection
from evolve.pg.session import Session

RELEASE = 0.6
STEADY = 5.0
# For so long, in seconds, the work goes on when something can no longer be measured.
GRACE = 30.0

# The server answers, and does not give this number; any other error is whoever works' to handle.
REFUSED = (
    psycopg.ProgrammingError,
    psycopg.DataError,
    psycopg.InternalError,
    psycopg.NotSupportedError,
    errors.QueryCanceled,
    errors.LockNotAvailable,
    errors.ObjectNotInPrerequisiteState,
)


class Verdict(StrEnum):
    GO = "go"
    HOLD = "hold"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """`value` is None where nothing was measured; `reason` and `clears` belong to a hold."""

    name: str
    verdict: Verdict
    value: float | None = None
    reason: str = ""
    clears: str = ""
    blind: str = ""


class Gauge:
    """What is remembered of one signal from look to look."""

    def __init__(self, signal: Signal) -> None:
        self.signal = signal
        self.limit = math.nan
        self.holding = False
        self.changed = -math.inf
        self.available = False
        self.lost: float | None = None

    def ask(self, session: Session, limit: float, now: float) -> Reading:
        """The verdict of this moment. Raises where the database itself does not answer."""
        try:
            found = self.signal.look(session, now)
        except REFUSED as error:
            found = Blind(why=objection(error))
        return self.judge(found, limit, now)

    def judge(self, found: Measured | Blind, limit: float, now: float) -> Reading:
        """What `found` means at a limit; a limit that was changed counts at once."""
        if limit != self.limit:
            self.limit, self.holding, self.changed = limit, False, -math.inf
        if isinstance(found, Blind):
            return self.unseen(found, now)
        self.available, self.lost = True, None
        if found.value > limit:
            self.turn(True, now)
        elif found.value <= limit * RELEASE:
            self.turn(False, now)
        name = self.signal.name
        if not self.holding:
            return Reading(name=name, verdict=Verdict.GO, value=found.value)
        return Reading(
            name=name,
            verdict=Verdict.HOLD,
            value=found.value,
            reason=found.said + self.spelled(" (limit {})", limit),
            clears=self.spelled("goes on below {}", limit * RELEASE) or "goes on when it has ended",
        )

    def turn(self, holding: bool, now: float) -> None:
        if holding is not self.holding and now - self.changed >= STEADY:
            self.holding, self.changed = holding, now

    def spelled(self, text: str, value: float) -> str:
        spelled = self.signal.spell(value)
        return text.format(spelled) if spelled else ""

    def unseen(self, found: Blind, now: float) -> Reading:
        """A blind spot where it was never seen; a hold once it has been lost for GRACE."""
        name = self.signal.name
        if not self.available:
            return Reading(name=name, verdict=Verdict.UNKNOWN, blind=str(found))
        self.lost = now if self.lost is None else self.lost
        if not self.holding and now - self.lost < GRACE:
            return Reading(name=name, verdict=Verdict.UNKNOWN)
        return Reading(
            name=name,
            verdict=Verdict.HOLD,
            reason=f"{name} can no longer be measured: {found}",
            clears="goes on when it can be measured again",
        )
