"""The shop's rows are as varied as real ones, and made in both releases."""

from __future__ import annotations

import pytest

from sample_app import factories, load
from tests.support.cluster import ShopDatabase
from tests.support.command import manage

MAKE = """
from sample_app import factories as f
f.OrderFactory(), f.AddressFactory(), f.ProductFactory()
"""

SIDES = (
    ("shop_customer", ("first_name", "last_name"), ("full_name",)),
    ("shop_product", ("name",), ("title",)),
    ("shop_address", ("line",), ("street", "house_number")),
)


def test_loaded_names_are_of_every_sort(shop_database: ShopDatabase) -> None:
    with shop_database.connect() as connection:
        load.load(connection, customers=5000, products=10, addresses=20, orders=30)
        query = (
            "SELECT count(*), count(DISTINCT full_name) > 2000,"
            " bool_or(full_name !~ ' '), bool_or(full_name ~ ' .* '), bool_or(full_name ~ '  '),"
            " bool_or(full_name ~ ' $'), bool_or(full_name ~ '^ '), bool_or(full_name = ''),"
            " bool_or(length(split_part(full_name, ' ', 1)) > 80),"
            " bool_or(octet_length(full_name) > length(full_name)) FROM shop_customer"
        )
        assert connection.execute(query).fetchone() == (5000, *[True] * 9)
        tables = "shop_product", "shop_address", "shop_order"
        counts = [connection.execute(f"SELECT count(*) FROM {t}").fetchone() for t in tables]
    assert counts == [(10,), (20,), (30,)]


def test_factories_make_rows_of_this_release(shop_database: ShopDatabase) -> None:
    order = factories.OrderFactory()
    assert order.customer.full_name
    assert factories.AddressFactory().street
    assert factories.ProductFactory().title


@pytest.mark.parametrize("release", ["r1", "r2"])
def test_factories_fit_each_release(shop_database: ShopDatabase, release: str) -> None:
    with shop_database.connect() as connection:
        if release == "r2":
            for table, new, old in SIDES:
                for name in new:
                    connection.execute(f"ALTER TABLE {table} ADD {name} text")
                for name in old:
                    connection.execute(f"ALTER TABLE {table} ALTER {name} DROP NOT NULL")
    done = manage(shop_database, "shell", "--no-imports", "-c", MAKE, release=release)
    assert done.returncode == 0, done.stderr
