"""Does an application notice the backfill? It has a load in windows without and with it, in turn.

A window is compared with the one before it, so that what the machine does otherwise meets both;
the median of such pairs counts. The trigger is there in either kind of window.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from sample_app.server import Server
from tests.benchmarks import engine, load, table
from tests.benchmarks.load import SCRIPTS, Taken, Window
from tests.benchmarks.measure import quantile
from tests.benchmarks.run import machine, prepared
from tests.benchmarks.table import Connection

ROWS = 5_000_000
RATES = (2_000, 1_000, 500, 250)
# A rate is borne with headroom: it is at most this part of what saturates the machine.
BORNE = 0.5
CLIENTS_PER_CORE = 4
# Seconds that a load begins with, and that each window leaves out.
WARM, MARGIN = 3.0, 0.5
CAPACITY_SECONDS = 5.0
# What the default pace is to keep to: p99 at a fixed rate, throughput where it is saturated.
P99_AT_MOST, THROUGHPUT_AT_LEAST = 1.25, 0.9
PACES: dict[str, dict[str, object]] = {
    "default": {"flat_out": False},
    "flat out": {"flat_out": True},
}

HEAD = """
| load, pace | | p50 without | with | p99 without | with | p99, ratio |
|---|---|---|---|---|---|---|
""".strip("\n")


@dataclass(slots=True, kw_only=True)
class Beside:
    """One load beside one pace: pairs of windows, the first of each without the backfill."""

    pace: str
    rate: int | None
    clients: int
    pairs: list[tuple[Taken, Taken]] = field(default_factory=list)
    rows: int = 0
    seconds: float = 0.0
    held: float = 0.0

    def p99(self, kind: str) -> float:
        return median(b.quantile(kind, 0.99) / a.quantile(kind, 0.99) for a, b in self.pairs)

    def noise(self) -> float:
        """The larger p99 of two neighbouring windows without the backfill by the smaller: what a
        ratio of 1 looks like on this machine."""
        without = [[taken.quantile(kind, 0.99) for taken, _ in self.pairs] for kind in SCRIPTS]
        ratios = [max(two) / min(two) for times in without for two in pairwise(times)]
        return median(ratios) if ratios else 1.0

    def throughput(self) -> float:
        return median(b.per_second / a.per_second for a, b in self.pairs)

    def pooled(self, side: int, kind: str, part: float) -> float:
        """Milliseconds over all windows of one side: 0 without the backfill, 1 with it."""
        times = [taken for pair in self.pairs for taken in pair[side].times[kind]]
        return quantile(times, part)

    def per_second(self, side: int) -> float:
        return median(pair[side].per_second for pair in self.pairs)


def run(server: Server, *, rows: int, pairs: int, seconds: float) -> list[Beside]:
    """A fixed rate, and as much as the machine bears, each beside both paces."""
    clients = CLIENTS_PER_CORE * (os.cpu_count() or 1)
    found = []
    with prepared(server) as connection:
        load.prepare(connection)
        table.load(connection, rows)
        connection.execute(load.GRANT.encode())
        bears = capacity(server, rows, clients)
        rate = next((rate for rate in RATES if rate <= BORNE * bears), RATES[-1])
        print(
            f"{clients} clients saturate the machine at {bears:,.0f} transactions/s: "
            f"the fixed rate is {rate:,}/s",
            file=sys.stderr,
            flush=True,
        )
        for one in (rate, None):
            found += measured(server, connection, rows, one, clients, pairs, seconds)
    return found


def capacity(server: Server, rows: int, clients: int) -> float:
    """Transactions a second of so many clients in a closed loop, without evolve."""
    with load.load(server, rows=rows, clients=clients, rate=None) as running:
        time.sleep(WARM)
        window = waited(CAPACITY_SECONDS)
    return running.took([window])[0].per_second


def measured(
    server: Server,
    connection: Connection,
    rows: int,
    rate: int | None,
    clients: int,
    pairs: int,
    seconds: float,
) -> list[Beside]:
    """One load on a fresh table beside each pace in turn, as long as there are rows to fill."""
    table.load(connection, rows)
    connection.execute(load.GRANT.encode())
    found = [Beside(pace=pace, rate=rate, clients=clients) for pace in PACES]
    windows: list[tuple[Beside, Window, Window]] = []
    with (
        engine.started() as evolution,
        load.load(server, rows=rows, clients=clients, rate=rate) as running,
    ):
        time.sleep(WARM)
        for beside in found:
            for _ in range(pairs):
                without = waited(seconds)
                start = time.time()
                worked = evolution.work(seconds, **PACES[beside.pace])
                if evolution.filled(evolution.evolution):
                    break
                beside.rows += worked.rows
                beside.seconds += worked.seconds
                beside.held += worked.held
                windows.append((beside, without, within(start)))
    taken = iter(running.took([window for _, *both in windows for window in both]))
    for beside, *_ in windows:
        beside.pairs.append((next(taken), next(taken)))
    for beside in found:
        print(note(beside), file=sys.stderr, flush=True)
    return found


def waited(seconds: float) -> Window:
    """A window in which nothing is done."""
    start = time.time()
    time.sleep(seconds)
    return within(start)


def within(start: float) -> Window:
    """The window since `start`, without its edges."""
    return Window(start=start + MARGIN, end=time.time() - MARGIN)


def markdown(found: list[Beside]) -> str:
    """Latencies in milliseconds over all windows; ratios are medians over the pairs."""
    lines = [HEAD, *(line(beside, kind) for beside in found for kind in SCRIPTS)]
    notes = [note(beside) for beside in found]
    return "\n".join([*lines, "", f"{machine()}; the load and the server share its cores.", *notes])


def line(beside: Beside, kind: str) -> str:
    """One row of the table."""
    if not beside.pairs:
        return f"| {named(beside)} | {kind} | no pair of windows: all rows were filled before |"
    milliseconds = [
        f"{beside.pooled(0, kind, part):.1f} | {beside.pooled(1, kind, part):.1f}"
        for part in (0.5, 0.99)
    ]
    return f"| {named(beside)} | {kind} | {' | '.join(milliseconds)} | {beside.p99(kind):.2f} |"


def note(beside: Beside) -> str:
    """What else there is to say of it, and whether the goal is met."""
    if not beside.pairs:
        return f"{named(beside)}: nothing measured; take more --rows or fewer --seconds."
    said = (
        f"{named(beside)}: {len(beside.pairs)} pairs of windows; "
        f"{beside.per_second(0):,.0f} transactions/s without, {beside.per_second(1):,.0f} with "
        f"(x {beside.throughput():.2f}); none failed; p99 of two windows without it differs by x "
        f"{beside.noise():.2f}; the backfill did "
        f"{beside.rows / beside.seconds:,.0f} rows/s, and held {beside.held / beside.seconds:.0%} "
        "of the time."
    )
    if beside.pace != "default":
        return said
    if beside.rate is None:
        met = beside.throughput() >= THROUGHPUT_AT_LEAST
        goal = f"throughput at least x {THROUGHPUT_AT_LEAST}"
    else:
        met = max(map(beside.p99, SCRIPTS)) <= P99_AT_MOST
        goal = f"p99 at most x {P99_AT_MOST}"
    return f"{said} Goal: {goal}: {'met' if met else 'NOT MET'}."


def named(beside: Beside) -> str:
    load = f"{beside.rate:,}/s" if beside.rate else f"saturated by {beside.clients} clients"
    return f"{load}, {beside.pace}"
