"""The only writer of evolve's own tables.

Each call is one statement or joins the caller's transaction. States move by compare-and-set only,
together with their event; a worker that has lost its lease changes nothing. What operators ask
for is written by the part that `requests` holds, what was seen by `observations`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from psycopg import errors
from psycopg.types.json import Jsonb

from evolve import __version__
from evolve.errors import EvolveError, NotFound, NotPrepared
from evolve.log import Log
from evolve.observations import Observations, refuse_lost
from evolve.pg.fingerprint import Fingerprint
from evolve.pg.names import TableName
from evolve.plan.model import Plan
from evolve.records import Drift, Evolution, Segment
from evolve.requests import asked_for, overtaken
from evolve.signals import send_moved
from evolve.states import State, may_move

log = Log()


class Store(Observations):
    """Evolutions, steps, segments, events and evidence in the database behind `session`."""

    # -- where the tables are -----------------------------------------------------------------

    def own(self) -> TableName:
        """The schema that holds evolve's tables. Raises EvolveError where they are missing."""
        rows = self._own()
        if not rows:
            raise NotPrepared(
                f"{self.session.alias}: evolve's tables are not there",
                hint=f"manage.py migrate evolve --database {self.session.alias}",
            )
        return TableName(schema=rows[0]["schema"], name="evolve_conflict")

    def is_prepared(self) -> bool:
        """Whether evolve's tables are there."""
        return bool(self._own())

    def _own(self) -> list[dict[str, Any]]:
        return self.session.rows(
            "SELECT n.nspname AS schema FROM pg_class c JOIN pg_namespace n "
            "ON n.oid = c.relnamespace WHERE c.oid = to_regclass('evolve_evolution')"
        )

    def segment_table(self) -> TableName:
        return TableName(schema=self.own().schema, name="evolve_segment")

    # -- evolutions ---------------------------------------------------------------------------

    def create(
        self, plan: Plan, *, playbook: str, environment: str, fingerprint: Fingerprint
    ) -> Evolution:
        """A new evolution in `planned`, its plan frozen. Raises EvolveError if one is active."""
        try:
            with self.session.transaction():
                row = self.session.one(
                    """
                    INSERT INTO evolve_evolution (name, state, environment, schema_name,
                        table_name, columns, playbook, plan, evolve_version, fingerprint)
                    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
                    RETURNING *, clock_timestamp() AS now
                    """,
                    [
                        plan.name, State.PLANNED, environment, plan.table.schema, plan.table.name,
                        Jsonb(list(plan.columns)), playbook, Jsonb(plan.as_json()), __version__,
                        Jsonb(fingerprint.as_json()),
                    ],
                )  # fmt: skip
                evolution = Evolution.from_row(row)
                self.event(evolution.id, "planned", {"steps": len(plan.steps)})
        except errors.UniqueViolation as error:
            raise EvolveError(
                f"{plan.name}: already under way on {self.session.alias}",
                hint=f"manage.py evolve status {plan.name}",
            ) from error
        log.info("evolution_planned", evolution=plan.name, alias=self.session.alias)
        return evolution

    def find(self, name: str) -> Evolution | None:
        """The active evolution of that name, else the latest one."""
        rows = self.session.rows(
            """
            SELECT *, clock_timestamp() AS now FROM evolve_evolution WHERE name = %s
            ORDER BY state NOT IN ('done', 'reverted') DESC, id DESC LIMIT 1
            """,
            [name],
        )
        return Evolution.from_row(rows[0]) if rows else None

    def get(self, name: str) -> Evolution:
        """As `find`. Raises NotFound where there is none."""
        found = self.find(name)
        if found is None:
            raise NotFound(
                f"{name}: no evolution of that name on {self.session.alias}",
                hint=f"manage.py evolve start {name}",
            )
        return found

    def reload(self, id_: int) -> Evolution:
        return Evolution.from_row(
            self.session.one(
                "SELECT *, clock_timestamp() AS now FROM evolve_evolution WHERE id = %s", [id_]
            )
        )

    def every(self) -> list[Evolution]:
        """All evolutions, the newest first."""
        rows = self.session.rows(
            "SELECT *, clock_timestamp() AS now FROM evolve_evolution ORDER BY id DESC"
        )
        return [Evolution.from_row(row) for row in rows]

    def taken(self, table: TableName, *, besides: str) -> dict[str, str]:
        """Columns of `table` that belong to other evolutions under way, with their names; those
        included that queries read for another table."""
        rows = self.session.rows(
            """
            SELECT name, columns FROM evolve_evolution
            WHERE schema_name = %(schema)s AND table_name = %(table)s AND name <> %(besides)s
              AND state NOT IN ('done', 'reverted')
            UNION ALL
            SELECT e.name, f -> 'columns' FROM evolve_evolution AS e,
              jsonb_array_elements(e.plan -> 'pair' -> 'query' -> 'follows') AS f
            WHERE f -> 'table' ->> 'schema' = %(schema)s AND f -> 'table' ->> 'name' = %(table)s
              AND e.name <> %(besides)s AND e.state NOT IN ('done', 'reverted')
            """,
            {"schema": table.schema, "table": table.name, "besides": besides},
        )
        return {column: row["name"] for row in rows for column in row["columns"]}

    # -- moves --------------------------------------------------------------------------------

    def move(
        self,
        evolution: Evolution,
        target: State,
        data: Mapping[str, Any],
        *,
        answered: bool,
        forgetting: Sequence[str] = (),
    ) -> Evolution:
        """`evolution` from its state to `target`, with the event, in one transaction.

        What was asked for is forgotten together with it where the move has `answered` it. So is
        that the steps of `forgetting` were applied. Raises LeaseLost where another worker has moved
        it or taken it over meanwhile, Overtaken where something else was asked for.
        """
        if not may_move(evolution.state, target):
            raise EvolveError(f"{evolution.name}: {evolution.state} does not lead to {target}")
        with self.session.transaction():
            rows = self.session.rows(
                """
                UPDATE evolve_evolution SET state = %(target)s, state_since = clock_timestamp(),
                    hold = '', hold_clears = '', hold_since = NULL,
                    request = CASE WHEN %(answered)s THEN NULL ELSE request END
                WHERE id = %(id)s AND state = %(source)s AND generation = %(generation)s
                    AND request IS NOT DISTINCT FROM %(request)s AND revert_requested = %(revert)s
                RETURNING *, clock_timestamp() AS now
                """,
                {
                    "target": target, "id": evolution.id, "source": evolution.state,
                    "generation": evolution.generation, "answered": answered,
                    "request": asked_for(evolution), "revert": evolution.revert_requested,
                },
            )  # fmt: skip
            if not rows:
                self.guard(evolution)
                raise overtaken(evolution)
            self.session.rows(
                "DELETE FROM evolve_steprecord WHERE evolution_id = %s AND step = ANY (%s)",
                [evolution.id, list(forgetting)],
            )
            self.event(evolution.id, target, {"from": evolution.state, **data})
        log.info(
            "state_moved", evolution=evolution.name, source=str(evolution.state),
            target=str(target), alias=self.session.alias,
        )  # fmt: skip
        send_moved(evolution, target, alias=self.session.alias, actor=self.actor, data=data)
        return Evolution.from_row(rows[0])

    def hold(self, evolution: Evolution, reason: str, clears: str, *, moving: bool = False) -> None:
        """Why it waits, and what releases it; an unchanged hold keeps its time.

        `moving`: the reason carries a number, and what releases it tells whether it is the same.
        """
        if moving and evolution.hold and evolution.hold_clears == clears:
            self._refresh_hold(evolution, reason)
            return
        changed = self.session.rows(
            """
            UPDATE evolve_evolution SET hold = %(reason)s, hold_clears = %(clears)s,
                hold_since = clock_timestamp()
            WHERE id = %(id)s AND generation = %(generation)s AND hold <> %(reason)s
            RETURNING id
            """,
            {
                "reason": reason, "clears": clears, "id": evolution.id,
                "generation": evolution.generation,
            },
        )  # fmt: skip
        if changed:
            self.event(evolution.id, "held", {"reason": reason, "clears": clears})
            log.warning("evolution_held", evolution=evolution.name, reason=reason)

    def _refresh_hold(self, evolution: Evolution, reason: str) -> None:
        """The same hold with another number: neither an event nor another time."""
        self.session.rows(
            "UPDATE evolve_evolution SET hold = %s WHERE id = %s AND generation = %s",
            [reason, evolution.id, evolution.generation],
        )

    def unhold(self, evolution: Evolution) -> None:
        released = self.session.rows(
            """
            UPDATE evolve_evolution SET hold = '', hold_clears = '', hold_since = NULL
            WHERE id = %s AND generation = %s AND hold <> '' RETURNING id
            """,
            [evolution.id, evolution.generation],
        )
        if released:
            self.event(evolution.id, "released", {})
            log.info("evolution_released", evolution=evolution.name)

    def clear_request(self, evolution: Evolution) -> None:
        """Forgets what was asked for, unless something else was asked for meanwhile."""
        self.session.rows(
            "UPDATE evolve_evolution SET request = NULL WHERE id = %s AND generation = %s "
            "AND request IS NOT DISTINCT FROM %s",
            [evolution.id, evolution.generation, asked_for(evolution)],
        )

    # -- leases -------------------------------------------------------------------------------

    def lease(self, evolution: Evolution, owner: str, seconds: float) -> Evolution | None:
        """The evolution for `owner`: renewed, or taken over once its lease has run out.

        With a new owner the generation grows, of the evolution and of its segments: whoever held
        it before can write nothing any more. None while somebody else holds it.
        """
        with self.session.transaction():
            rows = self.session.rows(
                """
                UPDATE evolve_evolution SET
                    generation = generation + CASE WHEN lease_owner = %(owner)s THEN 0 ELSE 1 END,
                    lease_owner = %(owner)s,
                    lease_until = clock_timestamp() + %(ttl)s
                WHERE id = %(id)s AND (lease_owner = %(owner)s OR lease_owner = ''
                    OR lease_until IS NULL OR lease_until < clock_timestamp())
                RETURNING *, clock_timestamp() AS now
                """,
                {"owner": owner, "ttl": timedelta(seconds=seconds), "id": evolution.id},
            )
            if not rows:
                return None
            held = Evolution.from_row(rows[0])
            if held.generation != evolution.generation:
                self.lease_segments(held, owner)
            return held

    def lease_segments(self, evolution: Evolution, owner: str) -> None:
        self.session.rows(
            "UPDATE evolve_segment SET lease_owner = %s, generation = generation + 1, "
            "lease_until = %s WHERE evolution_id = %s",
            [owner, evolution.lease_until, evolution.id],
        )

    def renew(self, id_: int, owner: str, seconds: float) -> None:
        self.session.rows(
            "UPDATE evolve_evolution SET lease_until = clock_timestamp() + %s "
            "WHERE id = %s AND lease_owner = %s",
            [timedelta(seconds=seconds), id_, owner],
        )

    def release(self, id_: int, owner: str) -> None:
        """Gives the lease back, so that the next worker need not wait for it to run out."""
        self.session.rows(
            "UPDATE evolve_evolution SET lease_owner = '', lease_until = NULL "
            "WHERE id = %s AND lease_owner = %s",
            [id_, owner],
        )

    def guard(self, evolution: Evolution) -> None:
        """Inside a transaction: goes on only while the lease is ours, and the state is as it was
        read. Raises LeaseLost."""
        rows = self.session.rows(
            "SELECT 1 FROM evolve_evolution WHERE id = %s AND generation = %s AND state = %s "
            "FOR UPDATE",
            [evolution.id, evolution.generation, evolution.state],
        )
        refuse_lost(evolution, rows)

    # -- the drift check ----------------------------------------------------------------------

    def put_drift(self, evolution: Evolution, drift: Drift, seconds: float) -> None:
        """Where the drift check stands, and that it looks again in `seconds`. Raises LeaseLost."""
        rows = self.session.rows(
            "UPDATE evolve_evolution SET drift = %s, drift_due = clock_timestamp() + %s "
            "WHERE id = %s AND generation = %s RETURNING id",
            [
                Jsonb(drift.as_json()), timedelta(seconds=seconds), evolution.id,
                evolution.generation,
            ],
        )  # fmt: skip
        refuse_lost(evolution, rows)

    # -- steps --------------------------------------------------------------------------------

    def applied(self, evolution: Evolution) -> set[str]:
        rows = self.session.rows(
            "SELECT step FROM evolve_steprecord WHERE evolution_id = %s", [evolution.id]
        )
        return {row["step"] for row in rows}

    def record_step(self, evolution: Evolution, step: str, milliseconds: float) -> None:
        self.session.rows(
            "INSERT INTO evolve_steprecord (evolution_id, step, milliseconds) VALUES (%s, %s, %s) "
            "ON CONFLICT (evolution_id, step) DO NOTHING",
            [evolution.id, step, milliseconds],
        )
        self.event(evolution.id, "step_applied", {"step": step, "ms": round(milliseconds, 1)})

    def forget_step(self, evolution: Evolution, step: str) -> None:
        self.session.rows(
            "DELETE FROM evolve_steprecord WHERE evolution_id = %s AND step = %s",
            [evolution.id, step],
        )
        self.event(evolution.id, "step_reverted", {"step": step})

    # -- segments -----------------------------------------------------------------------------

    def create_segments(
        self, evolution: Evolution, *, filenode: int, pages: int, number: int, batch_pages: int
    ) -> None:
        """So many segments, which share the table's `pages`; the last is open at its end.

        All or none, and none where another worker has made them or has taken over.
        """
        self.session.rows(
            """
            INSERT INTO evolve_segment (evolution_id, number, last, start_page, group_page, cursor,
                end_page, filenode, batch_pages, lease_owner, lease_until, generation)
            SELECT e.id, n, n = %(number)s - 1, starts, starts, starts,
                (n + 1) * %(pages)s / %(number)s, %(filenode)s, %(batch_pages)s,
                e.lease_owner, e.lease_until, 1
            FROM evolve_evolution AS e, generate_series(0, %(number)s - 1) AS n,
                LATERAL (SELECT n * %(pages)s / %(number)s AS starts) AS s
            WHERE e.id = %(id)s AND e.generation = %(generation)s
                AND NOT EXISTS (SELECT FROM evolve_segment WHERE evolution_id = e.id)
            """,
            {
                "number": number, "pages": pages, "filenode": filenode,
                "batch_pages": batch_pages, "id": evolution.id,
                "generation": evolution.generation,
            },
        )  # fmt: skip

    def segments(self, evolution: Evolution) -> list[Segment]:
        rows = self.session.rows(
            "SELECT * FROM evolve_segment WHERE evolution_id = %s ORDER BY number", [evolution.id]
        )
        return [Segment.from_row(row) for row in rows]

    def begin_sweep(self, evolution: Evolution) -> None:
        """Another pass over every segment, for rows that were locked or came in sideways."""
        self.session.rows(
            "UPDATE evolve_segment SET group_page = start_page, cursor = start_page, stripe = 0, "
            "sweep = sweep + 1, done = false WHERE evolution_id = %s AND lease_owner = %s",
            [evolution.id, evolution.lease_owner],
        )

    def resize(self, segment: Segment, batch_pages: int) -> None:
        """Pages of the segment's batches for a worker that knows no better."""
        self.session.rows(
            "UPDATE evolve_segment SET batch_pages = %s WHERE id = %s AND generation = %s",
            [batch_pages, segment.id, segment.generation],
        )
