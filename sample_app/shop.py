"""The shop of the demo: its server, its database, and the processes that write to it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg

from sample_app import load, roles, twin
from sample_app.driver import Report
from sample_app.names import CUSTOMERS
from sample_app.processes import TrafficProcess
from sample_app.server import Server
from sample_app.settings import BASE_DIR

ROWS = 200_000
# Transactions a second of one process: a shop that is busy, on a machine of two cores.
RATE = 100.0
PROCESSES = 2
PATIENCE_SECONDS = 40.0


class DemoError(Exception):
    """The story took a turn that it must not take; the message says which."""


class Shop:
    """What the story is told with; whatever it starts ends with `stack`, at the latest."""

    def __init__(self, server: Server, stack: ExitStack) -> None:
        self.server = server
        self.reports: dict[str, Report] = {}
        self._stack = stack
        self._running: list[TrafficProcess] = []

    @contextmanager
    def connected(self, role: str) -> Iterator[psycopg.Connection]:
        with psycopg.connect(self.server.url(role, "shop"), autocommit=True) as connection:
            yield connection

    def build(self) -> None:
        """Database, roles, tables, rows and their twin."""
        with psycopg.connect(self.server.url(), autocommit=True) as connection:
            roles.create_roles(connection)
            roles.create_database(connection, "shop")
        self.manage("migrate", "--verbosity", "0")
        with self.connected(roles.OWNER) as connection:
            load.load(connection, customers=ROWS)
            twin.create(connection, CUSTOMERS)
            roles.grant_application(connection)

    def roll_out(self, release: str) -> None:
        """Start the processes of a release, and wait until each has reported itself."""
        for seed in range(PROCESSES):
            environment = self.server.environment(roles.APP, "shop", release)
            process = TrafficProcess(
                release, seed, environment=environment, cwd=str(BASE_DIR), rate=RATE
            )
            self._running.append(self._stack.enter_context(process))
        self._wait_until_seen(release)

    def _wait_until_seen(self, release: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        seen = 0
        while seen < PROCESSES:
            if time.monotonic() > deadline:
                raise DemoError(f"{seen} of {PROCESSES} processes of {release} have reported")
            time.sleep(0.2)
            with self.connected(roles.OWNER) as connection:
                row = connection.execute(
                    "SELECT count(*) FROM evolve_instance WHERE release = %s", [release]
                ).fetchone()
            seen = row[0] if row else 0

    def pids(self, release: str) -> list[int]:
        return [process.pid for process in self._running if process.release == release]

    def retire(self, release: str) -> Report:
        """Stop the processes of a release; what they did, which must be something."""
        leaving = [process for process in self._running if process.release == release]
        for process in leaving:
            process.ask_to_stop()
        report = self.reports.setdefault(release, Report())
        for process in leaving:
            report.add(process.stop())
            self._running.remove(process)
        if report.writes == 0:
            raise DemoError(f"{release} wrote nothing, so nothing was shown; {report.errors}")
        return report

    def manage(self, *arguments: str) -> None:
        """Run `manage.py` on the terminal. Raises DemoError unless it exits with 0."""
        if self._manage(arguments, capture=False)[0] != 0:
            raise DemoError(f"manage.py {' '.join(arguments)} failed")

    def tried(self, *arguments: str) -> tuple[int, str]:
        """Run `manage.py`; its exit code and what it said."""
        return self._manage(arguments, capture=True)

    def _manage(self, arguments: tuple[str, ...], *, capture: bool) -> tuple[int, str]:
        sys.stdout.flush()
        process = subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=BASE_DIR,
            env=self.server.environment(roles.OWNER, "shop"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if capture else None,
            stderr=subprocess.STDOUT if capture else None,
            text=True,
            # Ctrl-C reaches the demo alone, which then ends everything in order.
            start_new_session=True,
        )
        with process, self.server.guarding(process.pid):
            try:
                out, _ = process.communicate()
            except BaseException:
                process.kill()
                raise
        return process.returncode, (out or "").strip()
