"""While rows are filled, what the screen shows of a batch follows what it costs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from evolve.management.show import live
from evolve.service.status import status
from sample_app.load import load
from tests.health.test_holds import Hands, filling
from tests.support.cluster import ShopDatabase

ROWS = 30_000
DEAR_MS = 2
# The issue's: it has recovered from a shock within so many batches.
BATCHES = 10
PACE = {"batch_ms": 30, "holds": {"batch_latency": None}}
# A trigger of the user's own, which takes as long for each row as the table `cost` says.
SLEEPY = """
CREATE TABLE cost AS SELECT 0.0::float AS seconds;
CREATE FUNCTION sleepy() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_sleep((SELECT seconds FROM public.cost)); RETURN NEW; END $$;
CREATE TRIGGER a_sleepy BEFORE UPDATE ON shop_customer FOR EACH ROW EXECUTE FUNCTION sleepy()
"""


@pytest.fixture
def costing(shop_database: ShopDatabase) -> Iterator[Callable[[float], None]]:
    """Sets what a row costs from now on, in seconds."""
    with shop_database.connect() as connection:
        load(connection, customers=ROWS)
        connection.execute(SLEEPY)

        def set_to(seconds: float) -> None:
            connection.execute("UPDATE cost SET seconds = %s", [seconds])

        yield set_to


def shown(hands: Hands) -> tuple[int, int]:
    """Rows and milliseconds of a batch, as the screen has them after BATCHES more."""
    for _ in range(BATCHES):
        hands.step()
    found = live.progress(status(hands.database, hands.evolution))
    told = re.search(r"batches of ([\d,]+) rows in ([\d,]+) ms", found)
    assert told, found
    rows, took = (int(number.replace(",", "")) for number in told.groups())
    return rows, took


def test_a_sudden_cost_makes_batches_smaller_and_its_end_larger(
    shop_database: ShopDatabase, costing: Callable[[float], None]
) -> None:
    with filling(shop_database, PACE) as hands:
        before, _ = shown(hands)
        costing(DEAR_MS / 1000)
        dear, took = shown(hands)
        costing(0)
        after, _ = shown(hands)
    assert 0 < dear < before / 3
    assert took >= DEAR_MS * dear, "the screen does not show what the rows cost"
    assert after > 3 * dear
