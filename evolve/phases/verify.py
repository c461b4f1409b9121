"""From filled to ready: indexes and checks, the proof, and the function of new releases."""

from __future__ import annotations

from datetime import timedelta

from psycopg import sql

from evolve.pg.step import Step
from evolve.phases import proving, steps
from evolve.phases.work import Answer, Outcome, Work, stuck, waiting
from evolve.plan.model import Plan
from evolve.plurals import counted
from evolve.proof.agreement import Agreement
from evolve.states import Phase, State

SWEEP = Answer(outcome=Outcome.WORKED, clears="another sweep")
# So many sweeps at once; then one after each pause, for as long as rows are left over.
SWEEPS = 3
SWEEP_AGAIN = timedelta(seconds=10)
LEFT_OVER = "still not filled: locked by a long transaction, or changed back by a trigger"


def building(plan: Plan) -> tuple[Step, ...]:
    """All steps of the phase but the last, which replaces the function after the proof."""
    return plan.phase(Phase.VERIFY)[:-1]


def replaced(work: Work) -> bool:
    return steps.pending(work, work.evolution.plan.phase(Phase.VERIFY)) is None


def installed(work: Work) -> tuple[Step, ...]:
    """What must be in place for any proof to mean something: function and triggers."""
    found = work.evolution.plan.phase(Phase.DUAL_WRITE)
    if found and replaced(work):
        return (work.evolution.plan.phase(Phase.VERIFY)[-1], *found[1:])
    return found


def to_sweep(work: Work) -> bool:
    """Whether a sweep has been begun."""
    return not all(segment.done for segment in work.store.segments(work.evolution))


def filled(work: Work) -> bool:
    """Whether a proof has found every row filled since the last sweep ended."""
    found = work.store.latest(work.evolution, "agreement")
    proved = found is not None and found.seen_in(work.evolution.stay)
    return found is not None and proved and found.data["differences"] == 0


def unproved(work: Work) -> bool:
    """Whether a demand is still to be proved: where there are no triggers, nothing else asks."""
    pairs = work.evolution.plan.pairs
    return bool(pairs.demands) and not pairs.swept and not filled(work)


def prove(work: Work) -> Answer | None:
    """The proof while filling; SWEEP where rows are left over, None where there are none.

    The author's queries are asked of a filled table only: a row that was locked answers wrongly.
    """
    plan = work.evolution.plan
    if LEFT_OVER in work.evolution.hold and swept_lately(work):
        return waiting(work.evolution.hold, work.evolution.hold_clears, 1.0)
    found, answers = proving.prove(work, plan.pairs, filling=True)
    objection = proving.objection(work, found, answers if found.clean else [])
    if objection:
        return objection
    if not found.clean and not fillable(plan, found):
        return differing(work, found)
    if not found.clean and plan.pairs.swept and work.evolution.state is State.VERIFYING:
        # Releases go on breaking it: the contract sweeps once more, when they no longer can.
        return None
    if not found.clean:
        return left_over(work, found) if swept_lately(work) else SWEEP
    return None


def fillable(plan: Plan, found: Agreement) -> bool:
    """Whether a sweep can mend some of what differs."""
    differ = dict(found.changes)
    return any((pair.new or pair.swept) and differ.get(pair.subject, 1) for pair in plan.pairs)


def replace(work: Work) -> Answer:
    """The function of new releases takes the place of the one that fills."""
    analyze(work)
    return steps.apply(work, work.evolution.plan.phase(Phase.VERIFY)[-1])


def swept_lately(work: Work) -> bool:
    """Whether sweeps have found all that can be found, for now."""
    segments = work.store.segments(work.evolution)
    if max((segment.sweep for segment in segments), default=0) < SWEEPS:
        return False
    ended = max((s.advanced_at for s in segments if s.advanced_at), default=work.evolution.now)
    return timedelta(0) <= work.evolution.now - ended < SWEEP_AGAIN


def left_over(work: Work, found: Agreement) -> Answer:
    """Rows that no sweep could fill: locked for long, or put back by a trigger of the table's."""
    return waiting(
        f"{counted(found.differences, 'row')} {LEFT_OVER}",
        "it is tried again by itself; "
        f"manage.py evolve verify {work.evolution.name} --show-values lists their keys",
        1.0,
    )


def analyze(work: Work) -> None:
    """Statistics of the new columns, before readers switch to them (hazard 19).

    Raises LockNotGranted where a VACUUM that does not give way, or another's DDL, has the table.
    """
    pairs = work.evolution.plan.pairs
    if not pairs.new:
        return
    columns = sql.SQL(", ").join(sql.Identifier(side.place) for side in pairs.new)
    statement = sql.SQL("ANALYZE {} ({})").format(pairs.table.identifier, columns)
    work.session.ddl(
        pairs.table,
        lambda: work.session.rows(statement),
        lock_wait_ms=work.lock_wait_ms,
        budget=work.profile.lock_budget.total_seconds(),
    )


def reproved(work: Work, *, swapped: bool, leaving: bool = False) -> Answer | None:
    """The proof again, before something that is harder to take back; None when it is clean.

    `leaving`: once the names are swapped, the new type may hold what the old one cannot.
    """
    plan = work.evolution.plan
    pairs = plan.pairs_aside if swapped else plan.pairs
    found, answers = proving.prove(work, pairs, filling=False)
    objection = proving.objection(work, found, answers, leaving=leaving)
    if objection:
        return objection
    if not (found.dispensable if leaving else found.clean):
        return differing(work, found)
    return None


def differing(work: Work, found: Agreement) -> Answer:
    """Rows that a person has to look at."""
    plan = work.evolution.plan
    return stuck(
        proving.differing(plan, found),
        f"manage.py evolve verify {plan.name} --show-values lists their keys",
    )
