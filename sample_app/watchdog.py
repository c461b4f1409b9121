"""Ends a server whose owner died: a tiny process that needs nothing but the standard library.

It is started with the server's directory and a pipe as standard input. The pipe closes when the
owner ends, however that happens (SIGKILL included); what is left of the server then goes, and so
do processes that the owner had named on the pipe and that work on the server.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterable
from pathlib import Path

PATIENCE_SECONDS = 5.0


def server_status(data: Path) -> tuple[int, str] | None:
    """Process id and status ("starting", "ready", ...), from the file that a server keeps."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        return int(lines[0]), lines[7].strip() if len(lines) > 7 else ""
    except (FileNotFoundError, IndexError, ValueError):
        return None


def alive(pid: int) -> bool:
    """Whether the process runs. One that ended but that nobody has waited for does not."""
    try:
        os.kill(pid, 0)
        # A container's first process may never collect its orphans.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except (PermissionError, FileNotFoundError):
        return Path(f"/proc/{pid}").exists() or not Path("/proc/self").exists()


def send(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process that may have gone meanwhile."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def end_server(data: Path) -> None:
    """End the server at once; its data are thrown away anyway."""
    status = server_status(data)
    if status is None:
        return
    pid = status[0]
    send(pid, signal.SIGQUIT)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while alive(pid):
        if time.monotonic() > deadline:
            send(pid, signal.SIGKILL)
        time.sleep(0.02)


def remove(root: Path) -> None:
    """Remove the server with its directory, also one that is just being started."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while root.exists() and time.monotonic() < deadline:
        end_server(root / "data")
        shutil.rmtree(root, ignore_errors=True)
        if root.exists():
            time.sleep(0.1)


def left_over(lines: Iterable[str]) -> set[int]:
    """The owner's processes that it had begun ("+pid") and not ended ("-pid") when it died."""
    begun: set[int] = set()
    for line in lines:
        (begun.add if line[0] == "+" else begun.discard)(int(line[1:]))
    return begun


def main() -> None:
    # Ctrl-C goes to the whole terminal; the owner decides, and this process must outlive it.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for pid in left_over(sys.stdin):
        send(pid, signal.SIGKILL)
    remove(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
