"""An independent twin of a table: both shapes of every row, computed in Python, never by evolve.

Whoever writes to the table writes to the twin in the same transaction, having locked the twin's
row first. So the twin also decides the order of writers, and at the end every row of the table
must equal its twin in every column that the table then has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

Row = Mapping[str, Any]
Connection = psycopg.Connection[Any]


class Part(Protocol):
    """The columns that one change is about: `old` are there before it, `new` come by it."""

    @property
    def old(self) -> tuple[str, ...]:
        """Columns of the table before."""

    @property
    def new(self) -> tuple[str, ...]:
        """Columns that are added."""

    def listed(self, *, new: bool) -> tuple[str, ...]:
        """The columns that the models of the new release list, or of the old one."""

    def accepts(self, row: Row) -> bool:
        """Whether a new release would write such a row of its own accord."""

    def settled(self, row: Row, changed: set[str] | None) -> Row:
        """`row` as it must become, after a release changed some of its columns; None: it is new."""

    def compared(self, there: set[str], *, finished: bool) -> tuple[str, ...]:
        """The columns to compare. Raises LookupError where too few of them are there."""

    def expected(self, name: str, *, finished: bool) -> sql.Composable:
        """What the column holds in the end, of a row that evolve may not have seen yet unless it
        has `finished`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two sides of one change: `forward` gives the new one's values from a row that holds the old
    ones, `backward` the other way. Where both have one name, `new` is empty."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    forward: Callable[[Row], Row]
    backward: Callable[[Row], Row]

    def listed(self, *, new: bool) -> tuple[str, ...]:
        return self.new if new and self.new else self.old

    def accepts(self, row: Row) -> bool:
        return True

    def agrees(self, row: Row) -> bool:
        """Whether each side may stand beside the other: one of them follows from the other."""
        given = any(row[name] is not None for name in self.new)
        return _equal(row, self.forward(row)) or (given and _equal(row, self.backward(row)))

    def settled(self, row: Row, changed: set[str] | None) -> Row:
        """`row` with both sides in step; in a new one every column that is not NULL counts."""
        if changed is not None and self.agrees(row):
            return row
        if changed is None:
            changed = {name for name in self.new if row[name] is not None} or set(self.old)
        if changed.intersection(self.new):
            return {**row, **self.backward(row)}
        if changed.intersection(self.old):
            return {**row, **self.forward(row)}
        return row

    def compared(self, there: set[str], *, finished: bool) -> tuple[str, ...]:
        """Each side that is there in full; one must be. The new one is full once it is finished."""
        old = self.old if there.issuperset(self.old) else ()
        new = self.new if finished and there.issuperset(self.new) else ()
        if not old and not new:
            raise LookupError(f"neither {self.old} nor {self.new} is there")
        return (*old, *new)

    def expected(self, name: str, *, finished: bool) -> sql.Composable:
        return sql.Identifier(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """How rows of `table` look in both releases; "schema.table" where it is not on the path.

    `shared` columns are the same in both, each of `pairs` is independent of the others. `may_go` is
    a condition over a row of the twin's: such a row may have gone into another one.
    """

    table: str
    name: str
    shared: tuple[str, ...]
    pairs: tuple[Part, ...]
    key: tuple[str, ...] = ("id",)
    may_go: str = ""

    @property
    def old(self) -> tuple[str, ...]:
        return tuple(name for pair in self.pairs for name in pair.old)

    @property
    def new(self) -> tuple[str, ...]:
        return tuple(name for pair in self.pairs for name in pair.new)

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.key, *self.shared, *self.old, *self.new)

    @property
    def identifier(self) -> sql.Identifier:
        """The table, as a statement names it."""
        return sql.Identifier(*self.table.split("."))

    def accepts(self, row: Row) -> bool:
        """Whether a new release would write such a row of its own accord."""
        return all(pair.accepts(row) for pair in self.pairs)

    def settled(self, before: Row | None, written: Row) -> dict[str, Any]:
        """The row that must be there after a release wrote `written` over `before`.

        Who changed a side is asked, not who wrote: a release that writes back what it read
        changes nothing, so what the other side cannot express is not lost.
        """
        row: Row = {**dict.fromkeys(self.columns), **(before or {}), **written}
        changed = {n for n in self.columns if row[n] != before[n]} if before is not None else None
        for pair in self.pairs:
            row = pair.settled(row, changed)
        return dict(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What comparing a table with its twin found; `columns` were looked at, as text.

    `examples` are up to five rows that are in one of both only.
    """

    rows: int
    differences: int
    columns: tuple[str, ...]
    examples: tuple[tuple[str, ...], ...]


def create(connection: Connection, twin: Twin) -> int:
    """Create the twin of the table as it is now, in which only the old side exists; its rows.

    Nobody may write to the table meanwhile.
    """
    connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(twin.name)))
    connection.execute(
        sql.SQL("CREATE TABLE {} AS SELECT {} FROM {} WITH NO DATA").format(
            sql.Identifier(twin.name),
            _list((*twin.key, *twin.shared, *twin.old)),
            twin.identifier,
        )
    )
    added = [sql.SQL("ADD COLUMN {} text").format(sql.Identifier(name)) for name in twin.new]
    key = sql.SQL("ADD PRIMARY KEY ({})").format(_list(twin.key))
    connection.execute(
        sql.SQL("ALTER TABLE {} {}").format(
            sql.Identifier(twin.name), sql.SQL(", ").join([*added, key])
        )
    )
    return _fill(connection, twin)


def _fill(connection: Connection, twin: Twin) -> int:
    """Both shapes of every row, by way of Python: one stream out, one stream in, as text."""
    source = (*twin.key, *twin.shared, *twin.old)
    reading = sql.SQL("SELECT {} FROM {}").format(texts(source), twin.identifier)
    writing = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(twin.name), _list(twin.columns)
    )
    rows = 0
    with connection.cursor(row_factory=tuple_row) as cursor:
        found = cursor.execute(reading).fetchall()
    with connection.cursor() as cursor, cursor.copy(writing) as copy:
        for values in found:
            row = twin.settled(None, dict(zip(source, values, strict=True)))
            copy.write_row([row[name] for name in twin.columns])
            rows += 1
    return rows


def compare(connection: Connection, twin: Twin, *, finished: bool = True) -> Comparison:
    """Compare every row, in the columns that the table has by now, in one snapshot.

    As text: 1.0 and 1.00 differ. Unless evolve has `finished` with the rows, they are compared as
    what they are to become. Raises LookupError where neither side of a pair is there in full, since
    then nothing of it would be looked at.
    """
    there = _present(connection, twin.table)
    sides = [
        (name, pair) for pair in twin.pairs for name in pair.compared(there, finished=finished)
    ]
    columns = (*twin.key, *twin.shared, *(name for name, _ in sides))
    expected = {name: pair.expected(name, finished=finished) for name, pair in sides}
    with connection.cursor(row_factory=tuple_row) as cursor:
        found = cursor.execute(_comparison(twin, columns, expected)).fetchall()
    rows = int(found[0][0])
    odd = [row[1:] for row in found if row[-1] is not None]
    return Comparison(
        rows=rows,
        differences=len({row[: len(twin.key)] for row in odd}),
        columns=columns,
        examples=tuple(tuple(map(str, row)) for row in odd[:5]),
    )


def _comparison(
    twin: Twin, columns: tuple[str, ...], expected: Mapping[str, sql.Composable]
) -> sql.Composed:
    """One row at least: the count, and the values of a row that only one of both has."""
    both = sql.SQL(" AND ").join(
        sql.SQL("t.{0} = w.{0}").format(sql.Identifier(name)) for name in twin.key
    )
    return sql.SQL(
        "WITH a AS (SELECT {found} FROM {table}), b AS (SELECT {texts} FROM {twin} AS w"
        " WHERE NOT ({may_go}) OR EXISTS (SELECT FROM {table} AS t WHERE {both})), odd AS ("
        "(SELECT a.*, 'table' FROM (TABLE a EXCEPT ALL TABLE b) a) UNION ALL"
        " (SELECT b.*, 'twin' FROM (TABLE b EXCEPT ALL TABLE a) b))"
        " SELECT n.count, odd.* FROM (SELECT count(*) FROM a) n LEFT JOIN odd ON true ORDER BY 2"
    ).format(
        found=texts(columns, expected),
        texts=texts(columns),
        table=twin.identifier,
        twin=sql.Identifier(twin.name),
        may_go=sql.SQL(twin.may_go or "false"),
        both=both,
    )


def texts(
    columns: Iterable[str], values: Mapping[str, sql.Composable] | None = None
) -> sql.Composed:
    """The columns as text, under their names; `values` take the place of some."""
    named = ((sql.Identifier(name), (values or {}).get(name)) for name in columns)
    return sql.SQL(", ").join(
        sql.SQL("({})::text AS {}").format(value or name, name) for name, value in named
    )


def _present(connection: Connection, table: str) -> set[str]:
    query = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
    with connection.cursor(row_factory=tuple_row) as cursor:
        return {name for (name,) in cursor.execute(query, [table])}


def _list(columns: tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _equal(row: Row, side: Row) -> bool:
    return all(row[name] == value for name, value in side.items())
