"""Laws of the databases that tests work in."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection as django_connection
from psycopg import errors

from sample_app import roles
from tests.support.cluster import Cluster, ShopDatabase
from tests.support.command import manage


@pytest.mark.parametrize("_", [1, 2])
def test_each_test_gets_an_empty_shop(shop_database: ShopDatabase, _: int) -> None:
    with shop_database.connect() as connection:
        assert connection.execute("SELECT count(*) FROM shop_customer").fetchone() == (0,)
        connection.execute(
            "INSERT INTO shop_customer (email, phone, balance, created_at, full_name)"
            " VALUES ('a@b.c', '', 0, now(), 'A')"
        )


def test_django_is_connected_there_as_the_owner(shop_database: ShopDatabase) -> None:
    with django_connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_user")
        assert cursor.fetchone() == (shop_database.name, roles.OWNER)


def test_neither_role_is_privileged(shop_database: ShopDatabase) -> None:
    with shop_database.connect() as connection:
        rows = connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)"
            " AND NOT (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)",
            [[roles.OWNER, roles.APP]],
        ).fetchall()
    assert len(rows) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE shop_customer ADD x int",
        "CREATE TABLE x ()",
        "TRUNCATE shop_customer",
        "DELETE FROM evolve_instance",
        "SELECT * FROM evolve_evolution",
    ],
)
def test_the_application_may_only_use_the_shop(shop_database: ShopDatabase, statement: str) -> None:
    with shop_database.connect(roles.APP) as connection:
        connection.execute("SELECT * FROM shop_customer")
        connection.execute("SELECT * FROM evolve_instance")
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute(statement)


def test_a_database_is_dropped_under_its_sessions(cluster: Cluster) -> None:
    with cluster.maintenance() as connection:
        roles.create_roles(connection)
    with cluster.database() as database:
        left = database.connect()
    with pytest.raises(psycopg.OperationalError):
        left.execute("SELECT 1")
    left.close()


def test_a_process_of_a_release_works_in_the_same_database(shop_database: ShopDatabase) -> None:
    shell = "from django.db import connection as c; c.cursor(); print(c.settings_dict['NAME'])"
    done = manage(shop_database, "shell", "--no-imports", "-c", shell, role=roles.APP)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, shop_database.name, "")
