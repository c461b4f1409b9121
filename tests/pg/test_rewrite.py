"""Values that become others by a table: what stands in the table, and what does not."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evolve.errors import PlaybookError
from evolve.pg.sync import Mode
from evolve.proof.agreement import Agreement, agreement
from evolve.service.databases import Database
from evolve.states import Phase
from tests.support.cluster import Connection, ShopDatabase
from tests.support.evolutions import backfill
from tests.support.pairs import Evolving, Spec, begin, create_table, planned

TABLE = {"new": "open", "in work": "active", "it's {x} %s": "é😀\\", "": "empty"}
KEYS = {"bigint": (1, 2), "uuid": ("00000000-0000-0000-0000-000000000001", "f" * 32)}


def change(
    values: Mapping[str, str], field: str = "CharField(max_length=20, null=True)", more: str = ""
) -> str:
    lines = "".join(f"      {quoted(old)}: {quoted(new)}\n" for old, new in values.items())
    return f"rewrite: a\ninto:\n  b:\n    field: {field}\n    values:\n{lines}{more}"


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def forward(value: str | None) -> str | None:
    return None if value is None else TABLE.get(value, value)


def backward(value: str | None) -> str | None:
    return {new: old for old, new in TABLE.items()}.get(value or "", value)


VALUES = (
    st.none()
    | st.sampled_from([*TABLE, *TABLE.values(), "other", " new", "NEW"])
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
)


@pytest.mark.parametrize("key", KEYS)
def test_each_release_reads_in_its_own_words_what_the_other_has_written(
    shop_database: ShopDatabase, database: Database, writer: Connection, key: str
) -> None:
    """Both ways, whatever the value; what a release has written it reads again as it was."""
    spec = Spec(columns=f"id {key} PRIMARY KEY, a varchar(20)", change=change(TABLE))
    create_table(shop_database, spec)
    evolving = begin(database, spec, Mode.FILLING)
    one, two = KEYS[key]

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(VALUES, VALUES)
    def both_ways(old: str | None, new: str | None) -> None:
        writer.execute(b"DELETE FROM pair_table")
        writer.execute(b"INSERT INTO pair_table (id, a) VALUES (%s, %s)", [one, old])
        writer.execute(b"INSERT INTO pair_table (id) VALUES (%s)", [two])
        writer.execute(b"UPDATE pair_table SET b = %s WHERE id = %s", [new, two])
        rows = writer.execute(b"SELECT a, b FROM pair_table ORDER BY id").fetchall()
        assert rows == [(old, forward(old)), (backward(new), new)]
        counted = agreement(evolving.work.session, evolving.plan.pairs, filling=False)
        assert counted == Agreement(rows=2, differences=0, failing=0)

    evolving.enter(Mode.READY)
    both_ways()


def test_the_expression_is_total_and_of_the_exact_type(
    shop_database: ShopDatabase, database: Database
) -> None:
    """So that neither a handler nor a policy is asked for, where both sides are NOT NULL."""
    spec = Spec(
        columns="id bigint PRIMARY KEY, a varchar(20) NOT NULL",
        change=change(TABLE, "CharField(max_length=20)"),
    )
    create_table(shop_database, spec)
    report = planned(database, spec)
    assert report.stops == ()
    assert report.plan.pairs.only.total


def test_a_number_becomes_a_word_and_comes_back(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    values = {"1": "low", "2": "high"}
    back = "back:\n  a: {sql: \"CASE b WHEN 'low' THEN 1 WHEN 'high' THEN 2 ELSE b::integer END\"}"
    spec = Spec(columns="id bigint PRIMARY KEY, a integer", change=change(values, more=back))
    create_table(shop_database, spec)
    evolving: Evolving = begin(database, spec, Mode.FILLING, Mode.READY)
    writer.execute(b"INSERT INTO pair_table (id, a) VALUES (1, 1), (2, 2), (3, 30), (4, NULL)")
    writer.execute(b"UPDATE pair_table SET b = 'high' WHERE id = 1")
    found = writer.execute(b"SELECT a, b FROM pair_table ORDER BY id").fetchall()
    assert found == [(2, "high"), (2, "high"), (30, "30"), (None, None)]
    assert agreement(evolving.work.session, evolving.plan.pairs, filling=False).clean


def in_place(what: str) -> str:
    return f"rewrite: a\nin_place:\n  old_readers: unharmed\n  because: shown alike\n  {what}"


IN_PLACE = {
    "by a table": (in_place(f"values: {json.dumps(TABLE, ensure_ascii=False)}"), forward),
    "by SQL": (in_place("sql: lower(a)\ntoo_long: clamp"), str.lower),
}


@pytest.mark.parametrize("how", IN_PLACE)
@pytest.mark.parametrize("key", KEYS)
def test_in_place_old_values_are_translated_whoever_writes_them_until_contract(
    shop_database: ShopDatabase, database: Database, writer: Connection, key: str, how: str
) -> None:
    """In rows that are there, and in late writes, which are noted; then nothing is touched."""
    text, becomes = IN_PLACE[how]
    spec = Spec(columns=f"id {key} PRIMARY KEY, n integer, a varchar(20) NOT NULL", change=text)
    create_table(shop_database, spec)
    one, two = KEYS[key]
    values = [*TABLE, *TABLE.values(), "other", "NEW"]
    write = b"INSERT INTO pair_table (id, a) SELECT %s, %s ON CONFLICT (id) DO UPDATE SET a = %s"
    writer.execute(b"INSERT INTO pair_table (id, a) VALUES (%s, 'in work'), (%s, 'UP')", [one, two])
    evolving = begin(database, spec, Mode.FILLING)
    assert noted(writer) is False
    backfill(evolving.work)
    assert noted(writer) is False
    for mode in (Mode.FILLING, Mode.READY):
        if mode is Mode.READY:
            evolving.enter(mode)
        assert evolving.agreement(mode) == Agreement(rows=2, differences=0, failing=0)
        for value in values:
            writer.execute(write, [one, value, value])
            found = writer.execute(b"SELECT a FROM pair_table WHERE id = %s", [one]).fetchone()
            assert found == (becomes(value),), value
        assert noted(writer) is True
    assert [step.id for step in evolving.plan.phase(Phase.CONTRACT)] == []
    evolving.enter(Mode.ASIDE)
    writer.execute(write, [one, "NEW", "NEW"])
    writer.execute(write, [two, "in work", "in work"])
    rows = writer.execute(b"SELECT a FROM pair_table ORDER BY id").fetchall()
    assert rows == [("NEW",), ("in work",)]


def noted(connection: Connection) -> object:
    """Whether a write of an old value has been noted."""
    sequence = connection.execute(
        b"SELECT oid::regclass::text FROM pg_class WHERE relname ~ 'evolve_.*_noted' "
        b"AND relkind = 'S'"
    ).fetchone()
    assert sequence is not None
    row = connection.execute(f"SELECT is_called FROM {sequence[0]}".encode()).fetchone()
    return row and row[0]


def test_what_does_not_come_to_rest_in_place_is_refused(
    shop_database: ShopDatabase, database: Database
) -> None:
    """An expression that would change its own values again and again, and a unique column."""
    spec = Spec(
        columns="id bigint PRIMARY KEY, a varchar(20) UNIQUE", change=in_place("sql: a || '!'")
    )
    create_table(shop_database, spec)
    with shop_database.connect() as owner:
        owner.execute("INSERT INTO pair_table VALUES (1, 'x')")
        assert {stop.code for stop in planned(database, spec).stops} == {"unique", "width"}
        owner.execute("ALTER TABLE pair_table DROP CONSTRAINT pair_table_a_key")
        owner.execute("ALTER TABLE pair_table ALTER a TYPE text")
    assert [stop.code for stop in planned(database, spec).stops] == ["broken"]


WRONG = {
    "a new value that is too long": (change({"new": "n" * 21}), "no value of its column"),
    "an old value that cannot be": (change({"o" * 21: "new"}), "no value of its column"),
    "two that become one": (change({"x": "z", "y": "z"}), "two old values become one"),
    "neither table nor SQL": ("rewrite: a\ninto: {b: {field: TextField()}}", "either"),
    "the same name": ("rewrite: a\ninto: {a: {field: TextField(), values: {x: y}}}", "old field's"),
    "SQL without a way back": (
        "rewrite: a\ninto: {b: {field: TextField(), sql: a}}",
        "no way back",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_meant_is_refused_with_its_place(
    shop_database: ShopDatabase, database: Database, name: str
) -> None:
    text, words = WRONG[name]
    spec = Spec(columns="id bigint PRIMARY KEY, a varchar(20)", change=text)
    create_table(shop_database, spec)
    with pytest.raises(PlaybookError) as caught:
        planned(database, spec)
    assert words in caught.value.problems[0].message
    assert caught.value.problems[0].line in range(3, 9)


def test_a_value_that_does_not_come_back_is_counted_before_the_start(
    shop_database: ShopDatabase, database: Database
) -> None:
    """A word that is new in the table and old in a row; and text that would be cut."""
    spec = Spec(
        columns="id bigint PRIMARY KEY, a varchar(20)",
        change=change({"new": "open"}, "CharField(max_length=10, null=True)"),
    )
    create_table(shop_database, spec)
    assert {refusal.code for refusal in planned(database, spec).stops} == {"width"}
    with shop_database.connect() as owner:
        owner.execute("INSERT INTO pair_table VALUES (1, 'open'), (2, 'new'), (3, 'long enough')")
    clamped = Spec(columns=spec.columns, change=f"{spec.change}too_long: clamp\n")
    report = planned(database, clamped)
    assert report.trial is not None
    assert (report.trial.rows, report.trial.lossy) == (3, 2)
    assert {refusal.code for refusal in report.stops} == {"lossy"}
