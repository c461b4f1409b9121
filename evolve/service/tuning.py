"""Live control: the pace of an evolution, changed while it runs."""

from __future__ import annotations

from collections.abc import Sequence

from evolve.phases import tuning
from evolve.phases.tuning import Tuned
from evolve.records import Evolution
from evolve.service.active import active
from evolve.service.databases import Database


def check(database: Database, name: str, words: Sequence[str]) -> None:
    """Raises UsageError where one of `words` cannot be tuned, Refused where it has ended."""
    tuning.parse(words, database.profile, active(database, name).plan)


def tune(database: Database, name: str, words: Sequence[str]) -> list[Tuned]:
    """Has `KEY=VALUE ...` obeyed from the next batch on; everything that there is, afterwards."""
    evolution = active(database, name)
    values, back = tuning.parse(words, database.profile, evolution.plan)
    if words:
        database.store.tune(evolution, values, back)
        evolution = database.store.reload(evolution.id)
    return present(database, evolution)


def present(database: Database, evolution: Evolution) -> list[Tuned]:
    """Each thing that can be tuned, with its present value and where that comes from."""
    return tuning.shown(database.profile, evolution.plan, evolution.tuning)
