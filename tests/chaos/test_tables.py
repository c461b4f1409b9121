"""Every table of the list goes through a whole evolution, and writes by both releases with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from evolve.service import asking, verifying
from evolve.service.databases import Database
from evolve.states import State
from sample_app import twin
from tests.chaos.scene import Scene, prepare_shop
from tests.chaos.tables import TABLES, Table
from tests.releases.stress import ledger
from tests.releases.stress.crew import Crew
from tests.releases.stress.shapes import NEW, OLD
from tests.releases.stress.writer import Writer
from tests.support import evolutions
from tests.support.cluster import Cluster, ShopDatabase, cloned

SEED = 1
ROWS = 200
FEW = ("insert", "update_side", "update_other", "delete")
MORE = (*FEW, "copy", "upsert", "update_both", "update_rows")


@pytest.fixture(scope="module")
def shop(
    cluster: Cluster, shop_template: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[ShopDatabase]:
    """One database for all tables."""
    with cloned(cluster, shop_template, django_db_blocker) as database:
        prepare_shop(database)
        yield database


def write(*writers: Writer, kinds: Iterable[str] = FEW) -> None:
    """Each writer makes a statement of each kind, and of those that only this table has."""
    for kind in (*kinds, *writers[0].shape.more):
        for writer in writers:
            writer.once(kind)


def test_the_list_has_no_table_twice_and_at_least_35() -> None:
    assert len({table.name for table in TABLES}) == len(TABLES) >= 35


# What a playbook of the shop or another table of the list shows alike.
DEAR = frozenset(
    {
        "key_and_rest",
        "to_keys",
        "other_place",
        "not_null",
        "in_place",
        "bare_not_null",
        "stamped_in_place",
        "parted_uuid",
        "joined_uuid",
        "asked_uuid",
        "pythons_text",
        "several_too",
        "checked_tenant",
        "referring_uuid",
        "derived_uuid",
        "token_tenant",
        "removed_text",
        "to_keys_int",
        "other_place_uuid",
    }
)


def tables() -> Iterator[Any]:
    for table in TABLES:
        marks = pytest.mark.thorough if table.name in DEAR else ()
        yield pytest.param(table, id=table.name, marks=marks)


@pytest.mark.parametrize("table", list(tables()))
def test_any_table_goes_from_start_to_contract(shop: ShopDatabase, table: Table) -> None:
    small = replace(table, rows=ROWS)
    scene = Scene(table=small, changes=(table.change,), seed=SEED)
    scene.prepare(shop)
    crew = Crew(shop, scene.shape, seed=SEED, rows=ROWS)
    try:
        with evolutions.swiftly(), evolutions.working() as database:
            go_through(database, scene, crew)
        crew.stop()
    finally:
        crew.close()
    record, more = crew.record(), len(scene.shape.more)
    assert record.failures == []
    assert record.transactions() == 2 * (len(MORE) + more) + 3 * (len(FEW) + more)
    assert crew.unacknowledged == []
    with shop.connect() as connection:
        found = twin.compare(connection, scene.shape.twin)
        sums = ledger.balance(connection, scene.shape.twin)
    assert (found.differences, found.examples) == (0, ())
    assert sums.conserved, sums
    assert found.rows > ROWS // 2


def go_through(database: Database, scene: Scene, crew: Crew) -> None:
    """The evolution from start to contract, with writers in every state that they see."""
    crew.add(OLD, 0)
    old = crew.hire(OLD)
    write(old)
    evolution = scene.begin(database, scene.table.change)
    evolution = evolutions.carry(database, evolution, State.BACKFILLING)
    write(old)
    evolution = evolutions.carry(database, evolution, State.READY)
    assert evolution.state is State.READY, evolution.hold
    crew.add(NEW, 0)
    new = crew.hire(NEW)
    write(old, new, kinds=MORE)
    verified = verifying.verify(database, evolution.name, show_values=False)
    assert verified.clean or scene.table.change.swept
    if scene.table.change.same_name:
        evolution = asking.swap(database, evolution.name, undo=False)
        evolution = evolutions.carry(database, evolution, State.SWAPPED)
        assert evolution.state is State.SWAPPED, evolution.hold
    crew.stop(OLD)
    crew.allow_later()
    evolution = asking.contract(database, evolution.name, now=True)
    evolution = evolutions.carry(database, evolution, State.DONE)
    assert evolution.state is State.DONE, evolution.hold
    write(new)
