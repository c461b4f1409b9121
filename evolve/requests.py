"""What operators ask of an evolution: the part of the store that they write.

A request is left in the evolution's row, with an event; whoever holds the lease carries it out. It
is written by compare-and-set, so that nobody's request takes the place of one he has not seen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from psycopg.types.json import Jsonb

from evolve.actor import circumstances, default_actor
from evolve.errors import Overtaken
from evolve.pg.fingerprint import Fingerprint
from evolve.pg.session import Session
from evolve.records import Evolution

ACKNOWLEDGED = "acknowledged"


class Requests:
    """Pause, resume, tune, take over, and what the runner is asked for by its verb."""

    def __init__(self, session: Session, *, actor: str = "") -> None:
        self.session = session
        self.actor = actor or default_actor()

    def event(self, evolution_id: int, kind: str, data: Mapping[str, Any]) -> None:
        self.session.rows(
            "INSERT INTO evolve_event (evolution_id, kind, actor, data) VALUES (%s, %s, %s, %s)",
            [evolution_id, kind, self.actor, Jsonb(json.loads(json.dumps(data, default=str)))],
        )

    def asked(self, evolution: Evolution, kind: str, data: Mapping[str, Any]) -> None:
        """The event of what somebody wants, with the commit and the CI run from which he asks."""
        self.event(evolution.id, kind, {**data, **circumstances()})

    def acknowledge(self, evolution: Evolution, subject: str, because: str) -> None:
        """Takes `subject` out of the gate's way for as long as the evolution lasts."""
        self.asked(evolution, ACKNOWLEDGED, {"subject": subject, "because": because})

    def acknowledged(self, evolution: Evolution) -> dict[str, str]:
        """What somebody has taken upon himself, by name, with the reason."""
        rows = self.session.rows(
            "SELECT data FROM evolve_event WHERE evolution_id = %s AND kind = %s ORDER BY id",
            [evolution.id, ACKNOWLEDGED],
        )
        return {row["data"]["subject"]: row["data"]["because"] for row in rows}

    def starter(self, evolution: Evolution) -> str:
        """Who started it."""
        rows = self.session.rows(
            "SELECT actor FROM evolve_event WHERE evolution_id = %s ORDER BY id LIMIT 1",
            [evolution.id],
        )
        return str(rows[0]["actor"]) if rows else ""

    def take_over(self, evolution: Evolution, environment: str) -> None:
        """From here on it belongs to `environment`: this database is a copy of another's."""
        with self.session.transaction():
            self.session.rows(
                "UPDATE evolve_evolution SET environment = %s WHERE id = %s",
                [environment, evolution.id],
            )
            self._unhold(evolution)
            labels = {"from": evolution.environment, "to": environment}
            self.asked(evolution, "taken_over", labels)

    def _unhold(self, evolution: Evolution) -> None:
        self.session.rows(
            "UPDATE evolve_evolution SET hold = '', hold_clears = '', hold_since = NULL "
            "WHERE id = %s",
            [evolution.id],
        )

    def accept_changes(
        self, evolution: Evolution, fingerprint: Fingerprint, differences: Sequence[str]
    ) -> None:
        """What others have changed of the table is meant."""
        with self.session.transaction():
            self.session.rows(
                "UPDATE evolve_evolution SET fingerprint = %s WHERE id = %s",
                [Jsonb(fingerprint.as_json()), evolution.id],
            )
            self.asked(evolution, "changes_accepted", {"differences": list(differences)})

    def request_pause(self, evolution: Evolution, wanted: bool) -> None:
        """To resume takes the hold away as well: whatever it waits for is tried at once."""
        with self.session.transaction():
            self.session.rows(
                "UPDATE evolve_evolution SET pause_requested = %s WHERE id = %s",
                [wanted, evolution.id],
            )
            if not wanted:
                self._unhold(evolution)
            self.asked(evolution, "pause_requested" if wanted else "resume_requested", {})

    def request_revert(self, evolution: Evolution, data: Mapping[str, Any]) -> None:
        with self.session.transaction():
            self._replace(evolution, evolution.request, reverting=True)
            self.asked(evolution, "revert_requested", data)

    def request(self, evolution: Evolution, verb: str, data: Mapping[str, Any]) -> None:
        """Asks the runner for `verb`: swap, unswap, contract, drop, undo, restore or abandon.

        Raises Overtaken, as `withdraw` and `request_revert` do.
        """
        with self.session.transaction():
            self._replace(evolution, {**data, "verb": verb})
            self.asked(evolution, f"{verb}_requested", data)

    def withdraw(self, evolution: Evolution) -> None:
        """Takes back what was asked for and has not begun."""
        with self.session.transaction():
            self._replace(evolution, None)
            self._unhold(evolution)
            self.asked(evolution, "request_withdrawn", dict(evolution.request or {}))

    def _replace(
        self, evolution: Evolution, request: Mapping[str, Any] | None, *, reverting: bool = False
    ) -> None:
        """`request` in place of what was asked for when `evolution` was read.

        Raises Overtaken where it has moved since, or something else was asked for.
        """
        rows = self.session.rows(
            """
            UPDATE evolve_evolution SET request = %(wanted)s, revert_requested = %(reverting)s
            WHERE id = %(id)s AND state = %(state)s AND request IS NOT DISTINCT FROM %(request)s
                AND revert_requested = %(reverted)s RETURNING id
            """,
            {
                "wanted": None if request is None else Jsonb(dict(request)),
                "reverting": reverting, "id": evolution.id, "state": evolution.state,
                "request": asked_for(evolution), "reverted": evolution.revert_requested,
            },
        )  # fmt: skip
        if not rows:
            raise overtaken(evolution)

    def tune(self, evolution: Evolution, values: Mapping[str, Any], back: Sequence[str]) -> None:
        """Lays `values` over what was tuned before, and takes the keys of `back` out of it."""
        with self.session.transaction():
            self.session.rows(
                "UPDATE evolve_evolution SET tuning = (tuning || %s) - %s::text[] WHERE id = %s",
                [Jsonb(dict(values)), list(back), evolution.id],
            )
            self.asked(evolution, "tuned", {**values, **dict.fromkeys(back, "default")})


def asked_for(evolution: Evolution) -> Jsonb | None:
    """What an operator had asked for when `evolution` was read."""
    return None if evolution.request is None else Jsonb(dict(evolution.request))


def overtaken(evolution: Evolution) -> Overtaken:
    return Overtaken(
        f"{evolution.name}: it has moved, or somebody has asked something of it meanwhile",
        hint=f"manage.py evolve status {evolution.name}",
    )
