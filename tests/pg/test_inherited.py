"""Models that share a table, or have two: a proxy, and a child of another model."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from evolve.changes import KINDS
from evolve.errors import PlaybookError
from evolve.playbook.load import parse
from evolve.service import planning
from evolve.service.databases import Database
from evolve.service.planning import Report
from tests.support.cluster import ShopDatabase


@pytest.fixture
def family(shop_database: ShopDatabase) -> Iterator[None]:
    """A proxy of the product, and a child with a table of its own."""
    product, label = apps.get_model("shop", "Product"), apps.get_app_config("shop").label

    def make(name: str, **options: object) -> None:
        meta = type("Meta", (), {"app_label": label, **options})
        body = {"__module__": product.__module__, "Meta": meta}
        fields = {} if options.get("proxy") else {"extra": models.TextField(null=True)}
        type(name, (product,), {**body, **fields})

    make("Favourite", proxy=True)
    make("Rarity", db_table="shop_rarity")
    with shop_database.connect() as owner:
        owner.execute(
            "CREATE TABLE shop_rarity (product_ptr_id bigint PRIMARY KEY REFERENCES shop_product,"
            " extra text)"
        )
    try:
        yield
    finally:
        for name in ("favourite", "rarity"):
            apps.all_models[label].pop(name)
        apps.clear_cache()


def plan(database: Database, model: str, change: str) -> Report:
    text = f"evolve: 1\nmodel: shop.{model}\nchange: {{{change}}}\n"
    return planning.plan(database, parse(text, name="shared", path="shared.yaml", kinds=KINDS))


@pytest.mark.usefixtures("family")
def test_a_field_evolves_in_the_table_that_has_it(database: Database) -> None:
    """A proxy stands for its model; a child for what it adds; what it inherits is its parent's."""
    title, extra = "rename: title, to: name", "rename: extra, to: more"
    proxy, child = plan(database, "Favourite", title), plan(database, "Rarity", extra)
    assert (proxy.stops, proxy.plan.table.name) == ((), "shop_product")
    assert (child.stops, child.plan.table.name) == ((), "shop_rarity")
    with pytest.raises(PlaybookError) as caught:
        plan(database, "Rarity", title)
    (problem,) = caught.value.problems
    assert "shop.Product" in problem.expected
