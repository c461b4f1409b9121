"""The batch: rows and cursor in one message, over every row of a table that moves."""

from __future__ import annotations

import pytest
from psycopg import sql

from evolve.errors import LeaseLost
from evolve.management.show.screens import FEW_ON_PAGE
from evolve.pg.rows import batch_message
from evolve.pg.striping import STRIPES
from evolve.pg.sync import Mode
from evolve.phases.backfill import LOCK_MS, STATEMENT_MS, Backfill
from evolve.phases.pace import Sizing
from evolve.phases.passes import next_batch
from evolve.phases.work import Outcome
from evolve.proof.agreement import Agreement, keys
from evolve.records import Segment
from evolve.service.databases import Database
from evolve.service.status import Progress, status
from tests.support.cluster import Connection, ShopDatabase
from tests.support.pairs import Evolving, Spec, begin, create_table

CHANGE = """
exchange: [a]
into: {b: {field: IntegerField(null=True), sql: "a::integer"}}
back: {a: "b::text"}
"""
SPEC = Spec(columns="id bigint PRIMARY KEY, a text, other text", change=CHANGE)
ROWS = 3000
GROUP = (8, 8)
# Wide enough that a few thousand rows take a hundred pages.
FILL = f"""INSERT INTO pair_table (id, a, other)
SELECT n, n::text, repeat('x', 200) FROM generate_series(1, {ROWS}) AS n"""


@pytest.fixture
def evolving(shop_database: ShopDatabase, database: Database, writer: Connection) -> Evolving:
    """A table with rows that were there before the triggers, and a segment of small groups."""
    create_table(shop_database, SPEC)
    writer.execute(FILL.encode())
    found = begin(database, SPEC, Mode.FILLING)
    Backfill(GROUP).prepare(found.work)
    found.work.store.resize(segment_of(found), 4)
    assert unfilled(writer) == ROWS
    return found


def segment_of(evolving: Evolving) -> Segment:
    (segment,) = evolving.work.store.segments(evolving.work.evolution)
    return segment


def place(segment: Segment) -> tuple[int, int, int]:
    return segment.group_page, segment.stripe, segment.cursor


def unfilled(connection: Connection, table: str = "pair_table") -> int:
    row = connection.execute(f"SELECT count(*) FROM {table} WHERE b IS NULL".encode()).fetchone()
    assert row is not None
    return int(row[0])


def finish(evolving: Evolving, backfill: Backfill | None = None) -> None:
    """The rest of the pass."""
    backfill = backfill or Backfill(GROUP)
    for _ in range(1000):
        if backfill.batch(evolving.work) is None:
            return
    raise AssertionError("no end of batches")


def message(evolving: Evolving) -> str:
    """The next batch as it would be sent now."""
    evolution = evolving.work.evolution
    batch, move = next_batch(
        segment_of(evolving),
        evolution.lease_owner,
        stripe_by=evolution.plan.stripe_by,
        table_pages=1000,
        group_pages=GROUP,
        sizing=Sizing(),
        guarded=False,
    )
    return batch_message(
        evolving.plan.pairs,
        batch,
        move,
        evolving.work.store.segment_table(),
        timeout_ms=STATEMENT_MS,
        lock_ms=LOCK_MS,
    )


def clean(evolving: Evolving, rows: int) -> bool:
    return evolving.agreement(Mode.FILLING) == Agreement(rows=rows, differences=0, failing=0)


def test_a_pass_fills_every_row_once(evolving: Evolving, writer: Connection) -> None:
    """Group after group, stripe after stripe, and no row twice."""
    finish(evolving)
    done = segment_of(evolving)
    assert (done.done, done.rows_done) == (True, ROWS)
    assert done.batches >= 2 * STRIPES, "one group proves little"
    assert clean(evolving, ROWS)


def test_the_cursor_moves_with_the_rows(evolving: Evolving, writer: Connection) -> None:
    """After each batch as many rows are filled as the segment says, and it stands further on."""
    backfill, seen = Backfill(GROUP), set[tuple[int, int, int]]()
    for _ in range(2 * STRIPES):
        before = segment_of(evolving)
        seen.add(place(before))
        backfill.batch(evolving.work)
        assert ROWS - unfilled(writer) == segment_of(evolving).rows_done > before.rows_done
    assert len(seen) == 2 * STRIPES


FAULTS = {"a value that fails": "RAISE data_exception", "too long": "PERFORM pg_sleep(0.9)"}
FAULTY = """
CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN IF NEW.id % 10 = 0 THEN {}; END IF; RETURN NEW; END $$;
CREATE TRIGGER fault BEFORE UPDATE ON pair_table FOR EACH ROW EXECUTE FUNCTION fault();
"""


