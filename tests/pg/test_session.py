"""The one way to a user's database: locks with a budget, transactions, statements of others."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
import pytest
from psycopg import errors

from evolve.errors import LockNotGranted, Unreachable
from evolve.pg import session as module
from evolve.pg.connecting import open_connection
from evolve.pg.names import TableName
from evolve.pg.session import Session
from evolve.service.databases import Database
from sample_app import roles
from tests.support.cluster import Connection, ShopDatabase

TABLE = TableName(schema="public", name="shop_customer")
ADD = "ALTER TABLE shop_customer ADD COLUMN added integer"


@pytest.fixture
def session(database: Database) -> Session:
    return database.session


@contextmanager
def holding(
    shop: ShopDatabase, statement: str, role: str = roles.OWNER, name: str = "night report"
) -> Iterator[Connection]:
    """A transaction that stays open after `statement`."""
    with psycopg.connect(shop.url(role), application_name=name) as connection:
        connection.execute(statement.encode())
        yield connection
        connection.rollback()


@dataclass(slots=True)
class Reader:
    """An application that reads and writes the table all the time, and how long it waited."""

    shop: ShopDatabase
    waits: list[float] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        with self.shop.connect(roles.APP) as connection:
            while not self.stop.is_set():
                began = time.monotonic()
                connection.execute(b"SELECT count(*) FROM shop_customer")
                connection.execute(b"UPDATE shop_customer SET phone = '' WHERE id = -1")
                self.waits.append(time.monotonic() - began)
                time.sleep(0.005)


@contextmanager
def reading(shop: ShopDatabase) -> Iterator[Reader]:
    reader = Reader(shop)
    thread = threading.Thread(target=reader.run)
    thread.start()
    try:
        while not reader.waits:
            time.sleep(0.01)
        yield reader
    finally:
        reader.stop.set()
        thread.join()


def has_column(shop: ShopDatabase, column: str) -> bool:
    with shop.connect() as owner:
        found = owner.execute(
            "SELECT 1 FROM pg_attribute"
            " WHERE attrelid = 'shop_customer'::regclass AND attname = %s",
            [column],
        ).fetchone()
    return found is not None


# -- locks ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [roles.OWNER, roles.APP])
def test_ddl_gives_up_within_its_budget_and_names_who_is_in_the_way(
    shop_database: ShopDatabase, session: Session, role: str
) -> None:
    """Process, role, application, lock, age and query, as far as the role may see them."""
    with holding(
        shop_database, "SELECT count(*) FROM shop_customer WHERE email = 'me@home'", role
    ) as blocker:
        time.sleep(1.0)
        began = time.monotonic()
        with pytest.raises(LockNotGranted) as caught:
            session.ddl(TABLE, lambda: session.run([ADD]), lock_wait_ms=100, budget=1.0)
        assert 1.0 <= time.monotonic() - began < 2.5
        message = caught.value.message
        assert f"pid {blocker.info.backend_pid} ({role} night report)" in message
        assert "AccessShareLock" in message
        if role == roles.OWNER:
            assert "00:00:0" in message
            assert "SELECT count(*) FROM shop_customer WHERE email" in message
        else:
            assert "unknown" in message, "the owner sees no query of another role"
        assert "me@home" not in message, "a value of a row is shown"
    assert not has_column(shop_database, "added")
    session.ddl(TABLE, lambda: session.run([ADD]), lock_wait_ms=100, budget=1.0)
    assert has_column(shop_database, "added")


def test_the_application_never_queues_longer_than_a_lock_is_waited_for(
    shop_database: ShopDatabase, session: Session
) -> None:
    """Whoever comes while we wait for a reader queues behind us, for so long and no longer."""
    with (
        holding(shop_database, "SELECT count(*) FROM shop_customer"),
        reading(shop_database) as app,
    ):
        with pytest.raises(LockNotGranted):
            session.ddl(TABLE, lambda: session.run([ADD]), lock_wait_ms=250, budget=1.5)
        longest = max(app.waits)
    assert longest > 0.15, "nobody has queued behind us"
    assert longest < 0.25 + 0.35


def test_nobody_queues_while_a_vacuum_is_waited_for(
    shop_database: ShopDatabase, session: Session
) -> None:
    """The first lock is waited for longer, since it lets readers and writers pass."""
    vacuum = "LOCK TABLE shop_customer IN SHARE UPDATE EXCLUSIVE MODE"
    with holding(shop_database, vacuum) as blocker, reading(shop_database) as app:
        threading.Timer(1.2, blocker.rollback).start()
        began, before = time.monotonic(), len(app.waits)
        session.ddl(TABLE, lambda: session.run([ADD]), lock_wait_ms=100, budget=5.0)
        assert time.monotonic() - began > 1.0, "the lock was not in the way"
        during = app.waits[before:]
    assert len(during) > 10, "nobody came by meanwhile"
    assert max(during) < 0.5
    assert has_column(shop_database, "added")


@pytest.mark.parametrize("mode", ["SHARE UPDATE EXCLUSIVE", "ACCESS SHARE"])
def test_the_budget_is_not_overrun(
    shop_database: ShopDatabase, session: Session, mode: str
) -> None:
    """Whatever lock is in the way, the last wait is cut to what is left."""
    with holding(shop_database, f"LOCK TABLE shop_customer IN {mode} MODE"):
        began = time.monotonic()
        with pytest.raises(LockNotGranted):
            session.ddl(TABLE, lambda: session.run([ADD]), lock_wait_ms=900, budget=1.2)
        assert 1.2 <= time.monotonic() - began < 1.7


def test_no_wait_is_without_an_end(shop_database: ShopDatabase) -> None:
    """At the end of the budget as before it: 0 would be no timeout at all."""
    moments = iter([0.0, 0.0, 9.9999, 10.5])
    with Session("default", clock=lambda: next(moments)) as session:
        asked = []

        def work() -> None:
            asked.append(session.one("SHOW lock_timeout")["lock_timeout"])

        session.ddl(TABLE, work, lock_wait_ms=300, budget=10.0)
        moments = iter([0.0, 20.0, 20.0, 20.0])
        session.ddl(TABLE, work, lock_wait_ms=300, budget=10.0)
    assert asked == ["50ms", "50ms"]


def test_a_lock_that_is_given_back_in_time_is_had_by_a_further_try(
    shop_database: ShopDatabase, session: Session
) -> None:
    """Retries go on while the budget lasts, each in a transaction of its own."""
    tries = 0

    def work() -> None:
        nonlocal tries
        tries += 1
        session.run([ADD])

    with holding(shop_database, "SELECT count(*) FROM shop_customer") as blocker:
        threading.Timer(0.6, blocker.rollback).start()
        session.ddl(TABLE, work, lock_wait_ms=100, budget=10.0)
    assert tries > 1
    assert has_column(shop_database, "added")


def test_we_are_the_victim_of_a_deadlock_and_try_again(
    shop_database: ShopDatabase, session: Session
) -> None:
    """Two tables in the other order than the application's: it goes on, and so do we, later."""
    tries = 0

    def work() -> None:
        nonlocal tries
        tries += 1
        session.run(["LOCK TABLE shop_order IN ACCESS EXCLUSIVE MODE", ADD])

    with holding(shop_database, "SELECT count(*) FROM shop_order", roles.APP) as app:

        def cross() -> None:
            app.execute(b"SELECT count(*) FROM shop_customer")
            app.rollback()

        threading.Timer(0.3, cross).start()
        session.ddl(TABLE, work, lock_wait_ms=200, budget=10.0)
    assert tries > 1
    assert has_column(shop_database, "added")


