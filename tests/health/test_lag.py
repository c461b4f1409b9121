"""A real replica whose replay is paused: it is measured, a backfill waits for it and goes on."""

from __future__ import annotations

import time

import psycopg
import pytest

from evolve.errors import Exit
from evolve.pg.health.gauge import STEADY
from evolve.pg.health.old_snapshot import OldSnapshot
from evolve.pg.health.replica_lag import AliasLag, ReplicaLag
from evolve.records import Evolution
from evolve.service import planning, running
from evolve.service.databases import Database
from evolve.service.status import status
from evolve.states import State
from sample_app import roles
from sample_app.server import Server
from tests.health.conftest import blind, looking, measured, until
from tests.support.cluster import ShopDatabase
from tests.support.evolutions import swiftly, working
from tests.support.standby import Standby, following, named, replay
from tests.support.typed import typed

NAME = "customer-split-name"
LIMIT = 1


def write(shop: ShopDatabase) -> None:
    with shop.connect() as connection:
        connection.execute("UPDATE shop_customer SET phone = phone WHERE id % 10 = 0")


def test_the_lag_of_a_paused_replica_grows_and_ends(server: Server, shop: ShopDatabase) -> None:
    with following(server, shop) as standby, looking(shop) as session:
        signal = ReplicaLag()
        until(lambda: measured(signal, session).value == 0)
        replay(standby, "pause")
        write(shop)
        time.sleep(1.2)
        write(shop)
        until(lambda: measured(signal, session).value > 1)
        assert "walreceiver is 1." in measured(signal, session).said
        replay(standby, "resume")
        until(lambda: measured(signal, session).value == 0)


def test_a_replica_that_is_asked_itself_needs_no_grant(server: Server, shop: ShopDatabase) -> None:
    with (
        following(server, shop) as standby,
        named(standby, shop) as alias,
        looking(shop, roles.OWNER) as session,
    ):
        signal = AliasLag(alias=alias)
        assert "this role may not see how far behind" in str(blind(ReplicaLag(), session))
        until(lambda: measured(signal, session, 0).value == 0)
        replay(standby, "pause")
        write(shop)
        assert measured(signal, session, 1).value == 0
        assert measured(signal, session, 5).value == 4
        assert measured(signal, session, 9).said == "replica is 8.0 s behind"
        replay(standby, "resume")
        until(lambda: measured(signal, session, 10).value == 0)
        standby.stop()
        assert "replica: " in str(blind(signal, session))


def test_an_alias_that_is_no_replica_is_a_blind_spot(shop: ShopDatabase) -> None:
    with looking(shop, roles.OWNER) as session:
        assert "leads to no replica" in str(blind(AliasLag(alias="default"), session))


def test_an_alias_that_the_settings_do_not_have_is_said_at_once(
    filled: ShopDatabase,
) -> None:
    """Be it a replica, or the way past a pooler, which may be the database itself."""
    for wrong in ({"replicas": ["defalt"]}, {"direct": "defalt"}):
        with swiftly(PROFILES={"default": wrong}):
            for line in (f"plan {NAME}", f"start {NAME} --noinput", "worker --once", "doctor"):
                found = typed(line)
                assert found.code == Exit.USAGE, found
                assert "there is no database alias 'defalt'; did you mean 'default'?" in found.err
    with swiftly(PROFILES={"default": {"direct": "default"}}):
        assert "pooler" not in typed("doctor").out
        assert typed(f"plan {NAME}").code == Exit.DONE


