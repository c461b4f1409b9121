"""doctor names what cannot be seen, and prints the SQL that opens it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connections
from psycopg import sql

from evolve.errors import Exit
from sample_app import roles
from tests.command.test_too_early import TITLE, done
from tests.support.cluster import Cluster, Connection, ShopDatabase, django_at
from tests.support.evolutions import report_process, swiftly
from tests.support.typed import typed


def test_what_is_worth_a_look_is_named_with_what_to_do(shop: ShopDatabase) -> None:
    """Nothing of it where there is nothing; a strange name is no way to another statement."""
    unlikely = ("carried elsewhere", "hidden from their owner", "row triggers", "superuser",
                "prepares statements")  # fmt: skip
    found = done("doctor").out
    assert not any(words in found for words in unlikely), found
    planned = done(f"plan {TITLE}").out
    assert "BLIND: who reads the old columns is found by the quarantine alone" in planned
    assert "  statements on default: pg_stat_statements is not there; CREATE EXTENSION" in planned
    options = connections["default"].settings_dict["OPTIONS"]
    with swiftly(ENVIRONMENT="", CONSUMERS=[]), shop.connect("postgres") as connection:
        connection.execute(
            "CREATE PUBLICATION feed FOR TABLE shop_order;"
            "ALTER TABLE shop_address ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
            "CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
            "CREATE TRIGGER audit BEFORE UPDATE ON shop_product"
            " FOR EACH ROW EXECUTE FUNCTION audit()"
        )
        options["prepare_threshold"] = 5
        try:
            found = done("doctor").out
        finally:
            del options["prepare_threshold"]
        for words in ("CREATE EXTENSION pg_stat_statements", "GRANT pg_monitor TO shop_owner",
                      "EVOLVE['ENVIRONMENT']", "EVOLVE['CONSUMERS']",
                      "changes are carried elsewhere: publication feed",
                      "rows are hidden from their owner: shop_address",
                      "row triggers fire for every row of a backfill: shop_product",
                      "default prepares statements on the server"):  # fmt: skip
            assert words in found, f"{words!r} is missing\n{found}"
        with django_at(shop, "postgres"):
            assert "postgres is a superuser" in done("doctor").out


@contextmanager
def four_roles(cluster: Cluster, shop: ShopDatabase) -> Iterator[list[str]]:
    """Roles of nothing but their name; the first owns the shop. Granted to nobody else's harm."""
    names = [
        f'{who} "{secrets.token_hex(4)}"' for who in ("owner", "application", "worker", "looker")
    ]
    role = {name: sql.Identifier(name) for name in names}
    with shop.connect("postgres") as connection:
        for name in names:
            create = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
            connection.execute(create.format(role[name], sql.Literal(roles.PASSWORD)))
        try:
            own(connection, role[names[0]])
            yield names
        finally:
            for name in names:
                connection.execute(sql.SQL("DROP OWNED BY {} CASCADE").format(role[name]))
            for name in reversed(names):
                connection.execute(sql.SQL("DROP ROLE {}").format(role[name]))


def own(connection: Connection, owner: sql.Identifier) -> None:
    """Every table of the shop and the schema belong to `owner` from now on."""
    connection.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner))
    for table in roles.tables_like(connection, "%"):
        connection.execute(sql.SQL("ALTER TABLE {} OWNER TO {}").format(table, owner))


def test_a_whole_evolution_needs_no_more_than_what_is_printed(
    cluster: Cluster, shop: ShopDatabase
) -> None:
    """Executed as it stands by a superuser: the worker evolves, the application reports itself and
    writes, and the monitoring looks; nobody is a superuser, and all belongs to the owner."""
    with four_roles(cluster, shop) as (owner, application, worker, looker):
        with django_at(shop, owner):
            line = f"--application '{application}' --worker '{worker}' --monitoring '{looker}'"
            printed = done(f"doctor --grants {line}").out
            same = done(f"doctor --grants --worker '{owner}'").out
            assert "SET role" in printed
            assert "SET role" not in same
        with shop.connect("postgres") as connection:
            connection.execute(printed.encode())
            for table in roles.tables_like(connection, "shop\\_%"):
                use = sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}")
                connection.execute(use.format(table, sql.Identifier(application)))
        with django_at(shop, worker), shop.connect(application) as app:
            assert app.info.user == application
            done(f"start {TITLE}")
            app.execute("UPDATE shop_product SET title = 'new' WHERE id = 1")
            assert app.execute("SELECT name FROM shop_product WHERE id = 1").fetchone() == ("new",)
            report_process(app, "shop_product", ["id", "name"])
            with django_at(shop, looker):
                seen = done(f"status {TITLE}").out
                assert "READY" in seen
                assert "web 1 new" in seen
                assert typed(f"pause {TITLE}").code == Exit.ERROR
            done(f"contract {TITLE}")
            app.execute("INSERT INTO shop_product (sku, price, name) VALUES ('x', 1, 'aside')")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("UPDATE evolve_evolution SET state = 'done'")
            found = app.execute(
                "SELECT DISTINCT pg_get_userbyid(proowner) FROM pg_proc"
                " WHERE starts_with(proname, 'evolve_')"
            ).fetchall()
            assert found == [(owner,)]
            seen = done("doctor").out
            assert not any(what in seen for what in ("superuser", "statements:", "sessions:")), seen
            done(f"contract {TITLE} --now")
            assert "DONE" in done(f"status {TITLE}").out
