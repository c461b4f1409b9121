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


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From one round to the next: how long it took, and for how long others have worked in it."""

    seconds: float
    others: float


class Foreground:
    """`sessions`: so many of others are at work, on an average; None until it is known."""

    def __init__(self) -> None:
        self.sessions: float | None = None
        self.last: Mark | None = None
        self.stretches: deque[Stretch] = deque()

    def note(self, mark: Mark, expected: float) -> None:
        """A round of batches saw this; it was `expected` so many seconds after the one before.

        Sums that have become less tell nothing of a stretch: a database was dropped, counters have
        begun anew, or an evolution's segments are gone.
        """
        before, self.last = self.last, mark
        if before is None:
            return
        active, ours = mark.active - before.active, mark.ours - before.ours
        seconds = mark.at - before.at
        if seconds > expected + GAP:
            self.stretches.clear()
        elif active >= 0 and ours >= 0:
            self.stretches.append(Stretch(seconds=seconds, others=active - ours))
            self.average()

    def average(self) -> None:
        """Over WINDOW, or a little more, since a stretch may be longer than that."""
        seconds = sum(stretch.seconds for stretch in self.stretches)
        while seconds - self.stretches[0].seconds >= WINDOW:
            seconds -= self.stretches.popleft().seconds
        if seconds >= ENOUGH:
            others = sum(stretch.others for stretch in self.stretches)
            self.sessions = max(0.0, others / seconds)
