"""The ways back from where an evolution is: of the evolution, and of the releases."""

from __future__ import annotations

from collections.abc import Iterator

from evolve.plan.model import Plan
from evolve.plurals import counted, spell
from evolve.proof import gate
from evolve.proof.gate import Watch
from evolve.records import Evolution
from evolve.service.archived import Archived
from evolve.states import State

# Where nobody can name the old columns.
PUT_AWAY = frozenset({State.QUARANTINED, State.DONE, State.RESTORING})


def undo(evolution: Evolution, watch: Watch, archive: Archived | None) -> str:
    """How it can be taken back from here, and whether anything is in the way."""
    name, state = evolution.name, evolution.state
    if state is State.DONE:
        return f"evolve restore {name}" if archive else "none: the old columns are dropped"
    if state is State.RESTORING:
        return f"evolve restore {name} --undo"
    if state is State.REVERTED:
        return "nothing left to undo"
    if state in {State.QUARANTINED, State.CONTRACTING}:
        left = evolution.plan.quarantine - (evolution.now - evolution.state_since).total_seconds()
        days = f" (for another {spell(left)})" if state is State.QUARANTINED else ""
        return f"evolve contract {name} --undo{days}"
    if state in {State.SWAPPED, State.SWAPPING}:
        return f"evolve swap {name} --undo"
    return f"evolve revert {name} ({revertible(evolution, watch)})"


def revertible(evolution: Evolution, watch: Watch) -> str:
    """Whether a process of a new release, which lacks the old or has the new, is in the way."""
    plan = evolution.plan
    new = gate.new_mappers(plan, watch)
    processes = counted(len(new), "running process", "running processes")
    if plan.new_columns:
        with_new, nobody = "with the new columns", "no running process maps the new columns"
    else:
        with_new, nobody = f"without {', '.join(plan.old_columns)}", "no new release is running"
    return f"refused: {processes} {with_new}" if new else f"allowed: {nobody}"


def asked_of_releases(plan: Plan) -> Iterator[str]:
    """What a release is to do, or not, once the old side is aside."""
    for pair in plan.pairs:
        if pair.demand:
            yield f"never break {pair.demand.name}"
        elif pair.once:
            yield f"always give {pair.new[0].name}"
    if plan.old_columns:
        yield f"do not map {', '.join(plan.old_columns)}"


def rollback(evolution: Evolution) -> str:
    """Which releases may come back."""
    if evolution.state in PUT_AWAY and not evolution.plan.same_name:
        return "only releases that " + " and ".join(asked_of_releases(evolution.plan))
    return "any release may return"
