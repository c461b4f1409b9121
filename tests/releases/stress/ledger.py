"""The conservation law: what the committed transactions wrote adds up to what the table holds.

Every statement that changes a row adds one to its `touched`; every transaction enters in the
ledger, as it commits, how many rows it inserted, changed and deleted, and what the deleted ones
held. A row counts for one, or for those that evolve has merged into it as well (`counts_for`). So
sum(counts_for) = inserted - deleted, and sum(touched) = changed - gone, whatever evolve does
beside: a write that is lost or repeated breaks it, and neither the twin nor evolve is asked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from psycopg import sql

from sample_app.twin import Connection, Twin

NAME = "stress_ledger"
NUMBERS = ("inserted", "changed", "deleted", "gone")


@dataclass(slots=True, kw_only=True)
class Entry:
    """What one transaction has done so far."""

    numbers: Counter[str] = field(default_factory=Counter)

    def add(self, **more: int) -> None:
        self.numbers.update(more)

    def statement(self, table: str, writer: str) -> tuple[str, list[str | int]]:
        """Enters it, as the last statement of the transaction."""
        columns = ", ".join(NUMBERS)
        sums = ", ".join(f"{name} = {NAME}.{name} + EXCLUDED.{name}" for name in NUMBERS)
        statement = (
            f'INSERT INTO {NAME} ("table", writer, transactions, {columns})'
            " VALUES (%s, %s, 1, %s, %s, %s, %s) ON CONFLICT (writer) DO UPDATE"
            f" SET transactions = {NAME}.transactions + 1, {sums}"
        )
        return statement, [table, writer, *(self.numbers[name] for name in NUMBERS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What there is, and what there must be: rows, and changes of the rows that are left."""

    rows: int
    touched: int
    expected_rows: int
    expected_touched: int

    @property
    def conserved(self) -> bool:
        return (self.rows, self.touched) == (self.expected_rows, self.expected_touched)

    def __str__(self) -> str:
        return (
            f"{self.rows} rows of {self.expected_rows}, "
            f"{self.touched} changes of {self.expected_touched}"
        )


def open_ledger(connection: Connection, twin: Twin, role: str) -> None:
    """The table's columns, and the ledger with the rows that are there; `role` may write it."""
    connection.execute(
        sql.SQL(
            "ALTER TABLE {} ADD COLUMN touched bigint NOT NULL DEFAULT 0, "
            "ADD COLUMN counts_for bigint NOT NULL DEFAULT 1"
        ).format(twin.identifier)
    )
    numbers = ", ".join(f"{name} bigint NOT NULL" for name in NUMBERS)
    connection.execute(
        f'CREATE TABLE IF NOT EXISTS {NAME} (writer text PRIMARY KEY, "table" text NOT NULL,'
        f" transactions bigint NOT NULL, {numbers})".encode()
    )
    grant = sql.SQL("GRANT SELECT, INSERT, UPDATE ON {} TO {}")
    connection.execute(grant.format(sql.Identifier(NAME), sql.Identifier(role)))
    count = sql.SQL("SELECT count(*) FROM {}").format(twin.identifier)
    (rows,) = connection.execute(count).fetchone() or (0,)
    connection.execute(
        f"INSERT INTO {NAME} VALUES (%s, %s, 0, %s, 0, 0, 0)".encode(),
        [f"the beginning of {twin.table}", twin.table, rows],
    )


def balance(connection: Connection, twin: Twin) -> Balance:
    """Table and ledger in one snapshot; the writers may go on meanwhile."""
    query = sql.SQL(
        "SELECT t.*, l.* FROM"
        " (SELECT coalesce(sum(counts_for), 0), coalesce(sum(touched), 0) FROM {}) t,"
        " (SELECT sum(inserted - deleted), sum(changed - gone) FROM {}"
        ' WHERE "table" = %s) l'
    ).format(twin.identifier, sql.Identifier(NAME))
    found = connection.execute(query, [twin.table]).fetchone()
    assert found is not None
    rows, touched, expected_rows, expected_touched = map(int, found)
    return Balance(
        rows=rows,
        touched=touched,
        expected_rows=expected_rows,
        expected_touched=expected_touched,
    )


def transactions(connection: Connection, writer: str) -> int:
    """How many of the writer's transactions have been committed."""
    query = f"SELECT transactions FROM {NAME} WHERE writer = %s"
    found = connection.execute(query.encode(), [writer]).fetchone()
    return int(found[0]) if found else 0
