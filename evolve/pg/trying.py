"""A sample of a table's rows, beside which is put what Python gives for them; nothing of it stays.

Columns of the sample: `r` and a number, what forward reads; `v` what it gave, `w` what it gave the
second time, `b` what the way back made of `v`.
"""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import sql

from evolve.pg.given import Given, Way, given_columns
from evolve.pg.marked import MARK
from evolve.pg.marks import comma
from evolve.pg.names import text
from evolve.pg.pair import Pair
from evolve.pg.side import Side, same
from evolve.pg.spelling import Column, rows

# So many rows are tried.
SAMPLE = 1000
TABLE = sql.SQL("pg_temp.evolve_sample")


def sample(pair: Pair) -> tuple[str, ...]:
    """Rows from all over the table, all of a small one, the same each time."""
    read = [
        sql.SQL("t.{} AS {}").format(sql.Identifier(side.place), name)
        for side, name in zip(pair.made_of, named("r", pair.made_of), strict=True)
    ]
    create = sql.SQL(
        "CREATE TEMP TABLE evolve_sample ON COMMIT DROP AS "
        "SELECT {mark} row_number() OVER () AS n, {read} "
        "FROM (SELECT * FROM {table} ORDER BY hashtid(ctid) LIMIT {rows}) AS t"
    ).format(
        mark=sql.SQL(MARK),
        read=comma(read),
        table=pair.table.identifier,
        rows=sql.Literal(SAMPLE),
    )
    beside = (("v", pair.new), ("w", pair.new), ("b", pair.old))
    added = [
        sql.SQL("ADD {} {}").format(name, side.variable)
        for letter, sides in beside
        for name, side in zip(named(letter, sides), sides, strict=True)
    ]
    return text(create), text(sql.SQL("ALTER TABLE {} {}").format(TABLE, comma(added)))


def read(way: Way) -> sql.Composed:
    """The sample as the function gets it; the way back is given what forward gave."""
    letter = "v" if way.due else "r"
    columns = [
        sql.SQL("{} AS {}").format(name, sql.Identifier(f"r{n}"))
        for n, name in enumerate(named(letter, way.read))
    ]
    return sql.SQL("SELECT n::text AS k0, '' AS digest, {} FROM {}").format(comma(columns), TABLE)


def put(way: Way, given: Sequence[Given], letter: str) -> sql.Composed:
    """Puts values into the columns of that letter, as an assignment to the column itself would."""
    names = named(letter, way.written)
    numbers = Column(
        name=sql.Identifier("n"), type="bigint", texts=[one.due.key[0] for one in given]
    )
    values = given_columns(way, given)
    sets = [
        sql.SQL("{} = g.{}").format(name, value.name)
        for name, value in zip(names, values, strict=True)
    ]
    return sql.SQL("UPDATE {} AS t SET {} FROM {} AS g WHERE t.n = g.n").format(
        TABLE, comma(sets), rows([numbers, *values])
    )


def judge(pair: Pair) -> sql.Composed:
    """Of the sample's `rows`, those that do not come back (`lossy`), are NULL where they may not be
    (`nulls`), or are another value the second time, and do not come back either (`unsteady`)."""
    returns: sql.Composable = sql.SQL("false")
    if not pair.one_way:
        returns = equal(pair.old, "r", "b")
    nulls: list[sql.Composable] = [
        sql.SQL("{} IS NULL").format(name)
        for side, name in zip(pair.new, named("v", pair.new), strict=True)
        if side.required
    ]
    return sql.SQL(
        "SELECT count(*) AS rows, count(*) FILTER (WHERE {lossy}) AS lossy, "
        "count(*) FILTER (WHERE {nulls}) AS nulls, "
        "count(*) FILTER (WHERE NOT {steady} AND NOT {returns}) AS unsteady FROM {table}"
    ).format(
        lossy=sql.SQL("false") if pair.one_way else sql.SQL("NOT {}").format(returns),
        nulls=sql.SQL(" OR ").join(nulls or [sql.SQL("false")]),
        steady=equal(pair.new, "v", "w"),
        returns=returns,
        table=TABLE,
    )


def named(letter: str, sides: Sequence[Side]) -> list[sql.Identifier]:
    return [sql.Identifier(f"{letter}{n}") for n, _ in enumerate(sides)]


def equal(sides: Sequence[Side], one: str, other: str) -> sql.Composable:
    """Whether the columns of two letters hold the same images."""
    parts = [
        same(side, left, right)
        for side, left, right in zip(sides, named(one, sides), named(other, sides), strict=True)
    ]
    return sql.SQL("({})").format(sql.SQL(" AND ").join(parts))
