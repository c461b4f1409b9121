"""The table of the rows that are marked, beside the user's: what is in it, and who takes it out.

A mark holds a row's key, and no number of its own, since a sequence would change what `lastval()`
says to the application. The oldest are taken up first. A worker takes a mark away where, in one
snapshot that shows the mark, nothing is due for its row: whatever made the mark is settled then,
and what is written later comes with another. Or where it has read a later mark of the same row,
which stays: a row that is written all the time is not waited for. A mark that `failed_at` says was
tried in vain stays, and is tried again after AGAIN.
"""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import sql

from evolve.pg.marked import MARK
from evolve.pg.names import text
from evolve.pg.pair import Pair, function_name
from evolve.pg.spelling import Column, rows

# Seconds until a row is tried again that Python has no value for.
AGAIN = 60
# So many marks are counted at the most.
MOST = 100_000
# Marks come and go: without this a thousand dead ones would be looked through for each that lives.
STORAGE = (
    "autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, "
    "autovacuum_vacuum_insert_threshold = -1, autovacuum_vacuum_cost_delay = 0, "
    "autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000"
)


def create(pair: Pair) -> tuple[str, ...]:
    """The table, and the index by which the oldest are found."""
    keys = [
        sql.SQL("{} {} NOT NULL").format(name, side.variable)
        for name, side in zip(pair.marks_key, pair.key, strict=True)
    ]
    table = sql.SQL(
        "CREATE TABLE IF NOT EXISTS {} ({}, "
        "since timestamptz NOT NULL DEFAULT clock_timestamp(), failed_at timestamptz) "
        "WITH (" + STORAGE + ")"
    ).format(pair.marks, comma(keys))
    order = sql.SQL("CREATE INDEX IF NOT EXISTS {} ON {} (since)").format(
        sql.Identifier(function_name(pair, "marks_since")), pair.marks
    )
    return text(table), text(order)


def drop(pair: Pair) -> str:
    return text(sql.SQL("DROP TABLE IF EXISTS {}").format(pair.marks))


def create_mark_function(pair: Pair) -> str:
    """Marks a row with the right of the owner, since the application has none on our tables."""
    return text(
        sql.SQL(
            "CREATE OR REPLACE FUNCTION {}({}) RETURNS void LANGUAGE sql SECURITY DEFINER "
            "SET search_path = pg_catalog, pg_temp "
            "AS $evolve$ INSERT INTO {} ({}) VALUES ({}) $evolve$"
        ).format(
            pair.table.beside(function_name(pair, "mark")),
            comma([sql.SQL(side.type) for side in pair.key]),
            pair.marks,
            comma(pair.marks_key),
            comma([sql.SQL(f"${n + 1}") for n, _ in enumerate(pair.key)]),
        )
    )


def drop_mark_function(pair: Pair) -> str:
    return text(
        sql.SQL("DROP FUNCTION IF EXISTS {}({})").format(
            pair.table.beside(function_name(pair, "mark")),
            comma([sql.SQL(side.type) for side in pair.key]),
        )
    )


# -- what there is ----------------------------------------------------------------------------


def waiting(pair: Pair) -> sql.Composed:
    """How many `rows` wait, and for how many `seconds` the oldest does; the rows are counted up to
    a limit, since a screen does not wait for more. A row that was noted elsewhere counts as one."""
    return sql.SQL(
        "SELECT {mark} (SELECT count(DISTINCT ({keys})) FROM (SELECT * FROM {marks} "
        "WHERE failed_at IS NULL ORDER BY since LIMIT {most}) AS m){noted} AS rows, "
        "coalesce(extract(epoch FROM clock_timestamp() - {oldest}), 0)::float8 AS seconds"
    ).format(
        mark=sql.SQL(MARK),
        keys=comma(pair.marks_key),
        marks=pair.marks,
        most=sql.Literal(MOST),
        noted=sql.SQL("").join(
            sql.SQL(" + (SELECT count(*) FROM (SELECT FROM {} LIMIT {}) AS n)").format(
                notes, sql.Literal(MOST)
            )
            for notes in pair.notes
        ),
        oldest=first(pair),
    )


def oldest(pair: Pair) -> sql.Composed:
    """Since when the `oldest` mark is there that was not tried in vain, or what leads to one was
    noted; NULL without any."""
    return sql.SQL("SELECT {} {} AS oldest").format(sql.SQL(MARK), first(pair))


def first(pair: Pair) -> sql.Composable:
    marked = sql.SQL("(SELECT since FROM {} WHERE failed_at IS NULL ORDER BY since LIMIT 1)")
    noted = [sql.SQL("(SELECT min(since) FROM {})").format(notes) for notes in pair.notes]
    return sql.SQL("least({})").format(comma([marked.format(pair.marks), *noted]))


def are_kept(pair: Pair) -> sql.Composed:
    """Whether there is a table of marks."""
    return sql.SQL("SELECT to_regclass({}) IS NOT NULL AS are_kept").format(
        sql.Literal(text(pair.marks))
    )


