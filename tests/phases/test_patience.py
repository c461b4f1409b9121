"""What needs a person is tried again by itself, in its own time, and at once when one asks."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from evolve.errors import EvolveError
from evolve.phases.patience import LATEST, TIMES
from evolve.phases.runner import Runner
from evolve.phases.work import Answer, Outcome, Work
from evolve.records import Evolution
from evolve.service import asking
from evolve.service.running import watch
from tests.phases.conftest import Ground
from tests.support import evolutions

TOOK = 3.0


@dataclass
class Trier:
    """A runner whose work fails after `took` seconds by its own clock, each time it is tried."""

    ground: Ground
    evolution: Evolution
    took: float = TOOK
    now: float = 0.0
    tries: int = 0
    runner: Runner = field(default_factory=lambda: Runner(watch))

    def __post_init__(self) -> None:
        self.runner.moves[self.evolution.state] = self.fail

    def fail(self, work: Work) -> Answer:
        self.tries += 1
        self.now += self.took
        raise EvolveError("two rows have the same value", hint="remove one of them")

    def advance(self) -> Answer:
        store, database = self.ground.database.store, self.ground.database
        held = store.lease(store.reload(self.evolution.id), "trier", 60)
        assert held is not None
        return self.runner.advance(
            Work(
                session=database.session,
                store=store,
                evolution=held,
                profile=database.profile,
                clock=lambda: self.now,
            )
        )


@pytest.fixture
def evolution(ground: Ground) -> Evolution:
    return evolutions.start(ground.database, ground.case)


@pytest.fixture
def trier(ground: Ground, evolution: Evolution) -> Trier:
    return Trier(ground, evolution)


def test_a_failure_is_repeated_after_ten_times_as_long(trier: Trier) -> None:
    first = trier.advance()
    assert first.outcome is Outcome.STUCK
    trier.now += TOOK * TIMES - 0.1
    assert (trier.advance(), trier.tries) == (first, 1)
    trier.now += 0.2
    assert (trier.advance(), trier.tries) == (first, 2)
    held = trier.ground.database.store.reload(trier.evolution.id)
    assert held.hold == "two rows have the same value"


def test_the_longest_failures_are_repeated_every_ten_minutes(trier: Trier) -> None:
    trier.took = 3600.0
    trier.advance()
    trier.now += LATEST - 1
    trier.advance()
    assert trier.tries == 1
    trier.now += 2
    trier.advance()
    assert trier.tries == 2


def test_resume_tries_at_once(trier: Trier) -> None:
    trier.advance()
    asking.resume(trier.ground.database, trier.evolution.name)
    trier.advance()
    assert trier.tries == 2


def test_what_is_asked_for_is_done_at_once(trier: Trier) -> None:
    trier.advance()
    asking.pause(trier.ground.database, trier.evolution.name)
    assert trier.advance().reason == "paused by the operator"
    assert trier.tries == 1
