"""One signal over time: hysteresis, blind spots, and what a limit's change does."""

from __future__ import annotations

from itertools import pairwise

import pytest

from evolve.pg.health.batch_latency import ENOUGH, FRESH, RECENT, BatchLatency
from evolve.pg.health.found import Blind, Measured
from evolve.pg.health.gauge import GRACE, RELEASE, STEADY, Gauge, Reading, Verdict
from evolve.pg.health.passed import Passed
from evolve.pg.health.replica_lag import ReplicaLag
from evolve.pg.health.vacuum import LIMITS, NONE, ORDINARY, WRAPAROUND, Vacuum
from evolve.pg.health.wal_archive import waiting
from evolve.pg.names import TableName
from evolve.pg.session import Session

LIMIT = 5.0
GO, HOLD, UNKNOWN = Verdict
UNSEEN = Blind(why="hidden", remedy="GRANT pg_monitor TO x")


def gauge() -> Gauge:
    return Gauge(ReplicaLag())


def judged(gauge: Gauge, seconds: float, now: float, limit: float = LIMIT) -> Reading:
    return gauge.judge(Measured(value=seconds, said=f"r1 is {seconds} s behind"), limit, now)


def test_it_holds_above_the_limit_and_goes_on_below_its_release() -> None:
    found = gauge()
    values = [4.9, 5.0, 5.1, 4.0, 3.1, 3.0, 4.9, 5.1]
    verdicts = [judged(found, value, 100.0 * n).verdict for n, value in enumerate(values)]
    assert verdicts == [GO, GO, HOLD, HOLD, HOLD, GO, GO, HOLD]
    assert RELEASE * LIMIT == 3.0


def test_a_hold_says_the_number_the_limit_and_what_releases_it() -> None:
    reading = judged(gauge(), 9.2, 0)
    assert (reading.reason, reading.clears) == (
        "r1 is 9.2 s behind (limit 5 s)",
        "goes on below 3 s",
    )
    assert reading.value == 9.2


def test_it_stays_as_it_is_for_a_while_after_a_change() -> None:
    found = gauge()
    assert judged(found, 9, 0).verdict is HOLD
    assert judged(found, 0, STEADY - 0.1).verdict is HOLD
    assert judged(found, 0, STEADY).verdict is GO
    assert judged(found, 9, 2 * STEADY - 0.1).verdict is GO
    assert judged(found, 9, 2 * STEADY).verdict is HOLD


def test_a_number_on_the_edge_changes_nothing_more_often_than_that() -> None:
    found = gauge()
    verdicts = [judged(found, 9 if tick % 2 else 0, tick * 0.5).verdict for tick in range(200)]
    changes = sum(one is not other for one, other in pairwise(verdicts))
    assert 2 < changes <= 100 / STEADY


def test_a_limit_that_is_changed_counts_at_once() -> None:
    found = gauge()
    assert judged(found, 9, 0).verdict is HOLD
    assert judged(found, 9, 0.1, limit=10).verdict is GO
    assert judged(found, 9, 0.2, limit=8).verdict is HOLD


def test_what_was_never_seen_is_a_blind_spot_and_never_holds() -> None:
    found = gauge()
    for now in (0, GRACE, 10 * GRACE):
        reading = found.judge(UNSEEN, LIMIT, now)
        assert reading.verdict is UNKNOWN
        assert reading.blind == "hidden; GRANT pg_monitor TO x"


def test_what_was_seen_and_is_lost_holds_after_a_grace_time_until_it_is_back() -> None:
    found = gauge()
    assert judged(found, 1, 0).verdict is GO
    for now, verdict in ((1, UNKNOWN), (GRACE, UNKNOWN), (GRACE + 1, HOLD), (9 * GRACE, HOLD)):
        reading = found.judge(UNSEEN, LIMIT, now)
        assert (reading.verdict, reading.blind) == (verdict, "")
    assert reading.reason == (
        "replica_lag can no longer be measured: hidden; GRANT pg_monitor TO x"
    )
    assert judged(found, 1, 9 * GRACE + 1).verdict is GO


def test_a_hold_outlives_the_loss_of_its_signal() -> None:
    found = gauge()
    assert judged(found, 9, 0).verdict is HOLD
    assert found.judge(UNSEEN, LIMIT, STEADY).verdict is HOLD


@pytest.mark.parametrize(
    ("word", "holding"),
    [("any", [NONE, ORDINARY, WRAPAROUND]), ("wraparound", [ORDINARY, WRAPAROUND])],
)
def test_each_word_for_a_vacuum_is_released_by_what_lies_below(
    word: str, holding: list[int]
) -> None:
    """The first of `holding` goes, all others hold, and it goes again afterwards."""
    found = Gauge(Vacuum(table=TableName(schema="public", name="t")))
    release, *above = holding
    for value in above:
        reading = found.judge(Measured(value=value, said="a vacuum"), LIMITS[word], 0)
        assert reading.verdict is HOLD
        assert (reading.reason, reading.clears) == ("a vacuum", "goes on when it has ended")
    reading = found.judge(Measured(value=release, said=""), LIMITS[word], STEADY)
    assert reading.verdict is GO


def test_the_age_of_a_place_is_the_time_since_it_was_passed() -> None:
    passed = Passed()
    for now, value in ((0.0, 10), (1.0, 10), (2.0, 20), (3.0, 35)):
        passed.note(value, now)
    ages = {value: passed.age(value, 4.0) for value in (5, 10, 19, 20, 34, 35)}
    assert ages == {5: 4.0, 10: 2.0, 19: 2.0, 20: 1.0, 34: 1.0, 35: 0.0}


def archiver(archived: str | None, failed: str | None = None, *, failing: bool = False) -> int:
    return waiting(
        {
            "current": "0000000200000001000000FF",
            "segment_bytes": 1 << 24,
            "archived": archived,
            "failed": failed,
            "failing": failing,
        }
    )


def test_files_that_wait_are_those_between_the_last_archived_and_the_current() -> None:
    assert archiver("0000000200000001000000FE") == 0
    assert archiver("000000010000000100000000") == 254
    assert archiver("0000000200000000000000FE") == 256
    assert archiver("0000000200000001000000F0.00000028.backup") == 14
    assert archiver("00000002.history") == 0
    assert archiver(None) == 0
    assert archiver(None, "0000000200000001000000F5", failing=True) == 10


def ratio(latency: BatchLatency, now: float) -> float:
    found = latency.look(Session("nowhere"), now)
    assert isinstance(found, Measured)
    return found.value


def test_rows_that_cost_more_are_seen_once_there_is_a_history() -> None:
    latency = BatchLatency()
    for _ in range(RECENT):
        latency.note(1000, 1000, 0)
    assert ratio(latency, 0) == 1.0
    latency = BatchLatency()
    for _ in range(ENOUGH):
        latency.note(1000, 100, 0)
    latency.note(1000, 100_000, 0)
    assert ratio(latency, 0) == 1.0
    for _ in range(RECENT):
        latency.note(1000, 1500, 0)
    assert ratio(latency, 0) == 15.0
    assert ratio(latency, FRESH + 1) == 1.0


def test_batches_of_a_few_rows_say_nothing() -> None:
    latency = BatchLatency()
    for _ in range(3 * ENOUGH):
        latency.note(3, 100, 0)
    assert ratio(latency, 0) == 1.0
    assert not latency.costs


def test_a_slower_part_of_the_table_becomes_history() -> None:
    latency = BatchLatency()
    for cost in [100] * ENOUGH + [2000] * 3 * ENOUGH:
        latency.note(1000, cost, 0)
    assert ratio(latency, 0) == 1.0
