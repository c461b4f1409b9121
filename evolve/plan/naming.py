"""The names of carried indexes and checks: for a time, and in the end."""

from __future__ import annotations

from evolve.pg.carried import Carried
from evolve.pg.names import within_limit
from evolve.plan.facts import Facts
from evolve.plan.fields import follows, foreign_key_suffix


def carried_name(facts: Facts, carried: Carried, alias: str) -> str:
    """The name while both sides are there: final where it follows the columns, else for a time."""
    final = final_name(facts, carried, alias)
    return final if final != carried.name else temporary_name(carried.name, facts)


def final_name(facts: Facts, carried: Carried, alias: str) -> str:
    """The name that a fresh table would have; the old one where the column keeps its name."""
    if facts.shape.same_name:
        return carried.name
    renames = {facts.columns[new]: facts.columns[old] for old, new in facts.shape.carry.items()}
    new = list(carried.columns)
    old = [renames.get(column, column) for column in new]
    if carried.condition:
        # A check's columns are still spelled the old way; only its name is asked for here.
        back = {value: key for key, value in renames.items()}
        old, new = list(carried.columns), [back.get(c, c) for c in carried.columns]
    to = carried.reference
    suffixes = [foreign_key_suffix(to.to, to.key)] if to else []
    return follows(alias, facts.table.name, carried.name, old, new, suffixes)


def temporary_name(name: str, facts: Facts) -> str:
    return within_limit(f"evolve_new_{name}", str(facts.table.name))
