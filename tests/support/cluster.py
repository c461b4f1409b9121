"""The server under test, and fresh databases of the shop on it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from sample_app import roles
from sample_app.load import load
from sample_app.server import Server

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

Connection = psycopg.Connection[tuple[Any, ...]]

SUPERUSER = "postgres"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A server, by a superuser's libpq URL or DSN."""

    superuser: str

    def dsn(self, database: str, role: str = SUPERUSER) -> str:
        """Where `role` finds `database`; "postgres" stands for the superuser, however named."""
        if role == SUPERUSER:
            return make_conninfo(self.superuser, dbname=database)
        return make_conninfo(self.superuser, dbname=database, user=role, password=roles.PASSWORD)

    @contextmanager
    def maintenance(self) -> Iterator[Connection]:
        """A superuser's session in autocommit, on the server's own database."""
        with psycopg.connect(self.superuser, autocommit=True) as connection:
            yield connection

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[ShopDatabase]:
        """A database of its own, gone afterwards with whoever is still connected."""
        name = f"evolve_test_{secrets.token_hex(6)}"
        with self.maintenance() as connection:
            roles.create_database(connection, name, template=template)
        try:
            yield ShopDatabase(cluster=self, name=name)
        finally:
            with self.maintenance() as connection:
                roles.drop_database(connection, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopDatabase:
    """A migrated database of the shop at release r1, without rows.

    Roles are "postgres" (the superuser), "shop_owner" and "shop_app".
    """

    cluster: Cluster
    name: str

    def url(self, role: str = roles.OWNER) -> str:
        """A libpq DSN for `role`."""
        return self.cluster.dsn(self.name, role)

    def connect(self, role: str = roles.OWNER, *, autocommit: bool = True) -> Connection:
        """A connection that the caller closes, or uses in a `with` statement."""
        return psycopg.connect(self.url(role), autocommit=autocommit)

    def env(self, role: str = roles.OWNER, release: str = "r1", **more: str) -> dict[str, str]:
        """The environment for a process of `release` that works here as `role`."""
        return {
            **os.environ,
            "DATABASE_URL": self.url(role),
            "DJANGO_SETTINGS_MODULE": "sample_app.settings",
            "SHOP_RELEASE": release,
            **more,
        }


@contextmanager
def django_at(database: ShopDatabase, role: str = roles.OWNER) -> Iterator[None]:
    """Django's default connection, of every thread, leads to `database` meanwhile."""
    settings = connections["default"].settings_dict
    before = dict(settings)
    server = {key: str(value) for key, value in conninfo_to_dict(database.url(role)).items()}
    connections["default"].close()
    settings.update(
        HOST=server.pop("host", ""),
        PORT=server.pop("port", ""),
        NAME=server.pop("dbname"),
        USER=server.pop("user", ""),
        PASSWORD=server.pop("password", ""),
        OPTIONS={"application_name": "evolve tests", **server},
    )
    try:
        yield
    finally:
        connections["default"].close()
        settings.update(before)


@contextmanager
def migrated_template(cluster: Cluster) -> Iterator[str]:
    """The name of a database to clone: migrated by the owner, with the application's grants."""
    with cluster.maintenance() as connection:
        roles.create_roles(connection)
    with cluster.database() as template:
        with django_at(template):
            call_command("migrate", verbosity=0)
        with template.connect() as connection:
            roles.grant_application(connection)
        yield template.name


@contextmanager
def cloned(cluster: Cluster, template: str, blocker: DjangoDbBlocker) -> Iterator[ShopDatabase]:
    """A clone of `template`; Django's default connection leads there as the owner."""
    with cluster.database(template) as database, blocker.unblock(), django_at(database):
        yield database


@contextmanager
def shop_on(server: Server, blocker: DjangoDbBlocker) -> Iterator[ShopDatabase]:
    """A migrated shop on a server of its own, with customers."""
    cluster = Cluster(superuser=server.url())
    with (
        blocker.unblock(),
        migrated_template(cluster) as template,
        cloned(cluster, template, blocker) as database,
    ):
        with database.connect() as connection:
            load(connection, customers=2000)
        yield database
