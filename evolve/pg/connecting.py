"""Connecting as Django would, with what evolve asks of a connection beyond that."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connections
from psycopg.rows import dict_row

from evolve.errors import SettingsError, Unreachable
from evolve.pg.beyond import read_as_text

# A server that vanished without a word is noticed within a minute (over TCP).
VANISHED = {
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}


def connect_params(alias: str) -> dict[str, Any]:
    """What Django would connect `alias` with, less what belongs to its own cursors.

    `assume_role`, which Django sets once it is connected, is among them.
    """
    params = dict(connections[alias].get_connection_params())
    for key in ("cursor_factory", "context", "prepare_threshold"):
        params.pop(key, None)
    role = connections[alias].settings_dict["OPTIONS"].get("assume_role")
    return {**params, "assume_role": role} if role else params


class Timed(psycopg.Connection[dict[str, Any]]):
    """A connection that adds up in `taken` for how many seconds its statements have run; not those
    of a cursor of one's own."""

    taken = 0.0

    def execute(self, *args: Any, **kwargs: Any) -> psycopg.Cursor[dict[str, Any]]:
        began = time.monotonic()
        try:
            return super().execute(*args, **kwargs)
        finally:
            self.taken += time.monotonic() - began


def open_connection(params: Mapping[str, Any], *, application_name: str) -> Timed:
    """A connection in autocommit that prepares nothing on the server.

    Raises Unreachable naming host and database, never the password, and SettingsError where a
    pooler keeps the role that is to be assumed to itself.
    """
    given = {
        "connect_timeout": 10,
        **VANISHED,
        **params,
        "application_name": application_name,
        "autocommit": True,
        "prepare_threshold": None,
    }
    role = given.pop("assume_role", "")
    if role:
        given["options"] = f"{given.get('options', '')} {assuming(role)}"
    where = f"{params.get('host', 'local socket')}/{params.get('dbname', '')}"
    try:
        connection = Timed.connect(**given, row_factory=dict_row)
    except psycopg.OperationalError as error:
        raise Unreachable(
            f"{where}: {' '.join(str(error).split())}",
            hint="check DATABASES in the settings, and that the server is up"
            + (f"; {without_assuming(role)}" if role else ""),
        ) from error
    if role:
        refuse_other_than(role, connection, where)
    read_as_text(connection)
    return connection


def assuming(role: str) -> str:
    """The option of a session that begins as `role`.

    SET ROLE after connecting would stay behind on a pooler's session, and meet other clients.
    """
    return "-c role=" + re.sub(r"([\\\s])", r"\\\1", role)


def without_assuming(role: str) -> str:
    return (
        f"a pooler does not pass `assume_role` on: ALTER ROLE ... SET role = '{role}' for the role "
        "that logs in does the same on the server, and OPTIONS then needs no `assume_role`"
    )


def refuse_other_than(
    role: str, connection: psycopg.Connection[dict[str, Any]], where: str
) -> None:
    """Raises SettingsError, the connection closed, where the server did not get the option."""
    row = connection.execute("SELECT current_user AS role").fetchone()
    assert row is not None
    if row["role"] == role:
        return
    connection.close()
    raise SettingsError(
        f"{where}: the session began as the role {row['role']!r}, expected `assume_role` {role!r}",
        hint=without_assuming(role),
    )
