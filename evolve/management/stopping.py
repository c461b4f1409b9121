"""Signals and logs of a process that works."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from evolve.service import running


@contextmanager
def stopping() -> Iterator[running.Stop]:
    """SIGTERM, SIGHUP and Ctrl-C ask to stop after the batch; a second Ctrl-C interrupts."""
    stop = running.Stop()
    before: dict[int, Any] = {}

    def ask(number: int, frame: object) -> None:
        if stop.asked and number == signal.SIGINT:
            raise KeyboardInterrupt
        stop.ask()

    try:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            before[number] = signal.signal(number, ask)
    except ValueError:
        # Not the main thread: whoever runs us there has its own way of stopping.
        yield stop
        return
    try:
        yield stop
    finally:
        for asked, handler in before.items():
            signal.signal(asked, handler)


def log_to_stderr(verb: str) -> None:
    """Where the project has not configured structlog: JSON lines of a worker, else errors only.

    stdout belongs to the answer.
    """
    if structlog.is_configured():
        return
    level = logging.INFO if verb == "worker" else logging.ERROR
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
