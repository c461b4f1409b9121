"""Laws of faults in rows: what is locked, what does not convert, and what goes past a trigger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from evolve.errors import Held, Refused
from evolve.records import Evolution
from evolve.service import asking
from evolve.service.running import Carrier
from evolve.states import State
from sample_app import roles
from tests.phases.conftest import Ground
from tests.support import evolutions, schema
from tests.support.evolutions import Case

DIFFERING = """
SELECT count(*) FROM shop_customer
WHERE first_name IS DISTINCT FROM split_part(full_name, ' ', 1)::varchar(80)
"""


@pytest.fixture
def evolution(ground: Ground) -> Evolution:
    return evolutions.start(ground.database, ground.case)


def count(ground: Ground, query: str) -> int:
    with ground.shop.connect() as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0])


def execute(ground: Ground, statement: str, role: str = roles.OWNER) -> int:
    with ground.shop.connect(role) as connection:
        return connection.execute(statement.encode()).rowcount


def finish(ground: Ground, carrier: Carrier, evolution: Evolution, *ends: State) -> Evolution:
    """Another worker goes on where this one leaves it."""
    ground.database.store.release(evolution.id, carrier.owner)
    evolution = evolutions.carry(ground.database, evolution, *(ends or (State.READY,)))
    assert evolution.state in (ends or (State.READY,)), evolution.hold
    assert evolution.hold == ""
    return evolution


# -- locked rows ------------------------------------------------------------------------------


def test_a_row_that_is_locked_during_the_pass_is_swept_up(
    ground: Ground, evolution: Evolution
) -> None:
    carrier, evolution = evolutions.advance(
        ground.database, evolution, lambda e: e.state is State.BACKFILLING
    )
    with ground.shop.connect(roles.APP, autocommit=False) as application:
        application.execute("SELECT 1 FROM shop_customer WHERE id % 7 = 0 FOR UPDATE")
        while evolution.state is State.BACKFILLING:
            carrier.once(ground.database, evolution)
            evolution = ground.database.store.reload(evolution.id)
        left = count(ground, DIFFERING)
        assert left > ground.rows // 8, "the pass was to leave the locked rows"
        application.rollback()
    finish(ground, carrier, evolution)
    assert count(ground, DIFFERING) == 0
    assert count(ground, "SELECT sweep FROM evolve_segment") == 1


def test_while_a_row_stays_locked_it_is_not_ready(ground: Ground, evolution: Evolution) -> None:
    """It holds, says why, and goes on by itself afterwards."""
    carrier, evolution = evolutions.advance(
        ground.database, evolution, lambda e: e.state is State.BACKFILLING
    )
    ground.database.store.release(evolution.id, carrier.owner)
    with ground.shop.connect(roles.APP, autocommit=False) as application:
        application.execute("SELECT 1 FROM shop_customer WHERE id = 7 FOR UPDATE")
        held = evolutions.carry(ground.database, evolution, State.READY, seconds=1)
        assert held.state in (State.VERIFYING, State.BACKFILLING)
        assert count(ground, DIFFERING) == 1
        assert held.hold
        application.rollback()
    # The sweep after the last one comes when some time has passed.
    execute(ground, "UPDATE evolve_segment SET advanced_at = now() - interval '1 hour'")
    ready = evolutions.carry(ground.database, held, State.READY)
    assert (ready.state, ready.hold) == (State.READY, "")
    assert count(ground, DIFFERING) == 0


# -- triggers altered by hand -----------------------------------------------------------------

DAMAGE = {
    "dropped": 'DROP TRIGGER "{update}" ON shop_customer',
    "disabled": 'ALTER TABLE shop_customer DISABLE TRIGGER "{update}"',
    "disabled for all": "ALTER TABLE shop_customer DISABLE TRIGGER USER",
    "function": "CREATE OR REPLACE FUNCTION public.{sync}() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RETURN NEW; END $$",
}


def damage(ground: Ground, how: str) -> None:
    with ground.shop.connect() as connection:
        trigger = connection.execute(
            "SELECT t.tgname, p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE tgname LIKE '~~~~evolve%update'"
        ).fetchone()
        assert trigger is not None
        connection.execute(DAMAGE[how].format(update=trigger[0], sync=trigger[1]).encode())


@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.parametrize("state", [State.BACKFILLING, State.VERIFYING])
def test_a_trigger_altered_by_hand_is_put_back_and_nothing_is_lost(
    ground: Ground, evolution: Evolution, how: str, state: State
) -> None:
    carrier, evolution = evolutions.advance(
        ground.database, evolution, lambda e: e.state is state and halfway(ground, state)
    )
    damage(ground, how)
    lost = execute(ground, "UPDATE shop_customer SET full_name = 'Went Past'", roles.APP)
    assert lost == ground.rows
    assert count(ground, DIFFERING) > 0, "the writes were to go past the trigger"
    finish(ground, carrier, evolution)
    assert count(ground, DIFFERING) == 0
    execute(ground, "UPDATE shop_customer SET full_name = 'Noticed Again'", roles.APP)
    assert count(ground, DIFFERING) == 0


def halfway(ground: Ground, state: State) -> bool:
    if state is State.VERIFYING:
        return True
    return count(ground, "SELECT coalesce(sum(batches), 0) FROM evolve_segment") == 4


def test_a_trigger_altered_after_the_proof_makes_a_new_proof_needed(
    ground: Ground, evolution: Evolution
) -> None:
    """Rows that are locked while it sweeps again keep it from becoming ready."""
    carrier, evolution = evolutions.advance(ground.database, evolution, lambda e: replaced(ground))
    damage(ground, "disabled")
    execute(ground, "UPDATE shop_customer SET full_name = 'Went Past'", roles.APP)
    carrier.once(ground.database, evolution)
    assert ground.database.store.reload(evolution.id).state is State.BACKFILLING
    ground.database.store.release(evolution.id, carrier.owner)
    with ground.shop.connect(roles.APP, autocommit=False) as application:
        application.execute("SELECT 1 FROM shop_customer WHERE id = 7 FOR UPDATE")
        held = evolutions.carry(ground.database, evolution, State.READY, seconds=1)
        assert count(ground, DIFFERING) == 1
        assert held.state is not State.READY
        application.rollback()
    execute(ground, "UPDATE evolve_segment SET advanced_at = now() - interval '1 hour'")
    finish(ground, carrier, held)
    assert count(ground, DIFFERING) == 0


def replaced(ground: Ground) -> bool:
    return bool(
        count(ground, "SELECT count(*) FROM evolve_steprecord WHERE step = 'verify.function'")
    )


def test_a_trigger_dropped_when_ready_keeps_the_old_columns_where_they_are(ground: Ground) -> None:
    evolutions.to_ready(ground.database, ground.case)
    asked = asking.contract(ground.database, ground.case.playbook, now=True)
    damage(ground, "dropped")
    before = described(ground)
    with pytest.raises(Refused, match=r"trigger ~~~~evolve_.*: is gone"):
        asking.contract(ground.database, ground.case.playbook, now=True)
    with pytest.raises(Held, match=r"trigger ~~~~evolve_.* is gone"):
        evolutions.carry(ground.database, asked, State.DONE)
    assert {line for line in before if line.startswith("column")} <= loosened(described(ground))


def described(ground: Ground) -> list[str]:
    with ground.shop.connect() as connection:
        return schema.dump(connection, ground.case.table)


def loosened(lines: list[str]) -> set[str]:
    """With both what NOT NULL is before the contract and after it."""
    return {*lines, *(line.replace("not null", "null") for line in lines)}


# -- the gate under the lock ------------------------------------------------------------------


@pytest.mark.parametrize(
    "case",
    [c for c in evolutions.shipped() if not c.same_name and not c.in_place],
    ids=str,
    indirect=True,
)
def test_a_process_that_comes_after_the_request_keeps_the_old_columns(ground: Ground) -> None:
    """Where there are none it is known by the new one, which it does not list."""
    ready = evolutions.to_ready(ground.database, ground.case)
    asked = asking.contract(ground.database, ground.case.playbook, now=True)
    old = list(ready.plan.old_columns) or ["id"]
    with ground.shop.connect() as connection:
        evolutions.report_process(connection, ground.case.table, old, name="late", consumer="bi")
    with pytest.raises(Held, match="late"):
        evolutions.carry(ground.database, asked, State.DONE)
    held = ground.database.store.reload(asked.id)
    assert held.state is State.CONTRACTING
    execute(ground, f"SELECT {', '.join(old)} FROM {ground.case.table}", roles.APP)
    execute(ground, "DELETE FROM evolve_instance WHERE release = 'late'")
    assert evolutions.carry(ground.database, held, State.DONE).state is State.DONE
    with ground.shop.connect() as connection:
        assert schema.leftovers(connection) == []


# -- values -----------------------------------------------------------------------------------

PHONE = """
evolve: 1
model: shop.Customer
change:
  split: phone
  into:
    area:
      field: CharField(max_length=40, null=True)
      sql: left(split_part(phone, ' ', 2), 40)::varchar(40)
    line:
      field: IntegerField(null=True)
      sql: split_part(phone, ' ', 3)::integer
  back:
    phone:
      sql: coalesce(left(concat_ws(' ', '+49', area, line), 40), '')::varchar(40)
      on_error: "''"
  lossy: accept
