"""The application writes in every way, and by itself neither fails nor differs from its twin."""

from __future__ import annotations

import time

from sample_app.customers import RELEASES
from sample_app.driver import Report
from tests.support.cluster import ShopDatabase
from tests.support.traffic import compare, load_with_twin, traffic


def test_four_writers_agree_with_the_twin(shop_database: ShopDatabase) -> None:
    load_with_twin(shop_database, 500)
    with traffic(shop_database, {"r1": 4}, seed=1) as crew:
        time.sleep(3)
        report = crew.stop()
    assert (report.failed, report.errors) == (0, [])
    found = compare(shop_database)
    assert (found.differences, found.examples) == (0, ())
    every = {name for name in vars(RELEASES["r1"].__mro__[1]) if name in report.actions}
    assert len(every) >= 17, report.actions
    assert report.writes > 100
    assert 0 < report.longest_ms < 1000, report.longest_statement


def test_a_statement_that_fails_is_counted_and_named(shop_database: ShopDatabase) -> None:
    load_with_twin(shop_database, 50)
    with shop_database.connect() as connection:
        connection.execute("ALTER TABLE shop_customer RENAME full_name TO gone")
    with traffic(shop_database, {"r1": 1}, seed=1) as crew:
        time.sleep(0.5)
        report = crew.stop()
    assert report.failed > 0
    assert any("42703" in error for error in report.errors)


def test_reports_add_up() -> None:
    one = Report(writes=1, failed=1, longest_ms=5, longest_statement="a", errors=["x"])
    two = Report(writes=2, longest_ms=7, longest_statement="b", actions={"save": 2})
    one.add(two)
    assert Report.from_json(one.as_json()) == Report(
        writes=3, failed=1, longest_ms=7, longest_statement="b", errors=["x"], actions={"save": 2}
    )
