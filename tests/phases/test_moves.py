"""Laws of moves: an evolution moves along the table of moves, once, by whoever holds it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from evolve.errors import EvolveError, LeaseLost
from evolve.records import Evolution
from evolve.states import FORWARD, MOVES, SWAPS, TERMINAL, State, ahead, may_move
from sample_app.settings import BASE_DIR
from tests.phases.conftest import Ground
from tests.support import evolutions
from tests.support.diagram import diagram, moves_in

README = BASE_DIR / "evolve" / "README.md"


def events(ground: Ground) -> list[tuple[str, str | None]]:
    with ground.shop.connect() as connection:
        query = "SELECT kind, data ->> 'from' FROM evolve_event ORDER BY id"
        return [(kind, source) for kind, source in connection.execute(query)]


def state_of(ground: Ground) -> str:
    with ground.shop.connect() as connection:
        row = connection.execute("SELECT state FROM evolve_evolution").fetchone()
    assert row is not None
    return str(row[0])


def test_what_is_ahead_follows_the_moves() -> None:
    """Everything from the beginning, nothing from an end, and no swap where there is none. What
    leaves an end has to be asked for: it is ahead of nobody."""
    for swaps in (True, False):
        left = set(ahead(State.PLANNED, swaps=swaps))
        asked = {target for source, target in MOVES if source in TERMINAL}
        assert left == set(State) - {State.PLANNED} - asked - (set() if swaps else SWAPS)
        assert ahead(State.REVERTING, swaps=swaps) == (State.REVERTED,)
        assert all(ahead(end, swaps=swaps) == () for end in TERMINAL)
        for source, target in MOVES:
            if source not in TERMINAL and (swaps or not SWAPS & {source, target}):
                assert set(ahead(target, swaps=swaps)) - {source} <= set(ahead(source, swaps=swaps))


@pytest.fixture
def evolution(ground: Ground) -> Evolution:
    return evolutions.start(ground.database, ground.case)


def test_a_move_is_written_together_with_its_event(ground: Ground, evolution: Evolution) -> None:
    before = events(ground)
    moved = ground.database.store.move(evolution, State.EXPANDING, {}, answered=False)
    assert moved.state is State.EXPANDING
    assert state_of(ground) == "expanding"
    assert events(ground) == [*before, ("expanding", "planned")]


def test_a_move_that_is_not_in_the_table_is_an_error(ground: Ground, evolution: Evolution) -> None:
    before = events(ground)
    for target in State:
        if not may_move(evolution.state, target):
            with pytest.raises(EvolveError):
                ground.database.store.move(evolution, target, {}, answered=False)
    assert state_of(ground) == "planned"
    assert events(ground) == before


@pytest.mark.parametrize("stale", ["state", "generation"])
def test_a_stale_worker_moves_nothing_and_writes_no_event(
    ground: Ground, evolution: Evolution, stale: str
) -> None:
    """By compare-and-set: what it has read is not what stands there any more."""
    store = ground.database.store
    taken = store.lease(evolution, "another", 60)
    assert taken is not None
    if stale == "state":
        store.move(taken, State.EXPANDING, {}, answered=False)
        stale_evolution = taken
    else:
        stale_evolution = replace(taken, generation=evolution.generation)
        assert stale_evolution.generation < taken.generation
    before, state = events(ground), state_of(ground)
    with pytest.raises(LeaseLost):
        store.move(stale_evolution, State.EXPANDING, {}, answered=False)
    assert events(ground) == before
    assert state_of(ground) == state


def test_of_two_workers_one_moves(ground: Ground, evolution: Evolution) -> None:
    store = ground.database.store
    store.move(evolution, State.EXPANDING, {}, answered=False)
    with pytest.raises(LeaseLost):
        store.move(evolution, State.EXPANDING, {}, answered=False)
    assert [kind for kind, _ in events(ground)].count("expanding") == 1


@pytest.mark.parametrize("case", evolutions.shipped(), ids=str, indirect=True)
def test_a_whole_life_keeps_to_the_table(ground: Ground) -> None:
    evolutions.to_done(ground.database, ground.case)
    walked = [(source, kind) for kind, source in events(ground) if source is not None]
    assert walked[0][0] == "planned"
    assert walked[-1][1] == "done"
    for (_, reached), (left, _) in pairwise(walked):
        assert reached == left
    for source, target in walked:
        assert may_move(State(source), State(target)), (source, target)


# -- the table itself -------------------------------------------------------------------------


def test_every_state_can_be_reached_and_left() -> None:
    reached = {target for _, target in MOVES} | {State.PLANNED}
    assert reached == set(State)
    ends = {state for state in State if not ahead(state, swaps=True)}
    assert ends == TERMINAL


def test_from_every_state_before_the_contract_a_revert_is_possible() -> None:
    """A swap is taken back first, which ends in `ready`."""
    before = FORWARD[: FORWARD.index(State.READY) + 1]
    assert all(may_move(state, State.REVERTING) for state in before)
    assert may_move(State.SWAPPED, State.READY)
    after = set(FORWARD) - set(before)
    assert not any(may_move(state, State.REVERTING) for state in after)


def test_the_diagram_in_the_documentation_draws_the_table() -> None:
    """`python -m tests.support.diagram` prints it."""
    expected = {(str(source), str(target)): why for (source, target), why in MOVES.items()}
    assert moves_in(README.read_text()) == expected
    assert diagram() in README.read_text()
    assert len(expected) > 20
