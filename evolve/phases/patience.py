"""Patience: what needs a person is tried again by itself, but not over and over."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evolve.phases.work import Answer, Outcome, Work
from evolve.records import Evolution

# It is left for so many times as long as the last try took, or an index over a large table would
# be built again and again; at the latest it is tried after so many seconds.
TIMES = 10
LATEST = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A try that ended in `answer`, and is not repeated before `until` while `wanted` is so."""

    answer: Answer
    wanted: tuple[object, ...]
    until: float


class Patience:
    """What became of the last try of one evolution, where it needs a person."""

    def __init__(self) -> None:
        self.failed: Failed | None = None

    def instead(self, work: Work) -> Answer | None:
        """The answer of the last try in place of another one; None where it is time to try."""
        failed = self.failed
        if failed and work.clock() < failed.until and failed.wanted == wanted(work.evolution):
            return failed.answer
        self.failed = None
        return None

    def note(self, work: Work, answer: Answer, began: float) -> None:
        """That a try that `began` then has ended in `answer`."""
        if answer.outcome is not Outcome.STUCK:
            return
        now = work.clock()
        self.failed = Failed(
            answer=answer,
            wanted=wanted(replace(work.evolution, hold=answer.reason)),
            until=now + min(TIMES * (now - began), LATEST),
        )


def wanted(evolution: Evolution) -> tuple[object, ...]:
    """What an operator can change, to resume included: that takes the hold away."""
    e = evolution
    return e.state, e.hold, e.pause_requested, e.revert_requested, e.request, e.tuning
