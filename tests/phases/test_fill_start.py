"""Before values come from a query: what it is tried on, what it lacks, what is refused."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection, sql

from evolve.errors import PlaybookError
from evolve.proof.changed import Weight
from evolve.service import changes, planning
from tests.phases.baskets import basket, settle
from tests.phases.conftest import Ground
from tests.support import evolutions, schema

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
