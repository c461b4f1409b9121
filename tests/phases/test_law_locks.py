"""Laws of locks: what pg_locks shows while a step runs is what the step declares."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg

from evolve.pg.step import Lock, Step
from tests.phases.conftest import Ground
from tests.phases.test_law_steps import apply, every_key
from tests.support import evolutions
from tests.support.cluster import Connection

STRENGTH = (
    "",
    "AccessShareLock",
    "RowShareLock",
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
)

HELD = """
SELECT c.relname, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
WHERE l.pid = %s AND l.granted AND c.relkind IN ('r', 'p')
  AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE 'evolve\\_%%'
"""


def strongest(watcher: Connection, pid: int) -> dict[str, str]:
    """The strongest lock that the session holds on each table of the application."""
    held: dict[str, str] = {}
    for table, mode in watcher.execute(HELD, [pid]):
        held[table] = max(held.get(table, ""), mode, key=STRENGTH.index)
    return held


def locks_inside(ground: Ground, watcher: Connection, statements: Sequence[str]) -> dict[str, str]:
    """The locks that `statements` take, seen before their transaction ends; nothing stays."""
    with ground.shop.connect(autocommit=False) as connection:
        for statement in statements:
            connection.execute(statement.encode())
        found = strongest(watcher, connection.info.backend_pid)
        connection.rollback()
    return found


@contextmanager
def in_the_way(ground: Ground) -> Iterator[None]:
    """A writer's open transaction, for which everything CONCURRENTLY has to wait."""
    with ground.shop.connect(autocommit=False) as writer:
        writer.execute(f"LOCK TABLE {ground.case.table} IN ROW EXCLUSIVE MODE".encode())
        yield
        writer.rollback()


def locks_while_waiting(
    ground: Ground, watcher: Connection, statements: Sequence[str]
) -> dict[str, str]:
    """The locks of a concurrent build or drop while it waits for a writer; then it ends."""
    with ground.shop.connect() as connection:
        pid = connection.info.backend_pid
        thread = threading.Thread(target=run, args=(connection, statements))
        with in_the_way(ground):
            thread.start()
            waits(watcher, pid)
            found = strongest(watcher, pid)
        thread.join(timeout=20)
        assert not thread.is_alive()
    return found


def run(connection: Connection, statements: Sequence[str]) -> None:
    for statement in statements:
        connection.execute(statement.encode())


def waits(watcher: Connection, pid: int) -> None:
    """Until the session waits for somebody else's transaction, with its own locks in hand."""
    deadline = time.monotonic() + 10
    query = "SELECT wait_event = 'virtualxid' FROM pg_stat_activity WHERE pid = %s"
    while watcher.execute(query, [pid]).fetchone() != (True,):
        assert time.monotonic() < deadline, "it does not wait for the writer"
        time.sleep(0.01)


def look(
    ground: Ground, watcher: Connection, step: Step, statements: Sequence[str]
) -> dict[str, str]:
    if step.concurrent:
        return locks_while_waiting(ground, watcher, statements)
    return locks_inside(ground, watcher, statements)


def expected(ground: Ground, step: Step, lock: Lock, beside: Lock) -> dict[str, str]:
    here = {ground.case.table: lock.value} if lock else {}
    return {**here, **({step.beside.name: beside.value} if step.beside and beside else {})}


@every_key
def test_a_step_takes_the_lock_that_it_declares_and_no_other_table(ground: Ground) -> None:
    work = evolutions.work_on(ground.database, evolutions.start(ground.database, ground.case))
    with ground.shop.connect("postgres") as watcher:
        for step in evolutions.walk(work):
            found = look(ground, watcher, step, step.apply)
            assert found == expected(ground, step, step.lock, step.beside_lock), step.id
            if not step.concurrent:
                apply(work, step)
            if step.reversible:
                found = look(ground, watcher, step, step.revert)
                assert found == expected(ground, step, step.revert_lock, step.beside_revert_lock), (
                    step.id
                )
            if step.concurrent:
                apply(work, step)


def test_the_watcher_sees_a_lock_that_is_there(ground: Ground) -> None:
    """The measure itself: with nobody at work it shows nothing, and a lock when there is one."""
    with ground.shop.connect("postgres") as watcher, psycopg.connect(ground.shop.url()) as other:
        assert strongest(watcher, other.info.backend_pid) == {}
        other.execute("SELECT count(*) FROM shop_order")
        assert strongest(watcher, other.info.backend_pid) == {"shop_order": "AccessShareLock"}
        other.execute("LOCK TABLE shop_order IN SHARE MODE")
        assert strongest(watcher, other.info.backend_pid) == {"shop_order": "ShareLock"}
