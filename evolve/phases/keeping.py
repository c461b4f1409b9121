"""A revert brings back what sweeps have mended or deleted, while nobody needs it otherwise."""

from __future__ import annotations

from evolve.pg.merging import count_stuck
from evolve.pg.pairs import Pairs
from evolve.pg.session import Session
from evolve.pg.settings import bypass, pins
from evolve.pg.uniqueness import count_kept
from evolve.pg.uniqueness import put_back as statement
from evolve.phases import steps
from evolve.phases.backfill import LOCK_MS, STATEMENT_MS
from evolve.phases.work import WORKED, Answer, Work
from evolve.states import Phase

ROWS = 500


def put_back(work: Work) -> Answer | None:
    """So many rows in one transaction; None where nothing is kept any more.

    It gives way as a batch does, and comes again. What cannot come back is accepted, or was written
    since somebody asked for the revert: it goes into the history.
    """
    plan = work.evolution.plan
    making = plan.phase(Phase.EXPAND)[-1:]
    pair = plan.pairs.remembering
    if pair is None or steps.pending(work, making):
        return None
    with work.session.transaction():
        work.session.local(
            **pins(pair.table),
            **bypass(plan.pairs.digest),
            lock_timeout=LOCK_MS,
            statement_timeout=STATEMENT_MS,
            row_security="off",
        )
        done = work.session.rows(statement(pair, plan.key, ROWS))
        work.store.guard(work.evolution)
        if stayed := sum(row["stayed"] for row in done):
            work.store.event(work.evolution.id, "merges_stayed", {"rows": stayed})
    return WORKED if done else None


def stuck(session: Session, pairs: Pairs, key: tuple[str, ...]) -> int:
    """How many rows that were merged into others would not come back with a revert."""
    pair = pairs.merging
    return int(session.one(count_stuck(pair, key))["rows"]) if pair else 0


def count(session: Session, pairs: Pairs) -> int | None:
    """How many rows are kept as they were; None where none ever is."""
    pair = pairs.remembering
    return int(session.one(count_kept(pair))["rows"]) if pair else None
