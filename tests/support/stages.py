"""The life of an evolution in stages, as an operator has them carried out, and what each leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evolve.phases import others
from evolve.records import Evolution
from evolve.service import asking
from evolve.service.databases import Database
from evolve.states import TERMINAL, State
from tests.support import evolutions, schema
from tests.support.cluster import Connection, ShopDatabase
from tests.support.evolutions import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """`ask` leaves the request `verb`; the stage is over in one of `ends`."""

    name: str
    verb: str
    ask: Callable[[Database, Case], Evolution]
    ends: tuple[State, ...]

    def __str__(self) -> str:
        return self.name


START = Stage(name="start", verb="", ask=evolutions.start, ends=(State.READY,))
REVERT = Stage(
    name="revert",
    verb="revert",
    ask=lambda database, case: asking.revert(database, case.playbook, accept_loss=True),
    ends=(State.REVERTED,),
)
SWAP = Stage(
    name="swap",
    verb="swap",
    ask=lambda database, case: asking.swap(database, case.playbook, undo=False),
    ends=(State.SWAPPED,),
)
UNDO_SWAP = Stage(
    name="swap --undo",
    verb="unswap",
    ask=lambda database, case: asking.swap(database, case.playbook, undo=True),
    ends=(State.READY,),
)
QUARANTINE = Stage(
    name="contract",
    verb="contract",
    ask=lambda database, case: asking.contract(database, case.playbook, now=False),
    ends=(State.QUARANTINED,),
)
UNDO_CONTRACT = Stage(
    name="contract --undo",
    verb="undo",
    ask=lambda database, case: asking.undo_contract(database, case.playbook),
    ends=(State.READY, State.SWAPPED),
)
CONTRACT_NOW = Stage(
    name="contract --now",
    verb="contract",
    ask=lambda database, case: asking.contract(database, case.playbook, now=True),
    ends=(State.DONE,),
)


def attempt(stage: Stage, case: Case, since: int) -> None:
    """What a process does that is told to do `stage`: it asks unless that has been done since the
    event `since`, and works until the end. A worker, who never asks, does the latter alone."""
    with evolutions.swiftly(), evolutions.working() as database:
        if stage.verb and requested(database, stage.verb, since):
            evolution = database.store.get(case.playbook)
        else:
            evolution = stage.ask(database, case)
        evolution = evolutions.carry(database, evolution, *stage.ends)
        assert evolution.state in stage.ends, (evolution.state, evolution.hold)


def requested(database: Database, verb: str, since: int) -> bool:
    found = database.session.one(
        "SELECT EXISTS (SELECT FROM evolve_event WHERE kind = %s AND id > %s) AS it",
        [f"{verb}_requested", since],
    )
    return bool(found["it"])


def last_event(shop: ShopDatabase) -> int:
    with shop.connect() as connection:
        row = connection.execute("SELECT coalesce(max(id), 0) FROM evolve_event").fetchone()
    assert row is not None
    return int(row[0])


def picture(shop: ShopDatabase, case: Case, since: int) -> dict[str, object]:
    """All that may not depend on how often a process was killed."""
    with shop.connect() as connection:
        return {
            "schema": schema.dump(connection, case.table),
            "rows": schema.rows(connection, case.table, case.once),
            "left": schema.leftovers(connection),
            "others": differing(),
            **{name: answer(connection, query, since) for name, query in OWN.items()},
        }


OWN = {
    "evolution": "SELECT state, hold, request, revert_requested FROM evolve_evolution"
    " WHERE %s >= 0",
    "steps": "SELECT step FROM evolve_steprecord WHERE %s >= 0 ORDER BY step",
    "filled": "SELECT rows_done, done, sweep FROM evolve_segment WHERE %s >= 0",
    "conflicts": "SELECT count(*) FROM evolve_conflict WHERE %s >= 0",
    "moves": "SELECT kind, data ->> 'from' FROM evolve_event"
    " WHERE id > %s AND (data ? 'from' OR kind = 'planned') ORDER BY id",
}


def answer(connection: Connection, query: str, since: int) -> list[tuple[object, ...]]:
    return connection.execute(query.encode(), [since]).fetchall()


def differing() -> list[str]:
    """What evolve would take for somebody else's doing: nothing, since nobody else was there."""
    with evolutions.working() as database:
        return [
            str(difference)
            for evolution in database.store.every()
            if evolution.state not in TERMINAL
            for difference in others.compared(database.session, database.store, evolution)[0]
        ]


def later(shop: ShopDatabase) -> None:
    """A dead process's lease has run out: that it is waited for is proved in test_leases."""
    with shop.connect() as connection:
        connection.execute("UPDATE evolve_evolution SET lease_until = now() - interval '1 second'")


def forget(shop: ShopDatabase) -> None:
    """Evolve's own tables as before the first evolution."""
    with shop.connect() as connection:
        connection.execute(
            "TRUNCATE evolve_evolution, evolve_steprecord, evolve_segment, evolve_event,"
            " evolve_evidence, evolve_conflict"
        )
