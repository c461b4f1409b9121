"""Settling marks: Python is asked for the rows that were written, and what it says is written; or
the query is, by the statement that writes (`pg.computing`).

| a mark's row | what becomes of the mark |
|---|---|
| has got its value | it goes, in the same transaction |
| is gone, or settled already | it goes |
| is locked, or was changed since it was read | it stays, and is read again |
| has a later mark that was read with it | it goes: the later one stays |
| is one for which there is no value | it stays, is tried again after a minute, and is a hold |
| whatever else was marked meanwhile | it stays: nobody has read it |

There is no cursor: marks are read from the oldest on, and a batch takes away what it has read. So a
transaction that commits late is not missed, and a batch that was killed is done again. Between
reading and writing nothing is locked, however long Python thinks; what makes that right is that a
value is written only where the row still holds what it was made of (`pg.given`).

Where tables are followed, what was noted in them becomes marks first (`pg.following`), in the order
in which it was noted: a note that is younger than a whole batch of marks waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from psycopg import errors, sql

from evolve.errors import LeaseLost
from evolve.pg import computing, following, marks
from evolve.pg.given import Answers, Due, Way, forget, marked_by, rows_due, ways, write
from evolve.pg.names import text
from evolve.pg.pair import Pair
from evolve.pg.restoring import evolutions_of
from evolve.pg.rows import batch_settings
from evolve.pg.session import Session
from evolve.pg.settings import bypass, pins
from evolve.pg.side import RAISED
from evolve.phases import copies, pace
from evolve.phases.backfill import GAVE_WAY, LOCK_MS, STATEMENT_MS
from evolve.phases.lacking import NO_VALUE, held, place_of
from evolve.phases.work import RESTING, WORKED, Answer, Work, waiting
from evolve.proof import transforms
from evolve.records import Evolution
from evolve.states import State

# What no row is to blame for.
GONE = (
    errors.UndefinedTable,
    errors.UndefinedColumn,
    errors.UndefinedFunction,
    errors.InsufficientPrivilege,
)
FIRST_ROWS, MOST_ROWS = 500, 10_000
# On a busy machine what a batch costs beside its rows may take longer than the whole is to take; it
# gets no smaller then, or writers would mark faster than one row is settled. Locks make it smaller.
LEAST_ROWS = 50
# Where the triggers mark rows, and marks are settled while nobody asks for anything.
SETTLED = frozenset({State.READY, State.QUARANTINED})
# The steps that make the table of the marks, and let triggers write to it.
MARKING, FIRING = "dual_write.functions", "dual_write.triggers"
# Seconds between two looks at the marks while there is other work.
BETWEEN = 1.0


def wants_settling(session: Session, evolution: Evolution) -> bool:
    """Whether a worker would find marks to settle."""
    pair = evolution.plan.pairs.marking
    if not pair or evolution.state not in SETTLED or evolution.pause_requested:
        return False
    if copies.is_copy(evolution) or not session.one(marks.are_kept(pair))["are_kept"]:
        return False
    return bool(session.one(marks.is_any(pair))["is_any"])


class Settling:
    """One evolution's marks; what it remembers is for speed alone, and may be forgotten. `since`
    is until when marks were made that are waited for, by what they are waited for."""

    def __init__(self) -> None:
        self.rows = FIRST_ROWS
        self.behind = False
        self.since: dict[tuple[object, ...], datetime] = {}
        self.looked = 0.0

    def beside(self, work: Work) -> None:
        """Now and then a batch of marks, between batches of the backfill or whatever is tried."""
        now = work.clock()
        if work.evolution.plan.pairs.marking and now - self.looked >= BETWEEN:
            self.looked = now
            self.settle(work)

    def rest(self, work: Work) -> Answer | None:
        """What is done while nobody asks for anything; None where nothing waits, and none fails.

        It is worth staying only while there is more than a batch: under writers there is always
        some, and `worker --once` ends when it has caught up.
        """
        if not work.evolution.plan.pairs.marking:
            return None
        answer = self.settle(work)
        if answer is None and not work.evolution.hold:
            return None
        if failing := held(work):
            return failing
        if NO_VALUE in work.evolution.hold:
            work.store.unhold(work.evolution)
        return answer if answer is None or self.behind else RESTING

    def drain(self, work: Work, what: str) -> Answer | None:
        """None once everything is settled that was marked before `what` was first asked for, but
        for rows that have no value. What came later is not waited for; while something holds, it is
        settled now and then, since it may be what mends that."""
        evolution = work.evolution
        if not evolution.plan.pairs.marking:
            return None
        asked = (evolution.state, evolution.state_since, what)
        since = self.since.setdefault(asked, evolution.now)
        oldest = work.session.one(marks.oldest(place_of(work)))["oldest"]
        if oldest is None or oldest > since:
            if evolution.hold:
                self.beside(work)
            return None
        return self.settle(work)

    def bring_back(self, work: Work) -> Answer | None:
        """The same before a revert, where a function leads back and marks may have been made."""
        pair = work.evolution.plan.pairs.transformed
        if not pair or pair.one_way:
            return None
        applied = work.store.applied(work.evolution)
        if MARKING not in applied:
            return None
        # Once more when nobody can mark anything any more, for who wrote in between.
        return self.drain(work, "revert" if FIRING in applied else "the rest")

    def settle(self, work: Work) -> Answer | None:
        """One batch of marks; None where there is none to be tried now."""
        pair, began = place_of(work), work.clock()
        self.behind = False
        try:
            resolved = resolve(work, pair, self.rows)
            places, due = read_marks(work, pair, self.rows)
            if not places:
                return WORKED if resolved else None
            said = [(way, transforms.answers(way, rows)) for way, rows in due]
            done = put(work, pair, places, said) if said else compute(work, pair, places)
        except GAVE_WAY as error:
            self.rows = max(1, self.rows // 2)
            return waiting(f"a batch gave way ({type(error).__name__})", "a smaller one follows")
        self.behind = bool(done) and len(places) >= self.rows
        took = (work.clock() - began) * 1000
        size = pace.next_size(self.rows, min(len(places), self.rows), took, work.pace.batch_ms)
        self.rows = max(min(LEAST_ROWS, self.rows), min(size, MOST_ROWS))
        if done or resolved or any(answers.refused for _, answers in said):
            return WORKED
        return waiting(
            "rows that are marked are locked by others, or change all the time",
            "they are settled when those have ended",
        )


def resolve(work: Work, pair: Pair, rows: int) -> int:
    """Marks the rows to which lead what was noted in the tables that are followed, unless so many
    are marked since before; how many notes there were. What it locks is evolve's own, so that
    nobody waits for it, however many rows these are; the lease is guarded last."""
    taken = 0
    for number, follow in following.numbered(pair):
        if not work.session.one(following.is_next(pair, number, rows))["is_next"]:
            continue
        with work.session.transaction():
            work.session.local(
                **pins(pair.table),
                row_security="off",
                statement_timeout=transforms.THINKING_MS,
                lock_timeout=LOCK_MS,
            )
            taken += int(work.session.one(following.resolve(pair, number, follow))["taken"])
            work.store.guard(work.evolution)
    return taken


def read_marks(work: Work, pair: Pair, rows: int) -> tuple[list[str], list[tuple[Way, list[Due]]]]:
    """The places of the oldest marks, and the rows for which something is due, each once.

    In one snapshot: whoever has made a mark has written its row in the same transaction. Where a
    query gives the values nobody reads the rows beforehand.
    """
    with work.session.transaction(snapshot=True, read_only=True):
        work.session.local(**pins(pair.table), row_security="off", statement_timeout=STATEMENT_MS)
        found = work.session.rows(marks.take(pair, rows))
        if not found:
            return [], []
        places = [row["place"] for row in found]
        chosen = marked_by(pair, marks.taken(places))
        return places, [
            (way, [Due.of(way, row) for row in work.session.rows(rows_due(pair, way, chosen))])
            for way in (ways(pair) if pair.transform else ())
        ]


def compute(work: Work, pair: Pair, places: Sequence[str]) -> int:
    """Lets the server compute the rows of these marks, and takes the marks away; how many. A row
    on which the query fails is found by halves. Raises LeaseLost."""
    try:
        return sent(work, computing_parts(work, pair, places))
    except RAISED as error:
        if isinstance(error, GONE):
            raise
        if len(places) == 1:
            sent(work, [computing.fail(pair, places), marks.take_away(pair, [], lease_of(work))])
            return 1
    middle = len(places) // 2
    return sum(compute(work, pair, some) for some in (places[:middle], places[middle:]))


def computing_parts(work: Work, pair: Pair, places: Sequence[str]) -> list[sql.Composable]:
    lease = lease_of(work)
    return [
        computing.compute(pair, places, lease),
        computing.note_written(pair),
        *computing.fail_nulls(pair, places),
        marks.take_away(pair, places, lease),
    ]


def put(work: Work, pair: Pair, places: Sequence[str], said: Sequence[tuple[Way, Answers]]) -> int:
    """Writes what was given, and takes marks away; how many. What the server refuses is found by
    halves, and counts as having no value. Raises LeaseLost."""
    try:
        return sent(work, given_parts(work, pair, places, said))
    except RAISED:
        if not any(answers.given for _, answers in said):
            raise
        return sum(put(work, pair, places, part) for part in halves(said))


def halves(said: Sequence[tuple[Way, Answers]]) -> list[list[tuple[Way, Answers]]]:
    """The same in two parts; or, of a single value, that there is none."""
    flat = [(way, one) for way, answers in said for one in answers.given]
    refused = [(way, Answers(given=(), refused=answers.refused)) for way, answers in said]
    if len(flat) == 1:
        ((way, one),) = flat
        return [[*refused, (way, Answers(given=(), refused=(one.due,)))]]
    middle = len(flat) // 2
    parts = []
    for some in (flat[:middle], flat[middle:]):
        ways_ = dict.fromkeys(way for way, _ in some)
        parts.append(
            [
                (way, Answers(given=tuple(g for w, g in some if w == way), refused=()))
                for way in ways_
            ]
        )
    return [[*refused, *parts[0]], parts[1]]


def given_parts(
    work: Work, pair: Pair, places: Sequence[str], said: Sequence[tuple[Way, Answers]]
) -> list[sql.Composable]:
    lease = lease_of(work)
    refused = [due.key for _, answers in said for due in answers.refused]
    return [
        *(
            write(pair, way, answers.given, lease, others=pair.once)
            for way, answers in said
            if answers.given
        ),
        *([computing.note_written(pair)] if pair.once else []),
        *([marks.fail(pair, places, refused)] if refused else []),
        marks.take_away(pair, places, lease),
    ]


def lease_of(work: Work) -> sql.Composable:
    """A query that finds a row for as long as the evolution is this worker's."""
    return sql.SQL("SELECT FROM {} AS e WHERE e.id = {} AND e.generation = {}").format(
        evolutions_of(work.store.own()),
        sql.Literal(work.evolution.id),
        sql.Literal(work.evolution.generation),
    )


