"""The trigger of a pair that is filled once: it gives a value to whoever leaves the column empty.

Its decision table, which tests/pg/test_once.py walks through on a server:

| statement | the column | what happens |
|---|---|---|
| any | has a value | nothing, and the function is not called |
| INSERT | NULL | the value is filled in; this is noted |
| UPDATE | NULL, as before | the value is filled in: whatever moves is finished (rule 3) |
| UPDATE | NULL, and had a value | as below; this is noted |

Where the column was there before, a value that somebody takes away is filled in anew. In a column
that evolve has added it stays: no old release knows it, and what was given once is for good.

A pair with a demand is asked on every write, since only a function can tell what breaks it:

| statement | the row | what happens |
|---|---|---|
| any | satisfies the demand | nothing |
| INSERT | breaks it | it is mended; this is noted |
| UPDATE | breaks it, the columns that the demand reads as before | it is mended |
| UPDATE | breaks it, one of them changed | it is mended; this is noted |

A value that fails, or is NULL where the column takes none, is not given: the row stays as it was
written, and is counted until somebody has mended it. Without new columns that is all there is.

Where a row is to be alike to no other (`uniqueness`), nothing is mended here:

| statement | another row has the same values | what happens |
|---|---|---|
| INSERT, or an UPDATE of what is asked for | yes | this is noted |
| any | no | nothing |

What is noted is the second in which it was done. The gate goes by it: contract makes the column NOT
NULL, and whoever then still leaves it empty is helped no longer, and fails. That is the quarantine
of a change that has no old side: the function does nothing, and an undo brings it back.
"""

from __future__ import annotations

from psycopg import sql

from evolve.pg.noting import note
from evolve.pg.pair import Among, Demand, Pair
from evolve.pg.plpgsql import (
    among_rows,
    changed,
    declare,
    declare_columns,
    guarded,
    indented,
    mended,
    new,
    old,
    result,
    trigger_body,
)


def fill_body(pair: Pair) -> sql.Composable:
    """The body of the sync function while the column is filled."""
    if pair.among:
        return note_body(pair, pair.among)
    variables = [*declare("f", pair.new), sql.SQL("forward_failed boolean := false;")]
    columns = declare_columns(pair, new)
    if pair.demand:
        return trigger_body(
            [*variables, sql.SQL("broken boolean;")],
            columns,
            mended(pair, pair.demand),
            mend(pair, pair.demand),
        )
    return trigger_body(
        variables, columns, guarded("f", pair.forward, "forward_failed"), fill(pair)
    )


def fill(pair: Pair) -> list[sql.Composable]:
    """The decision table, as statements."""
    (side,) = pair.new
    filled = result("f", 0)
    kept = filled if pair.in_place else sql.SQL("coalesce({}, {})").format(old(side), filled)
    return [
        sql.SQL("IF TG_OP = 'INSERT' THEN"),
        *indented([*note(pair), sql.SQL("{} := {};").format(new(side), filled)], 2),
        sql.SQL("ELSE"),
        sql.SQL("  IF {} IS NOT NULL THEN").format(old(side)),
        *indented(note(pair), 4),
        sql.SQL("  END IF;"),
        sql.SQL("  {} := {};").format(new(side), kept),
        sql.SQL("END IF;"),
    ]


def mend(pair: Pair, demand: Demand) -> list[sql.Composable]:
    """The decision table of a demand, as statements."""
    read = [side for side in pair.sides if side.name in demand.expression.reads]
    assign: list[sql.Composable] = [
        sql.SQL("  {} := {};").format(new(side), result("f", n)) for n, side in enumerate(pair.new)
    ]
    return [
        sql.SQL("IF evolve.broken THEN"),
        sql.SQL("  IF TG_OP = 'INSERT' THEN"),
        *indented(note(pair), 4),
        sql.SQL("  ELSIF {} THEN").format(changed(read)),
        *indented(note(pair), 4),
        sql.SQL("  END IF;"),
        sql.SQL("  IF NOT evolve.forward_failed THEN"),
        *indented(assign or [sql.SQL("  NULL;")], 2),
        sql.SQL("  END IF;"),
        sql.SQL("END IF;"),
    ]


def note_body(pair: Pair, among: Among) -> sql.Composable:
    """The body that notes a row which repeats another one."""
    look = [
        sql.SQL("evolve.repeats := {};").format(sql.SQL(among.repeats)),
    ]
    return among_rows(
        trigger_body(
            [sql.SQL("repeats boolean := false;")],
            declare_columns(pair, new),
            look,
            [sql.SQL("IF evolve.repeats THEN"), *indented(note(pair), 2), sql.SQL("END IF;")],
        )
    )


def rest_body() -> sql.Composed:
    """The body that leaves every row alone."""
    return sql.SQL("""
BEGIN
  RETURN NEW;
END;
""").format()
