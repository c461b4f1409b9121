"""Whom the application waits for, and who waits for it: sampled beside a round."""

from __future__ import annotations

import threading
from contextlib import suppress

import psycopg

from sample_app import roles
from tests.support.cluster import Connection, ShopDatabase

LONG_MS = 500
EVERY = 0.2
QUERY = """
SELECT extract(epoch FROM clock_timestamp() - l.waitstart) * 1000, l.locktype, l.mode,
       b.application_name, b.state, regexp_replace(left(b.query, 90), '\\s+', ' ', 'g')
FROM pg_locks AS l JOIN pg_stat_activity AS w ON w.pid = l.pid
CROSS JOIN LATERAL unnest(pg_blocking_pids(l.pid)) AS by (pid)
JOIN pg_stat_activity AS b ON b.pid = by.pid
WHERE NOT l.granted AND w.usename = %s AND l.waitstart < clock_timestamp() - %s * interval '1 ms'
  AND b.usename <> w.usename
"""
# Rests before batches that the limit of rows a second cannot have asked for, as it was last tuned.
RESTS = """
SELECT max(rest_ms) FROM evolve_segment AS s JOIN evolve_evolution AS e ON e.id = s.evolution_id
WHERE rest_ms > 1200.0 * batch_rows / (tuning ->> 'max-rows-per-second')::float
  AND advanced_at - (rest_ms + batch_ms) * interval '1 ms' >
    (SELECT max(at) FROM evolve_event AS t WHERE t.evolution_id = e.id AND kind = 'tuned')
"""


class Waits:
    """The longest wait, in ms, for each of those who were waited for, other writers apart; and the
    longest rest of a backfill that was left to the application."""

    def __init__(self, shop: ShopDatabase) -> None:
        self.longest: dict[str, float] = {}
        self.rested = 0.0
        self._shop = shop

    def lines(self) -> list[str]:
        """The longest first."""
        found = sorted(self.longest.items(), key=lambda item: -item[1])
        return [f"waited {ms:.0f} ms for {who}" for who, ms in found[:5]]

    def watch(self, done: threading.Event) -> None:
        """Until `done`; meanwhile the server may come and go."""
        while not done.wait(EVERY):
            with suppress(psycopg.OperationalError), self._shop.connect("postgres") as connection:
                while not done.wait(EVERY):
                    self._look(connection)

    def _look(self, connection: Connection) -> None:
        rested = connection.execute(RESTS).fetchone()
        self.rested = max(self.rested, (rested and rested[0]) or 0.0)
        for ms, kind, mode, name, state, query in connection.execute(
            QUERY, [roles.APP, LONG_MS]
        ).fetchall():
            who = f"{name or 'a fault'} ({kind}, {mode}, {state}: {query})"
            self.longest[who] = max(float(ms), self.longest.get(who, 0.0))
