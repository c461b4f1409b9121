"""A vacuum of the table: an anti-wraparound one does not give way, and has to come to its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from evolve.pg.health.found import Blind, Measured
from evolve.pg.names import TableName, text
from evolve.pg.session import Session

# Not every role sees the text or the table of a vacuum; who holds which lock, everybody does.
# While a vacuum against wraparound is under way the table is older than the limit for it.
VACUUMS = """
SELECT p.pid,
       age(c.relfrozenxid) > coalesce(
         (SELECT least(option_value::bigint, current_setting('autovacuum_freeze_max_age')::bigint)
          FROM pg_options_to_table(c.reloptions) WHERE option_name = 'autovacuum_freeze_max_age'),
         current_setting('autovacuum_freeze_max_age')::bigint) AS wraparound
FROM pg_stat_progress_vacuum p
JOIN pg_locks l ON l.pid = p.pid AND l.granted AND l.mode = 'ShareUpdateExclusiveLock'
JOIN pg_class c ON c.oid = l.relation AND c.oid = to_regclass(%s)
WHERE l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
NONE, ORDINARY, WRAPAROUND = 0, 1, 2
# What the setting's words mean among these three, so that each is released by what lies below.
LIMITS: Mapping[str, float] = {"any": 0.5, "wraparound": 1.7}


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacuum:
    name: ClassVar[str] = "vacuum"
    table: TableName

    def look(self, session: Session, now: float) -> Measured | Blind:
        rows = session.rows(VACUUMS, [text(self.table.identifier)])
        if not rows:
            return Measured(value=NONE, said=f"nobody vacuums {self.table}")
        against = any(row["wraparound"] for row in rows)
        kind = "a vacuum against wraparound" if against else "a vacuum"
        return Measured(
            value=WRAPAROUND if against else ORDINARY,
            said=f"{kind} of {self.table} is under way (pid {rows[0]['pid']})",
        )

    def spell(self, value: float) -> str:
        return ""
