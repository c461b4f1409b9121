"""What operators ask of an evolution that is under way. Each refuses, or leaves a request.

The runner alone moves the state; a request is carried out by whoever holds the lease.
"""

from __future__ import annotations

import math
import time

from evolve.errors import EvolveError, Refusal, Refused, Waiting
from evolve.pg.pairs import Pairs
from evolve.phases import copies, keeping, proving
from evolve.phases.contract import asked_for
from evolve.phases.evidence import watch_of
from evolve.plurals import counted
from evolve.proof import agreement, gate
from evolve.proof.changed import Weight
from evolve.records import Evolution
from evolve.service import changes, pending, permitting
from evolve.service.active import SWAPPED, active, needs, refused
from evolve.service.databases import Database
from evolve.service.pending import anew
from evolve.service.permitting import Overruling
from evolve.service.running import Stop
from evolve.service.verifying import differing_rows, pairs_now
from evolve.states import State, may_move

# Whoever overrules nothing.
ALONE = Overruling()
# How long, in seconds, whoever waits for the gate leaves it alone.
LOOK_SECONDS = 2.0
FILLED = frozenset({State.VERIFYING, State.READY, State.SWAPPING})


def pause(database: Database, name: str) -> Evolution:
    return set_pause(database, name, True)


def resume(database: Database, name: str) -> Evolution:
    return set_pause(database, name, False)


def set_pause(database: Database, name: str, wanted: bool) -> Evolution:
    evolution = active(database, name)
    database.store.request_pause(evolution, wanted)
    return database.store.reload(evolution.id)


def accept_changes(database: Database, name: str) -> tuple[str, ...]:
    """Goes on with the table as others have left it; what they have changed. Raises Refused."""
    evolution = active(database, name)
    found = changes.accept(database, evolution)
    database.store.request_pause(evolution, False)
    return found


# -- revert -----------------------------------------------------------------------------------


def revert_refusals(
    database: Database, evolution: Evolution, *, accept_loss: bool
) -> list[Refusal]:
    """Why the new side may not go (rule 10)."""
    reasons = gate.revert_refusals(evolution.plan, watch_of(database.store, evolution))
    altered = changes.in_the_way_of_a_revert(database, evolution)
    if not (altered or accept_loss):
        reasons += merged_away(database, evolution)
    if altered or evolution.state not in FILLED:
        return reasons if accept_loss else [*reasons, *altered]
    incomplete = differing_rows(database, evolution, evolution.plan.pairs.sided)
    if incomplete:
        reasons.append(
            Refusal(
                code="differences",
                subject=str(evolution.plan.table),
                message=f"the old side is not complete in {counted(incomplete, 'row')}",
                hint=f"manage.py evolve verify {evolution.name} --show-values",
            )
        )
    lost = agreement.one_sided(database.session, evolution.plan.pairs)
    if lost and not accept_loss:
        reasons.append(
            Refusal(
                code="loss",
                subject=str(evolution.plan.table),
                message=f"in {counted(lost, 'row')} the new values do not follow from the old, "
                "and would be lost",
                hint=f"manage.py evolve revert {evolution.name} --accept-loss",
            )
        )
    return reasons


def merged_away(database: Database, evolution: Evolution) -> list[Refusal]:
    """Rows that a revert could not bring back, since the one that they were merged into has been
    written."""
    if evolution.state not in FILLED | {State.BACKFILLING}:
        return []
    plan = evolution.plan
    lost = keeping.stuck(database.session, plan.pairs, plan.key)
    if not lost:
        return []
    return [
        Refusal(
            code="loss",
            subject=str(plan.table),
            message=f"{counted(lost, 'row')} would not come back: what they were merged into has "
            "been written since, and keeps what it took over",
            hint=f"manage.py evolve revert {evolution.name} --accept-loss",
        )
    ]


@anew
def revert(database: Database, name: str, *, accept_loss: bool) -> Evolution:
    """Asks for the way back, if the gate permits it."""
    evolution = active(database, name)
    if evolution.state is State.REVERTING:
        return evolution
    if not may_move(evolution.state, State.REVERTING):
        ways = {
            State.SWAPPED: f"manage.py evolve swap {name} --undo",
            State.SWAPPING: f"manage.py evolve swap {name} --undo",
        }
        raise refused(
            evolution,
            "state",
            f"is {evolution.state}; a revert comes before",
            ways.get(evolution.state, f"manage.py evolve contract {name} --undo"),
        )
    pending.refuse_beside(database, evolution, "revert")
    reasons = revert_refusals(database, evolution, accept_loss=accept_loss)
    if reasons:
        raise Refused(f"{name} on {database.alias}", tuple(reasons))
    database.store.request_revert(evolution, {"accept_loss": accept_loss})
    return database.store.reload(evolution.id)


# -- swap -------------------------------------------------------------------------------------


