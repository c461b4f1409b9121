"""Laws of connections: ended at any moment, refused, cut short by the role's own timeouts."""

from __future__ import annotations

import random
import time

import psycopg
import pytest
from psycopg import errors

from sample_app import roles
from tests.support.command import manage
from tests.support.faults import OURS, end_sessions, impatient, set_for
from tests.support.workers import Worker, told, until, until_told
from tests.workers.conftest import NAME, READY, Filling

EACH_COMMIT_TAKES_A_MOMENT = """
CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_sleep(0.02); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER dawdle AFTER UPDATE ON evolve_segment
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dawdle()
"""
IN_COMMIT = " AND state = 'active' AND query LIKE '%%evolve.batch%%' AND wait_event = 'PgSleep'"


def test_connections_that_end_at_random_moments_cost_no_row(
    filling: Filling, worker: Worker
) -> None:
    chance = random.Random(3)
    ended = 0
    while ended < 12:
        ended += end_sessions(filling.shop)
        time.sleep(chance.uniform(0.0, 0.2))
        assert told(filling.shop, READY) == (False,), f"only {ended} sessions ended in time"
    filling.ready()
    assert len(worker.logged("database_unavailable")) > 3


def test_a_connection_that_ends_in_the_middle_of_commit_costs_no_row(filling: Filling) -> None:
    """A deferred trigger of the test's makes COMMIT long enough to be hit."""
    with filling.shop.connect("postgres") as connection:
        connection.execute(EACH_COMMIT_TAKES_A_MOMENT)
    with Worker(filling.shop) as worker:
        filling.under_way()
        for _ in range(3):
            until(lambda: told(filling.shop, OURS + IN_COMMIT)[0], "no commit was hit")
        filling.ready()
        assert worker.logged("database_unavailable")


def test_timeouts_of_the_role_do_not_reach_into_the_work(filling: Filling) -> None:
    """The role's, that is: a batch takes longer than it allows to a statement. What evolve merely
    looks up is bound by it, so it is long enough for that on a busy machine."""
    with filling.shop.connect() as owner:
        owner.execute("UPDATE evolve_evolution SET tuning = '{\"batch-ms\": 600}'")
    with impatient(filling.shop, 250), Worker(filling.shop) as worker:
        with filling.shop.connect() as owner, pytest.raises(errors.QueryCanceled):
            owner.execute("SELECT pg_sleep(0.5)")
        until_told(filling.shop, "SELECT coalesce(max(batch_ms) > 250, false) FROM evolve_segment")
        until_told(filling.shop, READY)
        assert not worker.logged("database_unavailable")
    filling.ready()


def test_a_database_that_takes_no_more_connections_is_waited_for(
    filling: Filling, worker: Worker
) -> None:
    """The worker and the operator's command are told the same; it goes on by itself."""
    limited = set_for(
        filling.shop,
        "ALTER DATABASE {database} CONNECTION LIMIT 0",
        "ALTER DATABASE {database} CONNECTION LIMIT -1",
    )
    with limited:
        with pytest.raises(psycopg.OperationalError):
            filling.shop.connect(roles.OWNER)
        assert end_sessions(filling.shop) > 0
        until(lambda: len(worker.logged("database_unavailable")) > 2, "it never noticed")
        done = filling.rows_done()
        assert "too many connections" in worker.logged("database_unavailable")[-1]["reason"]
        refused = manage(filling.shop, "evolve", "status", NAME)
        assert refused.returncode == 1
        assert "too many connections" in refused.stderr
        assert filling.rows_done() == done
        assert worker.process.poll() is None
    filling.ready()


def test_a_database_that_was_set_to_read_only_is_waited_for(
    filling: Filling, worker: Worker
) -> None:
    """No hold can be written there, so status sees for itself."""
    limited = set_for(
        filling.shop,
        "ALTER DATABASE {database} SET default_transaction_read_only = on",
        "ALTER DATABASE {database} RESET default_transaction_read_only",
    )
    with limited:
        assert end_sessions(filling.shop) > 0
        until(lambda: refusals(worker), "it never noticed")
        done = filling.rows_done()
        assert done < 20_000
        shown = manage(filling.shop, "evolve", "status", NAME)
        assert shown.returncode == 0, shown.stderr
        assert "takes no writes: it is set to read-only" in shown.stdout
        assert filling.rows_done() == done
        assert worker.process.poll() is None
    filling.ready()
    until_told(filling.shop, "SELECT hold = '' FROM evolve_evolution")


def refusals(worker: Worker) -> list[str]:
    """What it says of a database that it may not write to."""
    told = [line["reason"] for line in worker.logged("database_unavailable")]
    return [reason for reason in told if "takes no writes" in reason]
