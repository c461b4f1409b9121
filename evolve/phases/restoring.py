"""Restoring what was dropped: the old columns aside again, with every value, from the archive.

It goes on from where the drop has left the table, until everything is as it was in quarantine; the
undo of that gives the columns their names. Nobody names the old columns meanwhile, and from the
moment that the triggers are there every write keeps them in step.

| piece | committed together with | where a process that is killed goes on |
|---|---|---|
| columns, functions, triggers, the queue | its record, a step each | at the next step |
| the archive's values and the other keys into the queue | its record | at the load |
| a batch of the queue | its rows are out of the queue | at the next batch |
| the proof; what differs goes into the queue again | - | at the proof |
| indexes, checks, NOT NULL, the end of the queue | its record, a step each | at the next step |
| the move to quarantined | that the drop is forgotten | - |
"""

from __future__ import annotations

from collections.abc import Collection

from evolve import archives
from evolve.archives import Manifest, Records, content, refuse_other
from evolve.errors import EvolveError, LeaseLost
from evolve.pg.restoring import Queue, evolutions_of
from evolve.pg.settings import pins
from evolve.pg.step import Step
from evolve.phases import pace, steps
from evolve.phases.backfill import GAVE_WAY, LOCK_MS, STATEMENT_MS
from evolve.phases.work import WORKED, Answer, Work, stuck, waiting
from evolve.plan.model import Plan
from evolve.plurals import counted
from evolve.proof import agreement
from evolve.records import ARCHIVE, Evolution
from evolve.states import Phase
from evolve.store import Store

LOADED = "restore.load"
FIRST_ROWS = 500


def asked(evolution: Evolution) -> bool:
    return (evolution.request or {}).get("verb") == "restore"


def abandoned(work: Work) -> bool:
    """Whether it is to be taken back, and still can be: not after its last step."""
    if (work.evolution.request or {}).get("verb") != "abandon":
        return False
    return steps.pending(work, work.evolution.plan.phase(Phase.SETTLE)) is not None


def reversible(plan: Plan) -> list[Step]:
    return [step for step in plan.restore if step.reversible]


def steps_of(plan: Plan) -> list[str]:
    """What is recorded of a restore, and of no use afterwards."""
    return [LOADED, *(step.id for step in plan.restore)]


def settling(plan: Plan, applied: Collection[str]) -> bool:
    """Whether every value is back, and what makes the columns as strict as before has begun."""
    return plan.phase(Phase.SETTLE)[0].id in applied


def queue_of(plan: Plan) -> Queue:
    return Queue(pairs=plan.pairs_aside, key=plan.key)


def archive_of(store: Store, evolution: Evolution) -> tuple[str, Manifest] | None:
    """The storage and the manifest of what was dropped; None where nothing was kept."""
    found = store.latest(evolution, ARCHIVE)
    return (found.data["storage"], Manifest.from_json(found.data)) if found else None


