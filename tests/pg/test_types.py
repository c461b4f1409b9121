"""Dual writing of every type that has more than one spelling of a value."""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import sql

from evolve.pg.sync import Mode
from evolve.phases.backfill import Backfill
from evolve.proof.agreement import Agreement
from evolve.service.databases import Database
from sample_app import roles
from tests.support.cluster import Connection, ShopDatabase
from tests.support.pairs import Evolving, Spec, begin, create_table, without_triggers


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A type with two values that `=` may call equal, or whose operator `=` does not exist."""

    name: str
    type: str
    one: str
    two: str
    extension: str = ""

    def __str__(self) -> str:
        return self.name


KINDS = [
    Kind(name="json", type="json", one='{"a": 1, "a": 2}', two='{"a":2}'),
    Kind(name="jsonb", type="jsonb", one='{"a": 1.0}', two='{"a": 1.00}'),
    Kind(name="numeric scale", type="numeric", one="1.0", two="1.00"),
    Kind(name="numeric NaN", type="numeric", one="NaN", two="0"),
    Kind(name="interval", type="interval", one="1 mon", two="30 days"),
    Kind(name="char(n)", type="char(5)", one="a", two="A"),
    Kind(name="timestamptz(0)", type="timestamptz(0)", one="infinity", two="2026-01-01 00:00:00Z"),
    Kind(name="float8 NaN", type="float8", one="NaN", two="1e-320"),
    Kind(name="float8 minus zero", type="float8", one="-0", two="0"),
    Kind(name="array", type="text[]", one="{a,NULL}", two="[0:1]={a,NULL}"),
    Kind(name="bytea", type="bytea", one=r"\x00", two=r"\x0000"),
    Kind(name="citext", type="citext", one="Ann", two="ANN", extension="citext"),
    Kind(name="C text", type='text COLLATE "C"', one="é", two="e\u0301"),
    Kind(name="point", type="point", one="(0,-0)", two="(0,0)"),
    Kind(name="range", type="numrange", one="[1.0,2)", two="[1.00,2)"),
    Kind(name="bit", type="bit(3)", one="101", two="011"),
    Kind(name="hstore", type="hstore", one="a=>1", two="a=>NULL", extension="hstore"),
]


def test_a_change_between_values_that_count_as_equal_is_still_a_change(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    """Old and new hold the same image after any write, of the application or of a batch."""
    with shop_database.connect("postgres") as superuser:
        for extension in sorted({kind.extension for kind in KINDS} - {""}):
            superuser.execute(f"CREATE EXTENSION {extension}".encode())
    for number, kind in enumerate(KINDS):
        spec = Spec(
            name=f"kind-{number}",
            table_name=f"kind_{number}",
            columns=f"id bigint PRIMARY KEY, a {kind.type}",
            change="rename: a\nto: b",
        )
        create_table(shop_database, spec)
        try_kind(shop_database, database, Place(spec=spec, connection=writer), kind)


def try_kind(shop: ShopDatabase, database: Database, place: Place, kind: Kind) -> None:
    place.insert(kind.one, kind.two)
    before = place.image(1, "a"), place.image(2, "a")
    assert before[0] != before[1], f"{kind}: the two are one"
    evolving = begin(database, place.spec, Mode.FILLING)
    fill(evolving)
    assert (place.image(1, "b"), place.image(2, "b")) == before, kind
    for mode in (Mode.FILLING, Mode.READY):
        if mode is not Mode.FILLING:
            evolving.enter(mode)
        for column, other in (("a", "b"), ("b", "a")):
            for value, expected in ((kind.two, before[1]), (kind.one, before[0])):
                place.update(column, value)
                assert place.image(1, column) == expected, (kind, mode, column, value)
                assert place.image(1, other) == expected, (kind, mode, column, value)
        assert evolving.agreement(mode) == Agreement(rows=2, differences=0, failing=0), kind
    with without_triggers(shop) as superuser:
        Place(spec=place.spec, connection=superuser).update("b", kind.two)
    assert evolving.agreement(Mode.READY).differences == 1, f"{kind}: taken for one another"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A table, as somebody sees it through a connection."""

    spec: Spec
    connection: Connection

    def sql(self, query: str, column: str = "a") -> sql.Composed:
        """`query` with the table for {t} and a column for {c}."""
        return sql.SQL(query).format(t=self.spec.table.identifier, c=sql.Identifier(column))

    def insert(self, *values: str) -> None:
        query = self.sql("INSERT INTO {t} (id, a) VALUES (%s, %s)")
        for key, value in enumerate(values, 1):
            self.connection.execute(query, [key, value])

    def update(self, column: str, value: str) -> None:
        update = self.sql("UPDATE {t} SET {c} = %s WHERE id = 1", column)
        assert self.connection.execute(update, [value]).rowcount == 1

    def image(self, key: int, column: str) -> str:
        """The value as it is stored, as far as text and size show it."""
        query = "SELECT {c}::text || '/' || pg_column_size({c}) FROM {t} WHERE id = %s"
        row = self.connection.execute(self.sql(query, column), [key]).fetchone()
        assert row is not None
        return str(row[0])


