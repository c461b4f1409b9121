"""Laws of many: workers share evolutions, and evolutions of different columns share a table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evolve.errors import Refused
from evolve.records import Evolution
from evolve.service import planning, verifying
from evolve.service.databases import Database
from evolve.states import State
from tests.support import evolutions
from tests.support.cluster import ShopDatabase
from tests.support.traffic import compare, load_with_twin
from tests.support.workers import Worker, told, until, until_told
from tests.workers.conftest import READY

NAME = "customer-split-name"
PHONE = "customer-rename-phone"
TITLE = "product-rename-title"
ROWS = 6_000
RENAME_PHONE = """\
evolve: 1
model: shop.Customer
change:
  rename: phone
  to: telephone
"""
# Rows a second, by which each backfill takes a few seconds.
PACE = {"PROFILES": {"default": {"max_rows_per_second": 1500, "batch_ms": 20}}}


@pytest.fixture
def playbook(tmp_path: Path) -> str:
    """Another column of the same table."""
    path = tmp_path / f"{PHONE}.yaml"
    path.write_text(RENAME_PHONE)
    return str(path)


@pytest.fixture
def database(shop_database: ShopDatabase) -> Iterator[Database]:
    load_with_twin(shop_database, ROWS)
    with evolutions.swiftly(**PACE), evolutions.working() as database:
        yield database


def start(database: Database, playbook: str) -> Evolution:
    return planning.create(database, planning.plan(database, planning.playbook_of(playbook)))


def at_work(shop: ShopDatabase) -> dict[str, str]:
    """Who fills which evolution at this moment."""
    with shop.connect("postgres") as connection:
        rows = connection.execute(
            "SELECT name, lease_owner FROM evolve_evolution"
            " WHERE state = 'backfilling' AND lease_until > clock_timestamp()"
        )
        return dict(rows.fetchall())


def differences(shop: ShopDatabase, *columns: str) -> int:
    """Rows in which the two columns are not the same."""
    one, other = columns
    query = f"SELECT count(*) FROM shop_customer WHERE {one} IS DISTINCT FROM {other}"
    return int(told(shop, query)[0])


def test_two_workers_carry_three_evolutions_two_of_them_on_one_table(
    shop_database: ShopDatabase, database: Database, playbook: str
) -> None:
    """Both workers are at it at once, also on the one table; every evolution comes to its end."""
    with shop_database.connect() as connection:
        connection.execute(
            "INSERT INTO shop_product (sku, price, title)"
            " SELECT 'P' || n, n, 'Product ' || n FROM generate_series(1, 6000) n"
        )
    for name in (NAME, playbook, TITLE):
        start(database, name)
    with Worker(shop_database) as one, Worker(shop_database) as other:
        owners = {one.owner, other.owner}
        until(lambda: set(at_work(shop_database).values()) == owners, "one does all the work")
        until(
            lambda: at_work(shop_database).keys() >= {NAME, PHONE},
            "the evolutions of one table are never filled at once",
        )
        until_told(shop_database, READY)
        assert not one.logged("database_unavailable") + other.logged("database_unavailable")
    for name in (NAME, PHONE, TITLE):
        verdict = verifying.verify(database, name, show_values=False)
        assert (verdict.agreement.rows, verdict.clean) == (ROWS, True), name
    found = compare(shop_database)
    assert (found.rows, found.differences) == (ROWS, 0), found.examples
    assert differences(shop_database, "phone", "telephone") == 0


def test_a_batch_bypasses_its_own_trigger_and_no_other(
    shop_database: ShopDatabase, database: Database, playbook: str
) -> None:
    """What one evolution fills, the trigger of the other completes; its own is not called."""
    with shop_database.connect("postgres") as connection:
        connection.execute(f"ALTER DATABASE {shop_database.name} SET track_functions = 'all'")
    database.session.close()
    both = [start(database, name) for name in (NAME, playbook)]
    for evolution in both:
        carrier, _ = evolutions.advance(database, evolution, lambda e: e.state is State.BACKFILLING)
        database.store.release(evolution.id, carrier.owner)
    evolutions.carry(database, both[0], State.VERIFYING, State.READY)
    filled = "SELECT count(telephone), count(first_name) FROM shop_customer"
    assert told(shop_database, filled) == (ROWS, ROWS)
    database.session.close()
    calls = {e.name: calls_of(shop_database, e) for e in both}
    assert calls == {NAME: 0, PHONE: ROWS}
    ready = evolutions.carry(database, both[1], State.READY)
    assert ready.state is State.READY
    done = "SELECT sum(rows_done) FILTER (WHERE evolution_id = %s) FROM evolve_segment"
    assert told(shop_database, done, both[1].id) == (0,), "nothing was left for it to fill"
    assert differences(shop_database, "phone", "telephone") == 0


def calls_of(shop: ShopDatabase, evolution: Evolution) -> int:
    """How often the evolution's trigger function was called, as the server has counted."""
    digest = evolution.plan.pairs.digest
    query = (
        "SELECT coalesce(sum(calls), 0) FROM pg_stat_user_functions"
        " WHERE funcname LIKE '%%' || %s || '%%' AND funcname LIKE '%%sync%%'"
    )
    return int(told(shop, query, digest)[0])


def test_an_evolution_of_a_column_that_is_taken_is_refused(
    shop_database: ShopDatabase, database: Database, tmp_path: Path
) -> None:
    start(database, NAME)
    path = tmp_path / "customer-rename-name.yaml"
    path.write_text(RENAME_PHONE.replace("phone", "full_name", 1))
    with pytest.raises(Refused) as refused:
        start(database, str(path))
    assert [reason.code for reason in refused.value.refusals] == ["taken"]
