"""Rows that stand against a start are listed by key, with what they hold, where that is asked."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from evolve.proof.offenders import ROWS
from evolve.service.databases import Database
from evolve.service.listing import with_rows
from tests.support.cluster import ShopDatabase
from tests.support.pairs import Spec, create_table, planned

UUID = "00000000-0000-0000-0000-00000000000"
KEYS: Mapping[str, tuple[str, list[dict[str, str]]]] = {
    "bigint": ("k bigint PRIMARY KEY", [{"k": "1"}, {"k": "2"}, {"k": "3"}]),
    "two columns": (
        'k text, "K 2" smallint GENERATED ALWAYS AS (1) STORED, PRIMARY KEY ("K 2", k)',
        [{"K 2": "1", "k": "1"}, {"K 2": "1", "k": "2"}, {"K 2": "1", "k": "3"}],
    ),
    "none": ("k text", [{"ctid": "(0,1)"}, {"ctid": "(0,2)"}, {"ctid": "(0,3)"}]),
}
TO_UUID = "retype: a\nto: UUIDField()\nname: b"


@pytest.mark.parametrize("name", KEYS)
def test_a_row_is_listed_for_each_thing_that_is_wrong_with_it(
    shop_database: ShopDatabase, database: Database, name: str
) -> None:
    """What does not convert, what would be NULL, and what does not come back."""
    columns, keys = KEYS[name]
    spec = Spec(columns=f"{columns}, a text", change=TO_UUID)
    create_table(shop_database, spec)
    with shop_database.connect() as owner:
        for key, value in ((1, "no uuid"), (2, None), (3, f"{{{UUID}1}}"), (4, f"{UUID}2")):
            owner.execute("INSERT INTO pair_table (k, a) VALUES (%s, %s)", [key, value])
    report = planned(database, spec)
    assert report.trial is not None
    assert (report.trial.failing, report.trial.nulls, report.trial.lossy) == (1, 1, 1)
    assert report.offenders == ()
    found = {row.wrong: (row.key, row.holds["a"]) for row in with_rows(database, report).offenders}
    assert found == {
        "failing": (keys[0], "no uuid"),
        "nulls": (keys[1], None),
        "lossy": (keys[2], f"{{{UUID}1}}"),
    }


def test_of_many_rows_a_few_are_listed_and_of_a_long_value_its_beginning(
    shop_database: ShopDatabase, database: Database
) -> None:
    """And nothing of a row that is as it should be, nor of columns that are not read."""
    spec = Spec(columns="id bigint PRIMARY KEY, a text, other text", change=TO_UUID)
    create_table(shop_database, spec)
    with shop_database.connect() as owner:
        owner.execute(
            "INSERT INTO pair_table SELECT n, repeat('é', 500), 'secret' "
            "FROM generate_series(1, 300) AS n"
        )
    report = with_rows(database, planned(database, spec))
    assert len(report.offenders) == ROWS
    assert {(*row.holds.items(),) for row in report.offenders} == {(("a", "é" * 80),)}


DEMANDS = {
    "a check without a way to mend": ("check: sound\nthat: a > 0", "left"),
    "a check that is broken still": ("check: sound\nthat: a > 0\nmend: {a: a}", "left"),
    "a way to mend that fails": ("check: sound\nthat: a > 0\nmend: {a: 7 / (a + 1)}", "failing"),
    "a reference to nothing": ("foreign_key: a\nto: shop.Supplier", "left"),
}


@pytest.mark.parametrize("name", DEMANDS)
def test_a_row_that_breaks_what_is_demanded_is_listed(
    shop_database: ShopDatabase, database: Database, name: str
) -> None:
    change, wrong = DEMANDS[name]
    spec = Spec(columns="id bigint PRIMARY KEY, a bigint", change=change)
    create_table(shop_database, spec)
    with shop_database.connect() as owner:
        owner.execute("INSERT INTO pair_table VALUES (1, NULL), (2, -1)")
    (row,) = with_rows(database, planned(database, spec)).offenders
    assert (row.wrong, row.key, row.holds) == (wrong, {"id": "2"}, {"a": "-1"})


def test_of_several_changes_each_lists_the_rows_that_stand_against_it(
    shop_database: ShopDatabase, database: Database
) -> None:
    """And one by which nothing is written lists none."""
    spec = Spec(
        columns="id bigint PRIMARY KEY, a text, c integer, d text",
        changes=(TO_UUID, "check: sound\nthat: c > 0", "remove: d"),
    )
    create_table(shop_database, spec)
    with shop_database.connect() as owner:
        for row in ((1, "no uuid", 1), (2, f"{UUID}1", -1)):
            owner.execute("INSERT INTO pair_table VALUES (%s, %s, %s)", row)
    found = with_rows(database, planned(database, spec)).offenders
    assert [(row.wrong, row.key["id"], row.holds) for row in found] == [
        ("failing", "1", {"a": "no uuid"}),
        ("left", "2", {"c": "-1"}),
    ]


def test_a_plan_that_nothing_stands_against_lists_nothing(
    shop_database: ShopDatabase, database: Database
) -> None:
    spec = Spec(columns="id bigint PRIMARY KEY, a text", change=TO_UUID)
    create_table(shop_database, spec)
    with shop_database.connect() as owner:
        owner.execute("INSERT INTO pair_table VALUES (1, gen_random_uuid())")
    report = planned(database, spec)
    assert report.stops == ()
    assert with_rows(database, report).offenders == ()
