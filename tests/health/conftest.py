"""Signals, and a shop whose state they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from pytest_django import DjangoDbBlocker

from evolve.pg.health.found import Blind, Measured, Signal
from evolve.pg.names import TableName
from evolve.pg.session import Session
from sample_app import roles
from sample_app.load import load
from sample_app.server import FAST, Server
from tests.support import workers
from tests.support.cluster import Connection, ShopDatabase, django_at, shop_on

TABLE = TableName(schema="public", name="shop_customer")


@contextmanager
def looking(shop: ShopDatabase, role: str = "postgres") -> Iterator[Session]:
    """evolve's own way into the shop; the superuser sees everything."""
    with django_at(shop, role), Session("default") as session:
        yield session


def measured(signal: Signal, session: Session, now: float = 0.0) -> Measured:
    found = signal.look(session, now)
    assert isinstance(found, Measured), found
    return found


def blind(signal: Signal, session: Session) -> Blind:
    found = signal.look(session, 0.0)
    assert isinstance(found, Blind), found
    return found


@contextmanager
def transaction(
    shop: ShopDatabase, *statements: str, role: str = roles.APP
) -> Iterator[Connection]:
    """A transaction of the application that stays open."""
    with shop.connect(role, autocommit=False) as connection:
        for statement in statements:
            connection.execute(statement.encode())
        yield connection
        connection.rollback()


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Waits for `condition`."""
    workers.until(condition, "it never came true", seconds)


@pytest.fixture
def filled(shop_database: ShopDatabase) -> ShopDatabase:
    """A shop on the common server, with customers."""
    with shop_database.connect() as connection:
        load(connection, customers=2000)
    return shop_database


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of its own, for what concerns a whole server."""
    settings = {**FAST, "archive_mode": "on", "archive_command": "'/bin/true'"}
    with Server(settings={**settings, "max_prepared_transactions": "5"}) as server:
        yield server


@pytest.fixture
def shop(server: Server, django_db_blocker: DjangoDbBlocker) -> Iterator[ShopDatabase]:
    """A migrated shop on it, with customers."""
    with shop_on(server, django_db_blocker) as database:
        yield database
