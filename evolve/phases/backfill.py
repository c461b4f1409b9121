"""The backfill: one batch at a time, its rows and its cursor in one transaction.

The first pass goes over the table in groups of pages, each in STRIPES passes. Rows that were
locked by the application are left to a sweep, a further pass without stripes, and the proof says
whether there has to be another.
"""

from __future__ import annotations

from psycopg import errors

from evolve.errors import LeaseLost
from evolve.pg.catalog import find_table
from evolve.pg.names import TableName
from evolve.pg.pair import RAISED
from evolve.pg.rows import STRIPES, Batch, Move, batch_message
from evolve.pg.table import Table
from evolve.phases import pace
from evolve.phases.work import WORKED, Answer, Work, stuck, waiting
from evolve.records import Segment

FIRST_ROWS = 500
# Below deadlock_timeout (1 s by default): we give way before the application can be hurt.
STATEMENT_MS = 800
LOCK_MS = 100


class Backfill:
    """Batches of one evolution. What it remembers is for speed alone, and may be forgotten.

    `guarded`: some value does not convert, so the judge function tells which rows to do.
    `pages` is the table's size as the last batch saw it.
    """

    def __init__(self) -> None:
        self.guarded = False
        self.pages: int | None = None
        self.segments: TableName | None = None
        self.sizing = pace.Sizing()

    def prepare(self, work: Work) -> None:
        """The segment; read only after the triggers have committed (rule 4)."""
        table = table_now(work)
        work.store.create_segment(
            work.evolution,
            filenode=table.filenode,
            group_pages=pace.first_group(table.rows, table.pages, STRIPES, FIRST_ROWS),
        )

    def batch(self, work: Work) -> Answer | None:
        """One batch; None when every segment is done."""
        segment = next((s for s in work.store.segments(work.evolution) if not s.done), None)
        if segment is None:
            return None
        size = self.size(work, segment)
        began = work.clock()
        try:
            written = self.send(work, segment, size)
        except (errors.QueryCanceled, errors.LockNotAvailable, errors.DeadlockDetected) as error:
            return self.split(work, segment, size, type(error).__name__)
        except RAISED:
            if self.guarded:
                raise
            self.guarded = True
            return WORKED
        took = work.clock() - began
        learn = self.sizing.first if begins_group(segment) else self.sizing.further
        learn(size, took * 1000)
        rest = pace.pause_after(written, took, work.evolution.plan.max_rows_per_second)
        return Answer(outcome=WORKED.outcome, wait=rest)

    def size(self, work: Work, segment: Segment) -> int:
        """Pages of the batch's group. It changes between groups only: all passes of one must see
        the same pages."""
        if not begins_group(segment):
            return segment.group_pages
        return self.sizing.next(segment.group_pages, work.evolution.plan.batch_ms)

    def send(self, work: Work, segment: Segment, size: int) -> int:
        """The batch as one message; rows written. Raises LeaseLost where nothing was done."""
        plan = work.evolution.plan
        if self.pages is None:
            self.pages = table_now(work).pages
        if self.segments is None:
            self.segments = work.store.segment_table()
        batch, move = next_batch(
            segment, work.evolution.lease_owner, self.pages, self.guarded, size
        )
        rows = work.session.message(
            batch_message(
                plan.pair,
                batch,
                move,
                self.segments,
                timeout_ms=STATEMENT_MS,
                lock_ms=LOCK_MS,
            )
        )
        if not rows:
            raise LeaseLost(f"{plan.name}: another worker has taken the segment over")
        self.pages = int(rows[0]["pages"])
        return int(rows[0]["written"])

    def split(self, work: Work, segment: Segment, size: int, why: str) -> Answer:
        """A batch that was too long, or in somebody's way, comes again smaller."""
        if size == 1:
            return stuck(
                f"a batch of one page does not finish within {STATEMENT_MS} ms ({why})",
                "look at the table's own triggers, or for locks on it, then evolve resume",
            )
        self.sizing.forget()
        work.store.resize(segment, max(1, size // 2))
        return waiting(f"a batch gave way ({why})", "a smaller one follows", 0.05)


def begins_group(segment: Segment) -> bool:
    """Whether the next batch is the first over its pages; a sweep passes over them once."""
    return segment.sweep > 0 or segment.stripe == 0


def next_batch(
    segment: Segment, owner: str, pages: int, guarded: bool, size: int
) -> tuple[Batch, Move]:
    """The segment's next batch, over `size` pages, and where it stands afterwards. Pure.

    The last range is open-ended, since the table may have grown meanwhile.
    """
    end = segment.cursor + size
    last = end >= (pages if segment.end_page is None else segment.end_page)
    striped = segment.sweep == 0
    group_done = not striped or segment.stripe == STRIPES - 1
    batch = Batch(
        segment=segment.id,
        generation=segment.generation,
        owner=owner,
        cursor=segment.cursor,
        start=segment.cursor,
        end=segment.end_page if last else end,
        stripe=segment.stripe if striped else None,
        guarded=guarded,
    )
    move = Move(
        cursor=end if group_done else segment.cursor,
        stripe=0 if group_done else segment.stripe + 1,
        group_pages=size,
        done=group_done and last,
    )
    return batch, move


def table_now(work: Work) -> Table:
    plan = work.evolution.plan
    table = find_table(work.session, plan.table.schema, plan.table.name)
    if table is None:
        raise LeaseLost(f"{plan.name}: the table {plan.table} is gone")
    return table
