"""A query of the project's own, whose one number is held against a limit."""

from __future__ import annotations

import math
from dataclasses import dataclass

from evolve.pg.health.found import Blind, Measured
from evolve.pg.session import Session

TIMEOUT_MS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnQuery:
    """Asked in a transaction that may write nothing and that waits for nobody for long."""

    name: str
    query: str

    def look(self, session: Session, now: float) -> Measured | Blind:
        with session.transaction(read_only=True):
            session.local(statement_timeout=TIMEOUT_MS, lock_timeout=100)
            rows = session.untrusted(self.query)
        try:
            ((value,),) = rows
            number = float(value)
        except (TypeError, ValueError):
            number = math.nan
        if math.isnan(number):
            return Blind(why="its query does not give one number")
        return Measured(value=number, said=f"{self.name} is {number:g}")

    def spell(self, value: float) -> str:
        return f"{value:g}"
