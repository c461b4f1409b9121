"""Readers are found by what they run: from counters to refusals, on a real server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from evolve.errors import Exit
from sample_app import roles
from tests.command.test_too_early import NEW, TITLE, done, ready
from tests.support.cluster import Connection, ShopDatabase, django_at
from tests.support.evolutions import somebody_writes, swiftly
from tests.support.psql import psql
from tests.support.typed import Typed, typed

GATE = f"contract {TITLE} --dry-run"
READ = "SELECT title FROM shop_product WHERE sku = 'Geheimnis'"


@pytest.fixture
def watched(shop: ShopDatabase) -> Iterator[Connection]:
    """A superuser's session on a shop where evolve, as a superuser, sees every statement."""
    with shop.connect("postgres") as connection, django_at(shop, "postgres"):
        connection.execute("CREATE EXTENSION pg_stat_statements")
        with swiftly(PROFILES={"default": {"quiet_for": "1h"}}):
            assert "found by the quarantine alone" not in done(f"plan {TITLE}").out
            ready(TITLE)
            NEW.report(connection, "shop_product")
            yield connection


def hours_pass(connection: Connection, hours: int = 2) -> None:
    """What was seen was seen so long ago."""
    connection.execute(
        """
        UPDATE evolve_evidence SET data = jsonb_set(data, '{sources}', (
          SELECT jsonb_agg(s || jsonb_build_object('since', (s->>'since')::timestamptz - %(by)s,
            'readers', (SELECT coalesce(jsonb_agg(r || jsonb_build_object(
                'last', (r->>'last')::timestamptz - %(by)s)), '[]')
              FROM jsonb_array_elements(s->'readers') AS r)))
          FROM jsonb_array_elements(data->'sources') AS s))
        WHERE kind = 'statements'
        """.replace("%(by)s", f"interval '{hours} hours'").encode()
    )
    connection.execute(
        "SELECT setval(oid::regclass, extract(epoch FROM now())::bigint - 3600 * %s, false)"
        " FROM pg_class WHERE relkind = 'S' AND relname LIKE '%%noted'",
        [hours],
    )


def gate(*says: str, code: Exit = Exit.REFUSED) -> Typed:
    found = typed(GATE)
    assert found.code == code, found
    for words in says:
        assert words in found.said, f"{words!r} is missing\n{found}"
    assert "Geheimnis" not in found.said
    return found


def refusals() -> list[Any]:
    found: list[Any] = typed(f"{GATE} --format json").json["error"]["refusals"]
    return found


@pytest.mark.package("postgresql-client", program="psql")
def test_who_reads_the_column_is_found_whoever_it_is(
    shop: ShopDatabase, watched: Connection
) -> None:
    """From the first look to the permit: too short, read, quiet again; and what evolve itself
    reads, and what was read before the watch began, is held against nobody."""
    watched.execute(READ)
    gate("on default: watched for ", code=Exit.WAITING)
    somebody_writes(watched, "shop_product")
    hours_pass(watched)
    done(f"verify {TITLE}")
    done(GATE)
    asked = psql(shop, "SELECT row_to_json(p) FROM shop_product p WHERE sku = 'Geheimnis'")
    assert asked.returncode == 0
    gate("role shop_app: ran a statement that uses title on default since the last look:",
         "SELECT row_to_json(p) FROM shop_product p WHERE sku = $1")  # fmt: skip
    assert [(r["code"], r["clears_itself"]) for r in refusals()] == [("read", True)]
    with swiftly(PROFILES={"default": {"ignore_readers": {"shop_app": "it only counts"}}}):
        done(GATE)
    hours_pass(watched)
    done(GATE)
    watched.execute(READ)
    gate("role postgres: ran a statement that uses title")
    # Counters that were reset tell nothing of before; a role that may not see any more is no peace.
    watched.execute("SELECT pg_stat_statements_reset()")
    gate("on default: watched for ", code=Exit.WAITING)
    hours_pass(watched)
    hidden = "those of other roles are hidden"
    with django_at(shop):
        gate("default: could be read until", hidden, f"GRANT pg_read_all_stats TO {roles.OWNER}")
