"""The shop's two database roles: the owner evolves the schema, the application only uses it."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

OWNER = "shop_owner"
APP = "shop_app"
# Asked for by servers with password authentication only; the embedded one trusts its directory.
PASSWORD = "shop"  # noqa: S105 - for throw-away servers

Connection = psycopg.Connection[Any]

# Roles belong to the whole server: one session at a time may look and create.
ROLES_LOCK = 7_302_001


def create_roles(connection: Connection) -> None:
    """Create both roles unless they are there. `connection` is a superuser's, in autocommit."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [ROLES_LOCK])
        for role in (OWNER, APP):
            found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if found.fetchone() is None:
                create = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
                connection.execute(create.format(sql.Identifier(role), sql.Literal(PASSWORD)))


def create_database(connection: Connection, name: str, *, template: str = "template0") -> None:
    """Create a database that belongs to the owner; nobody may be connected to `template`."""
    create = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
    connection.execute(
        create.format(sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template))
    )


def drop_database(connection: Connection, name: str) -> None:
    """Drop the database together with whoever is still connected."""
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    connection.execute(drop.format(sql.Identifier(name)))


def grant_application(connection: Connection) -> None:
    """Give the application what it needs, to be run after `migrate`.

    That is reading and writing the shop's tables, and reporting itself to evolve: nothing else.
    """
    app = sql.Identifier(APP)
    for table in tables_like(connection, "shop\\_%"):
        grant = sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}")
        connection.execute(grant.format(table, app))
    for table in tables_like(connection, "evolve\\_instance"):
        grant = sql.SQL("GRANT SELECT, INSERT, UPDATE ON {} TO {}")
        connection.execute(grant.format(table, app))


def tables_like(connection: Connection, pattern: str) -> list[sql.Identifier]:
    query = (
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relname LIKE %s"
        " AND relnamespace = 'public'::regnamespace ORDER BY relname"
    )
    with connection.cursor(row_factory=tuple_row) as cursor:
        return [sql.Identifier(name) for (name,) in cursor.execute(query, [pattern])]