def test_what_is_no_lock_is_not_tried_again(shop_database: ShopDatabase, session: Session) -> None:
    """An error of the statement itself comes out at once, and nothing of it stays."""
    tries = 0

    def work() -> None:
        nonlocal tries
        tries += 1
        session.run([ADD, "ALTER TABLE shop_customer DROP COLUMN missing"])

    with pytest.raises(errors.UndefinedColumn):
        session.ddl(TABLE, work, lock_wait_ms=100, budget=10.0)
    assert tries == 1
    assert not has_column(shop_database, "added")


# -- statements and transactions --------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1; SELECT 2",
        "SELECT 1; CREATE TABLE intruder ()",
        "SELECT 1; COMMIT; CREATE TABLE intruder ()",
        "COMMIT; CREATE TABLE intruder ()",
    ],
)
def test_somebody_elses_statement_is_one_statement(
    shop_database: ShopDatabase, session: Session, text: str
) -> None:
    with session.passing(), pytest.raises(errors.SyntaxError, match="multiple commands"):
        session.untrusted(text)
    assert session.rows("SELECT 1 FROM pg_class WHERE relname = 'intruder'") == []
    assert session.untrusted("SELECT 'a;b', '%s %', 7 % 4;") == [("a;b", "%s %", 3)]


def test_of_a_passing_transaction_nothing_stays(session: Session) -> None:
    with session.passing():
        session.run(["CREATE TABLE fleeting ()"])
        session.local(statement_timeout=12345, search_path='"$user", pg_catalog')
        assert session.one("SHOW statement_timeout")["statement_timeout"] == "12345ms"
    assert session.one("SELECT to_regclass('fleeting') AS found")["found"] is None
    assert session.one("SHOW statement_timeout")["statement_timeout"] == "0"


