"""doctor names what cannot be seen, and prints the SQL that opens it."""

from __future__ import annotations

from psycopg import sql

from tests.command.test_too_early import done
from tests.support.cluster import ShopDatabase
from tests.support.evolutions import swiftly
from tests.support.typed import typed


def test_what_is_printed_gives_each_role_what_it_needs(shop: ShopDatabase) -> None:
    """Tried as a superuser, and rolled back; a strange name is no way to another statement."""
    with swiftly(ENVIRONMENT="", CONSUMERS=[]):
        found = done("doctor").out
    for words in ("CREATE EXTENSION pg_stat_statements", "GRANT pg_monitor TO shop_owner",
                  "EVOLVE['ENVIRONMENT']", "EVOLVE['CONSUMERS']"):  # fmt: skip
        assert words in found, f"{words!r} is missing\n{found}"
    with shop.connect("postgres", autocommit=False) as connection:
        name = 'a"b; c'
        for role in (name, "looker"):
            connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
        line = f"doctor --grants --application '{name}' --monitoring looker --format json"
        for statement in typed(line).json["grants"]["default"]:
            connection.execute(statement.encode())
        rights = connection.execute(
            "SELECT has_table_privilege(%s, 'evolve_instance', 'INSERT, UPDATE'),"
            " has_table_privilege(%s, 'evolve_event', 'SELECT'),"
            " has_table_privilege('looker', 'evolve_event', 'SELECT'),"
            " pg_has_role('shop_owner', 'pg_read_all_stats', 'USAGE')",
            [name, name],
        ).fetchone()
        connection.rollback()
    assert rights == (True, False, True, True)
