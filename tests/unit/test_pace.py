"""The size of batches follows their measured time: quickly, steadily, and never far beyond it."""

from __future__ import annotations

import random
from collections.abc import Callable
from math import exp, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evolve.phases.foreground import Foreground, Mark
from evolve.phases.pace import (
    BESIDE,
    LARGEST,
    LONGEST_REST,
    MET,
    NOBODY,
    REST_WHERE_FULL,
    Sizing,
    at_least,
    first_batch,
    next_size,
    pause_after,
    rest_after,
    share,
)

TARGET = 100.0
OVERHEAD = 0.5
"""Milliseconds that a batch takes however small it is; measured on the benchmark's server."""

costs = st.floats(min_value=0.005, max_value=20.0)
"""Milliseconds a page: from a few narrow rows to wide ones under many indexes."""


def batches(sizing: Sizing, pages: int, cost: Callable[[int], float], count: int) -> list[float]:
    """The times of `count` batches of one pass that begins with `pages`."""
    times = []
    for number in range(count):
        size = sizing.next(0, pages)
        times.append(OVERHEAD + size * cost(number))
        sizing.learn(0, size, times[-1], TARGET)
    return times


@given(cost=costs, pages=st.integers(min_value=1, max_value=200))
def test_the_right_size_is_found_within_ten_batches(cost: float, pages: int) -> None:
    """From 500 rows, whatever they cost, to within a tenth; it stays there."""
    times = batches(Sizing(), pages, lambda _: cost, 20)
    # One page is the least, and rounding to pages is felt where a batch has few of them.
    for took in times[10:]:
        assert took >= 0.9 * TARGET - cost or pages * cost > TARGET
        assert took <= 1.1 * TARGET + cost


@given(cost=st.floats(min_value=0.005, max_value=1.0), shock=st.floats(min_value=1.5, max_value=4))
def test_a_sudden_cost_is_answered_by_the_next_batch(cost: float, shock: float) -> None:
    """One batch finds out; none after it is more than half beyond the target."""
    times = batches(Sizing(), 20, lambda n: cost * (shock if n >= 20 else 1), 40)
    assert times[20] > 1.3 * TARGET, "no shock was felt"
    assert max(times[21:]) <= 1.5 * TARGET
    assert 0.85 * TARGET <= times[30] <= 1.15 * TARGET


@given(seed=st.integers(), cost=st.floats(min_value=0.005, max_value=1.0))
def test_noise_does_not_carry_it_away(seed: int, cost: float) -> None:
    """Times that vary by a fifth either way: no batch is half beyond the target."""
    chance = random.Random(seed)
    times = batches(Sizing(), 20, lambda _: cost * chance.uniform(0.85, 1.15), 200)
    assert max(times[10:]) <= 1.5 * TARGET
    assert min(times[10:]) >= 0.6 * TARGET


def test_a_pass_begins_with_what_the_pass_before_has_learned() -> None:
    sizing = Sizing()
    assert sizing.next(0, 7) == 7
    sizing.learn(0, 7, 50.0, TARGET)
    assert sizing.next(0, 7) == sizing.next(1, 7) == 14
    sizing.learn(1, 14, 50.0, TARGET)
    assert (sizing.next(0, 7), sizing.next(1, 7), sizing.next(None, 7)) == (14, 28, 7)
    sizing.forget()
    assert sizing.next(1, 7) == 7


@given(
    cost=st.floats(min_value=0.01, max_value=1.0), cheaper=st.floats(min_value=1.0, max_value=9.0)
)
def test_a_pass_that_becomes_as_slow_as_the_first_is_within_bounds(
    cost: float, cheaper: float
) -> None:
    """However cheap the later passes were, and whoever took their room away all of a sudden."""
    sizing = Sizing()
    for stripe in (0, 1, 2):
        for _ in range(20):
            size = sizing.next(stripe, 20)
            sizing.learn(stripe, size, size * cost / (cheaper if stripe else 1), TARGET)
    assert sizing.next(2, 20) * cost <= 2.2 * TARGET + 2 * cost


