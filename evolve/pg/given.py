"""Values that Python gives: reading the rows for which one is due, and writing what came of them.

A value depends on nothing but what it was made of. So it may be written into a row of its key for
as long as the same is due there, and the row still holds what it was made of; that is compared by
digest, as the server spells the values, in the statement that writes. Whoever has changed the row
meanwhile has marked it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from evolve.pg.marked import MARK
from evolve.pg.marks import comma, key_columns, match
from evolve.pg.pair import Pair
from evolve.pg.settings import COUNT
from evolve.pg.side import Side, same
from evolve.pg.spelling import Column, loose, rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One direction of a transform. `path` is the function's, `read` and `written` are columns,
    with the fields' names beside; `due` is the marker of rows that wait for it."""

    path: str
    read: tuple[Side, ...]
    names: tuple[str, ...]
    written: tuple[Side, ...]
    written_names: tuple[str, ...]
    due: bool | None


def ways(pair: Pair) -> tuple[Way, ...]:
    """Forward, and backward where a function leads back."""
    given = pair.transform
    assert given
    new, old = (given.new,), given.old
    forward = Way(
        path=given.forward,
        read=pair.made_of,
        names=old,
        written=pair.new,
        written_names=new,
        due=None,
    )
    if pair.one_way:
        return (forward,)
    backward = Way(
        path=given.backward, read=pair.new, names=new, written=pair.old, written_names=old, due=True
    )
    return forward, backward


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A row for which a value is due: its key as the server spells it, what is read of it, by the
    fields' names, and a digest of that."""

    key: tuple[str, ...]
    digest: str
    row: dict[str, Any]

    @classmethod
    def of(cls, way: Way, found: dict[str, Any]) -> Due:
        """What a row of `rows_due` or `rows_settled` says."""
        keys = tuple(value for name, value in found.items() if name.startswith("k"))
        row = {name: found[f"r{n}"] for n, name in enumerate(way.names)}
        return cls(key=keys, digest=found["digest"], row=row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The values that Python has given for a row, one for each column that is written, as texts
    (`pg.spelling`)."""

    due: Due
    values: tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What Python has said of rows: values for some, and that it has none for others."""

    given: tuple[Given, ...]
    refused: tuple[Due, ...]


def columns(pair: Pair, way: Way) -> sql.Composable:
    """What is asked of a row `t`."""
    parts = [
        sql.SQL("t.{}::text AS {}").format(sql.Identifier(side.place), name)
        for side, name in zip(pair.key, pair.marks_key, strict=True)
    ]
    parts += [
        sql.SQL("t.{} AS {}").format(sql.Identifier(side.place), sql.Identifier(f"r{n}"))
        for n, side in enumerate(way.read)
    ]
    return comma([*parts, sql.SQL("{} AS digest").format(digest(way))])


def digest(way: Way) -> sql.Composable:
    """Of what is read, NULL told from what looks like it."""
    read = comma([sql.SQL("t.{}").format(sql.Identifier(side.place)) for side in way.read])
    return sql.SQL("md5(ROW({})::text)").format(read)


def is_due(pair: Pair, way: Way) -> sql.Composable:
    state = sql.SQL("IS NULL" if way.due is None else "IS TRUE")
    return sql.SQL("t.{} {}").format(sql.Identifier(pair.marker), state)


def rows_due(pair: Pair, way: Way, where: sql.Composable) -> sql.Composed:
    """Rows `t` of the table for which the way is due, and that satisfy `where`."""
    return sql.SQL("SELECT {} {} FROM {} AS t WHERE {} AND {}").format(
        sql.SQL(MARK), columns(pair, way), pair.table.identifier, is_due(pair, way), where
    )


def mark_due(pair: Pair, way: Way, where: sql.Composable) -> sql.Composed:
    """Marks the same rows, so that each of them is tried by itself."""
    return sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} AS t WHERE {} AND {}").format(
        pair.marks,
        comma(pair.marks_key),
        comma([sql.SQL("t.{}").format(sql.Identifier(side.place)) for side in pair.key]),
        pair.table.identifier,
        is_due(pair, way),
        where,
    )


def marked_by(pair: Pair, taken: sql.Composable) -> sql.Composable:
    """Whether a row `t` is marked by one of the marks `m` that are `taken`."""
    return sql.SQL("({}) IN (SELECT {} FROM {} AS m WHERE {})").format(
        comma([sql.SQL("t.{}").format(sql.Identifier(side.place)) for side in pair.key]),
        comma(pair.marks_key),
        pair.marks,
        taken,
    )


