"""What has been seen of evolutions and of the application: the part of the store that keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg.types.json import Jsonb

from evolve.errors import LeaseLost
from evolve.pg.fingerprint import Fingerprint
from evolve.proof.gate import Seen
from evolve.records import WORKER, Event, Evidence, Evolution
from evolve.requests import Requests


class Observations(Requests):
    """Events and evidence, conflicts, the table's fingerprint, and the processes that have reported
    themselves."""

    def events(self, evolution: Evolution, limit: int) -> list[Event]:
        """The latest events, the newest first."""
        rows = self.session.rows(
            "SELECT at, kind, actor, data FROM evolve_event WHERE evolution_id = %s "
            "ORDER BY id DESC LIMIT %s",
            [evolution.id, limit],
        )
        return [Event(**row) for row in rows]

    def observe(self, evolution: Evolution, kind: str, data: Mapping[str, Any]) -> None:
        """What was seen just now, unless another worker has taken over since `evolution` was
        read: what a process saw before it was stopped is old news when it wakes up."""
        self.session.rows(
            "INSERT INTO evolve_evidence (evolution_id, kind, data) SELECT id, %s, %s "
            "FROM evolve_evolution WHERE id = %s AND generation = %s",
            [kind, Jsonb(dict(data)), evolution.id, evolution.generation],
        )

    def keep(self, evolution: Evolution, kind: str, data: Mapping[str, Any]) -> None:
        """As `observe`, in place of what was seen before: of a watch only the latest counts."""
        with self.session.transaction():
            self.observe(evolution, kind, data)
            self.session.rows(
                "DELETE FROM evolve_evidence WHERE evolution_id = %(id)s AND kind = %(kind)s "
                "AND id < (SELECT max(id) FROM evolve_evidence WHERE evolution_id = %(id)s "
                "AND kind = %(kind)s)",
                {"id": evolution.id, "kind": kind},
            )

    def latest(self, evolution: Evolution, kind: str) -> Evidence | None:
        rows = self.session.rows(
            "SELECT at, kind, data FROM evolve_evidence WHERE evolution_id = %s AND kind = %s "
            "ORDER BY id DESC LIMIT 1",
            [evolution.id, kind],
        )
        return Evidence(**rows[0]) if rows else None

    def conflicts(self, evolution: Evolution) -> int:
        row = self.session.one(
            "SELECT count(*) AS n FROM evolve_conflict WHERE evolution = %s", [evolution.id]
        )
        return int(row["n"])

    def seen(self) -> tuple[Seen, ...]:
        """Every process of an application that has reported itself, the most recent first."""
        rows = self.session.rows(
            "SELECT consumer, release, host, pid, role, application_name, first_seen, last_seen, "
            "columns, protocol, clock_timestamp() - last_seen AS age "
            "FROM evolve_instance WHERE kind <> %s ORDER BY last_seen DESC",
            [WORKER],
        )
        return tuple(Seen(**row) for row in rows)

    def fingerprint(self, evolution: Evolution) -> Fingerprint:
        """How evolve has left the table."""
        row = self.session.one(
            "SELECT fingerprint FROM evolve_evolution WHERE id = %s", [evolution.id]
        )
        return Fingerprint.from_json(row["fingerprint"])

    def put_fingerprint(self, evolution: Evolution, fingerprint: Fingerprint) -> None:
        """How the table is left. Raises LeaseLost."""
        rows = self.session.rows(
            "UPDATE evolve_evolution SET fingerprint = %s WHERE id = %s AND generation = %s "
            "RETURNING id",
            [Jsonb(fingerprint.as_json()), evolution.id, evolution.generation],
        )
        refuse_lost(evolution, rows)


def refuse_lost(evolution: Evolution, rows: Sequence[Mapping[str, Any]]) -> None:
    """Raises LeaseLost where a statement under the lease has met no row."""
    if not rows:
        raise LeaseLost(f"{evolution.name}: another worker has taken over")
