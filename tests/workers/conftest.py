"""A shop in the middle of a backfill that takes a few seconds, and what has become of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from pytest_django import DjangoDbBlocker

from evolve.records import Evolution
from evolve.service import verifying
from tests.support import evolutions
from tests.support.cluster import Cluster, ShopDatabase, cloned
from tests.support.traffic import compare, load_with_twin
from tests.support.workers import Worker, told, until_told

NAME = "customer-split-name"
ROWS = 20_000

# A trigger of the user's own by which the rows take a second or two.
SLOW = """
CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF NEW.id % 16 = 0 THEN PERFORM pg_sleep(0.001); END IF; RETURN NEW; END $$;
CREATE TRIGGER a_slow_one BEFORE UPDATE ON shop_customer FOR EACH ROW EXECUTE FUNCTION slow()
"""
STARTED = "SELECT coalesce(sum(rows_done) > 1000, false) FROM evolve_segment"
READY = "SELECT bool_and(state = 'ready') FROM evolve_evolution"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """An evolution that is planned, on a table whose backfill takes a moment."""

    shop: ShopDatabase
    evolution: Evolution

    def under_way(self) -> None:
        """Waits until rows have been filled, and proves that others are left."""
        until_told(self.shop, STARTED)
        state, done = told(
            self.shop, "SELECT state, rows_done FROM evolve_evolution, evolve_segment"
        )
        assert state == "backfilling", f"{state}: it is too late to strike"
        assert done < ROWS

    def rows_done(self) -> int:
        return int(told(self.shop, "SELECT sum(rows_done) FROM evolve_segment")[0])

    def ready(self) -> None:
        """Waits for the end, and proves that it is the right one: nothing lost, nothing twice."""
        until_told(self.shop, READY)
        done = "SELECT sum(rows_done), bool_and(done) FROM evolve_segment"
        assert told(self.shop, done) == (ROWS, True)
        times = "SELECT count(*) FROM evolve_event WHERE kind = 'ready'"
        assert told(self.shop, times) == (1,)
        with evolutions.working() as database:
            verdict = verifying.verify(database, NAME, show_values=False)
        assert (verdict.agreement.rows, verdict.clean) == (ROWS, True)
        found = compare(self.shop)
        assert (found.rows, found.differences) == (ROWS, 0), found.examples


@contextmanager
def filled(cluster: Cluster, template: str) -> Iterator[str]:
    """The name of a database to clone: rows with their twin, slow to be filled."""
    with cluster.database(template) as shop:
        load_with_twin(shop, ROWS)
        with shop.connect() as connection:
            connection.execute(SLOW)
        yield shop.name


def begun(shop: ShopDatabase) -> Filling:
    """The evolution that is to fill the rows, planned."""
    case = next(case for case in evolutions.shipped() if case.name == NAME)
    with evolutions.swiftly(), evolutions.working() as database:
        return Filling(shop=shop, evolution=evolutions.start(database, case))


@pytest.fixture(scope="session")
def filled_template(cluster: Cluster, shop_template: str) -> Iterator[str]:
    with filled(cluster, shop_template) as name:
        yield name


@pytest.fixture
def shop(
    cluster: Cluster, filled_template: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[ShopDatabase]:
    with cloned(cluster, filled_template, django_db_blocker) as database:
        yield database


@pytest.fixture
def filling(shop: ShopDatabase) -> Filling:
    return begun(shop)


@pytest.fixture
def worker(filling: Filling) -> Iterator[Worker]:
    """A worker that has begun to fill."""
    with Worker(filling.shop) as process:
        filling.under_way()
        yield process
