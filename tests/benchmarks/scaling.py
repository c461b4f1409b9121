"""Does anything grow with the table? The backfill and the proof on tables of several sizes.

Beside the rate it tells which part of the server's time goes into control: the cursor, leases,
holds, everything that evolve's role has sent but the statement that fills the rows; and which into
planning that one. pg_stat_statements adds both up.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from evolve.pg.counts import count_agreement
from evolve.proof.agreement import agreement
from sample_app.server import Server
from tests.benchmarks import engine, table
from tests.benchmarks.measure import measured
from tests.benchmarks.methods import checked
from tests.benchmarks.run import machine, prepared, show
from tests.benchmarks.table import Connection

PREPARE = (
    "CREATE EXTENSION pg_stat_statements",
    "ALTER DATABASE bench SET pg_stat_statements.track_planning = on",
)
COUNTS = 3
# The goals: the rate on the largest table against that on the smallest, the part of the time that
# control takes, and the proof against the count of the same by hand.
RATE_AT_LEAST, CONTROL_AT_MOST, PROOF_AT_LEAST = 0.9, 0.02, 0.8

# The statement of a batch that fills its rows is known by its parts; nothing else runs meanwhile.
SPENT = """
SELECT sum(total_exec_time + total_plan_time) FILTER (WHERE NOT fills)
         / sum(total_exec_time + total_plan_time),
       sum(total_plan_time) FILTER (WHERE fills) / sum(total_exec_time + total_plan_time)
FROM (SELECT *, query LIKE '%chosen AS MATERIALIZED%' AS fills FROM pg_stat_statements) AS s
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
"""

HEAD = """
| rows | rows/s | to the first | control | planning | proof, rows/s | count by hand | ratio |
|---|---|---|---|---|---|---|---|
""".strip("\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One size: rows a second of the backfill, of the proof, and of the proof's predicate counted
    by a plain statement; `control` and `planning` are parts of the server's time."""

    rows: int
    rate: float
    control: float
    planning: float
    proof: float
    plain: float


def run(server: Server, sizes: Sequence[int]) -> tuple[str, list[Found]]:
    """The server's shared buffers, and the sizes in their order; each table takes the place of the
    one before."""
    with prepared(server) as connection:
        for statement in PREPARE:
            connection.execute(statement.encode())
        return show(connection, "shared_buffers"), [one(connection, rows) for rows in sizes]


def one(connection: Connection, rows: int) -> Found:
    table.load(connection, rows)
    with engine.started() as evolution:
        connection.execute("SELECT pg_stat_statements_reset()")
        backfill = measured(connection, "bench_row", rows, evolution.backfill)
        spent = connection.execute(SPENT).fetchone()
        assert spent is not None
        checked(connection, "bench_row", backfill)
        pairs = evolution.evolution.plan.pairs
        statement = count_agreement(pairs, filling=True).encode()
        proofs, plain = [], []
        for _ in range(COUNTS):
            proofs.append(timed(lambda: agreement(evolution.session, pairs, filling=True)))
            plain.append(timed(lambda: connection.execute(statement).fetchone()))
    found = Found(
        rows=rows,
        rate=backfill.rows_per_second,
        control=spent[0],
        planning=spent[1],
        proof=rows / median(proofs),
        plain=rows / median(plain),
    )
    print(line(found, found), file=sys.stderr, flush=True)
    return found


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def line(found: Found, first: Found) -> str:
    return (
        f"| {found.rows:,} | {found.rate:,.0f} | {found.rate / first.rate:.2f} "
        f"| {found.control:.1%} | {found.planning:.1%} | {found.proof:,.0f} | {found.plain:,.0f} "
        f"| {found.proof / found.plain:.2f} |"
    )


def markdown(shared_buffers: str, found: Sequence[Found]) -> str:
    first, last = found[0], found[-1]
    goals = {
        f"rate on the last at least x {RATE_AT_LEAST} of the first": last.rate / first.rate
        >= RATE_AT_LEAST,
        f"at most {CONTROL_AT_MOST:.0%} control": max(one.control for one in found)
        <= CONTROL_AT_MOST,
        f"the proof at least x {PROOF_AT_LEAST} of the count by hand": min(
            one.proof / one.plain for one in found
        )
        >= PROOF_AT_LEAST,
    }
    where = f"{machine()}; shared_buffers {shared_buffers}"
    said = [f"Goal: {goal}: {'met' if met else 'NOT MET'}." for goal, met in goals.items()]
    return "\n".join([HEAD, *(line(one, first) for one in found), "", where, *said])
