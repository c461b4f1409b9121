"""Both releases are one application on the same tables; migrations are those of r1."""

from __future__ import annotations

import json

import pytest

from tests.support.cluster import ShopDatabase
from tests.support.command import manage

SHOW = """
import json
from django.apps import apps
models = apps.get_app_config("shop").get_models()
print(json.dumps({m._meta.db_table: sorted(f.column for f in m._meta.fields) for m in models}))
"""


def columns(database: ShopDatabase, release: str) -> dict[str, set[str]]:
    done = manage(database, "shell", "--no-imports", "-c", SHOW, release=release)
    assert done.returncode == 0, done.stderr
    return {table: set(names) for table, names in json.loads(done.stdout).items()}


def test_the_releases_differ_in_what_evolves_alone(shop_database: ShopDatabase) -> None:
    old, new = columns(shop_database, "r1"), columns(shop_database, "r2")
    assert old.keys() == new.keys()
    assert {table: (old[table] - new[table], new[table] - old[table]) for table in old} == {
        "shop_article": ({"author", "views"}, {"first_name", "last_name", "view_count"}),
        "shop_basket": (set(), {"total"}),
        "shop_basketline": (set(), set()),
        "shop_booking": (set(), {"total"}),
        "shop_contact": ({"phone"}, {"number"}),
        "shop_customer": ({"full_name"}, {"first_name", "last_name"}),
        "shop_product": ({"title"}, {"name"}),
        "shop_address": ({"street", "house_number"}, {"line"}),
        "shop_delivery": (set(), set()),
        "shop_account": (set(), set()),
        "shop_invoice": (set(), set()),
        "shop_item": (set(), {"slug"}),
        "shop_device": ({"colour", "width"}, {"traits"}),
        "shop_licence": ({"code"}, {"serial"}),
        "shop_order": (set(), set()),
        "shop_parcel": ({"label"}, set()),
        "shop_payment": (set(), set()),
        "shop_profile": ({"data"}, {"city", "settings"}),
        "shop_supplier": (set(), set()),
        "shop_ticket": ({"status"}, {"state"}),
        "shop_webhook": ({"payload"}, {"body"}),
        "shop_voucher": (set(), {"token"}),
    }


def test_migrations_are_complete_for_the_first_release(shop_database: ShopDatabase) -> None:
    done = manage(shop_database, "makemigrations", "shop", "--check", "--dry-run")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("release", ["r1", "r2"])
def test_each_release_passes_its_checks(shop_database: ShopDatabase, release: str) -> None:
    done = manage(shop_database, "check", release=release)
    assert done.returncode == 0, done.stderr