@anew
def swap(database: Database, name: str, *, undo: bool) -> Evolution:
    """Asks for the exchange of names, or for its undoing."""
    evolution = active(database, name)
    if not evolution.plan.same_name:
        raise refused(
            evolution,
            "kind",
            "changes the name; there is nothing to swap",
            f"manage.py evolve contract {name}",
        )
    if undo and pending.not_begun(evolution, "swap"):
        database.store.withdraw(evolution)
    elif undo:
        needs(evolution, frozenset({State.SWAPPED, State.SWAPPING}), "swap --undo")
        pending.refuse_beside(database, evolution, "unswap")
        check_agreement(database, evolution, pairs_now(database, evolution))
        database.store.request(evolution, "unswap", {})
    else:
        needs(evolution, frozenset({State.READY}), "swap")
        pending.refuse_beside(database, evolution, "swap")
        changes.refuse(database, evolution, Weight.WAITS)
        check_agreement(database, evolution, evolution.plan.pairs)
        database.store.request(evolution, "swap", {})
    return database.store.reload(evolution.id)


def check_agreement(
    database: Database, evolution: Evolution, pairs: Pairs, *, leaving: bool = False
) -> None:
    """Raises Refused where a row differs; `leaving`: by more than the old side cannot hold."""
    found = agreement.agreement(database.session, pairs, filling=False)
    if not (found.dispensable if leaving else found.clean):
        raise refused(
            evolution,
            "differences",
            proving.differing(evolution.plan, found),
            f"manage.py evolve verify {evolution.name} --show-values",
        )


# -- contract ---------------------------------------------------------------------------------


def contractable(database: Database, name: str) -> Evolution:
    """The evolution, if it has come as far as its contract. Raises Refused."""
    evolution = active(database, name)
    if evolution.state not in {State.CONTRACTING, State.QUARANTINED}:
        needs(
            evolution,
            SWAPPED if evolution.plan.same_name else frozenset({State.READY}),
            "contract",
        )
    pending.refuse_beside(database, evolution, "contract")
    changes.refuse(database, evolution, Weight.WAITS)
    return evolution


@anew
def contract(
    database: Database,
    name: str,
    *,
    now: bool,
    when_clear: bool = False,
    overruling: Overruling = ALONE,
) -> Evolution:
    """Asks for the contract, if the gate permits it; in quarantine, with `now`, for the drop.

    With `when_clear` it is asked for whatever the gate says, and a worker carries it out as soon
    as the gate permits.
    """
    evolution = contractable(database, name)
    if evolution.state is State.QUARANTINED:
        if now:
            database.store.request(evolution, "drop", {})
        return database.store.reload(evolution.id)
    if evolution.state is State.CONTRACTING:
        if now and not asked_for(evolution):
            database.store.request(
                evolution, "contract", {**(evolution.request or {}), "now": True}
            )
        return database.store.reload(evolution.id)
    judgement = permitting.judge(database, evolution, overruling)
    refusals = [r for r in judgement.refusals if not when_clear or r.code == "approval"]
    if refusals:
        raise Refused(f"{name} on {database.alias}", tuple(refusals))
    if not when_clear and not evolution.plan.pairs.swept:
        leaving = evolution.plan.same_name
        check_agreement(database, evolution, pairs_now(database, evolution), leaving=leaving)
    asked = evolution.request or {}
    wanted = {
        "now": now or asked_for(evolution),
        "when_clear": when_clear and asked.get("when_clear", True),
        "overrule": list(dict.fromkeys([*asked.get("overrule", ()), *overruling.kinds])),
        "gate": permitting.record(judgement, overruling),
    }
    database.store.request(evolution, "contract", wanted)
    return database.store.reload(evolution.id)


def contract_when_permitted(
    database: Database,
    name: str,
    *,
    now: bool,
    overruling: Overruling,
    timeout: float | None,
    stop: Stop,
) -> Evolution:
    """As `contract`, as soon as the gate permits it. Raises Waiting after `timeout` seconds."""
    end = time.monotonic() + timeout if timeout is not None else math.inf
    while True:
        contractable(database, name)
        try:
            return contract(database, name, now=now, overruling=overruling)
        except Refused as refused:
            if stop.asked or time.monotonic() >= end:
                raise Waiting(
                    f"waited for the gate\n{refused.message}",
                    hint=f"manage.py evolve contract {name} --wait goes on waiting",
                ) from refused
        time.sleep(min(LOOK_SECONDS, max(0.0, end - time.monotonic())))


def acknowledge(database: Database, name: str, subject: str, because: str) -> Evolution:
    """Takes `subject` upon oneself, so that the gate minds it no more."""
    evolution = active(database, name)
    permitting.acknowledge(database, evolution, subject, because)
    return evolution


@anew
def undo_contract(database: Database, name: str) -> Evolution:
    """Asks for the old columns back, until the drop; or withdraws what has not begun."""
    evolution = database.store.get(name)
    if evolution.state is State.DONE:
        raise EvolveError(
            f"{name} on {database.alias}: the old columns have been dropped",
            hint="a backup has them; contract without --now leaves time for undo",
        )
    copies.refuse(evolution)
    if pending.not_begun(evolution, "contract"):
        database.store.withdraw(evolution)
        return database.store.reload(evolution.id)
    needs(evolution, frozenset({State.QUARANTINED, State.CONTRACTING}), "contract --undo")
    pending.refuse_beside(database, evolution, "undo")
    database.store.request(evolution, "undo", {})
    return database.store.reload(evolution.id)