def sent(work: Work, parts: Sequence[sql.Composable]) -> int:
    """One transaction: the lease, then `parts`, the last of which says how many marks are `done`,
    and how many evolutions are `leased`. Raises LeaseLost where that is none."""
    message: list[sql.Composable] = [
        sql.SQL("BEGIN ISOLATION LEVEL READ COMMITTED"),
        batch_settings(work.evolution.plan.pairs, STATEMENT_MS, LOCK_MS),
        lease_of(work) + sql.SQL(" FOR UPDATE"),
        *parts,
        sql.SQL("COMMIT"),
    ]
    (found,) = work.session.message(text(sql.SQL(";\n").join(message)))
    if not found["leased"]:
        raise LeaseLost(f"{work.evolution.name}: another worker has taken over")
    return int(found["done"])


def unsettle(work: Work) -> None:
    """Marks rows whose new value is not what Python gives: before `ready` the old side is right,
    and they have gone past the trigger."""
    pair = work.evolution.plan.pairs.transformed
    if pair is None:
        return
    keys = transforms.recount(work.session, pair).keys
    for start in range(0, len(keys), MOST_ROWS):
        some = keys[start : start + MOST_ROWS]
        with work.session.transaction():
            work.session.local(
                **bypass(pair.digest), lock_timeout=LOCK_MS, statement_timeout=STATEMENT_MS
            )
            work.session.rows(forget(pair, some))
            work.session.rows(marks.add(pair, some))
            work.store.guard(work.evolution)
