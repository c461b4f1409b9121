"""Values that a query gives: what is noted in other tables, what it leads to, and that no write is
lost meanwhile."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection, sql

from evolve.errors import Held
from evolve.management.show import screens
from evolve.phases.settling import Settling
from evolve.records import Evolution
from evolve.service import asking, planning, status, verifying
from evolve.states import State
from sample_app import roles
from tests.phases.baskets import Writer, basket, expected, settle, totals, waiting
from tests.phases.conftest import Ground
from tests.support import evolutions, schema

# -- what a statement leaves ------------------------------------------------------------------

# Statements one after the other, and how many marks and notes each leaves behind.
DECISIONS: tuple[tuple[str, int], ...] = (
    ("UPDATE shop_basket SET holder = 'x' WHERE id = 1", 0),
    ("UPDATE shop_basket SET total = 7 WHERE id = 1", 1),
    ("UPDATE shop_basket SET total = NULL WHERE id = 2", 1),
    ("INSERT INTO shop_basket (id, holder) VALUES (-1, 'new')", 1),
    ("UPDATE shop_basket SET id = -2 WHERE id = -1", 1),
    ("INSERT INTO shop_basketline (basket_id, item_id, amount) VALUES (4, 1, 1), (4, 2, 1)", 1),
    ("UPDATE shop_basketline SET amount = amount", 0),
    ("UPDATE shop_basketline SET amount = amount + 1 WHERE basket_id = 4", 1),
    ("UPDATE shop_basketline SET basket_id = 8 WHERE basket_id = 4", 2),
    ("UPDATE shop_item SET name = 'other'", 0),
    ("UPDATE shop_item SET price = price + 1 WHERE id IN (5, 6)", 2),
    ("UPDATE shop_item SET price = price * 1.00 WHERE id = 5", 0),
    ("DELETE FROM shop_basketline WHERE basket_id = 5", 1),
    ("INSERT INTO shop_item (name, price) VALUES ('unused', 3)", 1),
    ("DELETE FROM shop_basketline WHERE false", 0),
)


@basket
def test_what_can_change_a_value_is_noted_and_leads_to_its_rows(
    ground: Ground, ready: Evolution, application: Connection[Any]
) -> None:
    """By a role that has no right on anything of evolve's. All else is filled by then."""
    assert totals(application) == expected(application)
    assert len({total for _, total in totals(application)}) > 50
    assert waiting(ground, ready) == 0
    for statement, made in DECISIONS:
        before = waiting(ground, ready)
        application.execute(statement.encode())
        assert waiting(ground, ready) - before == made, statement
    shown = status.status(ground.database, ground.database.store.reload(ready.id))
    found = shown.marks
    assert found is not None
    assert (found.rows > 5, found.failing) == (True, 0)
    assert "nobody settles them: evolve worker" in screens.status(shown)
    assert totals(application) != expected(application)
    assert verifying.verify(ground.database, ready.name, show_values=False).clean
    settle(ground)
    assert waiting(ground, ready) == 0
    assert totals(application) == expected(application)
    assert dict(totals(application))[-2] == 0
    with ground.shop.connect(roles.OWNER) as owner:
        owner.execute("TRUNCATE shop_basketline")
    assert waiting(ground, ready) == 1
    assert verifying.verify(ground.database, ready.name, show_values=False).clean
    settle(ground)
    assert {total for _, total in totals(application)} == {0}
    assert verifying.verify(ground.database, ready.name, show_values=False).clean
    with ground.shop.connect("postgres") as past:
        past.execute("SET session_replication_role = replica")
        past.execute("UPDATE shop_basket SET total = 1000 WHERE id IN (1, 2)")
    verdict = verifying.verify(ground.database, ready.name, show_values=True)
    assert verdict.agreement.differences == 2
    assert sorted(verdict.keys) == ["id=1", "id=2"]


# -- races ------------------------------------------------------------------------------------