class Restoring:
    """The restores of one evolution; what it remembers is for speed alone, and may be forgotten.

    `swept` is the stay in the state in which what differed has come once more.
    """

    def __init__(self) -> None:
        self.rows = FIRST_ROWS
        self.swept = ""

    def next(self, work: Work) -> Answer | None:
        """One piece; None when everything is as in quarantine."""
        plan = work.evolution.plan
        done = steps.apply_next(work, plan.phase(Phase.RESTORE))
        if done:
            return done
        applied = work.store.applied(work.evolution)
        if LOADED not in applied:
            return load(work)
        if not settling(plan, applied):
            answer = self.fill(work) or self.prove(work)
            if answer:
                return answer
        return steps.apply_next(work, plan.phase(Phase.SETTLE))

    def fill(self, work: Work) -> Answer | None:
        """One batch of the queue; None when that is empty."""
        evolution, began = work.evolution, work.clock()
        message = queue_of(evolution.plan).batch(
            rows=self.rows,
            evolutions=evolutions_of(work.store.own()),
            id_=evolution.id,
            generation=evolution.generation,
            timeout_ms=STATEMENT_MS,
            lock_ms=LOCK_MS,
        )
        try:
            (found,) = work.session.message(message)
        except GAVE_WAY as error:
            return self.smaller(error)
        if not found["leased"]:
            raise LeaseLost(f"{evolution.name}: another worker has taken over")
        if not found["taken"]:
            return None
        took = work.clock() - began
        if found["done"] == 0:
            return waiting(
                f"{counted(found['taken'], 'row')} that are to be restored are locked by others",
                "goes on when their transactions have ended",
                0.5,
            )
        self.rows = pace.next_size(self.rows, found["taken"], took * 1000, work.pace.batch_ms)
        pause = pace.pause_after(found["done"], took, work.pace.max_rows_per_second)
        return Answer(outcome=WORKED.outcome, wait=pause)

    def smaller(self, error: Exception) -> Answer:
        why = type(error).__name__
        if self.rows == 1:
            return stuck(
                f"a batch of one row does not finish within {STATEMENT_MS} ms ({why})",
                "look at the table's own triggers, or for locks on it, then evolve resume",
            )
        self.rows = max(1, self.rows // 2)
        return waiting(f"a batch gave way ({why})", "a smaller one follows", 0.05)

    def prove(self, work: Work) -> Answer | None:
        """Counts in one snapshot; what differs, such as rows with another key, comes once more."""
        plan = work.evolution.plan
        found = agreement.agreement(work.session, plan.pairs_aside, filling=False)
        work.store.observe(work.evolution, "agreement", agreement.as_data(found))
        if found.clean or (plan.same_name and found.dispensable):
            return None
        if found.failing:
            return stuck(
                f"{counted(found.failing, 'row')} with a value that does not convert",
                f"mend them (manage.py evolve verify {plan.name} --show-values lists keys); "
                "it then goes on by itself",
            )
        if self.swept == work.evolution.stay:
            return waiting(
                f"{counted(found.differences, 'row')} still differ: somebody writes past the "
                "trigger, or a trigger of the table puts them back",
                "it is tried again by itself; "
                f"manage.py evolve verify {plan.name} --show-values lists their keys",
                1.0,
            )
        self.swept = work.evolution.stay
        work.session.run([queue_of(plan).add_differing])
        return WORKED


def load(work: Work) -> Answer:
    """The archive's values into the queue, and the keys of all other rows, or nothing at all.

    Raises EvolveError where the archive is not what it was, or where rows would lose a value that
    nobody has agreed to lose.
    """
    evolution, plan, began = work.evolution, work.evolution.plan, work.clock()
    found = archive_of(work.store, evolution)
    assert found, "whoever asks for a restore is refused without one"
    alias, manifest = found
    queue = queue_of(plan)
    with work.session.transaction():
        work.session.local(
            **pins(plan.table), statement_timeout=0, lock_timeout=0, row_security="off"
        )
        work.session.run([queue.empty])
        with archives.reading(alias, manifest.file) as (file, blocks):
            records = Records()
            work.session.copy_in(queue.copy_in, map(records.add, blocks))
            refuse_other(alias, manifest, content(file, records))
        work.session.run([queue.add_missing])
        refuse_loss(work, queue)
        work.store.guard(evolution)
        work.store.record_step(evolution, LOADED, (work.clock() - began) * 1000)
    return WORKED


def refuse_loss(work: Work, queue: Queue) -> None:
    """Raises EvolveError where a row has changed since, and nothing leads back from what it is."""
    plan = work.evolution.plan
    if not queue.stuck or (work.evolution.request or {}).get("accept_loss"):
        return
    changed = work.session.one(queue.count_changed)["rows"]
    if changed:
        raise EvolveError(
            f"{counted(changed, 'row')} of {plan.table} are new or have changed since the archive "
            "was made, and the playbook has no way back for them",
            hint=f"manage.py evolve restore {plan.name} --accept-loss leaves NULL there; "
            f"manage.py evolve restore {plan.name} --undo takes the restore back",
        )
