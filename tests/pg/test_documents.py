"""Keys of a document that become columns, come from columns, or move, whatever a document is."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evolve.changes.documents import rebuilt
from evolve.pg.sync import Mode
from evolve.proof.agreement import Agreement, agreement
from evolve.service.databases import Database
from tests.support.cluster import Connection, ShopDatabase
from tests.support.evolutions import backfill
from tests.support.pairs import Spec, begin, create_table, planned

KEYS = {"bigint": (1, 2), "uuid": ("00000000-0000-0000-0000-000000000001", "f" * 32)}
# Key and type of the document's column.
COLUMNS = [("bigint", "jsonb"), ("uuid", "jsonb"), ("bigint", "text")]
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)
NAMES = st.sampled_from(["a", "b", "it's", "é 😀", "0"])
SCALARS = st.none() | st.booleans() | st.integers(-9, 2**70) | TEXT
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.dictionaries(NAMES, DOCUMENTS, max_size=3)
ABSENT: Any = object()


def at(document: Any, path: tuple[str, ...]) -> Any:
    """What stands there, by Python's own hands."""
    for name in path:
        if not isinstance(document, dict) or name not in document:
            return ABSENT
        document = document[name]
    return document


def without(document: Any, path: tuple[str, ...]) -> Any:
    if not isinstance(document, dict) or path[0] not in document:
        return document
    if len(path) == 1:
        return {name: value for name, value in document.items() if name != path[0]}
    inner = document[path[0]]
    left = without(inner, path[1:])
    if left == {} and inner != {}:
        return without(document, path[:1])
    return {**document, path[0]: left}


def having(document: Any, path: tuple[str, ...], value: Any) -> Any:
    if value is ABSENT:
        return without(document, path)
    kept = document if isinstance(document, dict) else {}
    below = having(kept.get(path[0]), path[1:], value) if len(path) > 1 else value
    return {**kept, path[0]: below}


def spelled(value: Any) -> str | None:
    return None if value is ABSENT else json.dumps(value)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.just(ABSENT) | DOCUMENTS | OBJECTS, st.just(ABSENT) | DOCUMENTS, st.just(ABSENT) | DOCUMENTS
)
def holds_of_any_document(writer: Connection, document: Any, one: Any, two: Any) -> None:
    """Both keys set where they lead, or removed; a third removed; all else as it was."""
    paths = {("a", "b"): "%(one)s::jsonb", ("it's",): "%(two)s::jsonb"}
    query = "SELECT " + rebuilt("%(document)s::jsonb", [*paths, ("a", "é 😀")], paths)
    given = {"document": spelled(document), "one": spelled(one), "two": spelled(two)}
    found = writer.execute(query.encode(), given).fetchone()
    expected = None if document is ABSENT else document
    expected = having(having(without(expected, ("a", "é 😀")), ("a", "b"), one), ("it's",), two)
    if document is ABSENT and one is ABSENT and two is ABSENT:
        expected = None
    assert found == (expected,), (document, one, two)


def test_a_document_is_rebuilt_whatever_it_is(writer: Connection) -> None:
    holds_of_any_document(writer)


# -- the kinds ----------------------------------------------------------------------------------

TO_COLUMN = """
json_to_column: a
into:
  city: {field: "TextField(null=True)", key: it's.b}
  extra: {field: "JSONField(null=True)", key: a}
rest:
  left: JSONField(null=True)
"""
RESTRUCTURE = """
json_restructure: a
into:
  b: {field: JSONField(null=True), move: {a: it's.x, b: a}}
"""
TO_JSON = """
column_to_json: [name, age, tags]
into:
  doc: {field: JSONField(), keys: {name: it's.name, age: age}}
"""


