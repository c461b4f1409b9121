"""What columns bring with them into dual writing: collations and defaults."""

from __future__ import annotations

from evolve.pg.sync import Mode
from evolve.proof.agreement import Agreement
from evolve.service.databases import Database
from tests.pg.test_types import fill
from tests.support.cluster import Connection, ShopDatabase
from tests.support.pairs import Spec, begin, create_table


def rows(connection: Connection, columns: str) -> list[tuple[object, ...]]:
    return connection.execute(f"SELECT {columns} FROM pair_table ORDER BY id".encode()).fetchall()


def test_expressions_obey_the_collation_of_the_column_they_read(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    """In a trigger as in a batch, and where a value is judged or mended: the lower case of É is é
    or É, as the collation says."""
    spec = Spec(
        columns='id bigint PRIMARY KEY, a text COLLATE "C", n text COLLATE "C"',
        change="""
exchange: [a, n]
into:
  b: {field: 'TextField(null=True, db_collation="C")', sql: lower(a)}
  c: {field: TextField(null=True), sql: "lower(n) || chr(length(n))", on_error: lower(n)}
  d: {field: IntegerField(null=True), sql: "strpos(lower(n), 'é') + 0"}
back: {a: upper(b), n: b}
lossy: accept
""",
    )
    create_table(shop_database, spec)
    probe = "SELECT lower('É'), lower('É' COLLATE \"C\")".encode()
    assert writer.execute(probe).fetchone() == ("é", "É"), "the default collation does the same"
    insert = b"INSERT INTO pair_table (id, a, n) VALUES (%s, %s, %s)"
    writer.execute(insert, [1, "ÉX", "É"])
    evolving = begin(database, spec, Mode.FILLING)
    writer.execute(insert, [2, "ÉX", "É"])
    writer.execute(insert, [3, "ÉX", ""])
    fill(evolving)
    assert rows(writer, "b, c, d") == [("Éx", "É\x01", 0), ("Éx", "É\x01", 0), ("Éx", "", 0)]
    found = evolving.agreement(Mode.FILLING)
    assert found == Agreement(rows=3, differences=0, failing=0)
    writer.execute(b"UPDATE pair_table SET b = %s WHERE id = 3", ["éy"])
    assert rows(writer, "a")[2] == ("éY",), "the new column has a collation, too"
    found = evolving.agreement(Mode.FILLING)
    assert found == Agreement(rows=3, differences=0, failing=0)
    collations = writer.execute(
        b"SELECT collname FROM pg_attribute a JOIN pg_collation c ON c.oid = attcollation"
        b" WHERE attrelid = 'pair_table'::regclass AND attname IN ('a', 'b', 'c') ORDER BY attname"
    ).fetchall()
    assert collations == [("C",), ("C",), ("default",)]


def test_a_default_is_no_value_that_somebody_gave(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    """A constant default of the old column counts as not given, a computed one as given; the new
    column gets its own when the old one goes aside."""
    spec = Spec(
        columns="id bigint PRIMARY KEY, a text DEFAULT 'none', n timestamptz DEFAULT now()",
        change="""
exchange: [a, n]
into:
  b: {field: "TextField(null=True, db_default='nothing')", sql: a || ''}
  m: {field: DateTimeField(null=True), sql: n}
back: {a: b || '', n: m}
""",
    )
    create_table(shop_database, spec)
    evolving = begin(database, spec, Mode.FILLING)
    writer.execute(b"INSERT INTO pair_table (id) VALUES (1)")
    writer.execute(b"INSERT INTO pair_table (id, b, n) VALUES (2, 'new', NULL)")
    writer.execute(b"INSERT INTO pair_table (id, a) VALUES (3, NULL)")
    assert rows(writer, "a, b, n = m, n IS NULL") == [
        ("none", "none", True, False),
        ("new", "new", None, True),
        (None, None, True, False),
    ]
    assert evolving.conflicts() == 0
    writer.execute(b"INSERT INTO pair_table (id, b) VALUES (4, 'new')")
    assert evolving.conflicts() == 1, "what now() gave is taken for given"
    evolving.enter(Mode.READY)
    evolving.enter(Mode.ASIDE)
    writer.execute(b"INSERT INTO pair_table (id) VALUES (5)")
    writer.execute(b"INSERT INTO pair_table (id, b, m) VALUES (6, NULL, '2026-01-01')")
    places = {side.name: side.place for side in evolving.plan.pairs_aside.old}
    found = rows(writer, f'"{places["a"]}", b, m IS NULL, "{places["n"]}" IS NULL')
    assert found[-2:] == [("nothing", "nothing", True, True), (None, None, False, False)]
    agreement = evolving.agreement(Mode.ASIDE)
    assert agreement == Agreement(rows=6, differences=0, failing=0)
