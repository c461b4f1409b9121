"""Meeting others: what somebody else changes of a table while an evolution of it is under way.

`proof.changed` has the table of what is noted and what holds. On a way back (revert, undo) nothing
holds, since that is the way out; it is noted.
"""

from __future__ import annotations

import math

from psycopg import errors

from evolve.errors import EvolveError
from evolve.pg.fingerprint import Fingerprint, fingerprint
from evolve.pg.session import Session
from evolve.phases.work import Answer, Work, stuck
from evolve.proof import changed
from evolve.proof.changed import Difference, Weight
from evolve.records import Evolution
from evolve.states import State, may_move
from evolve.store import Store

# How often, in seconds, it is looked at between batches: a look takes as long as a tenth of one.
EVERY = 3.0
# So long, in milliseconds, a look waits for whoever has the table for himself.
WAIT_MS = 500

Seen = tuple[tuple[Difference, ...], Fingerprint]


class Others:
    """When an evolution was last looked at, and nothing was in its way."""

    def __init__(self) -> None:
        self.looked = -math.inf

    def hold(self, work: Work) -> Answer | None:
        """What somebody has changed and has to answer for; None where it may go on."""
        now = work.clock()
        if work.evolution.state is State.BACKFILLING and now - self.looked < EVERY:
            return None
        found, seen = compared(work.session, work.store, work.evolution)
        holding = changed.holding(found)
        if holding:
            self.looked = -math.inf
            return stuck(reason(work.evolution, holding), clears(work.evolution, holding))
        self.looked = now
        if found or not work.evolution.fingerprint.objects:
            with work.session.transaction():
                note(work, found)
                work.store.put_fingerprint(work.evolution, seen)
        return None


def compared(session: Session, store: Store, evolution: Evolution) -> Seen:
    """What differs from how evolve has left the table, and all that is there now.

    Nothing for as long as somebody has the table for himself: the next look shows what he made.
    """
    try:
        with session.passing():
            session.local(lock_timeout=WAIT_MS)
            now = look(session, store, evolution)
    except errors.LockNotAvailable:
        return (), evolution.fingerprint
    return changed.differences(evolution.plan, evolution.state, evolution.fingerprint, now), now


def look(session: Session, store: Store, evolution: Evolution) -> Fingerprint:
    """All that is there, inside of a transaction."""
    plan = evolution.plan
    return fingerprint(session, plan.table, store.own(), plan.pairs.digest)


def meet(work: Work, *, forward: bool) -> None:
    """Just before the statements of a step. Raises EvolveError where something holds."""
    evolution = work.evolution
    then = work.store.fingerprint(evolution)
    now = look(work.session, work.store, evolution)
    found = changed.differences(evolution.plan, evolution.state, then, now)
    holding = changed.holding(found)
    if holding and forward:
        raise EvolveError(reason(evolution, holding), hint=clears(evolution, holding))
    note(work, found)


def keep(work: Work) -> None:
    """Just after them: how evolve has left the table."""
    work.store.put_fingerprint(work.evolution, look(work.session, work.store, work.evolution))


def note(work: Work, found: tuple[Difference, ...]) -> None:
    """What is not of our own making goes into the history."""
    noted = [str(difference) for difference in found if difference.weight >= Weight.NOTED]
    if noted:
        work.store.event(work.evolution.id, "others_noticed", {"differences": noted})


def reason(evolution: Evolution, holding: tuple[Difference, ...]) -> str:
    return f"somebody else has changed {evolution.plan.table}: " + "; ".join(map(str, holding))


def clears(evolution: Evolution, holding: tuple[Difference, ...]) -> str:
    """What releases it; the gravest decides."""
    name = evolution.name
    if holding[0].weight is Weight.WAITS:
        return (
            "put it back, and it goes on by itself; or, if it is meant, "
            f"manage.py evolve resume {name} --accept-changes"
        )
    back = f"; or manage.py evolve revert {name}"
    return "put it back, and it goes on by itself" + (
        back if may_move(evolution.state, State.REVERTING) else ""
    )
