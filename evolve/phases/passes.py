"""What comes next of a segment: group by group, and a group pass by pass. Pure."""

from __future__ import annotations

from evolve.pg.rows import Batch, Move
from evolve.pg.striping import STRIPES
from evolve.phases import pace
from evolve.records import Segment

# To look at all locks of the server costs more than the cursor.
LOOK_EVERY = 10


def next_batch(
    segment: Segment,
    owner: str,
    *,
    stripe_by: str,
    table_pages: int,
    group_pages: tuple[int, int],
    sizing: pace.Sizing,
    guarded: bool,
    rested: float = 0.0,
    listens: bool = True,
) -> tuple[Batch, Move]:
    """The segment's next batch, and where it stands afterwards.

    How large a group is, within the bounds `group_pages`, its first batch lays down. A later sweep
    is one pass over all rows, and so is the end of the last segment: what has been appended since
    it was made agrees, and its last range is open, since the table may grow meanwhile.
    """
    striped = segment.sweep == 0 and segment.group_page < segment.end_page
    stripe = segment.stripe if striped else None
    size = sizing.next(stripe, segment.batch_pages)
    if striped:
        group_end = segment.group_end
        if (segment.stripe, segment.cursor) == (0, segment.group_page):
            pages = sizing.group(segment.batch_pages, group_pages)
            group_end = min(segment.group_page + pages, segment.end_page)
        end = segment.cursor + pace.share(group_end - segment.cursor, size)
        move = within_group(segment, end, group_end)
    else:
        until = table_pages if segment.last else segment.end_page
        end = segment.cursor + size
        if not segment.last:
            end = min(end, until)
        move = Move(group_page=end, group_end=end, cursor=end, stripe=0, done=end >= until)
    batch = Batch(
        segment=segment.id,
        generation=segment.generation,
        owner=owner,
        start=segment.cursor,
        end=None if segment.last and move.done else end,
        stripe=stripe,
        stripe_by=stripe_by,
        batch_pages=sizing.next(0, segment.batch_pages),
        rested_ms=rested * 1000,
        guarded=guarded,
        looks=segment.batches % LOOK_EVERY == 0,
        listens=listens,
    )
    return batch, move


def within_group(segment: Segment, end: int, group_end: int) -> Move:
    """Further in the same pass, else the next pass over the group, else the next group."""
    start, stripe = segment.group_page, segment.stripe
    if end < group_end:
        return Move(group_page=start, group_end=group_end, cursor=end, stripe=stripe, done=False)
    if stripe < STRIPES - 1:
        stripe += 1
        return Move(group_page=start, group_end=group_end, cursor=start, stripe=stripe, done=False)
    done = end == segment.end_page and not segment.last
    return Move(group_page=end, group_end=end, cursor=end, stripe=0, done=done)
