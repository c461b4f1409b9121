"""Traffic processes, as the demo and the tests start and stop them."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from sample_app.driver import Report

STOP_SECONDS = 30


class TrafficProcess:
    """One running process of a release. On exit from a `with` block it ends, if it still runs."""

    def __init__(
        self,
        release: str,
        seed: int,
        *,
        environment: Mapping[str, str],
        cwd: str,
        rate: float = 0.0,
    ) -> None:
        self.release = release
        self._asked = False
        command = ["-m", "sample_app.traffic", f"--release={release}", f"--seed={seed}"]
        self._process = subprocess.Popen(
            [sys.executable, *command, f"--rate={rate}"],
            env={**environment, "PYTHONUNBUFFERED": "1"},
            cwd=cwd,
            stdout=subprocess.PIPE,
            text=True,
            # Ctrl-C reaches whoever started this process, which then stops it in order.
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def ask_to_stop(self) -> None:
        """Let it finish its transaction; several are asked first and then waited for."""
        if not self._asked:
            self._asked = True
            self._process.send_signal(signal.SIGTERM)

    def stop(self) -> Report:
        """Ask it to stop, and wait for its report. Raises RuntimeError when there is none."""
        self.ask_to_stop()
        out, _ = self._process.communicate(timeout=STOP_SECONDS)
        lines = out.splitlines()
        if self._process.returncode != 0 or not lines:
            raise RuntimeError(
                f"{self.release} traffic ended with {self._process.returncode}: {out.strip()}"
            )
        return Report.from_json(lines[-1])

    def kill(self) -> None:
        """End it at once, if it still runs."""
        self._process.kill()
        if self._process.stdout is not None and not self._process.stdout.closed:
            self._process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
