"""The backfill: batch after batch, the rows of each and its cursor in one transaction.

First it goes over each segment in groups of pages, and over a group in STRIPES passes. Rows that
were locked by the application are left to a sweep, a further pass without stripes, and the proof
says whether there has to be another.

One segment is done after the other, or `parallel` of them at the same time: a round is then one
batch of each, sent at once, and what is asked between batches is asked between rounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from psycopg import errors

from evolve.errors import LeaseLost
from evolve.pg.abreast import Abreast, Sent
from evolve.pg.catalog import find_table
from evolve.pg.given import Answers, Due, rows_due, ways
from evolve.pg.health.active_sessions import local_cores
from evolve.pg.names import TableName
from evolve.pg.redacted import objection
from evolve.pg.rows import Batch, Move, batch_message, in_batch
from evolve.pg.settings import pins
from evolve.pg.side import RAISED
from evolve.pg.striping import STRIPES
from evolve.pg.table import Table
from evolve.phases import pace
from evolve.phases.foreground import ENOUGH, Foreground, Mark
from evolve.phases.passes import next_batch
from evolve.phases.work import WORKED, Answer, Work, stuck, waiting
from evolve.proof import transforms
from evolve.records import Segment

FIRST_ROWS = 500
# Below deadlock_timeout (1 s by default): we give way before the application can be hurt.
STATEMENT_MS = 800
LOCK_MS = 100
GAVE_WAY = (errors.QueryCanceled, errors.LockNotAvailable, errors.DeadlockDetected)
# The longest, in seconds, that a slow pace goes without looking whether it still holds.
MOMENT = 0.5
# A server whose cores nobody has told, and that is not on this machine, is taken for a small one.
CORES = 2
# A segment has 8 MB or more, and there are as many as `parallel` can be.
SEGMENT_PAGES, SEGMENTS = 1024, 8


class Backfill:
    """Batches of one evolution. What it remembers is for speed alone, and may be forgotten.

    `guarded`: some value does not convert, so the judge function tells which rows to do.
    `pages` is the table's size, and `segments` those not done, as the last round saw them under
    the lease of that generation; `told` is what it told, `rows`, `ended` and `took` how many, when
    and how long. `rested` is what was left to others before it, and `beside` for how long other
    things were asked meanwhile, in seconds.
    """

    def __init__(
        self,
        group_pages: tuple[int, int] = pace.GROUP_PAGES,
        segment_pages: int = SEGMENT_PAGES,
    ) -> None:
        self.group_pages = group_pages
        self.segment_pages = segment_pages
        self.abreast = Abreast()
        self.guarded = False
        self.pages: int | None = None
        self.table: TableName | None = None
        self.segments: list[Segment] = []
        self.lease = 0
        self.sizing = pace.Sizing()
        self.foreground = Foreground()
        self.told: list[dict[str, Any]] = []
        self.rows = 0
        self.ended = self.took = self.rested = self.beside = 0.0

    def close(self) -> None:
        """Closes the sessions that a parallel backfill has beside the worker's own."""
        self.abreast.close()

    def prepare(self, work: Work) -> None:
        """The segments; read only after the triggers have committed (rule 4).

        None where there is nothing to fill.
        """
        pairs = work.evolution.plan.pairs
        if not pairs.new and not pairs.swept:
            return
        table = table_now(work)
        work.store.create_segments(
            work.evolution,
            filenode=table.filenode,
            pages=table.pages,
            number=max(1, min(SEGMENTS, table.pages // self.segment_pages)),
            batch_pages=pace.first_batch(table.rows, table.pages, STRIPES, FIRST_ROWS),
        )

    def batch(self, work: Work) -> Answer | None:
        """One round; None when every segment is done."""
        self.told = []
        rest = self.rest(work)
        if rest:
            return Answer(outcome=WORKED.outcome, wait=rest)
        segments = self.where(work)
        if not segments:
            self.close()
            return None
        chosen = segments[: work.pace.parallel]
        batches = [self.next(work, segment) for segment in chosen]
        sent = self.send(work, batches)
        self.ended, self.took = work.clock(), max(one.took for one in sent)
        wrong = None
        for segment, (batch, _), one in zip(chosen, batches, sent, strict=True):
            if one.error is None:
                self.learn(work, batch, one)
            else:
                wrong = self.wrong(work, segment, batch, one.error) or wrong
        return wrong or self.answer(work, segments)

    def rest(self, work: Work) -> float:
        """Seconds until the next batch is due, or MOMENT: the limit may be tuned meanwhile."""
        limit = work.pace.max_rows_per_second
        self.rested = max(pace.pause_after(self.rows, self.took, limit), self.left_to_others(work))
        due = self.ended + self.rested
        return min(max(due - work.clock(), 0.0), MOMENT) if self.segments else 0.0

    def left_to_others(self, work: Work) -> float:
        """Seconds after the last round in which others come first; there may be anybody as long
        as it is not known.
        """
        if work.pace.flat_out:
            return 0.0
        if self.foreground.sessions is None:
            return min(pace.LONGEST_REST * self.took, ENOUGH)
        cores = work.pace.cores or local_cores(work.session) or CORES
        return pace.rest_after(self.took, self.foreground.sessions, cores, work.pace.parallel)

    def where(self, work: Work) -> list[Segment]:
        """What is not done: as the last round left it under the same lease, else as stored."""
        kept, self.segments, self.rows = self.segments, [], 0
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
            rested=self.rested,
            guarded=self.guarded,
            listens=not work.pace.flat_out,
        )

    def send(self, work: Work, batches: Sequence[tuple[Batch, Move]]) -> list[Sent]:
        """Each batch as one message, all at once; what Python gives is asked for beforehand."""
        if self.table is None:
            self.table = work.store.segment_table()
        began = work.clock()
        said = [answered(work, batch) for batch, _ in batches]
        if not work.pace.flat_out:
            work.session.report()
        self.beside = work.session.aside()
        beside_ms = self.beside * 1000 / len(batches)
        messages = [
            batch_message(
                work.evolution.plan.pairs,
                replace(batch, beside_ms=beside_ms),
                move,
                self.table,
                timeout_ms=STATEMENT_MS,
                lock_ms=LOCK_MS,
                answers=answers,
            )
            for (batch, move), answers in zip(batches, said, strict=True)
        ]
        thought = (work.clock() - began) / len(batches)
        sent = self.abreast.send(work.session, messages)
        return [replace(one, took=one.took + thought) for one in sent]

    def learn(self, work: Work, batch: Batch, sent: Sent) -> None:
        """What a batch has told, so that the next one need not ask.

        Raises LeaseLost where nothing was done.
        """
        if not sent.rows:
            raise LeaseLost(f"{work.evolution.name}: another worker has taken the segment over")
        (found,) = sent.rows
        self.pages = int(found["pages"])
        self.rows += found["batch_rows"]
        self.told.append(found)
        if batch.guarded and work.evolution.plan.pairs.transformed:
            # The next batch may well hold nothing that is refused.
            self.guarded = False
        end = self.pages if batch.end is None else batch.end
        pages = max(1, end - batch.start)
        self.sizing.learn(batch.stripe, pages, sent.took * 1000, work.pace.batch_ms)

    def wrong(self, work: Work, segment: Segment, batch: Batch, error: Exception) -> Answer | None:
        """What follows from a batch that was taken back. Raises what is not to be expected."""
        if isinstance(error, GAVE_WAY):
            return self.split(work, segment, batch, type(error).__name__)
        if isinstance(error, RAISED) and work.evolution.plan.pairs.merging:
            return stuck(
                f"rows that are alike cannot be merged: {objection(error)}",
                f"mend them, or manage.py evolve revert {work.evolution.name}; "
                f"manage.py evolve verify {work.evolution.name} --show-values lists keys",
            )
        if not isinstance(error, RAISED) or batch.guarded:
            raise error
        self.guarded = True
        return WORKED

    def answer(self, work: Work, segments: Sequence[Segment]) -> Answer:
        """All batches of the round are committed: where the segments stand now."""
        self.listen(work)
        moved = {found["id"]: Segment.from_row(found) for found in self.told}
        now = [moved.get(segment.id, segment) for segment in segments]
        self.segments = [segment for segment in now if not segment.done]
        self.lease = work.evolution.generation
        as_known = {"asked": False, "tuning": work.evolution.tuning}
        unasked = all(found["operator"] == as_known for found in self.told)
        return Answer(outcome=WORKED.outcome, wait=self.rest(work), unasked=unasked)

    def listen(self, work: Work) -> None:
        """What the round has heard of others; nothing stays known where nobody listens."""
        if work.pace.flat_out:
            self.foreground = Foreground()
            return
        heard = min(self.told, key=lambda found: found["active_ms"])
        mark = Mark(
            at=self.ended,
            active=float(heard["active_ms"]) / 1000,
            # What was asked before the round is in the one sum already, in the other with it.
            ours=float(heard["evolve_ms"]) / 1000 + self.beside,
        )
        self.foreground.note(mark, self.rested + self.took)

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


def answered(work: Work, batch: Batch) -> Answers | None:
    """What Python says of the batch's rows, None where an expression gives their values.

    Nothing is locked meanwhile: what is written then is left alone, and marked.
    """
    pair = work.evolution.plan.pairs.transformed
    if pair is None:
        return None
    if batch.guarded:
        return Answers(given=(), refused=())
    forward = ways(pair)[0]
    with work.session.transaction(read_only=True):
        work.session.local(**pins(pair.table), row_security="off", statement_timeout=STATEMENT_MS)
        rows = work.session.rows(rows_due(pair, forward, in_batch(batch)))
    return transforms.answers(forward, [Due.of(forward, row) for row in rows])


def undone(work: Work) -> list[Segment]:
    """The segments that are not done, in their order."""
    return [segment for segment in work.store.segments(work.evolution) if not segment.done]


def table_now(work: Work) -> Table:
    plan = work.evolution.plan
    table = find_table(work.session, plan.table.schema, plan.table.name)
    if table is None:
        raise LeaseLost(f"{plan.name}: the table {plan.table} is gone")
    return table
