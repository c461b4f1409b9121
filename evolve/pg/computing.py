"""Values that a query gives: its function, and the statement that computes those that are due.

The query is written as if it stood in a SELECT from the table itself, whose name stands before the
row's columns; its function has these as arguments, and puts them in the place of the table. The
function is STABLE, and so reads what the statement's own snapshot shows that calls it.
"""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import sql

from evolve.pg.marked import MARK
from evolve.pg.marks import comma, match, taken
from evolve.pg.names import TableName, text
from evolve.pg.pair import Pair, function_name
from evolve.pg.plpgsql import argument
from evolve.pg.settings import COUNT
from evolve.pg.side import Side, same


def value_name(mark: str) -> str:
    return f"evolve_{mark}_value"


def create_function(
    table: TableName, mark: str, query: str, target: Side, reads: Sequence[Side]
) -> str:
    """What the column `target` would hold. Whoever calls it has pinned what it may depend on."""
    given = [
        sql.SQL("{} AS {}").format(argument(n), sql.Identifier(side.name))
        for n, side in enumerate(reads)
    ]
    return text(
        sql.SQL(
            "CREATE OR REPLACE FUNCTION {}({}) RETURNS {} STABLE LANGUAGE plpgsql AS $evolve_{}$\n"
            "DECLARE\n  evolve_value {};\nBEGIN\n"
            "  evolve_value := (SELECT {}\n  FROM (SELECT {}) AS {});\n"
            "  RETURN evolve_value;\nEND;\n$evolve_{}$"
        ).format(
            table.beside(value_name(mark)),
            comma([sql.SQL(side.type) for side in reads]),
            sql.SQL(target.type),
            sql.SQL(mark),
            target.variable,
            sql.SQL(query),
            comma(given),
            sql.Identifier(table.name),
            sql.SQL(mark),
        )
    )


def drop_function(table: TableName, mark: str, reads: Sequence[Side]) -> str:
    return text(
        sql.SQL("DROP FUNCTION IF EXISTS {}({})").format(
            table.beside(value_name(mark)), comma([sql.SQL(side.type) for side in reads])
        )
    )


def call(table: TableName, mark: str, reads: Sequence[Side]) -> str:
    return text(
        sql.SQL("{}({})").format(
            table.beside(value_name(mark)), comma([sql.Identifier(side.name) for side in reads])
        )
    )


def holds(side: Side, value: str) -> str:
    """That the column holds the value, and not NULL where it is to take none."""
    found = same(side, sql.Identifier(side.name), sql.SQL(value))
    if side.required:
        found = sql.SQL("({} AND {} IS NOT NULL)").format(found, sql.Identifier(side.name))
    return text(found)


# -- marks ------------------------------------------------------------------------------------


def compute(pair: Pair, places: Sequence[str], lease: sql.Composable) -> sql.Composed:
    """Computes the values of the rows of these marks, under the lease that the query `lease` finds,
    and writes those that are others; the number written is left in the setting that a batch
    counts by.

    Rows that somebody has locked are left to the next time, and so are those that have changed
    since the snapshot. What commits after that comes with a mark of its own.
    """
    (side,), (expression,) = pair.new, pair.forward
    column = sql.Identifier(side.place)
    return sql.SQL("""
WITH {mark} chosen AS MATERIALIZED (
  SELECT t.ctid AS place, {value} AS value FROM {table} AS t
  WHERE EXISTS ({lease}) AND ({keys}) IN (SELECT {marks_keys} FROM {marks} AS m WHERE {taken})
  FOR NO KEY UPDATE OF t SKIP LOCKED
), written AS (
  UPDATE {table} AS t SET {column} = c.value FROM chosen AS c
  WHERE t.ctid = c.place AND NOT {equal} RETURNING 1
)
SELECT set_config('{count}', count(*)::text, true) FROM written
""").format(
        mark=sql.SQL(MARK),
        value=sql.SQL(expression.sql),
        table=pair.table.identifier,
        lease=lease,
        keys=comma([sql.SQL("t.{}").format(sql.Identifier(key.place)) for key in pair.key]),
        marks_keys=comma([sql.SQL("m.{}").format(name) for name in pair.marks_key]),
        marks=pair.marks,
        taken=taken(places),
        column=column,
        equal=same(side, sql.SQL("t.{}").format(column), sql.SQL("c.value")),
        count=sql.SQL(COUNT),
    )


def note_written(pair: Pair) -> sql.Composable:
    """Notes that a value was another: whoever wrote has not kept it himself."""
    return sql.SQL("SELECT {}() WHERE current_setting('{}')::bigint > 0").format(
        pair.table.beside(function_name(pair, "note")), sql.SQL(COUNT)
    )


def fail(pair: Pair, places: Sequence[str]) -> sql.Composable:
    """Notes on these marks that they were tried in vain."""
    return sql.SQL("UPDATE {} AS m SET failed_at = clock_timestamp() WHERE {}").format(
        pair.marks, taken(places)
    )


def fail_nulls(pair: Pair, places: Sequence[str]) -> list[sql.Composable]:
    """The same of those for whose rows the query gives NULL, where the column is to take none."""
    nulls = [
        sql.SQL("t.{} IS NULL").format(sql.Identifier(s.place)) for s in pair.new if s.required
    ]
    return [
        sql.SQL("{} AND EXISTS (SELECT FROM {} AS t WHERE {} AND {})").format(
            fail(pair, places), pair.table.identifier, match(pair, "m"), null
        )
        for null in nulls
    ]
