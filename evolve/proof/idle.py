"""Whether anybody writes the table at all: where nobody does, silence tells nothing of anybody.

From `ready` on evolve itself writes none of its rows, so that whatever the server counts is
others'. A count that differs from the one at the beginning of the watch is a write, a reset of the
statistics included.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from evolve.errors import Refusal
from evolve.plan.model import Plan
from evolve.plurals import spell


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """Rows written to the table, as the server counts them: `first` when the watch began at
    `since`, and `count` now."""

    first: int
    since: datetime
    count: int
    now: datetime

    @property
    def idle(self) -> bool:
        return self.count == self.first

    @property
    def watched(self) -> timedelta:
        return self.now - self.since

    @classmethod
    def looked(cls, before: Mapping[str, Any] | None, count: int, now: datetime) -> Self:
        """After another look; `before` is what `as_json` gave of the watch's beginning."""
        if before is None:
            return cls(first=count, since=now, count=count, now=now)
        since = datetime.fromisoformat(before["since"])
        return cls(first=before["first"], since=since, count=count, now=now)

    def as_json(self) -> dict[str, Any]:
        return {"first": self.first, "since": self.since.isoformat()}

    def __str__(self) -> str:
        ago = spell(self.watched.total_seconds())
        if self.idle:
            return f"nobody has written a row since it is watched, {ago} ago"
        return f"rows are written; it is watched since {ago}"


def refusals(plan: Plan, life: Life | None) -> Iterator[Refusal]:
    """Without a time that it has to be quiet for, nothing follows from silence."""
    if life and life.idle and plan.quiet_for:
        yield Refusal(
            code="idle",
            subject=str(plan.table),
            message=f"{life}, so nobody can tell who would write the old side",
            hint="try again when somebody has; or, if nobody ever does, "
            f"manage.py evolve contract {plan.name} --overrule idle --because '...'",
            clears_itself=True,
        )
