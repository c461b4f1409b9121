"""A restored copy of another environment's database must not look alive.

Evolutions carry the label of the environment that began them. Where EVOLVE["ENVIRONMENT"] is
another, everything holds until somebody says that this is a copy.
"""

from __future__ import annotations

from evolve import conf
from evolve.errors import Refusal, Refused
from evolve.records import Evolution
from evolve.states import TERMINAL

CLEARS = (
    "manage.py evolve forget --this-is-a-copy, if this database is one; else mend "
    "EVOLVE['ENVIRONMENT'] in the settings"
)


def is_copy(evolution: Evolution) -> bool:
    """Whether it is under way and was begun elsewhere; without a label nobody can tell."""
    label = evolution.environment
    return evolution.state not in TERMINAL and label not in ("", conf.load().ENVIRONMENT)


def reason(evolution: Evolution) -> str:
    here = conf.load().ENVIRONMENT
    now = f"this is {here!r}" if here else "this one has no label"
    return f"it was begun in the environment {evolution.environment!r}, and {now}"


def refuse(evolution: Evolution) -> None:
    """Raises Refused where the evolution belongs to another environment."""
    if is_copy(evolution):
        refusal = Refusal(
            code="environment", subject=evolution.name, message=reason(evolution), hint=CLEARS
        )
        raise Refused(evolution.name, (refusal,))