@pytest.mark.parametrize(("key", "type_"), COLUMNS)
def test_keys_that_become_columns_go_both_ways(
    shop_database: ShopDatabase, database: Database, writer: Connection, key: str, type_: str
) -> None:
    """Old releases set whole documents, new ones columns and what is left; each reads its own."""
    spec = Spec(columns=f"id {key} PRIMARY KEY, a {type_} NOT NULL", change=TO_COLUMN)
    create_table(shop_database, spec)
    evolving = begin(database, spec, Mode.FILLING, Mode.READY)
    one, two = KEYS[key]

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(DOCUMENTS | OBJECTS, st.none() | TEXT, st.just(ABSENT) | DOCUMENTS, OBJECTS)
    def both_ways(document: Any, city: str | None, extra: Any, left: Any) -> None:
        writer.execute(b"DELETE FROM pair_table")
        writer.execute(
            b"INSERT INTO pair_table (id, a) VALUES (%s, %s), (%s, '{}')",
            [one, spelled(document), two],
        )
        writer.execute(
            b'UPDATE pair_table SET city = %s, extra = %s, "left" = %s WHERE id = %s',
            [city, spelled(extra), spelled(left), two],
        )
        old, new = writer.execute(
            b'SELECT a::jsonb, city, extra, extra IS NULL, "left" FROM pair_table ORDER BY id'
        ).fetchall()
        there = at(document, ("a",))
        assert old[0] == document
        assert (old[3], old[2]) == (there is ABSENT, None if there is ABSENT else there)
        assert old[4] == without(without(document, ("it's", "b")), ("a",))
        made = having(left, ("it's", "b"), ABSENT if city is None else city)
        assert new[0] == having(made, ("a",), extra)
        counted = agreement(evolving.work.session, evolving.plan.pairs, filling=False)
        assert counted == Agreement(rows=2, differences=0, failing=0)

    both_ways()


@pytest.mark.parametrize(("key", "type_"), COLUMNS)
def test_keys_that_move_are_read_where_each_release_knows_them(
    shop_database: ShopDatabase, database: Database, writer: Connection, key: str, type_: str
) -> None:
    spec = Spec(columns=f"id {key} PRIMARY KEY, a {type_}", change=RESTRUCTURE)
    create_table(shop_database, spec)
    evolving = begin(database, spec, Mode.FILLING, Mode.READY)
    one, two = KEYS[key]

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(DOCUMENTS | OBJECTS, OBJECTS)
    def both_ways(old: Any, new: Any) -> None:
        writer.execute(b"DELETE FROM pair_table")
        writer.execute(
            b"INSERT INTO pair_table (id, a) VALUES (%s, %s), (%s, NULL)", [one, spelled(old), two]
        )
        writer.execute(b"UPDATE pair_table SET b = %s WHERE id = %s", [spelled(new), two])
        found = writer.execute(b"SELECT a::jsonb, b FROM pair_table ORDER BY id").fetchall()
        there = without(without(old, ("a",)), ("b",))
        there = having(having(there, ("it's", "x"), at(old, ("a",))), ("a",), at(old, ("b",)))
        assert found[0] == (old, there)
        back = without(without(new, ("it's", "x")), ("a",))
        back = having(having(back, ("a",), at(new, ("it's", "x"))), ("b",), at(new, ("a",)))
        assert found[1] == (back, new)
        counted = agreement(evolving.work.session, evolving.plan.pairs, filling=False)
        assert counted == Agreement(rows=2, differences=0, failing=0)

    both_ways()


@pytest.mark.parametrize(("key", "type_"), COLUMNS)
def test_columns_that_become_keys_come_back(
    shop_database: ShopDatabase, database: Database, writer: Connection, key: str, type_: str
) -> None:
    change = TO_JSON.replace("JSONField", "TextField") if type_ == "text" else TO_JSON
    spec = Spec(columns=f"id {key} PRIMARY KEY, name text, age integer, tags jsonb", change=change)
    create_table(shop_database, spec)
    evolving = begin(database, spec, Mode.FILLING, Mode.READY)
    one, two = KEYS[key]
    ages = st.none() | st.integers(-(2**31), 2**31 - 1)

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.none() | TEXT, ages, st.just(ABSENT) | DOCUMENTS, ages)
    def both_ways(name: str | None, age: int | None, tags: Any, later: int | None) -> None:
        writer.execute(b"DELETE FROM pair_table")
        writer.execute(
            b"INSERT INTO pair_table (id, name, age, tags) VALUES (%s, %s, %s, %s)",
            [one, name, age, spelled(tags)],
        )
        made = having({}, ("it's", "name"), ABSENT if name is None else name)
        made = having(made, ("age",), ABSENT if age is None else age)
        made = having(made, ("tags",), tags)
        writer.execute(b"INSERT INTO pair_table (id, doc) VALUES (%s, %s)", [two, spelled(made)])
        old, new = writer.execute(
            b"SELECT doc::jsonb, name, age, tags, tags IS NULL FROM pair_table ORDER BY id"
        ).fetchall()
        assert old == new
        assert old == (made, name, age, None if tags is ABSENT else tags, tags is ABSENT)
        writer.execute(b"UPDATE pair_table SET age = %s", [later])
        found = writer.execute(b"SELECT DISTINCT doc::jsonb FROM pair_table").fetchall()
        assert found == [(having(made, ("age",), ABSENT if later is None else later),)]
        counted = agreement(evolving.work.session, evolving.plan.pairs, filling=False)
        assert counted == Agreement(rows=2, differences=0, failing=0)

    both_ways()


