"""`ready` waits for every replica: a new release that reads there must not find NULL."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from evolve.service import planning, running
from evolve.service.databases import opened
from evolve.service.status import status
from evolve.states import State
from sample_app import roles
from sample_app.server import FAST, Server
from tests.support.cluster import ShopDatabase, shop_on
from tests.support.standby import following, replay

NAME = "customer-split-name"


@pytest.fixture
def primary() -> Iterator[Server]:
    """A server of its own: a replica follows a whole server, not one database."""
    with Server(settings=FAST) as server:
        yield server


@pytest.fixture
def shop(primary: Server, django_db_blocker: DjangoDbBlocker) -> Iterator[ShopDatabase]:
    """A migrated shop on the primary, with customers."""
    with shop_on(primary, django_db_blocker) as database:
        yield database


def test_ready_waits_for_the_replay_of_the_proof(primary: Server, shop: ShopDatabase) -> None:
    """With replay paused the evolution holds and names the replica; resumed, it goes on."""
    with shop.connect("postgres") as connection:
        connection.execute(f"GRANT pg_monitor TO {roles.OWNER}")
    with following(primary, shop) as standby, opened("default") as database:
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
    with following(primary, shop), opened("default") as database:
        evolution = planning.create(database, planning.plan(database, planning.playbook_of(NAME)))
        ready = running.carry(
            database, evolution, lambda e: e.state is State.READY, stop=running.Stop()
        )
        assert any("replica" in line for line in status(database, ready).blind)
