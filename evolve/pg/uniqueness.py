"""Rows that are alike: what a row must satisfy so that no two are, and the steps to that end.

Whether a row is alike to another lies in other rows, which no trigger can mend; so sweeps do, as
they do for a foreign key. Of rows that are alike one is kept, and each of the others breaks the
demand: there is a row before it. An index over the values, the order and the key answers that for
a row by one look. It is not unique, so that no write fails because of it.

| when | a write that repeats the values of another row |
|---|---|
| until the contract | is accepted, and noted by a trigger; a sweep mends one of the two |
| while the contract builds the unique index | may fail; where it was first, the build does |
| afterwards | fails |

A unique index refuses writes before its build has ended, and may go on doing so where that has
failed (CREATE INDEX in PostgreSQL's manual, on CONCURRENTLY). So it is the contract that builds
it, when the gate permits; a build that has failed is dropped at once, what it has met is swept up,
and it is built again. Of two transactions that write the same value at the same time neither sees
the other's row, and nobody notes it: the next sweep finds them, or the build.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from psycopg import sql

from evolve.pg.merged import ROWS
from evolve.pg.merging import aggregates, apart, assigned, matching, noted_columns
from evolve.pg.names import text
from evolve.pg.pair import Pair
from evolve.pg.probe import relation_is
from evolve.pg.side import cast, same
from evolve.pg.step import Lock, Step
from evolve.states import Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Unique:
    """`columns` of `table` to be unique, where `where` holds; as SQL, "" for every row.

    `nullable` are those of the columns that take NULL. Rows that are alike come in the order of
    `order`, if there is one, and the primary `key`.
    """

    name: str
    table: sql.Identifier
    columns: tuple[str, ...]
    nullable: tuple[str, ...]
    key: tuple[str, ...]
    where: str
    nulls_distinct: bool
    order: str
    last: bool
    deletes: bool

    @property
    def using(self) -> str:
        """The unique index, as stands behind its table's name."""
        return text(
            sql.SQL("USING btree ({}){}{}").format(
                names(self.columns),
                sql.SQL("" if self.nulls_distinct else " NULLS NOT DISTINCT"),
                self._where,
            )
        )

    @property
    def supporting(self) -> str:
        """The index that finds the rows that are alike, in their order."""
        order = [sql.SQL("({})").format(sql.SQL(self.order))] if self.order else []
        parts = [names(self.columns), *order, names(self.key)]
        return text(sql.SQL("USING btree ({}){}").format(sql.SQL(", ").join(parts), self._where))

    @property
    def _where(self) -> sql.Composable:
        return sql.SQL(f" WHERE ({self.where})" if self.where else "")

    @property
    def condition(self) -> str:
        """What a row satisfies that is kept, or has nothing alike; over the row's columns."""
        own: list[sql.Composable] = [sql.SQL("({})").format(sql.SQL(self.order))] * bool(self.order)
        own += [sql.Identifier(name) for name in self.key]
        theirs = [sql.SQL("k.evolve_order")] * bool(self.order) + keys(self.key)
        before = sql.SQL("({}) {} ({})").format(
            sql.SQL(", ").join(theirs),
            sql.SQL(">" if self.last else "<"),
            sql.SQL(", ").join(own),
        )
        return f"(NOT {self._alike(before)})"

    @property
    def repeats(self) -> str:
        """Whether there is another row with the same values."""
        other = sql.SQL("({}) <> ({})").format(sql.SQL(", ").join(keys(self.key)), names(self.key))
        return self._alike(other)

    @property
    def counts(self) -> str:
        """Whether a row can be alike to another."""
        asked = [sql.SQL("({})").format(sql.SQL(self.where or "true"))]
        if self.nulls_distinct:
            asked += [sql.SQL("{} IS NOT NULL").format(sql.Identifier(c)) for c in self.nullable]
        return text(sql.SQL(" AND ").join(asked))

    @property
    def place(self) -> str:
        """The order among rows that are alike, as stands behind ORDER BY: who is kept is first."""
        first = [sql.SQL("({})").format(sql.SQL(self.order))] * bool(self.order)
        direction = sql.SQL(" DESC" if self.last else "")
        parts = [part + direction for part in [*first, *map(sql.Identifier, self.key)]]
        return text(sql.SQL(", ").join(parts))

    @property
    def mates(self) -> str:
        """Where the rows lie that are alike to those of `chosen`, which has their values as
        evolve_0 and so on: themselves, whoever is kept, and all others."""
        empty = [()] if self.nulls_distinct else subsets(self.nullable)
        return text(sql.SQL(" UNION ").join(self._mates(set(nulls)) for nulls in empty))

    def _mates(self, nulls: set[str]) -> sql.Composable:
        """OFFSET 0: each row of `chosen` is to be a look into the index."""
        same = [
            sql.SQL("t.{0} IS NULL AND c.{1} IS NULL" if name in nulls else "t.{0} = c.{1}").format(
                sql.Identifier(name), sql.Identifier(f"evolve_{n}")
            )
            for n, name in enumerate(self.columns)
        ]
        return sql.SQL(
            "SELECT k.evolve_place FROM (SELECT DISTINCT * FROM chosen) AS c, LATERAL "
            "(SELECT t.ctid AS evolve_place FROM {} AS t{} {} OFFSET 0) AS k"
        ).format(
            self.table,
            self._where,
            sql.SQL("AND " if self.where else "WHERE ") + sql.SQL(" AND ").join(same),
        )

    def _alike(self, which: sql.Composable) -> str:
        """Whether a row is there with the same values, for which `which` holds.

        For each set of columns that may be empty in both a look into the index of its own, where
        empty rows are alike at all; an OR within one would read all of them.
        """
        empty = [()] if self.nulls_distinct else subsets(self.nullable)
        found = sql.SQL(" OR ").join(self._found(set(nulls), which) for nulls in empty)
        asked = sql.SQL("(({}) IS TRUE AND ({}))" if self.where else "({1})")
        return text(asked.format(sql.SQL(self.where), found))

    def _found(self, nulls: set[str], which: sql.Composable) -> sql.Composable:
        given = [
            sql.SQL("{} IS NULL" if name in nulls else "{} IS NOT NULL").format(
                sql.Identifier(name)
            )
            for name in self.nullable
        ]
        same = [
            sql.SQL("k.{0} IS NULL" if name in nulls else "k.{0} = {1}").format(
                sql.Identifier(f"evolve_{n}"), sql.Identifier(name)
            )
            for n, name in enumerate(self.columns)
        ]
        exists = sql.SQL("EXISTS (SELECT FROM {} AS k WHERE {})").format(
            self._rows, sql.SQL(" AND ").join([*same, which])
        )
        return sql.SQL("({})").format(sql.SQL(" AND ").join([*given, exists]))

    @property
    def _rows(self) -> sql.Composable:
        """The table's rows that count, with names that no row's own column has."""
        order = [sql.SQL("({}) AS evolve_order").format(sql.SQL(self.order))] * bool(self.order)
        given = [
            *numbered("evolve_{}", self.columns),
            *order,
            *numbered("evolve_key_{}", self.key),
        ]
        return sql.SQL("(SELECT {} FROM {} AS t{})").format(
            sql.SQL(", ").join(given), self.table, self._where
        )


