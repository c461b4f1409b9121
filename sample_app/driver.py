"""Write without pause, and measure: the part of the traffic that is the same for every table."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from django.db import InterfaceError, OperationalError, connections, transaction

ERRORS_KEPT = 5
# With a server that is gone for this long there is nothing left to measure.
GIVE_UP_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One transaction's work: writes table and twin, and returns how many rows it wrote."""

    name: str
    run: Callable[[], int]
    weight: int = 1


class Writer(Protocol):
    """Everything that one release does to one table."""

    def actions(self) -> Sequence[Action]: ...


@dataclass(slots=True, kw_only=True)
class Report:
    """What the traffic did. A transaction that raised counts as failed, whatever the reason.

    `longest_ms` is the longest that one statement or COMMIT took, and `longest_statement` which.
    """

    transactions: int = 0
    writes: int = 0
    failed: int = 0
    longest_ms: float = 0.0
    longest_statement: str = ""
    errors: list[str] = field(default_factory=list)
    actions: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Report:
        return cls(**json.loads(text))

    def add(self, other: Report) -> None:
        """Take in what another writer did."""
        self.transactions += other.transactions
        self.writes += other.writes
        self.failed += other.failed
        self.errors += other.errors[: ERRORS_KEPT - len(self.errors)]
        for name, count in other.actions.items():
            self.actions[name] = self.actions.get(name, 0) + count
        self.took(other.longest_ms, other.longest_statement)

    def took(self, milliseconds: float, statement: str) -> None:
        if milliseconds > self.longest_ms:
            self.longest_ms = milliseconds
            self.longest_statement = statement


class Driver:
    """Runs a writer's actions at random, each in a transaction of its own, until told to stop.

    `rate` is transactions a second, 0 for as fast as possible. The transaction under way is
    always finished. One driver belongs to one thread.
    """

    def __init__(
        self,
        writer: Writer,
        *,
        stop: threading.Event,
        chance: random.Random,
        rate: float = 0.0,
        alias: str = "default",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.report = Report()
        self._actions = list(writer.actions())
        self._weights = [action.weight for action in self._actions]
        self._stop = stop
        self._chance = chance
        self._rate = rate
        self._alias = alias
        self._clock = clock

    def run(self, seconds: float | None = None) -> Report:
        """Write until `stop` is set, or for that long; then close this thread's connection."""
        start = due = self._last_good = self._clock()
        connection = connections[self._alias]
        try:
            with connection.execute_wrapper(self._timed):
                while not self._stop.is_set():
                    now = self._clock()
                    if seconds is not None and now - start >= seconds:
                        break
                    if now - self._last_good > GIVE_UP_SECONDS:
                        break
                    if now < due:
                        self._stop.wait(due - now)
                        continue
                    self._one()
                    # Time lost in a wait is not made up for by a burst.
                    due = max(due, now - 1.0) + (1.0 / self._rate if self._rate else 0.0)
        finally:
            connection.close()
        return self.report

    def _one(self) -> None:
        action = self._chance.choices(self._actions, self._weights)[0]
        try:
            with transaction.atomic(using=self._alias):
                written = action.run()
                ended = self._clock()
            self.report.took((self._clock() - ended) * 1000, "COMMIT")
        except Exception as error:  # noqa: BLE001 - whatever failed, it is counted and reported
            self._failed(action, error)
            return
        self._last_good = self._clock()
        self.report.transactions += 1
        self.report.writes += written
        self.report.actions[action.name] = self.report.actions.get(action.name, 0) + 1

    def _failed(self, action: Action, error: Exception) -> None:
        self.report.failed += 1
        if len(self.report.errors) < ERRORS_KEPT:
            state = getattr(error.__cause__, "sqlstate", None) or "-----"
            self.report.errors.append(f"{action.name}: {state} {type(error).__name__} {error}")
        if isinstance(error, OperationalError | InterfaceError):
            # The connection may be gone: the next action gets a new one.
            connections[self._alias].close()
            self._stop.wait(0.1)

    def _timed(
        self,
        execute: Callable[..., Any],
        statement: Any,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        started = self._clock()
        try:
            return execute(statement, params, many, context)
        finally:
            self.report.took((self._clock() - started) * 1000, str(statement)[:200])
