"""Which column tells the passes apart: one of which every page has as many rows for each."""

from __future__ import annotations

import pytest

from evolve.pg.catalog import find_table
from evolve.pg.session import Session
from evolve.pg.striping import STRIPES, in_stripe
from evolve.proof.evenness import stripe_column
from evolve.service.databases import Database

ROWS = 20_000
FILL = f"SELECT {{}} FROM generate_series(1, {ROWS}) AS n"


@pytest.fixture
def session(database: Database) -> Session:
    return database.session


@pytest.mark.parametrize(
    ("columns", "values", "expected"),
    [
        ("id bigint PRIMARY KEY, t text", "n, repeat('x', 150)", "id"),
        ("t text, id integer PRIMARY KEY", "repeat('x', 150), n", "id"),
        ('"odd name" smallint PRIMARY KEY, t text', "n - 10000, repeat('x', 150)", "odd name"),
        ("id bigint PRIMARY KEY, t text", "n * 3, repeat('x', 150)", "id"),
        # Each of many masters gives every eighth number, and some services leave low bits at 0.
        ("id bigint PRIMARY KEY, t text", "n * 8 + 1, repeat('x', 150)", ""),
        ("id bigint PRIMARY KEY, t text", "n * 4096, repeat('x', 150)", ""),
        ("id bigint PRIMARY KEY, t text", "hashint8(n)::bigint * 100003 + n, repeat('x', 150)", ""),
        ("id uuid PRIMARY KEY, t text", "md5(n::text)::uuid, repeat('x', 150)", ""),
        ("a int, b int, PRIMARY KEY (a, b)", "n, n", ""),
        ("id bigint UNIQUE, t text", "n, repeat('x', 150)", ""),
        ("id bigint PRIMARY KEY, t text", "n, repeat('x', 150)::text WHERE false", ""),
    ],
)
def test_only_an_integer_key_that_lies_evenly(
    session: Session, columns: str, values: str, expected: str
) -> None:
    session.run([f"CREATE TABLE striped ({columns})"])
    rows, _, condition = values.partition(" WHERE ")
    only = f" WHERE {condition}" if condition else ""
    session.run([f"INSERT INTO striped {FILL.format(rows)}{only}"])
    table = find_table(session, "public", "striped")
    assert table is not None
    assert stripe_column(session, table) == expected


@pytest.mark.parametrize("by", ["id", ""])
def test_every_row_is_in_one_pass(session: Session, by: str) -> None:
    session.run(
        [
            "CREATE TABLE striped (id bigint PRIMARY KEY)",
            f"INSERT INTO striped SELECT n - 500 FROM generate_series(1, {ROWS}) AS n",
        ]
    )
    counts = [
        session.one(
            f"SELECT count(*) AS n FROM striped AS t WHERE {in_stripe(k, by).as_string(None)}"
        )["n"]
        for k in range(STRIPES)
    ]
    assert sum(counts) == ROWS
    assert max(counts) <= min(counts) * 1.1
