"""Counts over a table's rows: which agree, which do not, and what a revert would lose."""

from __future__ import annotations

from psycopg import sql

from evolve.pg.marked import marked
from evolve.pg.names import text
from evolve.pg.pages import Pages
from evolve.pg.pair import Pair, cast, same


def counting(query: sql.Composable) -> str:
    """A statement that reads the table for evolve alone."""
    return marked(text(query))


def lies_in(pair: Pair, pages: Pages | None) -> sql.Composable:
    """Whether a row of the pair lies in `pages`. Of a whole table nothing is asked, since a scan
    by positions is not parallel."""
    if pages is None:
        return sql.SQL("true")
    return pages.hold(sql.SQL("r.{}").format(pair.position))


def count_agreement(pair: Pair, *, filling: bool, pages: Pages | None = None) -> str:
    """Rows looked at, and rows that do not agree, in one snapshot."""
    return counting(
        sql.SQL(
            "SELECT count(*) AS rows, count(*) FILTER (WHERE NOT {}) AS differences, "
            "0::bigint AS failing FROM {} AS r WHERE {}"
        ).format(pair.agrees(filling=filling), pair.rows, lies_in(pair, pages))
    )


def count_judged(pair: Pair, *, filling: bool, pages: Pages | None = None) -> str:
    """The same where an expression fails on some row; such rows count as differing, too."""
    return counting(
        sql.SQL(
            "SELECT count(*) AS rows, count(*) FILTER (WHERE verdict <> 'agrees') AS differences, "
            "count(*) FILTER (WHERE verdict = 'fails') AS failing "
            "FROM (SELECT {} AS verdict FROM {} AS r WHERE {} OFFSET 0) AS v"
        ).format(pair.judge(filling=filling), pair.rows, lies_in(pair, pages))
    )


def disagreeing_keys(pair: Pair, key: tuple[str, ...], limit: int, *, filling: bool) -> str:
    """Keys of rows that do not agree, for --show-values; positions where there is no key."""
    columns = (
        sql.SQL(", ").join(sql.SQL("t.{}").format(sql.Identifier(name)) for name in key)
        if key
        else sql.SQL("t.ctid")
    )
    verdict = (
        sql.SQL("NOT {}").format(pair.agrees(filling=filling))
        if pair.total
        else sql.SQL("{} <> 'agrees'").format(pair.judge(filling=filling))
    )
    return counting(
        sql.SQL(
            "SELECT {columns} FROM (SELECT r.{at} FROM {rows} AS r WHERE {verdict} LIMIT {limit})"
            " AS d JOIN {table} AS t ON t.ctid = d.{at}"
        ).format(
            columns=columns,
            at=pair.position,
            rows=pair.rows,
            verdict=verdict,
            limit=sql.Literal(limit),
            table=pair.table.identifier,
        )
    )


def count_contradicted(pair: Pair) -> str:
    """Rows that are filled, and do not agree."""
    differs = (
        sql.SQL("NOT {}").format(pair.agrees(filling=True))
        if pair.total
        else sql.SQL("{} <> 'agrees'").format(pair.judge(filling=True))
    )
    return counting(
        sql.SQL("SELECT count(*) AS rows FROM {} AS r WHERE NOT ({}) AND {}").format(
            pair.rows, pair.unfilled, differs
        )
    )


def count_one_sided(pair: Pair, converts: sql.Composable) -> str:
    """Rows whose new value is not forward(old): what a revert would lose (rule 10).

    `converts` tells of a row that forward has a value for it; without one, any new value is lost.
    """
    forward = sql.SQL(" AND ").join(
        same(s, sql.Identifier(s.name), cast(e, s))
        for s, e in zip(pair.new, pair.forward, strict=True)
    )
    if pair.once:
        # Nobody can tell who gave a value, and it cannot be given again.
        forward = sql.SQL("({})").format(pair.unfilled)
    return counting(
        sql.SQL(
            "SELECT count(*) FILTER (WHERE CASE WHEN {} THEN NOT ({}) ELSE NOT ({}) END) AS rows "
            "FROM {} AS r"
        ).format(converts, forward, pair.unfilled, pair.rows)
    )
