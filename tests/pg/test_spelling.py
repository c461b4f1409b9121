"""Values that Python gives: each comes to the server as what it is, whatever its type."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql
from psycopg.errors import DataError

from evolve.pg.names import TableName
from evolve.pg.settings import pins
from evolve.pg.side import Side
from evolve.pg.spelling import Column, loose, rows, spelled
from evolve.service.databases import Database

TABLE = TableName(schema="public", name="shop_customer")
# By type, what the server has and the function of a project's may hand on as it was read.
SERVED: dict[str, tuple[str, ...]] = {
    "timestamptz": ("infinity", "-infinity", "0044-03-15 12:00:00+00 BC", "12000-01-01 00:00:00+00",
                    "2026-01-01 23:59:59.999999-11"),
    "timestamp": ("infinity", "-infinity", "0001-01-01 00:00:00 BC", "2026-02-03 04:05:06.000007"),
    "date": ("infinity", "-infinity", "0044-03-15 BC", "99999-12-31", "2026-01-01"),
    "time": ("24:00:00", "00:00:00", "23:59:59.999999"),
    "timetz": ("24:00:00-02", "12:34:56.789+05:30"),
    "interval": ("170000000 years", "-1 days +00:00:03.000005", "00:00:00"),
    "timestamptz[]": ("{infinity,NULL,\"2026-01-01 00:00:00+00\"}", "{}"),
    "numeric(10,2)": ("NaN", "-0.10", "12345678.90"),
    "numeric": ("Infinity", "-Infinity", "NaN", "1.00", "1e-30"),
    "real": ("NaN", "-Infinity", "-0", "0.1", "1e-45"),
    "double precision": ("NaN", "Infinity", "-0", "0.1", "1e-320"),
    "bytea": (r"\x", r"\x00ff5c27", r"\x5c5c"),
    "bytea[]": (r'{"\\x00ff5c",NULL,"\\x"}',),
    "boolean": ("t", "f"),
    "boolean[]": ("{t,NULL,f}",),
    "character(5)": ("a", "abcde"),
    '"char"': ("a", ""),
    "bit(3)": ("101",),
    "bit varying(5)": ("", "10110"),
    "uuid": ("299170f1-66b8-4abb-b27c-bcd00b745007",),
    "inet": ("10.0.0.1/8", "::1"),
    "numrange": ("[1.00,2)", "empty", "(,)"),
    "integer[]": ("{{1,NULL},{3,4}}", "{{{1}},{{2}}}", "{}"),
    "text[]": ('{NULL,"NULL","","{}","a,b","\\"\\\\"}', '{{a,b},{"c d",NULL}}'),
    "point": ("(0,-0)",),
    "tsvector": ("'a':1 'b'",),
}  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
NUMBERS = st.decimals(allow_nan=True, allow_infinity=False, places=3, min_value=-999, max_value=999)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS.filter(str.isprintable),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab\"\\é"), inner),
    max_leaves=6,
)  # fmt: skip
MOMENTS = st.datetimes(
    min_value=datetime(2, 1, 1),
    max_value=datetime(9998, 1, 1),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=-11)), timezone(timedelta(hours=13))]),
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXTS,
    "bytea": st.binary(max_size=8),
    "numeric": NUMBERS.map(lambda n: n.normalize() if n.is_finite() else None),
    "bigint": st.integers(-(2**63), 2**63 - 1),
    "double precision": st.floats(allow_nan=False),
    "jsonb": DOCUMENTS,
    "text[]": st.lists(st.none() | TEXTS, max_size=3),
    "bytea[]": st.lists(st.none() | st.binary(max_size=4), max_size=3),
    "jsonb[]": st.lists(st.none() | DOCUMENTS.filter(lambda found: found is not None), max_size=3),
    "timestamptz": MOMENTS,
    "date": st.dates(),
    "time": st.times(),
    "interval": st.timedeltas(timedelta(days=-999), timedelta(days=999)),
    "uuid": st.uuids(),
}
# What an assignment would take of another type, and what it then holds.
TAKEN: tuple[tuple[str, Any, str], ...] = (
    ("integer", True, "1"),
    ("integer", 2.5, "3"),
    ("bigint", Decimal("-2.5"), "-3"),
    ("boolean", 0, "false"),
    ("text", True, "true"),
    ("numeric(4,1)", 1.25, "1.25"),
    ("date", datetime(2026, 1, 1, 23, tzinfo=timezone(timedelta(hours=-5))), "2026-01-02"),
    ("timestamp without time zone", date(2026, 1, 1), "2026-01-01 00:00:00"),
    ("time without time zone", time(1, 2), "01:02:00"),
    ("uuid", UUID(int=7).hex, str(UUID(int=7))),
    ("json", [1, {"a": None}], '[1, {"a": null}]'),
    ("character varying(2)[]", ["long"], "{long}"),
)


def side(type_: str) -> Side:
    return Side(name="a", place="a", type=type_)


def column(name: str, type_: str, values: Sequence[Any]) -> Column:
    """Values as they would be sent."""
    texts = [spelled(side(type_), value) for value in values]
    return Column(name=sql.Identifier(name), type=loose(type_), texts=texts)


def asked(database: Database, query: sql.Composable) -> list[dict[str, Any]]:
    """As a worker asks."""
    with database.session.transaction(read_only=True):
        database.session.local(**pins(TABLE))
        return database.session.rows(sql.Composed([query]))


def test_what_was_read_of_a_column_is_written_as_it_was(database: Database) -> None:
    """By type: out of the server, into Python, and back, image by image."""
    for type_, texts in SERVED.items():
        own = Column(name=sql.Identifier("a"), type=type_, texts=[None, *texts])
        read = asked(database, sql.SQL("SELECT a FROM {} AS g").format(rows([own])))
        assert len(read) == len(texts) + 1
        back = column("b", type_, [row["a"] for row in read])
        numbers = Column(
            name=sql.Identifier("n"), type="integer", texts=[str(n) for n, _ in enumerate(read)]
        )
        query = sql.SQL(
            "SELECT n, a::text, b::text FROM {} AS x JOIN {} AS y USING (n) "
            "WHERE NOT record_image_eq(ROW(a), ROW(b::{})) OR (a IS NULL) <> (n = 0)"
        ).format(rows([numbers, own]), rows([numbers, back]), sql.SQL(type_))
        assert asked(database, query) == [], type_


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_what_python_gives_is_read_as_it_is(database: Database, data: st.DataObject) -> None:
    """Rows of a column of each type, beside each other."""
    drawn = data.draw(st.lists(st.fixed_dictionaries({t: st.none() | v for t, v in VALUES.items()}),
                               min_size=1, max_size=3))  # fmt: skip
    sent = [column(type_, type_, [row[type_] for row in drawn]) for type_ in VALUES]
    assert asked(database, sql.SQL("SELECT * FROM {} AS g").format(rows(sent))) == drawn


def test_a_value_of_another_type_is_what_an_assignment_makes_of_it(database: Database) -> None:
    for type_, value, holds in TAKEN:
        query = sql.SQL("SELECT a::text FROM {} AS g").format(rows([column("a", type_, [value])]))
        assert asked(database, query) == [{"a": holds}], (type_, value)


def test_what_no_text_tells_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(DataError):
        spelled(side("text"), "a\0b")