verify:
  - name: nobody-is-called
    query: select count(*) from {table} where phone = '+49 30 110'
    expect: 1
"""


@pytest.fixture
def phones(tmp_path: Path, shop_database: object) -> Iterator[Case]:
    """A playbook in which a value can fail, and a query that can."""
    folder = tmp_path / "playbooks"
    folder.mkdir()
    (folder / "customer-phone.yaml").write_text(PHONE)
    with override_settings(BASE_DIR=tmp_path):
        yield Case(
            name="customer-phone", playbook="customer-phone", table="shop_customer", same_name=False
        )


@pytest.mark.parametrize("state", [State.PLANNED, State.BACKFILLING, State.VERIFYING])
def test_a_value_that_does_not_convert_holds_until_it_is_mended(
    ground: Ground, phones: Case, state: State
) -> None:
    """The application's write is accepted, whenever it comes; no other row waits for it."""
    carrier, evolution = evolutions.advance(
        ground.database, evolutions.start(ground.database, phones), lambda e: e.state is state
    )
    spoil = "UPDATE shop_customer SET phone = '+49 30 many' WHERE id IN (5, 6)"
    assert execute(ground, spoil, roles.APP) == 2
    ground.database.store.release(evolution.id, carrier.owner)
    with pytest.raises(Held):
        evolutions.carry(ground.database, evolution, State.READY)
    held = ground.database.store.reload(evolution.id)
    assert held.state is State.VERIFYING
    assert "2 rows" in held.hold
    assert "many" not in held.hold
    filled = "SELECT count(*) FROM shop_customer WHERE line IS NOT NULL"
    assert count(ground, filled) == ground.rows - 2
    with pytest.raises(Refused):
        asking.revert(ground.database, phones.playbook, accept_loss=False)
    execute(ground, "UPDATE shop_customer SET phone = '+49 30 5' WHERE id IN (5, 6)", roles.APP)
    ready = evolutions.carry(ground.database, held, State.READY)
    assert (ready.state, ready.hold) == (State.READY, "")
    assert count(ground, filled) == ground.rows


