"""One run of the benchmark: each method on a table that was loaded for it."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from django.core.management import call_command

from sample_app.server import Server
from tests.benchmarks import table
from tests.benchmarks.measure import Measured, memory
from tests.benchmarks.methods import METHODS, Method
from tests.benchmarks.table import Connection

STATED = (
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "shared_buffers",
    "max_wal_size",
    "checkpoint_timeout",
    "autovacuum",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What was measured, where, and under which settings. Methods by key, in their order."""

    rows: int
    row_bytes: float
    server: str
    machine: str
    at: datetime
    settings: dict[str, str]
    found: dict[str, list[Measured]]


def run(server: Server, *, rows: int, repeat: int, only: Sequence[str] | None) -> Run:
    """Every method `repeat` times, in turn, so that a slow moment of the machine meets all."""
    methods = [m for m in METHODS if only is None or m.key in only]
    found: dict[str, list[Measured]] = {method.key: [] for method in methods}
    with prepared(server) as connection:
        # The server's memory is touched for the first time, which no method is to pay for.
        once(connection, METHODS[0], rows)
        for _ in range(repeat):
            for method in methods:
                found[method.key].append(once(connection, method, rows))
        return Run(
            rows=rows,
            row_bytes=row_bytes(connection, rows),
            server=f"PostgreSQL {connection.info.server_version // 10000}."
            f"{connection.info.server_version % 10000}",
            machine=machine(),
            at=datetime.now(UTC),
            settings={name: show(connection, name) for name in STATED},
            found=found,
        )


@contextmanager
def prepared(server: Server) -> Iterator[Connection]:
    """A database of its own, with evolve's tables."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE bench")
    with psycopg.connect(server.url(database="bench"), autocommit=True) as connection:
        call_command("migrate", verbosity=0)
        yield connection


def once(connection: Connection, method: Method, rows: int) -> Measured:
    table.load(connection, rows)
    result = method.run(connection, rows)
    print(
        f"{method.key}: {result.rows_per_second:,.0f} rows/s, longest batch "
        f"{max(result.batches):,.0f} ms of {len(result.batches)}",
        file=sys.stderr,
        flush=True,
    )
    return result


def row_bytes(connection: Connection, rows: int) -> float:
    table.load(connection, min(rows, 10_000))
    return table.size(connection, "bench_row").heap / min(rows, 10_000)


def show(connection: Connection, name: str) -> str:
    row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert row is not None
    return str(row[0])


def machine() -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores, {memory() / 2**30:.0f} GB, {model()} ({platform.system()})"


def model() -> str:
    """The processor's name, where the system tells it."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
