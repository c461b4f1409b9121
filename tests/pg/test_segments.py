"""Segments side by side: the same rows, the same books, and nobody's failure is another's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evolve.errors import LeaseLost
from evolve.pg.sync import Mode
from evolve.phases.backfill import Backfill
from evolve.phases.pace import REST_WHERE_FULL
from evolve.phases.work import Outcome, Work
from evolve.proof.agreement import Agreement
from evolve.records import Segment
from evolve.service.databases import Database
from tests.support.cluster import Connection, ShopDatabase
from tests.support.pairs import DIGITS, Evolving, begin, create_table

ROWS = 3000
# Wide enough that the rows take about a hundred pages.
FILL = f"""INSERT INTO pair_table (id, a, other)
SELECT n, n::text, repeat('x', 200) FROM generate_series(1, {ROWS}) AS n"""
PARALLEL = 3


@pytest.fixture
def evolving(shop_database: ShopDatabase, database: Database, writer: Connection) -> Evolving:
    """Rows that were there before the triggers, and a pace of three batches at once."""
    create_table(shop_database, DIGITS)
    writer.execute(FILL.encode())
    found = begin(database, DIGITS, Mode.FILLING)
    return replace(found, work=paced(found.work, PARALLEL))


def paced(work: Work, parallel: int) -> Work:
    return replace(work, profile=work.profile.model_copy(update={"parallel": parallel}))


def filling() -> Backfill:
    """Segments of twenty pages, and groups of two."""
    return Backfill((2, 2), 20)


def segments(evolving: Evolving) -> list[Segment]:
    return evolving.work.store.segments(evolving.work.evolution)


def unfilled(writer: Connection) -> int:
    row = writer.execute(b"SELECT count(*) FROM pair_table WHERE b IS NULL").fetchone()
    assert row is not None
    return int(row[0])


def finish(backfill: Backfill, evolving: Evolving) -> None:
    for _ in range(1000):
        if backfill.batch(evolving.work) is None:
            return
    raise AssertionError("no end of batches")


def ours(evolving: Evolving) -> int:
    """Connections of evolve's own to this database."""
    return int(
        evolving.work.session.one(
            "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() "
            "AND application_name = current_setting('application_name')"
        )["n"]
    )


# Whoever fills a row says so; a moment in each batch makes them meet.
MARKED = b"""
CREATE FUNCTION mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.b IS NULL AND NEW.b IS NOT NULL THEN NEW.other := pg_backend_pid()::text; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER mark BEFORE UPDATE ON pair_table FOR EACH ROW EXECUTE FUNCTION mark();
"""


def test_segments_are_filled_side_by_side(
    evolving: Evolving, shop_database: ShopDatabase, writer: Connection
) -> None:
    """Every row once, by as many connections as there may be, which are closed at the end."""
    with shop_database.connect() as owner:
        owner.execute(MARKED)
    backfill, before = filling(), ours(evolving)
    backfill.prepare(evolving.work)
    made = segments(evolving)
    assert len(made) > PARALLEL
    assert [s.start_page for s in made] == [0, *(s.end_page for s in made[:-1])]
    assert [s.last for s in made] == [False] * (len(made) - 1) + [True]
    backfill.batch(evolving.work)
    assert [s.batches for s in segments(evolving)] == [1] * PARALLEL + [0] * (len(made) - PARALLEL)
    assert len(backfill.told) == PARALLEL
    assert ours(evolving) == before + PARALLEL - 1
    finish(backfill, evolving)
    by = writer.execute(b"SELECT count(DISTINCT other) FROM pair_table").fetchone()
    assert by == (PARALLEL,)
    assert sum(s.rows_done for s in segments(evolving)) == ROWS
    assert evolving.agreement(Mode.FILLING) == Agreement(rows=ROWS, differences=0, failing=0)
    assert ours(evolving) == before


def test_what_all_segments_did_counts_for_the_pace(evolving: Evolving) -> None:
    """A limit and the rest for others are shared by however many there are at once."""
    pace = {"flat_out": False, "cores": 1, "max_rows_per_second": 1000}
    profile = evolving.work.profile.model_copy(update=pace)
    work, backfill = replace(evolving.work, profile=profile), filling()
    backfill.prepare(work)
    backfill.batch(work)
    backfill.close()
    assert len(backfill.told) == PARALLEL
    assert backfill.rows == sum(found["batch_rows"] for found in backfill.told) > 0
    assert backfill.took * 1000 >= max(found["batch_ms"] for found in backfill.told)
    busy = work.session.one("SELECT sum(busy_ms) AS ms FROM evolve_segment")["ms"]
    assert busy >= sum(found["batch_ms"] for found in backfill.told) * 0.95
    backfill.foreground.sessions = 30.0
    assert backfill.left_to_others(work) == pytest.approx(REST_WHERE_FULL * backfill.took)


