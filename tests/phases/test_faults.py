"""Laws of faults: locks, connections and timeouts. Each test proves first that its fault struck."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from psycopg import errors, sql

from evolve.errors import LockNotGranted
from evolve.pg.step import Presence, Step
from evolve.phases import steps, verify
from evolve.phases.work import Answer, Outcome
from evolve.records import Evolution
from evolve.service.running import Carrier
from evolve.states import Phase, State
from sample_app import roles
from tests.phases.conftest import Ground
from tests.support import evolutions, killing, stages
from tests.support.cluster import Connection, ShopDatabase


@pytest.fixture
def evolution(ground: Ground) -> Evolution:
    return evolutions.start(ground.database, ground.case)


RENAME = next(case for case in evolutions.shipped() if case.name == "product-rename-title")
renaming = pytest.mark.parametrize("case", [RENAME], ids=str, indirect=True)


def until(connection: Connection, query: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while connection.execute(query.encode()).fetchone() != (True,):
        assert time.monotonic() < deadline, query
        time.sleep(0.01)


@contextmanager
def holding(shop: ShopDatabase, statement: str) -> Iterator[Connection]:
    """A transaction of the application, open for as long as the block lasts."""
    with shop.connect(roles.APP, autocommit=False) as application:
        application.execute(statement.encode())
        yield application
        application.rollback()


# -- locks ------------------------------------------------------------------------------------


def test_a_lock_that_is_not_granted_is_a_hold_that_names_who_has_it(
    ground: Ground, evolution: Evolution
) -> None:
    """It clears by itself; meanwhile nobody waited longer than the lock was waited for."""
    carrier, evolution = evolutions.advance(
        ground.database, evolution, lambda e: e.state is State.EXPANDING
    )
    table = ground.case.table
    with evolutions.swiftly(), holding(ground.shop, f"SELECT count(*) FROM {table}") as reader:
        pid = reader.info.backend_pid
        answer = carrier.once(ground.database, evolution)
        assert answer is not None
        assert answer.outcome is Outcome.WAITING
        held = ground.database.store.reload(evolution.id)
        assert held.state is State.EXPANDING
        assert str(pid) in held.hold
        assert roles.APP in held.hold
        assert "SELECT count" not in held.hold or "shop_customer" in held.hold
    ground.database.store.release(evolution.id, carrier.owner)
    ready = evolutions.carry(ground.database, held, State.READY)
    assert (ready.state, ready.hold, ready.hold_since) == (State.READY, "", None)


def test_while_evolve_waits_for_its_lock_readers_wait_no_longer_than_its_timeout(
    ground: Ground, evolution: Evolution
) -> None:
    """A reader that comes after the lock is asked for queues behind it."""
    carrier, evolution = evolutions.advance(
        ground.database, evolution, lambda e: e.state is State.EXPANDING
    )
    ground.database.store.release(evolution.id, carrier.owner)
    longest = 0.0
    reads = 0
    with (
        ground.shop.connect("postgres") as watcher,
        ground.shop.connect(roles.APP) as reader,
        holding(ground.shop, f"SELECT count(*) FROM {ground.case.table}"),
    ):
        pid = killing.fork(lambda: stages.attempt(stages.START, ground.case, 0))
        until(
            watcher,
            "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        )
        end = time.monotonic() + 2
        while time.monotonic() < end:
            began = time.monotonic()
            reader.execute(f"SELECT 1 FROM {ground.case.table} LIMIT 1".encode())
            longest = max(longest, time.monotonic() - began)
            reads += 1
    assert killing.ended(pid) == 0
    assert reads > 10
    assert 0.05 < longest < 1, "nobody queued behind the lock, or somebody did for too long"


# -- connections ------------------------------------------------------------------------------

SLOW = """
CREATE FUNCTION public.slow() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_sleep({}); RETURN NEW; END $$;
CREATE TRIGGER a_slow_one BEFORE UPDATE ON {} FOR EACH ROW EXECUTE FUNCTION public.slow()
"""


def slow_down(ground: Ground, seconds: float = 0.003) -> None:
    """A trigger of the user's own by which each batch takes a moment."""
    with ground.shop.connect() as connection:
        table = sql.Identifier(ground.case.table)
        connection.execute(sql.SQL(SLOW).format(sql.Literal(seconds), table))


@pytest.mark.parametrize("state", ["idle", "batch"])
def test_a_connection_that_is_ended_by_force_is_opened_again(ground: Ground, state: str) -> None:
    """In the middle of a batch, or between two."""
    slow_down(ground)
    active = "state = 'active' AND query LIKE '%%evolve.batch%%'" if state == "batch" else "pid > 0"
    terminate = (
        "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) > 0 FROM pg_stat_activity"
        f" WHERE datname = current_database() AND application_name = 'evolve' AND {active}"
    ).replace("%%", "%")
    with ground.shop.connect("postgres") as watcher:
        ground.database.session.close()
        pid = killing.fork(lambda: stages.attempt(stages.START, ground.case, 0))
        for _ in range(2):
            until(watcher, "SELECT coalesce(max(batches) > 0, false) FROM evolve_segment")
            until(watcher, terminate)
    assert killing.ended(pid) == 0
    assert stages.picture(ground.shop, ground.case, 0)["filled"] == [(ground.rows, True, 0)]


