"""Holds for rows that lack the value that Python or a query is to give."""

from __future__ import annotations

from psycopg import sql

from evolve.pg import marks
from evolve.pg.given import is_due, ways
from evolve.pg.pair import Pair
from evolve.phases.proving import pairs_now
from evolve.phases.work import Answer, Work, stuck
from evolve.plurals import counted

NO_VALUE = "for which there is no value that fits, by what"


def place_of(work: Work) -> Pair:
    """The pair with its columns where they are, in the middle of a contract, too."""
    return pairs_now(work.evolution, work.store.applied(work.evolution)).only


def held(work: Work) -> Answer | None:
    """A hold for rows that have no value; None where each has one."""
    pair = place_of(work)
    failed = work.session.one(marks.failed(pair))["rows"]
    if not failed:
        return None
    giver, means = pair.subject, "what the query reads"
    if pair.transform:
        giver, means = " or ".join(way.path for way in ways(pair)), "the function"
    return stuck(
        f"{counted(failed, 'row')} {NO_VALUE} {giver} gives",
        f"manage.py evolve verify {work.evolution.name} --show-values lists keys; mend them by an "
        f"UPDATE, or {means}; they are tried again every minute",
    )


def unfilled(work: Work) -> Answer | None:
    """A hold for rows that lack their value when the old side is about to go, or the triggers.

    Without an old side those are meant that have none; who writes then keeps the value himself.
    """
    marking = work.evolution.plan.pairs.marking
    if marking is None:
        return None
    if marking.once:
        return held(work)
    pair = place_of(work)
    forward = ways(pair)[0]
    query = sql.SQL("SELECT count(*) AS rows FROM {} AS t WHERE {}").format(
        pair.table.identifier, is_due(pair, forward)
    )
    left = work.session.one(query)["rows"]
    if not left:
        return None
    return stuck(
        f"{counted(left, 'row')} without the value of {forward.path}, and the old columns are "
        "about to go",
        f"manage.py evolve contract {work.evolution.name} --undo brings them back; or mend the "
        "rows by an UPDATE",
    )
