"""The twin decides by what changed, and its comparison finds what differs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import errors

from sample_app import twin
from sample_app.names import CUSTOMERS, NAMES, PART
from tests.support.cluster import ShopDatabase
from tests.support.traffic import compare, load_with_twin

FULL_NAMES = st.text("ab \u00e9\U0001f600", max_size=200)


def row(**values: Any) -> dict[str, Any]:
    return CUSTOMERS.settled(None, {"id": 1, **values})


def side(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("full_name", "first_name", "last_name"))


LOSSY = row(first_name="Mary Ann", last_name="Lee")


def test_a_new_row_has_both_shapes_whoever_inserts_it() -> None:
    assert side(row(full_name="Ada King Lovelace")) == ("Ada King Lovelace", "Ada", "King Lovelace")
    assert side(LOSSY) == ("Mary Ann Lee", "Mary Ann", "Lee")


def test_an_unchanged_save_keeps_what_the_old_side_cannot_express() -> None:
    kept = CUSTOMERS.settled(LOSSY, {"full_name": "Mary Ann Lee", "phone": "1"})
    assert side(kept) == side(LOSSY)


def test_a_changed_side_decides_for_the_other() -> None:
    assert side(CUSTOMERS.settled(LOSSY, {"full_name": "Mary Lee"})) == ("Mary Lee", "Mary", "Lee")
    assert side(CUSTOMERS.settled(LOSSY, {"last_name": None})) == ("Mary Ann", "Mary Ann", None)


def test_words_that_are_too_long_are_cut() -> None:
    assert len(row(full_name="x" * 100 + " y")["first_name"]) == PART


@given(FULL_NAMES, FULL_NAMES)
def test_every_row_that_a_release_writes_agrees(before: str, after: str) -> None:
    first = row(full_name=before)
    assert NAMES.agrees(first)
    assert NAMES.agrees(CUSTOMERS.settled(first, {"full_name": after}))
    assert NAMES.agrees(CUSTOMERS.settled(first, {"first_name": after[:PART]}))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE shop_customer SET full_name = full_name || ' ' WHERE id = 7",
        "UPDATE shop_twin SET balance = balance + 0.01 WHERE id = 7",
        "DELETE FROM shop_customer WHERE id = 7",
        "DELETE FROM shop_twin WHERE id = 7",
    ],
)
def test_one_row_that_differs_is_found(shop_database: ShopDatabase, statement: Any) -> None:
    load_with_twin(shop_database, 100)
    assert compare(shop_database).differences == 0
    with shop_database.connect() as connection:
        connection.execute(statement)
    assert compare(shop_database).differences == 1


def test_new_columns_are_compared_as_soon_as_they_are_there(shop_database: ShopDatabase) -> None:
    load_with_twin(shop_database, 100)
    with shop_database.connect() as connection:
        connection.execute("ALTER TABLE shop_customer ADD first_name text, ADD last_name text")
    found = compare(shop_database)
    assert (found.differences, found.rows) == (100, 100)
    assert {"first_name", "last_name"} < set(found.columns)


def test_a_comparison_that_looks_at_nothing_is_refused(shop_database: ShopDatabase) -> None:
    load_with_twin(shop_database, 10)
    with shop_database.connect() as connection:
        connection.execute("ALTER TABLE shop_customer DROP full_name")
        with pytest.raises(LookupError):
            twin.compare(connection, CUSTOMERS)


def test_a_name_that_no_column_holds_is_refused_by_the_server(shop_database: ShopDatabase) -> None:
    """So the rules above are the only ones that cut."""
    with shop_database.connect() as connection, pytest.raises(errors.StringDataRightTruncation):
        connection.execute(
            "INSERT INTO shop_customer (email, phone, balance, created_at, full_name)"
            " VALUES ('a@b.c', '', 0, now(), repeat('x', 201))"
        )
