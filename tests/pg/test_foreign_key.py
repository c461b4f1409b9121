"""What a foreign key asks of a row, on two types of keys, and what is refused beforehand."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evolve.changes import KINDS
from evolve.errors import PlaybookError
from evolve.phases.backfill import Backfill
from evolve.playbook.load import parse
from evolve.proof.agreement import agreement
from evolve.service import planning
from evolve.service.databases import Database
from evolve.service.planning import Report
from tests.support.cluster import ShopDatabase
from tests.support.evolutions import work_on
from tests.support.pairs import Spec, create_table, planned

# A column's type, the model it refers to, and the server's way to make a key of a number. The
# second column has the name of one in the other table.
KEYS = {
    "bigint": ("name", "bigint", "shop.Supplier", "{0}"),
    "uuid": ("code", "uuid", "shop.Voucher", "md5('{0}')::uuid"),
}
PARENTS = (
    "INSERT INTO shop_supplier (id, name) SELECT n, n FROM unnest(%s::int[]) AS n",
    "INSERT INTO shop_voucher SELECT md5(n::text)::uuid, n FROM unnest(%s::int[]) AS n",
)


def spec_of(key: str, *, emptied: bool) -> Spec:
    column, type_, to, _ = KEYS[key]
    change = f"foreign_key: {column}\nto: {to}" + "\norphans: set_null" * emptied
    return Spec(columns=f"id bigint PRIMARY KEY, {column} {type_}", change=change)


@pytest.mark.parametrize("key", KEYS)
def test_whatever_refers_to_nothing_is_found_and_nothing_else_is_emptied(
    shop_database: ShopDatabase, database: Database, key: str
) -> None:
    """Any rows and any parents: the batch leaves what plain SQL would on a quiet table."""
    column, _, _, spelled = KEYS[key]
    noting, emptying = spec_of(key, emptied=False), spec_of(key, emptied=True)
    create_table(shop_database, noting)
    pairs = planned(database, noting).plan.pairs
    orphans = 0

    def fill(parents: set[int], rows: list[int | None]) -> None:
        values = [spelled.format(n) if n is not None else "NULL" for n in rows]
        with shop_database.connect() as owner:
            owner.execute(b"TRUNCATE pair_table; DELETE FROM shop_supplier")
            owner.execute(b"DELETE FROM shop_voucher")
            for statement in PARENTS:
                owner.execute(statement.encode(), [list(parents)])
            for number, value in enumerate(values):
                owner.execute(f"INSERT INTO pair_table VALUES ({number}, {value})".encode())

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sets(st.integers(1, 6)), st.lists(st.none() | st.integers(1, 9), max_size=9))
    def any_rows(parents: set[int], rows: list[int | None]) -> None:
        nonlocal orphans
        fill(parents, rows)
        expected = sum(n is not None and n not in parents for n in rows)
        counted = agreement(database.session, pairs, filling=True)
        assert (counted.rows, counted.differences) == (len(rows), expected)
        orphans += expected

    any_rows()
    assert orphans, "no row that was drawn referred to nothing"
    rows = [None, 1, 2, 3, 7, 8]
    fill({1, 2, 3}, rows)
    report = planned(database, noting)
    assert report.trial is not None
    assert (report.trial.rows, report.trial.broken, report.trial.left) == (6, 2, 2)
    assert [refusal.code for refusal in report.stops] == ["orphans"]
    report = planned(database, emptying)
    assert report.stops == ()
    work = work_on(database, planning.create(database, report))
    filling = Backfill()
    filling.prepare(work)
    while filling.batch(work):
        pass
    with shop_database.connect() as owner:
        query = f"SELECT {column} IS NULL FROM pair_table ORDER BY id"
        found = [empty for (empty,) in owner.execute(query.encode())]
    assert found == [True, False, False, False, True, True]


REFUSED = {
    "type": ("v bigint", "shop.Voucher", ""),
    "constraint": ("v bigint REFERENCES shop_supplier", "shop.Supplier", ""),
    "null": ("v bigint NOT NULL", "shop.Supplier", "orphans: set_null"),
    "check": ("v bigint CHECK (v IS NOT NULL)", "shop.Supplier", "orphans: set_null"),
    "generated": (
        "w bigint, v bigint GENERATED ALWAYS AS (w) STORED",
        "shop.Supplier",
        "orphans: set_null",
    ),
    "key": ("v bigint", "shop.Delivery", ""),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_refer_is_refused(
    shop_database: ShopDatabase, database: Database, code: str
) -> None:
    columns, to, more = REFUSED[code]
    spec = Spec(
        columns=f"id bigint PRIMARY KEY, {columns}", change=f"foreign_key: v\nto: {to}\n{more}"
    )
    create_table(shop_database, spec)
    with shop_database.connect() as owner:
        owner.execute(b"ALTER TABLE shop_delivery DROP CONSTRAINT shop_delivery_pkey")
    assert code in [refusal.code for refusal in planned(database, spec).stops]


def test_a_model_that_is_none_is_named_with_its_place(
    shop_database: ShopDatabase, database: Database
) -> None:
    spec = Spec(
        columns="id bigint PRIMARY KEY, v bigint", change="foreign_key: v\nto: shop.Suplier"
    )
    create_table(shop_database, spec)
    with pytest.raises(PlaybookError) as caught:
        planned(database, spec)
    assert [(p.line, p.nearest) for p in caught.value.problems] == [(5, "shop.Supplier")]


GOES = "remove: customer, default: '0'"
KEY = (
    b"SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = 'shop_address'::regclass"
)


def test_a_relation_goes_by_the_names_that_django_gives(
    shop_database: ShopDatabase, database: Database
) -> None:
    """Its column, index and key; and one that goes does so once `db_constraint=False` is there."""

    def plan(change: str) -> Report:
        text = f"evolve: 1\nmodel: shop.Address\nchange: {{{change}}}\n"
        playbook = parse(text, name="keys", path="keys.yaml", kinds=KINDS)
        return planning.plan(database, playbook)

    found = plan("rename: customer, to: buyer")
    assert (found.stops, found.plan.new_columns) == ((), ("buyer_id",))
    editor: Any = connection.schema_editor()
    for suffix in ("", "_fk_shop_customer_id"):
        name = editor._create_index_name("shop_address", ["buyer_id"], suffix=suffix)
        assert any(name in step.id for step in found.plan.steps), name
    assert [stop.code for stop in plan(GOES).stops] == ["foreign_key"]
    with shop_database.connect() as owner:
        (name,) = owner.execute(KEY).fetchall()[0]
        owner.execute(f"ALTER TABLE shop_address DROP CONSTRAINT {name}".encode())
    assert (plan(GOES).stops, plan(GOES).plan.old_columns) == ((), ("customer_id",))
