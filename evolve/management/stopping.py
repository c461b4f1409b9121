"""Signals and logs of a process that works."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from evolve.log import NAME
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


@contextmanager
def logging_to_stderr(verb: str) -> Iterator[None]:
    """Where the project has not said what becomes of log events: JSON lines of a worker, else
    errors only. stdout belongs to the answer."""
    logger = logging.getLogger(NAME)
    if structlog.is_configured() or logger.hasHandlers():
        yield
        return
    handler = logging.StreamHandler(sys.stderr)
    level, before = logging.INFO if verb == "worker" else logging.ERROR, logger.level
    logger.addHandler(handler)
    logger.setLevel(level)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
