"""What stands against a demand on the rows of a table. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from evolve.errors import Refusal
from evolve.pg.pair import Pair
from evolve.plan.facts import Facts
from evolve.plan.stop import stop


def demand_stops(facts: Facts, pair: Pair) -> Iterator[Refusal]:
    if not pair.demand or facts.uniting:
        return
    table = facts.table
    for constraint in table.constraints:
        if constraint.name == pair.demand.name:
            yield stop(
                "constraint",
                constraint.name,
                f"is there already: {constraint.definition}",
                "there is nothing to do, if it is the one; else give the new one another name",
            )
        mended = {side.name for side in pair.new} & set(constraint.columns)
        if mended and constraint.type == "f":
            yield stop(
                "foreign_key",
                constraint.name,
                "could refuse the value that a row is given which breaks the check",
                "leave `mend:` out, and mend the rows by hand",
            )


def generated_stops(facts: Facts, pair: Pair) -> Iterator[Refusal]:
    """The trigger runs before the server has computed such a column."""
    for side in pair.watched:
        column = facts.table.column(side.name)
        if column and column.generated:
            yield stop(
                "generated",
                side.name,
                "is a generated column, which has no value yet where an expression reads it",
                "write the expression over the columns that it is made of",
            )
