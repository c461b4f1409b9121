"""An application's load: short transactions by primary key of a role without rights, by pgbench.

With a rate it is an open loop: a transaction's time counts from when it was due, so that one that
could not even begin is not left out. Without one it is a closed loop, as fast as the clients go.
"""

from __future__ import annotations

import signal
import subprocess
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from sample_app.server import Server
from tests.benchmarks.measure import quantile
from tests.benchmarks.table import Connection

ROLE = "bench_app"
PREPARE = (
    f"DROP ROLE IF EXISTS {ROLE}",
    f"CREATE ROLE {ROLE} LOGIN",
    # Nobody is to wait longer: what does has failed.
    f"ALTER ROLE {ROLE} SET statement_timeout = '1s'",
)
GRANT = f"GRANT SELECT, UPDATE ON bench_row TO {ROLE}"
KEY = "\\set id random(1, :rows)\n"
# By the number that pgbench gives each script in its log.
SCRIPTS = {
    "reads": KEY + "SELECT full_name, note FROM bench_row WHERE id = :id;\n",
    "writes": KEY + "UPDATE bench_row SET created_at = now() WHERE id = :id;\n",
}
THREADS = 2
# Seconds after which it would end by itself.
LONGEST = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of a load, by the clock of the epoch."""

    start: float
    end: float


@dataclass(slots=True, kw_only=True)
class Taken:
    """What an application saw in one window: milliseconds by kind of transaction."""

    seconds: float
    times: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in SCRIPTS})

    @property
    def per_second(self) -> float:
        return sum(map(len, self.times.values())) / self.seconds

    def quantile(self, kind: str, part: float) -> float:
        return quantile(self.times[kind], part)


class Load:
    """pgbench at work; what it has logged is there once it has ended."""

    def __init__(self) -> None:
        self.transactions: list[tuple[float, str, float]] = []

    def took(self, windows: Sequence[Window]) -> list[Taken]:
        """What was due in each window, in their order."""
        found = [Taken(seconds=window.end - window.start) for window in windows]
        starts = [window.start for window in windows]
        for due, kind, took in self.transactions:
            number = bisect_right(starts, due) - 1
            if number >= 0 and due < windows[number].end:
                found[number].times[kind].append(took)
        return found


def transactions(directory: Path, kinds: Sequence[str]) -> Iterator[tuple[float, str, float]]:
    """When each was due, by the clock of the epoch, its kind, and its milliseconds."""
    for path in directory.glob("log.*"):
        for line in path.read_text().splitlines():
            _, _, took, script, seconds, micros, *_ = line.split()
            spent = int(took)
            yield int(seconds) + (int(micros) - spent) / 1e6, kinds[int(script)], spent / 1000


def prepare(connection: Connection) -> None:
    """The role, once in a server."""
    for statement in PREPARE:
        connection.execute(statement.encode())


@contextmanager
def load(
    server: Server,
    *,
    rows: int,
    clients: int,
    rate: int | None,
    made_of: Mapping[str, str] = SCRIPTS,
) -> Iterator[Load]:
    """The load, for as long as the block takes; `made_of` are scripts by their kind.

    Raises RuntimeError where a statement has failed: the application is to notice nothing.
    """
    with TemporaryDirectory() as name:
        directory = Path(name)
        scripts = []
        for kind, text in made_of.items():
            (directory / kind).write_text(text)
            scripts += ["-f", kind]
        process = subprocess.Popen(
            [
                server.programs / "pgbench",
                *("--no-vacuum", "--log", "--log-prefix=log", "--protocol=prepared"),
                *(f"--client={clients}", f"--jobs={THREADS}", f"--time={LONGEST}"),
                *(f"--define=rows={rows}", *scripts),
                *([f"--rate={rate}"] if rate else []),
                server.url(user=ROLE, database="bench"),
            ],
            cwd=directory,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        found = Load()
        try:
            yield found
        finally:
            # As when its time is up: the transactions under way end, and the log is written.
            process.send_signal(signal.SIGALRM)
            _, said = process.communicate()
        if process.returncode:
            raise RuntimeError(f"the application's load has failed: {said.strip()}")
        found.transactions.extend(transactions(directory, list(made_of)))
