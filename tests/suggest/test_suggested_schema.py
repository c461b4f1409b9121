"""What was suggested, carried out, leaves the schema that a fresh database gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.management import call_command

from evolve.service import asking
from evolve.states import State
from tests.suggest.conftest import Making
from tests.suggest.test_suggest import creating
from tests.support import evolutions, schema
from tests.support.cluster import Cluster, ShopDatabase, django_at

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

CAPTION = "CharField(max_length=120, db_index=True)"
NAME, TABLE = "product-rename-caption", "shop_product"


def migrate(*target: str) -> None:
    call_command("migrate", *target, verbosity=0)


def evolved(database: ShopDatabase) -> None:
    """Release by release, with a row and running processes."""
    migrate("evolve")
    migrate("shop", "0001")
    with database.connect() as connection:
        connection.execute("INSERT INTO shop_product (sku, price, caption) VALUES ('a', 1, 'Jar')")
        evolutions.report_process(connection, TABLE, ["id", "sku", "price", "caption"], name="old")
    migrate("shop", "0002")
    with evolutions.working() as own:
        carried = evolutions.carry(own, own.store.get(NAME), State.READY)
        assert carried.state is State.READY, carried.hold
        migrate()
        with database.connect() as connection:
            connection.execute("DELETE FROM evolve_instance")
            new = ["id", "sku", "price", "title"]
            evolutions.report_process(connection, TABLE, new)
        done = evolutions.carry(own, asking.contract(own, NAME, now=True), State.DONE)
        assert done.state is State.DONE, done.hold


def test_a_suggested_evolution_ends_where_a_fresh_database_begins(
    shop_of: Making, cluster: Cluster, shop_template: str, django_db_blocker: DjangoDbBlocker
) -> None:
    """The files as they were written, names of indexes included; the row kept its value."""
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
            evolved(old)
        with django_at(fresh):
            migrate()
        with old.connect() as first, fresh.connect() as second:
            row = first.execute("SELECT title FROM shop_product").fetchone()
            assert row == ("Jar",)
            assert schema.dump(first, TABLE) == schema.dump(second, TABLE)
