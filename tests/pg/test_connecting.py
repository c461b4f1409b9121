"""What DATABASES says of a connection holds for evolve's own as well, or does not disturb it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections
from psycopg import IsolationLevel, sql

from evolve import beacon
from evolve.errors import SettingsError, Unreachable
from evolve.pg.session import Session
from evolve.service import asking
from evolve.states import State
from sample_app import roles
from tests.support import evolutions
from tests.support.cluster import SUPERUSER, Cluster, ShopDatabase, django_at
from tests.support.pooler import pooled

STRANGE = "a \"strange\" \\ 'role'"


@contextmanager
def connecting(**options: object) -> Iterator[None]:
    """More OPTIONS for Django's default connection."""
    settings = connections["default"].settings_dict
    before = settings["OPTIONS"]
    settings["OPTIONS"] = {**before, **options}
    try:
        yield
    finally:
        settings["OPTIONS"] = before


@contextmanager
def login_role(cluster: Cluster, member_of: str) -> Iterator[str]:
    """A role that logs in and may do nothing of its own but become `member_of`."""
    name = f"evolve_test_{secrets.token_hex(6)}"
    role, owner = sql.Identifier(name), sql.Identifier(member_of)
    with cluster.maintenance() as connection:
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN NOINHERIT PASSWORD {}").format(
                role, sql.Literal(roles.PASSWORD)
            )
        )
        try:
            connection.execute(sql.SQL("GRANT {} TO {}").format(owner, role))
            yield name
        finally:
            connection.execute(sql.SQL("DROP ROLE {}").format(role))


def current_user() -> str:
    with Session("default") as session:
        return str(session.one("SELECT current_user AS role")["role"])


def test_an_evolution_runs_as_the_role_that_is_assumed(
    cluster: Cluster, shop_database: ShopDatabase
) -> None:
    """All that it makes belongs to the owner, and the role that logs in owns nothing."""
    case = next(c for c in evolutions.shipped() if c.name == "customer-split-name")
    with (
        login_role(cluster, roles.OWNER) as login,
        django_at(shop_database, login),
        evolutions.swiftly(),
        connecting(assume_role=roles.OWNER),
        evolutions.working() as database,
        shop_database.connect() as connection,
    ):
        evolutions.fill(connection, case, customers=40)
        evolutions.report_new(connection, database, case)
        evolutions.to_ready(database, case)
        owners = connection.execute(
            "SELECT DISTINCT pg_get_userbyid(proowner) FROM pg_proc WHERE proname LIKE 'evolve%'"
        ).fetchall()
        assert owners == [(roles.OWNER,)]
        contract = asking.contract(database, case.playbook, now=True)
        assert evolutions.carry(database, contract, State.DONE).state is State.DONE
        beacon.report("default", "here")
        found = connection.execute("SELECT 1 FROM evolve_instance WHERE instance = 'here'")
        assert found.fetchone()


def test_a_role_is_assumed_where_that_is_asked_for(
    cluster: Cluster, shop_database: ShopDatabase
) -> None:
    with login_role(cluster, roles.OWNER) as login, django_at(shop_database, login):
        assert current_user() == login
        with connecting(assume_role=roles.OWNER):
            assert current_user() == roles.OWNER
        with connecting(assume_role=roles.OWNER, options="-c statement_timeout=4321"):
            assert current_user() == roles.OWNER
            with Session("default") as session:
                assert session.one("SHOW statement_timeout") == {"statement_timeout": "4321ms"}


def test_a_role_of_any_name_is_assumed(cluster: Cluster, shop_database: ShopDatabase) -> None:
    """The superuser may become whom it likes."""
    name = f"{STRANGE} {secrets.token_hex(4)}"
    role = sql.Identifier(name)
    with cluster.maintenance() as connection:
        connection.execute(sql.SQL("CREATE ROLE {}").format(role))
        try:
            with django_at(shop_database, SUPERUSER), connecting(assume_role=name):
                assert current_user() == name
        finally:
            connection.execute(sql.SQL("DROP ROLE {}").format(role))


def test_a_role_that_cannot_be_assumed_is_said(shop_database: ShopDatabase) -> None:
    with connecting(assume_role="nobody_at_all"), pytest.raises(Unreachable) as caught:
        current_user()
    assert "nobody_at_all" in caught.value.message


@pytest.mark.package("pgbouncer")
def test_a_pooler_that_passes_no_role_on_is_refused_with_the_way_out(
    cluster: Cluster, shop_database: ShopDatabase
) -> None:
    """Whether it objects to the option or drops it; a role set on the server comes through."""
    for more in ("", "ignore_startup_parameters = options"):
        with pooled(cluster, more) as pool:
            through = ShopDatabase(cluster=pool, name=shop_database.name)
            with django_at(through, SUPERUSER), connecting(assume_role=roles.OWNER):
                with pytest.raises((Unreachable, SettingsError)) as caught:
                    current_user()
                assert f"SET role = '{roles.OWNER}'" in caught.value.hint
    with cluster.maintenance() as connection:
        connection.execute(
            sql.SQL("ALTER ROLE {} IN DATABASE {} SET role = {}").format(
                *map(sql.Identifier, (connection.info.user, shop_database.name, roles.OWNER))
            )
        )
    with pooled(cluster) as pool:
        through = ShopDatabase(cluster=pool, name=shop_database.name)
        with django_at(through, SUPERUSER):
            assert current_user() == roles.OWNER


@pytest.mark.parametrize(
    "options",
    [
        {"isolation_level": IsolationLevel.SERIALIZABLE},
        {"isolation_level": IsolationLevel.REPEATABLE_READ},
        {"pool": True},
        {"pool": {"min_size": 1, "max_size": 2}},
        {"server_side_binding": True},
        {"prepare_threshold": 0},
        {"keepalives": 1, "keepalives_idle": 5, "connect_timeout": 3},
    ],
    ids=str,
)
def test_other_options_of_django_leave_our_connections_as_they_are(
    shop_database: ShopDatabase, options: dict[str, object]
) -> None:
    """Read committed, nothing prepared, in no pool; and an evolution runs to its end."""
    case = next(c for c in evolutions.shipped() if c.name == "product-rename-title")
    with (
        evolutions.swiftly(),
        connecting(**options),
        evolutions.working() as database,
        shop_database.connect() as connection,
    ):
        evolutions.fill(connection, case, customers=40)
        evolutions.report_new(connection, database, case)
        with database.session.transaction():
            shown = database.session.one("SHOW transaction_isolation")
            assert shown == {"transaction_isolation": "read committed"}
        assert database.session.connection.prepare_threshold is None
        evolutions.to_done(database, case)
