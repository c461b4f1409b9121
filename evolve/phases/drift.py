"""The drift check: from `ready` to the end of the quarantine, do old and new still agree?

It goes round the table, a look at a time, at a small share of one connection; whoever holds the
lease takes the look that is due. It reads and never repairs: which side is right only a person can
tell, and an UPDATE of either one is carried over by the trigger.

| a look finds | goes on | next look | evidence | hold |
|---|---|---|---|---|
| agreement, and pages are left | behind them | after a pause | - | released |
| agreement, and none are left | at the first page | after ROUND | the round | released |
| agreement, in another file than before | at the first page | after a pause | - | released |
| rows that differ | with the same pages | after a pause | what differs | for a person |
| no lock, or no end in time | with half the pages | after a pause | - | stays |

A change that has nothing on both sides, such as `remove`, has nothing to be looked at.

It stays with pages that differ, so that mending them is seen at the next look; what else differs
`verify` counts. The proof that permits the contract is another one, in one snapshot.
"""

from __future__ import annotations

from dataclasses import replace

from psycopg import errors

from evolve.log import Log
from evolve.phases import copies, pace
from evolve.phases.proving import pairs_now
from evolve.phases.work import RESTING, Answer, Outcome, Work
from evolve.plurals import counted
from evolve.proof.agreement import as_data
from evolve.proof.drift import Look, look
from evolve.records import Drift, Evolution
from evolve.states import State

log = Log()

CHECKED = frozenset({State.READY, State.SWAPPED, State.QUARANTINED})
# Where the old side may lack what it cannot hold, since the new one leads.
LEADING = frozenset({State.SWAPPED, State.QUARANTINED})
EVIDENCE = "drift"
DIFFER = "old and new differ in"
LOOKED_AT = "just looked at"

# A look is to take so many milliseconds. The pause after it is SHARE times as long, so that the
# check has 2% of a connection.
LOOK_MS = 500.0
SHARE = 50
# Seconds between looks at the least, between rounds, and until a look that has failed comes again.
LEAST = 5.0
ROUND = 600.0
AGAIN = 60.0


def due(evolution: Evolution) -> bool:
    """Whether a look is due; never on a copy, nor while the operator wants nothing done."""
    if evolution.state not in CHECKED or evolution.pause_requested or copies.is_copy(evolution):
        return False
    return evolution.drift_due is None or evolution.drift_due <= evolution.now


def check(work: Work) -> Answer:
    """One look, and where the next one begins."""
    evolution, drift, began = work.evolution, work.evolution.drift, work.clock()
    if not evolution.plan.pairs.new:
        work.store.put_drift(evolution, drift, ROUND)
        return RESTING
    # Whatever becomes of this look, no worker comes back to it at once.
    work.store.put_drift(evolution, drift, AGAIN)
    try:
        seen = look(work.session, pairs_now(evolution), drift.page, drift.size)
    except (errors.QueryCanceled, errors.LockNotAvailable) as error:
        log.warning("drift_look_gave_way", evolution=evolution.name, reason=type(error).__name__)
        smaller = replace(drift, size=max(1, drift.size // 2))
        work.store.put_drift(evolution, smaller, pause(work.clock() - began))
        return RESTING
    took = work.clock() - began
    if drifted(evolution, seen):
        work.store.put_drift(evolution, drift, pause(took))
        return differs(work, seen)
    move_on(work, seen, took)
    if evolution.hold:
        work.store.unhold(evolution)
    return RESTING


def pause(took: float) -> float:
    """Seconds to leave after a look of `took` seconds."""
    return max(LEAST, SHARE * took)


def drifted(evolution: Evolution, seen: Look) -> int:
    """The rows that should agree and do not; none where the contract sweeps them up."""
    if evolution.plan.pairs.swept:
        return 0
    found = seen.found
    return found.differences - (found.failing if evolution.state in LEADING else 0)


def differs(work: Work, seen: Look) -> Answer:
    """A person is needed; the number may change while it is the same hold."""
    name, found, demand = work.evolution.name, seen.found, work.evolution.plan.pairs.demand
    rows = counted(drifted(work.evolution, seen), "row")
    reason = f"{DIFFER} {rows} of {found.rows:,} {LOOKED_AT}: something writes past the trigger"
    mend = "mend either side"
    if demand:
        reason, mend = f"{rows} of {found.rows:,} {LOOKED_AT}: {demand.name} is broken", "mend them"
    answer = Answer(
        outcome=Outcome.STUCK,
        reason=reason,
        clears=f"manage.py evolve verify {name} --show-values lists keys; {mend} by an UPDATE, "
        "and it is seen by itself",
        wait=LEAST,
        moving=True,
    )
    if work.evolution.hold != answer.reason:
        work.store.observe(work.evolution, EVIDENCE, as_data(found))
    return answer


def move_on(work: Work, seen: Look, took: float) -> None:
    """Behind what was looked at; with what a whole round has found, where it has ended."""
    drift = work.evolution.drift
    moved = after(drift, seen, took * 1000)
    ended = not moved.page and not other_file(drift, seen)
    with work.session.transaction():
        work.store.put_drift(work.evolution, moved, ROUND if ended else pause(took))
        if ended:
            whole = replace(seen.found, rows=drift.rows + seen.found.rows)
            work.store.observe(work.evolution, EVIDENCE, as_data(whole))


def after(drift: Drift, seen: Look, took_ms: float) -> Drift:
    """Where the round stands when all that was `seen` agrees. Pure."""
    end = drift.page + drift.size
    looked = max(1, min(end, seen.pages) - drift.page)
    size = pace.next_size(drift.size, looked, took_ms, LOOK_MS)
    begun = Drift(size=size, pages=seen.pages, filenode=seen.filenode)
    if end >= seen.pages or other_file(drift, seen):
        return begun
    return replace(begun, page=end, rows=drift.rows + seen.found.rows)


def other_file(drift: Drift, seen: Look) -> bool:
    """Whether the pages looked at before are no longer the table's."""
    return bool(drift.page) and drift.filenode != seen.filenode