def write(
    pair: Pair,
    way: Way,
    given: Sequence[Given],
    lease: sql.Composable,
    *,
    others: bool = False,
) -> sql.Composed:
    """Writes what was given where it is still due, under the lease that the query `lease` finds.

    Rows that somebody has locked are left to the next time. The number written is left in the
    setting that a batch counts by; with `others` that of the rows which held something else.
    """
    names = [sql.Identifier(f"v{n}") for n, _ in enumerate(way.written)]
    chosen = [sql.SQL("g.{}").format(name) for name in names]
    counted = sql.SQL("count(*)")
    if others:
        chosen.append(sql.SQL("NOT ({}) AS other").format(holds(way)))
        counted = sql.SQL("(count(*) FILTER (WHERE other))")
    sets = [
        sql.SQL("{} = c.{}").format(sql.Identifier(side.place), name)
        for side, name in zip(way.written, names, strict=True)
    ]
    return sql.SQL("""
WITH {mark} chosen AS MATERIALIZED (
  SELECT t.ctid AS place, {chosen} FROM {given} AS g JOIN {table} AS t ON {match}
  WHERE EXISTS ({lease}) AND {due} AND {digest} = g.digest
  FOR NO KEY UPDATE OF t SKIP LOCKED)
UPDATE {table} AS t SET {sets}, {marker} = false
FROM chosen AS c,
  (SELECT set_config('{count}', {counted}::text, true) FROM chosen) AS counted
WHERE t.ctid = c.place
""").format(
        mark=sql.SQL(MARK),
        given=rows(sent(pair, way, given)),
        chosen=comma(chosen),
        table=pair.table.identifier,
        match=match(pair, "g"),
        lease=lease,
        due=is_due(pair, way),
        digest=digest(way),
        sets=comma(sets),
        marker=sql.Identifier(pair.marker),
        count=sql.SQL(COUNT),
        counted=counted,
    )


def holds(way: Way) -> sql.Composable:
    """Whether a row `t` holds what `g` gives, as its columns would hold it."""
    same_each = [
        same(
            side,
            sql.SQL("t.{}").format(sql.Identifier(side.place)),
            sql.SQL("g.{}::{}").format(sql.Identifier(f"v{n}"), sql.SQL(side.type)),
        )
        for n, side in enumerate(way.written)
    ]
    return sql.SQL(" AND ").join(same_each)


def sent(pair: Pair, way: Way, given: Sequence[Given]) -> list[Column]:
    """Keys, digests, and values of their types without a length, so that assignment checks what a
    cast would cut."""
    digests = [one.due.digest for one in given]
    return [
        *key_columns(pair, [one.due.key for one in given]),
        Column(name=sql.Identifier("digest"), type="text", texts=digests),
        *given_columns(way, given),
    ]


def given_columns(way: Way, given: Sequence[Given]) -> list[Column]:
    """The values, as `v` and a number."""
    return [
        Column(
            name=sql.Identifier(f"v{n}"),
            type=loose(side.type),
            texts=[one.values[n] for one in given],
        )
        for n, side in enumerate(way.written)
    ]


def forget(pair: Pair, keys: Sequence[Sequence[str]]) -> sql.Composed:
    """Lets forward be due for the settled rows of these keys."""
    return sql.SQL("UPDATE {} AS t SET {} = NULL FROM {} AS g WHERE {} AND t.{}").format(
        pair.table.identifier,
        sql.Identifier(pair.marker),
        rows(key_columns(pair, keys)),
        match(pair, "g"),
        sql.SQL("{} IS FALSE").format(sql.Identifier(pair.marker)),
    )


# -- the proof --------------------------------------------------------------------------------


def rows_settled(pair: Pair, way: Way) -> sql.Composed:
    """Rows of which both sides are to agree."""
    return sql.SQL("SELECT {} {} FROM {} AS t WHERE t.{} IS FALSE").format(
        sql.SQL(MARK), columns(pair, way), pair.table.identifier, sql.Identifier(pair.marker)
    )


def own(pair: Pair) -> sql.Composed:
    """How many `rows` a new release has written, from which nothing leads back."""
    return sql.SQL("SELECT {} count(*) AS rows FROM {} AS t WHERE t.{} IS TRUE").format(
        sql.SQL(MARK), pair.table.identifier, sql.Identifier(pair.marker)
    )


def rows_with_keys(pair: Pair, way: Way, keys: Sequence[Sequence[str]]) -> sql.Composed:
    """The rows of these keys."""
    return sql.SQL("SELECT {} {} FROM {} AS g JOIN {} AS t ON {}").format(
        sql.SQL(MARK),
        columns(pair, way),
        rows(key_columns(pair, keys)),
        pair.table.identifier,
        match(pair, "g"),
    )


def disagreeing(pair: Pair, way: Way, given: Sequence[Given]) -> sql.Composed:
    """The keys of rows that hold something else than what was given."""
    return sql.SQL(
        "SELECT {mark} {own} FROM {given} AS g JOIN {table} AS t ON {match} WHERE NOT ({agree})"
    ).format(
        mark=sql.SQL(MARK),
        own=comma(
            [
                sql.SQL("t.{}::text AS {}").format(sql.Identifier(side.place), name)
                for side, name in zip(pair.key, pair.marks_key, strict=True)
            ]
        ),
        given=rows(sent(pair, way, given)),
        table=pair.table.identifier,
        match=match(pair, "g"),
        agree=holds(way),
    )
