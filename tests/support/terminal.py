"""A command on a terminal of its own, as a person sees it."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sample_app.settings import BASE_DIR
from tests.support.cluster import ShopDatabase

PATIENCE = 60.0


class Terminal:
    """What has appeared on the screen so far, and a keyboard."""

    def __init__(self, process: subprocess.Popen[bytes], screen: int) -> None:
        self.process = process
        self.text = ""
        self._screen = screen

    def until(self, words: str) -> None:
        """Read until `words` have appeared. Raises AssertionError with what appeared instead."""
        deadline = time.monotonic() + PATIENCE
        while words not in self.text:
            assert time.monotonic() < deadline, f"no {words!r} in {self.text!r}"
            assert self._read(0.1), f"it ended without {words!r}: {self.text!r}"

    def type(self, text: str) -> None:
        os.write(self._screen, text.encode())

    def interrupt(self) -> None:
        self.process.send_signal(signal.SIGINT)

    def leave(self) -> int:
        """Ctrl-C at a prompt, and the exit code; again, since one that comes in the moment before
        the program reads is noticed only when something comes after it."""
        for _ in range(5):
            self.interrupt()
            again = time.monotonic() + PATIENCE / 10
            while time.monotonic() < again:
                if not self._read(0.1):
                    return self.process.wait(PATIENCE)
        raise AssertionError(f"it does not end: {self.text!r}")

    def end(self) -> int:
        """The exit code, when all has been read."""
        deadline = time.monotonic() + PATIENCE
        while self._read(0.1):
            assert time.monotonic() < deadline, f"it does not end: {self.text!r}"
        return self.process.wait(PATIENCE)

    def _read(self, seconds: float) -> bool:
        """Take in what is there; False once the other side is gone."""
        if not select.select([self._screen], [], [], seconds)[0]:
            return True
        try:
            found = os.read(self._screen, 65_536)
        except OSError:  # what Linux says when the last process has closed the terminal
            return False
        self.text += found.decode(errors="replace")
        return bool(found)


def listening() -> None:
    """A shell that runs the tests in the background has them, and theirs, ignore Ctrl-C."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@contextmanager
def terminal(database: ShopDatabase, *arguments: str, **variables: str) -> Iterator[Terminal]:
    """`manage.py ARGUMENTS` on a pseudo-terminal; killed if it is still there at the end."""
    screen, inside = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=BASE_DIR,
        env=database.env(TERM="xterm", COLUMNS="100", **variables),
        stdin=inside,
        stdout=inside,
        stderr=inside,
        start_new_session=True,
        preexec_fn=listening,
    )
    os.close(inside)
    try:
        yield Terminal(process, screen)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        os.close(screen)
