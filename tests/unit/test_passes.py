"""Every page is gone over once in each pass, whatever workers learn, forget, or hand over."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from evolve.pg.striping import STRIPES
from evolve.phases.pace import Sizing
from evolve.phases.passes import next_batch
from evolve.records import Segment

SEGMENT = Segment(
    id=1,
    number=0,
    last=True,
    generation=1,
    start_page=0,
    end_page=0,
    group_page=0,
    group_end=0,
    cursor=0,
    stripe=0,
    batch_pages=1,
    sweep=0,
    done=False,
    rows_done=0,
    hot_rows=0,
    batches=0,
    batch_rows=0,
    batch_ms=0.0,
    rest_ms=0.0,
    work_ms=0.0,
    advanced_at=None,
)


@given(
    pages=st.integers(min_value=1, max_value=60),
    last=st.booleans(),
    least=st.integers(min_value=1, max_value=9),
    more=st.integers(min_value=0, max_value=20),
    times=st.lists(st.floats(min_value=1, max_value=1000), min_size=1),
    handed_over=st.sets(st.integers(min_value=0, max_value=100)),
)
def test_every_page_is_gone_over_once_in_each_pass(
    pages: int, last: bool, least: int, more: int, times: list[float], handed_over: set[int]
) -> None:
    """A group keeps the size that its first batch has laid down for it."""
    segment, sizing = replace(SEGMENT, end_page=pages, last=last), Sizing()
    seen = Counter[tuple[int, int]]()
    for number in range(5000):
        if number in handed_over:
            sizing = Sizing()
        batch, move = next_batch(
            segment,
            "worker",
            stripe_by="",
            table_pages=pages if last else 1000,
            group_pages=(least, least + more),
            sizing=sizing,
            guarded=False,
        )
        end = max(pages, batch.start) if batch.end is None else batch.end
        for page in range(batch.start, end):
            stripes = range(STRIPES) if batch.stripe is None else [batch.stripe]
            seen.update((page, stripe) for stripe in stripes)
        sizing.learn(batch.stripe, max(1, end - batch.start), times[number % len(times)], 100.0)
        segment = replace(
            segment,
            group_page=move.group_page,
            group_end=move.group_end,
            cursor=move.cursor,
            stripe=move.stripe,
            done=move.done,
            batch_pages=batch.batch_pages,
        )
        if segment.done:
            break
    assert segment.done
    assert (batch.end is None) == last, "what is appended belongs to the last segment alone"
    assert seen == {(page, stripe): 1 for page in range(pages) for stripe in range(STRIPES)}


@given(
    pages=st.integers(min_value=1, max_value=60),
    last=st.booleans(),
    size=st.integers(min_value=1, max_value=70),
    grown=st.integers(min_value=0, max_value=20),
)
def test_a_sweep_goes_over_every_page_once(pages: int, last: bool, size: int, grown: int) -> None:
    """Of the last segment also over what the table has grown by."""
    segment = replace(SEGMENT, end_page=pages, last=last, sweep=1, batch_pages=size)
    seen = Counter[int]()
    while not segment.done:
        batch, move = next_batch(
            segment,
            "worker",
            stripe_by="",
            table_pages=pages + grown,
            group_pages=(1, 1),
            sizing=Sizing(),
            guarded=False,
        )
        assert batch.stripe is None
        seen.update(range(batch.start, batch.end or max(pages + grown, batch.start)))
        segment = replace(segment, cursor=move.cursor, done=move.done)
    assert seen == dict.fromkeys(range(pages + grown * last), 1)
