"""What a hold does to a running evolution, to its screen, and to its history."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from evolve.pg.health.gauge import GRACE, STEADY
from evolve.phases.holds import EVERY
from evolve.phases.runner import Runner
from evolve.phases.work import Answer, Outcome, Work
from evolve.records import Evolution
from evolve.service import planning
from evolve.service.databases import Database
from evolve.service.running import watch
from evolve.service.status import status
from evolve.states import State
from sample_app import roles
from tests.health.conftest import until
from tests.support.cluster import ShopDatabase
from tests.support.evolutions import shipped, start, swiftly, work_on, working
from tests.support.typed import typed

CASE = next(case for case in shipped() if case.name == "customer-split-name")
QUEUE = {"name": "queue", "query": "SELECT length FROM queue", "limit": 100}


@dataclass(slots=True)
class Hands:
    """Carries an evolution piece by piece, by a clock that the test sets."""

    database: Database
    evolution: Evolution
    runner: Runner
    now: float = 1000.0

    def work(self) -> Work:
        held = work_on(self.database, self.evolution)
        return Work(
            session=held.session,
            store=held.store,
            evolution=held.evolution,
            profile=held.profile,
            clock=lambda: self.now,
        )

    def step(self, seconds: float = 2 * EVERY) -> Answer:
        """One piece, so much later."""
        self.now += seconds
        answer = self.runner.advance(self.work())
        self.evolution = self.database.store.reload(self.evolution.id)
        return answer

    def until(self, state: State) -> None:
        while self.evolution.state is not state:
            assert self.step().outcome is Outcome.WORKED

    @property
    def filled(self) -> int:
        (segment,) = self.database.store.segments(self.evolution)
        return segment.rows_done


@contextmanager
def filling(shop: ShopDatabase, profile: Mapping[str, Any]) -> Iterator[Hands]:
    """An evolution whose first batch comes next; what other tests do beside it is no matter."""
    profiles = {"default": {"quiet_for": "0", "batch_ms": 1, "flat_out": True, **profile}}
    with swiftly(PROFILES=profiles), working() as database:
        hands = Hands(database, start(database, CASE), Runner(watch))
        hands.until(State.BACKFILLING)
        yield hands


@pytest.fixture
def queue(filled: ShopDatabase) -> Iterator[Callable[[float], None]]:
    """A table whose one number is what the project watches; a function that sets it."""
    with filled.connect() as connection:
        connection.execute("CREATE TABLE queue AS SELECT 0 AS length")

        def set_to(length: float) -> None:
            connection.execute("UPDATE queue SET length = %s", [length])

        yield set_to


def kinds(hands: Hands) -> list[str]:
    events = hands.database.store.events(hands.evolution, 100)
    return [event.kind for event in reversed(events) if event.kind in ("held", "released")]


def test_it_waits_above_the_limit_and_goes_on_below_its_release(
    filled: ShopDatabase, queue: Callable[[float], None]
) -> None:
    """Nothing is written meanwhile; the number moves, and the hold keeps its time and its event."""
    with filling(filled, {"holds": {"queries": [QUEUE]}}) as hands:
        assert hands.step().outcome is Outcome.WORKED
        done = hands.filled
        assert done > 0
        queue(150)
        assert hands.step().outcome is Outcome.WAITING
        assert hands.evolution.hold == "queue is 150 (limit 100)"
        assert hands.evolution.hold_clears == "goes on below 60"
        since = hands.evolution.hold_since
        queue(130)
        assert hands.step(STEADY).outcome is Outcome.WAITING
        assert hands.evolution.hold == "queue is 130 (limit 100)"
        assert hands.evolution.hold_since == since
        queue(80)
        assert hands.step().outcome is Outcome.WAITING
        assert hands.filled == done
        screen = typed(f"status {CASE.playbook}").out
        assert "HELD for" in screen
        assert "why held   queue is 80 (limit 100)\n           goes on below 60" in screen
        queue(59)
        assert hands.step().outcome is Outcome.WORKED
        assert hands.evolution.hold == ""
        assert hands.filled > done
        assert kinds(hands) == ["held", "released"]


def test_the_proof_waits_as_the_batches_do(
    filled: ShopDatabase, queue: Callable[[float], None]
) -> None:
    """It reads the whole table, and builds indexes."""
    with filling(filled, {"batch_ms": 500, "holds": {"queries": [QUEUE]}}) as hands:
        hands.until(State.VERIFYING)
        queue(150)
        for _ in range(3):
            assert hands.step().outcome is Outcome.WAITING
        assert hands.database.store.latest(hands.evolution, "agreement") is None
        queue(0)
        hands.step(STEADY)
        hands.until(State.READY)


def test_a_worker_with_once_does_not_wait_for_a_hold(
    filled: ShopDatabase, queue: Callable[[float], None]
) -> None:
    """Cron comes again; until then the evolution says why it waits."""
    queue(150)
    with filling(filled, {"holds": {"queries": [QUEUE]}}) as hands:
        hands.database.store.release(hands.evolution.id, hands.evolution.lease_owner)
        assert typed("worker --once").code == 0
        now = hands.database.store.reload(hands.evolution.id)
        assert (now.state, now.hold) == (State.BACKFILLING, "queue is 150 (limit 100)")


def test_signals_are_asked_once_a_second_and_not_with_each_batch(
    filled: ShopDatabase, queue: Callable[[float], None]
) -> None:
    with filling(filled, {"holds": {"queries": [QUEUE]}}) as hands:
        hands.step()
        queue(150)
        for _ in range(3):
            assert hands.step(EVERY / 4).outcome is Outcome.WORKED
        assert hands.step(EVERY / 4).outcome is Outcome.WAITING


def test_a_signal_that_is_lost_holds_after_a_grace_time(
    filled: ShopDatabase, queue: Callable[[float], None]
) -> None:
    with filling(filled, {"holds": {"queries": [QUEUE]}}) as hands, filled.connect() as connection:
        hands.step()
        connection.execute("ALTER TABLE queue RENAME TO gone")
        assert hands.step().outcome is Outcome.WORKED
        assert hands.step(GRACE).outcome is Outcome.WAITING
        assert 'queue can no longer be measured: relation "queue"' in hands.evolution.hold
        assert hands.evolution.hold_clears == "goes on when it can be measured again"
        connection.execute("ALTER TABLE gone RENAME TO queue")
        assert hands.step().outcome is Outcome.WORKED


def test_what_cannot_be_seen_from_the_start_is_a_blind_spot_and_not_a_hold(
    filled: ShopDatabase,
) -> None:
    """`plan` says so before, and `status` while it runs; a grant opens it."""
    with filling(filled, {"holds": {"queries": [QUEUE]}}) as hands:
        assert hands.step(2 * GRACE).outcome is Outcome.WORKED
        shown = "\n".join(status(hands.database, hands.evolution).blind)
        assert 'queue: relation "queue" does not exist' in shown
        grant = f"sessions of other roles are hidden; GRANT pg_monitor TO {roles.OWNER}"
        assert f"old_snapshot, active_sessions: {grant}" in shown
        with filled.connect() as connection:
            connection.execute("CREATE TABLE queue AS SELECT 7 AS length")
        hands.step()
        shown = "\n".join(status(hands.database, hands.evolution).blind)
        assert "queue" not in shown
    with swiftly(), working() as database:
        report = planning.plan(database, planning.playbook_of("product-rename-title"))
        assert any(grant in line for line in report.blind)
        assert (
            "BLIND: the backfill does not wait for these" in typed("plan product-rename-title").out
        )


def test_several_holds_are_told_together(
    filled: ShopDatabase, queue: Callable[[float], None]
) -> None:
    long = {"name": "long", "query": "SELECT length FROM queue", "limit": 10}
    with filling(filled, {"holds": {"queries": [QUEUE, long]}}) as hands:
        queue(150)
        hands.step()
        assert hands.evolution.hold == "queue is 150 (limit 100); long is 150 (limit 10)"
        assert hands.evolution.hold_clears == "goes on below 60; goes on below 6"
        queue(50)
        hands.step(STEADY)
        assert hands.evolution.hold == "long is 50 (limit 10)"


def test_a_writer_who_waits_for_a_batch_is_seen_by_it(filled: ShopDatabase) -> None:
    """The batch itself looks, at its end, while it still holds its rows."""
    with filling(filled, {"batch_ms": 500, "holds": {"lock_waiters": 1}}) as hands:
        with filled.connect() as connection:
            connection.execute(SLOW)
            connection.execute("UPDATE evolve_segment SET batches = 10, batch_pages = 100000")
        with waiting_writers(filled, 3):
            hands.step(0.1)
        assert hands.runner.backfill.told[0]["waiters"] == 3, "nobody waited"
        assert hands.step(EVERY).outcome is Outcome.WAITING
        assert hands.evolution.hold == "3 sessions wait for rows of a batch (limit 1)"
        assert hands.step(STEADY).outcome is Outcome.WORKED


# A batch over all rows of a stripe takes a moment.
SLOW = """
CREATE FUNCTION public.slow() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_sleep(0.002); RETURN NEW; END $$;
CREATE TRIGGER a_slow_one BEFORE UPDATE ON shop_customer FOR EACH ROW
WHEN (OLD.phone IS NOT DISTINCT FROM NEW.phone) EXECUTE FUNCTION public.slow()
"""


IN_FIRST_STRIPE = "(get_byte(tidsend(ctid), 5) & 7) = 0"
AT_WORK = """
SELECT count(*) > 0 FROM pg_stat_activity
WHERE datname = current_database() AND state = 'active' AND query LIKE '%evolve.batch%'
  AND pid <> pg_backend_pid()
