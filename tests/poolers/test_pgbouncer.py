"""Through PgBouncer in transaction mode: nothing that evolve does rests on a session."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import override_settings
from psycopg.conninfo import conninfo_to_dict

from evolve import beacon
from evolve.service import asking, planning, running
from evolve.service.databases import opened
from evolve.states import State
from sample_app import roles
from sample_app.load import load
from tests.support.cluster import Cluster, ShopDatabase, django_at
from tests.support.pooler import pooled
from tests.support.typed import typed

SETTINGS = ("lock_timeout", "statement_timeout", "search_path", "evolve.batch", "row_security")


def carried(name: str, to: State) -> None:
    with opened("default") as database:
        running.carry(
            database,
            database.store.get(name),
            lambda e: e.state is to,
            stop=running.Stop(),
            until_stuck=True,
        )


def settings_of(dsn: str) -> list[tuple[str | None, ...]]:
    """What the pooler's server sessions have as settings, asked until both have answered."""
    found = {}
    shown = ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in SETTINGS)
    with psycopg.connect(dsn, autocommit=True) as one, psycopg.connect(dsn) as other:
        for connection in (other, one):
            row = connection.execute(f"SELECT pg_backend_pid(), {shown}").fetchone()
            assert row is not None
            found[row[0]] = row[1:]
    assert len(found) == 2, "both answers came from one session"
    return list(found.values())


@contextmanager
def directly(database: ShopDatabase) -> Iterator[None]:
    """The alias `direct`, past the pooler, named in the profile."""
    handler: Any = connections
    server = conninfo_to_dict(database.url())
    handler.settings["direct"] = {
        **connections["default"].settings_dict,
        "HOST": server["host"],
        "PORT": str(server.get("port", "")),
    }
    evolve = {**settings.EVOLVE, "PROFILES": {"default": {"quiet_for": "0", "direct": "direct"}}}
    try:
        with override_settings(EVOLVE=evolve):
            yield
    finally:
        with suppress(AttributeError):
            del handler["direct"]
        del handler.settings["direct"]


NEW_RELEASE = """
INSERT INTO evolve_instance (instance, consumer, release, host, pid, columns)
VALUES ('x', 'web', 'r2', 'h', 1, '{"shop_customer": ["first_name", "last_name"]}')
"""


@pytest.mark.package("pgbouncer")
@pytest.mark.parametrize("name", ["customer-split-name", "order-quantity-bigint"])
def test_a_whole_evolution_runs_through_the_pooler_and_leaves_no_setting(
    cluster: Cluster, shop_database: ShopDatabase, name: str
) -> None:
    """From start to contract; the sessions that the application shares are as they were."""
    with shop_database.connect("postgres") as connection:
        connection.execute(
            f"ALTER ROLE {roles.OWNER} IN DATABASE {shop_database.name} "
            "SET statement_timeout = '50s'"
        )
    with shop_database.connect() as connection:
        load(connection, customers=3000, orders=3000)
    with pooled(cluster) as pool:
        through = replace(shop_database, cluster=pool)
        with psycopg.connect(through.url()) as connection:
            shown = connection.execute("SHOW server_version").fetchone()
            assert shown is not None
        before = settings_of(through.url())
        with django_at(through), directly(shop_database), opened("default") as database:
            planning.create(database, planning.plan(database, planning.playbook_of(name)))
            carried(name, State.READY)
            if name == "order-quantity-bigint":
                asking.swap(database, name, undo=False)
                carried(name, State.SWAPPED)
            with shop_database.connect() as connection:
                connection.execute(NEW_RELEASE)
            asking.contract(database, name, now=True)
            carried(name, State.DONE)
        assert settings_of(through.url()) == before


@pytest.mark.package("pgbouncer")
def test_a_process_reports_itself_through_the_pooler_and_doctor_names_it(
    cluster: Cluster, shop_database: ShopDatabase
) -> None:
    """Until a way past it is known; and a way past it that leads through it is found out."""
    with pooled(cluster) as pool:
        through = replace(shop_database, cluster=pool)
        with django_at(through, roles.APP):
            beacon.report("default", "here")
            beacon.report("default", "here")
        with shop_database.connect() as connection:
            found = connection.execute("SELECT instance, role FROM evolve_instance").fetchall()
        assert found == [("here", roles.APP)]
        assert "pooler" not in typed("doctor").out
        with django_at(through):
            assert "default leads through a pooler, and no way past it" in typed("doctor").out
            with directly(shop_database):
                assert "pooler" not in typed("doctor").out
            with directly(through):
                assert "direct, which is to lead past the pooler" in typed("doctor").out