@pytest.mark.parametrize("fault", FAULTS)
def test_a_batch_that_fails_leaves_neither_rows_nor_a_cursor(
    evolving: Evolving, shop_database: ShopDatabase, writer: Connection, fault: str
) -> None:
    """Rows or none, with the cursor or not at all."""
    backfill = Backfill(GROUP)
    backfill.batch(evolving.work)
    before, left = segment_of(evolving), unfilled(writer)
    tried = backfill.sizing.next(before.stripe, before.batch_pages)
    with shop_database.connect() as owner:
        owner.execute(FAULTY.format(FAULTS[fault]).encode())
        answer = backfill.batch(evolving.work)
        assert answer is not None
        now = segment_of(evolving)
        if fault == "too long":
            assert answer.outcome is Outcome.WAITING
            assert now.batch_pages < tried
        else:
            assert backfill.guarded
        assert unfilled(writer) == left
        assert place(now) == place(before)
        assert now.rows_done == before.rows_done
        owner.execute(b"DROP TRIGGER fault ON pair_table")
    finish(evolving)
    assert clean(evolving, ROWS)


def test_a_batch_is_not_done_twice(evolving: Evolving, writer: Connection) -> None:
    """Whoever has not heard of his COMMIT sends the batch again, and nothing happens."""
    text = message(evolving)
    (row,) = evolving.work.session.message(text)
    assert row["batch_rows"] > 0
    before, left = segment_of(evolving), unfilled(writer)
    assert evolving.work.session.message(text) == []
    assert (segment_of(evolving), unfilled(writer)) == (before, left)


def test_a_worker_that_lost_its_lease_writes_nothing(
    evolving: Evolving, shop_database: ShopDatabase, writer: Connection
) -> None:
    """It wakes up, sends what it had in mind, and finds the segment in other hands."""
    stale, text = evolving.work, message(evolving)
    stale.store.release(stale.evolution.id, stale.evolution.lease_owner)
    taken = stale.store.lease(stale.store.reload(stale.evolution.id), "another worker", 3600)
    assert taken is not None
    before = segment_of(evolving)
    assert stale.session.message(text) == []
    with pytest.raises(LeaseLost):
        Backfill(GROUP).batch(stale)
    assert unfilled(writer) == ROWS
    assert segment_of(evolving) == before


def test_the_same_worker_after_a_break_does_not_take_up_what_it_had_in_mind(
    evolving: Evolving, writer: Connection
) -> None:
    """Whoever had the lease in between may have gone on from elsewhere."""
    work, text = evolving.work, message(evolving)
    owner = work.evolution.lease_owner
    for holder in ("another worker", owner):
        now = work.store.reload(work.evolution.id)
        work.store.release(now.id, now.lease_owner)
        assert work.store.lease(work.store.reload(now.id), holder, 3600) is not None
    before = segment_of(evolving)
    assert before.cursor == 0
    assert work.session.message(text) == []
    assert (unfilled(writer), segment_of(evolving)) == (ROWS, before)