def test_what_a_worker_asks_beside_its_batches_is_its_own(evolving: Evolving) -> None:
    """Not that of others, for whom it would rest; and only once."""
    backfill = filling()
    backfill.prepare(evolving.work)
    evolving.work.session.aside()
    evolving.work.session.rows("SELECT pg_sleep(0.2)")
    busy = []
    for _ in range(2):
        backfill.batch(evolving.work)
        spent = sum(float(found["batch_ms"]) for found in backfill.told)
        row = evolving.work.session.one("SELECT sum(busy_ms) AS ms FROM evolve_segment")
        busy.append((float(row["ms"]), spent))
    backfill.close()
    assert busy[0][0] - busy[0][1] >= 200
    assert busy[1][0] - busy[0][0] - busy[1][1] < 200


def test_one_that_gives_way_takes_no_other_with_it(
    evolving: Evolving, shop_database: ShopDatabase, writer: Connection
) -> None:
    """The others' rows and cursors are committed; its own come again, and nothing twice."""
    backfill = filling()
    backfill.prepare(evolving.work)
    with shop_database.connect() as owner:
        owner.execute(
            b"CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS "
            b"$$ BEGIN IF NEW.id = 1 THEN PERFORM pg_sleep(0.9); END IF; RETURN NEW; END $$;"
            b"CREATE TRIGGER slow BEFORE UPDATE ON pair_table FOR EACH ROW EXECUTE FUNCTION slow()"
        )
        answers = [backfill.batch(evolving.work) for _ in range(8)]
        stopped = [a for a in answers if a and a.outcome is not Outcome.WORKED]
        assert stopped, "no batch gave way"
        first, *others = segments(evolving)
        assert first.rows_done == 0 or first.batches < others[0].batches
        assert all(segment.rows_done for segment in others[: PARALLEL - 1])
        assert unfilled(writer) == ROWS - sum(s.rows_done for s in segments(evolving))
        owner.execute(b"DROP TRIGGER slow ON pair_table")
    finish(backfill, evolving)
    assert sum(s.rows_done for s in segments(evolving)) == ROWS
    assert unfilled(writer) == 0


def test_values_that_do_not_convert_in_several_segments_are_judged(
    evolving: Evolving, writer: Connection
) -> None:
    """Each batch of the round fails, and is done again by the judge function."""
    writer.execute(b"UPDATE pair_table SET a = 'none' WHERE id % 100 = 0")
    backfill = filling()
    backfill.prepare(evolving.work)
    finish(backfill, evolving)
    assert backfill.guarded
    assert unfilled(writer) == ROWS // 100
    assert all(segment.done for segment in segments(evolving))


def test_a_round_under_a_lost_lease_does_nothing(evolving: Evolving, writer: Connection) -> None:
    """Another worker has the segments: none of the batches leaves a row or a cursor."""
    backfill, work = filling(), evolving.work
    backfill.prepare(work)
    work.store.release(work.evolution.id, work.evolution.lease_owner)
    assert work.store.lease(work.store.reload(work.evolution.id), "another", 3600) is not None
    before = segments(evolving)
    with pytest.raises(LeaseLost):
        backfill.batch(work)
    backfill.close()
    assert (unfilled(writer), segments(evolving)) == (ROWS, before)


def test_only_who_holds_the_lease_makes_segments_and_only_once(evolving: Evolving) -> None:
    """A worker that wakes up later must not add one, whatever the table's size is by then."""
    work = evolving.work
    work.store.release(work.evolution.id, work.evolution.lease_owner)
    held = work.store.lease(work.store.reload(work.evolution.id), "another", 3600)
    assert held is not None
    Backfill(segment_pages=10).prepare(work)
    assert segments(evolving) == []
    filling().prepare(replace(work, evolution=held))
    made = segments(evolving)
    Backfill(segment_pages=10).prepare(replace(work, evolution=held))
    assert len(made) > 1
    assert segments(evolving) == made


def test_rows_that_a_rewrite_moves_into_a_finished_segment_are_found(
    evolving: Evolving, shop_database: ShopDatabase, writer: Connection
) -> None:
    """VACUUM FULL closes the gaps of the first segments with rows of the others."""
    evolving = replace(evolving, work=paced(evolving.work, 1))
    backfill = filling()
    backfill.prepare(evolving.work)
    while not segments(evolving)[1].done:
        backfill.batch(evolving.work)
    writer.execute(b"DELETE FROM pair_table WHERE id < 1000")
    with shop_database.connect() as owner:
        owner.execute(b"VACUUM FULL pair_table")
    finish(backfill, evolving)
    left = unfilled(writer)
    assert left, "no row has moved into a segment that was done"
    found = evolving.agreement(Mode.FILLING)
    assert (found.rows, found.differences) == (ROWS - 999, left)
    evolving.work.store.begin_sweep(evolving.work.evolution)
    finish(backfill, evolving)
    assert evolving.agreement(Mode.FILLING).clean
