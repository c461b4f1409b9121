"""Other tables: is filling them in passes right there, too?"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from statistics import median

from sample_app.server import Server
from tests.benchmarks import engine, methods, table
from tests.benchmarks.measure import Measured, measured
from tests.benchmarks.run import prepared
from tests.benchmarks.table import Connection, Variant

NO_TOKEN = "DROP INDEX bench_row_token"
VARIANTS = (
    table.USUAL,
    Variant(name="no secondary index", full=(NO_TOKEN,)),
    Variant(
        name="no index at all",
        full=(NO_TOKEN, "ALTER TABLE bench_row DROP CONSTRAINT bench_row_pkey"),
    ),
    Variant(
        name="four secondary indexes",
        full=(
            "CREATE INDEX bench_row_name ON bench_row (full_name)",
            "CREATE INDEX bench_row_created ON bench_row (created_at)",
            "CREATE INDEX bench_row_hash ON bench_row (md5(id::text))",
        ),
    ),
    Variant(
        name="a random uuid as key",
        full=(
            NO_TOKEN,
            "ALTER TABLE bench_row DROP CONSTRAINT bench_row_pkey, ADD PRIMARY KEY (token)",
        ),
    ),
    Variant(name="narrow rows of 90 bytes", note=0),
    Variant(name="wide rows of 1,200 bytes", note=1100),
    Variant(
        name="4,000 bytes out of line",
        note=4000,
        empty=("ALTER TABLE bench_row ALTER note SET STORAGE EXTERNAL",),
    ),
    Variant(name="fillfactor 85", empty=("ALTER TABLE bench_row SET (fillfactor = 85)",)),
    Variant(name="fillfactor 70", empty=("ALTER TABLE bench_row SET (fillfactor = 70)",)),
)

HEAD = """
| table | in passes | plain ranges | heap after, in passes | plain | HOT, in passes | plain |
|---|---|---|---|---|---|---|
""".strip("\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The runs on one variant: one UPDATE, evolve's backfill, and the same in plain ranges."""

    name: str
    update: list[Measured]
    passes: list[Measured]
    plain: list[Measured]


def run(server: Server, *, rows: int, repeat: int) -> list[Found]:
    """Every variant, the ways in turn."""
    with prepared(server) as connection:
        return [found(connection, variant, rows, repeat) for variant in VARIANTS]


def found(connection: Connection, variant: Variant, rows: int, repeat: int) -> Found:
    result = Found(name=variant.name, update=[], passes=[], plain=[])
    for _ in range(repeat):
        table.load(connection, rows, variant)
        result.update.append(methods.one_update(connection, rows))
        table.load(connection, rows, variant)
        result.passes.append(backfill(connection, rows, plain=False))
        table.load(connection, rows, variant)
        result.plain.append(backfill(connection, rows, plain=True))
    print(line(result), file=sys.stderr, flush=True)
    return result


def backfill(connection: Connection, rows: int, *, plain: bool) -> Measured:
    with engine.started() as evolution:
        if plain:
            evolution.plainly()
        result = measured(connection, "bench_row", rows, evolution.backfill)
    return methods.checked(connection, "bench_row", result)


def table_of(results: list[Found]) -> str:
    """Speeds as ratios to one UPDATE of that table."""
    return "\n".join([HEAD, *map(line, results)])


def line(result: Found) -> str:
    base = median(m.rows_per_second for m in result.update)
    ways = (result.passes, result.plain)
    speeds = [f"{median(m.rows_per_second for m in way) / base:.2f}" for way in ways]
    heaps = [f"{median(m.growth for m in way):+.0%}" for way in ways]
    shares = [share([m.hot for m in way if m.hot is not None]) for way in ways]
    return f"| {' | '.join([result.name, *speeds, *heaps, *shares])} |"


def share(parts: list[float]) -> str:
    return f"{median(parts):.0%}" if parts else "-"
