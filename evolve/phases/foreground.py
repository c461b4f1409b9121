"""How busy others keep the server, told from batch to batch. Pure, with a memory of seconds.

The server adds up for how long its sessions have been at work (`active_time`), which every role may
read; what grows faster than evolve's backfills explain, whoever carries them, is others' work.
Sessions report about once a second, so it is averaged over WINDOW seconds.
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
    """What was known at a moment, in seconds: all work so far, and evolve's part of it."""

    at: float
    active: float
    ours: float


class Foreground:
    """`sessions`: so many of others are at work, on an average; None until it is known."""

    def __init__(self) -> None:
        self.sessions: float | None = None
        self.marks: deque[Mark] = deque()

    def note(self, mark: Mark, expected: float) -> None:
        """A round of batches saw this; it was `expected` so many seconds after the one before."""
        last = self.marks[-1] if self.marks else mark
        anew = mark.active < last.active or mark.ours < last.ours
        if anew or mark.at - last.at > expected + GAP:
            self.marks.clear()
        self.marks.append(mark)
        while mark.at - self.marks[0].at > WINDOW and mark.at - self.marks[1].at >= ENOUGH:
            self.marks.popleft()
        first = self.marks[0]
        if mark.at - first.at >= ENOUGH:
            others = (mark.active - first.active) - (mark.ours - first.ours)
            self.sessions = max(0.0, others / (mark.at - first.at))
