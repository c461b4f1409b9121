"""Law: what was suggested, carried out, leaves what the migrations make that it takes the place
of: the same schema, names of indexes and constraints included, and the same values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.db import connections

from evolve.records import Evolution
from evolve.service import asking
from evolve.service.databases import Database
from evolve.states import State
from tests.suggest import existing
from tests.suggest.conftest import Making, Shop
from tests.suggest.test_suggest import creating
from tests.support import evolutions, schema
from tests.support.cluster import Cluster, ShopDatabase, django_at

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

CAPTION = "CharField(max_length=120, db_index=True)"
NAME, TABLE = "product-rename-caption", "shop_product"
ITEM = "shop_item"
# Names that depend on whether a table was altered or made so, and how they are then.
ALTERED = {
    r"item_token_\w+_uniq": "item_token_key",
    "item_title_not_null": "item_name_not_null",
    r"item_(maker|producer)_id_[0-9a-f]{8}\b": "item_producer_id",
}
# Of these a migration keeps nothing, or nobody can tell it: keys that it throws away, and chance.
LOST = ("supplier_id", "token")
# Of the migrations in existing.py.
SOME = ("0003_names", "0007_token", "0010_supplier", "0012_maker")

ROWS = """
INSERT INTO shop_supplier (name) SELECT 'Supplier ' || n FROM generate_series(1, 5) AS n;
INSERT INTO shop_item (title, contact, street, house_number, quantity, country, price, note,
    legacy, supplier_id, maker_id)
SELECT 'Item ' || n, 'Ada L' || n, 'Street', n::text, n, CASE WHEN n % 3 > 0 THEN 'DE' END,
    n, 'Note ' || n, 'x', CASE WHEN n % 4 > 0 THEN n % 5 + 1 END, n % 5 + 1
