"""What a row costs our own batches now, against what it has cost before."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import islice
from statistics import median
from typing import ClassVar

from evolve.pg.health.found import Blind, Measured
from evolve.pg.session import Session

RECENT = 5
# The history that the latest batches are compared with, and how much of it there must be.
HISTORY, ENOUGH = 200, 50
# A batch of a few rows costs what its transaction costs.
LEAST_ROWS = 100
# While it holds there are no batches: after so many seconds what they said is old news.
FRESH = 5.0


@dataclass(slots=True, kw_only=True)
class BatchLatency:
    """How many times as long as before a row takes, by medians, which one slow batch leaves
    alone. A part of the table that simply is slower becomes history by itself."""

    name: ClassVar[str] = "batch_latency"
    costs: deque[float] = field(default_factory=lambda: deque(maxlen=HISTORY + RECENT))
    noted: float = 0.0

    def note(self, rows: int, milliseconds: float, now: float) -> None:
        """A batch wrote `rows` in so long."""
        if rows >= LEAST_ROWS:
            self.costs.append(milliseconds / rows)
            self.noted = now

    def look(self, session: Session, now: float) -> Measured | Blind:
        times = self.ratio() if now - self.noted <= FRESH else 1.0
        return Measured(value=times, said=f"rows take {times:.1f} times as long as before")

    def ratio(self) -> float:
        """1 while there is too little to compare."""
        before = len(self.costs) - RECENT
        if before < ENOUGH:
            return 1.0
        usual = median(islice(self.costs, before))
        return median(islice(self.costs, before, None)) / usual if usual else 1.0

    def spell(self, value: float) -> str:
        return f"{value:g} times"
