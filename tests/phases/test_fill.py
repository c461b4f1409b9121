"""Values that a query gives: what is noted in other tables, what it leads to, and that no write is
lost meanwhile."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection, sql

from evolve.errors import Held, PlaybookError
from evolve.management.show import screens
from evolve.phases.settling import Settling
from evolve.proof.changed import Weight
from evolve.records import Evolution
from evolve.service import asking, changes, planning, status, workers
from evolve.service.running import Stop
from evolve.states import State
from sample_app import roles
from tests.phases.conftest import Ground
from tests.support import evolutions, schema

BASKET = next(c for c in evolutions.shipped() if c.name == "basket-fill-total")
basket = pytest.mark.parametrize("case", [BASKET], ids=str, indirect=True)
EXPECTED = """
SELECT b.id, coalesce(sum(l.amount * i.price), 0) FROM shop_basket b
LEFT JOIN shop_basketline l ON l.basket_id = b.id LEFT JOIN shop_item i ON i.id = l.item_id
GROUP BY b.id ORDER BY b.id
"""


@pytest.fixture
def ready(ground: Ground) -> Evolution:
    return evolutions.to_ready(ground.database, ground.case)


@pytest.fixture
def application(ground: Ground) -> Iterator[Connection[Any]]:
    """A client without a right on anything of evolve's."""
    with ground.shop.connect(roles.APP) as connection:
        yield connection


def settle(ground: Ground) -> None:
    """What a worker that cron starts does."""
    workers.worker(["default"], stop=Stop(), once=True)


def waiting(ground: Ground, evolution: Evolution) -> int:
    """How many marks and notes there are."""
    (pair,) = evolution.plan.pairs
    return sum(
        int(ground.database.session.one(query.format(table))["n"])
        for query in [sql.SQL("SELECT count(*) AS n FROM {}")]
        for table in (pair.marks, *pair.notes)
    )


def totals(connection: Connection[Any]) -> list[tuple[Any, ...]]:
    return connection.execute("SELECT id, total FROM shop_basket ORDER BY id").fetchall()


def expected(connection: Connection[Any]) -> list[tuple[Any, ...]]:
    return connection.execute(EXPECTED).fetchall()


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
    assert asking.verify(ground.database, ready.name, show_values=False).clean
    settle(ground)
    assert waiting(ground, ready) == 0
    assert totals(application) == expected(application)
    assert dict(totals(application))[-2] == 0
    with ground.shop.connect(roles.OWNER) as owner:
        owner.execute("TRUNCATE shop_basketline")
    assert waiting(ground, ready) == 1
    assert asking.verify(ground.database, ready.name, show_values=False).clean
    settle(ground)
    assert {total for _, total in totals(application)} == {0}
    assert asking.verify(ground.database, ready.name, show_values=False).clean
    with ground.shop.connect("postgres") as past:
        past.execute("SET session_replication_role = replica")
        past.execute("UPDATE shop_basket SET total = 1000 WHERE id IN (1, 2)")
    verdict = asking.verify(ground.database, ready.name, show_values=True)
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
        assert asking.verify(ground.database, ready.name, show_values=False).clean
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
    assert asking.verify(ground.database, evolution.name, show_values=False).clean


class Writer(threading.Thread):
    """A client that writes to lines, items and baskets, in transactions that overlap others'."""

    STATEMENTS = (
        "INSERT INTO shop_basketline (basket_id, item_id, amount) VALUES ({0}, {1}, {2})",
        "UPDATE shop_basketline SET amount = {2} WHERE basket_id = {0}",
        "UPDATE shop_basketline SET basket_id = {1} WHERE basket_id = {0} AND amount = {2}",
        "DELETE FROM shop_basketline WHERE basket_id = {0} AND amount = {2}",
        "UPDATE shop_item SET price = {2} WHERE id = {1}",
        "INSERT INTO shop_basket (holder) VALUES ('w{0}')",
        "UPDATE shop_basket SET holder = 'w{2}' WHERE id = {0}",
    )

    def __init__(self, ground: Ground, number: int) -> None:
        super().__init__(name=f"writer-{number}")
        self.ground, self.number = ground, number
        self.stop = threading.Event()
        self.statements = 0
        self.error: Exception | None = None

    def run(self) -> None:
        chance = random.Random(self.number)
        try:
            with self.ground.shop.connect(roles.APP, autocommit=False) as connection:
                while not self.stop.is_set():
                    self.write(connection, chance)
        except Exception as error:  # noqa: BLE001 - it is the test that judges it
            self.error = error

    def write(self, connection: Connection[Any], chance: random.Random) -> None:
        try:
            for _ in range(chance.randrange(1, 4)):
                near = chance.randrange(1, 60)
                values = (near, near + chance.randrange(2), chance.randrange(1, 4))
                connection.execute(chance.choice(self.STATEMENTS).format(*values).encode())
                time.sleep(chance.random() * 0.01)
        except psycopg.errors.DeadlockDetected:
            # Of the writers among each other, whose order of rows is anybody's.
            connection.rollback()
        if chance.random() < 0.1:
            connection.rollback()
        connection.commit()
        self.statements += 1


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
    assert not asking.verify(ground.database, ready.name, show_values=False).clean
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