def test_what_would_be_lost_or_does_not_convert_is_counted_before_the_start(
    shop_database: ShopDatabase, database: Database
) -> None:
    """Keys that nobody takes, numbers in a text, a text where a number is to be."""
    text = (
        "json_to_column: a\ninto:\n"
        "  n: {field: IntegerField(null=True)}\n  t: {field: TextField(null=True)}"
    )
    spec = Spec(columns="id bigint PRIMARY KEY, a jsonb", change=text)
    create_table(shop_database, spec)
    with shop_database.connect() as owner:
        for number, document in enumerate(('{"n": 1}', '{"x": 1}', '{"t": 5}', '{"n": "one"}')):
            owner.execute("INSERT INTO pair_table VALUES (%s, %s)", [number, document])
    stops = {stop.code: stop.message for stop in planned(database, spec).stops}
    assert stops.keys() == {"failing", "lossy"}
    assert stops["failing"].startswith("1 of 4 rows")
    assert stops["lossy"].startswith("2 of 4 rows")


NO_JSON = {
    "keys that become columns": TO_COLUMN,
    "keys that move": RESTRUCTURE.replace("b: a}", "b: a}, on_error: \"'{}'\""),
}


@pytest.mark.parametrize("name", NO_JSON)
def test_a_text_that_is_no_json_is_counted_or_counts_as_the_playbook_says(
    shop_database: ShopDatabase, database: Database, writer: Connection, name: str
) -> None:
    """A write of it is taken, by releases that know nothing of documents; nothing fails."""
    given = NO_JSON[name].replace(", on_error: \"'{}'\"", "")
    spec = Spec(columns="id bigint PRIMARY KEY, a text NOT NULL", change=given)
    create_table(shop_database, spec)
    writer.execute("INSERT INTO pair_table VALUES (1, ''), (2, 'no json'), (3, '{\"a\": 1}')")
    (stop,) = planned(database, spec).stops
    assert (stop.code, stop.message.partition(" rows")[0]) == ("failing", "2 of 3")
    said = NO_JSON[name] + ("on_error: null" if name == "keys that become columns" else "")
    spec = replace(spec, change=f"{said}\nlossy: accept")
    evolving = begin(database, spec, Mode.FILLING)
    backfill(evolving.work)
    evolving.enter(Mode.READY)
    writer.execute("INSERT INTO pair_table VALUES (4, '{')")
    writer.execute("UPDATE pair_table SET a = '[' WHERE id = 3")
    counted = agreement(evolving.work.session, evolving.plan.pairs, filling=False)
    assert counted == Agreement(rows=4, differences=0, failing=0)
    column = evolving.plan.pairs.new[-1].name
    writer.execute(f'UPDATE pair_table SET "{column}" = \'{{"z": 2}}\' WHERE id = 1'.encode())
    found = writer.execute("SELECT a FROM pair_table ORDER BY id").fetchall()
    assert found == [('{"z": 2}',), ("no json",), ("[",), ("{",)]


def test_a_new_text_that_may_be_no_json_is_refused_where_the_old_field_takes_no_null(
    shop_database: ShopDatabase, database: Database
) -> None:
    change = RESTRUCTURE.replace("JSONField", "TextField")
    spec = Spec(columns="id bigint PRIMARY KEY, a text NOT NULL", change=change)
    create_table(shop_database, spec)
    (stop,) = planned(database, spec).stops
    assert (stop.code, stop.subject) == ("fails", "a")
    assert "JSONField" in stop.hint
