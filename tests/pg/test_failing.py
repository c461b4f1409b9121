"""Values that do not convert: the write is accepted, the row is told apart, and mended."""

from __future__ import annotations

import pytest
from psycopg import errors

from evolve.errors import Held
from evolve.pg.sync import Mode
from evolve.proof.agreement import Agreement, keys, one_sided
from evolve.service.databases import Database
from evolve.states import State
from tests.pg.test_types import fill
from tests.support import evolutions
from tests.support.cluster import Connection, ShopDatabase
from tests.support.pairs import Spec, begin, create_table, planned, without_triggers

# Old type, new field, forward, a value that converts, one that fails, the class of its SQLSTATE.
FAILURES = [
    ("text", "IntegerField(null=True)", "a::integer", "1", "x", "22"),
    ("text", "UUIDField(null=True)", "a::uuid", "a" * 32, "x", "22"),
    ("text", "DateField(null=True)", "a::date", "2026-01-01", "2026-02-30", "22"),
    ("bigint", "IntegerField(null=True)", "a", "1", "3000000000", "22"),
    ("numeric", "DecimalField(max_digits=3, decimal_places=1, null=True)", "a", "1", "100", "22"),
    ("text", "JSONField(null=True)", "a::jsonb", "{}", "{", "22"),
    ("text", "TextField(null=True)", "a::jsonpath::text", "$", "$[", "42"),
    ("text", "TextField(null=True)", "a::regtype::text", "integer", "no such type", "42"),
    ("integer", "TextField(null=True)", "chr(a)", "65", "0", "54"),
    ("integer", "TextField(null=True)", "repeat('x', a)", "2", "2000000000", "54"),
    ("text", "TextField(null=True)", "date_part(a, '12:00'::time)::text", "hour", "timezone", "0A"),
    ("text", "TextField(null=True)", "objecting(a)", "fine", "x", "P0"),
    ("integer", "FloatField(null=True)", "1 / a", "1", "0", "22"),
]
OBJECTING = """
CREATE FUNCTION objecting(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN IF $1 <> 'fine' THEN RAISE EXCEPTION 'not fine'; END IF; RETURN $1; END $$
"""


