"""Does an application notice the beacon? The same requests without and with it, in turn.

Each round runs the application without, with the default interval, and with a report a second,
twenty times as often; the median of the rounds' ratios counts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from evolve import beacon
from sample_app.server import Server
from sample_app.settings import BASE_DIR
from tests.benchmarks import load, table
from tests.benchmarks.measure import quantile
from tests.benchmarks.run import machine, prepared

ROWS = 200_000
PROCESSES = 2
REPORTS = 50
# How often a process reports itself, in seconds, as the settings have it; none does not at all.
MODES: Mapping[str, str] = {"none": "", "every 20 s": "20", "every second": "1"}

HEAD = """
| reports | requests/s | p50 | p99 | CPU a request | requests/s, ratio | p99, ratio | CPU, ratio |
|---|---|---|---|---|---|---|---|
""".strip("\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What the processes of one run did together; times in milliseconds, CPU in seconds."""

    seconds: float
    times: list[float]
    cpu: float

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds

    @property
    def p99(self) -> float:
        return quantile(self.times, 0.99)

    @property
    def cpu_ms(self) -> float:
        return 1000 * self.cpu / len(self.times)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Rounds of one run a mode each; and one report by itself, in milliseconds of time and CPU."""

    rounds: list[dict[str, Served]]
    report_ms: float
    report_cpu_ms: float


def run(server: Server, *, rows: int, pairs: int, seconds: float) -> Cost:
    """Raises RuntimeError where a mode reports although it should not, or the other way round."""
    with prepared(server) as connection:
        table.load(connection, rows)
        load.prepare(connection)
        connection.execute(load.GRANT.encode())
        connection.execute(
            f"GRANT SELECT, INSERT, UPDATE ON evolve_instance TO {load.ROLE}".encode()
        )
        rounds = []
        for number in range(pairs):
            served = {}
            # Each round begins with another mode, since the machine's speed wanders.
            for mode in [*MODES][number % len(MODES) :] + [*MODES][: number % len(MODES)]:
                connection.execute("TRUNCATE evolve_instance")
                served[mode] = serve(server, MODES[mode], rows, seconds)
                found = connection.execute("SELECT count(*) FROM evolve_instance").fetchone()
                if found != (PROCESSES if MODES[mode] else 0,):
                    raise RuntimeError(f"{mode}: {found} of {PROCESSES} processes have reported")
            rounds.append(served)
            print(line(rounds, "every 20 s"), file=sys.stderr, flush=True)
        return Cost(rounds=rounds, **one_report())


def serve(server: Server, every: str, rows: int, seconds: float) -> Served:
    """The application's processes, from their start to their end."""
    command = ["-m", "tests.benchmarks.application", f"--rows={rows}", f"--seconds={seconds}"]
    environment = {**os.environ, "DATABASE_URL": server.url(load.ROLE, "bench"),
                   "BENCH_BEACON": every}  # fmt: skip
    running = [
        subprocess.Popen(
            [sys.executable, *command], env=environment, cwd=BASE_DIR, stdout=subprocess.PIPE
        )
        for _ in range(PROCESSES)
    ]
    said = [json.loads(process.communicate()[0]) for process in running]
    return Served(
        seconds=seconds,
        times=[took for one in said for took in one["times"]],
        cpu=sum(one["cpu"] for one in said),
    )


def one_report() -> dict[str, float]:
    """The connection, the statement, and the end of both; medians."""
    walls, cpus = [], []
    for _ in range(REPORTS):
        wall, cpu = time.perf_counter(), time.thread_time()
        beacon.report("default", "bench")
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.thread_time() - cpu) * 1000)
    return {"report_ms": median(walls), "report_cpu_ms": median(cpus)}


def markdown(cost: Cost) -> str:
    part = cost.report_cpu_ms / 20_000
    note = (
        f"{machine()}; {PROCESSES} processes of 2 threads and the server share its cores; medians "
        f"of {len(cost.rounds)} rounds, ratios to the run without reports of the same round. "
        f"A report takes {cost.report_ms:.1f} ms, {cost.report_cpu_ms:.1f} ms of them CPU of the "
        f"process: every 20 s that is {part:.4%} of a core."
    )
    return "\n".join([HEAD, *(line(cost.rounds, mode) for mode in MODES), "", note])


def line(rounds: Sequence[Mapping[str, Served]], mode: str) -> str:
    """One row of the table."""
    runs = [served[mode] for served in rounds]
    pairs = [(served[mode], served["none"]) for served in rounds]
    p50 = median(quantile(run.times, 0.5) for run in runs)
    return (
        f"| {mode} | {median(run.per_second for run in runs):,.0f} | {p50:.2f} ms | "
        f"{median(run.p99 for run in runs):.2f} ms | {median(run.cpu_ms for run in runs):.3f} ms | "
        f"{median(a.per_second / b.per_second for a, b in pairs):.3f} | "
        f"{median(a.p99 / b.p99 for a, b in pairs):.3f} | "
        f"{median(a.cpu_ms / b.cpu_ms for a, b in pairs):.3f} |"
    )