NEW_LINE = "INSERT INTO shop_basketline (basket_id, item_id, amount) VALUES (4, 100, 2)"
NEW_PRICE = "UPDATE shop_item SET price = 500 WHERE id = 100"


@basket
def test_of_two_writes_that_do_not_see_each_other_the_later_commit_is_not_lost(
    ground: Ground, ready: Evolution, application: Connection[Any]
) -> None:
    """No statement of either could have told that the price is the basket's."""
    for late, early in ((NEW_PRICE, NEW_LINE), (NEW_LINE, NEW_PRICE)):
        application.execute("DELETE FROM shop_basketline WHERE item_id = 100 OR basket_id = 4")
        application.execute("UPDATE shop_item SET price = 1 WHERE id = 100")
        settle(ground)
        with ground.shop.connect(roles.APP, autocommit=False) as other:
            other.execute(late.encode())
            application.execute(early.encode())
            settle(ground)
            assert waiting(ground, ready) == 0
            assert totals(application) == expected(application)
            other.commit()
        assert waiting(ground, ready) == 1
        assert totals(application) != expected(application)
        assert verifying.verify(ground.database, ready.name, show_values=False).clean
        settle(ground)
        assert dict(totals(application))[4] == 1000
        assert totals(application) == expected(application)


@basket
def test_a_locked_row_keeps_its_mark_and_a_row_that_goes_takes_it_along(
    ground: Ground, ready: Evolution, application: Connection[Any]
) -> None:
    application.execute("UPDATE shop_basketline SET amount = 9 WHERE basket_id < 8")
    with ground.shop.connect(roles.APP, autocommit=False) as other:
        other.execute("SELECT FROM shop_basket WHERE id = 1 FOR UPDATE")
        application.execute("DELETE FROM shop_basketline WHERE basket_id = 2")
        application.execute("DELETE FROM shop_basket WHERE id = 2")
        with evolutions.working() as database:
            work = evolutions.work_on(database, ready)
            assert Settling().settle(work) is not None
            database.store.release(ready.id, "tests")
        assert waiting(ground, ready) == 1
        assert totals(application)[1:] == expected(application)[1:]
    settle(ground)
    assert waiting(ground, ready) == 0
    assert totals(application) == expected(application)