def test_no_conversion_fails_a_write_of_the_application(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    """Whatever an expression raises, by trigger or batch, the row is stored, counted as failing,
    and agrees as soon as its value converts."""
    with shop_database.connect() as owner:
        owner.execute(OBJECTING.encode())
    for number, (type_, field, forward, good, bad, state) in enumerate(FAILURES):
        table = f"fails_{number}"
        spec = Spec(
            columns=f"id bigint PRIMARY KEY, a {type_}, other text",
            name=f"fails-{number}",
            table_name=table,
            change=(
                f"exchange: [a]\none_way: true\ninto:\n  b:\n    field: {field}\n"
                f"    sql: >-\n      {forward}"
            ),
        )
        create_table(shop_database, spec)
        writer.execute(f"INSERT INTO {table} (id, a) VALUES (1, %s)".encode(), [good])
        evolving = begin(database, spec, Mode.FILLING)
        cast = f"SELECT ({forward})::{evolving.plan.pairs.only.new[0].type}"
        with pytest.raises(errors.Error) as caught:
            writer.execute(f"{cast} FROM (SELECT %s::{type_} AS a) AS x".encode(), [bad])
        assert str(caught.value.sqlstate).startswith(state), forward
        insert = f"INSERT INTO {table} (id, a) VALUES (%s, %s)".encode()
        writer.execute(insert, [2, bad])
        writer.execute(insert, [3, good])
        writer.execute(f"UPDATE {table} SET a = %s WHERE id = 3".encode(), [bad])
        with without_triggers(shop_database) as superuser:
            superuser.execute(insert, [4, bad])
            superuser.execute(insert, [5, good])
        fill(evolving)
        rows = writer.execute(f"SELECT id, b IS NULL FROM {table} ORDER BY id".encode()).fetchall()
        assert rows == [(1, False), (2, True), (3, True), (4, True), (5, False)], forward
        found = evolving.agreement(Mode.FILLING)
        assert found == Agreement(rows=5, differences=3, failing=3), forward
        shown = keys(database.session, evolving.plan.pairs, ("id",), filling=True)
        assert sorted(shown) == ["id=2", "id=3", "id=4"], forward
        writer.execute(f"UPDATE {table} SET a = %s WHERE id IN (2, 3, 4)".encode(), [good])
        found = evolving.agreement(Mode.FILLING)
        assert found == Agreement(rows=5, differences=0, failing=0), forward


def test_values_that_fail_before_start_are_counted_by_the_plan(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    """Rows that do not convert stop the plan with their number, and one mended lets it go."""
    for number, (type_, field, forward, good, bad, _) in enumerate(FAILURES[:3]):
        spec = Spec(
            columns=f"id bigint PRIMARY KEY, a {type_}",
            name=f"stops-{number}",
            table_name=f"stops_{number}",
            change=f"exchange: [a]\none_way: true\ninto: {{b: {{field: {field}, sql: {forward}}}}}",
        )
        create_table(shop_database, spec)
        table = spec.table_name
        writer.execute(
            f"INSERT INTO {table} VALUES (1, %s), (2, %s), (3, %s)".encode(), [good, bad, bad]
        )
        report = planned(database, spec)
        assert report.trial is not None
        assert (report.trial.rows, report.trial.failing) == (3, 2)
        assert [stop.code for stop in report.stops] == ["failing"]
        writer.execute(f"UPDATE {table} SET a = %s".encode(), [good])
        assert planned(database, spec).stops == ()


def test_one_way_sync_must_not_leave_an_old_column_without_a_value(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    """A row that a new release inserts needs a value for the old column, from somewhere."""
    change = """
exchange: [a]
into: {b: {field: TextField(null=True), sql: upper(a)}}
one_way: true
"""
    bare = Spec(columns="id bigint PRIMARY KEY, a text NOT NULL", change=change, table_name="bare")
    create_table(shop_database, bare)
    assert [(stop.code, stop.subject) for stop in planned(database, bare).stops] == [("null", "a")]
    backed = Spec(columns="id bigint PRIMARY KEY, a text NOT NULL DEFAULT ''", change=change)
    create_table(shop_database, backed)
    evolving = begin(database, backed)
    for key, mode in enumerate((Mode.FILLING, Mode.READY, Mode.ASIDE)):
        evolving.enter(mode)
        writer.execute(b"INSERT INTO pair_table (id, b) VALUES (%s, 'new')", [key])
        assert evolving.agreement(mode) == Agreement(rows=key + 1, differences=0, failing=0)


def test_a_revert_counts_what_it_would_lose_where_values_fail(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    """One row that does not convert hides no other whose new value the old side does not have."""
    spec = Spec(
        columns="id bigint PRIMARY KEY, a text",
        change="""
exchange: [a]
into: {b: {field: IntegerField(null=True), sql: "a::integer"}}
back: {a: "'about ' || b"}
lossy: accept
""",
    )
    create_table(shop_database, spec)
    evolving = begin(database, spec, Mode.FILLING, Mode.READY)
    writer.execute(b"INSERT INTO pair_table (id, a) VALUES (1, '1')")
    assert one_sided(database.session, evolving.plan.pairs) == 0
    writer.execute(b"INSERT INTO pair_table (id, b) VALUES (2, 2), (3, 3)")
    assert one_sided(database.session, evolving.plan.pairs) == 2
    writer.execute(b"INSERT INTO pair_table (id, a) VALUES (4, 'x')")
    assert one_sided(database.session, evolving.plan.pairs) == 2


def test_what_the_server_refuses_for_good_is_no_outage(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    """A text that no index can hold is a hold with a reason, and not tried again for ever."""
    spec = Spec(
        columns="id bigint PRIMARY KEY, a text",
        change="""
exchange: [a]
into: {b: {field: "TextField(null=True, db_index=True)", sql: a || ''}}
one_way: true
""",
    )
    create_table(shop_database, spec)
    writer.execute(
        b"INSERT INTO pair_table SELECT 1, string_agg(md5(n::text), '')"
        b" FROM generate_series(1, 300) AS n"
    )
    report = planned(database, spec)
    evolution = database.store.create(
        report.plan, playbook=spec.text, environment="", fingerprint=report.fingerprint
    )
    with pytest.raises(Held, match="index row"):
        evolutions.carry(database, evolution, State.READY, seconds=5)
    assert database.store.reload(evolution.id).state is State.VERIFYING
    writer.execute(b"UPDATE pair_table SET a = 'short'")
    evolution = evolutions.carry(database, evolution, State.READY)
    assert evolution.state is State.READY
