"""A field whose value follows from others that stay: whoever writes, until nobody needs it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evolve.errors import PlaybookError
from evolve.pg.sync import Mode
from evolve.phases import steps
from evolve.phases.work import Outcome
from evolve.proof.agreement import Agreement, one_sided
from evolve.service.databases import Database
from evolve.states import Phase
from tests.pg.test_rewrite import noted
from tests.support.cluster import Connection, ShopDatabase
from tests.support.evolutions import backfill
from tests.support.pairs import Spec, begin, create_table, planned

KEYS = {"bigint": 1, "uuid": "00000000-0000-0000-0000-000000000001"}
DERIVE = (
    "derive: total\nfield: DecimalField(max_digits=20, decimal_places=2, db_index=True)\n"
    "sql: coalesce(price, 0) * amount"
)
COLUMNS = "price numeric(8,2), amount integer NOT NULL"
PRICES = st.none() | st.decimals(-999999, 999999, places=2)
AMOUNTS = st.sampled_from([0, 1, -1, 2**31 - 1, -(2**31)])


@pytest.mark.parametrize("key", KEYS)
def test_it_follows_whoever_writes_what(
    shop_database: ShopDatabase, database: Database, writer: Connection, key: str
) -> None:
    """Old releases write the others alone; a new one that writes all of them is not helped."""
    spec = Spec(columns=f"id {key} PRIMARY KEY, {COLUMNS}", change=DERIVE)
    create_table(shop_database, spec)
    one = KEYS[key]
    writer.execute(b"INSERT INTO pair_table VALUES (%s, 1.50, 3)", [one])
    evolving = begin(database, spec, Mode.FILLING)
    backfill(evolving.work)
    assert noted(writer) is False
    assert evolving.agreement(Mode.FILLING) == Agreement(rows=1, differences=0, failing=0)
    evolving.enter(Mode.READY)
    writer.execute(b"UPDATE pair_table SET price = 2, total = 6 WHERE id = %s", [one])
    assert noted(writer) is False
    check = b"SELECT total = coalesce(price, 0) * amount FROM pair_table"

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(PRICES, AMOUNTS, PRICES)
    def follows(price: object, amount: int, wrong: object) -> None:
        writer.execute(b"DELETE FROM pair_table")
        insert = b"INSERT INTO pair_table (id, price, amount) VALUES (%s, %s, %s)"
        writer.execute(insert, [one, price, amount])
        assert writer.execute(check).fetchone() == (True,)
        writer.execute(b"UPDATE pair_table SET price = NULL")
        assert writer.execute(check).fetchone() == (True,)
        writer.execute(b"UPDATE pair_table SET total = %s, amount = %s", [wrong, amount])
        assert writer.execute(check).fetchone() == (True,)

    follows()
    assert noted(writer) is True
    assert one_sided(evolving.work.session, evolving.plan.pairs) == 0
    for phase in (Phase.CONTRACT, Phase.QUARANTINE, Phase.DROP):
        for step in evolving.plan.phase(phase):
            assert steps.apply(evolving.work, step).outcome is Outcome.WORKED
    writer.execute(b"UPDATE pair_table SET total = 5, price = 7")
    assert writer.execute(b"SELECT total FROM pair_table").fetchone() == (5,)
    required = writer.execute(
        b"SELECT attnotnull FROM pg_attribute WHERE attname = 'total' "
        b"AND attrelid = 'pair_table'::regclass"
    )
    assert required.fetchone() == (True,)


def test_a_null_that_the_field_does_not_take_is_counted_before_the_start(
    shop_database: ShopDatabase, database: Database
) -> None:
    text = "derive: b\nfield: IntegerField()\nsql: amount * 2"
    spec = Spec(columns="id bigint PRIMARY KEY, amount integer", change=text)
    create_table(shop_database, spec)
    with shop_database.connect() as owner:
        owner.execute("INSERT INTO pair_table VALUES (1, 5), (2, NULL), (3, 2000000000)")
    stops = {stop.code: stop.message for stop in planned(database, spec).stops}
    assert stops.keys() == {"broken", "failing"}
    assert stops["broken"].startswith("1 of 3")
    assert stops["failing"].startswith("1 of 3")


WRONG = {
    "another table's row": ("(SELECT max(id) FROM pair_table)", "its own row alone"),
    "chance": ("(random() * 9)::integer", "another answer each time"),
    "the moment": ("extract(epoch FROM now())::integer", "another answer each time"),
    "itself": ("b + 1", "reads new columns"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_does_not_follow_from_the_row_is_refused(
    shop_database: ShopDatabase, database: Database, what: str
) -> None:
    text, words = WRONG[what]
    spec = Spec(
        columns="id bigint PRIMARY KEY, amount integer",
        change=f"derive: b\nfield: IntegerField(null=True)\nsql: {text}",
    )
    create_table(shop_database, spec)
    with pytest.raises(PlaybookError, match=words):
        planned(database, spec)