@basket
def test_rows_that_are_led_to_all_the_time_are_not_marked_faster_than_they_are_settled(
    ground: Ground,
    ready: Evolution,
    application: Connection[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What a price leads to is more than a batch, and it changes before each."""
    monkeypatch.setattr("evolve.phases.settling.MOST_ROWS", 50)
    settling = Settling()
    settling.rows = 50
    (pair,) = ready.plan.pairs
    marked = sql.SQL("SELECT count(*) AS rows FROM {}").format(pair.marks)
    most = 0
    with evolutions.working() as database:
        work = evolutions.work_on(database, ready)
        for _ in range(20):
            application.execute("UPDATE shop_item SET price = price + 1")
            assert settling.settle(work) is not None
            most = max(most, database.session.one(marked)["rows"])
        assert 100 < most < len(totals(application))
        while settling.settle(work):
            pass
        database.store.release(ready.id, "tests")
    assert waiting(ground, ready) == 0
    assert totals(application) == expected(application)


@basket
def test_writers_lose_nothing_to_the_backfill_and_the_settling(
    ground: Ground, application: Connection[Any]
) -> None:
    """Lines come, go, change and move, prices change, baskets come and go, at once."""
    stop, writers = threading.Event(), [Writer(ground, number) for number in range(3)]
    for writer in writers:
        writer.stop = stop
        writer.start()
    try:
        evolution = evolutions.to_ready(ground.database, ground.case)
        end = time.monotonic() + 1.0
        while time.monotonic() < end:
            settle(ground)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert [writer.error for writer in writers] == [None] * 3
    assert sum(writer.statements for writer in writers) > 50
    settle(ground)
    assert waiting(ground, evolution) == 0
    assert totals(application) == expected(application)
    assert verifying.verify(ground.database, evolution.name, show_values=False).clean


# -- rows that have no value ------------------------------------------------------------------


@basket
def test_a_row_without_a_value_holds_until_it_is_mended_and_all_others_are_computed(
    ground: Ground, ready: Evolution, application: Connection[Any]
) -> None:
    """What does not fit its column."""
    application.execute("UPDATE shop_basketline SET amount = 5 WHERE basket_id < 9")
    application.execute("UPDATE shop_basketline SET amount = 2000000000 WHERE basket_id = 1")
    application.execute("UPDATE shop_item SET price = 999999 WHERE id = 1")
    settle(ground)
    held = ground.database.store.reload(ready.id)
    assert "1 row for which there is no value" in held.hold
    assert totals(application)[1:] == expected(application)[1:]
    found = status.status(ground.database, held).marks
    assert found is not None
    assert (found.rows, found.failing) == (0, 1)
    assert not verifying.verify(ground.database, ready.name, show_values=False).clean
    application.execute("UPDATE shop_basketline SET amount = 2 WHERE basket_id = 1")
    settle(ground)
    settle(ground)
    assert ground.database.store.reload(ready.id).hold == ""
    assert waiting(ground, ready) == 0
    assert totals(application) == expected(application)


@basket
@pytest.mark.thorough
def test_a_row_without_a_value_keeps_the_drop_waiting_until_it_is_mended(
    ground: Ground, ready: Evolution, application: Connection[Any]
) -> None:
    database = ground.database
    evolution = asking.contract(database, ready.name, now=False)
    assert evolutions.carry(database, evolution, State.QUARANTINED).state is State.QUARANTINED
    application.execute("UPDATE shop_basketline SET amount = 2000000000 WHERE basket_id = 1")
    settle(ground)
    with pytest.raises(Held, match="1 row for which there is no value"):
        evolutions.carry(database, asking.contract(database, ready.name, now=True), State.DONE)
    application.execute("UPDATE shop_basketline SET amount = 2 WHERE basket_id = 1")
    done = evolutions.carry(database, database.store.reload(ready.id), State.DONE)
    assert done.state is State.DONE
    assert totals(application) == expected(application)


# -- the table itself, and recursion ----------------------------------------------------------

DEPTH = """
evolve: 1
model: shop.Item
change:
  fill: depth
  field: IntegerField(null=True)
  sql: >-
    (with recursive up (id, steps) as (
      select n.id, 0 from shop_item n where n.id = shop_item.id
      union all select p.id, up.steps + 1 from up join shop_item p
      on p.id = up.id / 2 and p.price > 0)
    select max(steps) from up where id > 0)
  follows:
    shop.Item: >-
      with recursive down (id) as (
      select id from changed
      union select c.id from down join shop_item c on c.id / 2 = down.id) select id from down
"""


@basket
@pytest.mark.thorough
def test_a_recursive_query_over_the_table_itself_is_kept(
    ground: Ground, application: Connection[Any], tmp_path: Path
) -> None:
    path = tmp_path / "item-depth.yaml"
    path.write_text(DEPTH)
    planned = planning.plan(ground.database, planning.playbook_of(str(path)))
    evolution = evolutions.carry(
        ground.database, planning.create(ground.database, planned), State.READY
    )
    assert evolution.state is State.READY, evolution.hold

    def depths() -> list[int]:
        query = "SELECT depth FROM shop_item WHERE id IN (1, 2, 20, 41) ORDER BY id"
        return [row[0] for row in application.execute(query)]

    assert depths() == [0, 1, 4, 5]
    application.execute("UPDATE shop_item SET price = -1 WHERE id = 2")
    settle(ground)
    assert depths() == [0, 1, 2, 3]
    asked = asking.revert(ground.database, evolution.name, accept_loss=False)
    assert evolutions.carry(ground.database, asked, State.REVERTED).state is State.REVERTED
    with ground.shop.connect() as connection:
        assert schema.leftovers(connection) == []
