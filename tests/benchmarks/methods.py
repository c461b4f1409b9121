"""Every way to fill the new columns, on a table that was loaded a moment ago."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from tests.benchmarks import engine, table
from tests.benchmarks.measure import Measured, measured
from tests.benchmarks.table import FIRST, LAST, NEW, Connection

ASSIGN = f"first_name = {FIRST}, last_name = {LAST}"
# Django's way is measured on so many rows at the most: all of them would take an hour.
SAMPLE = 50_000
CHUNK = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """`run` gets a loaded table `bench_row` without new columns, and its number of rows."""

    key: str
    title: str
    run: Callable[[Connection, int], Measured]


def one_update(connection: Connection, rows: int) -> Measured:
    def method(result: Measured) -> None:
        with result.batch():
            connection.execute(f"UPDATE bench_row SET {ASSIGN}".encode())

    connection.execute(f"ALTER TABLE bench_row {NEW}".encode())
    found = measured(connection, "bench_row", rows, method)
    return checked(connection, "bench_row", found)


def key_ranges(step: int) -> Callable[[Connection, int], Measured]:
    def run(connection: Connection, rows: int) -> Measured:
        def method(result: Measured) -> None:
            statement = f"UPDATE bench_row SET {ASSIGN} WHERE id >= %s AND id < %s".encode()
            for start in range(1, rows + 1, step):
                with result.batch():
                    connection.execute(statement, [start, start + step])

        connection.execute(f"ALTER TABLE bench_row {NEW}".encode())
        found = measured(connection, "bench_row", rows, method)
        return checked(connection, "bench_row", found)

    return run


def bulk_update(connection: Connection, rows: int) -> Measured:
    """As a data migration is usually written; in one transaction, as migrations are."""
    from tests.benchmarks.app.models import FilledRow

    sample = min(SAMPLE, rows)
    objects = FilledRow._default_manager

    def method(result: Measured) -> None:
        with transaction.atomic():
            chunk = []
            chosen = objects.filter(id__lte=sample)
            for row in chosen.iterator(chunk_size=CHUNK):
                row.first_name, _, rest = row.full_name.partition(" ")
                row.last_name = rest or None
                chunk.append(row)
                if len(chunk) == CHUNK or row.id == sample:
                    with result.batch():
                        objects.bulk_update(chunk, ["first_name", "last_name"])
                    chunk = []

    connection.execute(f"ALTER TABLE bench_row {NEW}".encode())
    connection.execute("ALTER TABLE bench_row RENAME TO bench_filled")
    connection.execute("ANALYZE bench_filled")
    found = measured(connection, "bench_filled", sample, method)
    found.growth *= rows / sample
    left = table.unfilled(connection, "bench_filled")
    if left != rows - sample:
        raise RuntimeError(f"{left} of {rows} rows were left, not {rows - sample}")
    return found


def copy(connection: Connection, rows: int) -> Measured:
    """A second table, then its indexes: nobody may write meanwhile, and it ends in a swap."""

    def method(result: Measured) -> None:
        with result.batch():
            connection.execute(f"ALTER TABLE bench_copy {NEW}".encode())
            connection.execute(
                f"INSERT INTO bench_copy SELECT *, {FIRST}, {LAST} FROM bench_row".encode()
            )
            connection.execute("ALTER TABLE bench_copy ADD PRIMARY KEY (id)")
            connection.execute("CREATE UNIQUE INDEX bench_copy_token ON bench_copy (token)")

    connection.execute("CREATE TABLE bench_copy (LIKE bench_row)")
    found = measured(connection, "bench_row", rows, method)
    found.growth = (
        table.size(connection, "bench_copy").heap / table.size(connection, "bench_row").heap
    )
    return checked(connection, "bench_copy", found)


def ours(parallel: int) -> Callable[[Connection, int], Measured]:
    def run(connection: Connection, rows: int) -> Measured:
        with engine.started(parallel=parallel) as evolution:
            found = measured(connection, "bench_row", rows, evolution.backfill)
        return checked(connection, "bench_row", found)

    return run


def checked(connection: Connection, name: str, found: Measured) -> Measured:
    """`found`, if the method has filled every row."""
    left = table.unfilled(connection, name)
    if left:
        raise RuntimeError(f"{left} rows of {name} were not filled")
    return found


METHODS = (
    Method(key="update", title="one UPDATE of everything", run=one_update),
    Method(key="evolve", title="**evolve's backfill**", run=ours(1)),
    Method(key="evolve2", title="the same with `parallel: 2`", run=ours(2)),
    Method(key="ranges1k", title="key ranges of 1,000", run=key_ranges(1_000)),
    Method(key="ranges10k", title="key ranges of 10,000", run=key_ranges(10_000)),
    Method(key="django", title="Django's iterator and bulk_update", run=bulk_update),
    Method(key="copy", title="copy into a new table, then its indexes", run=copy),
)