@given(cost=st.floats(min_value=0.01, max_value=1.0), cheaper=st.floats(min_value=2, max_value=9))
def test_a_pass_after_the_first_is_one_batch(cost: float, cheaper: float) -> None:
    """The group is as large as that, and the first pass takes two, near the target."""
    sizing = Sizing()
    for stripe in (0, 1, 2):
        for _ in range(20):
            size = sizing.next(stripe, 20)
            sizing.learn(stripe, size, size * cost / (cheaper if stripe else 1), TARGET)
    group = sizing.group(20, (1, LARGEST))
    assert share(group, sizing.next(2, 20)) == group
    assert 0.75 * TARGET <= share(group, sizing.next(0, 20)) * cost <= 1.1 * TARGET + cost


def test_a_group_has_bounds() -> None:
    assert Sizing().group(1, (8, 16)) == 8
    assert Sizing().group(100, (8, 16)) == 16


def test_a_part_of_a_batch_tells_as_much_as_a_whole_one() -> None:
    """The rest of a group is smaller than intended; its time is that of its pages."""
    assert next_size(100, 50, TARGET / 2, TARGET) == 100
    assert next_size(100, 50, TARGET, TARGET) == 50


@pytest.mark.parametrize(("took", "size"), [(0.0, 400), (1e9, 25), (1.0, 400)])
def test_a_step_is_fourfold_at_most(took: float, size: int) -> None:
    assert next_size(100, 100, took, TARGET) == size


def test_sizes_have_bounds() -> None:
    assert next_size(1, 1, 1e9, TARGET) == 1
    assert next_size(LARGEST, LARGEST, 0.001, TARGET) == LARGEST


@given(left=st.integers(min_value=1, max_value=5000), size=st.integers(min_value=1, max_value=5000))
def test_shares_are_even_and_none_is_larger_than_meant(left: int, size: int) -> None:
    parts = []
    while left:
        parts.append(share(left, size))
        left -= parts[-1]
    assert max(parts) <= size
    assert max(parts) - min(parts) <= 1


@pytest.mark.parametrize(
    ("rows", "pages", "expected"),
    [(0, 0, 80), (4000, 100, 100), (10**6, 1000, 4), (10, 10**6, 4000)],
)
def test_the_first_batch_has_500_rows(rows: int, pages: int, expected: int) -> None:
    """A stripe is an eighth of the rows; without statistics a page is taken to have 50."""
    assert first_batch(rows, pages, 8, 500) == expected


def test_a_limit_of_rows_is_a_pause() -> None:
    assert pause_after(1000, 0.1, None) == 0.0
    assert pause_after(1000, 0.1, 5000) == pytest.approx(0.1)
    assert pause_after(1000, 0.3, 5000) == 0.0


@given(
    sessions=st.floats(min_value=0, max_value=1000),
    cores=st.integers(min_value=1, max_value=200),
    parallel=st.integers(min_value=1, max_value=8),
    took=st.floats(min_value=0.001, max_value=0.8),
)
def test_others_rarely_meet_a_batch_and_keep_nine_tenths(
    sessions: float, cores: int, parallel: int, took: float
) -> None:
    rest = rest_after(took, sessions, cores, parallel)
    full = at_least(cores, sessions)
    working = took / (took + rest)
    met = working * (at_least(cores - parallel - BESIDE, sessions) - full)
    most = pytest.approx(took * LONGEST_REST)
    assert 0 <= rest <= took * LONGEST_REST * (1 + 1e-9)
    assert met <= MET * 1.001 or rest == most or sessions < NOBODY
    assert working * (1 + REST_WHERE_FULL * full) <= 1.001 or sessions < NOBODY


@pytest.mark.parametrize("cores", [1, 2, 4, 16, 64])
def test_nobody_is_left_nothing_and_who_has_every_core_nine_tenths(cores: int) -> None:
    assert rest_after(0.1, 0.0, cores, 1) == rest_after(0.1, NOBODY * 0.99, cores, 1) == 0.0
    assert rest_after(0.1, 3.0 * cores + 20, cores, 1) == pytest.approx(0.1 * REST_WHERE_FULL)


def test_few_among_many_cores_are_not_rested_for() -> None:
    """Half of sixteen cores at work: one statement in forty would have one of the last two."""
    assert rest_after(0.1, 4.0, 16, 1) < 0.001
    assert rest_after(0.1, 8.0, 16, 1) == pytest.approx(0.1 * 9.4, rel=0.1)
    assert rest_after(0.1, 8.0, 16, 3) > 2 * rest_after(0.1, 8.0, 16, 1)


