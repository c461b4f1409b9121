"""Who asks something of an evolution at the same moment as another: obeyed, or refused by name."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from evolve.errors import Refused
from evolve.phases.runner import Runner
from evolve.records import Evolution
from evolve.service import asking, tuning
from evolve.service.databases import Database, opened
from evolve.service.running import watch
from evolve.states import State
from tests.phases.conftest import Ground
from tests.support import evolutions

SWAPPING = next(c for c in evolutions.shipped() if c.same_name)
NAME = SWAPPING.playbook
pytestmark = pytest.mark.parametrize("case", [SWAPPING], ids=str, indirect=True)

Ask = Callable[[Database], object]
ASKS: dict[str, Ask] = {
    "swap": lambda database: asking.swap(database, NAME, undo=False),
    "unswap": lambda database: asking.swap(database, NAME, undo=True),
    "contract": lambda database: asking.contract(database, NAME, now=False),
    "contract --now": lambda database: asking.contract(database, NAME, now=True),
    "revert": lambda database: asking.revert(database, NAME, accept_loss=False),
    "pause": lambda database: asking.pause(database, NAME),
    "tune a": lambda database: tuning.tune(database, NAME, ["batch-ms=50"]),
    "tune b": lambda database: tuning.tune(database, NAME, ["max-rows-per-second=7"]),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What became of all that was asked, by what was asked, and how the evolution stands then."""

    refused: dict[str, Refused]
    evolution: Evolution


def at_once(ground: Ground, *asks: str) -> Answered:
    """All have judged, and wait for the evolution's row, when the first of them may write."""
    waiting = (
        "SELECT count(*)::int AS them FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
        "AND datname = current_database() AND query LIKE '%UPDATE evolve_evolution%'"
    )
    # The connection ends first, so that nobody waits for a row that is locked for ever.
    with ThreadPoolExecutor(len(asks)) as pool, ground.shop.connect("postgres") as locking:
        locking.execute("BEGIN")
        locking.execute("SELECT FROM evolve_evolution FOR NO KEY UPDATE")
        futures = {ask: pool.submit(asked, ask) for ask in asks}
        deadline = time.monotonic() + 20
        while (them := ground.database.session.one(waiting)["them"]) < len(asks):
            assert time.monotonic() < deadline, them
            assert not any(future.done() for future in futures.values()), outcomes(futures)
            time.sleep(0.01)
        locking.execute("COMMIT")
    return Answered(refused=outcomes(futures), evolution=ground.database.store.get(NAME))


def asked(ask: str) -> None:
    with opened("default", actor=f"who wants {ask}") as database:
        ASKS[ask](database)


def outcomes(futures: dict[str, Future[None]]) -> dict[str, Refused]:
    errors = {ask: future.exception() for ask, future in futures.items()}
    assert all(error is None or isinstance(error, Refused) for error in errors.values()), errors
    return {ask: error for ask, error in errors.items() if isinstance(error, Refused)}


def forget(ground: Ground) -> None:
    """Takes away what was asked for, so that the next may be asked."""
    with ground.shop.connect() as owner:
        owner.execute(
            "UPDATE evolve_evolution SET request = NULL, revert_requested = false, "
            "pause_requested = false"
        )


def one_is_refused(found: Answered, *asks: str) -> None:
    """One, which learns what the other has asked for, and how that is taken back."""
    ((loser, error),) = found.refused.items()
    (winner,) = {*asks} - {loser}
    verb = "revert" if found.evolution.revert_requested else (found.evolution.request or {})["verb"]
    assert verb == winner
    (refusal,) = error.refusals
    assert refusal.code == "asked"
    assert f"by who wants {winner} at " in refusal.message
    assert NAME in refusal.hint


def test_of_what_moves_an_evolution_one_is_obeyed_and_the_rest_goes_with_it(
    ground: Ground, ready: Evolution
) -> None:
    one_is_refused(at_once(ground, "swap", "revert"), "swap", "revert")
    forget(ground)
    found = at_once(ground, "swap", "pause", "tune a", "tune b")
    assert found.refused == {}
    assert (found.evolution.request, found.evolution.pause_requested) == ({"verb": "swap"}, True)
    assert {"batch-ms", "max-rows-per-second"} <= found.evolution.tuning.keys()
    forget(ground)
    found = at_once(ground, "swap", "swap")
    assert (found.refused, found.evolution.request) == ({}, {"verb": "swap"})
    withdrawn = asking.swap(ground.database, NAME, undo=True)
    assert (withdrawn.state, withdrawn.request) == (State.READY, None)

    swap = asking.swap(ground.database, NAME, undo=False)
    assert evolutions.carry(ground.database, swap, State.SWAPPED).state is State.SWAPPED
    one_is_refused(at_once(ground, "contract", "unswap"), "contract", "unswap")
    forget(ground)
    found = at_once(ground, "contract", "contract --now")
    assert found.refused == {}
    assert found.evolution.request is not None
    assert found.evolution.request["now"] is True


def test_a_worker_carries_out_nothing_that_was_withdrawn_meanwhile(
    ground: Ground, ready: Evolution
) -> None:
    """And what is asked for once more of a contract under way is added to it."""
    database = ground.database
    swap = asking.swap(database, NAME, undo=False)
    evolutions.carry(database, swap, State.SWAPPED)
    work = evolutions.work_on(database, asking.contract(database, NAME, now=False))
    asking.undo_contract(database, NAME)
    Runner(watch).resting(work)
    stands = database.store.get(NAME)
    assert (stands.state, stands.request) == (State.SWAPPED, None)

    work = evolutions.work_on(database, asking.contract(database, NAME, now=False))
    Runner(watch).resting(work)
    assert database.store.get(NAME).state is State.CONTRACTING
    begun = asking.contract(database, NAME, now=True)
    database.store.release(begun.id, "tests")
    assert evolutions.carry(database, begun, State.DONE).state is State.DONE
