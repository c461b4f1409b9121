"""Why no view stands in for a table while a field is renamed: what works there, and what fails.

The table aside, and a view in its place that shows the column under both names, is the one way to
rename without a row written in which old and new releases could run at the same time.
"""

from __future__ import annotations

from collections.abc import Mapping

import psycopg
import pytest
from django.apps import apps
from django.db import ProgrammingError
from django.db.models import Count

from evolve.changes import KINDS
from evolve.errors import PlaybookError
from evolve.playbook.load import parse
from tests.support.cluster import Connection, ShopDatabase

IN_PLACE = """
ALTER TABLE shop_product RENAME TO shop_product_aside;
CREATE VIEW shop_product WITH (security_invoker = true) AS
SELECT id, title, title AS name, sku, price FROM shop_product_aside;
GRANT SELECT, INSERT, UPDATE, DELETE ON shop_product TO shop_app;
"""
FAILS: Mapping[str, str] = {
    "INSERT INTO shop_product (title, name, sku, price) VALUES ('a', 'a', 'z', 1)": "42601",
    "INSERT INTO shop_product (title, sku, price) VALUES ('a', 'z', 1) "
    "ON CONFLICT ON CONSTRAINT shop_product_pkey DO NOTHING": "42704",
    "SELECT id, title, count(*) FROM shop_product GROUP BY id": "42803",
    "TRUNCATE shop_product": "42809",
    "COPY shop_product FROM STDIN": "42809",
    "COPY shop_product TO STDOUT": "42809",
    "SELECT ctid FROM shop_product": "42703",
    "SELECT id FROM shop_product TABLESAMPLE system (10)": "0A000",
    "ALTER TABLE shop_product ADD more integer": "42809",
    "CREATE INDEX ON shop_product (price)": "42809",
    "CREATE TABLE other (product bigint REFERENCES shop_product)": "42809",
}
UPSERT = """
INSERT INTO shop_product (name, sku, price) VALUES ('Pen', 's1', 2)
ON CONFLICT (sku) DO UPDATE SET name = excluded.name || '!' RETURNING title, name
"""


def state_of(owner: Connection, statement: str) -> str | None:
    """The SQLSTATE with which it fails, None where it does not."""
    try:
        with owner.transaction(force_rollback=True):
            if statement.startswith("COPY"):
                with owner.cursor().copy(statement.encode()):
                    pass
            else:
                owner.execute(statement.encode())
    except psycopg.Error as error:
        return error.sqlstate
    return None


def test_a_view_takes_the_writes_of_both_releases_and_fails_statements_of_each(
    shop_database: ShopDatabase,
) -> None:
    with shop_database.connect() as owner:
        product = apps.get_model("shop", "Product")
        product.objects.create(title="Ink", sku="s0", price=1)
        counted = product.objects.annotate(times=Count("sku")).filter(sku="s0")
        assert counted.get().times == 1
        owner.execute(IN_PLACE)
        for _ in range(2):
            found = owner.execute(UPSERT).fetchone()
        assert found == ("Pen!", "Pen!")
        locked = "SELECT name FROM shop_product WHERE sku = 's0' FOR NO KEY UPDATE SKIP LOCKED"
        assert owner.execute(locked).fetchone() == ("Ink",)
        product.objects.filter(sku="s0").update(title="Blue ink")
        assert owner.execute(locked).fetchone() == ("Blue ink",)
        assert {statement: state_of(owner, statement) for statement in FAILS} == FAILS
        with pytest.raises(ProgrammingError, match="must appear in the GROUP BY clause"):
            counted.get()


def test_it_is_refused_with_the_reason_and_both_ways_out() -> None:
    text = "evolve: 1\nmodel: shop.Product\nchange: {rename: title, to: name, strategy: view}\n"
    with pytest.raises(PlaybookError) as caught:
        parse(text, name="by-view", path="by-view.yaml", kinds=KINDS)
    (problem,) = caught.value.problems
    assert "GROUP BY" in problem.message
    assert "'column'" in problem.expected
    assert "db_column" in problem.expected
