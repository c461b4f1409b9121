"""The same with real processes of the sample application, which report themselves."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from evolve.errors import Refused
from evolve.records import Evolution
from evolve.service import asking, planning, running
from evolve.service.databases import Database
from evolve.states import State
from tests.support import evolutions
from tests.support.cluster import ShopDatabase
from tests.support.traffic import Crew, compare, load_with_twin, traffic, wait_for_writers

PLAYBOOK = "customer-split-name"
SETTINGS = {"LEASE_SECONDS": 15, "PROFILES": {"default": {"quiet_for": "0"}}}
PATIENCE = 60.0


def test_processes_of_both_releases_through_a_whole_evolution(
    shop_database: ShopDatabase, record_property: Callable[[str, object], None]
) -> None:
    load_with_twin(shop_database, 20_000)
    with (
        evolutions.swiftly(**SETTINGS),
        evolutions.working() as database,
        traffic(shop_database, {"r1": 4}, seed=7, rate=50) as crew,
    ):
        evolution = planning.create(
            database, planning.plan(database, planning.playbook_of(PLAYBOOK))
        )
        carry(database, evolution, State.READY)
        rolled_out(shop_database, crew)
        with pytest.raises(Refused) as refused:
            asking.contract(database, PLAYBOOK, now=True)
        assert "mapped" in {refusal.code for refusal in refused.value.refusals}
        crew.stop("r1")
        carry(database, permitted(database), State.DONE)
        time.sleep(0.5)
        report = crew.stop()
    record_property("longest_statement_ms", round(report.longest_ms))
    print(f"longest statement {report.longest_ms:.0f} ms: {report.longest_statement}")
    assert (report.failed, report.errors) == (0, [])
    assert report.writes > 500
    found = compare(shop_database)
    assert (found.differences, found.examples) == (0, ())
    assert "first_name" in found.columns
    assert "full_name" not in found.columns


def carry(database: Database, evolution: Evolution, state: State) -> None:
    stop = running.Stop()
    carrier = running.Carrier(sleep=evolutions.Patience(stop, PATIENCE))
    evolution = running.carry(
        database,
        evolution,
        lambda e: e.state is state,
        stop=stop,
        carrier=carrier,
        until_stuck=True,
    )
    assert evolution.state is state, evolution.hold


def rolled_out(shop: ShopDatabase, crew: Crew) -> None:
    """The new release beside the old one, until every process of it has reported itself."""
    crew.add("r2", 4)
    wait_for_writers(shop, 8)
    deadline = time.monotonic() + PATIENCE
    query = "SELECT count(*) FROM evolve_instance WHERE release = 'r2'"
    with shop.connect() as connection:
        while (connection.execute(query).fetchone() or (0,))[0] < 4:
            assert time.monotonic() < deadline, "the new release has not reported itself"
            time.sleep(0.1)
    time.sleep(2)


def permitted(database: Database) -> Evolution:
    """The contract, as soon as the old processes count as gone."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return asking.contract(database, PLAYBOOK, now=True)
        except Refused as refused:
            codes = {refusal.code for refusal in refused.refusals}
            if not codes <= {"mapped", "quiet"} or time.monotonic() > deadline:
                raise
        time.sleep(0.2)
