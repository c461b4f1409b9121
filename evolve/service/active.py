"""An evolution that is under way, and the refusal where it is not, or has not come far enough."""

from __future__ import annotations

from evolve.errors import Refusal, Refused
from evolve.phases import copies
from evolve.records import Evolution
from evolve.service.databases import Database
from evolve.states import FORWARD, TERMINAL, State, reached

SWAPPED = frozenset({State.SWAPPED})


def active(database: Database, name: str) -> Evolution:
    """The evolution, if it is under way here. Raises Refused where it has ended."""
    evolution = database.store.get(name)
    copies.refuse(evolution)
    if evolution.state in TERMINAL:
        raise refused(
            evolution, "state", f"is {evolution.state} already", f"manage.py evolve history {name}"
        )
    return evolution


def refused(evolution: Evolution, code: str, message: str, hint: str) -> Refused:
    return Refused(
        evolution.name,
        (Refusal(code=code, subject=evolution.name, message=message, hint=hint),),
    )


def needs(evolution: Evolution, states: frozenset[State], verb: str) -> None:
    """Raises Refused unless the evolution is in one of `states`."""
    if evolution.state not in states:
        wanted = " or ".join(sorted(states))
        raise refused(
            evolution,
            "state",
            f"is {evolution.state}, and {verb} needs {wanted}",
            way_to(evolution, states),
        )


def way_to(evolution: Evolution, states: frozenset[State]) -> str:
    """The command that leads from where the evolution is to one of `states`, or shows more."""
    name, goal = evolution.name, min(states, key=FORWARD.index)
    if states == SWAPPED and evolution.state is State.READY:
        return f"manage.py evolve swap {name}"
    if reached(evolution.state, goal) or evolution.state not in FORWARD:
        return f"manage.py evolve status {name}"
    return f"manage.py evolve wait {name} --for {goal}"
