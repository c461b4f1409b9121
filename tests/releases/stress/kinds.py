"""Every kind of statement, each a transaction's work on table and twin."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql

from sample_app.twin import texts
from tests.releases.stress.shapes import OLD, Key, Shape, Values

if TYPE_CHECKING:
    from tests.releases.stress.writer import Writer

LOCKS = ("UPDATE", "NO KEY UPDATE", "SHARE", "KEY SHARE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`run` works inside the writer's transaction; `reads`: it writes back what it has read."""

    run: Callable[[Writer], None]
    weight: int
    reads: bool = False


def table(writer: Writer) -> sql.Identifier:
    return writer.twin.identifier


def names(columns: Sequence[str]) -> sql.Composable:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def assignments(writer: Writer, columns: Sequence[str]) -> sql.Composable:
    """Each of the columns, which may be none, and the ledger's."""
    given = [sql.SQL("{} = %s").format(sql.Identifier(name)) for name in columns]
    return sql.SQL(", ").join([*given, touched(writer)])


def at(writer: Writer) -> sql.Composable:
    """The condition that picks one row, by the values of its key."""
    columns = [sql.SQL("{} = %s").format(sql.Identifier(name)) for name in writer.twin.key]
    return sql.SQL(" AND ").join(columns)


def touched(writer: Writer) -> sql.Composable:
    """The ledger's column in an UPDATE; named in full, as an upsert needs it."""
    return sql.SQL("touched = {}.touched + 1").format(sql.Identifier(table_name(writer)))


def table_name(writer: Writer) -> str:
    return writer.twin.table.rpartition(".")[2]


def insert_statement(writer: Writer, columns: Sequence[str], rows: int) -> sql.Composable:
    places = sql.SQL("({})").format(sql.SQL(", ").join(sql.Placeholder() for _ in columns))
    return sql.SQL("INSERT INTO {} ({}) VALUES {}").format(
        table(writer), names(columns), sql.SQL(", ").join([places] * rows)
    )


def set_row(writer: Writer, key: Key, written: Values) -> int:
    """UPDATE of one row by key; how many rows there were."""
    statement = sql.SQL("UPDATE {} SET {} WHERE {}").format(
        table(writer), assignments(writer, list(written)), at(writer)
    )
    return writer.execute(statement, [*written.values(), *key]).rowcount


def read(writer: Writer, key: Key, lock: str = "") -> Values | None:
    """The row without its key, as this release's models see it."""
    columns = writer.shape.columns(writer.release)[len(key) :]
    found = writer.execute(
        sql.SQL("SELECT {} FROM {} WHERE {} " + lock).format(
            texts(columns), table(writer), at(writer)
        ),
        key,
    ).fetchone()
    return dict(zip(columns, found, strict=True)) if found else None


def locked(writer: Writer, keys: Sequence[Key], lock: str = "UPDATE") -> list[Key]:
    """The keys that are there, their rows locked in order."""
    found = writer.execute(
        sql.SQL("SELECT {} FROM {} AS t WHERE {} ORDER BY {} FOR " + lock).format(
            texts(writer.twin.key),
            table(writer),
            sql.SQL(" OR ").join([at(writer)] * len(keys)),
            sql.SQL(", ").join(sql.Identifier("t", name) for name in writer.twin.key),
        ),
        [value for key in keys for value in key],
    )
    return found.fetchall()


# -- rows that were not there -----------------------------------------------------------------


def insert(writer: Writer) -> None:
    row = writer.fresh(writer.new_key())
    writer.execute(insert_statement(writer, list(row), 1), list(row.values()))
    writer.twin_add(row)


def insert_many(writer: Writer) -> None:
    rows = [writer.fresh(writer.new_key()) for _ in range(3)]
    values = [value for row in rows for value in row.values()]
    writer.execute(insert_statement(writer, list(rows[0]), len(rows)), values)
    writer.twin_add(*rows)


def copy(writer: Writer) -> None:
    rows = [writer.fresh(writer.new_key()) for _ in range(3)]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(table(writer), names(list(rows[0])))
    began = time.perf_counter()
    try:
        with writer.connection.cursor() as cursor, cursor.copy(statement) as stream:
            for row in rows:
                stream.write_row(list(row.values()))
    finally:
        writer.took(began, statement)
    writer.twin_add(*rows)


def upsert(writer: Writer) -> None:
    """One row that may be there: what is written over it is this release's side."""
    key = writer.key()
    if is_merged(writer, key):
        return
    row = writer.fresh(key)
    side = writer.shape.side(writer.release)
    if writer.shape.unique:
        over = [sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(name)) for name in side]
        statement = sql.SQL("{} ON CONFLICT ({}) DO UPDATE SET {}").format(
            insert_statement(writer, list(row), 1),
            names(writer.twin.key),
            sql.SQL(", ").join([*over, touched(writer)]),
        )
        writer.execute(statement, list(row.values()))
    else:
        update_or_insert(writer, key, row, side)
    if writer.twin_row(key) is None:
        writer.twin_add(row)
    else:
        writer.twin_change(key, {name: row[name] for name in side})