# -- before the start -------------------------------------------------------------------------

SLOWLY = """
CREATE FUNCTION slowly(integer) RETURNS integer IMMUTABLE LANGUAGE plpgsql AS $$
DECLARE calls text := coalesce(current_setting('shop.calls', true), '') || '.';
BEGIN
  PERFORM set_config('shop.calls', calls, true);
  IF length(calls) = {} THEN PERFORM pg_advisory_xact_lock_shared(7); END IF;
  RETURN $1;
END $$
"""
WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE wait_event = 'advisory' AND datname = current_database()
"""


@basket
def test_what_is_written_while_a_query_is_tried_is_no_reason_against_it(
    ground: Ground, application: Connection[Any], tmp_path: Path
) -> None:
    """Between its value for a row and the question whether the row then holds it."""
    application.execute("DELETE FROM shop_basketline WHERE basket_id <> 1")
    application.execute("DELETE FROM shop_basket WHERE id <> 1")
    lines = application.execute("SELECT FROM shop_basketline").rowcount
    with ground.shop.connect() as owner:
        # Asked whether it is right, then for the value: it waits at the end of that.
        owner.execute(SLOWLY.format(2 * lines).encode())
    path = tmp_path / "basket-slowly.yaml"
    query = COUNT.replace("count(*)", "sum(slowly(l.amount))")
    path.write_text(CHANGE.format(field="IntegerField()", sql=query, follows=LINES))
    written = list[bool]()

    def write() -> None:
        deadline = time.monotonic() + 20
        with ground.shop.connect() as owner:
            owner.execute("SELECT pg_advisory_lock(7)")
            held.set()
            while owner.execute(WAITING).fetchone() == (0,) and time.monotonic() < deadline:
                time.sleep(0.005)
            written.append(owner.execute(WAITING).fetchone() == (1,))
            application.execute("UPDATE shop_basketline SET amount = amount + 1")

    held, writer = threading.Event(), threading.Thread(target=write)
    writer.start()
    assert held.wait(20)
    report = planning.plan(ground.database, planning.playbook_of(str(path)))
    writer.join(30)
    assert written == [True]
    assert report.stops == ()


MISSING = {
    "shop_basketline_basket_id": "public.shop_basketline (basket_id)",
    "shop_basketline_item_id": "public.shop_basketline (item_id)",
}


@basket
def test_an_index_that_is_missing_is_named_with_the_statement_that_makes_it(
    ground: Ground,
) -> None:
    """By which the query finds its rows, or what is written leads to the table's."""

    def missing() -> set[str]:
        report = planning.plan(ground.database, planning.playbook_of(ground.case.playbook))
        assert report.stops == ()
        made = [note.partition("CREATE INDEX CONCURRENTLY ON ")[2] for note in report.notes]
        return {statement for statement in made if statement}

    assert missing() == set()
    find = "SELECT indexname FROM pg_indexes WHERE indexname LIKE %s"
    with ground.shop.connect() as owner:
        for name, made in MISSING.items():
            ((index,),) = owner.execute(find, [f"{name}%"]).fetchall()
            owner.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(index)))
            assert missing() == {made}
            owner.execute(f"CREATE INDEX CONCURRENTLY ON {made}".encode())
            assert missing() == set()


# -- what is refused --------------------------------------------------------------------------