def is_any(pair: Pair) -> sql.Composed:
    """Whether there `is_any` mark that is to be tried now, or anything that leads to one."""
    noted = [sql.SQL(" OR EXISTS (SELECT FROM {})").format(notes) for notes in pair.notes]
    return sql.SQL("SELECT {} EXISTS (SELECT FROM {} WHERE {}){} AS is_any").format(
        sql.SQL(MARK), pair.marks, to_try(), sql.SQL("").join(noted)
    )


def to_try() -> sql.Composable:
    return sql.SQL(
        "(failed_at IS NULL OR failed_at < clock_timestamp() - make_interval(secs => {}))"
    ).format(sql.Literal(AGAIN))


def failed(pair: Pair) -> sql.Composed:
    """How many `rows` were tried in vain, and are as they were."""
    return sql.SQL(
        "SELECT {mark} count(*) AS rows FROM (SELECT DISTINCT {keys} FROM {marks} "
        "WHERE failed_at IS NOT NULL) AS m "
        "WHERE EXISTS (SELECT FROM {table} AS t WHERE {match} AND NOT {settled})"
    ).format(
        mark=sql.SQL(MARK),
        keys=comma(pair.marks_key),
        marks=pair.marks,
        table=pair.table.identifier,
        match=match(pair, "m"),
        settled=pair.settled,
    )


def take(pair: Pair, rows: int) -> sql.Composed:
    """The oldest marks that are to be tried now, as the `place` where each lies."""
    return sql.SQL(
        "SELECT {mark} ctid::text AS place FROM {marks} WHERE {to_try} ORDER BY since LIMIT {rows}"
    ).format(mark=sql.SQL(MARK), marks=pair.marks, to_try=to_try(), rows=sql.Literal(rows))


def taken(places: Sequence[str]) -> sql.Composable:
    """Whether a mark `m` lies at one of these places, where another may lie by now."""
    return sql.SQL("m.ctid = ANY ({}::tid[])").format(sql.Literal(list(places)))


# -- what becomes of it -----------------------------------------------------------------------


def add(pair: Pair, keys: Sequence[Sequence[str]]) -> sql.Composed:
    """Marks the rows of these keys."""
    return sql.SQL("INSERT INTO {} ({}) SELECT * FROM {} AS g").format(
        pair.marks, comma(pair.marks_key), rows(key_columns(pair, keys))
    )


def fail(pair: Pair, places: Sequence[str], keys: Sequence[Sequence[str]]) -> sql.Composed:
    """Notes, on marks that were read, that the rows of these keys were tried in vain."""
    return sql.SQL(
        "UPDATE {} AS m SET failed_at = clock_timestamp() "
        "WHERE {} AND ({}) IN (SELECT * FROM {} AS g)"
    ).format(
        pair.marks,
        taken(places),
        comma(pair.marks_key),
        rows(key_columns(pair, keys)),
    )


def take_away(pair: Pair, places: Sequence[str], lease: sql.Composable) -> sql.Composed:
    """Takes marks away for whose rows nothing is due, or that were read with a later one, and says
    how many were `done`, and how many are `leased`, 0 where another worker has taken over. Of those
    that were tried in vain before, all are looked at: somebody may have mended the row."""
    return sql.SQL(
        "WITH {mark} outdone AS (SELECT place FROM (SELECT m.ctid AS place, "
        "m.since < max(m.since) OVER (PARTITION BY {keys}) AS earlier "
        "FROM {marks} AS m WHERE {taken} AND m.failed_at IS NULL) AS m WHERE earlier), "
        "gone AS (DELETE FROM {marks} AS m WHERE ({taken} OR m.failed_at IS NOT NULL) "
        "AND EXISTS ({lease}) AND (m.ctid IN (SELECT place FROM outdone) OR NOT EXISTS "
        "(SELECT FROM {table} AS t WHERE {match} AND NOT {settled})) RETURNING 1) "
        "SELECT (SELECT count(*) FROM gone) AS done, "
        "(SELECT count(*) FROM ({lease}) AS l) AS leased"
    ).format(
        mark=sql.SQL(MARK),
        marks=pair.marks,
        taken=taken(places),
        keys=comma(pair.marks_key),
        lease=lease,
        table=pair.table.identifier,
        match=match(pair, "m"),
        settled=pair.settled,
    )


def match(pair: Pair, marks: str) -> sql.Composable:
    """Whether the row `t` of the table has the key that is in `marks`."""
    return sql.SQL(" AND ").join(
        sql.SQL("t.{} = {}.{}").format(sql.Identifier(side.place), sql.SQL(marks), name)
        for side, name in zip(pair.key, pair.marks_key, strict=True)
    )


def key_columns(pair: Pair, keys: Sequence[Sequence[str]]) -> list[Column]:
    """Keys, whose values are spelled as the server does, of their exact types."""
    return [
        Column(name=name, type=side.type, texts=[key[n] for key in keys])
        for n, (side, name) in enumerate(zip(pair.key, pair.marks_key, strict=True))
    ]


def comma(parts: Sequence[sql.Composable]) -> sql.Composable:
    return sql.SQL(", ").join(parts)
