"""Counts over a table's rows: which agree, which do not, and what a revert would lose."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from psycopg import sql

from evolve.pg.marked import marked
from evolve.pg.names import text
from evolve.pg.pages import Pages
from evolve.pg.pair import Pair
from evolve.pg.pairs import Pairs, gravest, verdict
from evolve.pg.side import cast, same


def counting(query: sql.Composable) -> str:
    """A statement that reads the table for evolve alone."""
    return marked(text(query))


def lies_in(pairs: Pairs, pages: Pages | None) -> sql.Composable:
    """Whether a row of the table lies in `pages`. Of a whole table nothing is asked, since a scan
    by positions is not parallel."""
    if pages is None:
        return sql.SQL("true")
    return pages.hold(sql.SQL("r.{}").format(pairs.position))


def count_agreement(pairs: Pairs, *, filling: bool, pages: Pages | None = None) -> str:
    """Rows looked at, and rows that do not agree, in one snapshot; where there are several pairs,
    in `each` of them as well."""
    disagree = [sql.SQL("NOT {}").format(pair.agrees(filling=filling)) for pair in pairs]
    return counting(
        sql.SQL(
            "SELECT count(*) AS rows, count(*) FILTER (WHERE NOT {}) AS differences, "
            "0::bigint AS failing{} FROM {} AS r WHERE {}"
        ).format(pairs.agrees(filling=filling), each(disagree), pairs.rows, lies_in(pairs, pages))
    )


def count_judged(pairs: Pairs, *, filling: bool, pages: Pages | None = None) -> str:
    """The same where an expression fails on some row; such rows count as differing, too."""
    verdicts = [verdict(pair, filling=filling) for pair in pairs]
    named = [sql.Identifier(f"v{n}") for n in range(len(verdicts))]
    disagree = [sql.SQL("{} <> 'agrees'").format(name) for name in named]
    return counting(
        sql.SQL(
            "SELECT count(*) AS rows, count(*) FILTER (WHERE verdict <> 'agrees') AS differences, "
            "count(*) FILTER (WHERE verdict = 'fails') AS failing{each} "
            "FROM (SELECT {verdict} AS verdict, v.* FROM (SELECT {verdicts} FROM {rows} AS r "
            "WHERE {range} OFFSET 0) AS v) AS v"
        ).format(
            each=each(disagree),
            verdict=gravest(named),
            verdicts=sql.SQL(", ").join(
                sql.SQL("{} AS {}").format(one, name)
                for one, name in zip(verdicts, named, strict=True)
            ),
            rows=pairs.rows,
            range=lies_in(pairs, pages),
        )
    )


def each(disagree: Sequence[sql.Composable]) -> sql.Composable:
    """A column more where there are several pairs: in how many rows each does not agree."""
    if len(disagree) == 1:
        return sql.SQL("")
    counts = [sql.SQL("count(*) FILTER (WHERE {})").format(one) for one in disagree]
    return sql.SQL(", ARRAY[{}] AS each").format(sql.SQL(", ").join(counts))


def disagreeing_keys(pairs: Pairs, key: tuple[str, ...], limit: int, *, filling: bool) -> str:
    """Keys of rows that do not agree, for --show-values; positions where there is no key."""
    columns = (
        sql.SQL(", ").join(sql.SQL("t.{}").format(sql.Identifier(name)) for name in key)
        if key
        else sql.SQL("t.ctid")
    )
    verdict = (
        sql.SQL("NOT {}").format(pairs.agrees(filling=filling))
        if pairs.total
        else sql.SQL("{} <> 'agrees'").format(pairs.judge(filling=filling))
    )
    return counting(
        sql.SQL(
            "SELECT {columns} FROM (SELECT r.{at} FROM {rows} AS r WHERE {verdict} LIMIT {limit})"
            " AS d JOIN {table} AS t ON t.ctid = d.{at}"
        ).format(
            columns=columns,
            at=pairs.position,
            rows=pairs.rows,
            verdict=verdict,
            limit=sql.Literal(limit),
            table=pairs.table.identifier,
        )
    )


def count_contradicted(pairs: Pairs, missing: Collection[str]) -> str:
    """Rows that are filled in some pair, and do not agree there; `missing` are new columns that
    nobody has made yet."""
    contrary = [
        sql.SQL("NOT ({}) AND {} <> 'agrees'").format(pair.unfilled, verdict(pair, filling=True))
        for pair in pairs
    ]
    return counting(
        sql.SQL("SELECT count(*) AS rows FROM {} AS r WHERE {}").format(
            pairs.rows_lacking(missing), sql.SQL(" OR ").join(contrary)
        )
    )


def count_one_sided(pairs: Pairs, converts: Sequence[sql.Composable]) -> str:
    """Rows in which a new value is not forward(old): what a revert would lose (rule 10).

    `converts` tells for each pair that has a new side whether forward has a value for a row;
    without one, any new value is lost.
    """
    lost = [
        sql.SQL("CASE WHEN {} THEN NOT ({}) ELSE NOT ({}) END").format(
            converting, follows(pair), pair.unfilled
        )
        for pair, converting in zip(pairs.lost, converts, strict=True)
    ]
    return counting(
        sql.SQL("SELECT count(*) FILTER (WHERE {}) AS rows FROM {} AS r").format(
            sql.SQL(" OR ").join(lost), pairs.rows
        )
    )


def follows(pair: Pair) -> sql.Composable:
    """Whether the new side is what forward makes of the old."""
    if pair.once:
        # Nobody can tell who gave a value, and it cannot be given again.
        return sql.SQL("({})").format(pair.unfilled)
    return sql.SQL(" AND ").join(
        same(s, sql.Identifier(s.name), cast(e, s))
        for s, e in zip(pair.new, pair.forward, strict=True)
    )
