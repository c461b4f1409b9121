"""From filled to ready: indexes and checks, the proof, and the function of new releases."""

from __future__ import annotations

from psycopg import sql

from evolve.pg.step import Step
from evolve.phases import proving, steps
from evolve.phases.work import Answer, Outcome, Work, stuck
from evolve.plan.model import Plan
from evolve.states import Phase

SWEEP = Answer(outcome=Outcome.WORKED, clears="another sweep")
SWEEPS = 3


def building(plan: Plan) -> tuple[Step, ...]:
    """All steps of the phase but the last, which replaces the function after the proof."""
    return plan.phase(Phase.VERIFY)[:-1]


def replaced(work: Work) -> bool:
    return steps.pending(work, work.evolution.plan.phase(Phase.VERIFY)) is None


def prove(work: Work) -> Answer:
    """The proof while filling; SWEEP where rows are left over, else the function is replaced."""
    plan = work.evolution.plan
    found, answers = proving.prove(work, plan.pair, filling=True)
    objection = proving.objection(work, found, answers)
    if objection:
        return objection
    if not found.clean:
        sweeps = max((s.sweep for s in work.store.segments(work.evolution)), default=0)
        if sweeps >= SWEEPS:
            return stuck(
                f"{found.differences} rows still differ after {sweeps} sweeps",
                f"manage.py evolve verify {plan.name} --show-values lists their keys",
            )
        return SWEEP
    analyze(work)
    return steps.apply(work, plan.phase(Phase.VERIFY)[-1])


def analyze(work: Work) -> None:
    """Statistics of the new columns, before readers switch to them (hazard 19)."""
    pair = work.evolution.plan.pair
    with work.session.transaction():
        work.session.local(statement_timeout=0, lock_timeout=0)
        work.session.rows(
            sql.SQL("ANALYZE {} ({})").format(
                pair.table.identifier,
                sql.SQL(", ").join(sql.Identifier(side.place) for side in pair.new),
            )
        )


def reproved(work: Work, *, swapped: bool) -> Answer | None:
    """The proof again, before something that is harder to take back; None when it is clean."""
    plan = work.evolution.plan
    pair = plan.pair_aside.loosened() if swapped else plan.pair
    found, answers = proving.prove(work, pair, filling=False)
    objection = proving.objection(work, found, answers)
    if objection:
        return objection
    if not found.clean:
        return stuck(
            f"{found.differences} rows differ between old and new",
            f"manage.py evolve verify {plan.name} --show-values lists their keys",
        )
    return None
