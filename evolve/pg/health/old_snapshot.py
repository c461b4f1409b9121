"""The oldest thing that keeps dead row versions from being taken up again.

Striping lives on that room: while an old snapshot stops pruning, the table grows and batches
slow down.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from evolve.pg.health.found import Blind, Measured, hidden_sessions
from evolve.pg.health.passed import Passed
from evolve.pg.session import Session
from evolve.plurals import spell

# A snapshot of another database, or of VACUUM, stops nothing here. A transaction that has written
# nothing takes a new snapshot with each statement, so that its statement's age counts; a replica
# and a slot know no time, only the transaction they stand at. `xmin` counts from the newest.
HORIZONS = """
SELECT * FROM (
  SELECT format('pid %s (%s)', pid, concat_ws(' ', usename, nullif(application_name, ''))) AS who,
         CASE WHEN backend_type = 'walsender' THEN NULL
              WHEN state = 'active' AND backend_xid IS NULL
              THEN extract(epoch FROM clock_timestamp() - query_start)
              ELSE extract(epoch FROM clock_timestamp() - xact_start) END::float8 AS seconds,
         greatest(age(backend_xmin), age(backend_xid)) AS xmin
  FROM pg_stat_activity
  WHERE pid <> pg_backend_pid() AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL)
    AND (datname = current_database() OR backend_type = 'walsender')
    AND query NOT ILIKE 'autovacuum: VACUUM%' AND query NOT ILIKE 'vacuum%'
  UNION ALL
  SELECT format('the prepared transaction %s', gid),
         extract(epoch FROM clock_timestamp() - prepared)::float8, NULL
  FROM pg_prepared_xacts WHERE database = current_database()
  UNION ALL
  SELECT format('the replication slot %s', slot_name), NULL, age(xmin)
  FROM pg_replication_slots WHERE xmin IS NOT NULL
) AS h
"""
NEXT = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS xid"


@dataclass(frozen=True, slots=True, kw_only=True)
class OldSnapshot:
    name: ClassVar[str] = "old_snapshot"
    passed: Passed = field(default_factory=Passed)

    def look(self, session: Session, now: float) -> Measured | Blind:
        hidden = hidden_sessions(session)
        if hidden:
            return hidden
        newest = session.one(NEXT)["xid"]
        self.passed.note(newest, now)
        found = [(self.age(row, newest, now), row["who"]) for row in session.rows(HORIZONS)]
        seconds, who = max(found, default=(0.0, "nobody"))
        return Measured(
            value=seconds,
            said=f"{who} has kept a snapshot for {spell(seconds)}, which stops pruning",
        )

    def age(self, row: dict[str, Any], newest: int, now: float) -> float:
        if row["seconds"] is not None:
            return float(row["seconds"])
        return self.passed.age(newest - row["xmin"], now)

    def spell(self, value: float) -> str:
        return spell(value)