"""


@contextmanager
def waiting_writers(shop: ShopDatabase, number: int) -> Iterator[None]:
    """Each writes a row of the first stripe as soon as a batch is at work."""
    with shop.connect("postgres") as watcher:
        rows = watcher.execute(
            f"SELECT id FROM shop_customer WHERE {IN_FIRST_STRIPE} LIMIT {number}".encode()
        ).fetchall()

        def write() -> None:
            until(lambda: watcher.execute(AT_WORK.encode()).fetchone() == (True,))
            threads = [threading.Thread(target=update, args=row) for row in rows]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

        def update(key: int) -> None:
            with shop.connect(roles.APP) as application:
                application.execute("UPDATE shop_customer SET phone = 'new' WHERE id = %s", [key])

        thread = threading.Thread(target=write)
        thread.start()
        yield
        thread.join()


# -- time windows -----------------------------------------------------------------------------


@pytest.mark.parametrize("offset", [-1, 1], ids=["before it opens", "after it has closed"])
def test_outside_of_its_windows_it_waits_and_says_until_when(
    filled: ShopDatabase, offset: int
) -> None:
    now = datetime.now(UTC)
    first, last = (now + timedelta(hours=h) for h in ((1, 2) if offset < 0 else (-2, -1)))
    window = f"{first:%H:%M}-{last:%H:%M} UTC"
    with filling(filled, {"windows": [window]}) as hands:
        assert hands.step().outcome is Outcome.WAITING
        assert hands.evolution.hold == f"outside of its time windows ({window})"
        opening = first if offset < 0 else first + timedelta(days=1)
        assert hands.evolution.hold_clears == (
            f"goes on by itself on {opening:%Y-%m-%d at %H:%M} UTC"
        )
        assert hands.filled == 0


def test_inside_of_one_of_its_windows_it_works(filled: ShopDatabase) -> None:
    now = datetime.now(UTC)
    closed = f"{now + timedelta(hours=2):%H:%M}-{now + timedelta(hours=3):%H:%M} UTC"
    opened = f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=1):%H:%M} UTC"
    with filling(filled, {"windows": [closed, opened]}) as hands:
        assert hands.step().outcome is Outcome.WORKED
        assert hands.filled > 0