@pytest.mark.parametrize("cores", [1, 2])
def test_on_two_cores_anybody_is_left_the_most(cores: int) -> None:
    """A batch has one, and what it makes the kernel and the server do has the other."""
    assert rest_after(0.1, NOBODY, cores, 1) == pytest.approx(0.1 * LONGEST_REST)


@pytest.mark.parametrize(("sessions", "number"), [(0.16, 1), (1.0, 2), (8.0, 15), (30.0, 31)])
def test_the_chance_of_so_many_is_poissons(sessions: float, number: int) -> None:
    fewer = sum(sessions**n / factorial(n) for n in range(number))
    assert at_least(number, sessions) == pytest.approx(1 - exp(-sessions) * fewer)


def rounds(
    foreground: Foreground,
    start: float,
    count: int,
    others: float,
    *,
    took: float,
    rested: float,
    workers: int = 1,
) -> float:
    """Rounds beside so many sessions of others, each as long as those of further workers; when the
    last has ended. What a round sees of its own work ends with the round before."""
    at, ours = start, start * workers
    for _ in range(count):
        at += rested + took
        foreground.note(Mark(at=at, active=ours + at * others, ours=ours), rested + took)
        ours += took * workers
    return at


@given(
    others=st.floats(min_value=0, max_value=50),
    took=st.floats(min_value=0.01, max_value=0.8),
    rested=st.floats(min_value=0, max_value=7),
    workers=st.integers(min_value=1, max_value=4),
)
def test_others_are_what_no_batch_explains_whoever_carries_it(
    others: float, took: float, rested: float, workers: int
) -> None:
    """Two workers would each rest for the other otherwise, as if it were the application."""
    foreground = Foreground()
    rounds(foreground, 0.0, 200, others, took=took, rested=rested, workers=workers)
    assert foreground.sessions == pytest.approx(others, abs=0.01)


def test_nothing_is_known_of_others_before_a_second_has_been_seen() -> None:
    foreground = Foreground()
    rounds(foreground, 0.0, 9, 5.0, took=0.1, rested=0.0)
    assert foreground.sessions is None


def test_others_that_come_and_go_are_noticed_within_seconds() -> None:
    foreground = Foreground()
    at = rounds(foreground, 0.0, 100, 0.0, took=0.1, rested=0.0)
    last = foreground.last
    assert last is not None
    for number in range(1, 21):
        seconds = number / 10
        mark = Mark(at=at + seconds, active=last.active + seconds * 4, ours=last.ours + seconds)
        foreground.note(mark, 0.1)
    assert foreground.sessions is not None
    assert 0.5 < foreground.sessions < 3


@pytest.mark.parametrize(
    ("later", "active", "ours"),
    [(60.0, 500.0, 500.0), (0.1, 0.0, 6.0), (0.1, 500.0, 0.0)],
    ids=["gap", "reset", "segments deleted"],
)
def test_what_went_on_without_batches_is_not_counted(
    later: float, active: float, ours: float
) -> None:
    """A hold, another evolution's turn, a database that is dropped, or counters that begin anew:
    the last answer stays, and what follows is compared with what is there then."""
    foreground = Foreground()
    at = rounds(foreground, 0.0, 50, 2.0, took=0.1, rested=0.0)
    known = foreground.sessions
    foreground.note(Mark(at=at + later, active=active, ours=ours), 0.1)
    assert foreground.sessions == known == pytest.approx(2.0)
    foreground.note(Mark(at=at + later + 1, active=active + 2, ours=ours), 1.0)
    assert foreground.sessions == pytest.approx(2.0)


@given(st.lists(st.floats(min_value=0.0, max_value=3.0), min_size=60, max_size=60))
def test_databases_that_are_dropped_all_the_time_hide_nobody(dropped: list[float]) -> None:
    """A second of each drop's work goes with it; the stretches without a drop are enough."""
    foreground, at, active = Foreground(), 0.0, 100.0
    for number, gone in enumerate(dropped):
        at += 0.2
        active += 0.2 * 4 - (gone if number % 2 else 0.0)
        foreground.note(Mark(at=at, active=active, ours=0.0), 0.2)
    assert foreground.sessions is not None
    assert foreground.sessions >= 2.0
