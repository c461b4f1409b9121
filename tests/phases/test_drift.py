"""Laws of the drift check: from `ready` on, what goes past the trigger is found and named."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from django.test import override_settings

from evolve import celery
from evolve.phases import drift
from evolve.proof import drift as looking
from evolve.records import Drift, Evidence, Evolution
from evolve.service import asking, verifying, workers
from evolve.service.running import Carrier, Stop
from evolve.service.status import status
from evolve.states import State
from sample_app import roles
from tests.phases.conftest import Ground
from tests.support import evolutions, killing, stages
from tests.support.evolutions import Case
from tests.support.killing import BEFORE, UNHEARD
from tests.support.workers import told

STAGES = (stages.SWAP, stages.QUARANTINE, stages.UNDO_CONTRACT)
EVENTS = "SELECT count(*) FROM evolve_event WHERE kind IN ('held', 'released')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """An evolution that is ready, and hands for the check to go on with."""

    ground: Ground

    def now(self) -> Evolution:
        return self.ground.database.store.get(self.ground.case.playbook)

    def execute(self, statement: str, role: str = roles.OWNER) -> int:
        with self.ground.shop.connect(role) as connection:
            return connection.execute(statement.encode()).rowcount

    def past_the_trigger(self, statement: str) -> int:
        """What logical replication, or a superuser in a hurry, would do."""
        with self.ground.shop.connect("postgres") as connection:
            connection.execute("SET session_replication_role = replica")
            return connection.execute(statement.encode()).rowcount

    def due(self, **changes: int) -> Evolution:
        """The next look is due, with `changes` of where the check stands."""
        evolution = self.now()
        stands = {**evolution.drift.as_json(), **changes}
        held = self.ground.database.store.lease(evolution, "tests", 60)
        assert held is not None
        self.ground.database.store.put_drift(held, Drift.from_json(stands), -1)
        self.ground.database.store.release(evolution.id, "tests")
        return self.now()

    def look(self, **changes: int) -> Evolution:
        """The next look, with `changes` of where the check stands."""
        evolution = self.due(**changes)
        assert drift.due(evolution)
        carrier = Carrier(sleep=lambda _: None)
        assert carrier.once(self.ground.database, evolution) is not None
        self.ground.database.store.release(evolution.id, carrier.owner)
        return self.now()

    def round(self) -> tuple[int, Evidence]:
        """A whole round, or the rest of it, page by page: how many looks, and what it has found."""
        before = self.found()
        for looks in range(1, 200):
            evolution = self.look(size=1)
            assert evolution.hold == ""
            found = self.found()
            if found != before:
                assert found is not None
                return looks, found
        raise AssertionError("the round does not end")

    def found(self) -> Evidence | None:
        return self.ground.database.store.latest(self.now(), drift.EVIDENCE)

    def pages(self) -> int:
        return int(told(self.ground.shop, f"{PAGES}('{self.ground.case.table}')")[0])

    def worker(self) -> int:
        """Rounds with work of a worker that ends when there is none."""
        return workers.worker(None, stop=Stop(), once=True)


PAGES = "SELECT pg_relation_size(oid) / 8192 FROM pg_class WHERE oid = to_regclass"


@pytest.fixture
def ready(ground: Ground) -> Checked:
    evolutions.to_ready(ground.database, ground.case)
    return Checked(ground=ground)


# -- what agrees ------------------------------------------------------------------------------


FILLED = [case for case in evolutions.shipped() if case.fills]
REMOVED = [case for case in evolutions.shipped() if not case.fills]


@pytest.mark.parametrize("case", FILLED, ids=str, indirect=True)
def test_a_round_looks_at_as_many_rows_as_the_table_has(ground: Ground, ready: Checked) -> None:
    """In every state that is checked; what agrees holds nothing and is not touched."""
    rows = f"SELECT count(*), sum(hashtext(t::text)::bigint) FROM {ground.case.table} t"
    seen = set()
    for stage in (None, *STAGES):
        if stage is stages.SWAP and not ground.case.same_name:
            continue
        if stage:
            asked = stage.ask(ground.database, ground.case)
            evolutions.carry(ground.database, asked, *stage.ends)
        assert workers.health("default").work == ()
        before = told(ground.shop, rows)
        looks, found = ready.round()
        assert looks >= ready.pages() > 1
        assert (found.data["rows"], found.data["differences"]) == (ground.rows, 0)
        assert told(ground.shop, rows) == before
        seen.add(ready.now().state)
    assert seen == drift.CHECKED - (set() if ground.case.same_name else {State.SWAPPED})


@pytest.mark.parametrize("case", REMOVED, ids=str, indirect=True)
def test_where_nothing_is_filled_nothing_is_looked_at(ground: Ground, ready: Checked) -> None:
    """It would be due, and does not even wait for a table that somebody else has for himself."""
    before = ready.due().drift
    with ground.shop.connect(autocommit=False) as somebody:
        somebody.execute(f"LOCK TABLE {ground.case.table}".encode())
        looked = ready.look()
        somebody.rollback()
    assert (looked.drift, looked.hold, ready.found()) == (before, "", None)
    assert not drift.due(looked)


def test_a_look_is_no_work_and_comes_in_its_time(ready: Checked) -> None:
    """A worker looks once; nobody waits for it, and no probe misses a worker."""
    shop = ready.ground.shop
    assert drift.due(ready.now())
    assert workers.health("default").work == ()
    for _ in range(3):
        assert ready.worker() == 0
    found = ready.found()
    assert found is not None
    assert found.data["rows"] == ready.ground.rows
    assert told(shop, "SELECT count(*) FROM evolve_evidence WHERE kind = 'drift'") == (1,)
    assert not drift.due(ready.now())
    shown = status(ready.ground.database, ready.now()).agreement
    assert shown is not None
    assert (shown.rows, shown.differences, shown.at) == (ready.ground.rows, 0, found.at)
    ready.due()
    celery.carry("default", ready.now().id, ready.now().generation)
    assert told(shop, "SELECT count(*) FROM evolve_evidence WHERE kind = 'drift'") == (2,)


def test_nothing_is_looked_at_against_the_operators_will(ready: Checked) -> None:
    """Not while it is paused, nor on a copy; and what is asked for comes before."""
    database, name = ready.ground.database, ready.ground.case.playbook
    ready.due()
    with evolutions.swiftly(ENVIRONMENT="here"):
        ready.execute("UPDATE evolve_evolution SET environment = 'elsewhere'")
        assert not drift.due(ready.now())
        ready.execute("UPDATE evolve_evolution SET environment = ''")
    asking.pause(database, name)
    assert not drift.due(ready.now())
    ready.worker()
    asking.resume(database, name)
    assert drift.due(ready.now())
    asked = asking.contract(database, name, now=False)
    Carrier().once(database, asked)
    assert (ready.now().state, ready.found()) == (State.CONTRACTING, None)


# -- what differs -----------------------------------------------------------------------------


def test_a_row_that_has_gone_past_the_trigger_is_held_until_it_is_mended(ready: Checked) -> None:
    """A worker finds it; the hold says how many and what lists them, and goes by itself."""
    database, name = ready.ground.database, ready.ground.case.playbook
    past = "UPDATE shop_customer SET first_name = 'Somebody' WHERE id IN (5, 6)"
    assert ready.past_the_trigger(past) == 2
    assert ready.worker() == 0
    held = ready.now()
    assert held.state is State.READY
    assert "2 rows" in held.hold
    assert f"evolve verify {name} --show-values" in held.hold_clears
    assert "Somebody" not in held.hold + held.hold_clears
    verdict = verifying.verify(database, name, show_values=True)
    assert sorted(verdict.keys) == ["id=5", "id=6"]
    assert workers.health("default").work == ()
    assert not drift.due(held)
    # More of it is the same hold, and is looked at again from the same page on.
    ready.past_the_trigger("UPDATE shop_customer SET full_name = 'Another One' WHERE id = 7")
    more = ready.look()
    assert ("3 rows" in more.hold, more.hold_since) == (True, held.hold_since)
    assert more.drift.page == held.drift.page
    shown = status(database, more).agreement
    assert shown is not None
    assert (shown.differences, shown.rows) == (3, ready.ground.rows)
    assert status(database, more).next.startswith(f"evolve verify {name} --show-values")
    # Either side may be mended, and the trigger carries it over.
    ready.execute("UPDATE shop_customer SET full_name = 'Ada L' WHERE id IN (5, 7)", roles.APP)
    ready.execute("UPDATE shop_customer SET first_name = 'Bo' WHERE id = 6", roles.APP)
    assert "differ" in ready.now().hold
    assert ready.look().hold == ""
    assert told(ready.ground.shop, EVENTS) == (2,)
    assert verifying.verify(database, name, show_values=False).clean


def test_a_look_stays_with_the_pages_that_differ(ready: Checked) -> None:
    """The first pages agree and are left behind; what differs behind them is found there."""
    last = "SELECT max(ctid) FROM shop_customer"
    ready.past_the_trigger(f"UPDATE shop_customer SET last_name = 'x' WHERE ctid = ({last})")
    assert ready.look(size=1).drift.page == 1
    behind = ready.look(size=1000)
    assert ("1 row" in behind.hold, behind.drift.page) == (True, 1)
    assert ready.look(size=1).hold == "", "that page agrees"
    assert ready.look(size=1000).hold != ""


@pytest.mark.parametrize(
    "case", [c for c in evolutions.shipped() if c.same_name], ids=str, indirect=True
)
def test_what_the_old_type_cannot_hold_is_no_drift_after_the_swap(ready: Checked) -> None:
    ground = ready.ground
    asked = asking.swap(ground.database, ground.case.playbook, undo=False)
    evolutions.carry(ground.database, asked, State.SWAPPED)
    one = "WHERE id = (SELECT min(id::text)::uuid FROM shop_order)"
    assert ready.execute(f"UPDATE shop_order SET quantity = 5000000000 {one}", roles.APP) == 1
    assert not verifying.verify(ground.database, ground.case.playbook, show_values=False).clean
    assert ready.look().hold == ""
    ready.past_the_trigger(
        "UPDATE shop_order SET quantity = quantity + 1"
        " WHERE id = (SELECT max(id::text)::uuid FROM shop_order)"
    )
    assert "in 1 row" in ready.look().hold


# -- what comes between -----------------------------------------------------------------------


@pytest.mark.parametrize("change", ["VACUUM FULL shop_customer", "TRUNCATE shop_customer CASCADE"])
def test_a_table_with_another_file_is_looked_at_anew(ready: Checked, change: str) -> None:
    assert [ready.look(size=1).drift.page for _ in range(2)] == [1, 2]
    ready.execute(change)
    begun = ready.look(size=1)
    assert (begun.drift.page, begun.drift.rows, ready.found()) == (0, 0, None)
    assert begun.hold == ""
    left = told(ready.ground.shop, "SELECT count(*) FROM shop_customer")[0]
    assert ready.round()[1].data["rows"] == left


def test_a_process_killed_between_two_looks_or_in_one_loses_nothing(ready: Checked) -> None:
    """Whatever it was at: no page is left out of the round, and no row counted twice."""
    case, struck = ready.ground.case, set()

    def one_look() -> None:
        with evolutions.swiftly(), evolutions.working() as database:
            Carrier().once(database, database.store.get(case.playbook))

    for number in range(1, 9):
        for moment in (BEFORE, UNHEARD):
            before = ready.due(size=1).drift
            killed = killing.killed(one_look, number, moment)
            stages.later(ready.ground.shop)
            if killed:
                struck.add(number)
            # A commit that nobody has heard of comes when it comes.
            ready.due(size=1)
            now = ready.now().drift
            assert (now.page - before.page) in (0, 1, -before.page)
    assert len(struck) >= 4, "lease, due, count, cursor"
    assert struck == set(range(1, len(struck) + 1))
    assert 8 not in struck, "there are more commits than were tried"
    found = ready.round()[1]
    assert found.data["rows"] == ready.ground.rows


# -- what takes too long ----------------------------------------------------------------------

SLOW = """
CREATE OR REPLACE FUNCTION public.shorten(text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS
$$ BEGIN PERFORM pg_sleep({}); RETURN $1; END $$
"""
PLAYBOOK = """
evolve: 1
model: shop.Customer
change:
  split: phone
  into:
    short:
      field: TextField(null=True)
      sql: public.shorten(phone)
    whole:
      field: CharField(max_length=40)
      sql: phone
  back:
    phone: whole
  lossy: accept
"""


@pytest.fixture
def slowly(ground: Ground, tmp_path: Path) -> Case:
    """A playbook whose expression can be made slow afterwards."""
    folder = tmp_path / "playbooks"
    folder.mkdir()
    (folder / "customer-shorten.yaml").write_text(PLAYBOOK)
    with ground.shop.connect("postgres") as connection:
        connection.execute(SLOW.format(0))
    return Case(
        name="customer-shorten",
        playbook="customer-shorten",
        table="shop_customer",
        same_name=False,
    )


def test_a_look_gives_way_and_comes_again_smaller(
    ground: Ground, slowly: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends within its time, as no old snapshot; that is no reason to wake anybody."""
    monkeypatch.setattr(looking, "LONGEST_MS", 100)
    monkeypatch.setattr(looking, "LOCK_MS", 50)
    with override_settings(BASE_DIR=tmp_path):
        evolutions.to_ready(ground.database, slowly)
    ready = Checked(ground=replace(ground, case=slowly))
    with ground.shop.connect("postgres") as connection:
        # Every row has a value that takes time, and the first page has rows.
        connection.execute("UPDATE shop_customer SET phone = '1' WHERE phone IS NULL")
        connection.execute("VACUUM FULL shop_customer")
        connection.execute(SLOW.format(0.2))
    sizes = [ready.look(size=64).drift.size, *(ready.look().drift.size for _ in range(7))]
    assert sizes == [32, 16, 8, 4, 2, 1, 1, 1]
    assert (ready.now().drift.page, ready.now().hold) == (0, "")
    with ground.shop.connect("postgres") as connection:
        connection.execute(SLOW.format(0))
    assert ready.round()[1].data["rows"] == ground.rows
    with ground.shop.connect(autocommit=False) as somebody:
        somebody.execute("LOCK TABLE shop_customer")
        kept = ready.look(size=64)
        assert (kept.drift.size, kept.hold) == (32, "")
        somebody.rollback()
