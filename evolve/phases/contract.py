"""Contract: when the gate permits it, and when the drop is due."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta

from evolve.errors import Refusal
from evolve.phases import steps
from evolve.phases.evidence import gathered, life, read_now
from evolve.phases.work import Answer, Outcome, Work
from evolve.proof.gate import Watch, contract_refusals, old_mappers, who
from evolve.records import Evolution
from evolve.states import Phase, State

# How long, in seconds, an approved contract leaves the gate alone.
EVERY = 5.0
# And how long at the least pass between two looks at the statements.
LOOK_EVERY = 60.0


def refusals(work: Work, watch: Watch) -> list[Refusal]:
    """Why the old columns may not go aside yet, less what was overruled when it was asked for."""
    overruled = (work.evolution.request or {}).get("overrule", ())
    found = contract_refusals(work.evolution.plan, watch)
    return [refusal for refusal in found if refusal.code not in overruled]


class Approval:
    """A contract that was asked for before the gate permits it: the gate is asked until it does."""

    def __init__(self) -> None:
        self.asked = -math.inf
        self.answer: Answer | None = None

    def wait(self, work: Work) -> Answer | None:
        """None once the gate permits, and where the contract was permitted when it was asked."""
        if not (work.evolution.request or {}).get("when_clear"):
            return None
        now = work.clock()
        if now - self.asked >= EVERY:
            watch = gathered(work.session, work.store, work.profile, work.evolution)
            self.answer = approved(work.evolution, refusals(work, watch))
            self.asked = now
        return self.answer


class Lookout:
    """The table is watched from `ready` on, so that the contract need not wait for it."""

    def __init__(self) -> None:
        self.looked = -math.inf

    def look(self, work: Work) -> None:
        now = work.clock()
        if work.evolution.state is State.READY and now - self.looked >= LOOK_EVERY:
            self.looked = now
            read_now(work.session, work.store, work.profile, work.evolution)
            life(work.session, work.store, work.evolution)


def approved(evolution: Evolution, reasons: Sequence[Refusal]) -> Answer | None:
    """The same hold for as long as it waits, whoever is in the way at the moment."""
    if not reasons:
        return None
    return Answer(
        outcome=Outcome.WAITING,
        reason="approved, and the gate refuses: "
        + "; ".join(f"{reason.subject}: {reason.message}" for reason in reasons),
        clears=f"contracts by itself as soon as the gate permits; manage.py evolve contract "
        f"{evolution.name} --undo takes the approval back",
        wait=1.0,
        moving=True,
    )


def renamed(work: Work) -> bool:
    """Whether the old columns have gone aside, after which nothing is to be proved any more."""
    return begun(work, Phase.QUARANTINE)


def dropped(work: Work) -> bool:
    """Whether the old columns are gone: the point of no return is behind."""
    return begun(work, Phase.DROP)


def begun(work: Work, phase: Phase) -> bool:
    """Whether the first of its steps is done, which is what matters of it."""
    first = work.evolution.plan.phase(phase)[:1]
    return bool(first) and steps.pending(work, first) is None


def undone(evolution: Evolution) -> bool:
    """Whether the operator wants the old columns back, from quarantine or by a restore."""
    return (evolution.request or {}).get("verb") in {"undo", "restore"}


def due(evolution: Evolution) -> bool:
    """Whether the old columns may be dropped: asked for now, or the quarantine is over."""
    if asked_for(evolution):
        return True
    return evolution.now >= evolution.state_since + timedelta(seconds=evolution.plan.quarantine)


def asked_for(evolution: Evolution) -> bool:
    """Whether somebody wants the drop at once."""
    request = evolution.request or {}
    return request.get("verb") == "drop" or bool(request.get("now"))


def missed(work: Work, watch: Watch) -> Answer | None:
    """A process with the old models that runs when the quarantine is over keeps the drop waiting,
    unless somebody has asked for it, or has overruled that."""
    evolution = work.evolution
    overruled = "mapped" in (evolution.request or {}).get("overrule", ())
    mappers = old_mappers(evolution.plan, watch)
    if not mappers or overruled or asked_for(evolution):
        return None
    return Answer(
        outcome=Outcome.WAITING,
        reason="the quarantine is over, and of the old release there is still "
        + ", ".join(map(who, mappers)),
        clears=f"drops them by itself once that has ended; manage.py evolve contract "
        f"{evolution.name} --undo brings them back, --now drops them all the same",
        wait=1.0,
        moving=True,
    )