def test_a_query_that_does_not_find_what_is_expected_holds(ground: Ground, phones: Case) -> None:
    evolution = evolutions.start(ground.database, phones)
    execute(ground, "UPDATE shop_customer SET phone = '+49 30 9' WHERE phone = '+49 30 110'")
    with pytest.raises(Held, match="nobody-is-called"):
        evolutions.carry(ground.database, evolution, State.READY)
    held = ground.database.store.reload(evolution.id)
    assert (held.state, bool(held.hold)) == (State.VERIFYING, True)
    execute(ground, "UPDATE shop_customer SET phone = '+49 30 110' WHERE id = 110")
    ready = evolutions.carry(ground.database, held, State.READY)
    assert (ready.state, ready.hold) == (State.READY, "")


def test_a_query_is_asked_again_before_the_old_columns_go(ground: Ground, phones: Case) -> None:
    with ground.shop.connect() as connection:
        evolutions.report_new(connection, ground.database, phones)
    evolutions.to_ready(ground.database, phones)
    execute(ground, "UPDATE shop_customer SET phone = '+49 30 9' WHERE phone = '+49 30 110'")
    asked = asking.contract(ground.database, phones.playbook, now=True)
    with pytest.raises(Held, match="nobody-is-called"):
        evolutions.carry(ground.database, asked, State.DONE)
    execute(ground, "UPDATE shop_customer SET phone = '+49 30 110' WHERE id = 110")
    assert ground.database.store.reload(asked.id).state is State.CONTRACTING
    evolutions.carry(ground.database, asked, State.DONE)
    assert count(ground, "SELECT count(*) FROM shop_customer WHERE line = 110") == 1
