"""Sessions that wait behind a batch for a row, or for the table itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evolve.pg.health.found import Blind, Measured
from evolve.pg.names import TableName, text
from evolve.pg.session import Session
from evolve.plurals import counted

# Who waits for the table queues behind somebody who wants it alone, and that one behind a batch.
WAITING = """
SELECT count(DISTINCT pid)::int AS sessions FROM pg_locks
WHERE NOT granted AND locktype = 'relation' AND relation = to_regclass(%s)
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
# A batch tells of the past only; after so many seconds nobody waits for it any more.
FRESH = 2.0


@dataclass(slots=True, kw_only=True)
class LockWaiters:
    """Each batch holds its rows for a moment; `note` is told how many waited for one, at its end,
    where it has looked."""

    name: ClassVar[str] = "lock_waiters"
    table: TableName
    behind: int = 0
    noted: float = 0.0

    def note(self, waiters: int, now: float) -> None:
        self.behind, self.noted = waiters, now

    def look(self, session: Session, now: float) -> Measured | Blind:
        waiting = session.one(WAITING, [text(self.table.identifier)])["sessions"]
        behind = self.behind if now - self.noted <= FRESH else 0
        if behind > waiting:
            waits = "waits" if behind == 1 else "wait"
            return Measured(
                value=behind, said=f"{counted(behind, 'session')} {waits} for rows of a batch"
            )
        waits = "waits" if waiting == 1 else "wait"
        return Measured(
            value=waiting, said=f"{counted(waiting, 'session')} {waits} for a lock on {self.table}"
        )

    def spell(self, value: float) -> str:
        return f"{value:g}"
