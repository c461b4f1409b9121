"""A playbook's whole life in a test: every stage as its command would have it, and the rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.test import override_settings
from psycopg import sql

from evolve import beacon, conf
from evolve.conf import Holds
from evolve.errors import EvolveError
from evolve.pg.protocol import REPORT
from evolve.plurals import counted
from evolve.records import Evolution
from evolve.service import asking, planning, running, verifying, workers
from evolve.service.databases import Database, opened
from evolve.states import State
from evolve.testing.copy import copied

READY = (State.READY, State.SWAPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """One playbook on a database of its own.

    Each stage returns when it is over. It raises what its command would say: Refused where it is
    refused, Held where it waits for a person.
    """

    name: str
    database: Database

    # -- stages ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Until `ready`: columns and trigger are there, every row is filled, old and new agree."""
        report = planning.plan(self.database, planning.playbook_of(self.name))
        self._carry(lambda: planning.create(self.database, report), State.READY)

    def verify(self) -> None:
        """Raises AssertionError where rows differ between old and new, or a check fails."""
        found = verifying.verify(self.database, self.name, show_values=True)
        failed = [f"{c.name}: {c.found}, not {c.expect}" for c in found.checks if not c.passed]
        differing = found.agreement.differences
        if differing:
            rows = f"{differing} of {counted(found.agreement.rows, 'row')} differ"
            failed.insert(0, "; ".join([rows, *found.keys]))
        if failed:
            raise AssertionError(f"{self.name}: " + "\n".join(failed))

    def swap(self) -> None:
        """Of a change that keeps its name: the names are exchanged."""
        self._carry(lambda: asking.swap(self.database, self.name, undo=False), State.SWAPPED)

    def unswap(self) -> None:
        self._carry(lambda: asking.swap(self.database, self.name, undo=True), State.READY)

    def contract(self) -> None:
        """Until the quarantine: the old columns are aside, and nobody finds them any more.

        As if every application of EVOLVE["CONSUMERS"] ran the new release, and nobody the old.
        """
        self._report()
        self._carry(lambda: asking.contract(self.database, self.name, now=False), State.QUARANTINED)

    def undo(self) -> None:
        """From the quarantine: the old columns are back with current values."""
        self._carry(lambda: asking.undo_contract(self.database, self.name), *READY)

    def drop(self) -> None:
        """The end: the old columns are gone."""
        self._report()
        self._carry(lambda: asking.contract(self.database, self.name, now=True), State.DONE)

    def revert(self, *, accept_loss: bool = False) -> None:
        """The schema as it was, as if nobody ran the new release any more."""
        self.database.session.rows("DELETE FROM evolve_instance")
        self._carry(
            lambda: asking.revert(self.database, self.name, accept_loss=accept_loss),
            State.REVERTED,
        )

    @property
    def state(self) -> str:
        """As `evolve status` names it; "" before the start."""
        found = self.database.store.find(self.name)
        return found.state.value if found else ""

    # -- rows -----------------------------------------------------------------------------------

    def row(self, key: object) -> dict[str, Any]:
        """Every column of the row with that primary key, as it stands in the database."""
        table, column = self._table()
        query = sql.SQL("SELECT * FROM {} WHERE {} = %s").format(table, column)
        return self.database.session.one(query, [key])

    def update(self, key: object, **columns: object) -> None:
        """Writes columns of that row, old or new, as a release of either side would."""
        table, column = self._table()
        pairs = [sql.SQL("{} = %s").format(sql.Identifier(name)) for name in columns]
        query = sql.SQL("UPDATE {} SET {} WHERE {} = %s RETURNING 1 AS written").format(
            table, sql.SQL(", ").join(pairs), column
        )
        self.database.session.one(query, [*columns.values(), key])

    def insert(self, **columns: object) -> Any:
        """A new row with these columns, and no others but those with a default; its key."""
        table, column = self._table()
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        values = sql.SQL(", ").join([sql.SQL("%s")] * len(columns))
        query = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING {} AS key").format(
            table, names, values, column
        )
        return self.database.session.one(query, list(columns.values()))["key"]

    def settle(self) -> None:
        """What a worker does of its own accord: values that Python gives are there afterwards."""
        workers.worker([self.database.alias], stop=running.Stop(), once=True)

    # -- how ------------------------------------------------------------------------------------

    def _table(self) -> tuple[sql.Composable, sql.Composable]:
        """The table, and the column of its primary key. Raises NotFound before the start."""
        plan = self.database.store.get(self.name).plan
        return plan.table.identifier, sql.Identifier(plan.key[0])

    def _carry(self, ask: Callable[[], Evolution], *ends: State) -> None:
        evolution = running.carry(
            self.database,
            ask(),
            lambda e: e.state in ends,
            stop=running.Stop(),
            until_stuck=True,
        )
        if evolution.state not in ends:
            raise EvolveError(f"{self.name} is {evolution.state}, not {' or '.join(ends)}")

    def _report(self) -> None:
        """Every application that is expected runs a release with the new columns."""
        plan = self.database.store.get(self.name).plan
        columns = json.dumps({plan.table.name: list(plan.new_columns)})
        for consumer in conf.load().CONSUMERS or ("web",):
            named = {"instance": f"rehearsal of {consumer}", "consumer": consumer}
            report = {**beacon.identity(self.database.alias, ""), **named, "columns": columns}
            self.database.session.rows(REPORT, report)


@contextmanager
def rehearsed(name: str, alias: str) -> Iterator[Rehearsal]:
    """The playbook on a copy of the database of `alias`. Raises NotFound, PlaybookError."""
    planning.playbook_of(name)
    with (
        copied(alias),
        override_settings(EVOLVE=swift(getattr(settings, "EVOLVE", {}), alias)),
        opened(alias, actor="evolve.testing") as database,
    ):
        database.session.rows("DELETE FROM evolve_instance")
        yield Rehearsal(name=name, database=database)


def swift(given: dict[str, Any], alias: str) -> dict[str, Any]:
    """The settings without what a test would wait for, and without other ways into the server."""
    profiles = given.get("PROFILES", {})
    profile = {**profiles.get("default", {}), **profiles.get(alias, {})}
    for other_place in ("replicas", "direct", "windows"):
        profile.pop(other_place, None)
    holds = {field: None for field in Holds.model_fields if field != "queries"}
    profile |= {"quiet_for": "0", "quarantine": "7d", "holds": holds}
    return {**given, "INLINE": False, "PROFILES": {**profiles, alias: profile}}
