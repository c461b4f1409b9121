"""Each signal on a real server: the cause is there, it is measured, and it is over when it ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import errors

from evolve.pg.health.active_sessions import ActiveSessions
from evolve.pg.health.gauge import Gauge
from evolve.pg.health.lock_waiters import FRESH, LockWaiters
from evolve.pg.health.old_snapshot import OldSnapshot
from evolve.pg.health.own_query import OwnQuery
from evolve.pg.health.vacuum import NONE, ORDINARY, WRAPAROUND, Vacuum
from evolve.pg.health.wal_archive import WalArchive
from evolve.pg.health.wal_slots import WalSlots
from evolve.pg.session import Session
from sample_app import roles
from tests.health.conftest import TABLE, blind, looking, measured, transaction, until
from tests.support.cluster import Connection, ShopDatabase

XID = "SELECT pg_current_xact_id()"
REPEATABLE = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"


# -- old_snapshot -----------------------------------------------------------------------------


@pytest.mark.parametrize("statements", [[XID], [REPEATABLE, "SELECT 1"]], ids=["xid", "xmin"])
def test_an_idle_transaction_that_keeps_a_snapshot_is_found_with_its_age(
    filled: ShopDatabase, statements: list[str]
) -> None:
    with looking(filled) as session, transaction(filled, *statements) as idle:
        time.sleep(0.4)
        found = measured(OldSnapshot(), session)
        assert 0.4 <= found.value < 10
        assert f"pid {idle.info.backend_pid} ({roles.APP}" in found.said
        idle.rollback()
        assert measured(OldSnapshot(), session).value < 0.4


def test_an_idle_transaction_that_keeps_no_snapshot_stops_nothing(filled: ShopDatabase) -> None:
    with looking(filled) as session, transaction(filled, "SELECT 1") as idle:
        assert idle.info.transaction_status is psycopg.pq.TransactionStatus.INTRANS
        time.sleep(0.3)
        assert measured(OldSnapshot(), session).value < 0.3


def test_a_prepared_transaction_is_found(shop: ShopDatabase) -> None:
    with looking(shop) as session, shop.connect(autocommit=False) as connection:
        connection.execute("UPDATE shop_customer SET phone = ''")
        connection.execute("PREPARE TRANSACTION 'left behind'")
        time.sleep(0.3)
        found = measured(OldSnapshot(), session)
        assert found.value >= 0.3
        assert "the prepared transaction left behind" in found.said
        session.run(["ROLLBACK PREPARED 'left behind'"])
        assert measured(OldSnapshot(), session).value < 0.3


def test_a_role_without_a_grant_does_not_see_it_and_knows(filled: ShopDatabase) -> None:
    with looking(filled, roles.OWNER) as session:
        assert f"GRANT pg_monitor TO {roles.OWNER}" in str(blind(OldSnapshot(), session))
        assert "GRANT" in str(blind(ActiveSessions(cores=2), session))


@contextmanager
def under_way(shop: ShopDatabase, connection: Connection, statement: str) -> Iterator[None]:
    """A statement that does not end by itself, and is cancelled afterwards."""
    pid = connection.info.backend_pid

    def send() -> None:
        with pytest.raises(errors.QueryCanceled):
            connection.execute(statement.encode())

    thread = threading.Thread(target=send)
    thread.start()
    try:
        yield
    finally:
        with shop.connect("postgres") as canceller:
            canceller.execute("SELECT pg_cancel_backend(%s)", [pid])
        thread.join()


# -- lock_waiters -----------------------------------------------------------------------------


@contextmanager
def asking_for_the_table(shop: ShopDatabase) -> Iterator[None]:
    """Somebody who wants the table alone, and waits."""
    with shop.connect(autocommit=False) as connection:
        with under_way(shop, connection, "LOCK TABLE shop_customer IN ACCESS EXCLUSIVE MODE"):
            yield
        connection.rollback()


def test_who_waits_for_the_table_counts(filled: ShopDatabase) -> None:
    signal = LockWaiters(table=TABLE)
    with looking(filled, roles.OWNER) as session:
        assert measured(signal, session, 1).value == 0
        with transaction(filled, "SELECT 1 FROM shop_customer"), asking_for_the_table(filled):
            until(lambda: measured(signal, session, 1).value == 1)
            assert "1 session waits for a lock on" in measured(signal, session, 1).said
        assert measured(signal, session, 1).value == 0


def test_what_a_batch_has_seen_counts_for_a_moment(filled: ShopDatabase) -> None:
    signal = LockWaiters(table=TABLE)
    with looking(filled, roles.OWNER) as session:
        signal.note(7, 100.0)
        found = measured(signal, session, 100.0 + FRESH)
        assert (found.value, found.said) == (7, "7 sessions wait for rows of a batch")
        assert measured(signal, session, 100.1 + FRESH).value == 0


# -- vacuum -----------------------------------------------------------------------------------


@contextmanager
def vacuuming(shop: ShopDatabase) -> Iterator[None]:
    """A vacuum of the customers that takes its time."""
    with shop.connect() as connection:
        connection.execute("SET vacuum_cost_delay = 100")
        connection.execute("SET vacuum_cost_limit = 1")
        with under_way(shop, connection, "VACUUM (FREEZE) shop_customer"):
            yield


def test_a_vacuum_of_the_table_is_seen_without_a_grant(filled: ShopDatabase) -> None:
    signal = Vacuum(table=TABLE)
    with looking(filled, roles.OWNER) as session:
        assert measured(signal, session).value == NONE
        with vacuuming(filled):
            until(lambda: measured(signal, session).value == ORDINARY)
            assert "a vacuum of public.shop_customer is under way" in measured(signal, session).said
        assert measured(signal, session).value == NONE


def test_a_vacuum_of_a_table_that_is_too_old_is_one_against_wraparound(
    filled: ShopDatabase,
) -> None:
    signal = Vacuum(table=TABLE)
    with filled.connect("postgres") as connection:
        connection.execute("ALTER TABLE shop_customer SET (autovacuum_freeze_max_age = 100000)")
        connection.execute("ALTER TABLE shop_customer SET (autovacuum_enabled = off)")
        connection.execute(
            "DO $$ BEGIN FOR i IN 1..100100 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP;"
            " END $$"
        )
    with looking(filled, roles.OWNER) as session, vacuuming(filled):
        until(lambda: measured(signal, session).value == WRAPAROUND)
        assert "against wraparound" in measured(signal, session).said


# -- wal --------------------------------------------------------------------------------------


def test_wal_files_wait_for_an_archive_that_fails(shop: ShopDatabase) -> None:
    signal = WalArchive()
    with looking(shop, roles.OWNER) as session, shop.connect("postgres") as connection:

        def command(text: str) -> None:
            connection.execute(f"ALTER SYSTEM SET archive_command = '{text}'".encode())
            connection.execute("SELECT pg_reload_conf()")

        def switch(times: int) -> None:
            for _ in range(times):
                connection.execute("SELECT pg_logical_emit_message(true, 'test', 'x')")
                connection.execute("SELECT pg_switch_wal()")

        command("/bin/true")
        switch(2)
        until(lambda: measured(signal, session).value == 0)
        command("/bin/false")
        switch(1)
        until(lambda: "and archiving fails" in measured(signal, session).said)
        waiting = measured(signal, session).value
        switch(2)
        assert measured(signal, session).value == waiting + 2
        command("/bin/true")
        until(lambda: measured(signal, session).value == 0, 90)


def test_a_slot_that_stands_still_keeps_wal(shop: ShopDatabase) -> None:
    signal = WalSlots()
    with looking(shop, roles.OWNER) as session, shop.connect("postgres") as connection:
        assert measured(signal, session).value == 0
        connection.execute("SELECT pg_create_physical_replication_slot('forgotten', true)")
        connection.execute(
            "CREATE TABLE much AS SELECT repeat('x', 1000) FROM generate_series(1, 9000)"
        )
        found = measured(signal, session)
        assert 9 <= found.value < 200
        assert "the replication slot forgotten keeps" in found.said
        connection.execute("SELECT pg_drop_replication_slot('forgotten')")
        assert measured(signal, session).value == 0


# -- active_sessions --------------------------------------------------------------------------


@contextmanager
def busy(shop: ShopDatabase, statement: str, number: int) -> Iterator[None]:
    """Sessions that are at `statement` until the block ends."""
    connections = [shop.connect() for _ in range(number)]

    def work(connection: psycopg.Connection[object]) -> None:
        with pytest.raises(errors.QueryCanceled):
            connection.execute(statement.encode())

    threads = [threading.Thread(target=work, args=[c]) for c in connections]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        with shop.connect("postgres") as canceller:
            for connection in connections:
                canceller.execute("SELECT pg_cancel_backend(%s)", [connection.info.backend_pid])
        for thread, connection in zip(threads, connections, strict=True):
            thread.join()
            connection.close()


def test_sessions_that_work_count_and_those_that_sleep_do_not(shop: ShopDatabase) -> None:
    signal = ActiveSessions(cores=2)
    with looking(shop) as session:
        assert measured(signal, session).value == 0
        with (
            busy(shop, "SELECT count(*) FROM generate_series(1, 1000000000)", 3),
            busy(shop, "SELECT pg_sleep(60)", 2),
        ):
            until(lambda: measured(signal, session).value == 1.5)
            assert measured(signal, session).said == "3 sessions are active on 2 cores"
        until(lambda: measured(signal, session).value == 0)


def test_a_server_elsewhere_has_cores_that_nobody_knows(
    filled: ShopDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with looking(filled) as session:
        assert measured(ActiveSessions(cores=None), session).value >= 0
        monkeypatch.setattr("evolve.pg.health.active_sessions.local_cores", lambda _: None)
        assert "set `cores` in the profile" in str(blind(ActiveSessions(cores=None), session))


# -- queries of the project -------------------------------------------------------------------


def test_a_query_of_the_project_gives_its_number(filled: ShopDatabase) -> None:
    with looking(filled, roles.OWNER) as session:
        query = OwnQuery(name="queue", query="SELECT count(*) / 2 FROM shop_customer;")
        found = measured(query, session)
        assert (found.value, found.said) == (1000, "queue is 1000")


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("UPDATE shop_customer SET phone = ''", "read-only"),
        ("SELECT pg_sleep(9)", "statement timeout"),
        ("SELECT 'much'", "does not give one number"),
        ("SELECT 1 WHERE false", "does not give one number"),
        ("SELECT 1, 2", "does not give one number"),
        ("SELECT 'NaN'::float8", "does not give one number"),
        ("SELECT nothing", 'column "nothing" does not exist'),
        ("SELECT 1; DROP TABLE shop_customer", "cannot insert multiple commands"),
    ],
)
def test_a_query_that_gives_no_number_is_blind_and_changes_nothing(
    filled: ShopDatabase, query: str, why: str
) -> None:
    with looking(filled, roles.OWNER) as session:
        reading = Gauge(OwnQuery(name="queue", query=query)).ask(session, 5.0, 0.0)
        assert why in reading.blind
        rows = session.one("SELECT count(*) AS n FROM shop_customer WHERE phone <> ''")["n"]
        assert rows > 0


def test_a_look_leaves_no_transaction_open(filled: ShopDatabase) -> None:
    with looking(filled, roles.OWNER) as session:
        for signal in (OldSnapshot(), LockWaiters(table=TABLE), Vacuum(table=TABLE), WalArchive()):
            signal.look(session, 0.0)
            assert status_of(session) is psycopg.pq.TransactionStatus.IDLE


def status_of(session: Session) -> psycopg.pq.TransactionStatus:
    return session.connection.info.transaction_status
