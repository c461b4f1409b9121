"""`ready` waits for every replica: a new release that reads there must not find NULL."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from evolve.service import planning, running
from evolve.service.databases import opened
from evolve.service.status import status
from evolve.states import State
from sample_app import roles
from sample_app.load import load
from sample_app.server import FAST, Server
from tests.support.cluster import Cluster, ShopDatabase, django_at, migrated_template
from tests.support.standby import Standby

NAME = "customer-split-name"


@pytest.fixture
def primary() -> Iterator[Server]:
    """A server of its own: a replica follows a whole server, not one database."""
    with Server(settings=FAST) as server:
        yield server


@pytest.fixture
def shop(primary: Server, django_db_blocker: DjangoDbBlocker) -> Iterator[ShopDatabase]:
    """A migrated shop on the primary, with customers."""
    cluster = Cluster(superuser=primary.url())
    with (
        django_db_blocker.unblock(),
        migrated_template(cluster) as template,
        cluster.database(template) as database,
        django_at(database),
    ):
        with database.connect() as connection:
            load(connection, customers=2000)
        yield database


def replay(standby: Standby, verb: str) -> None:
    """Pauses or resumes the replay, and waits until it does."""
    with psycopg.connect(standby.url(), autocommit=True) as connection:
        connection.execute(f"SELECT pg_wal_replay_{verb}()")
        state = {"pause": "paused", "resume": "not paused"}[verb]
        until(
            lambda: (
                connection.execute("SELECT pg_get_wal_replay_pause_state()").fetchone() == (state,)
            )
        )


def until(condition: Callable[[], bool]) -> None:
    """Waits for `condition`, a minute at the most."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)


def test_ready_waits_for_the_replay_of_the_proof(primary: Server, shop: ShopDatabase) -> None:
    """With replay paused the evolution holds and names the replica; resumed, it goes on."""
    with shop.connect("postgres") as connection:
        connection.execute(f"GRANT pg_monitor TO {roles.OWNER}")
    with Standby(primary) as standby, opened("default") as database:
        with shop.connect("postgres") as connection:
            until(
                lambda: (
                    connection.execute(
                        "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
                    ).fetchone()
                    == (1,)
                )
            )
        replay(standby, "pause")
        evolution = planning.create(database, planning.plan(database, planning.playbook_of(NAME)))
        held: list[str] = []

        def tell(_: object, now: object) -> None:
            reason = database.store.get(NAME).hold
            if "replicas have not replayed" in reason and not held:
                held.append(reason)
                assert database.store.get(NAME).state is State.VERIFYING
                replay(standby, "resume")

        ready = running.carry(
            database, evolution, lambda e: e.state is State.READY, stop=running.Stop(), tell=tell
        )
        assert held, "the replica never held it back, so this test has shown nothing"
        assert ready.state is State.READY
        with psycopg.connect(standby.url(database=shop.name)) as reader:
            unfilled = reader.execute(
                "SELECT count(*) FROM shop_customer WHERE first_name IS NULL"
            ).fetchone()
        assert unfilled == (0,)


def test_a_replica_that_cannot_be_seen_is_a_blind_spot(primary: Server, shop: ShopDatabase) -> None:
    """Without pg_monitor the position is hidden: it does not hold for ever, and status says so."""
    with Standby(primary), opened("default") as database:
        with shop.connect("postgres") as connection:
            until(
                lambda: (
                    connection.execute(
                        "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
                    ).fetchone()
                    == (1,)
                )
            )
        evolution = planning.create(database, planning.plan(database, planning.playbook_of(NAME)))
        ready = running.carry(
            database, evolution, lambda e: e.state is State.READY, stop=running.Stop()
        )
        assert any("replica" in line for line in status(database, ready).blind)
