"""Carrying out steps: probed, applied, probed again and recorded; or taken back.

Whatever a crash left behind, the probe tells, and running again is the recovery.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from psycopg import errors

from evolve.errors import EvolveError, Repeated
from evolve.pg.catalog import is_there
from evolve.pg.names import TableName
from evolve.pg.redacted import objection
from evolve.pg.session import Session
from evolve.pg.step import Lock, Presence, Step
from evolve.phases import others
from evolve.phases.work import WORKED, Answer, Work, stuck, waiting
from evolve.states import Phase

Check = Callable[[], None]


def nothing() -> None:
    """No further check under the lock."""


def probe(work: Work, step: Step) -> Presence:
    """What the catalog says of the step; every name is spelled in full for it."""
    with work.session.passing():
        return probe_inside(work, step)


def probe_inside(work: Work, step: Step) -> Presence:
    with work.session.spelled_out():
        return Presence(work.session.one(step.probe)["presence"])


def pending(work: Work, steps: Sequence[Step]) -> Step | None:
    """The first step that is not recorded yet."""
    applied = work.store.applied(work.evolution)
    return next((step for step in steps if step.id not in applied), None)


def apply_next(work: Work, steps: Sequence[Step], check: Check = nothing) -> Answer | None:
    """Applies the first pending step; None when there is none."""
    step = pending(work, steps)
    return apply(work, step, check) if step else None


def apply(work: Work, step: Step, check: Check = nothing) -> Answer:
    """One step. `check` runs under its lock, just before; what it raises takes it all back."""
    presence = probe(work, step)
    if presence is Presence.BUILDING:
        return waiting(
            f"{step.title}: a build left by another worker is still running",
            "it ends by itself; this worker then goes on",
            1.0,
        )
    if presence is Presence.BROKEN and not step.replaces:
        take_back(work, step)
        presence = probe(work, step)
        if presence is not Presence.ABSENT:
            return stuck(
                f"{step.title}: the catalog shows it {presence}, and it could not be taken back",
                f"manage.py evolve plan {work.evolution.name} shows its statements",
            )
    if presence in (Presence.ABSENT, Presence.BROKEN):
        run(work, step, step.apply, check, recording=True)
    else:
        transactionally(work, lambda: record(work, step, 0.0))
    after = probe(work, step)
    if after is not Presence.PRESENT:
        forget_gone(work, step)
        return stuck(
            f"{step.title}: applied, and the catalog shows it {after}",
            "look for a trigger that fires after evolve's, or DDL that somebody runs meanwhile",
        )
    return WORKED


def revert_last(work: Work, steps: Sequence[Step]) -> bool:
    """Takes back the last step of `steps`, recorded or not; False when there is none left."""
    applied = work.store.applied(work.evolution)
    begun = next((step for step in steps if step.id not in applied), None)
    if begun and is_begun(work, begun):
        take_back(work, begun)
        return True
    for step in reversed(steps):
        if step.id in applied:
            take_back(work, step)
            return True
    return False


def is_begun(work: Work, step: Step) -> bool:
    """Whether a worker has died between a concurrent build and its record, or within it.

    What is there in full may be somebody else's, but where it is the contract's, whose names were
    free at the start.
    """
    if not (step.concurrent and step.reversible and tables_are_there(work, step)):
        return False
    there = {Presence.BROKEN, Presence.BUILDING}
    if step.phase is Phase.CONTRACT:
        there.add(Presence.PRESENT)
    return probe(work, step) in there


def take_back(work: Work, step: Step) -> None:
    """Reverts the step and forgets that it was applied.

    What hangs on a table that somebody has dropped went with it; the rest goes now.
    """
    if not step.reversible:
        raise EvolveError(f"{step.title}: cannot be taken back")
    if tables_are_there(work, step):
        run(work, step, step.revert, nothing, recording=False)
    else:
        take_back_the_rest(work, step)


def tables_are_there(work: Work, step: Step) -> bool:
    """The table, and the one beside it that the step is about."""
    tables = {work.evolution.plan.table, step.beside or work.evolution.plan.table}
    return all(is_there(work.session, table) for table in tables)


def take_back_the_rest(work: Work, step: Step) -> None:
    """Of a step whose table is gone. An index is gone with it; another table may still be there."""

    def inside() -> None:
        for statement in () if step.concurrent else step.revert:
            with suppress(errors.UndefinedTable), work.session.connection.transaction():
                work.session.run([statement])
        others.keep(work)
        forget(work, step)

    transactionally(work, inside)


def run(
    work: Work, step: Step, statements: Sequence[str], check: Check, *, recording: bool
) -> None:
    """`statements` and their record: in one transaction, or, for a concurrent step, after it."""
    began = work.clock()

    def finish() -> None:
        if recording:
            record(work, step, (work.clock() - began) * 1000)
        else:
            forget(work, step)

    def gone() -> None:
        others.keep(work)
        finish()

    if step.concurrent:
        run_concurrently(work, step, statements)
        transactionally(work, finish if recording else gone)
        return

    def inside() -> None:
        check()
        others.meet(work, forward=recording)
        work.session.run(statements)
        others.keep(work)
        finish()

    lock = step.lock if recording else step.revert_lock
    beside = step.beside if contended(step) else None
    transactionally(work, inside, locking=lock is not Lock.NONE, beside=beside)


def transactionally(
    work: Work,
    inside: Callable[[], None],
    *,
    locking: bool = False,
    beside: TableName | None = None,
) -> None:
    """`inside` under the lease, on a locked table where `locking`, and so on the one `beside`.

    The guard comes last: whoever has lost the lease rolls back, and the evolution's row is not
    locked, against the operator and against renewal, for as long as the step takes.
    """

    def guarded() -> None:
        inside()
        work.store.guard(work.evolution)

    work.session.ddl(
        work.evolution.plan.table,
        guarded,
        lock_wait_ms=work.lock_wait_ms,
        budget=work.profile.lock_budget.total_seconds(),
        exclusive=locking,
        beside=beside,
    )


def contended(step: Step) -> bool:
    """Whether the other table is locked against writers."""
    return step.beside_lock is not Lock.ROW_SHARE


def run_concurrently(work: Work, step: Step, statements: Sequence[str]) -> None:
    """In a session of its own, without a short lock_timeout: its waits block nobody.

    No lease can be guarded in it: it is looked at last, or a worker that was stopped for long would
    drop what the next one has built.
    """
    with Session(work.profile.direct or work.session.alias, role="evolve index") as session:
        session.unlimited()
        transactionally(work, nothing)
        try:
            session.run(statements)
        except errors.UniqueViolation as error:
            # Left as it is, it would go on refusing writes.
            transactionally(work, nothing)
            session.run(step.revert)
            raise Repeated(
                f"rows have the same value: {objection(error)}",
                hint="remove the duplicates; it then goes on by itself",
            ) from error
        except errors.ProgramLimitExceeded as error:
            name = work.evolution.name
            raise EvolveError(
                f"{step.title}: a value is too long for it: {objection(error)}",
                hint="shorten such values, and it goes on by itself; or manage.py evolve revert "
                f"{name}, and give the new field no index",
            ) from error


def record(work: Work, step: Step, milliseconds: float) -> None:
    work.store.record_step(work.evolution, step.id, milliseconds)


def forget(work: Work, step: Step) -> None:
    work.store.forget_step(work.evolution, step.id)


def forget_gone(work: Work, step: Step) -> None:
    """Forgets a step that the catalog no longer shows, so that it is applied again."""
    transactionally(work, lambda: forget(work, step))


def altered(work: Work, steps: Sequence[Step]) -> Step | None:
    """The first of `steps`, all applied once, that is no longer what it was; None when all are."""
    return next((step for step in steps if probe(work, step) is not Presence.PRESENT), None)
