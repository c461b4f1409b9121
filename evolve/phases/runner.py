"""The runner: what comes next for an evolution, one piece at a time.

It reads top to bottom as the life of an evolution. Whoever holds the lease may call it, in any
process; what it needs to know stands in the database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import psycopg

from evolve import beacon
from evolve.errors import (
    EvolveError,
    LeaseLost,
    LockNotGranted,
    Overtaken,
    Refused,
    Unreachable,
)
from evolve.pg.catalog import is_there
from evolve.pg.redacted import objection
from evolve.pg.step import Step
from evolve.pg.trouble import is_outage, trouble
from evolve.phases import (
    archiving,
    contract,
    copies,
    drift,
    keeping,
    lacking,
    others,
    restoring,
    settling,
    steps,
    stricter,
    verify,
)
from evolve.phases.backfill import Backfill
from evolve.phases.holds import Health
from evolve.phases.others import Others
from evolve.phases.patience import Patience
from evolve.phases.proving import Older, Replicas
from evolve.phases.work import RESTING, WORKED, Answer, Outcome, Work, stuck, waiting
from evolve.proof.gate import Watch
from evolve.records import Evolution
from evolve.states import TERMINAL, Phase, State, may_move

# Where there is work that can be put off while the database has other worries.
PACED = frozenset({State.BACKFILLING, State.VERIFYING, State.RESTORING})


class Runner:
    """Advances one evolution. `watch` tells which processes are alive, whenever it is asked."""

    def __init__(self, watch: Callable[[Work], Watch]) -> None:
        self.watch = watch
        self.backfill = Backfill()
        self.health = Health()
        self.others = Others()
        self.older = Older()
        self.approval = contract.Approval()
        self.lookout = contract.Lookout()
        self.replicas = Replicas()
        self.restore = restoring.Restoring()
        self.settling = settling.Settling()
        self.patience = Patience()
        self.moves: dict[State, Callable[[Work], Answer]] = {
            State.PLANNED: lambda work: self.move(work, State.EXPANDING),
            State.EXPANDING: self.expanding,
            State.DUAL_WRITING: self.dual_writing,
            State.BACKFILLING: self.backfilling,
            State.VERIFYING: self.verifying,
            State.READY: self.resting,
            State.SWAPPING: self.swapping,
            State.SWAPPED: self.resting,
            State.CONTRACTING: self.contracting,
            State.QUARANTINED: self.quarantined,
            State.DONE: self.done,
            State.RESTORING: self.restoring,
            State.REVERTING: self.reverting,
        }

    def advance(self, work: Work) -> Answer:
        """One piece of work, and its hold set or released accordingly.

        A failure does not lose the place: the state stays, and the hold says what failed.
        """
        if answer := self.patience.instead(work):
            return answer
        began = work.clock()
        try:
            answer = self.answer(work)
        except (LeaseLost, Unreachable):
            raise
        except EvolveError as error:
            answer = stuck(error.message, error.hint)
        except psycopg.Error as error:
            if is_outage(error):
                raise
            answer = refused(work, error)
        self.patience.note(work, answer, began)
        if answer.reason:
            work.store.hold(work.evolution, answer.reason, answer.clears, moving=answer.moving)
        elif answer.outcome is Outcome.WORKED and work.evolution.hold:
            work.store.unhold(work.evolution)
        return answer

    def answer(self, work: Work) -> Answer:
        evolution = work.evolution
        if copies.is_copy(evolution):
            return stuck(copies.reason(evolution), copies.CLEARS)
        if evolution.pause_requested:
            return stuck("paused by the operator", f"manage.py evolve resume {evolution.name}")
        if evolution.revert_requested and may_move(evolution.state, State.REVERTING):
            return self.move(work, State.REVERTING)
        move = self.moves.get(evolution.state)
        if move is None:
            return RESTING
        try:
            held = self.others.hold(work) if forward(evolution) else None
            if evolution.state in PACED:
                held = held or self.health.hold(work)
            return held or move(work)
        except LockNotGranted as error:
            return waiting(error.message, "it is tried again by itself", 1.0)

    def move(
        self,
        work: Work,
        target: State,
        *,
        answered: bool = False,
        forgetting: Sequence[str] = (),
        **data: object,
    ) -> Answer:
        """`answered`: what was asked for is done with this move, and forgotten in one with it.

        Where something else was asked for meanwhile, that is looked at first.
        """
        try:
            work.store.move(work.evolution, target, data, answered=answered, forgetting=forgetting)
        except Overtaken:
            return WORKED
        if target in TERMINAL:
            beacon.prune(work.session)
        return WORKED

    # -- expand, dual_write, backfill, verify ---------------------------------------------------

    def expanding(self, work: Work) -> Answer:
        done = steps.apply_next(work, work.evolution.plan.phase(Phase.EXPAND))
        return done or self.move(work, State.DUAL_WRITING)

    def dual_writing(self, work: Work) -> Answer:
        done = steps.apply_next(work, work.evolution.plan.phase(Phase.DUAL_WRITE))
        if done:
            return done
        self.backfill.prepare(work)
        return self.move(work, State.BACKFILLING)

    def backfilling(self, work: Work) -> Answer:
        self.settling.beside(work)
        answer = self.backfill.batch(work)
        for told in self.backfill.told:
            self.health.note(told, self.backfill.ended)
        return answer or self.move(work, State.VERIFYING)

    def verifying(self, work: Work) -> Answer:
        broken = steps.altered(work, verify.installed(work))
        if broken:
            return self.reinstall(work, broken)
        if verify.to_sweep(work):
            return self.move(work, State.BACKFILLING, again=True)
        if settled := self.settling.drain(work, "proof"):
            return settled
        pending = steps.pending(work, verify.building(work.evolution.plan))
        if pending and not verify.filled(work) and not work.evolution.plan.pairs.swept:
            # What is built may ask that every row is filled.
            return self.prove(work) or WORKED
        if pending:
            return steps.apply(work, pending)
        if not verify.replaced(work):
            return self.prove(work) or verify.replace(work)
        if verify.unproved(work):
            return self.prove(work) or WORKED
        return (
            self.older.wait(work)
            or self.settling.drain(work, "ready")
            or self.replicas.wait(work)
            or self.move(work, State.READY)
        )

    def prove(self, work: Work) -> Answer | None:
        """The gate of `ready`: another sweep for rows left over, a person for rows that fail."""
        verdict = verify.prove(work)
        if verdict is not verify.SWEEP:
            return verdict
        settling.unsettle(work)
        work.store.begin_sweep(work.evolution)
        return self.move(work, State.BACKFILLING, again=True)

    def reinstall(self, work: Work, step: Step) -> Answer:
        """Somebody has dropped or altered the trigger: rows may have gone past it.

        The sweep is begun first, so that it cannot be forgotten, and what was proved is no longer.
        """
        plan = work.evolution.plan
        if not verify.to_sweep(work):
            work.store.begin_sweep(work.evolution)
        if verify.replaced(work):
            steps.take_back(work, plan.phase(Phase.VERIFY)[-1])
        steps.forget_gone(work, step)
        again = steps.apply_next(work, plan.phase(Phase.DUAL_WRITE)) or WORKED
        if again.outcome is not Outcome.WORKED:
            return again
        return self.move(work, State.BACKFILLING, again=True, because="the trigger was altered")

    # -- ready, swapped -------------------------------------------------------------------------

    def resting(self, work: Work) -> Answer:
        """What the operator has asked for; else the drift check, when it is due."""
        request = work.evolution.request or {}
        verb = request.get("verb")
        if verb == "swap" and work.evolution.state is State.READY:
            return self.move(work, State.SWAPPING)
        if verb == "unswap" and work.evolution.state is State.SWAPPED:
            return self.unswap(work)
        if verb == "contract":
            return self.approval.wait(work) or self.move(
                work, State.CONTRACTING, **{key: request[key] for key in request.keys() - {"gate"}}
            )
        if verb:
            work.store.clear_request(work.evolution)
        return self.settling.rest(work) or self.check_drift(work)

    def check_drift(self, work: Work) -> Answer:
        """What is done while nobody asks for anything."""
        if not drift.due(work.evolution):
            return RESTING
        self.lookout.look(work)
        return drift.check(work)

    def swapping(self, work: Work) -> Answer:
        """Proof first, then the one transaction that exchanges the names."""
        if (work.evolution.request or {}).get("verb") == "unswap":
            return self.unswap(work)
        pending = steps.pending(work, work.evolution.plan.phase(Phase.SWAP))
        if pending is None:
            return self.move(work, State.SWAPPED, answered=True)
        if pending.id == "swap.names":
            verdict = verify.reproved(work, swapped=False)
            if verdict:
                return verdict
        return steps.apply(work, pending)

    def unswap(self, work: Work) -> Answer:
        """Only while every value fits the old type: the way back must not lose one."""
        if "swap.names" in work.store.applied(work.evolution):
            verdict = verify.reproved(work, swapped=True)
            if verdict:
                return verdict
        if steps.revert_last(work, work.evolution.plan.phase(Phase.SWAP)):
            return WORKED
        return self.move(work, State.READY, answered=True, unswapped=True)

    # -- contract -------------------------------------------------------------------------------

    def contracting(self, work: Work) -> Answer:
        """NOT NULL and proof while it can be undone; then the old columns go aside."""
        plan = work.evolution.plan
        if contract.undone(work.evolution):
            return self.undo(work)
        if settled := self.settling.drain(work, "contract"):
            return settled
        pending = steps.pending(work, plan.phase(Phase.CONTRACT))
        if pending:
            return stricter.apply(work, pending, self.backfill.batch)
        if contract.renamed(work):
            return self.quarantine(work)
        verdict = verify.reproved(work, swapped=plan.same_name, leaving=plan.same_name)
        if verdict:
            return verdict
        try:
            moved = steps.apply_next(
                work, plan.phase(Phase.QUARANTINE), lambda: self.gate_again(work)
            )
        except Refused as refused:
            return stuck(
                "; ".join(f"{r.subject}: {r.message}" for r in refused.refusals),
                f"manage.py evolve contract {plan.name} --undo, or stop them",
            )
        return moved or self.quarantine(work)

    def quarantine(self, work: Work) -> Answer:
        mended = keeping.count(work.session, work.evolution.plan.pairs)
        told: dict[str, Any] = {} if mended is None else {"mended": mended}
        return self.move(work, State.QUARANTINED, **told)

    def gate_again(self, work: Work) -> None:
        """Under the lock: the facts may have changed since the operator asked (rule 9)."""
        refusals = contract.refusals(work, self.watch(work))
        if refusals:
            raise Refused(work.evolution.name, tuple(refusals))

    def quarantined(self, work: Work) -> Answer:
        if contract.undone(work.evolution):
            return self.undo(work)
        if not contract.due(work.evolution):
            return self.settling.rest(work) or self.check_drift(work)
        if awaited := contract.missed(work, self.watch(work)):
            return awaited
        if not contract.dropped(work):
            left = self.settling.drain(work, "drop") or lacking.unfilled(work)
            if left:
                return left
        if archiving.wanted(work):
            return archiving.archive(work)
        done = steps.apply_next(work, work.evolution.plan.phase(Phase.DROP))
        if done:
            return done
        return self.move(work, State.DONE, answered=True)

    def undo(self, work: Work) -> Answer:
        """Everything back to where contract began, unless the drop has happened."""
        plan = work.evolution.plan
        if contract.dropped(work):
            work.store.clear_request(work.evolution)
            return WORKED
        if settled := self.settling.drain(work, "undo"):
            return settled
        for phase in (Phase.QUARANTINE, Phase.CONTRACT):
            if steps.revert_last(work, plan.phase(phase)):
                return WORKED
        target = State.SWAPPED if plan.same_name else State.READY
        return self.move(work, target, answered=True, undone=True)

    # -- restore --------------------------------------------------------------------------------

    def done(self, work: Work) -> Answer:
        if not restoring.asked(work.evolution):
            return RESTING
        with work.session.transaction():
            # What others have made of the table since the drop is theirs to do.
            others.keep(work)
        return self.move(work, State.RESTORING, forgetting=restoring.steps_of(work.evolution.plan))

    def restoring(self, work: Work) -> Answer:
        """Back to the quarantine; what was asked for is answered by the undo of that."""
        plan = work.evolution.plan
        if restoring.abandoned(work):
            if steps.revert_last(work, restoring.reversible(plan)):
                return WORKED
            forgotten = restoring.steps_of(plan)
            return self.move(work, State.DONE, answered=True, forgetting=forgotten, undone=True)
        forgotten = [*restoring.steps_of(plan), *(step.id for step in plan.phase(Phase.DROP))]
        return self.restore.next(work) or self.move(
            work, State.QUARANTINED, forgetting=forgotten, restored=True
        )

    # -- revert ---------------------------------------------------------------------------------

    def reverting(self, work: Work) -> Answer:
        """The plan reversed: no second list of statements to keep right.

        What a new release has written comes back before, as far as anything leads back.
        """
        if is_there(work.session, work.evolution.plan.table):
            if settled := self.settling.bring_back(work):
                return settled
            if back := keeping.put_back(work):
                return back
        if steps.revert_last(work, work.evolution.plan.steps):
            return WORKED
        return self.move(work, State.REVERTED)


def forward(evolution: Evolution) -> bool:
    """Whether it is on no way back, on which nobody's change holds it."""
    verb = (evolution.request or {}).get("verb")
    return evolution.state is not State.REVERTING and verb not in {"undo", "unswap", "abandon"}


def refused(work: Work, error: psycopg.Error) -> Answer:
    """What the server refuses for now is waited for; anything else needs a person."""
    found = trouble(error)
    if found:
        return waiting(found.reason, found.clears, 1.0)
    return stuck(objection(error), f"manage.py evolve history {work.evolution.name}")
