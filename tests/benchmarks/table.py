"""The table of the benchmark: 200 bytes a row, a bigint key, one index with random keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg

Connection = psycopg.Connection[tuple[Any, ...]]

NEW: LiteralString = "ADD COLUMN first_name varchar(80), ADD COLUMN last_name varchar(80)"
# As the plan of the playbook has them: what each method computes is the same.
FIRST: LiteralString = "split_part(full_name, ' ', 1)::varchar(80)"
LAST: LiteralString = (
    "nullif(substr(full_name, strpos(full_name || ' ', ' ') + 1), '')::varchar(80)"
)

LOAD: tuple[LiteralString, ...] = (
    """
    CREATE OR REPLACE FUNCTION letters(hex text, length bigint) RETURNS text IMMUTABLE
    RETURN translate(left(hex, length::int), '0123456789', 'ghijklmnop')
    """,
    "DROP TABLE IF EXISTS bench_row, bench_filled, bench_copy",
    """
    CREATE TABLE bench_row (
      id bigint NOT NULL,
      token uuid NOT NULL,
      created_at timestamptz NOT NULL,
      full_name varchar(200) NOT NULL,
      note text NOT NULL
    )
    """,
    # Neighbours in the table are far apart in the index of the tokens. Names have the length of
    # names, so that what is filled in makes a row longer by 8%.
    """
    INSERT INTO bench_row
    SELECT n, md5('token' || n)::uuid, timestamptz '2020-01-01' + n * interval '1 minute',
           initcap(letters(md5('f' || n), 3 + n %% 5) || ' ' || letters(md5('l' || n), 4 + n %% 6)),
           left(repeat(md5(n::text), 1 + %(note)s / 32), %(note)s)
    FROM generate_series(1, %(rows)s::bigint) AS n
    """,
    "ALTER TABLE bench_row ADD PRIMARY KEY (id)",
    "CREATE UNIQUE INDEX bench_row_token ON bench_row (token)",
)
# So many statements make the table empty; the next one fills it.
EMPTY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Bytes of the heap, and of all indexes together."""

    heap: int
    indexes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What is different about a table: `note` is the length of that column, and the statements
    are run while it is empty, and once it is full and has its indexes."""

    name: str
    note: int = 120
    empty: tuple[LiteralString, ...] = ()
    full: tuple[LiteralString, ...] = ()


USUAL = Variant(name="the table above")


def load(connection: Connection, rows: int, variant: Variant = USUAL) -> None:
    """The table anew, in order of its key, vacuumed, with everything before it on disk."""
    given = {"rows": rows, "note": variant.note}
    for statement in (*LOAD[:EMPTY], *variant.empty, *LOAD[EMPTY:], *variant.full):
        connection.execute(statement, given if "%(rows)s" in statement else None)
    connection.execute("VACUUM (ANALYZE) bench_row")
    connection.execute("CHECKPOINT")


def size(connection: Connection, name: str) -> Size:
    row = connection.execute(
        "SELECT pg_relation_size(%(t)s::regclass), pg_indexes_size(%(t)s::regclass)", {"t": name}
    ).fetchone()
    assert row is not None
    return Size(heap=row[0], indexes=row[1])


def unfilled(connection: Connection, name: str) -> int:
    """Rows without the new values: a method that left some has done nothing to be measured."""
    row = connection.execute(
        f"SELECT count(*) FILTER (WHERE first_name IS DISTINCT FROM {FIRST}"
        f" OR last_name IS DISTINCT FROM {LAST}) FROM {name}".encode()
    ).fetchone()
    assert row is not None
    return int(row[0])