FROM generate_series(1, 50) AS n;
"""


def migrate(*target: str) -> None:
    call_command("migrate", *target, verbosity=0)


def columns(database: ShopDatabase, table: str) -> list[str]:
    with database.connect() as connection:
        rows = connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
            " AND attnum > 0 AND NOT attisdropped",
            [table],
        )
        return [name for (name,) in rows]


def running(database: ShopDatabase, table: str, mapped: list[str]) -> None:
    """The processes that are alive are of one release, which lists these columns."""
    with database.connect() as connection:
        connection.execute("DELETE FROM evolve_instance")
        evolutions.report_process(connection, table, mapped)


def ready(own: Database, name: str) -> Evolution:
    carried = evolutions.carry(own, own.store.get(name), State.READY)
    assert carried.state is State.READY, carried.hold
    if carried.plan.same_name:
        carried = evolutions.carry(own, asking.swap(own, name, undo=False), State.SWAPPED)
        assert carried.state is State.SWAPPED, carried.hold
    return carried


def done(own: Database, name: str) -> None:
    carried = evolutions.carry(own, asking.contract(own, name, now=True), State.DONE)
    assert carried.state is State.DONE, carried.hold


def carried_out(database: ShopDatabase, table: str, started: str, mapped: list[str]) -> None:
    """Release by release, with rows and running processes; `mapped` is what the new one lists."""
    migrate("shop", started)
    with evolutions.working() as own:
        names = [evolution.name for evolution in own.store.every()]
        assert names
        for name in names:
            ready(own, name)
        migrate()
        running(database, table, mapped)
        for name in names:
            done(own, name)
        held = own.session.one("SELECT count(*) AS it FROM evolve_event WHERE kind = 'held'")
        assert held["it"] == 0, "one of them took another's steps for somebody else's"


def test_a_suggested_evolution_ends_where_a_fresh_database_begins(
    shop_of: Making, cluster: Cluster, shop_template: str, django_db_blocker: DjangoDbBlocker
) -> None:
    """From models: the files as they were written; the row kept its value."""
    shop = shop_of({"0001_initial": creating(Product__title="", Product__caption=CAPTION)})
    answer = shop.evolve("suggest", "shop")
    assert f"written  {shop.root / 'playbooks' / NAME}.yaml" in answer.out
    with (
        cluster.database() as old,
        cluster.database() as fresh,
        django_db_blocker.unblock(),
        evolutions.swiftly(),
    ):
        with django_at(old):
            migrate("evolve")
            migrate("shop", "0001")
            with old.connect() as connection:
                connection.execute(
                    "INSERT INTO shop_product (sku, price, caption) VALUES ('a', 1, 'Jar')"
                )
            running(old, TABLE, ["id", "sku", "price", "caption"])
            carried_out(old, TABLE, "0002", ["id", "sku", "price", "title"])
        with django_at(fresh):
            migrate()
        with old.connect() as first, fresh.connect() as second:
            row = first.execute("SELECT title FROM shop_product").fetchone()
            assert row == ("Jar",)
            assert schema.dump(first, TABLE) == schema.dump(second, TABLE)


# -- migrations that exist ----------------------------------------------------------------------


def decided(path: Path) -> None:
    """A person has looked: text is cut, and what does not come back is meant."""
    text = path.read_text()
    text = re.sub(
        r"^  # (too_long: clamp|lossy: accept|orphans: set_null) .*$", r"  \1", text, flags=re.M
    )
    path.write_text(text)


def take_the_place(shop: Shop, names: Sequence[str]) -> None:
    """As the answer tells: the old migrations go, and the new ones lose their suffix."""
    for name in names:
        (shop.migrations / f"{name}.py").unlink()
    for path in shop.migrations.glob("*.py.suggested"):
        path.rename(path.with_suffix(""))
    for path in (shop.root / "playbooks").glob("*.yaml"):
        decided(path)
    shop.forget()


def with_rows(*target: str) -> None:
    """The application's first migration, and rows; then migrations up to `target`."""
    migrate("shop", "0001")
    connections["default"].cursor().execute(ROWS)
    if target:
        migrate("shop", *target)


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(SOME, id="some"),
        pytest.param(tuple(existing.CHANGES), id="every", marks=pytest.mark.thorough),
    ],
)
def test_suggested_evolutions_end_where_the_migrations_end(
    names: tuple[str, ...],
    shop_of: Making,
    cluster: Cluster,
    shop_template: str,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """Of one table all at the same time, none held by another's steps. The schema is that of a
    fresh database, and that of the migrations but for the names that Django gives otherwise to a
    table that it alters."""
    shop = shop_of(existing.files(names))
    labels = [word for name in names for word in ("--migration", f"shop.{name}")]
    with (
        cluster.database() as migrated,
        cluster.database() as evolved,
        cluster.database() as fresh,
        django_db_blocker.unblock(),
        evolutions.swiftly(),
    ):
        with django_at(migrated):
            with_rows(names[-1])
        answer = shop.evolve("suggest", *labels, "--format", "json")
        assert answer.code == 0, answer.err
        (found,) = answer.data["applications"]
        kinds = [one["kind"] for one in found["evolutions"]]
        assert sorted(kinds) == sorted(existing.CHANGES[name].kind for name in names)
        assert (found["advice"], found["gaps"]) == ([], [])
        take_the_place(shop, names)
        with django_at(evolved):
            migrate("evolve")
            with_rows()
            running(evolved, ITEM, columns(evolved, ITEM))
            carried_out(evolved, ITEM, f"{len(names) + 1:04d}", columns(migrated, ITEM))
        with django_at(fresh):
            migrate()
        with migrated.connect() as first, evolved.connect() as second, fresh.connect() as third:
            expected = schema.dump(first, ITEM)
            assert schema.dump(second, ITEM) == schema.dump(third, ITEM)
            assert unnamed(schema.dump(second, ITEM)) == unnamed(expected)
            assert len(expected) > 12
            rows = schema.rows(first, ITEM, LOST)
            assert schema.rows(second, ITEM, LOST) == rows
            assert len(rows) == 50
            kept = second.execute("SELECT count(supplier_id), count(token) FROM shop_item")
            assert kept.fetchone() == (38, 50)
            assert schema.leftovers(second) == []


def unnamed(lines: list[str]) -> list[str]:
    """Without the names that Django makes otherwise for a table that has been altered."""
    for altered, fresh in ALTERED.items():
        lines = [re.sub(altered, fresh, line) for line in lines]
    return sorted(lines)
