"""The backfill: one batch at a time, its rows and its cursor in one transaction.

First it goes over the table in groups of pages, each in STRIPES passes of as many batches as it
takes. Rows that were locked by the application are left to a sweep, a further pass without
stripes, and the proof says whether there has to be another.
"""

from __future__ import annotations

from typing import Any

from psycopg import errors

from evolve.errors import LeaseLost
from evolve.pg.catalog import find_table
from evolve.pg.names import TableName
from evolve.pg.pair import RAISED
from evolve.pg.rows import Batch, Move, batch_message
from evolve.pg.striping import STRIPES
from evolve.pg.table import Table
from evolve.phases import pace
from evolve.phases.work import WORKED, Answer, Work, stuck, waiting
from evolve.records import Segment

FIRST_ROWS = 500
# Below deadlock_timeout (1 s by default): we give way before the application can be hurt.
STATEMENT_MS = 800
LOCK_MS = 100
# The longest, in seconds, that a slow pace goes without looking whether it still holds.
MOMENT = 0.5


class Backfill:
    """Batches of one evolution. What it remembers is for speed alone, and may be forgotten.

    `guarded`: some value does not convert, so the judge function tells which rows to do.
    `pages` is the table's size, and `segment` where it stands, as the last batch saw them under
    the lease of that generation; `latest` is what it told, `ended` and `took` when and how long.
    """

    def __init__(self, group_pages: tuple[int, int] = pace.GROUP_PAGES) -> None:
        self.group_pages = group_pages
        self.guarded = False
        self.pages: int | None = None
        self.segments: TableName | None = None
        self.segment: Segment | None = None
        self.lease = 0
        self.sizing = pace.Sizing()
        self.latest: dict[str, Any] = {}
        self.ended = self.took = 0.0

    def prepare(self, work: Work) -> None:
        """The segment; read only after the triggers have committed (rule 4)."""
        table = table_now(work)
        work.store.create_segment(
            work.evolution,
            filenode=table.filenode,
            pages=table.pages,
            batch_pages=pace.first_batch(table.rows, table.pages, STRIPES, FIRST_ROWS),
        )

    def batch(self, work: Work) -> Answer | None:
        """One batch; None when every segment is done."""
        rest = self.rest(work)
        if rest:
            return Answer(outcome=WORKED.outcome, wait=rest)
        segment = self.where(work)
        if segment is None:
            return None
        batch, move = self.next(work, segment)
        began = work.clock()
        try:
            found = self.send(work, batch, move)
        except (errors.QueryCanceled, errors.LockNotAvailable, errors.DeadlockDetected) as error:
            return self.split(work, segment, batch, type(error).__name__)
        except RAISED:
            if self.guarded:
                raise
            self.guarded = True
            return WORKED
        took = work.clock() - began
        end = found["pages"] if batch.end is None else batch.end
        self.sizing.learn(batch.stripe, max(1, end - batch.start), took * 1000, work.pace.batch_ms)
        self.keep(work, found)
        self.latest, self.ended, self.took = found, work.clock(), took
        unasked = not found["asked"] and found["tuning"] == work.evolution.tuning
        return Answer(outcome=WORKED.outcome, wait=self.rest(work), unasked=unasked)

    def rest(self, work: Work) -> float:
        """Seconds until the next batch is due, or MOMENT: the limit may be tuned meanwhile."""
        if not self.latest:
            return 0.0
        limit = work.pace.max_rows_per_second
        due = self.ended + pace.pause_after(self.latest["batch_rows"], self.took, limit)
        return min(max(due - work.clock(), 0.0), MOMENT)

    def where(self, work: Work) -> Segment | None:
        """The segment as the last batch left it under the same lease, else as it is stored."""
        kept, self.segment = self.segment, None
        return kept if kept and self.lease == work.evolution.generation else undone(work)

    def next(self, work: Work, segment: Segment) -> tuple[Batch, Move]:
        if self.pages is None:
            self.pages = table_now(work).pages
        return next_batch(
            segment,
            work.evolution.lease_owner,
            stripe_by=work.evolution.plan.stripe_by,
            table_pages=self.pages,
            group_pages=self.group_pages,
            sizing=self.sizing,
            guarded=self.guarded,
        )

    def send(self, work: Work, batch: Batch, move: Move) -> dict[str, Any]:
        """The batch as one message. Raises LeaseLost where nothing was done."""
        if self.segments is None:
            self.segments = work.store.segment_table()
        message = batch_message(
            work.evolution.plan.pair,
            batch,
            move,
            self.segments,
            timeout_ms=STATEMENT_MS,
            lock_ms=LOCK_MS,
        )
        rows = work.session.message(message)
        if not rows:
            raise LeaseLost(f"{work.evolution.name}: another worker has taken the segment over")
        return rows[0]

    def keep(self, work: Work, found: dict[str, Any]) -> None:
        """What the batch has told, so that the next one need not ask."""
        self.pages = int(found["pages"])
        self.lease = work.evolution.generation
        if not found["done"]:
            self.segment = Segment.from_row(found)

    def split(self, work: Work, segment: Segment, batch: Batch, why: str) -> Answer:
        """A batch that was too long, or in somebody's way, comes again smaller."""
        size = self.sizing.next(batch.stripe, segment.batch_pages)
        if size == 1:
            return stuck(
                f"a batch of one page does not finish within {STATEMENT_MS} ms ({why})",
                "look at the table's own triggers, or for locks on it, then evolve resume",
            )
        self.sizing.forget()
        work.store.resize(segment, max(1, size // 2))
        return waiting(f"a batch gave way ({why})", "a smaller one follows", 0.05)


def undone(work: Work) -> Segment | None:
    """The first segment that is not done."""
    return next((s for s in work.store.segments(work.evolution) if not s.done), None)


def next_batch(
    segment: Segment,
    owner: str,
    *,
    stripe_by: str,
    table_pages: int,
    group_pages: tuple[int, int],
    sizing: pace.Sizing,
    guarded: bool,
) -> tuple[Batch, Move]:
    """The segment's next batch, and where it stands afterwards. Pure.

    In its first sweep a segment is done group by group, and a group stripe by stripe; how large a
    group is, within the bounds `group_pages`, its first batch lays down. What has been appended
    since the segment was made agrees, so one pass over it is enough; that range is open-ended,
    since the table may grow meanwhile.
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
        last = False
    else:
        end = segment.cursor + size
        last = end >= table_pages
        move = Move(group_page=end, group_end=end, cursor=end, stripe=0, done=last)
    batch = Batch(
        segment=segment.id,
        generation=segment.generation,
        owner=owner,
        start=segment.cursor,
        end=None if last else end,
        stripe=stripe,
        stripe_by=stripe_by,
        batch_pages=sizing.next(0, segment.batch_pages),
        guarded=guarded,
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
    return Move(group_page=end, group_end=end, cursor=end, stripe=0, done=False)


def table_now(work: Work) -> Table:
    plan = work.evolution.plan
    table = find_table(work.session, plan.table.schema, plan.table.name)
    if table is None:
        raise LeaseLost(f"{plan.name}: the table {plan.table} is gone")
    return table
