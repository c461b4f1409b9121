"""`manage.py evolve worker` in processes of their own, with their logs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import psycopg

from sample_app.settings import BASE_DIR
from tests.support.cluster import ShopDatabase

LEASE_SECONDS = 1.5
# Tests beside this one keep the server busy, and are not who is to come first.
PACE = {"PROFILES": {"default": {"quiet_for": "2s", "quarantine": "7d", "flat_out": True}}}
SETTINGS = {"LEASE_SECONDS": LEASE_SECONDS, "BEACON": False, **PACE}
PATIENCE = 60.0


class Worker:
    """A worker process, killed at the end of the block if it still runs; its log is kept."""

    def __init__(self, shop: ShopDatabase, *arguments: str, **settings: object) -> None:
        self._log = tempfile.TemporaryFile("w+b")  # noqa: SIM115 - closed on exit
        variables = json.dumps({**SETTINGS, **settings})
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "evolve", "worker", *arguments],
            cwd=BASE_DIR,
            env=shop.env(SHOP_EVOLVE=variables),
            stdout=subprocess.DEVNULL,
            stderr=self._log,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.wait()
        if kind is not None:
            print(self.text())
        self._log.close()

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def stop_at_once(self) -> None:
        """SIGSTOP, and back when the kernel shows the process stopped."""
        self.send(signal.SIGSTOP)
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED | os.WNOWAIT)

    def text(self) -> str:
        size = os.fstat(self._log.fileno()).st_size
        return os.pread(self._log.fileno(), size, 0).decode()

    def logged(self, event: str) -> list[dict[str, Any]]:
        """The lines of its log that tell of `event`; every line is a JSON document."""
        # The last line may be on its way.
        lines = self.text().splitlines(keepends=True)
        told = [json.loads(line) for line in lines if line.endswith("\n")]
        return [line for line in told if line["event"] == event]

    @property
    def owner(self) -> str:
        """The name under which it holds leases."""
        until(lambda: self.logged("worker_started"), "the worker does not start")
        return str(self.logged("worker_started")[0]["owner"])


def until(condition: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Waits for `condition`; a minute at the most."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.04)


def told(shop: ShopDatabase, query: str, *parameters: object) -> tuple[Any, ...]:
    """The one row of a query, asked by the superuser over a connection of its own."""
    with shop.connect("postgres") as connection:
        row = connection.execute(query.encode(), parameters).fetchone()
    assert row is not None, query
    return row


def until_told(shop: ShopDatabase, query: str, seconds: float = PATIENCE) -> None:
    """Waits until the query answers true; meanwhile the server may come and go."""

    def answered() -> bool:
        try:
            return bool(told(shop, query)[0])
        except psycopg.OperationalError:
            return False

    until(answered, query, seconds)
