"""Live control: what is tuned is obeyed by a worker that runs, shown, and taken back."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from evolve.errors import Exit
from evolve.phases.work import Outcome
from evolve.service import tuning
from evolve.service.running import Carrier
from evolve.states import State
from sample_app.settings import BASE_DIR
from tests.command.test_too_early import done, refusing
from tests.health.conftest import until
from tests.health.test_holds import QUEUE, filling
from tests.support.cluster import ShopDatabase
from tests.support.evolutions import swiftly, working
from tests.support.typed import typed

NAME = "customer-split-name"
PROFILE = {
    "quiet_for": "0",
    "max_rows_per_second": 50,
    "holds": {"replica_lag": "9s", "old_snapshot": None, "queries": [QUEUE]},
    "windows": [],
}


@pytest.fixture
def begun(filled: ShopDatabase) -> Iterator[ShopDatabase]:
    """An evolution that is about to fill its rows, at a slow pace."""
    with swiftly(PROFILES={"default": PROFILE}):
        done(f"start {NAME} --detach")
        yield filled


def settings(line: str = "") -> dict[str, tuple[str, str]]:
    """Value and source of each key, as `tune` has them after `line`."""
    found = json.loads(done(f"tune {NAME} {line} --format json").out)["databases"]["default"]
    return {key: (one["value"], one["source"]) for key, one in found.items()}


# -- what is typed ----------------------------------------------------------------------------


def test_without_a_word_it_shows_each_value_and_where_it_comes_from(begun: ShopDatabase) -> None:
    found = settings()
    assert found["batch-ms"] == ("100", "the plan, frozen at the start")
    assert found["max-rows-per-second"] == ("50", "the plan, frozen at the start")
    assert found["window"] == ("off", "default")
    assert found["hold.replica_lag"] == ("9s", "the settings")
    assert found["hold.old_snapshot"] == ("off", "the settings")
    assert found["hold.vacuum"] == ("wraparound", "default")
    assert found["hold.queue"] == ("100", "the settings")
    text = done(f"tune {NAME}").out
    assert f"{NAME} on default\n  batch-ms   " in text
    assert text.rstrip().endswith(f"-> manage.py evolve tune {NAME} KEY=VALUE")


def test_what_is_tuned_is_shown_recorded_and_taken_back(begun: ShopDatabase) -> None:
    line = "batch-ms=50 hold.replica_lag=2.5 hold.old_snapshot=1h hold.vacuum=any hold.queue=off"
    found = settings(f"{line} 'window=22:00-06:00 Europe/Berlin,12:00-13:00 UTC'")
    assert {key: value for key, (value, source) in found.items() if source == "tuned"} == {
        "batch-ms": "50",
        "window": "22:00-06:00 Europe/Berlin, 12:00-13:00 UTC",
        "hold.replica_lag": "2500ms",
        "hold.old_snapshot": "1h",
        "hold.vacuum": "any",
        "hold.queue": "off",
    }
    assert "tuned      batch-ms, " in done(f"status {NAME}").out
    back = settings("batch-ms=default window=default max-rows-per-second=off")
    assert back["batch-ms"] == ("100", "the plan, frozen at the start")
    assert back["window"] == ("off", "default")
    assert back["max-rows-per-second"] == ("off", "tuned")
    assert back["hold.vacuum"] == ("any", "tuned")
    events = json.loads(done(f"history {NAME} --format json").out)["events"]
    tuned = [event["data"] for event in events if event["kind"] == "tuned"]
    assert tuned[0]["batch-ms"] == 50
    assert tuned[1] == {"batch-ms": "default", "window": "default", "max-rows-per-second": None}


WRONG = {
    "batch_ms=50": "'batch_ms' is nothing that can be tuned; did you mean 'batch-ms'?",
    "hold.replicalag=5": "did you mean 'hold.replica_lag'?",
    "windows=off": "did you mean 'window'?",
    "speed=9": "'speed' is nothing that can be tuned",
    "batch-ms": "batch-ms: found no value, expected batch-ms=VALUE, off or default",
    "batch-ms=": "batch-ms: found no value",
    "batch-ms=5000": "batch-ms: found '5000', expected less than or equal to 700",
    "batch-ms=fast": "batch-ms: found 'fast', expected a valid integer",
    "batch-ms=off": "batch-ms: found 'off', expected a valid integer",
    "batch-ms=-1": "batch-ms: found '-1', expected",
    "batch-ms=50 batch-ms=60": "batch-ms: found twice, expected once",
    "batch-ms=50 max-rows-per-second=0": "max-rows-per-second: found '0', expected greater than",
    "hold.replica_lag=0": "hold.replica_lag: found '0', expected a time longer than 0",
    "hold.replica_lag=soon": "expected a number with one of ms, s, m, h, d, w",
    "hold.vacuum=always": "hold.vacuum: found 'always', expected 'wraparound' or 'any'",
    "hold.queue=nan": "hold.queue: found 'nan', expected",
    "window=22:00": "window: found '22:00', expected times and a zone",
    "'window=22:00-06:00 Europe/Berln'": "did you mean 'Europe/Berlin'?",
}


@pytest.mark.parametrize(("line", "said"), WRONG.items(), ids=WRONG)
def test_a_wrong_line_says_what_was_expected_and_changes_nothing(
    begun: ShopDatabase, line: str, said: str
) -> None:
    with refusing(begun) as refused:
        refused(f"tune {NAME} {line}", said, code=Exit.USAGE)


def test_an_evolution_that_has_ended_is_not_tuned(begun: ShopDatabase) -> None:
    done(f"revert {NAME}")
    with refusing(begun) as refused:
        refused(f"tune {NAME} batch-ms=50", "is reverted already")


def test_what_a_later_release_has_tuned_is_left_alone(begun: ShopDatabase) -> None:
    """Its keys stay, and mean nothing to this one."""
    with begun.connect() as connection:
        connection.execute("""UPDATE evolve_evolution SET tuning = '{"hold.of_the_future": 3}'""")
        assert settings("batch-ms=50")["batch-ms"] == ("50", "tuned")
        row = connection.execute("SELECT tuning FROM evolve_evolution").fetchone()
        assert row == ({"hold.of_the_future": 3, "batch-ms": 50},)


# -- and obeyed -------------------------------------------------------------------------------


def test_a_batch_tells_that_something_was_tuned_and_the_next_obeys(filled: ShopDatabase) -> None:
    with filling(filled, {"batch_ms": 300}) as hands:
        carrier, store = Carrier(), hands.database.store
        store.release(hands.evolution.id, hands.evolution.lease_owner)
        evolution = hands.evolution
        for _ in range(2):
            answer = carrier.once(hands.database, evolution)
            assert answer
            assert answer.unasked
            evolution = carrier.reread(hands.database, evolution, answer)
        tuning.tune(hands.database, NAME, ["batch-ms=1"])
        answer = carrier.once(hands.database, evolution)
        assert answer
        assert not answer.unasked
        assert carrier.reread(hands.database, evolution, answer).tuning == {"batch-ms": 1}


def test_a_slow_pace_is_given_up_in_the_middle_of_its_rest(filled: ShopDatabase) -> None:
    """The rest of a batch at a row a second would take minutes."""
    with filling(filled, {"max_rows_per_second": 1}) as hands:
        first = hands.step(0)
        rows = hands.filled
        assert (first.outcome, first.wait) == (Outcome.WORKED, 0.5)
        assert rows > 10
        assert hands.step(0.5).wait == 0.5
        assert hands.filled == rows
        tuning.tune(hands.database, NAME, ["max-rows-per-second=off"])
        hands.evolution = hands.database.store.reload(hands.evolution.id)
        assert hands.step(0.5).wait == 0
        assert hands.filled > rows


@contextmanager
def worker(shop: ShopDatabase, **profile: Any) -> Iterator[None]:
    """A worker process, as a project runs it."""
    variables = {"BEACON": False, "PROFILES": {"default": {**PROFILE, **profile}}}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "evolve", "worker"],
        cwd=BASE_DIR,
        env=shop.env(SHOP_EVOLVE=json.dumps(variables)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
        assert process.poll() is None, "the worker has died"
    finally:
        process.terminate()
        process.wait(20)


def rows_done(shop: ShopDatabase) -> int:
    with shop.connect() as connection:
        row = connection.execute("SELECT rows_done FROM evolve_segment").fetchone()
    assert row is not None
    return int(row[0])


def state_and_hold(shop: ShopDatabase) -> tuple[str, str]:
    with shop.connect() as connection:
        row = connection.execute("SELECT state, hold FROM evolve_evolution").fetchone()
    assert row is not None
    return str(row[0]), str(row[1])


def test_a_worker_that_runs_obeys(begun: ShopDatabase) -> None:
    """Slow, held by a limit of the operator's, let go, and fast."""
    with begun.connect() as connection:
        connection.execute("CREATE TABLE queue AS SELECT 50 AS length")
    with worker(begun):
        until(lambda: rows_done(begun) > 0)
        done(f"tune {NAME} hold.queue=20")
        until(lambda: state_and_hold(begun)[1] == "queue is 50 (limit 20)")
        held = rows_done(begun)
        assert 0 < held < 2000, "there was nothing left to hold"
        time.sleep(2)
        assert rows_done(begun) == held
        began = time.monotonic()
        done(f"tune {NAME} hold.queue=off max-rows-per-second=off")
        until(lambda: state_and_hold(begun) == (State.READY, ""))
        assert time.monotonic() - began < (2000 - held) / 50, "it went on at its old pace"


def test_windows_close_under_a_worker_that_runs(begun: ShopDatabase) -> None:
    with worker(begun), working() as database:
        until(lambda: rows_done(begun) > 0)
        # An hour that is half a day away, whenever this is run.
        hour = (database.store.get(NAME).now.hour + 12) % 24
        window = f"{hour:02}:00-{hour:02}:30 UTC"
        done(f"tune {NAME} 'window={window}'")
        until(lambda: window in state_and_hold(begun)[1])
        assert "goes on by itself on" in typed(f"status {NAME}").out
        done(f"tune {NAME} window=off max-rows-per-second=off")
        until(lambda: state_and_hold(begun) == (State.READY, ""))