def fill(evolving: Evolving) -> None:
    """The backfill, to its end."""
    backfill = Backfill()
    backfill.prepare(evolving.work)
    for _ in range(100):
        if backfill.batch(evolving.work) is None:
            return
    raise AssertionError("a hundred batches do not suffice for a few rows")


# -- rounding and settings --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A value of type `old`, and what a field holds of it once `forward` has converted it."""

    old: str
    field: str
    value: str
    holds: str
    forward: str = "a"


DECIMAL = "DecimalField(max_digits=6, decimal_places=2, null=True)"
TEXT = "TextField(null=True)"
ROUNDS = [
    Round(old="numeric", field=DECIMAL, value="1.005", holds="1.01"),
    Round(old="float8", field=DECIMAL, value="2.675", holds="2.68"),
    Round(old="numeric", field="FloatField(null=True)", value="0.1", holds="0.1"),
    Round(old="numeric(9,4)", field=DECIMAL, value="-0.005", holds="-0.01"),
    Round(
        old="float8",
        field=TEXT,
        value="0.30000000000000004",
        holds="0.30000000000000004",
        forward="a::text",
    ),
    Round(
        old="text",
        field="DateTimeField(null=True)",
        value="01/02/2026 12:00",
        holds="2026-01-02 12:00:00+00",
        forward="a::timestamptz",
    ),
    Round(
        old="timestamptz",
        field=TEXT,
        value="2026-06-01 12:00Z",
        holds="2026-06-01 12:00:00+00",
        forward="a::text",
    ),
    Round(old="date", field=TEXT, value="2026-12-31", holds="2026-12-31", forward="a::text"),
    Round(old="interval", field=TEXT, value="26 h", holds="26:00:00", forward="a::text"),
    Round(old="bytea", field=TEXT, value=r"\x00ff", holds=r"\x00ff", forward="a::text"),
    Round(
        old="text",
        field="UUIDField(null=True)",
        value="A" * 32,
        holds="aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa",
        forward="a::uuid",
    ),
    Round(
        old="text",
        field="JSONField(null=True)",
        value='{"b":1, "a":  2}',
        holds='{"a": 2, "b": 1}',
        forward="a::jsonb",
    ),
    Round(old="text", field=TEXT, value=r"\a", holds=r"\a\d'x", forward=r"a || '\d''x'"),
    Round(old="text", field=TEXT, value="a", holds="here a", forward="here(a)"),
]
ALIEN = {
    "TimeZone": "Asia/Kathmandu",
    "DateStyle": "German, DMY",
    "IntervalStyle": "iso_8601",
    "bytea_output": "escape",
    "extra_float_digits": "-3",
    "standard_conforming_strings": "off",
    "escape_string_warning": "off",
    "search_path": "elsewhere",
}
SCHEMAS = """
CREATE SCHEMA elsewhere; GRANT USAGE ON SCHEMA elsewhere TO shop_app;
CREATE FUNCTION here(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT 'here ' || $1$$;
CREATE FUNCTION elsewhere.here(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT 'there'$$;
"""


def test_a_session_of_any_settings_writes_what_a_batch_would_have_written(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    """Values are rounded as on assignment, and read the same under any TimeZone, DateStyle or
    search_path: what a trigger and what a batch has written are alike, and agree."""
    with shop_database.connect() as owner:
        owner.execute(SCHEMAS.encode())
    strange = 0
    with shop_database.connect(roles.APP) as alien:
        for name, setting in ALIEN.items():
            alien.execute("SELECT set_config(%s, %s, false)", [name, setting])
        for number, case in enumerate(ROUNDS):
            spec = Spec(
                columns=f"id bigint PRIMARY KEY, a {case.old}",
                name=f"round-{number}",
                table_name=f"round_{number}",
                change=(
                    f"exchange: [a]\none_way: true\ninto:\n  b:\n    field: {case.field}\n"
                    f"    sql: >-\n      {case.forward}"
                ),
            )
            create_table(shop_database, spec)
            place = Place(spec=spec, connection=writer)
            place.insert(case.value)
            strange += shows(alien, place, case.forward) != shows(writer, place, case.forward)
            evolving = begin(database, spec, Mode.FILLING)
            fill(evolving)  # before the others write, which it would mend
            insert = place.sql("INSERT INTO {t} (id, a) SELECT %s, a FROM {t} WHERE id = 1")
            writer.execute(insert, [2])
            alien.execute(insert, [3])
            rows = writer.execute(place.sql("SELECT b::text FROM {t} ORDER BY id")).fetchall()
            assert rows == [(case.holds,)] * 3, case
            found = evolving.agreement(Mode.FILLING)
            assert found == Agreement(rows=3, differences=0, failing=0), case
    assert strange == 8, "settings that make no difference by themselves prove nothing"


def shows(connection: Connection, place: Place, forward: str) -> object:
    """The expression as the session's own settings would have it."""
    query = place.sql(f"SELECT ({forward})::text FROM {{t}} WHERE id = 1")
    return connection.execute(query).fetchone()