CHANGE = """
evolve: 1
model: shop.Basket
change:
  fill: total
  field: {field}
  sql: {sql}
  follows:
{follows}
"""
COUNT = "(select count(*) from shop_basketline l where l.basket_id = shop_basket.id)"
OWN = "max(l.amount + shop_basket.total)"
LINES = "    shop.BasketLine: basket_id"
WRONG = {
    ("IntegerField()", COUNT, "    shop.BasketLin: basket_id"): "there is no model",
    ("IntegerField()", COUNT, "    shop.BasketLine: baskt_id"): "does not exist",
    ("IntegerField()", COUNT, "    shop.BasketLine: basket_id, id"): "too many columns",
    ("IntegerField()", COUNT, "    shop.BasketLine: select 1) as x; drop table x"): "syntax",
    ("IntegerField()", COUNT, LINES + "\n    shop.Item: id"): "does not read this model's",
    ("IntegerField()", COUNT, "    shop.Item: id"): "public.shop_basketline, and what is written",
    (
        "IntegerField()",
        COUNT.replace("count(*)", "max(l.amount + shop_basket.total)"),
        LINES,
    ): "reads new columns",
    ("TextField()", COUNT.replace("count(*)", "max(l.id || now()::text)"), LINES): "each time",
    ("IntegerField()", COUNT.replace("count(*)", "count(random())"), LINES): "each time",
    ("TextField()", COUNT.replace("count(*)", "string_agg(amount::text, '')"), LINES): "ORDER BY",
    ("TextField()", COUNT.replace("count(*)", "max(l::text)"), LINES): "whole rows",
    ("JSONField()", COUNT, LINES): "does not go into",
    ("IntegerField()", COUNT[:-1] + " for update)", LINES): "not allowed with aggregate",
    ("IntegerField()", "(select count(*) from pg_class)", LINES): "pg_catalog.pg_class",
    ("IntegerField()", "(select 1), (select 2)", LINES): "syntax",
    ("IntegerField()", "(select 1) from x; drop table x", LINES): "syntax",
}


@basket
def test_what_could_not_be_kept_or_proved_is_refused(ground: Ground, tmp_path: Path) -> None:
    """And what a query reads belongs to it; that its triggers are gone is noticed."""
    otherwise = {}
    for number, ((field, query, follows), message) in enumerate(WRONG.items()):
        path = tmp_path / f"wrong-{number}.yaml"
        path.write_text(CHANGE.format(field=field, sql=query, follows=follows))
        with pytest.raises(PlaybookError) as caught:
            planning.plan(ground.database, planning.playbook_of(str(path)))
        if message not in str(caught.value):
            otherwise[message] = str(caught.value)
    assert otherwise == {}
    with ground.shop.connect() as owner:
        assert schema.leftovers(owner) == []
        owner.execute("CREATE TABLE more_lines () INHERITS (shop_basketline)")
    report = planning.plan(ground.database, planning.playbook_of(ground.case.playbook))
    assert [stop.code for stop in report.stops] == ["followed"]
    with ground.shop.connect() as owner:
        owner.execute("DROP TABLE more_lines")
        owner.execute("ALTER TABLE shop_basket DROP CONSTRAINT shop_basket_pkey CASCADE")
    report = planning.plan(ground.database, planning.playbook_of(ground.case.playbook))
    assert [stop.code for stop in report.stops] == ["primary_key"]
    with ground.shop.connect() as owner:
        owner.execute("ALTER TABLE shop_basket ADD PRIMARY KEY (id)")
    evolutions.to_ready(ground.database, ground.case)
    path = tmp_path / "item-price.yaml"
    path.write_text("evolve: 1\nmodel: shop.Item\nchange:\n  rename: price\n  to: cost\n")
    report = planning.plan(ground.database, planning.playbook_of(str(path)))
    assert ("taken", "price") in [(stop.code, stop.subject) for stop in report.stops]
    with ground.shop.connect() as owner:
        owner.execute(f'DROP TRIGGER "{next(names_of(owner))}" ON shop_item')
    settle(ground)
    held = ground.database.store.find(ground.case.playbook)
    assert held is not None
    changed = changes.found(ground.database, held)
    assert [difference.weight for difference in changed] == [Weight.BREAKS]


def names_of(connection: Connection[Any]) -> Iterator[str]:
    query = (
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'shop_item'::regclass AND NOT tgisinternal"
    )
    return (row[0] for row in connection.execute(query))
