"""Laws of `plan --trial`: it changes nothing, hinders nobody, and tells what the backfill does."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from evolve.errors import EvolveError, Exit
from evolve.proof import forecast as trying
from evolve.proof.forecast import MOST_PAGES, Pass, places
from evolve.service import forecasting, planning
from evolve.service.databases import Database
from evolve.service.planning import Report
from evolve.states import State
from sample_app import load, roles
from sample_app.server import FAST, Server
from tests.phases.conftest import Ground
from tests.support import evolutions, killing, schema
from tests.support.cluster import ShopDatabase, shop_on
from tests.support.evolutions import Case
from tests.support.typed import typed
from tests.support.workers import told, until

# What cannot be foretold, and what is said instead.
UNTOLD = {
    "contact-python-number": forecasting.IN_PYTHON,
    "item-python-slug": forecasting.IN_PYTHON,
    "account-unique-login": forecasting.UNTRIED,
}
FILLING = [case for case in (*evolutions.shipped(), *evolutions.grown()) if case.fills]
CASES = [case for case in FILLING if case.playbook not in UNTOLD]
ROWS = 20_000
SEEN = """
SELECT coalesce(array_agg(DISTINCT mode ORDER BY mode), '{}') FROM pg_locks
WHERE relation = to_regclass(%s) AND database = (SELECT oid FROM pg_database
  WHERE datname = current_database())
"""


def tried(ground: Ground) -> Report:
    playbook = planning.playbook_of(ground.case.playbook)
    return forecasting.with_forecast(ground.database, planning.plan(ground.database, playbook))


def picture(shop: ShopDatabase, table: str) -> list[object]:
    """The schema, every row with its place, and all that could be left over."""
    with shop.connect("postgres") as connection:
        relations = connection.execute(
            "SELECT count(*), (SELECT count(*) FROM pg_proc) FROM pg_class"
        ).fetchone()
        places = connection.execute(
            f"SELECT ctid::text, xmin::text FROM {table} ORDER BY ctid".encode()
        ).fetchall()
        rows = schema.rows(connection, table)
        return [schema.dump(connection, table), rows, places, relations]


# -- it changes nothing -----------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=str, indirect=True)
def test_a_trial_leaves_everything_as_it_was_and_is_in_nobodys_way(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it is under way it holds the weakest lock there is, and the application writes."""
    before = picture(ground.shop, ground.case.table)
    locks: list[list[str]] = []
    real = trying.tried

    def watched(*arguments: Any) -> Pass:
        found = real(*arguments)
        with ground.shop.connect("postgres") as somebody:
            somebody.execute("SET lock_timeout = 100")
            locks.extend(somebody.execute(SEEN, [ground.case.table]).fetchone() or ())
            somebody.execute(f"SELECT * FROM {ground.case.table} FOR UPDATE".encode())
        return found

    monkeypatch.setattr(trying, "tried", watched)
    report = tried(ground)
    found = report.forecast
    assert locks == [["AccessShareLock"]] * 2
    assert found is not None
    assert report.trial is not None
    assert 0 < found.rows == report.trial.rows <= ground.rows
    assert found.sample > 0
    assert found.rows_per_second > 0
    assert found.wal_bytes is not None
    assert found.wal_bytes > found.rows
    assert picture(ground.shop, ground.case.table) == before


@pytest.mark.parametrize(
    "case", [case for case in FILLING if case.playbook in UNTOLD], ids=str, indirect=True
)
def test_where_nothing_can_be_tried_that_is_said(ground: Ground) -> None:
    before = picture(ground.shop, ground.case.table)
    report = tried(ground)
    assert report.forecast is None
    assert UNTOLD[ground.case.playbook] in report.notes
    assert picture(ground.shop, ground.case.table) == before


