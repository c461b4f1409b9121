"""What is claimed of PostgreSQL's functions, tried on the server with values at every edge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import psycopg

from evolve.pg.catalog import find_table
from evolve.pg.expressions import shape_copy, understand
from evolve.pg.soundness import TOTAL, WIDENING
from evolve.pg.understood import Nulls, Understood
from evolve.service.databases import Database
from tests.support.cluster import Connection, ShopDatabase

TEXTS = [
    "''",
    "' '",
    "'a'",
    "'A b  c '",
    "repeat('x', 500)",
    "'%'",
    r"'\'",
    "''''",
    "'ß'",
    "'ŉ ﬁ İı Σς'",
    "U&'\\+10FFFF'",
    "U&'\\0001'",
    "E'\\t\\n'",
    "'-1'",
    "'NaN'",
    "'e\u0301'",
]
SHORT = ["''", "' '", "'a'", "'A b '", "'ß'", r"'\'"]
EXTREMES: Mapping[str, Sequence[str]] = {
    "text": TEXTS,
    "varchar": SHORT,
    "bpchar": SHORT,
    "name": [*SHORT, "repeat('n', 80)"],
    "char": ["''", "'x'", "'ß'"],
    "int2": ["-32768", "-1", "0", "1", "32767"],
    "int4": ["-2147483648", "-2", "-1", "0", "1", "2", "2147483647"],
    "int8": ["-9223372036854775808", "-1", "0", "1", "9223372036854775807"],
    "bool": ["true", "false"],
    "uuid": ["'00000000-0000-0000-0000-000000000000'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"],
    "date": ["'-infinity'", "'infinity'", "'4713-01-01 BC'", "'5874897-12-31'", "'2000-02-29'"],
}
# What stands for any type: those with the strangest text.
ANY = {
    "timestamptz": ["'-infinity'", "'4713-01-01 00:00:00 BC'", "'294276-12-31 23:59:59Z'"],
    "float8": ["'NaN'", "'-0'", "'Infinity'", "1e-300", "1e300"],
    "numeric": ["'NaN'", "'-Infinity'", "1e100", "0.000"],
    "interval": ["'-1 mon 1 day -1 us'", "'178000000 years'"],
    "jsonb": ["'null'", "'{}'", "'[1]'"],
    "bytea": [r"'\x'", r"'\x00ff'"],
}
VALUES = {**EXTREMES, **ANY}


def type_name(type_: str) -> str:
    return '"char"' if type_ == "char" else type_


def overloads(owner: Connection) -> list[tuple[str, tuple[str, ...]]]:
    """Every function of a name that is ever taken for harmless, with its argument types."""
    names = sorted(TOTAL | {name for name, _ in WIDENING} | {"split_part", "substr", "substring"})
    rows = owner.execute(
        "SELECT proname::text, ARRAY(SELECT typname::text FROM unnest(proargtypes)"
        " WITH ORDINALITY AS a (type, n) JOIN pg_type t ON t.oid = a.type ORDER BY n)"
        " FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind = 'f'"
        " AND NOT proretset AND proname = ANY(%s)",
        [names],
    ).fetchall()
    return [(str(name), tuple(types)) for name, types in rows]


def concrete(types: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The same types with each kind of any replaced by real ones."""
    for place, type_ in enumerate(types):
        if type_ in {"any", "anynonarray", "anyelement"}:
            return [
                (*types[:place], real, *rest)
                for real in ANY
                for rest in concrete(types[place + 1 :])
            ]
    return [types]


def columns_of(types: tuple[str, ...]) -> list[str]:
    return [f"{type_}_{place}" for place, type_ in enumerate(types)]


def test_no_value_makes_a_harmless_function_fail_or_vanish(
    shop_database: ShopDatabase, database: Database
) -> None:
    """Every overload of every function that is named harmless, on all pairings of edge values:
    none fails where `total` is claimed, none gives NULL without one where that is claimed."""
    tried: dict[str, int] = {}
    with shop_database.connect() as owner:
        columns = [
            f"{column} {type_name(type_)}"
            for place in range(3)
            for type_ in VALUES
            for column in columns_of((*["x"] * place, type_))[-1:]
        ]
        owner.execute(f"CREATE TABLE edges ({', '.join(columns)})".encode())
        table = find_table(database.session, None, "edges")
        assert table is not None
        with shape_copy(database.session, table, {}):
            for name, types in overloads(owner):
                for real in concrete(types):
                    if set(real) <= set(VALUES):
                        call = f'pg_catalog."{name}"({", ".join(columns_of(real))})'
                        claim = understand(database.session, call)
                        if claim.expression.total:
                            tried[name] = tried.get(name, 0) + try_out(owner, real, claim)
    assert set(tried) == TOTAL | {name for name, _ in WIDENING} | {"substr", "substring"}
    assert sum(tried.values()) > 5000, tried


def try_out(owner: Connection, types: tuple[str, ...], claim: Understood) -> int:
    """Evaluates the call on every combination of values; how many there were."""
    sources = []
    for place, (column, type_) in enumerate(zip(columns_of(types), types, strict=True)):
        values = ", ".join(f"(({value})::{type_name(type_)})" for value in VALUES[type_])
        sources.append(f"(VALUES {values}) AS t{place} ({column})")
    inner = f"SELECT {claim.expression.sql} AS value FROM {' CROSS JOIN '.join(sources)} OFFSET 0"
    query = f"SELECT count(*), count(value), sum(length(value::text)) FROM ({inner}) AS q"
    try:
        row = owner.execute(query.encode()).fetchone()
    except psycopg.Error as error:
        raise AssertionError(f"{claim.expression.sql} fails") from error
    assert row is not None
    rows, present, _ = row
    assert claim.nulls is Nulls.MAYBE or rows == present, claim
    return int(rows)
