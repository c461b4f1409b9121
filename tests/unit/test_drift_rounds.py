"""Laws of the drift check's round: every page is looked at once, however long a look takes."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from evolve.phases.drift import LEAST, SHARE, after, pause
from evolve.proof.agreement import Agreement
from evolve.proof.drift import Look
from evolve.records import Drift

ROWS = 7
FILE = 4711

times = st.floats(0.01, 10_000)
# By how many pages the table grows, or is cut, until the next look, and how long that takes in ms.
looks = st.lists(st.tuples(st.integers(-20, 20), times), min_size=20, max_size=20)


def look(drift: Drift, pages: int, filenode: int = FILE) -> tuple[Look, range]:
    """What a look at a table of `pages` finds, with seven rows on each, and where it looks."""
    end = drift.page + drift.size
    seen = range(drift.page, end if end < pages else max(pages, drift.page))
    found = Agreement(rows=ROWS * len(seen), differences=0, failing=0)
    return Look(found=found, pages=pages, filenode=filenode), seen


@settings(deadline=None)
@given(st.integers(0, 700), times)
def test_a_round_looks_at_every_page_once(pages: int, took_ms: float) -> None:
    drift, seen = Drift(), list[int]()
    for _ in range(pages + 1):
        found, where = look(drift, pages)
        seen += where
        rows = drift.rows + found.found.rows
        drift = after(drift, found, took_ms)
        if not drift.page:
            break
    assert seen == list(range(pages))
    assert rows == ROWS * pages
    assert drift.rows == 0, "the next round counts anew"


@settings(deadline=None)
@given(looks)
def test_a_round_ends_whatever_becomes_of_the_table(changes: list[tuple[int, float]]) -> None:
    """No page before the cursor is looked at again, and none behind it is left out."""
    pages, drift = 200, Drift(size=1)
    for change, took_ms in changes:
        pages = max(0, pages + change)
        found, where = look(drift, pages)
        moved = after(drift, found, took_ms)
        assert moved.size >= 1
        if not moved.page:
            assert where.stop >= pages
        else:
            assert (where.start, where.stop) == (drift.page, moved.page)
            assert moved.rows == drift.rows + found.found.rows
        drift = moved


@settings(deadline=None)
@given(st.integers(1, 500), st.integers(1, 500), times)
def test_another_file_begins_the_round_again(page: int, pages: int, took_ms: float) -> None:
    half = Drift(page=page, size=4, pages=500, rows=ROWS * page, filenode=FILE)
    found, _ = look(half, pages, FILE + 1)
    moved = after(half, found, took_ms)
    assert (moved.page, moved.rows, moved.filenode) == (0, 0, FILE + 1)


@settings(deadline=None)
@given(times, st.integers(1, 1 << 20))
def test_the_check_has_one_fiftieth_of_a_connection(took_ms: float, size: int) -> None:
    """A look that is too slow is followed by a smaller one, and by a pause in its measure."""
    took = took_ms / 1000
    assert pause(took) >= max(LEAST, SHARE * took)
    drift = Drift(size=size)
    found, _ = look(drift, size + 1)
    moved = after(drift, found, took_ms)
    assert moved.size <= size or took_ms < 500
    assert moved.size >= size or took_ms > 500


@settings(deadline=None)
@given(st.integers(0, 9), st.integers(1, 9), st.integers(0, 9), st.integers(0, 9))
def test_what_is_stored_is_what_is_read(page: int, size: int, pages: int, rows: int) -> None:
    """Also what a later release of evolve has stored, which knows more."""
    drift = Drift(page=page, size=size, pages=pages, rows=rows, filenode=FILE)
    assert Drift.from_json(drift.as_json() | {"of_later": 1}) == drift
    assert Drift.from_json({}) == replace(Drift(), page=0)
