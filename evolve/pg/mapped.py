"""A table of values as one expression."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import sql

from evolve.pg.names import text


def mapped(
    column: str, values: Sequence[tuple[str, str]], *, source: str = "", target: str = ""
) -> str:
    """What `values` makes of the column, as (from, to); what is not named stays as it is.

    `source` and `target` are the exact types of what goes in and comes out, where the literals are
    to have them from the start. Without values the column is only cast.
    """
    before, after = (sql.SQL(f"::{type_}" if type_ else "") for type_ in (source, target))
    name = sql.Identifier(column)
    if not values:
        return text(name + after)
    cases = [
        sql.SQL("WHEN {}{} THEN {}{}").format(sql.Literal(old), before, sql.Literal(new), after)
        for old, new in values
    ]
    return text(
        sql.SQL("CASE {} {} ELSE {}{} END").format(name, sql.SQL(" ").join(cases), name, after)
    )