def test_timeouts_of_the_role_do_not_reach_into_the_work(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An operator's `ALTER ROLE ... SET statement_timeout` is meant for the application. What
    evolve merely looks up is bound by it, so it is long enough for that on a busy machine."""
    monkeypatch.setitem(evolutions.SWIFT["PROFILES"]["default"], "batch_ms", 600)
    slow_down(ground, 0.008)
    with ground.shop.connect("postgres") as connection:
        for setting in ("statement_timeout = '200ms'", "lock_timeout = '20ms'"):
            connection.execute(
                f'ALTER ROLE {roles.OWNER} IN DATABASE "{ground.shop.name}" SET {setting}'.encode()
            )
    with ground.shop.connect() as owner, pytest.raises(errors.QueryCanceled):
        owner.execute("SELECT pg_sleep(0.3)")
    ground.database.session.close()
    stages.attempt(stages.START, ground.case, 0)
    with ground.shop.connect("postgres") as connection:
        row = connection.execute("SELECT max(work_ms / batches) > 200 FROM evolve_segment")
        assert row.fetchone() == (True,), "no batch was longer than the role's timeout"
    evolutions.carry(
        ground.database,
        stages.CONTRACT_NOW.ask(ground.database, ground.case),
        State.DONE,
    )


# -- builds that were left --------------------------------------------------------------------


def first_index(evolution: Evolution) -> Step:
    return next(step for step in evolution.plan.phase(Phase.VERIFY) if step.concurrent)


def index_valid(connection: Connection, name: str) -> bool | None:
    row = connection.execute(
        "SELECT indisvalid FROM pg_index i JOIN pg_class c ON c.oid = indexrelid"
        " WHERE relname = %s",
        [name],
    ).fetchone()
    return bool(row[0]) if row else None


def verifying(ground: Ground, evolution: Evolution) -> tuple[Carrier, Evolution]:
    return evolutions.advance(ground.database, evolution, lambda e: e.state is State.VERIFYING)


@renaming
def test_an_index_left_invalid_by_a_cancelled_build_is_built_again(
    ground: Ground, evolution: Evolution
) -> None:
    """Also while writers are at work, who lock an invalid index as they do any other."""
    carrier, evolution = verifying(ground, evolution)
    step = first_index(evolution)
    name = step.id.rpartition(".")[2]
    with ground.shop.connect("postgres") as watcher:
        with holding(ground.shop, "UPDATE shop_product SET price = price"):
            pid = killing.fork(lambda: build(ground.shop, step))
            until(watcher, CANCEL_WAITING)
            assert killing.ended(pid) != 0
        assert index_valid(watcher, name) is False, "the build was to leave it invalid"
        with holding(ground.shop, "UPDATE shop_product SET price = price"):
            work = evolutions.work_on(ground.database, evolution, carrier.owner)
            assert steps.probe(work, step) is Presence.BROKEN
        ground.database.store.release(evolution.id, carrier.owner)
        ready = evolutions.carry(ground.database, evolution, State.READY)
        assert ready.state is State.READY
        assert index_valid(watcher, name) is True


@renaming
def test_a_table_that_somebody_vacuums_is_a_hold_that_names_him(
    ground: Ground, evolution: Evolution
) -> None:
    """One against wraparound gives way to nobody, and may take hours."""
    carrier, evolution = verifying(ground, evolution)
    with ground.shop.connect("postgres", autocommit=False) as other:
        other.execute("LOCK TABLE shop_product IN SHARE UPDATE EXCLUSIVE MODE")
        work = evolutions.work_on(ground.database, evolution, carrier.owner)
        hasty = work.profile.model_copy(update={"lock_budget": timedelta(milliseconds=200)})
        with pytest.raises(LockNotGranted, match=str(other.info.backend_pid)):
            verify.analyze(replace(work, profile=hasty))
        other.rollback()
    verify.analyze(work)


CANCEL_WAITING = """
SELECT count(*) FILTER (WHERE pg_cancel_backend(pid)) > 0 FROM pg_stat_progress_create_index
WHERE datname = current_database() AND phase LIKE 'waiting%' AND index_relid <> 0
"""
WAITING = CANCEL_WAITING.replace("FILTER (WHERE pg_cancel_backend(pid)) ", "")


def build(shop: ShopDatabase, step: Step) -> None:
    with shop.connect() as connection:
        connection.execute(step.apply[0].encode())


def first_rest(ground: Ground, carrier: Carrier, evolution: Evolution) -> Answer:
    """The first answer by which the worker does not go on at once."""
    for _ in range(50):
        answer = carrier.once(ground.database, ground.database.store.reload(evolution.id))
        assert answer is not None
        if answer.outcome is not Outcome.WORKED:
            return answer
    raise AssertionError("it never rests")


@renaming
def test_a_build_that_outlives_its_worker_is_waited_for(
    ground: Ground, evolution: Evolution
) -> None:
    carrier, evolution = verifying(ground, evolution)
    step = first_index(evolution)
    with ground.shop.connect("postgres") as watcher:
        with holding(ground.shop, "UPDATE shop_product SET price = price"):
            pid = killing.fork(lambda: build(ground.shop, step))
            until(watcher, WAITING)
            answer = first_rest(ground, carrier, evolution)
            assert answer.outcome is Outcome.WAITING
            assert ground.database.store.reload(evolution.id).hold == answer.reason
        assert killing.ended(pid) == 0
    ground.database.store.release(evolution.id, carrier.owner)
    ready = evolutions.carry(ground.database, evolution, State.READY)
    assert (ready.state, ready.hold) == (State.READY, "")
