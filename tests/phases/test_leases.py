"""Laws of leases: one worker at a time, and none that has lost its lease writes anything."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from evolve.pg.session import LOCKED_IDLE_MS
from evolve.phases.work import Outcome
from evolve.records import Evolution
from evolve.service import asking
from evolve.service.running import Carrier
from evolve.states import State
from sample_app import roles
from sample_app.settings import BASE_DIR
from tests.phases.conftest import Ground
from tests.support import evolutions, killing, schema, stages
from tests.support.cluster import ShopDatabase
from tests.support.evolutions import SWIFT
from tests.support.killing import AT_BEGIN, AT_COMMIT, BEFORE

LEASE = float(str(SWIFT["LEASE_SECONDS"]))


@pytest.fixture
def evolution(ground: Ground) -> Evolution:
    return evolutions.start(ground.database, ground.case)


def row(shop: ShopDatabase, query: str) -> tuple[object, ...]:
    with shop.connect() as connection:
        found = connection.execute(query.encode()).fetchone()
    assert found is not None
    return found


def events(shop: ShopDatabase, kind: str) -> int:
    with shop.connect() as connection:
        query = "SELECT count(*) FROM evolve_event WHERE kind = %s"
        found = connection.execute(query, [kind]).fetchone()
    assert found is not None
    return int(found[0])


# -- one at a time ----------------------------------------------------------------------------


def test_of_two_carriers_the_second_finds_it_held(ground: Ground, evolution: Evolution) -> None:
    first, second = Carrier(), Carrier()
    assert first.once(ground.database, evolution) is not None
    evolution = ground.database.store.reload(evolution.id)
    assert second.once(ground.database, evolution) is None
    assert first.once(ground.database, evolution) is not None


def test_two_processes_do_everything_once(ground: Ground, evolution: Evolution) -> None:
    """Each follows while the other works; the states and the steps are those of one."""
    children = [
        killing.fork(lambda: stages.attempt(stages.START, ground.case, 0)) for _ in range(2)
    ]
    assert [killing.ended(pid) for pid in children] == [0, 0]
    plan = evolution.plan
    ready = [step for step in plan.steps if step.phase in ("expand", "dual_write", "verify")]
    assert events(ground.shop, "step_applied") == len(ready)
    assert events(ground.shop, "ready") == 1
    assert row(ground.shop, "SELECT rows_done FROM evolve_segment") == (ground.rows,)


def test_a_dead_workers_lease_is_taken_over_when_it_has_run_out(
    ground: Ground, evolution: Evolution
) -> None:
    assert killing.killed(lambda: stages.attempt(stages.START, ground.case, 0), 4, BEFORE)
    held = ground.database.store.reload(evolution.id)
    assert held.worked_on, "it died with the lease in its hands"
    carrier = Carrier()
    began = time.monotonic()
    while carrier.once(ground.database, held) is None:
        time.sleep(0.02)
        assert time.monotonic() - began < 20 * LEASE
    taken = ground.database.store.reload(evolution.id)
    assert taken.generation == held.generation + 1
    assert held.lease_until is not None
    assert taken.now > held.lease_until
    assert events(ground.shop, "expanding") == 1


def test_a_lease_is_kept_while_one_statement_takes_longer_than_it_lasts(
    ground: Ground, evolution: Evolution
) -> None:
    """A build that waits for a writer; nobody else may take the evolution meanwhile."""
    case = next(c for c in evolutions.shipped() if c.name == "product-rename-title")
    renaming = evolutions.start(ground.database, case)
    with ground.shop.connect(roles.APP, autocommit=False) as writer:
        pid = killing.fork(lambda: stages.attempt(stages.START, case, 0))
        wait_until(ground.shop, "SELECT count(*) = 1 FROM evolve_segment")
        writer.execute("LOCK TABLE shop_product IN ROW EXCLUSIVE MODE")
        wait_until(
            ground.shop,
            "SELECT count(*) > 0 FROM pg_stat_progress_create_index WHERE phase LIKE 'waiting%'"
            " AND datname = current_database()",
        )
        second, end = Carrier(), time.monotonic() + 3 * LEASE
        while time.monotonic() < end:
            now = ground.database.store.reload(renaming.id)
            assert second.once(ground.database, now) is None
            time.sleep(0.05)
        writer.rollback()
        assert killing.ended(pid) == 0
    assert evolution.state is State.PLANNED


def wait_until(shop: ShopDatabase, query: str, seconds: float = 20) -> None:
    """Until the query says true."""
    deadline = time.monotonic() + seconds
    while row(shop, query) != (True,):
        assert time.monotonic() < deadline, query
        time.sleep(0.02)


# -- asleep -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "numbers"), [(AT_BEGIN, range(2, 80, 8)), (AT_COMMIT, range(3, 80, 8))]
)
def test_a_stopped_process_that_wakes_up_after_a_take_over_writes_nothing(
    ground: Ground, moment: str, numbers: range
) -> None:
    """Stopped with a statement in its hands, which it sends when it is continued."""
    woken = 0
    for number in numbers:
        forget_new_release(ground)
        stages.forget(ground.shop)
        pid = killing.asleep(lambda: stages.attempt(stages.START, ground.case, 0), number, moment)
        if pid is not None:
            stages.later(ground.shop)
            before = taken_over(ground)
            # It finds all done, or is refused because somebody else has begun.
            assert killing.wake(pid) in (0, 1)
            assert (everything(ground), number) == (before, number)
            woken += 1
        stages.attempt(stages.REVERT, ground.case, 0)
        if pid is None:
            break
    assert woken > 3


def taken_over(ground: Ground) -> object:
    """Another process does all that there is to do; what stands there when it has."""
    before = row(
        ground.shop, "SELECT max(generation), bool_or(state = 'ready') FROM evolve_evolution"
    )
    stages.attempt(stages.START, ground.case, 0)
    generation, done = before
    if generation is not None and not done:
        assert row(ground.shop, "SELECT max(generation) FROM evolve_evolution") > (generation,)
    return everything(ground)


def everything(ground: Ground) -> object:
    return stages.picture(ground.shop, ground.case, 0), all_events(ground.shop)


def all_events(shop: ShopDatabase) -> list[tuple[object, ...]]:
    with shop.connect() as connection:
        return connection.execute(
            "SELECT kind, data::text FROM evolve_event ORDER BY id"
        ).fetchall()


def forget_new_release(ground: Ground) -> None:
    with ground.shop.connect() as connection:
        connection.execute("DELETE FROM evolve_instance")


def test_a_process_that_is_stopped_with_a_table_in_its_hands_gives_it_up(ground: Ground) -> None:
    """Whoever reads waits for the length of its idle timeout, not for as long as it sleeps."""
    number = commit_that_locks(ground)
    stages.forget(ground.shop)
    pid = killing.asleep(lambda: stages.attempt(stages.START, ground.case, 0), number, AT_COMMIT)
    assert pid is not None
    query = (
        "SELECT count(*) > 0 FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted"
        f" AND relation = '{ground.case.table}'::regclass AND database ="
        " (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    assert row(ground.shop, query) == (True,), "it does not hold the table"
    try:
        began = time.monotonic()
        with ground.shop.connect(roles.APP) as application:
            application.execute("SET statement_timeout = '9s'")
            application.execute(f"SELECT count(*) FROM {ground.case.table}".encode())
        assert time.monotonic() - began < LOCKED_IDLE_MS / 1000 + 1
    finally:
        code = killing.wake(pid)
    assert code == 0, "it goes on when it can"
    assert row(ground.shop, "SELECT state FROM evolve_evolution") == ("ready",)


def commit_that_locks(ground: Ground) -> int:
    """The number of the commit of the first step, found by killing a process before each."""
    for number in range(1, 20):
        stages.forget(ground.shop)
        with ground.shop.connect() as connection:
            before = schema.dump(connection, ground.case.table)
        assert killing.killed(
            lambda: stages.attempt(stages.START, ground.case, 0), number, killing.AFTER
        )
        with ground.shop.connect() as connection:
            found = schema.dump(connection, ground.case.table) != before
        if found:
            stages.later(ground.shop)
            forget_new_release(ground)
            stages.attempt(stages.START, ground.case, 0)
            stages.attempt(stages.REVERT, ground.case, 0)
            return number
    raise AssertionError("no step was applied")


# -- requests and holds -----------------------------------------------------------------------


def test_a_pause_keeps_the_place_and_a_resume_goes_on(ground: Ground, evolution: Evolution) -> None:
    carrier = Carrier()
    while evolution.state is not State.BACKFILLING:
        assert carrier.once(ground.database, evolution)
        evolution = ground.database.store.reload(evolution.id)
    asking.pause(ground.database, evolution.name)
    place = row(ground.shop, "SELECT rows_done, cursor, stripe FROM evolve_segment")
    for _ in range(3):
        answer = carrier.once(ground.database, ground.database.store.reload(evolution.id))
        assert answer is not None
        assert answer.outcome is Outcome.STUCK
    paused = ground.database.store.reload(evolution.id)
    assert (paused.state, bool(paused.hold)) == (State.BACKFILLING, True)
    assert row(ground.shop, "SELECT rows_done, cursor, stripe FROM evolve_segment") == place
    resumed = asking.resume(ground.database, evolution.name)
    ground.database.store.release(evolution.id, carrier.owner)
    ready = evolutions.carry(ground.database, resumed, State.READY)
    assert (ready.state, ready.hold) == (State.READY, "")


def test_a_hold_keeps_its_time_and_is_released_once(ground: Ground, evolution: Evolution) -> None:
    store = ground.database.store

    def held() -> Evolution:
        return store.reload(evolution.id)

    store.hold(evolution, "a replica is behind", "it catches up")
    since = held().hold_since
    assert since is not None
    store.hold(evolution, "a replica is behind", "it catches up")
    assert held().hold_since == since
    store.hold(evolution, "another reason", "otherwise")
    assert held().hold_since != since
    assert events(ground.shop, "held") == 2
    for _ in range(2):
        store.unhold(evolution)
    assert (held().hold, held().hold_since) == ("", None)
    assert events(ground.shop, "released") == 1


# -- a worker that is told to stop ------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_stop_finishes_the_batch(
    ground: Ground, number: signal.Signals
) -> None:
    """It ends by itself with exit code 0, gives the lease back, and its rows are whole batches."""
    pace = {"default": {"max_rows_per_second": 40}}
    with evolutions.swiftly(PROFILES=pace), evolutions.working() as database:
        evolution = evolutions.start(database, ground.case)
    with worker(ground.shop) as process:
        wait_until(ground.shop, "SELECT coalesce(sum(batches) > 2, false) FROM evolve_segment")
        assert process.poll() is None
        process.send_signal(number)
        assert process.wait(10) == 0
    stopped = ground.database.store.reload(evolution.id)
    assert (stopped.state, stopped.worked_on) == (State.BACKFILLING, False)
    done = row(ground.shop, "SELECT rows_done FROM evolve_segment")
    filled = row(ground.shop, "SELECT count(*) FROM shop_customer WHERE first_name IS NOT NULL")
    assert done == filled
    assert 0 < int(str(done[0])) < ground.rows
    assert evolutions.carry(ground.database, stopped, State.READY).state is State.READY


def worker(shop: ShopDatabase) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "evolve", "worker"],
        cwd=BASE_DIR,
        env=shop.env(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
