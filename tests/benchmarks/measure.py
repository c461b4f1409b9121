"""What a method cost: time, WAL, growth, batches."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.benchmarks import table
from tests.benchmarks.table import Connection


@dataclass(slots=True, kw_only=True)
class Measured:
    """One run of a method over `rows` rows; `batches` in milliseconds.

    `growth` is of the heap, as a part of what it was; `hot` of the updates, as far as known.
    """

    rows: int
    seconds: float = 0.0
    wal: int = 0
    growth: float = 0.0
    hot: float | None = None
    batches: list[float] = field(default_factory=list)

    @property
    def rows_per_second(self) -> float:
        return self.rows / self.seconds

    @property
    def wal_per_row(self) -> float:
        return self.wal / self.rows

    def quantile(self, part: float) -> float:
        """The batch time below which `part` of the batches stay, in milliseconds."""
        return quantile(self.batches, part)

    @contextmanager
    def batch(self) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.batches.append((time.perf_counter() - began) * 1000)


def quantile(values: Sequence[float], part: float) -> float:
    """The value below which `part` of `values`, of which there is one at least, stay."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def measured(
    connection: Connection, name: str, rows: int, method: Callable[[Measured], None]
) -> Measured:
    """`method` on the table `name`. Time and WAL include its last commit."""
    result = Measured(rows=rows)
    before, updates = table.size(connection, name), hot_updates(connection)
    start, began = position(connection), time.perf_counter()
    method(result)
    result.seconds = time.perf_counter() - began
    result.wal = position(connection) - start
    after, now = table.size(connection, name), hot_updates(connection)
    result.growth = after.heap / before.heap - 1
    written = now[0] - updates[0]
    result.hot = (now[1] - updates[1]) / written if written else None
    return result


def position(connection: Connection) -> int:
    """Bytes of WAL that were ever written."""
    row = connection.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn").fetchone()
    assert row is not None
    return int(row[0])


def hot_updates(connection: Connection) -> tuple[int, int]:
    """Updates of the benchmark's tables, and those that stayed on their page.

    Sessions report such counts up to a second after their transaction, so a moment is left.
    """
    time.sleep(1.5)
    row = connection.execute(
        "SELECT coalesce(sum(n_tup_upd), 0)::bigint, coalesce(sum(n_tup_hot_upd), 0)::bigint "
        "FROM pg_stat_user_tables WHERE relname LIKE 'bench%'"
    ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def memory() -> int:
    """Bytes that this machine has."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