def test_a_query_on_a_replica_that_gives_feedback_is_an_old_snapshot(
    server: Server, shop: ShopDatabase
) -> None:
    """Its age is that of the transaction it stands at, since a replica tells no time."""
    signal = OldSnapshot()
    with following(server, shop) as standby, looking(shop) as session:
        with psycopg.connect(standby.url(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET hot_standby_feedback = on")
            connection.execute("ALTER SYSTEM SET wal_receiver_status_interval = '1s'")
            connection.execute("SELECT pg_reload_conf()")
        with psycopg.connect(standby.url(database=shop.name)) as report:
            report.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            report.execute("SELECT count(*) FROM shop_customer")
            until(lambda: feedback(shop))
            assert measured(signal, session, 100.0).value == 0
            write(shop)
            assert measured(signal, session, 101.0).value == 0
            found = measured(signal, session, 160.0)
            assert found.value == 59
            assert "walreceiver) has kept a snapshot for 59 s" in found.said
            report.rollback()
        until(lambda: measured(signal, session, 200.0).value == 0)


def feedback(shop: ShopDatabase) -> bool:
    with shop.connect("postgres") as connection:
        row = connection.execute("SELECT backend_xmin IS NOT NULL FROM pg_stat_replication")
        return row.fetchone() == (True,)


def carried(database: Database, evolution: Evolution, tell: running.Tell) -> Evolution:
    return running.carry(
        database, evolution, lambda e: e.state is State.READY, stop=running.Stop(), tell=tell
    )


@pytest.mark.parametrize("asked", ["the primary", "the replica"])
def test_a_backfill_waits_for_its_replica_and_goes_on(
    server: Server, shop: ShopDatabase, asked: str
) -> None:
    """It stops in the middle, says how far behind who is, and writes nothing until it is over."""
    profile = {"quiet_for": "0", "max_rows_per_second": 300, "holds": {"replica_lag": LIMIT}}
    if asked == "the primary":
        with shop.connect("postgres") as connection:
            connection.execute(f"GRANT pg_monitor TO {roles.OWNER}".encode())
    else:
        profile["replicas"] = ["replica"]
    with (
        following(server, shop) as standby,
        named(standby, shop),
        swiftly(PROFILES={"default": profile}),
        working() as database,
    ):
        seen = Seen(standby, database)
        evolution = planning.create(database, planning.plan(database, planning.playbook_of(NAME)))
        ready = carried(database, evolution, seen.tell)
        assert ready.state is State.READY
        assert seen.paused_at > 0, "it was never paused"
        assert seen.reasons, "nothing ever held it"
        assert " s behind (limit 1 s)" in seen.reasons[0]
        assert seen.clears == {"goes on below 0.6 s"}
        assert len(seen.filled_while_held) == 1, "it wrote while it waited"
        assert len(set(seen.reasons)) > 1, "the number never moved"
        events = [event.kind for event in database.store.events(ready, 100)]
        assert events.count("held") == events.count("released") >= 1
        assert seen.screens
        assert "behind (limit 1 s)" in seen.screens[0]


class Seen:
    """Pauses the replay once rows are being filled, and resumes it after some seconds of hold."""

    def __init__(self, standby: Standby, database: Database) -> None:
        self.standby, self.database = standby, database
        self.paused_at = self.held_at = 0.0
        self.resumed = False
        self.reasons: list[str] = []
        self.screens: list[str] = []
        self.clears: set[str] = set()
        self.filled_while_held: set[int] = set()

    def tell(self, database: Database, evolution: Evolution) -> None:
        if evolution.state is not State.BACKFILLING:
            return
        (segment,) = database.store.segments(evolution)
        if not self.paused_at and segment.rows_done > 100:
            self.paused_at = time.monotonic()
            replay(self.standby, "pause")
        if evolution.hold and not self.resumed:
            self.look(evolution, segment.rows_done)

    def look(self, evolution: Evolution, rows: int) -> None:
        self.held_at = self.held_at or time.monotonic()
        self.reasons.append(evolution.hold)
        self.clears.add(evolution.hold_clears)
        self.filled_while_held.add(rows)
        self.screens.append(status(self.database, evolution).hold)
        if time.monotonic() - self.held_at > STEADY / 2:
            self.resumed = True
            replay(self.standby, "resume")