def test_a_transaction_that_raises_is_taken_back(session: Session) -> None:
    def interrupted() -> None:
        with session.transaction():
            session.run(["CREATE TABLE fleeting ()"])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert session.one("SELECT to_regclass('fleeting') AS found")["found"] is None


def test_a_message_that_fails_leaves_no_transaction_open(session: Session) -> None:
    with pytest.raises(errors.DivisionByZero):
        session.message("BEGIN; CREATE TABLE fleeting (); SELECT 1 / 0; COMMIT")
    assert session.connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
    assert session.one("SELECT to_regclass('fleeting') AS found")["found"] is None
    assert session.message("BEGIN; SELECT 1 AS n; SELECT 2 AS n; COMMIT") == [{"n": 2}]


def test_a_connection_that_broke_is_replaced_at_the_next_use(
    shop_database: ShopDatabase, session: Session
) -> None:
    """What was under way is lost with it, and told."""
    pid = session.connection.info.backend_pid

    def cut_off() -> None:
        with shop_database.connect("postgres") as superuser, session.transaction():
            session.run(["CREATE TABLE fleeting ()"])
            superuser.execute(b"SELECT pg_terminate_backend(%s)", [pid])
            session.run(["SELECT 1"])

    with pytest.raises(psycopg.OperationalError):
        cut_off()
    assert session.one("SELECT to_regclass('fleeting') AS found")["found"] is None
    assert session.connection.info.backend_pid != pid


def test_a_transaction_left_alone_is_ended_by_the_server(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that was stopped holds the table's locks no longer than its time."""
    monkeypatch.setattr(module, "IDLE_MS", 200)

    def forgotten() -> None:
        with session.transaction():
            session.run([ADD])
            time.sleep(0.6)
            session.run(["SELECT 1"])

    with pytest.raises(errors.IdleInTransactionSessionTimeout):
        forgotten()
    assert session.one("SELECT 1 AS n") == {"n": 1}


def test_limits_of_the_role_do_not_end_what_is_ours(
    shop_database: ShopDatabase, session: Session
) -> None:
    """Neither a transaction nor one of which nothing stays, however long, idle or not."""
    names = ["idle_in_transaction_session_timeout"]
    if session.connection.info.server_version >= 170000:
        names.append("transaction_timeout")
    with shop_database.connect("postgres") as connection:
        for name in names:
            connection.execute(
                f"ALTER ROLE {roles.OWNER} IN DATABASE {shop_database.name} SET {name} = '50ms'"
            )
    session.close()
    for begun in (session.transaction, session.passing):
        with begun():
            time.sleep(0.1)
            assert session.one("SELECT pg_sleep(0.1) IS NOT NULL AS slept")["slept"]
    with shop_database.connect(autocommit=False) as theirs:
        theirs.execute("SELECT 1")
        time.sleep(0.1)
        with pytest.raises(psycopg.Error):
            theirs.execute("SELECT 1")


def test_an_unreachable_server_is_named_without_its_password() -> None:
    with pytest.raises(Unreachable) as caught:
        open_connection(
            {"host": "127.0.0.1", "port": 1, "dbname": "shop", "user": "x", "password": "hush"},
            application_name="tests",
        )
    assert "127.0.0.1/shop" in caught.value.message
    assert "hush" not in caught.value.message + caught.value.hint
