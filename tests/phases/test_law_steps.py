"""Laws of every step of every plan: what its probe says, and that its revert takes it all back."""

from __future__ import annotations

import pytest

from evolve.errors import EvolveError
from evolve.pg.step import Presence, Step
from evolve.phases import steps
from evolve.phases.work import Work
from evolve.service import planning
from tests.phases.conftest import Ground
from tests.support import evolutions, schema

CASES = [*evolutions.shipped(), *evolutions.grown()]
every_case = pytest.mark.parametrize("case", CASES, ids=str, indirect=True)
every_key = pytest.mark.parametrize(
    "case", [*CASES, *evolutions.on_other_keys()], ids=str, indirect=True
)

ABSENT, PRESENT = Presence.ABSENT, Presence.PRESENT


def apply(work: Work, step: Step) -> None:
    """Apply as the runner does."""
    assert steps.probe(work, step) is ABSENT, step.id
    answer = steps.apply(work, step)
    assert not answer.reason, (step.id, answer)
    assert steps.probe(work, step) is PRESENT, step.id


def again(work: Work, step: Step, before: Step) -> None:
    """`step` once more; a UNIQUE constraint that was dropped has taken its index along."""
    if steps.probe(work, before) is ABSENT and before.concurrent:
        work.store.forget_step(work.evolution, before.id)
        assert not steps.apply(work, before).reason, before.id
    assert not steps.apply(work, step).reason, step.id
    assert steps.probe(work, step) is PRESENT, step.id


def own_way_back(step: Step) -> bool:
    """VALIDATE is its own way back: whoever takes back what follows finds it valid again."""
    return step.revert == step.apply


@every_case
def test_a_probe_tells_what_apply_and_revert_have_done(ground: Ground) -> None:
    work = evolutions.work_on(ground.database, evolutions.start(ground.database, ground.case))
    plan = work.evolution.plan
    before = plan.steps[0]
    for step in evolutions.walk(work):
        apply(work, step)
        if not step.reversible:
            with pytest.raises(EvolveError):
                steps.take_back(work, step)
            continue
        steps.take_back(work, step)
        expected = PRESENT if own_way_back(step) else ABSENT
        assert steps.probe(work, step) is expected, step.id
        assert step.id not in work.store.applied(work.evolution)
        again(work, step, before)
        before = step
    assert work.store.applied(work.evolution) == {step.id for step in plan.steps}


@every_case
def test_a_step_that_is_there_already_is_recorded_and_not_applied_again(ground: Ground) -> None:
    """A crash between a concurrent build and its record leaves just that."""
    work = evolutions.work_on(ground.database, evolutions.start(ground.database, ground.case))
    for step in evolutions.walk(work):
        apply(work, step)
        work.store.forget_step(work.evolution, step.id)
        with ground.shop.connect() as connection:
            before = schema.dump(connection, ground.case.table)
        assert not steps.apply(work, step).reason, step.id
        assert step.id in work.store.applied(work.evolution)
        with ground.shop.connect() as connection:
            assert schema.dump(connection, ground.case.table) == before, step.id


@every_case
def test_the_plan_in_reverse_leaves_the_table_as_it_was(ground: Ground) -> None:
    """Schema, values, and nothing of evolve's making left; twice, since the second must begin
    where the first began."""
    table = ground.case.table
    with ground.shop.connect() as connection:
        before = schema.dump(connection, table)
        rows = schema.rows(connection, table, ground.case.once)
        assert len(rows) == ground.rows
        assert any(line.startswith("column") for line in before)
    for _ in range(2):
        evolution = evolutions.start(ground.database, ground.case)
        work = evolutions.work_on(ground.database, evolution)
        applied = 0
        for step in evolutions.walk(work):
            if step.reversible:
                apply(work, step)
                applied += 1
        with ground.shop.connect() as connection:
            assert schema.dump(connection, table) != before
        for _ in range(applied):
            assert steps.revert_last(work, evolution.plan.steps)
        assert not steps.revert_last(work, evolution.plan.steps)
        with ground.shop.connect() as connection:
            assert schema.dump(connection, table) == before
            assert schema.rows(connection, table, ground.case.once) == rows
            assert schema.leftovers(connection) == []
            evolutions.empty_again(connection, ground.case)
            connection.execute("UPDATE evolve_evolution SET state = 'reverted'")


@every_case
def test_a_plan_survives_its_freezing(ground: Ground) -> None:
    """What is carried out is what was planned, to the last character."""
    report = planning.plan(ground.database, planning.playbook_of(ground.case.playbook))
    frozen = planning.create(ground.database, report)
    assert ground.database.store.reload(frozen.id).plan == report.plan
