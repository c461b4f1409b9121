"""What every phase works with, and what it answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from evolve.conf import Profile
from evolve.pg.session import Session
from evolve.phases.tuning import paced
from evolve.records import Evolution
from evolve.store import Store


class Outcome(StrEnum):
    """`WORKED`: call again at once. `WAITING`: it clears by itself, call again in a moment.
    `STUCK`: it needs a person. `RESTING`: nothing to do until somebody asks for something."""

    WORKED = "worked"
    WAITING = "waiting"
    STUCK = "stuck"
    RESTING = "resting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`reason` and `clears` become the hold; `wait` is how long to leave it, in seconds.

    `unasked`: the operator wants nothing, and the evolution is still as it was read. `moving`:
    the reason carries a number, and it is the same hold for as long as `clears` says the same.
    """

    outcome: Outcome
    reason: str = ""
    clears: str = ""
    wait: float = 0.0
    unasked: bool = False
    moving: bool = False


WORKED = Answer(outcome=Outcome.WORKED)
RESTING = Answer(outcome=Outcome.RESTING)


def waiting(reason: str, clears: str, wait: float = 0.2) -> Answer:
    return Answer(outcome=Outcome.WAITING, reason=reason, clears=clears, wait=wait)


def stuck(reason: str, clears: str) -> Answer:
    return Answer(outcome=Outcome.STUCK, reason=reason, clears=clears, wait=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One evolution in the hands of one worker. Clock and sleep are arguments for the tests."""

    session: Session
    store: Store
    evolution: Evolution
    profile: Profile
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    @property
    def lock_wait_ms(self) -> int:
        return round(self.profile.lock_wait.total_seconds() * 1000)

    @property
    def pace(self) -> Profile:
        """The profile with the plan's limits and with what the operator has tuned."""
        return paced(self.profile, self.evolution.plan, self.evolution.tuning)
