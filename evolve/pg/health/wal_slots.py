"""WAL that a replication slot keeps, in megabytes: a slot that stands still fills the disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evolve.pg.health.found import Blind, Measured
from evolve.pg.session import Session

RETAINED = """
SELECT slot_name AS name,
       (pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) / 1e6)::float8 AS megabytes
FROM pg_replication_slots WHERE restart_lsn IS NOT NULL
ORDER BY megabytes DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class WalSlots:
    name: ClassVar[str] = "wal_slots"

    def look(self, session: Session, now: float) -> Measured | Blind:
        rows = session.rows(RETAINED)
        if not rows:
            return Measured(value=0, said="there is no replication slot")
        slot = rows[0]
        return Measured(
            value=slot["megabytes"],
            said=f"the replication slot {slot['name']} keeps {slot['megabytes']:,.0f} MB of WAL",
        )

    def spell(self, value: float) -> str:
        return f"{value:,.0f} MB"
