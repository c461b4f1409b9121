"""Contract: when the gate permits it, and when the drop is due."""

from __future__ import annotations

from datetime import timedelta

from evolve.errors import Refusal
from evolve.phases import steps
from evolve.phases.work import Work
from evolve.proof.emptied import emptied_refusals
from evolve.proof.gate import Watch, contract_refusals
from evolve.records import Evolution
from evolve.states import Phase


def refusals(work: Work, watch: Watch) -> list[Refusal]:
    """Why the old columns may not go aside yet."""
    plan = work.evolution.plan
    return [*contract_refusals(plan, watch), *emptied_refusals(work.session, plan)]


def renamed(work: Work) -> bool:
    """Whether the old columns have gone aside, after which nothing is to be proved any more."""
    quarantine = work.evolution.plan.phase(Phase.QUARANTINE)
    return bool(quarantine) and steps.pending(work, quarantine) is None


def undone(evolution: Evolution) -> bool:
    """Whether the operator wants the old columns back."""
    return (evolution.request or {}).get("verb") == "undo"


def due(evolution: Evolution) -> bool:
    """Whether the old columns may be dropped: asked for now, or the quarantine is over."""
    request = evolution.request or {}
    if request.get("verb") == "drop" or request.get("now"):
        return True
    return evolution.now >= evolution.state_since + timedelta(seconds=evolution.plan.quarantine)
