"""The tables of the chaos: keys, columns, indexes and habits as they are found in old databases.

Each is data. A round draws some of them; `test_tables` carries an evolution through every one.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.chaos import keys, values
from tests.chaos.asked import asked
from tests.chaos.changes import (
    CENTS,
    CITY,
    COUNT,
    DOCUMENT,
    EXCHANGED,
    LABEL,
    LINE,
    NAMES,
    NUMBER,
    PLACE,
    STATUS,
    TRAITS,
    Change,
    at_once,
    renamed,
    widened,
)
from tests.chaos.keys import Key
from tests.chaos.onesided import (
    COUNTRY,
    HINT,
    KEPT,
    RANK,
    SPELLING,
    SUPPLIER,
    SUPPLIERS,
    TOKEN,
    TOTAL,
    joined,
    parted,
)
from tests.chaos.values import Value, maybe, one_of
from tests.releases.stress.shapes import Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """A column that no evolution touches, and that writers write."""

    name: str
    type: str
    value: Value


NOTE = Extra(name="note", type="varchar(40) DEFAULT ''", value=values.word)
AMOUNT = Extra(name="amount", type="numeric(12,2) NOT NULL DEFAULT 0", value=values.money)
SEEN = Extra(name="seen", type="timestamptz DEFAULT now()", value=values.moment)
BODY = Extra(name="body", type="text", value=maybe(values.wide))
TAGS = Extra(name="tags", type="text[]", value=maybe(values.first_names))
MOOD = Extra(name="mood", type="mood NOT NULL DEFAULT 'calm'", value=one_of("calm", "glad"))
BASE = (NOTE, AMOUNT)

# What a trigger of the user's own does: BEFORE each row, and AFTER the statement with its rows.
STAMPS = """
CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION stamp()
"""
COUNTS = """
CREATE TRIGGER a_count AFTER UPDATE ON {table} REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION count_changes()
"""
PREPARATION = (
    "CREATE DOMAIN mood AS varchar(8) CHECK (VALUE IN ('calm', 'glad'))",
    "CREATE TYPE size AS ENUM ('small', 'large')",
    f"INSERT INTO shop_supplier (id, name) SELECT n, n FROM generate_series(1, {SUPPLIERS}) AS n",
    "CREATE TABLE changes_counted (at timestamptz DEFAULT now(), changed bigint)",
    """
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN NEW.stamped := clock_timestamp(); RETURN NEW; END $$
""",
    """
CREATE FUNCTION count_changes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN INSERT INTO public.changes_counted (changed) SELECT count(*) FROM changed; RETURN NULL; END $$
""",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`indexes` and `triggers` are statements over {table}; `fillfactor` in percent.

    `change` is what evolves first; LABEL and COUNT may evolve beside it. `rows` there are at first.
    """

    name: str
    key: Key
    change: Change
    extras: tuple[Extra, ...] = BASE
    indexes: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    fillfactor: int = 100
    schema: str = "public"
    rows: int = 2000

    def __str__(self) -> str:
        return self.name

    @property
    def changes(self) -> tuple[Change, ...]:
        return (self.change, LABEL, COUNT)

    @property
    def columns(self) -> str:
        """What stands in CREATE TABLE."""
        columns = [
            *self.key.columns,
            *(column for change in self.changes for column in change.old),
            *((extra.name, extra.type) for extra in self.extras),
            ("stamped", "timestamptz"),
        ]
        lines = [f"{name} {type_}" for name, type_ in columns]
        return ", ".join([*lines, self.key.constraint] if self.key.constraint else lines)

    def shared(self, chance: random.Random) -> Values:
        return {extra.name: extra.value(chance) for extra in self.extras}


def indexed(*columns: str) -> tuple[str, ...]:
    """An index over each."""
    return tuple(f"CREATE INDEX ON {{table}} ({column})" for column in columns)


def rename(type_: str, value: Value, *indexes: str) -> Change:
    return renamed("title", "heading", type_, value, *indexes)


SPELLINGS = one_of("1.0", "1.00", "NaN", "0", "-12.345")
BY_ID = indexed("id")
ON_TITLE = indexed("title")
UNUSUAL = (
    "CREATE INDEX ON {table} (lower(title)) WHERE amount > 5",
    "CREATE INDEX ON {table} (title DESC, amount) INCLUDE (note)",
)

