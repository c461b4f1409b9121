"""What is asked again and again reads a batch's pages, whatever the planner believes of the table.

Its statistics may be missing, fresh, or older than nearly every row. The server carries each
statement out, and tells which nodes of its plan have touched the table, and how many pages each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

import pytest

from evolve.conf import Profile
from evolve.pg import counts
from evolve.pg.names import text
from evolve.pg.pages import Pages
from evolve.pg.rows import Batch, Move, batch_settings, cursor_statement, fill_statement
from evolve.pg.sync import Mode
from evolve.phases import holds, steps
from evolve.phases.backfill import Backfill
from evolve.service.databases import Database
from tests.support.cluster import Connection, ShopDatabase
from tests.support.pairs import Evolving, Spec, begin, create_table

COLUMNS = "id bigint PRIMARY KEY, a text, other text"
# An index on the column that is asked for NULL would lead to every row that is left.
ONCE = Spec(columns=COLUMNS, change="not_null: a\nfill: \"'none'\"\n")
BOTH = Spec(
    columns=COLUMNS,
    change="""
exchange: [a]
into: {b: {field: IntegerField(null=True), sql: "a::integer"}}
back: {a: "b::text"}
""",
)
ROWS = 40_000
# The batch's pages, of a table of more than a thousand, and what else it may look up.
START, SIZE, BESIDE = 40, 8, 20
# So many of the statements of `filling` touch no more than the segment.
CURSORS = 4


def insert(connection: Connection, first: int, last: int) -> None:
    connection.execute(
        "INSERT INTO pair_table (id, a, other) "
        "SELECT n, CASE WHEN n > %s THEN n::text END, repeat('x', 200) "
        "FROM generate_series(%s::bigint, %s) AS n",
        [ROWS, first, last],
    )


def missing(connection: Connection) -> None:
    insert(connection, 1, ROWS)


def fresh(connection: Connection) -> None:
    insert(connection, 1, ROWS)
    connection.execute("VACUUM ANALYZE pair_table")


def from_empty(connection: Connection) -> None:
    connection.execute("VACUUM ANALYZE pair_table")
    insert(connection, 1, ROWS)


def from_others(connection: Connection) -> None:
    """From a tenth of the rows, none of which is to be filled by `not_null`."""
    insert(connection, ROWS + 1, ROWS + ROWS // 10)
    connection.execute("VACUUM ANALYZE pair_table")
    insert(connection, 1, ROWS)


STATISTICS: dict[str, Callable[[Connection], None]] = {
    "missing": missing,
    "fresh": fresh,
    "from an empty table": from_empty,
    "from other rows": from_others,
}


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def reads(evolving: Evolving, statement: str) -> dict[str, int]:
    """How the table was read, and at most how many of its pages by each kind of scan."""
    session = evolving.work.session
    with session.passing():
        session.run([text(batch_settings(evolving.plan.pairs, 10_000, 1_000))])
        found = session.one(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}")
    (explained,) = found["QUERY PLAN"]
    pages: dict[str, int] = {}
    for node in nodes(explained["Plan"]):
        if node.get("Relation Name") == "pair_table" and node["Node Type"] != "ModifyTable":
            touched = node["Shared Hit Blocks"] + node["Shared Read Blocks"]
            pages[node["Node Type"]] = max(touched, pages.get(node["Node Type"], 0))
    return pages


def filling(evolving: Evolving, start: int, end: int | None) -> Iterator[str]:
    """The statements that fill these pages: in a pass of either kind, in a sweep, and guarded."""
    session, evolution = evolving.work.session, evolving.work.evolution
    tables = evolving.work.store.segment_table()
    for stripe, by, guarded in [(3, "", False), (3, "id", False), (None, "", False), (3, "", True)]:
        (segment,) = evolving.work.store.segments(evolution)
        session.rows("UPDATE evolve_segment SET cursor = %s, stripe = %s", [start, stripe or 0])
        batch = Batch(
            segment=segment.id,
            generation=segment.generation,
            owner=evolution.lease_owner,
            start=start,
            end=end,
            stripe=stripe,
            stripe_by=by,
            batch_pages=SIZE,
            guarded=guarded,
        )
        move = Move(group_page=0, group_end=9, cursor=start, stripe=stripe or 0, done=False)
        yield text(fill_statement(evolving.plan.pairs, batch, tables))
        yield text(cursor_statement(evolving.plan.pairs, batch, move, tables))


def looking(evolving: Evolving, start: int, end: int | None) -> Iterator[str]:
    """A look of the drift check, and what it asks where a value does not convert."""
    pages = Pages(start=start, end=end)
    for mode in (True, False):
        yield counts.count_agreement(evolving.plan.pairs, filling=mode, pages=pages)
        if not evolving.plan.pairs.total:
            yield counts.count_judged(evolving.plan.pairs, filling=mode, pages=pages)


@pytest.mark.parametrize("spec", [BOTH, ONCE], ids=["both ways", "once"])
def test_no_statement_reads_more_than_its_pages(
    shop_database: ShopDatabase, database: Database, spec: Spec
) -> None:
    create_table(shop_database, spec)
    with shop_database.connect() as owner:
        owner.execute("ALTER TABLE pair_table SET (autovacuum_enabled = off)")
        owner.execute("CREATE INDEX ON pair_table (a)")
        evolving = begin(database, spec, Mode.FILLING)
        Backfill().prepare(evolving.work)
        owner.execute("ALTER TABLE pair_table DISABLE TRIGGER USER")
        for statistics, fill in STATISTICS.items():
            owner.execute("TRUNCATE pair_table")
            fill(owner)
            last = pages_of(owner) - 1
            assert last > 100 * SIZE, "a whole scan would not be noticed"
            for start, end in ((START, START + SIZE), (last, None)):
                statements = chain(filling(evolving, start, end), looking(evolving, start, end))
                found = [(statement, reads(evolving, statement)) for statement in statements]
                ranges = sum("Tid Range Scan" in by for _, by in found)
                assert ranges == len(found) - CURSORS, (statistics, found)
                for statement, by in found:
                    assert by.keys() <= {"Tid Range Scan", "Tid Scan"}, (statistics, statement)
                    assert by.get("Tid Range Scan", 0) <= SIZE + BESIDE, (statistics, statement)


def pages_of(connection: Connection) -> int:
    row = connection.execute(
        "SELECT pg_relation_size('pair_table') / current_setting('block_size')::bigint"
    ).fetchone()
    assert row is not None
    return int(row[0])


def test_neither_holds_nor_probes_touch_the_table(
    shop_database: ShopDatabase, database: Database
) -> None:
    create_table(shop_database, BOTH)
    with shop_database.connect() as owner:
        insert(owner, 1, 1000)
    evolving = begin(database, BOTH, Mode.FILLING)
    work, table = evolving.work, evolving.plan.table
    # What the session has done before is told to the server, and not counted again.
    work.session.rows("SELECT pg_stat_force_next_flush()")
    fetched = "SELECT pg_stat_get_xact_blocks_fetched(%s::regclass) AS blocks"
    with work.session.passing():
        found = holds.readings(holds.gauges(table, Profile()), work.session, Profile(), 0.0)
        assert len(found) > 5
        for step in evolving.plan.steps:
            steps.probe_inside(work, step)
        assert work.session.one(fetched, [str(table)])["blocks"] == 0
        work.session.rows("SELECT count(*) FROM pair_table")
        assert work.session.one(fetched, [str(table)])["blocks"] > 0