@pytest.mark.parametrize("statement", ["VACUUM FULL", "CLUSTER", "TRUNCATE"])
def test_a_table_that_got_another_file_is_begun_again(
    evolving: Evolving, shop_database: ShopDatabase, writer: Connection, statement: str
) -> None:
    """Positions in the file of before mean nothing in the new one."""
    backfill = Backfill(GROUP)
    while segment_of(evolving).group_page == 0:
        backfill.batch(evolving.work)
    with shop_database.connect() as owner:
        writer.execute(b"DELETE FROM pair_table WHERE id % 2 = 0")
        node = owner.execute(b"SELECT pg_relation_filenode('pair_table')").fetchone()
        using = " USING pair_table_pkey" if statement == "CLUSTER" else ""
        owner.execute(f"{statement} pair_table{using}".encode())
        assert owner.execute(b"SELECT pg_relation_filenode('pair_table')").fetchone() != node
    backfill.batch(evolving.work)
    assert place(segment_of(evolving)) == (0, 0, 0)
    finish(evolving, backfill)
    assert clean(evolving, 0 if statement == "TRUNCATE" else ROWS // 2)


def test_locked_rows_are_passed_over_and_found_by_the_sweep(
    evolving: Evolving, shop_database: ShopDatabase, writer: Connection
) -> None:
    """A row that the application holds delays nobody; the proof counts it, the sweep fills it."""
    with writer.transaction():
        writer.execute(b"SELECT FROM pair_table WHERE id % 100 = 0 FOR UPDATE")
        finish(evolving)
        assert segment_of(evolving).rows_done == ROWS - ROWS // 100
        found = evolving.agreement(Mode.FILLING)
        assert found == Agreement(rows=ROWS, differences=ROWS // 100, failing=0)
    evolving.work.store.begin_sweep(evolving.work.evolution)
    finish(evolving)
    assert segment_of(evolving).rows_done == ROWS
    assert clean(evolving, ROWS)


def test_rows_that_move_are_finished_rows(
    evolving: Evolving, shop_database: ShopDatabase, writer: Connection
) -> None:
    """Rows ahead of the pass that an update of another column moves behind it are not missed."""
    backfill = Backfill(GROUP)
    while segment_of(evolving).group_page == 0:
        backfill.batch(evolving.work)
    with shop_database.connect() as owner:
        owner.execute(b"VACUUM pair_table")
    ahead = b"SELECT id FROM pair_table WHERE b IS NULL AND id > 2000"
    moving = [key for (key,) in writer.execute(ahead).fetchall()]
    cursor = segment_of(evolving).cursor
    writer.execute(b"UPDATE pair_table SET other = 'moved' WHERE id = ANY(%s)", [moving])
    behind = writer.execute(
        sql.SQL("SELECT count(*) FROM pair_table WHERE id = ANY(%s) AND ctid < {}::tid").format(
            sql.Literal(f"({cursor},0)")
        ),
        [moving],
    ).fetchone()
    assert behind is not None
    assert behind[0] > 50, "no row has moved behind the pass"
    finish(evolving, backfill)
    assert segment_of(evolving).rows_done == ROWS - len(moving)
    assert clean(evolving, ROWS)


def test_an_empty_table_is_filled_at_once(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    create_table(shop_database, SPEC)
    evolving = begin(database, SPEC, Mode.FILLING)
    backfill = Backfill(GROUP)
    backfill.prepare(evolving.work)
    finish(evolving, backfill)
    assert (segment_of(evolving).done, segment_of(evolving).batches) == (True, 1)
    assert clean(evolving, 0)
    writer.execute(b"INSERT INTO pair_table (id, a) VALUES (1, '1')")
    assert clean(evolving, 1)


SHAPES = {
    "negative and far apart": ("id bigint PRIMARY KEY", "(n - 500) * 9000000000000000"),
    "uuid": ("id uuid PRIMARY KEY", "gen_random_uuid()"),
    "text": ("id text PRIMARY KEY", "md5(n::text)"),
    "composite": ("id integer, no integer, PRIMARY KEY (id, no)", "n / 7"),
    "none": ("id integer", "n % 3"),
    "unlogged": ("id integer", "n"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_key_does_not_matter(
    shop_database: ShopDatabase, database: Database, writer: Connection, shape: str
) -> None:
    """Every row is filled once, and one that differs is named by its key, or its place."""
    columns, expression = SHAPES[shape]
    key, values = ("id, no", f"{expression}, n") if shape == "composite" else ("id", expression)
    spec = Spec(columns=f"{columns}, a text", change=CHANGE)
    create_table(shop_database, spec)
    if shape == "unlogged":
        with shop_database.connect() as owner:
            owner.execute(b"ALTER TABLE pair_table SET UNLOGGED")
    insert = f"INSERT INTO pair_table ({key}, a) SELECT {values}, n::text"
    writer.execute(f"{insert} FROM generate_series(1, 1000) AS n".encode())
    evolving = begin(database, spec, Mode.FILLING)
    backfill = Backfill(GROUP)
    backfill.prepare(evolving.work)
    finish(evolving, backfill)
    assert segment_of(evolving).rows_done == 1000
    assert clean(evolving, 1000)
    writer.execute(b"UPDATE pair_table SET a = 'no number' WHERE b = 700")
    named = keys(database.session, evolving.plan.pairs, evolving.plan.key, filling=True)
    assert len(named) == 1
    name = {"composite": "no=700", "none": "ctid=", "unlogged": "ctid="}.get(shape, "id=")
    assert name in named[0]


@pytest.mark.parametrize("old_snapshot", [False, True])
def test_it_is_noted_how_many_updates_stay_on_their_page(
    shop_database: ShopDatabase, database: Database, evolving: Evolving, old_snapshot: bool
) -> None:
    """As the server counts them; few where somebody may still see what was there. How many there
    are without him depends on who else is at work on the server."""
    with shop_database.connect(autocommit=False) as somebody:
        if old_snapshot:
            somebody.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            somebody.execute("SELECT pg_current_xact_id()")
        assert progress_of(database, evolving).on_page is None
        finish(evolving)
        found = progress_of(database, evolving)
        somebody.rollback()
    session = evolving.work.session
    session.rows("SELECT pg_stat_force_next_flush()")
    counted = session.one(
        "SELECT n_tup_hot_upd / n_tup_upd::float8 AS share FROM pg_stat_user_tables "
        "WHERE relid = %s::regclass",
        [evolving.plan.table.identifier.as_string(None)],
    )
    assert found.rows_done == ROWS
    assert found.on_page is not None
    assert found.on_page == pytest.approx(counted["share"], abs=0.02)
    assert not old_snapshot or found.on_page < FEW_ON_PAGE


def progress_of(database: Database, evolving: Evolving) -> Progress:
    found = status(database, database.store.reload(evolving.work.evolution.id)).progress
    assert found is not None
    return found