TABLES = (
    # Every kind of key.
    Table(name="bigint", key=keys.BIGINT, change=NAMES, indexes=indexed("note")),
    Table(name="int", key=keys.INT, change=LINE, fillfactor=85),
    Table(name="identity", key=keys.IDENTITY, change=CENTS, indexes=indexed("note", "amount")),
    Table(name="falling", key=keys.FALLING, change=EXCHANGED),
    Table(name="uuid4", key=keys.UUID4, change=NAMES, indexes=indexed("note"), fillfactor=70),
    Table(name="uuid7", key=keys.UUID7, change=DOCUMENT, indexes=indexed("amount")),
    Table(name="text_key", key=keys.TEXT, change=rename("varchar(40) NOT NULL", values.word)),
    Table(name="char_key", key=keys.CHAR, change=LINE, indexes=indexed("note")),
    Table(name="hash_key", key=keys.HASH, change=CENTS, indexes=indexed("note"), fillfactor=80),
    Table(name="numeric_key", key=keys.NUMERIC, change=EXCHANGED),
    Table(name="bytea_key", key=keys.BYTES, change=NAMES),
    Table(name="tenant", key=keys.TENANT, change=NAMES, indexes=indexed("tenant, note")),
    Table(name="text_uuid", key=keys.TEXT_UUID, change=DOCUMENT, fillfactor=90),
    Table(name="three_columns", key=keys.THREE, change=LINE, indexes=indexed("note")),
    Table(name="unique_key", key=keys.UNIQUE, change=CENTS),
    Table(name="nullable_key", key=keys.NULLABLE, change=NAMES, indexes=indexed("amount")),
    Table(name="no_key", key=keys.INDEXED, change=NAMES, indexes=BY_ID),
    Table(name="bare", key=keys.NONE, change=LINE, rows=300),
    # Every kind of column.
    Table(
        name="nullable_text", key=keys.BIGINT, change=rename("text", maybe(values.word), *ON_TITLE)
    ),
    Table(
        name="any_numeric",
        key=keys.UUID4,
        change=rename("numeric", maybe(SPELLINGS)),
        indexes=indexed("note", "amount"),
    ),
    Table(
        name="moments",
        key=keys.BIGINT,
        change=rename("timestamptz(0) NOT NULL DEFAULT now()", values.moment, *ON_TITLE),
    ),
    Table(name="json", key=keys.INT, change=rename("json", maybe(values.document))),
    Table(
        name="jsonb",
        key=keys.BIGINT,
        change=rename("jsonb NOT NULL", values.jsonb, "CREATE INDEX ON {table} USING gin (title)"),
    ),
    Table(
        name="int_array",
        key=keys.TENANT,
        change=rename("integer[] NOT NULL DEFAULT '{}'", values.numbers),
    ),
    Table(
        name="text_array",
        key=keys.BIGINT,
        change=rename("text[]", maybe(values.first_names)),
        extras=(NOTE, AMOUNT, TAGS),
    ),
    Table(
        name="toasted",
        key=keys.BIGINT,
        change=rename("text NOT NULL", values.wide),
        rows=300,
    ),
    Table(
        name="toasted_beside",
        key=keys.UUID4,
        change=NAMES,
        extras=(NOTE, AMOUNT, BODY),
        indexes=indexed("note"),
        rows=400,
    ),
    Table(
        name="bytes",
        key=keys.TEXT,
        change=rename("bytea", maybe(values.wide_bytes)),
        rows=300,
    ),
    Table(
        name="intervals",
        key=keys.BIGINT,
        change=rename("interval", maybe(one_of("1 mon", "30 days", "01:00:00"))),
    ),
    Table(
        name="floats",
        key=keys.INT,
        change=rename("double precision NOT NULL", one_of("-0", "0", "NaN", "1e-300", "0.1")),
    ),
    Table(
        name="ranges",
        key=keys.UUID7,
        change=rename("numrange", maybe(one_of("[1.0,2)", "[1.00,2)", "empty"))),
    ),
    Table(name="points", key=keys.BIGINT, change=rename("point", one_of("(0,-0)", "(0,0)"))),
    Table(
        name="enums",
        key=keys.BIGINT,
        change=rename("size NOT NULL DEFAULT 'small'", one_of("small", "large")),
    ),
    Table(
        name="booleans",
        key=keys.HASH,
        change=rename("boolean NOT NULL DEFAULT false", values.boolean),
    ),
    Table(
        name="volatile_default",
        key=keys.BIGINT,
        change=rename(
            "uuid NOT NULL DEFAULT gen_random_uuid()",
            lambda chance: keys.random_uuid(chance.randrange(10**6)),
            "CREATE INDEX ON {table} (title)",
        ),
    ),
    Table(
        name="domains_beside",
        key=keys.BIGINT,
        change=rename("char(8) NOT NULL", one_of("a", "A", "abc")),
        extras=(NOTE, AMOUNT, MOOD, SEEN),
        indexes=indexed("mood"),
    ),
    Table(name="other_values", key=keys.UUID4, change=STATUS, fillfactor=90),
    Table(name="key_and_rest", key=keys.BIGINT, change=CITY, indexes=indexed("note")),
    Table(name="to_keys", key=keys.UUID4, change=TRAITS, fillfactor=85),
    Table(name="other_place", key=keys.TENANT, change=PLACE, indexes=indexed("amount")),
    # Every kind of change without two sides.
    Table(name="not_null", key=keys.BIGINT, change=COUNTRY, indexes=indexed("country")),
    Table(name="checked", key=keys.UUID4, change=RANK, fillfactor=80, indexes=indexed("rank")),
    Table(name="referring", key=keys.BIGINT, change=SUPPLIER, indexes=indexed("note")),
    Table(name="in_place", key=keys.TEXT, change=SPELLING, indexes=indexed("outcome, note")),
    Table(name="derived", key=keys.TENANT, change=TOTAL, indexes=indexed("rate"), fillfactor=70),
    Table(name="token", key=keys.UUID7, change=TOKEN, indexes=indexed("note")),
    Table(name="parted", key=keys.BIGINT, change=parted("parted"), indexes=indexed("note")),
    Table(name="parted_uuid", key=keys.UUID4, change=parted("parted_uuid"), fillfactor=80),
    Table(name="joined", key=keys.BIGINT, change=joined("joined"), indexes=indexed("note")),
    Table(name="joined_uuid", key=keys.UUID4, change=joined("joined_uuid"), fillfactor=80),
    Table(name="checked_tenant", key=keys.TENANT, change=RANK, indexes=indexed("rank")),
    Table(name="referring_uuid", key=keys.UUID4, change=SUPPLIER, fillfactor=85),
    Table(name="derived_uuid", key=keys.UUID7, change=TOTAL, indexes=indexed("note")),
    Table(name="token_tenant", key=keys.TENANT, change=TOKEN, fillfactor=80),
    Table(name="removed_text", key=keys.TEXT_UUID, change=HINT, fillfactor=80),
    Table(name="to_keys_int", key=keys.INT, change=TRAITS, indexes=indexed("amount")),
    Table(name="other_place_uuid", key=keys.UUID7, change=PLACE, fillfactor=90),
    # What a query gives.
    Table(name="asked", key=keys.BIGINT, change=asked("asked"), indexes=indexed("note")),
    Table(name="asked_uuid", key=keys.UUID7, change=asked("asked_uuid", "uuid"), fillfactor=80),
    # What Python gives.
    Table(name="pythons", key=keys.BIGINT, change=NUMBER, indexes=indexed("note")),
    Table(name="pythons_text", key=keys.TEXT_UUID, change=NUMBER, fillfactor=80),
    Table(name="kept", key=keys.TENANT, change=KEPT, indexes=indexed("note"), fillfactor=80),
    # Several changes at once.
    Table(name="several", key=keys.BIGINT, change=at_once(NAMES, EXCHANGED, COUNTRY)),
    Table(
        name="several_too",
        key=keys.TENANT,
        change=at_once(LINE, CENTS, STATUS),
        indexes=indexed("note", "amount"),
        triggers=(STAMPS,),
        fillfactor=80,
    ),
    Table(name="removed", key=keys.BIGINT, change=HINT, indexes=indexed("note")),
    Table(name="bare_not_null", key=keys.NONE, change=COUNTRY, rows=300),
    Table(name="stamped_in_place", key=keys.INT, change=SPELLING, triggers=(STAMPS, COUNTS)),
    # Every habit.
    Table(
        name="wider",
        key=keys.UUID4,
        change=widened(
            "quantity",
            "integer DEFAULT 1",
            values.integer,
            values.big,
            "CREATE INDEX ON {table} (quantity) WHERE amount > 0",
        ),
        fillfactor=75,
    ),
    Table(
        name="small_wider",
        key=keys.BIGINT,
        change=widened("quantity", "smallint", maybe(one_of("-3", "0", "32767")), values.big),
    ),
    Table(
        name="unusual_indexes",
        key=keys.BIGINT,
        change=rename("varchar(120) NOT NULL", values.word, *UNUSUAL),
        indexes=indexed("note", "amount"),
    ),
    Table(
        name="stamped",
        key=keys.BIGINT,
        change=NAMES,
        triggers=(STAMPS,),
        indexes=indexed("stamped"),
    ),
    Table(
        name="counted",
        key=keys.UUID4,
        change=rename("varchar(40) NOT NULL", values.word, *ON_TITLE),
        triggers=(COUNTS,),
    ),
    Table(
        name="both_triggers",
        key=keys.TENANT,
        change=LINE,
        triggers=(STAMPS, COUNTS),
        fillfactor=70,
        indexes=indexed("note", "amount", "stamped", "seen"),
        extras=(NOTE, AMOUNT, SEEN),
    ),
    Table(name="elsewhere", key=keys.BIGINT, change=NAMES, schema="far", indexes=indexed("note")),
    Table(name="elsewhere_too", key=keys.TEXT_UUID, change=CENTS, schema="far", fillfactor=70),
)
