"""What stands against a foreign key on a column that is there. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from evolve.errors import Refusal
from evolve.pg.table import Index
from evolve.plan.facts import Facts
from evolve.plan.stop import stop

INTEGERS = frozenset({"smallint", "integer", "bigint"})


def referring_stops(facts: Facts) -> Iterator[Refusal]:
    if not facts.referred:
        return
    asked, to = facts.referred.reference, facts.referred.to
    column, key = facts.table.column(asked.column), to.column(asked.key)
    assert column is not None
    if to.kind != "r" or not to.owned or to.force_row_security:
        yield stop(
            "table",
            str(to.name),
            "is not an ordinary table of this role's, all of whose rows it sees",
            "connect as the owner of both tables; a view cannot be referred to",
        )
    if key is None or not any(is_key(index, asked.key) for index in to.indexes):
        yield stop(
            "key",
            str(to.name),
            f"has no unique index on {asked.key} alone",
            "a foreign key refers to a primary key, or to a UNIQUE constraint",
        )
    elif not alike(column.type, key.type):
        yield stop(
            "type",
            column.name,
            f"is {column.type}, and {asked.key} of {to.name} is {key.type}",
            "give both the same type first: `retype`",
        )
    for constraint in facts.table.constraints:
        if constraint.type == "f" and constraint.columns == (column.name,):
            yield stop(
                "constraint",
                constraint.name,
                f"is there already: {constraint.definition}",
                "there is nothing to do, if it is the one; else drop it first",
            )
    if column.not_null and facts.shape.new:
        yield stop(
            "null",
            column.name,
            "is NOT NULL, and cannot be emptied",
            "leave `orphans:` out, and mend such rows by hand",
        )


def is_key(index: Index, column: str) -> bool:
    whole = index.is_valid and not index.is_deferrable and " WHERE " not in index.definition
    return index.is_unique and whole and index.columns == (column,)


def alike(one: str, other: str) -> bool:
    """Whether values of the two types are compared by an index of either."""
    return one.partition("(")[0] == other.partition("(")[0] or {one, other} <= INTEGERS
