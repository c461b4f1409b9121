"""A copy of the test database, to which an alias leads meanwhile."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import DatabaseError, connections
from psycopg import sql

from evolve.errors import EvolveError, UsageError
from evolve.pg.names import within_limit


@contextmanager
def copied(alias: str) -> Iterator[None]:
    """`alias` leads to a copy of its database, which is dropped afterwards.

    Raises UsageError inside of a test's transaction, EvolveError where no copy can be made.
    """
    connection: Any = connections[alias]
    if connection.in_atomic_block:
        raise UsageError(
            f"evolve commits, and this test runs in a transaction on {alias!r}",
            hint="leave out the mark django_db and the fixture db; evolve_playbook brings a "
            "database of its own",
        )
    original = str(connection.settings_dict["NAME"])
    copy = within_limit(f"{original}_evolve", secrets.token_hex(8))
    connection.close()
    send(connection, "CREATE DATABASE {} TEMPLATE {}", copy, original)
    connection.settings_dict["NAME"] = copy
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original
        send(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", copy)


def send(connection: Any, statement: str, *names: str) -> None:
    """The statement from another database of the server."""
    query = sql.SQL(statement).format(*map(sql.Identifier, names))
    try:
        with connection._nodb_cursor() as cursor:
            cursor.execute(query)
    except DatabaseError as error:
        raise EvolveError(
            f"the test database cannot be copied: {str(error).strip()}", hint=hint_of(error)
        ) from error


def hint_of(error: Exception) -> str:
    if isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):
        return "ALTER ROLE ... CREATEDB, as for every role that runs Django's tests"
    return "close what else is connected to it"
