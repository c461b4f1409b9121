"""What a worker remembers of before, and what a clock says, proves nothing of now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from psycopg import sql

from evolve.errors import LeaseLost
from evolve.pg.step import Presence
from evolve.phases import steps
from evolve.phases.work import Outcome, Work
from evolve.records import Evolution
from evolve.service import asking, restoring
from evolve.service.running import Carrier
from evolve.service.verifying import verify
from evolve.states import Phase, State
from tests.phases.conftest import Ground
from tests.phases.test_faults import holding, renaming, verifying
from tests.phases.test_restore import KINDS, built, dropped
from tests.support import evolutions
from tests.support.archiving import archiving
from tests.support.cluster import ShopDatabase
from tests.support.pairs import without_triggers

WIDER = next(case for case in evolutions.shipped() if case.name == "order-quantity-bigint")
widening = pytest.mark.parametrize("case", [WIDER], ids=str, indirect=True)
WRITE = "UPDATE shop_customer SET phone = '1' WHERE id = 1"


@pytest.fixture
def evolution(ground: Ground) -> Evolution:
    return evolutions.start(ground.database, ground.case)


def switch_triggers_off(shop: ShopDatabase) -> None:
    with shop.connect() as connection:
        query = "SELECT tgname FROM pg_trigger WHERE tgname LIKE '~~~~evolve%'"
        found = connection.execute(query).fetchall()
        assert found
        for (name,) in found:
            off = sql.SQL("ALTER TABLE shop_customer DISABLE TRIGGER {}")
            connection.execute(off.format(sql.Identifier(name)))


def test_writers_are_waited_for_each_time_the_function_is_replaced(
    ground: Ground, evolution: Evolution
) -> None:
    """A trigger that somebody switches off is installed anew, with the function of before `ready`;
    who may run that one then is nobody of those that the first replacement had to wait for."""

    def replaced(evolution: Evolution) -> bool:
        last = evolution.plan.phase(Phase.VERIFY)[-1].id
        in_place = last in ground.database.store.applied(evolution)
        return evolution.state is State.VERIFYING and in_place

    def once() -> tuple[Evolution, Outcome | None]:
        answer = carrier.once(ground.database, evolution)
        return ground.database.store.reload(evolution.id), answer.outcome if answer else None

    with holding(ground.shop, "SELECT 1"):
        carrier, evolution = evolutions.advance(ground.database, evolution, replaced)
    with holding(ground.shop, WRITE):
        evolution, outcome = once()
        assert outcome is Outcome.WAITING
        assert "are still open" in evolution.hold
    switch_triggers_off(ground.shop)
    evolution, _ = once()
    assert not replaced(evolution), "nobody has noticed that the triggers are off"
    while evolution.state is not State.VERIFYING:
        evolution, _ = once()
    with holding(ground.shop, WRITE):
        while not replaced(evolution):
            evolution, _ = once()
        evolution, outcome = once()
        assert (evolution.state, outcome) == (State.VERIFYING, Outcome.WAITING)
    assert evolutions.carry(ground.database, evolution, State.READY).state is State.READY


@widening
def test_a_clock_that_is_set_back_makes_no_proof_be_repeated(
    ground: Ground, evolution: Evolution
) -> None:
    """Else it would count the table again and again until the clock has caught up."""
    carrier, evolution = verifying(ground, evolution)
    with ground.shop.connect() as connection:
        later = "UPDATE evolve_evolution SET state_since = state_since + interval '1 hour'"
        assert connection.execute(later).rowcount == 1
    evolution = ground.database.store.reload(evolution.id)
    assert evolution.state_since > evolution.now, "the clock was not set back"
    for _ in range(20):
        carrier.once(ground.database, evolution)
        evolution = ground.database.store.reload(evolution.id)
    assert evolution.state is State.READY
    with ground.shop.connect() as connection:
        proofs = "SELECT count(*) FROM evolve_evidence WHERE kind = 'agreement'"
        assert connection.execute(proofs).fetchone() == (2,)


@widening
def test_who_has_lost_the_lease_drops_no_index_that_another_worker_has_built(
    ground: Ground, evolution: Evolution
) -> None:
    """What runs CONCURRENTLY is in no transaction that a guard could take back."""
    evolution = evolutions.carry(ground.database, evolution, State.READY)
    work = evolutions.work_on(ground.database, evolution, "stopped")
    with ground.shop.connect() as connection:
        connection.execute("UPDATE evolve_evolution SET lease_until = clock_timestamp()")
    assert ground.database.store.lease(work.evolution, "next", 60)
    step = next(step for step in evolution.plan.phase(Phase.VERIFY) if step.concurrent)
    with pytest.raises(LeaseLost):
        steps.take_back(work, step)
    assert steps.probe(work, step) is Presence.PRESENT
    assert step.id in ground.database.store.applied(evolution)
    held: Work = replace(work, evolution=ground.database.store.reload(evolution.id))
    steps.take_back(held, step)
    assert steps.probe(held, step) is Presence.ABSENT


def test_a_restore_that_was_taken_back_leaves_the_next_one_all_that_it_needs(
    shop_database: ShopDatabase, tmp_path: Path
) -> None:
    """By one worker: rows that get another key past the trigger are found by each of them."""
    carrier = Carrier(sleep=lambda _: None)
    with archiving(tmp_path), evolutions.working() as database:
        spec = built(shop_database, database, KINDS["split"], "bigint")
        evolution = dropped(database, spec.name)

        def go_on(until: Callable[[Evolution], bool]) -> Evolution:
            for _ in range(100):
                found = database.store.reload(evolution.id)
                if until(found):
                    return found
                carrier.once(database, found)
            raise AssertionError(f"it does not get there: {found.state}, {found.hold}")

        def swept(_: Evolution) -> bool:
            return bool(carrier.runner("default", evolution).restore.swept)

        def filled(found: Evolution) -> bool:
            return "restore.load" in database.store.applied(found)

        for life in range(2):
            restoring.restore(database, spec.name, accept_loss=False)
            go_on(filled)
            with without_triggers(shop_database) as past:
                found = past.execute("UPDATE pair_table SET id = id + 100 WHERE id > 3")
                assert found.rowcount == 3
            if not life:
                go_on(swept)
                restoring.undo_restore(database, spec.name)
                go_on(lambda found: found.state is State.DONE)
        go_on(lambda found: found.state is State.READY)


@widening
def test_what_is_asked_for_while_a_move_is_made_is_not_forgotten_with_what_that_answers(
    ground: Ground, evolution: Evolution
) -> None:
    """The worker knows of a swap that is done; meanwhile somebody has asked to undo it."""
    name = ground.case.playbook
    evolutions.carry(ground.database, evolution, State.READY)
    swapping = asking.swap(ground.database, name, undo=False)

    def swapped(evolution: Evolution) -> bool:
        last = evolution.plan.phase(Phase.SWAP)[-1].id
        return last in ground.database.store.applied(evolution)

    carrier, evolution = evolutions.advance(ground.database, swapping, swapped)
    work = evolutions.work_on(ground.database, evolution, carrier.owner)
    asking.swap(ground.database, name, undo=True)
    carrier.runner("default", evolution).advance(work)
    for _ in range(20):
        evolution = ground.database.store.reload(evolution.id)
        if evolution.state is State.READY:
            break
        carrier.once(ground.database, evolution)
    assert evolution.state is State.READY


@renaming
def test_verify_finds_the_columns_in_the_midst_of_a_move(
    ground: Ground, evolution: Evolution
) -> None:
    """They are aside already, and the state is still that of before."""
    evolutions.carry(ground.database, evolution, State.READY)
    contracting = asking.contract(ground.database, ground.case.playbook, now=True)

    def aside(evolution: Evolution) -> bool:
        return "quarantine.rename" in ground.database.store.applied(evolution)

    _, evolution = evolutions.advance(ground.database, contracting, aside)
    assert evolution.state is State.CONTRACTING
    found = verify(ground.database, evolution.name, show_values=False)
    assert found.clean
    assert found.agreement.rows == ground.rows
