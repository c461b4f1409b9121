"""A field that goes: what a release that lacks it can do, and what is refused beforehand."""

from __future__ import annotations

import pytest
from psycopg import errors

from evolve.errors import PlaybookError, Refused
from evolve.service import asking
from evolve.service.databases import Database
from evolve.service.status import status
from evolve.states import State
from sample_app import roles
from tests.phases.conftest import Ground
from tests.support import evolutions
from tests.support.cluster import ShopDatabase
from tests.support.pairs import Spec, create_table, planned

CASE = next(c for c in evolutions.shipped() if c.name == "parcel-remove-label")
remove = pytest.mark.parametrize("case", [CASE], ids=str, indirect=True)

INSERT = "INSERT INTO shop_parcel (weight) VALUES (7000)"
READ = "SELECT label FROM shop_parcel WHERE weight = 7000"


@remove
def test_a_release_without_the_field_inserts_and_one_with_it_reads_what_was_agreed(
    ground: Ground,
) -> None:
    """From `ready` to the drop; and again once it has been undone."""
    with ground.shop.connect(roles.APP) as application:
        application.execute("INSERT INTO shop_parcel (weight, label) VALUES (8000, 'kept')")
        with pytest.raises(errors.NotNullViolation):
            application.execute(INSERT.encode())
        evolutions.to_ready(ground.database, ground.case)
        application.execute(INSERT.encode())
        assert application.execute(READ.encode()).fetchall() == [("",)]
        asked = asking.contract(ground.database, ground.case.playbook, now=False)
        evolutions.carry(ground.database, asked, State.QUARANTINED)
        application.execute(INSERT.encode())
        with pytest.raises(errors.UndefinedColumn):
            application.execute(READ.encode())
        undone = asking.undo_contract(ground.database, ground.case.playbook)
        evolutions.carry(ground.database, undone, State.READY)
        assert application.execute(READ.encode()).fetchall() == [("",), ("",)]
        kept = application.execute("SELECT label FROM shop_parcel WHERE weight = 8000")
        assert kept.fetchall() == [("kept",)]


@remove
def test_a_revert_is_refused_while_a_process_lacks_the_field(ground: Ground) -> None:
    """Its inserts would fail as soon as the default is gone."""
    evolutions.to_ready(ground.database, ground.case)
    with pytest.raises(Refused) as caught:
        asking.revert(ground.database, ground.case.playbook, accept_loss=True)
    assert [refusal.code for refusal in caught.value.refusals] == ["mapped"]
    shown = status(ground.database, ground.database.store.get(ground.case.playbook))
    assert shown.undo.endswith("(refused: 1 running process without label)")


KEYS = ("id bigint PRIMARY KEY", "id uuid PRIMARY KEY")
REFUSED = {
    "null": ("gone text NOT NULL", ""),
    "unique": ("gone text NOT NULL UNIQUE", "default: \"''\""),
    "index": ("gone text NOT NULL DEFAULT '', other text, UNIQUE (gone, other)", ""),
    "check": ("gone integer, other integer, CHECK (gone < other)", ""),
}
ALLOWED = (
    ("gone text", ""),
    ("gone text NOT NULL DEFAULT ''", ""),
    ("gone text UNIQUE", ""),
    ("gone text NOT NULL UNIQUE", "default: gen_random_uuid()::text"),
    ("gone integer NOT NULL CHECK (gone > 0)", "default: 1"),
    ("gone timestamptz NOT NULL", "default: now()"),
)
WRONG = (
    ("gone integer NOT NULL CHECK (gone > 0)", "default: 0"),
    ("gone varchar(3) NOT NULL", "default: \"'long'\""),
    ("gone integer NOT NULL", "default: other"),
    ("gone integer NOT NULL", "default: 0), (1"),
)


def stops(shop: ShopDatabase, database: Database, columns: str, default: str) -> set[str]:
    spec = Spec(columns=columns, change=f"remove: gone\n{default}")
    create_table(shop, spec)
    try:
        return {refusal.code for refusal in planned(database, spec).stops}
    finally:
        with shop.connect() as owner:
            owner.execute("DROP TABLE pair_table")


def test_what_a_release_without_the_field_could_not_insert_is_refused_before(
    shop_database: ShopDatabase,
) -> None:
    with evolutions.swiftly(), evolutions.working() as database:
        for key in KEYS:
            for code, (columns, default) in REFUSED.items():
                assert stops(shop_database, database, f"{key}, {columns}", default) == {code}
            for columns, default in ALLOWED:
                assert stops(shop_database, database, f"{key}, {columns}", default) == set()
        for columns, default in WRONG:
            with pytest.raises(PlaybookError) as caught:
                stops(shop_database, database, f"{KEYS[0]}, {columns}", default)
            assert [problem.line for problem in caught.value.problems] == [5], default
