"""Others come first: the more of them are at work, the longer the rest after a batch."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from evolve.phases.foreground import ENOUGH
from evolve.phases.pace import REST_WHERE_FULL
from evolve.service import tuning
from evolve.service.beside import beside
from sample_app import roles
from tests.health.test_holds import CASE, Hands, filling
from tests.health.test_tune import settings
from tests.support.cluster import ShopDatabase
from tests.support.typed import typed

# Slow enough that there are rows left when it is known who else is at work.
PACE = {"max_rows_per_second": 200, "flat_out": False, "cores": 1}
BUSY = 3


@contextmanager
def busy(shop: ShopDatabase, sessions: int) -> Iterator[None]:
    """So many sessions of the application that are always at work, however slow this process is."""

    def work(done: threading.Event) -> None:
        with shop.connect(roles.APP) as connection:
            while not done.is_set():
                connection.execute("SELECT pg_sleep(0.4)")

    with ExitStack() as stack:
        for number in range(sessions):
            stack.enter_context(beside(f"busy-{number}", work))
        yield


def known(hands: Hands) -> float:
    """The sessions of others, once a batch knows of as many as there are."""
    foreground = hands.runner.backfill.foreground
    end = time.monotonic() + 60
    while (foreground.sessions or 0) < BUSY / 2 and time.monotonic() < end:
        hands.now = time.monotonic()
        time.sleep(hands.step(0).wait)
    return foreground.sessions or 0


def test_a_batch_is_followed_by_a_rest_while_others_are_at_work(shop: ShopDatabase) -> None:
    """What the server says of all its sessions is enough: the table's owner may see none."""
    with filling(shop, PACE) as hands, busy(shop, BUSY):
        backfill = hands.runner.backfill
        assert backfill.left_to_others(hands.work()) == 0, "before the first batch"
        hands.step(1)
        assert 0 < backfill.left_to_others(hands.work()) <= ENOUGH, "as long as it is not known"
        assert known(hands) > BUSY / 2
        assert backfill.left_to_others(hands.work()) > REST_WHERE_FULL * backfill.took * 0.7 > 0
        tuning.tune(hands.database, CASE.playbook, ["max-rows-per-second=off"])
        hands.now = time.monotonic()
        hands.step(1)
        hands.step(1)
        assert hands.database.store.segments(hands.evolution)[0].rest_ms >= 1
        assert (
            "after a batch: others are at work -> evolve tune"
            in typed(f"status {CASE.playbook}").out
        )
        tuning.tune(hands.database, CASE.playbook, ["flat-out=on"])
        hands.evolution = hands.database.store.reload(hands.evolution.id)
        assert backfill.left_to_others(hands.work()) == 0
        assert settings()["flat-out"] == ("on", "tuned")


def test_what_a_worker_asked_before_a_round_hides_nobody(shop: ShopDatabase) -> None:
    """The server and the round count it at the same moment, or others would seem to do less."""
    pace = {"flat_out": False, "cores": 99}
    with filling(shop, pace) as hands:
        foreground = hands.runner.backfill.foreground
        hands.step()
        hands.database.session.rows("SELECT pg_sleep(0.6)")
        while len(foreground.stretches) < 3:
            hands.step(0.2)
        assert min(stretch.others for stretch in foreground.stretches) > -0.3
