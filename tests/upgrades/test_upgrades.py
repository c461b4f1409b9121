"""Law: an evolution half way survives an upgrade and a downgrade of one release.

`0.1.sql` is what the last release has left, an evolution of every shipped playbook at another
place in it; `record.py` has made it. A downgrade is the same seen from the other side: evolve's
tables are only extended within a major version, so that this release meets what a later one may
have added, and leaves it alone.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from evolve.records import Evolution
from evolve.service import asking
from evolve.service.databases import Database
from evolve.states import State
from sample_app.programs import installed_package
from tests.support import evolutions, schema
from tests.support.cluster import Cluster, Connection, ShopDatabase, cloned
from tests.upgrades.record import PLACES, ROWS

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

LAST = Path(__file__).parent / "0.1.sql"
TABLES = ("evolution", "steprecord", "segment", "event", "evidence", "conflict", "instance")
# What holds of every row in the end.
EXPECTED = {
    "shop_address": "line LIKE 'Street%'",
    "shop_customer": "first_name IS NOT NULL",
    "shop_invoice": "(total >= 0 AND discount <= total) IS NOT FALSE",
    "shop_order": "quantity BETWEEN 0 AND 49",
    "shop_parcel": "weight IS NOT NULL",
    "shop_product": "name = 'Product ' || id",
    "shop_supplier": "country <> ''",
    "shop_ticket": "state IS NOT NULL",
    "shop_voucher": "token IS NOT NULL",
}
# What a release to come may add: columns, and keys in what is stored as JSON.
ADDED = (
    *(f"ALTER TABLE evolve_{table} ADD later jsonb NOT NULL DEFAULT '{{}}'" for table in TABLES),
    """UPDATE evolve_evolution SET plan = plan || '{"later": 1}', tuning = tuning || '{}',
       drift = drift || '{"later": 1}'""",
    """INSERT INTO evolve_event (evolution_id, kind, data)
       SELECT id, 'later', '{}' FROM evolve_evolution""",
    """INSERT INTO evolve_evidence (evolution_id, kind, data)
       SELECT id, 'later', '{}' FROM evolve_evolution""",
)


@pytest.fixture
def last(
    cluster: Cluster, shop_template: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[ShopDatabase]:
    """The dump of the last release on a server of today; the template makes the roles."""
    with cloned(cluster, "template0", django_db_blocker) as database, evolutions.swiftly():
        program = installed_package() / "pginstall" / "bin" / "psql"
        url = database.url("postgres")
        options = ["--quiet", "--set", "ON_ERROR_STOP=1", "--file", str(LAST)]
        subprocess.run([program, url, *options], check=True, capture_output=True, timeout=60)
        with database.connect("postgres") as connection:
            # Its applications are running today.
            connection.execute("UPDATE evolve_instance SET last_seen = now() + interval '1 hour'")
        yield database


def all_of(database: Database) -> list[Evolution]:
    found = database.store.every()
    assert {evolution.name for evolution in found} >= set(PLACES)
    return found


def to_the_end(database: Database, evolution: Evolution) -> Evolution:
    """Whatever is left to be asked for, asked for in turn."""
    for _ in range(4):
        if evolution.state is State.DONE:
            break
        if evolution.state is State.QUARANTINED:
            evolution = asking.contract(database, evolution.name, now=True)
        elif evolution.state is State.READY and evolution.plan.same_name:
            evolution = asking.swap(database, evolution.name, undo=False)
        elif evolution.state in {State.READY, State.SWAPPED}:
            evolution = asking.contract(database, evolution.name, now=True)
        ends = {State.READY, State.SWAPPED, State.QUARANTINED, State.DONE} - {evolution.state}
        evolution = evolutions.carry(database, evolution, *ends)
    return evolution


def carried_on(shop: ShopDatabase) -> None:
    """Every evolution comes to its end, with every row as it should be and nothing left over."""
    with evolutions.working() as database:
        for evolution in all_of(database):
            ended = to_the_end(database, evolution)
            assert ended.state is State.DONE, (ended.name, ended.state, ended.hold)
    with shop.connect() as connection:
        for table, condition in EXPECTED.items():
            counted = connection.execute(
                f"SELECT count(*), count(*) FILTER (WHERE {condition}) FROM {table}".encode()
            ).fetchone()
            assert counted == (ROWS, ROWS), table
        assert schema.leftovers(connection) == []


def columns(connection: Connection) -> dict[tuple[str, str], tuple[str, bool]]:
    """Every column of evolve's tables: its type, and whether an INSERT has to give it."""
    rows = connection.execute(
        "SELECT relname, attname, format_type(atttypid, atttypmod), attnotnull AND NOT atthasdef "
        "AND attidentity = '' FROM pg_attribute JOIN pg_class c ON c.oid = attrelid "
        "WHERE relname LIKE 'evolve\\_%' AND relkind = 'r' AND attnum > 0 AND NOT attisdropped"
    )
    return {(table, name): (type_, needed) for table, name, type_, needed in rows}


def test_what_the_last_release_began_is_carried_on(last: ShopDatabase) -> None:
    with last.connect() as connection:
        before = columns(connection)
    call_command("migrate", "evolve", verbosity=0)
    with last.connect() as connection:
        after = columns(connection)
    assert {key: after.get(key) for key in before} == before, "the last release cannot come back"
    assert not [key for key in after.keys() - before.keys() if after[key][1]]
    carried_on(last)


def test_what_a_later_release_has_added_is_left_alone(last: ShopDatabase) -> None:
    """A downgrade, seen from this release."""
    call_command("migrate", "evolve", verbosity=0)
    with last.connect() as connection:
        for statement in ADDED:
            connection.execute(statement.encode())
    carried_on(last)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "plan = plan || '{\"version\": 3}'",
            "by a later release of evolve; found version 3",
        ),
        (
            "plan = jsonb_set(plan, '{pair,new,0,later}', '1')",
            "frozen by a later release of evolve",
        ),
        ("state = 'resting'", "is resting, a state that this release of evolve does not know"),
    ],
)
def test_what_is_not_understood_is_said_and_left_alone(
    shop_database: ShopDatabase, statement: str, said: str
) -> None:
    with evolutions.swiftly(), evolutions.working() as database:
        evolutions.start(database, evolutions.shipped()[0])
        with shop_database.connect() as connection:
            connection.execute(f"UPDATE evolve_evolution SET {statement}".encode())
            before = connection.execute("SELECT * FROM evolve_evolution").fetchall()
            for verb in (["status"], ["start", "--noinput"], ["revert"]):
                with pytest.raises(CommandError, match=said) as refused:
                    call_command("evolve", verb[0], evolutions.shipped()[0].playbook, *verb[1:])
                assert refused.value.returncode == 4
            assert connection.execute("SELECT * FROM evolve_evolution").fetchall() == before
