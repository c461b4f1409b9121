"""Messages that travel at the same time, each over a session of its own."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import psycopg

from evolve.errors import Unreachable
from evolve.pg.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What came of one message: the rows of its last statement, or the error that ended it.

    `took` is in seconds.
    """

    rows: list[dict[str, Any]]
    took: float
    error: psycopg.Error | Unreachable | None = None


@dataclass(slots=True)
class Abreast:
    """Sessions beside a first one, opened when they are needed, and kept until `close`."""

    others: list[Session] = field(default_factory=list)

    def send(self, first: Session, messages: Sequence[str]) -> list[Sent]:
        """Each message as a whole transaction, one of them over `first`; waits for all of them."""
        message, *rest = messages
        if not rest:
            return [sent(first, message)]
        while len(self.others) < len(rest):
            self.others.append(first.another())
        with ThreadPoolExecutor(len(rest), thread_name_prefix="evolve-batch") as pool:
            pending = [pool.submit(sent, *pair) for pair in zip(self.others, rest, strict=False)]
            return [sent(first, message), *(one.result() for one in pending)]

    def close(self) -> None:
        while self.others:
            self.others.pop().close()


def sent(session: Session, message: str) -> Sent:
    began = time.monotonic()
    try:
        rows = session.message(message)
    except (psycopg.Error, Unreachable) as error:
        return Sent(rows=[], took=time.monotonic() - began, error=error)
    return Sent(rows=rows, took=time.monotonic() - began)
