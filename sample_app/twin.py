"""An independent twin of a table: both shapes of every row, computed in Python, never by evolve.

Whoever writes to the table writes to the twin in the same transaction, having locked the twin's
row first. So the twin also decides the order of writers, and at the end every row of the table
must equal its twin in every column that the table then has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

Row = Mapping[str, Any]
Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """How rows of `table` look in both releases.

    `shared` columns are the same in both; `old` and `new` are the two sides. `forward` gives the
    new side's values from a row that holds the old ones, `backward` the other way.
    """

    table: str
    name: str
    shared: tuple[str, ...]
    old: tuple[str, ...]
    new: tuple[str, ...]
    forward: Callable[[Row], Row]
    backward: Callable[[Row], Row]
    key: str = "id"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.key, *self.shared, *self.old, *self.new)

    def agrees(self, row: Row) -> bool:
        """Whether each side may stand beside the other: one of them follows from the other."""
        given = any(row[name] is not None for name in self.new)
        return _equal(row, self.forward(row)) or (given and _equal(row, self.backward(row)))

    def settled(self, before: Row | None, written: Row) -> dict[str, Any]:
        """The row that must be there after a release wrote `written` over `before`.

        Who changed a side is asked, not who wrote: a release that writes back what it read
        changes nothing, so what the other side cannot express is not lost.
        """
        blank = dict.fromkeys(self.columns)
        row = {**blank, **(before or {}), **written}
        changed = {name for name in self.columns if row[name] != (before or blank)[name]}
        if before is not None and self.agrees(row):
            return row
        if changed.intersection(self.new):
            return {**row, **self.backward(row)}
        if changed.intersection(self.old) or before is None:
            return {**row, **self.forward(row)}
        return row


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
            _list((twin.key, *twin.shared, *twin.old)),
            sql.Identifier(twin.table),
        )
    )
    added = sql.SQL(", ").join(
        sql.SQL("ADD COLUMN {} text").format(sql.Identifier(name)) for name in twin.new
    )
    key = sql.SQL("ADD PRIMARY KEY ({})").format(sql.Identifier(twin.key))
    connection.execute(
        sql.SQL("ALTER TABLE {} {}, {}").format(sql.Identifier(twin.name), added, key)
    )
    return _fill(connection, twin)


def _fill(connection: Connection, twin: Twin) -> int:
    """Both shapes of every row, by way of Python: one stream out, one stream in."""
    source = (twin.key, *twin.shared, *twin.old)
    reading = sql.SQL("SELECT {} FROM {}").format(_list(source), sql.Identifier(twin.table))
    writing = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(twin.name), _list(twin.columns)
    )
    rows = 0
    with connection.cursor(row_factory=tuple_row) as cursor:
        found = cursor.execute(reading).fetchall()
    with connection.cursor() as cursor, cursor.copy(writing) as copy:
        for values in found:
            row = dict(zip(source, values, strict=True))
            row.update(twin.forward(row))
            copy.write_row([row[name] for name in twin.columns])
            rows += 1
    return rows


def compare(connection: Connection, twin: Twin) -> Comparison:
    """Compare every row, in the columns that the table has by now, in one snapshot.

    As text: 1.0 and 1.00 differ. Raises LookupError where neither side is there in full, since
    then nothing would be looked at.
    """
    there = _present(connection, twin.table)
    old = twin.old if there.issuperset(twin.old) else ()
    new = twin.new if there.issuperset(twin.new) else ()
    if not old and not new:
        raise LookupError(f"{twin.table} has neither {twin.old} nor {twin.new}")
    columns = (twin.key, *twin.shared, *old, *new)
    with connection.cursor(row_factory=tuple_row) as cursor:
        found = cursor.execute(_comparison(twin, columns)).fetchall()
    rows = int(found[0][0])
    odd = [row[1:] for row in found if row[1] is not None]
    return Comparison(
        rows=rows,
        differences=len({row[1] for row in odd}),
        columns=columns,
        examples=tuple(tuple(map(str, row)) for row in odd[:5]),
    )


def _comparison(twin: Twin, columns: tuple[str, ...]) -> sql.Composed:
    """One row at least: the count, and the values of a row that only one of both has."""
    texts = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(c)) for c in columns)
    return sql.SQL(
        "WITH a AS (SELECT {texts} FROM {table}), b AS (SELECT {texts} FROM {twin}), odd AS ("
        "(SELECT a.*, 'table' FROM (TABLE a EXCEPT ALL TABLE b) a) UNION ALL"
        " (SELECT b.*, 'twin' FROM (TABLE b EXCEPT ALL TABLE a) b))"
        " SELECT n.count, odd.* FROM (SELECT count(*) FROM a) n LEFT JOIN odd ON true ORDER BY 2"
    ).format(texts=texts, table=sql.Identifier(twin.table), twin=sql.Identifier(twin.name))


def _present(connection: Connection, table: str) -> set[str]:
    query = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
    with connection.cursor(row_factory=tuple_row) as cursor:
        return {name for (name,) in cursor.execute(query, [table])}


def _list(columns: tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _equal(row: Row, side: Row) -> bool:
    return all(row[name] == value for name, value in side.items())
