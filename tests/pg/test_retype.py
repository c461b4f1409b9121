"""A field of another type: each conversion both ways, what hangs on it, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from evolve.errors import Refused
from evolve.pg.sync import Mode
from evolve.phases import steps
from evolve.phases.work import Outcome
from evolve.proof.agreement import Agreement, agreement
from evolve.service.databases import Database
from evolve.states import Phase
from tests.support import schema
from tests.support.cluster import Connection, ShopDatabase
from tests.support.evolutions import backfill
from tests.support.pairs import Spec, begin, create_table, planned

KEYS = {"bigint": (1, 2), "uuid": ("00000000-0000-0000-0000-000000000001", "f" * 32)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """`old` and `new` make values; `forward` is plain SQL of the one, x, `backward` of y."""

    type: str
    to: str
    old: st.SearchStrategy[object]
    new: st.SearchStrategy[object]
    forward: str
    backward: str
    more: str = ""
    prepare: str = "SELECT"


INTEGERS = st.integers(-(2**31), 2**31 - 1)
CONVERSIONS = {
    "varchar to uuid": Conversion(
        type="varchar(36)",
        to="UUIDField(null=True)",
        old=st.uuids().map(str),
        new=st.uuids().map(str),
        forward="x::uuid",
        backward="y::text",
    ),
    "integer to varchar": Conversion(
        type="integer",
        to="CharField(max_length=12, null=True)",
        old=INTEGERS,
        new=INTEGERS.map(str),
        forward="x::text",
        backward="y::integer",
    ),
    "text to jsonb": Conversion(
        type="text",
        to="JSONField(null=True)",
        old=st.sampled_from(['{"a": "é"}', "[]", "null", '"😀"', "1.50", '{"a":1,"a":2}']),
        new=st.sampled_from(['{"b": null}', "[1, 2]", "0", '""']),
        forward="x::jsonb",
        backward="(y::jsonb)::text",
        more="lossy: accept",
    ),
    "timestamp to timestamptz": Conversion(
        type="timestamp",
        to="DateTimeField(null=True)",
        old=st.datetimes().map(str),
        new=st.sampled_from(["2024-07-01 12:00+00", "2024-10-27 00:30+00", "infinity"]),
        forward="x::timestamp AT TIME ZONE 'Europe/Berlin'",
        backward="y::timestamptz AT TIME ZONE 'Europe/Berlin'",
        more="using: a AT TIME ZONE 'Europe/Berlin'\n"
        "back: {a: \"b AT TIME ZONE 'Europe/Berlin'\"}\nlossy: accept",
    ),
    "enum to varchar": Conversion(
        type="mood",
        to="CharField(max_length=9, null=True)",
        old=st.sampled_from(["calm", "glad"]),
        new=st.sampled_from(["calm", "glad"]),
        forward="x::text",
        backward="y::mood",
        more="too_long: clamp",
        prepare="CREATE TYPE mood AS ENUM ('calm', 'glad')",
    ),
    "text to integer, else -1": Conversion(
        type="text",
        to="IntegerField(null=True)",
        old=st.text("äx 😀'", max_size=9) | INTEGERS.map(str),
        new=INTEGERS,
        forward="CASE WHEN x IS NULL THEN NULL WHEN x ~ '^-?[0-9]+$' THEN x::integer ELSE -1 END",
        backward="y::text",
        more='on_error: "-1"\nlossy: accept',
    ),
}


@pytest.mark.parametrize("name", CONVERSIONS)
def test_each_release_reads_its_own_type_whatever_the_other_has_written(
    shop_database: ShopDatabase, database: Database, writer: Connection, name: str
) -> None:
    """Both ways, as the plain SQL would have it; NULL stays NULL."""
    case = CONVERSIONS[name]
    key = list(KEYS)[len(name) % 2]
    change = f"retype: a\nto: {case.to}\nname: b\n{case.more}"
    spec = Spec(columns=f"id {key} PRIMARY KEY, a {case.type}", change=change)
    with shop_database.connect() as owner:
        owner.execute(case.prepare.encode())
    create_table(shop_database, spec)
    evolving = begin(database, spec, Mode.FILLING)
    one, two = KEYS[key]
    plain = sql.SQL(
        "SELECT bool_and(CASE id WHEN %(one)s THEN a IS NOT DISTINCT FROM x "
        "AND b IS NOT DISTINCT FROM ({forward}) "
        "ELSE a IS NOT DISTINCT FROM ({backward})::{type} END) "
        "FROM pair_table, (SELECT %(old)s::{type} AS x, %(new)s AS y) AS given"
    ).format(
        type=sql.SQL(case.type),
        forward=sql.SQL(case.forward),
        backward=sql.SQL(case.backward),
    )

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.none() | case.old, st.none() | case.new)
    def both_ways(old: object, new: object) -> None:
        writer.execute(b"DELETE FROM pair_table")
        writer.execute(b"INSERT INTO pair_table (id, a) VALUES (%s, %s)", [one, old])
        writer.execute(b"INSERT INTO pair_table (id) VALUES (%s)", [two])
        writer.execute(b"UPDATE pair_table SET b = %s WHERE id = %s", [new, two])
        values = {"old": old, "new": new, "one": one, "two": two}
        assert writer.execute(plain, values).fetchone() == (True,)
        counted = agreement(evolving.work.session, evolving.plan.pairs, filling=False)
        assert counted == Agreement(rows=2, differences=0, failing=0)

    evolving.enter(Mode.READY)
    both_ways()


SAME = {
    "char to text": ("character(8)", "TextField()", "'ab  '", "'longer than the eight'"),
    "char to varchar": ("character(8)", "CharField(max_length=30)", "'é😀'", "repeat('x', 30)"),
    "scale": ("numeric(6,2)", "DecimalField(max_digits=10, decimal_places=4)", "1.5", "12345.0001"),
    "float": ("real", "FloatField()", "0.1", "1e300"),
    "smallint": ("smallint", "IntegerField()", "-32768", "40000"),
}


@pytest.mark.parametrize("name", SAME)
def test_a_wider_type_takes_the_name_over_and_keeps_every_value(
    shop_database: ShopDatabase, database: Database, writer: Connection, name: str
) -> None:
    """Until the old column goes it follows; what it cannot hold is known, and keeps a swap from
    being undone."""
    type_, to, old, late = SAME[name]
    spec = Spec(columns=f"id bigint PRIMARY KEY, a {type_} NOT NULL", change=f"retype: a\nto: {to}")
    create_table(shop_database, spec)
    writer.execute(f"INSERT INTO pair_table (id, a) VALUES (1, {old})".encode())
    evolving = begin(database, spec, Mode.FILLING)
    backfill(evolving.work)
    evolving.enter(Mode.READY)
    for step in evolving.plan.phase(Phase.SWAP):
        assert steps.apply(evolving.work, step).outcome is Outcome.WORKED
    aside = evolving.plan.pairs_aside
    found = writer.execute(
        f"SELECT pg_typeof(a)::regtype::text, a = ({old})::{type_} FROM pair_table".encode()
    ).fetchone()
    assert found == (evolving.plan.pairs.only.new[0].type.partition("(")[0], True)
    assert agreement(evolving.work.session, aside, filling=False).clean
    writer.execute(f"UPDATE pair_table SET a = {late}".encode())
    assert writer.execute(f"SELECT a = {late} FROM pair_table".encode()).fetchone() == (True,)
    failing = agreement(evolving.work.session, aside, filling=False)
    assert failing == Agreement(rows=1, differences=1, failing=1)


def test_what_the_column_shares_with_others_goes_on_with_the_new_one(
    shop_database: ShopDatabase, database: Database
) -> None:
    """A composite UNIQUE under the name that Django gives it; what the field has alone is for its
    definition to say."""
    spec = Spec(
        columns="id bigint PRIMARY KEY, shop integer NOT NULL, a integer NOT NULL",
        change="retype: a\nto: CharField(max_length=11, db_index=True)\nname: b\n"
        "back: {a: {sql: 'b::integer', on_error: '0'}}\nusing: a::varchar(11)",
    )
    create_table(shop_database, spec)
    with shop_database.connect() as owner:
        owner.execute("CREATE INDEX ON pair_table (a)")
        owner.execute("ALTER TABLE pair_table ADD UNIQUE (shop, a)")
    evolving = begin(database, spec, Mode.FILLING)
    evolving.enter(Mode.READY)
    with shop_database.connect() as owner:
        made = [line for line in schema.dump(owner, "pair_table") if "(" in line and "b" in line]
    assert [line for line in made if "UNIQUE (shop, b)" in line and "pair_table_shop_b_key" in line]
    assert len([line for line in made if line.startswith("index") and "(b" in line]) == 2


def change(to: str, more: str = "") -> str:
    return f"retype: a\nto: {to}\n{more}"


REFUSED = {
    "in the catalog": ("varchar(9)", change("CharField(max_length=20)"), "catalog", "AlterField"),
    "without a length": ("varchar(9)", change("TextField()"), "catalog", "AlterField"),
    "digits alone": (
        "numeric(6,2)",
        change("DecimalField(max_digits=9, decimal_places=2)"),
        "catalog",
        "AlterField",
    ),
    "the same": ("bigint", change("BigIntegerField()"), "type", "nothing to do"),
    "narrower": ("varchar(9)", change("CharField(max_length=5)"), "type", "`name:`"),
    "another Python type": ("integer", change("TextField()"), "type", "`name:`"),
    "values that do not convert": (
        "text",
        change("UUIDField(null=True)", "name: b"),
        "failing",
        "on_error",
    ),
    "text that may be too long": (
        "uuid",
        change("CharField(max_length=30, null=True)", "name: b"),
        "width",
        "too_long",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_refused_with_the_way_out(
    shop_database: ShopDatabase, database: Database, name: str
) -> None:
    type_, text, code, way = REFUSED[name]
    spec = Spec(columns=f"id bigint PRIMARY KEY, a {type_}", change=text)
    create_table(shop_database, spec)
    if code == "failing":
        with shop_database.connect() as owner:
            owner.execute("INSERT INTO pair_table VALUES (1, 'no uuid'), (2, NULL)")
    stops = planned(database, spec).stops
    assert [stop.code for stop in stops] == [code]
    assert way in stops[0].hint


def test_an_index_that_the_new_type_does_not_take_is_refused(
    shop_database: ShopDatabase, database: Database
) -> None:
    spec = Spec(
        columns="id bigint PRIMARY KEY, n integer, a varchar(36)",
        change=change("UUIDField(null=True)", "name: b"),
    )
    create_table(shop_database, spec)
    with shop_database.connect() as owner:
        owner.execute("CREATE INDEX ON pair_table (n, a varchar_pattern_ops)")
    with pytest.raises(Refused, match="does not go with uuid"):
        planned(database, spec)
