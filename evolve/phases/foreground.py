"""How busy others keep the server, told from batch to batch. Pure, with a memory of seconds.

The server adds up for how long its sessions have been at work (`active_time`), which every role may
read; what grows faster than the batches themselves explain is others' work. Sessions report about
once a second, so it is averaged over WINDOW seconds. Another worker's batches count as others'.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

# Seconds: what is averaged over, and how much of it there must be.
WINDOW, ENOUGH = 5.0, 1.0
# What went on while no batch came for longer than its rest is nothing to compare with.
GAP = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What was known at a moment, in seconds: all work so far, and our own part of it."""

    at: float
    active: float
    own: float


class Foreground:
    """`sessions`: so many of others are at work, on an average; 0 until a second has been seen."""

    def __init__(self) -> None:
        self.sessions = 0.0
        self.marks: deque[Mark] = deque()
        self.own = 0.0

    def note(self, at: float, active: float, own: float, rested: float) -> None:
        """A round of batches saw all work stand at `active`, and adds `own` to it, `rested` after
        the round before. All are seconds."""
        last = self.marks[-1] if self.marks else None
        if last and (active < last.active or at - last.at > rested + own + GAP):
            self.marks.clear()
        self.marks.append(Mark(at=at, active=active, own=self.own))
        self.own += own
        while at - self.marks[0].at > WINDOW and at - self.marks[1].at >= ENOUGH:
            self.marks.popleft()
        first, last = self.marks[0], self.marks[-1]
        if at - first.at >= ENOUGH:
            others = (last.active - first.active) - (last.own - first.own)
            self.sessions = max(0.0, others / (at - first.at))
