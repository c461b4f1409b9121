"""Eight writers and more, of both releases, through every phase of every shipped playbook.

`python -m tests.releases.stress --seed N --playbook NAME` replays one of these, and tells more.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from psycopg import sql

from evolve.errors import Refused
from evolve.service import asking, planning, verifying
from evolve.states import State
from sample_app import twin
from tests.releases.stress import kinds, record
from tests.releases.stress.crew import PATIENCE, Crew, VacuousError
from tests.releases.stress.journey import ROWS, Journey, Outcome, prepare_shop, settings
from tests.releases.stress.shapes import CUSTOMER, NEW, OLD, SHAPES, Shape
from tests.support import evolutions
from tests.support.cluster import ShopDatabase

SEED = 1
STATES = ("expanding", "dual_writing", "backfilling", "verifying", "contracting", "quarantined")


def tell(outcome: Outcome, record_property: Callable[[str, object], None]) -> None:
    """How long the application waited: recorded and printed, and no reason to fail."""
    slowest, where = outcome.record.slowest
    record_property("longest_statement_ms", round(slowest))
    record_property("failed_statements", len(outcome.record.failures))
    print(f"longest statement {slowest:.0f} ms ({where})")
    print("\n".join(record.lines(outcome.record)))


# What `make test` goes through; `make thorough` goes through all.
FIRST = {"customer-split-name", "order-quantity-bigint"}


def shapes() -> Iterator[Any]:
    for shape in SHAPES:
        marks = () if shape.playbook in FIRST else pytest.mark.thorough
        yield pytest.param(shape, id=shape.playbook, marks=marks)


@pytest.mark.parametrize("shape", list(shapes()))
def test_no_row_differs_and_no_statement_fails(
    shop_database: ShopDatabase,
    shape: Shape,
    record_property: Callable[[str, object], None],
) -> None:
    outcome = Journey(shop_database, shape, seed=SEED).run()
    tell(outcome, record_property)
    assert outcome.record.failures == []
    assert set(outcome.differences.values()) == {0}, outcome.differences
    assert outcome.unbalanced == []
    proves_something(outcome, shape)


def proves_something(outcome: Outcome, shape: Shape) -> None:
    """Every kind of statement was made in every state, and everything else did happen, too."""
    found = outcome.record
    assert min(outcome.compared.values()) > ROWS // 2, outcome.compared
    assert outcome.batches >= 8
    assert outcome.skipped > 0
    assert outcome.sweeps > 0
    every = set(kinds.made_in(shape))
    for state in (*STATES, *(("swapping", "swapped") if shape.same_name else ())):
        release = NEW if state in ("contracting", "quarantined") else OLD
        assert found.kinds(f"2 {state}", release) == every, state
    assert found.kinds("1 reverting", OLD) == every
    assert found.kinds("2 ready", NEW) == found.kinds("2 ready", OLD) == every


def test_a_trigger_that_is_off_for_a_while_is_found_out(shop_database: ShopDatabase) -> None:
    """By the twin as well as by evolve, whose contract then refuses."""
    journey = Journey(shop_database, CUSTOMER, seed=3)
    prepare_shop(shop_database, CUSTOMER)
    crew = journey.crew
    with evolutions.swiftly(**settings()), evolutions.working() as database:
        try:
            crew.add(OLD, 4)
            case = next(c for c in evolutions.shipped() if c.name == CUSTOMER.playbook)
            evolutions.carry(database, evolutions.start(database, case), State.READY)
            crew.enter("ready")
            switch(shop_database, "DISABLE")
            crew.enter("without a trigger")
            switch(shop_database, "ENABLE")
            crew.stop()
        finally:
            crew.close()
        assert crew.record().failures == []
        with shop_database.connect() as connection:
            assert twin.compare(connection, CUSTOMER.twin).differences > 0
        found = verifying.verify(database, CUSTOMER.playbook, show_values=False)
        assert found.agreement.differences > 0
        plan = planning.plan(database, planning.playbook_of(CUSTOMER.playbook)).plan
        with shop_database.connect() as connection:
            evolutions.report_process(connection, "shop_customer", list(plan.new_columns))
        with pytest.raises(Refused) as refused:
            asking.contract(database, CUSTOMER.playbook, now=True)
        assert {refusal.code for refusal in refused.value.refusals} == {"differences"}


def switch(shop: ShopDatabase, how: str) -> None:
    with shop.connect() as connection:
        connection.execute(sql.SQL("ALTER TABLE shop_customer " + how + " TRIGGER USER"))


def test_a_statement_that_fails_is_recorded_with_its_phase(shop_database: ShopDatabase) -> None:
    prepare_shop(shop_database, CUSTOMER)
    crew = Crew(shop_database, CUSTOMER, seed=4, rows=ROWS)
    try:
        crew.add(OLD, 2)
        crew.enter("a column goes")
        assert crew.record().failures == []
        with shop_database.connect() as connection:
            connection.execute("ALTER TABLE shop_customer RENAME full_name TO gone")
        deadline = time.monotonic() + PATIENCE
        while not crew.record().failures and time.monotonic() < deadline:
            time.sleep(0.01)
        crew.stop()
    finally:
        crew.close()
    failures = crew.record().failures
    assert {(f.phase, f.sqlstate) for f in failures} == {("a column goes", "42703")}


def test_a_kind_that_is_never_made_fails_the_run(
    shop_database: ShopDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare_shop(shop_database, CUSTOMER)
    crew = Crew(shop_database, CUSTOMER, seed=5, rows=ROWS)
    monkeypatch.setattr("tests.releases.stress.crew.PATIENCE", 0.2)
    crew.writers = []
    try:
        crew.add(OLD, 1)
        crew.writers[0].stop.set()
        with pytest.raises(VacuousError):
            crew.enter("nobody writes")
    finally:
        crew.close()
