"""What a signal finds when it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from evolve.pg.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The number to be held against a limit, and the same as a sentence's beginning."""

    value: float
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """It cannot be measured from here: why, and what would open it."""

    why: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.why}; {self.remedy}" if self.remedy else self.why


class Signal(Protocol):
    """One thing that is watched. `name` is the key of its limit."""

    @property
    def name(self) -> str: ...

    def look(self, session: Session, now: float) -> Measured | Blind:
        """What there is at this moment; `now` is a monotonic clock, in seconds."""
        ...

    def spell(self, value: float) -> str:
        """A limit as people read it; "" where it is no number."""
        ...


SEES_SESSIONS = "pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')"


def hidden_sessions(session: Session) -> Blind | None:
    """Where this role is not shown what the sessions of other roles do."""
    row = session.one(f"SELECT {SEES_SESSIONS} AS sees, current_user AS role")
    if row["sees"]:
        return None
    return Blind(
        why="sessions of other roles are hidden",
        remedy=f"GRANT pg_monitor TO {row['role']}",
    )
