"""Faults of connections: made to happen, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from psycopg import sql

from sample_app import roles
from tests.support.cluster import ShopDatabase
from tests.support.workers import told

OURS = (
    "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND application_name LIKE 'evolve%%'"
)


def end_sessions(shop: ShopDatabase) -> int:
    """Ends every session of evolve's; how many there were."""
    return int(told(shop, OURS)[0])


@contextmanager
def set_for(shop: ShopDatabase, statement: str, back: str) -> Iterator[None]:
    """A setting of the database, or of the role in it, while the block lasts."""
    with shop.connect("postgres") as connection:
        connection.execute(filled_in(shop, statement))
        try:
            yield
        finally:
            connection.execute(filled_in(shop, back))


def filled_in(shop: ShopDatabase, statement: str) -> sql.Composed:
    return sql.SQL(statement).format(
        database=sql.Identifier(shop.name), role=sql.Identifier(roles.OWNER)
    )


@contextmanager
def owner_set(shop: ShopDatabase, **settings: str) -> Iterator[None]:
    """Settings of the owner's new sessions, while the block lasts."""
    with ExitStack() as stack:
        for name, value in settings.items():
            setting = f"ALTER ROLE {{role}} IN DATABASE {{database}} SET {name} = '{value}'"
            back = f"ALTER ROLE {{role}} IN DATABASE {{database}} RESET {name}"
            stack.enter_context(set_for(shop, setting, back))
        yield


@contextmanager
def impatient(shop: ShopDatabase, statement_ms: int = 60) -> Iterator[None]:
    """The owner's statements and transactions end early, as an operator may have it."""
    timeouts = {"statement_timeout": f"{statement_ms}ms", "lock_timeout": "10ms"}
    timeouts["idle_in_transaction_session_timeout"] = "20ms"
    if server_version(shop) >= 170000:
        timeouts["transaction_timeout"] = "900ms"
    with owner_set(shop, **timeouts):
        yield


def server_version(shop: ShopDatabase) -> int:
    return int(told(shop, "SELECT current_setting('server_version_num')::int")[0])
