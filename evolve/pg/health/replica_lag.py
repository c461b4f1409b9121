"""How far replicas are behind, in seconds of replay."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import psycopg

from evolve.errors import Unreachable
from evolve.pg.health.found import Blind, Measured
from evolve.pg.health.passed import Passed
from evolve.pg.redacted import objection
from evolve.pg.session import Session
from evolve.plurals import counted

# A subscriber of logical replication confirms when it likes; what it keeps is seen by wal_slots.
STREAMING = """
SELECT coalesce(nullif(r.application_name, ''), r.client_addr::text, r.pid::text) AS name,
       r.state IS NULL AS hidden, current_user AS role,
       CASE WHEN r.replay_lsn >= pg_current_wal_lsn() THEN 0
            ELSE coalesce(extract(epoch FROM r.replay_lag), 0) END::float8 AS seconds
FROM pg_stat_replication r
WHERE coalesce(r.state, 'streaming') IN ('streaming', 'catchup')
  AND NOT EXISTS (SELECT FROM pg_replication_slots s
                  WHERE s.active_pid = r.pid AND s.slot_type = 'logical')
ORDER BY seconds
"""
POSITION = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint AS wal"
REPLAYED = "SELECT pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint AS wal"


def behind(name: str, seconds: float) -> Measured:
    return Measured(value=seconds, said=f"{name} is {seconds:.1f} s behind")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicaLag:
    """The streaming replica that is furthest behind, as the server itself measures it."""

    name: ClassVar[str] = "replica_lag"

    def look(self, session: Session, now: float) -> Measured | Blind:
        rows = session.rows(STREAMING)
        hidden = [row for row in rows if row["hidden"]]
        if hidden:
            return Blind(
                why=f"{counted(len(hidden), 'replica')}: this role may not see how far behind",
                remedy=f"GRANT pg_monitor TO {hidden[0]['role']}",
            )
        if not rows:
            return Measured(value=0, said="no replica is connected")
        return behind(rows[-1]["name"], rows[-1]["seconds"])

    def spell(self, value: float) -> str:
        return f"{value:g} s"


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasLag:
    """A replica that the settings name, asked itself: how long ago the primary was where it is.

    Neither clock nor grant is needed, and it need not be connected to the primary.
    """

    name: ClassVar[str] = "replica_lag"
    alias: str
    passed: Passed = field(default_factory=Passed)

    def look(self, session: Session, now: float) -> Measured | Blind:
        self.passed.note(session.one(POSITION)["wal"], now)
        try:
            with Session(self.alias, role="evolve watch") as replica:
                replayed = replica.one(REPLAYED)["wal"]
        except psycopg.Error as error:
            return Blind(why=f"{self.alias}: {objection(error)}")
        except Unreachable as error:
            return Blind(why=f"{self.alias}: {error.message}")
        if replayed is None:
            return Blind(why=f"the alias {self.alias} leads to no replica")
        return behind(self.alias, self.passed.age(replayed, now))

    def spell(self, value: float) -> str:
        return f"{value:g} s"
