"""A streaming replica of a server under test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connections
from psycopg.conninfo import conninfo_to_dict

from sample_app import roles
from sample_app.programs import package_programs, run_as
from sample_app.server import SUPERUSER, Server, literal
from tests.support.cluster import ShopDatabase
from tests.support.workers import until

STREAMING = b"SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
SECONDS = 30.0


class Standby(Server):
    """A server that follows `primary` from a base backup; it takes part in no other way."""

    def __init__(self, primary: Server) -> None:
        super().__init__(settings=primary.settings)
        self.primary = primary

    def _basebackup(self) -> Path:
        """Of a newer release, where the server came without one: it reads older servers as well."""
        given = self._programs / "pg_basebackup"
        if given.exists():
            return given
        return package_programs(self.directory, self._user) / "pg_basebackup"

    def _initialise(self) -> None:
        run_as(
            self._user,
            [
                str(self._basebackup()),
                "--pgdata", str(self.data),
                "--dbname", self.primary.url(SUPERUSER),
                "--checkpoint=fast",
            ],
            cwd=self.directory,
            pass_fds=(self._pipe,),
        )  # fmt: skip
        # By hand: a newer pg_basebackup writes options that the older server does not know.
        signal = self.data / "standby.signal"
        signal.touch()
        self._own(signal)
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write(f"unix_socket_directories = '{self.directory}'\n")
            conf.write(f"primary_conninfo = {literal(self.primary.url(SUPERUSER))}\n")


@contextmanager
def following(primary: Server, shop: ShopDatabase) -> Iterator[Standby]:
    """A replica that streams from the primary."""
    with Standby(primary) as standby, shop.connect("postgres") as connection:
        until(lambda: connection.execute(STREAMING).fetchone() == (1,), "no stream", SECONDS)
        yield standby


@contextmanager
def named(standby: Standby, shop: ShopDatabase, alias: str = "replica") -> Iterator[str]:
    """The replica as an alias of the project."""
    server = conninfo_to_dict(standby.url(roles.OWNER, shop.name))
    connections.databases[alias] = {
        **connections.databases["default"],
        "HOST": str(server["host"]),
        "PORT": str(server["port"]),
        "NAME": shop.name,
        "OPTIONS": {},
    }
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]


def replay(standby: Standby, verb: str) -> None:
    """Pauses or resumes the replay, and waits until it does."""
    state = {"pause": "paused", "resume": "not paused"}[verb]
    with psycopg.connect(standby.url(), autocommit=True) as connection:
        connection.execute(f"SELECT pg_wal_replay_{verb}()".encode())
        asked = b"SELECT pg_get_wal_replay_pause_state()"
        until(lambda: connection.execute(asked).fetchone() == (state,), f"not {state}", SECONDS)
