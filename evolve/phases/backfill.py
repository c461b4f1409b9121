"""The backfill: one batch at a time, its rows and its cursor in one transaction.

The first pass goes over the table in groups of pages, each in STRIPES passes. Rows that were
locked by the application are left to a sweep, a further pass without stripes, and the proof says
whether there has to be another.
"""

from __future__ import annotations

from psycopg import errors

from evolve.errors import LeaseLost
from evolve.pg.catalog import find_table
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
    """Batches of one evolution. Remembers, while it lives, whether values need the judge."""

    def __init__(self) -> None:
        self.guarded = False

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
        began = work.clock()
        try:
            written = self.send(work, segment)
        except (errors.QueryCanceled, errors.LockNotAvailable, errors.DeadlockDetected) as error:
            return self.split(work, segment, type(error).__name__)
        except RAISED:
            if self.guarded:
                raise
            # Some value does not convert: from here on the judge function tells which rows to do.
            self.guarded = True
            return WORKED
        took = work.clock() - began
        self.learn(work, segment, written, took * 1000)
        rest = pace.pause_after(written, took, work.evolution.plan.max_rows_per_second)
        return Answer(outcome=WORKED.outcome, wait=rest)

    def send(self, work: Work, segment: Segment) -> int:
        """The batch as one message; rows written. Raises LeaseLost where nothing was done."""
        plan = work.evolution.plan
        table = table_pages(work)
        batch, move = next_batch(segment, work.evolution.lease_owner, table, self.guarded)
        rows = work.session.message(
            batch_message(
                plan.pair,
                batch,
                move,
                work.store.segment_table(),
                timeout_ms=STATEMENT_MS,
                lock_ms=LOCK_MS,
            )
        )
        if not rows:
            raise LeaseLost(f"{plan.name}: another worker has taken the segment over")
        return int(rows[0]["written"])

    def learn(self, work: Work, segment: Segment, written: int, took_ms: float) -> None:
        """A group's size changes between groups only: its passes must see the same pages."""
        pages = segment.group_pages
        if segment.sweep or segment.stripe == STRIPES - 1:
            pages = pace.next_group(pages, took_ms, work.evolution.plan.batch_ms)
        work.store.learn(segment, group_pages=pages, rows=written, milliseconds=took_ms)

    def split(self, work: Work, segment: Segment, why: str) -> Answer:
        """A batch that was too long, or in somebody's way, comes again smaller."""
        if segment.group_pages == 1:
            return stuck(
                f"a batch of one page does not finish within {STATEMENT_MS} ms ({why})",
                "look at the table's own triggers, or for locks on it, then evolve resume",
            )
        pages = max(1, segment.group_pages // 2)
        work.store.learn(
            segment, group_pages=pages, rows=segment.batch_rows, milliseconds=segment.batch_ms
        )
        return waiting(f"a batch gave way ({why})", "a smaller one follows", 0.05)


def next_batch(segment: Segment, owner: str, pages: int, guarded: bool) -> tuple[Batch, Move]:
    """The segment's next batch, and where it stands afterwards. Pure.

    The last range is open-ended, since the table may have grown meanwhile.
    """
    end = segment.cursor + segment.group_pages
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
        group_pages=segment.group_pages,
        done=group_done and last,
    )
    return batch, move


def table_now(work: Work) -> Table:
    plan = work.evolution.plan
    table = find_table(work.session, plan.table.schema, plan.table.name)
    if table is None:
        raise LeaseLost(f"{plan.name}: the table {plan.table} is gone")
    return table


def table_pages(work: Work) -> int:
    """The table's present size in pages."""
    row = work.session.one(
        "SELECT pg_relation_size(to_regclass(%s)) / current_setting('block_size')::bigint AS n",
        [work.evolution.plan.table.identifier.as_string(None)],
    )
    return int(row["n"] or 0)