def is_merged(writer: Writer, key: Key) -> bool:
    """Whether the row has gone into another: a new one of its key would be told from it by nobody
    once it comes back with a revert."""
    may_be = writer.twin.may_go and not locked(writer, [key])
    return bool(may_be) and writer.twin_row(key) is not None


def update_or_insert(writer: Writer, key: Key, row: Values, side: Sequence[str]) -> None:
    """Where no index keeps keys apart, a lock does."""
    writer.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", ["/".join(key)])
    if not set_row(writer, key, {name: row[name] for name in side}):
        writer.execute(insert_statement(writer, list(row), 1), list(row.values()))


# -- rows that are there ----------------------------------------------------------------------


def change(writer: Writer, key: Key, written: Values) -> None:
    if set_row(writer, key, written):
        writer.twin_change(key, written)


def update_side(writer: Writer) -> None:
    change(writer, writer.key(), writer.part_of_side())


def update_other(writer: Writer) -> None:
    shared = writer.shape.shared(writer.chance)
    name = writer.chance.choice(list(shared))
    change(writer, writer.key(), {name: shared[name]})


def update_both(writer: Writer) -> None:
    """As save() does: every column, with a new side."""
    key = writer.key()
    change(writer, key, writer.fresh(key, named=False))


def save_unchanged(writer: Writer) -> None:
    key = writer.key()
    row = read(writer, key, "FOR UPDATE")
    if row:
        change(writer, key, row)


def save_stale(writer: Writer) -> None:
    """Every column as it was read a moment ago, whatever others did meanwhile; a new release's own
    checks refuse what is still to be mended."""
    key = writer.key()
    row = read(writer, key)
    time.sleep(writer.chance.uniform(0, 0.01))
    if row and (writer.release == OLD or writer.twin.accepts(row)):
        change(writer, key, row)


def update_rows(writer: Writer) -> None:
    """One statement for several rows, as bulk_update sends it."""
    found = locked(writer, writer.keys(4))
    if not found:
        return
    side = writer.shape.side(writer.release)
    written = {key: writer.side() for key in found}
    cases = [
        sql.SQL("{} = CASE {} ELSE {} END").format(
            sql.Identifier(name),
            sql.SQL(" ").join([sql.SQL("WHEN {} THEN %s").format(at(writer))] * len(found)),
            sql.Identifier(name),
        )
        for name in side
    ]
    values = [v for name in side for key, row in written.items() for v in (*key, row[name])]
    writer.execute(
        sql.SQL("UPDATE {} SET {} WHERE {}").format(
            table(writer),
            sql.SQL(", ").join([*cases, touched(writer)]),
            sql.SQL(" OR ").join([at(writer)] * len(found)),
        ),
        [*values, *(value for key in found for value in key)],
    )
    for key, row in written.items():
        writer.twin_change(key, row)


def delete(writer: Writer) -> None:
    key = writer.key()
    statement = sql.SQL("DELETE FROM {} WHERE {} RETURNING counts_for, touched").format(
        table(writer), at(writer)
    )
    found = writer.execute(statement, key).fetchone()
    if found:
        writer.twin_remove(key, rows=found[0], touched=found[1])


# -- transactions that come to nothing, or to less --------------------------------------------


def lock_only(writer: Writer) -> None:
    locked(writer, writer.keys(3), writer.chance.choice(LOCKS))
    time.sleep(writer.chance.uniform(0, 0.05))


def roll_back(writer: Writer) -> None:
    set_row(writer, writer.key(), writer.part_of_side())
    writer.execute("ROLLBACK")
    writer.execute("BEGIN")


def savepoint(writer: Writer) -> None:
    """One change is taken back, another one of the same row stays."""
    key = writer.key()
    writer.execute("SAVEPOINT a")
    set_row(writer, key, writer.side())
    writer.execute("ROLLBACK TO a")
    change(writer, key, writer.part_of_side())


KINDS = {
    kind.run.__name__: kind
    for kind in (
        Kind(run=insert, weight=3),
        Kind(run=insert_many, weight=2),
        Kind(run=copy, weight=2),
        Kind(run=upsert, weight=6),
        Kind(run=update_side, weight=8),
        Kind(run=update_other, weight=5),
        Kind(run=update_both, weight=4),
        Kind(run=save_unchanged, weight=3, reads=True),
        Kind(run=save_stale, weight=4, reads=True),
        Kind(run=update_rows, weight=3),
        Kind(run=delete, weight=4),
        Kind(run=lock_only, weight=1),
        Kind(run=roll_back, weight=2),
        Kind(run=savepoint, weight=3),
    )
}


def made_in(shape: Shape) -> dict[str, Kind]:
    """Those that writers of the shape make."""
    made = {name: kind for name, kind in KINDS.items() if not (kind.reads and shape.late_told)}
    return {**made, **shape.more}