def names(columns: Iterable[str]) -> sql.Composable:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def numbered(form: str, columns: Iterable[str]) -> list[sql.Composable]:
    return [
        sql.SQL("t.{} AS {}").format(sql.Identifier(name), sql.Identifier(form.format(n)))
        for n, name in enumerate(columns)
    ]


def keys(columns: Iterable[str]) -> list[sql.Composable]:
    return [
        sql.SQL("k.{}").format(sql.Identifier(f"evolve_key_{n}")) for n, _ in enumerate(columns)
    ]


def subsets(columns: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    return chain.from_iterable(combinations(columns, n) for n in range(len(columns) + 1))


def merge_all(unique: Unique, values: Sequence[tuple[str, str]]) -> str:
    """The rows that are kept take the values over, columns with an aggregate each, in a table that
    nobody else writes; the others are still there."""
    return text(
        sql.SQL("""
UPDATE {table} AS t SET {sets} FROM (
  SELECT evolve_first, {aggregates} FROM (
    SELECT t.*, first_value(t.ctid) OVER (PARTITION BY {group} ORDER BY {order}) AS evolve_first
    FROM {table} AS t WHERE {counts}) AS {rows}
  GROUP BY evolve_first HAVING count(*) > 1) AS given
WHERE t.ctid = given.evolve_first
""").format(
            table=unique.table,
            sets=assigned([column for column, _ in values], "given"),
            aggregates=aggregates(values),
            group=names(unique.columns),
            order=sql.SQL(unique.place),
            counts=sql.SQL(unique.counts),
            rows=sql.Identifier(ROWS),
        )
    )


def keep_rows(pair: Pair) -> Step:
    """The table of what is mended: each such row as it was, its columns that the plan knows; and
    of a merge, which row was kept, and what it was given."""
    kept = pair.kept_in.identifier
    columns = [
        *(sql.SQL("{} {}").format(sql.Identifier(s.name), s.variable) for s in pair.sides),
        *noted_columns(pair),
    ]
    create = sql.SQL(
        "CREATE TABLE IF NOT EXISTS {} ({}, evolve_at timestamptz NOT NULL "
        "DEFAULT clock_timestamp())"
    ).format(kept, sql.SQL(", ").join(columns))
    return Step(
        id="expand.kept",
        phase=Phase.EXPAND,
        title="make the table that keeps what is mended as it was",
        probe=relation_is(kept),
        apply=(text(create),),
        revert=(text(sql.SQL("DROP TABLE IF EXISTS {}").format(kept)),),
        lock=Lock.NONE,
        revert_lock=Lock.NONE,
    )


def count_kept(pair: Pair) -> str:
    """How many rows are kept as they were; one that was mended twice counts twice, and one that
    others were merged into not at all."""
    which = sql.SQL(" WHERE NOT evolve_first" if pair.merge else "")
    return text(sql.SQL("SELECT count(*) AS rows FROM {}{}").format(pair.kept_in.identifier, which))


def put_back(pair: Pair, key: tuple[str, ...], rows: int) -> str:
    """So many rows as they were, from the newest of what is kept of each; it is kept no longer.

    A row is left alone whose columns do not hold any more what mended them. There is a row of the
    answer for each that was looked at, with `stayed` where it is to be told that one stays away.
    """
    if pair.merge:
        return apart(pair, pair.merge, key, rows)
    kept = pair.kept_in.identifier
    made = [
        sql.SQL("{} AS {}").format(cast(e, s), sql.Identifier(f"evolve_{n}"))
        for n, (s, e) in enumerate(zip(pair.new, pair.forward, strict=True))
    ]
    back = again(pair) if pair.deletes else mended_back(pair, key)
    return text(
        sql.SQL("""
WITH few AS MATERIALIZED (
  SELECT DISTINCT ON ({key}) {made} FROM {kept} AS k
  WHERE ({key}) IN (SELECT {key} FROM {kept} LIMIT {rows}) ORDER BY {key}, evolve_at DESC
), back AS (
{back}
)
DELETE FROM {kept} AS k USING few WHERE {same} RETURNING false AS stayed
""").format(
            key=names(key),
            made=sql.SQL(", ").join([sql.SQL("k.*"), *made]),
            kept=kept,
            rows=sql.Literal(rows),
            back=back,
            same=matching(key, "k", "few"),
        )
    )


def mended_back(pair: Pair, key: tuple[str, ...]) -> sql.Composable:
    sets = [sql.SQL("{0} = few.{0}").format(sql.Identifier(side.name)) for side in pair.new]
    holds = [
        same(side, sql.Identifier("t", side.name), sql.Identifier("few", f"evolve_{n}"))
        for n, side in enumerate(pair.new)
    ]
    return sql.SQL("  UPDATE {} AS t SET {} FROM few WHERE {}").format(
        pair.table.identifier,
        sql.SQL(", ").join(sets),
        sql.SQL(" AND ").join([matching(key, "t", "few"), *holds]),
    )


def again(pair: Pair) -> sql.Composable:
    """What was deleted, but where its key is there again."""
    columns = names(side.name for side in pair.sides)
    return sql.SQL(
        "  INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM few ON CONFLICT DO NOTHING"
    ).format(pair.table.identifier, columns, columns)