def test_a_process_killed_in_a_trial_leaves_nothing(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = picture(ground.shop, ground.case.table)
    real = trying.tried

    def struck(*arguments: Any) -> Pass:
        real(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("it is dead")

    def trial() -> None:
        monkeypatch.setattr(trying, "tried", struck)
        with evolutions.swiftly(), evolutions.working() as database:
            tried(replace(ground, database=database))

    assert killing.run(trial) == -signal.SIGKILL
    alone = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    alone += "AND starts_with(application_name, 'evolve') AND xact_start IS NOT NULL"
    until(lambda: told(ground.shop, alone) == (0,), "the server does not notice")
    assert picture(ground.shop, ground.case.table) == before


def test_a_trial_gives_way(ground: Ground) -> None:
    """To whoever has the table for itself; that is said, and nothing else happens."""
    playbook = planning.playbook_of(ground.case.playbook)
    report = planning.plan(ground.database, playbook)
    with ground.shop.connect(roles.OWNER, autocommit=False) as somebody:
        somebody.execute("LOCK TABLE shop_customer")
        with pytest.raises(EvolveError, match="gave way") as found:
            forecasting.with_forecast(ground.database, report)
        somebody.rollback()
    assert "plan customer-split-name --trial" in found.value.hint


EVERYTHING = """
ALTER TABLE shop_customer ADD number bigint GENERATED ALWAYS AS IDENTITY,
  ADD letters int GENERATED ALWAYS AS (length(email)) STORED, ADD story text,
  ALTER phone SET DEFAULT '', ADD during int4range, ADD EXCLUDE USING gist (during WITH &&);
UPDATE shop_customer SET story = repeat(md5(id::text), 300),
  during = int4range((10 * id)::int, (10 * id)::int + 5);
CREATE FUNCTION own() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER own BEFORE UPDATE ON shop_customer FOR EACH ROW EXECUTE FUNCTION own()
"""
ONE_WAY = """
evolve: 1
model: shop.Customer
change:
  split: phone
  into:
    area: {field: "TextField(null=True)", sql: "split_part(phone, ' ', 2)"}
    line: {field: "TextField(null=True)", sql: "split_part(phone, ' ', 3)"}
  one_way: true
"""


def test_a_table_may_have_whatever_a_table_has(ground: Ground, tmp_path: Path) -> None:
    """Identity, generated and toasted columns, an exclusion constraint, a trigger of its own."""
    with ground.shop.connect() as connection:
        connection.execute(EVERYTHING)
    path = tmp_path / "customer-split-phone.yaml"
    path.write_text(ONE_WAY)
    case = replace(ground.case, playbook=str(path))
    before = picture(ground.shop, ground.case.table)
    report = tried(replace(ground, case=case))
    assert report.stops == ()
    found = report.forecast
    assert found is not None
    assert (found.rows, found.unlike) == (ground.rows, ("own",))
    assert picture(ground.shop, ground.case.table) == before


# -- what it tells ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What a backfill has taken: as of a forecast, `growth` as a part of the table."""

    hot: float
    growth: float
    wal: int


def refill(shop: ShopDatabase, fillfactor: int) -> None:
    """The table anew, its pages filled to `fillfactor` per cent."""
    with shop.connect() as connection:
        connection.execute(f"ALTER TABLE shop_customer SET (fillfactor = {fillfactor})".encode())
        connection.execute("TRUNCATE shop_customer CASCADE")
        load.load(connection, customers=ROWS, products=0, addresses=0, orders=0)
        connection.execute("VACUUM ANALYZE shop_customer")


def backfilled(shop: ShopDatabase, database: Database, case: Case) -> Came:
    """A real backfill, from its first batch to its last."""
    size = "SELECT pg_relation_size('shop_customer'), pg_current_wal_insert_lsn()"
    evolution = evolutions.carry(database, evolutions.start(database, case), State.BACKFILLING)
    before = told(shop, size)
    evolutions.carry(database, evolution, State.VERIFYING)
    after = told(shop, size)
    # Its statistics are complete when the session has ended.
    database.session.close()
    counted = "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = %s"
    until(lambda: told(shop, counted, case.table)[0] >= ROWS, "no statistics come")
    updated, hot = told(shop, counted, case.table)
    wal = told(shop, "SELECT %s::pg_lsn - %s::pg_lsn", after[1], before[1])[0]
    return Came(hot=hot / updated, growth=after[0] / before[0] - 1, wal=int(wal))


def test_the_forecast_is_what_comes(case: Case, django_db_blocker: DjangoDbBlocker) -> None:
    """On a server of its own, and with a lease that need not be renewed: a snapshot of somebody
    else keeps a pass from making room."""
    alone = {**FAST, "autovacuum": "off"}
    with Server(settings=alone) as server, shop_on(server, django_db_blocker) as shop:
        refill(shop, 100)
        with evolutions.swiftly(LEASE_SECONDS=60), evolutions.working() as database:
            playbook = planning.playbook_of(case.playbook)
            report = forecasting.with_forecast(database, planning.plan(database, playbook))
            came = backfilled(shop, database, case)
    found = report.forecast
    assert found is not None
    assert found.wal_bytes is not None
    assert found.hot == pytest.approx(came.hot, abs=0.15)
    assert found.growth_bytes / report.table.heap_bytes == pytest.approx(came.growth, abs=0.1)
    assert 0.5 < found.wal_bytes / came.wal < 1.5


def test_where_each_page_has_room_no_row_leaves_it(ground: Ground) -> None:
    refill(ground.shop, 60)
    found = tried(ground).forecast
    assert found is not None
    assert (found.hot, found.growth_bytes) == (1.0, 0)


def test_no_forecast_is_faster_than_the_limit(ground: Ground) -> None:
    limit = {"default": {"max_rows_per_second": 10}}
    with evolutions.swiftly(PROFILES=limit), evolutions.working() as database:
        found = tried(replace(ground, database=database)).forecast
    assert found is not None
    assert (found.rows_per_second, found.seconds) == (10, ground.rows / 10)


def test_the_command_shows_it_where_it_was_asked_for(ground: Ground) -> None:
    """As text and as JSON; not without the database, and not of a table without rows."""
    plan = f"plan {ground.case.playbook}"
    assert "FORECAST" not in typed(plan).out
    shown = typed(f"{plan} --trial")
    assert (shown.code, "FORECAST" in shown.out) == (Exit.DONE, True)
    assert f"{ground.rows} updates" in shown.out
    (told_,) = typed(f"{plan} --trial --format json").json["databases"]
    assert told_["forecast"]["rows"] == ground.rows
    assert typed(f"{plan} --offline --trial").code == Exit.USAGE
    with ground.shop.connect() as connection:
        connection.execute("TRUNCATE shop_customer CASCADE")
    empty = typed(f"{plan} --trial")
    assert (empty.code, forecasting.TOO_FEW in empty.out) == (Exit.DONE, True)
    assert typed(f"{plan} --trial --format json").json["databases"][0]["forecast"] is None
    evolutions.start(ground.database, ground.case)
    under_way = typed(f"{plan} --trial")
    assert (under_way.code, "evolve status" in under_way.err) == (Exit.REFUSED, True)


@given(st.integers(0, 10 * MOST_PAGES))
def test_the_copied_pages_lie_in_the_table_and_are_not_too_many(pages: int) -> None:
    found = [page for place in places(pages) for page in range(place.start, place.end or pages)]
    assert len(found) == len(set(found)) == min(pages, MOST_PAGES)
    assert all(0 <= page < pages for page in found)
