"""Several processes of both releases that write while a test does something else."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from sample_app import load, roles, twin
from sample_app.driver import Report
from sample_app.names import CUSTOMERS
from sample_app.processes import TrafficProcess
from sample_app.settings import BASE_DIR
from tests.support.cluster import ShopDatabase


def load_with_twin(database: ShopDatabase, customers: int) -> None:
    """Load customers, and make their twin, which the application may write."""
    with database.connect() as connection:
        load.load(connection, customers=customers)
        twin.create(connection, CUSTOMERS)
        roles.grant_application(connection)


def compare(database: ShopDatabase) -> twin.Comparison:
    """Compare every customer with the twin."""
    with database.connect() as connection:
        return twin.compare(connection, CUSTOMERS)


class Crew:
    """Traffic processes by release; what those reported that have stopped."""

    def __init__(self, database: ShopDatabase, *, seed: int, rate: float = 0.0) -> None:
        self.report = Report()
        self.processes: list[TrafficProcess] = []
        self._database = database
        self._seed = seed
        self._rate = rate
        self._stack = ExitStack()

    def add(self, release: str, count: int = 1) -> None:
        """Start `count` more processes, each with a seed of its own."""
        for _ in range(count):
            self._seed += 1
            process = TrafficProcess(
                release,
                self._seed,
                environment=self._database.env(roles.APP, release),
                cwd=str(BASE_DIR),
                rate=self._rate,
            )
            self.processes.append(self._stack.enter_context(process))

    def stop(self, release: str | None = None) -> Report:
        """Stop the processes of `release`, or all; what all that were stopped so far did."""
        leaving = [p for p in self.processes if release in (None, p.release)]
        for process in leaving:
            process.ask_to_stop()
        for process in leaving:
            self.report.add(process.stop())
            self.processes.remove(process)
        return self.report

    def close(self) -> None:
        self._stack.close()


@contextmanager
def traffic(
    database: ShopDatabase, releases: Mapping[str, int], *, seed: int, rate: float = 0.0
) -> Iterator[Crew]:
    """Processes that write already; those still running afterwards are killed."""
    crew = Crew(database, seed=seed, rate=rate)
    try:
        for release, count in releases.items():
            crew.add(release, count)
        wait_for_writers(database, len(crew.processes))
        yield crew
    finally:
        crew.close()


def wait_for_writers(database: ShopDatabase, count: int, timeout: float = 60.0) -> None:
    """Wait until `count` sessions of the application are there. Raises TimeoutError."""
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND usename = %s AND application_name LIKE 'shop %%'"
    )
    deadline = time.monotonic() + timeout
    with database.connect("postgres") as connection:
        while True:
            row = connection.execute(query, [roles.APP]).fetchone()
            if row is not None and row[0] >= count:
                return
            if time.monotonic() > deadline:
                raise TimeoutError(f"{row} of {count} writers after {timeout} s")
            time.sleep(0.05)
