"""When the old side was last written, or the trigger last had to help: what was noted of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from evolve.errors import Refusal
from evolve.pg.noting import last_noted, may_read
from evolve.pg.pair import Pair
from evolve.pg.session import Session
from evolve.plan.model import Plan
from evolve.plurals import spell

# What is noted, by the kind of refusal: of what was done, and of the release that does not do it.
DONE = {"written": "changed it", "emptied": "left it empty", "broken": "broke it"}
RELEASE = {
    "written": "that no longer writes it",
    "emptied": "that always gives it",
    "broken": "that does so no more",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Of writes to `subject`; `kind` is that of the refusal that comes of it.

    `seconds` since the last note, or since the watch began where nothing `called` for one.
    `hidden`: there should be notes, and what holds them was dropped, or its grant taken away.
    """

    subject: str
    kind: str
    seconds: int = 0
    called: bool = False
    hidden: bool = False

    def __str__(self) -> str:
        ago = spell(max(0, self.seconds))
        if self.hidden:
            return "the notes of its trigger are gone, or hidden from this role"
        return (
            f"a write {DONE[self.kind]} {ago} ago" if self.called else f"it is watched since {ago}"
        )


def look(session: Session, plan: Plan) -> tuple[Noted, ...]:
    """What is noted now, of each pair of which anything ever is."""
    return tuple(look_at(session, pair) for pair in plan.pairs if pair.noted)


def look_at(session: Session, pair: Pair) -> Noted:
    found = about(pair)
    if not session.one(may_read(pair))["it"]:
        return replace(found, hidden=True)
    return replace(found, **session.one(last_noted(pair)))


def about(pair: Pair) -> Noted:
    kind = "broken" if pair.demand else "emptied" if pair.once else "written"
    return Noted(subject=pair.subject, kind=kind)


def refusals(plan: Plan, noted: Sequence[Noted]) -> Iterator[Refusal]:
    """Why contract may not yet let those fail who write an old side, or need a trigger."""
    for found in noted:
        yield from refusals_of(plan, found)


def refusals_of(plan: Plan, found: Noted) -> Iterator[Refusal]:
    if found.hidden:
        yield Refusal(
            code="stale",
            subject=found.subject,
            message=f"{found}, and nobody can tell who still needs it",
            hint="look who has dropped or revoked it; "
            f"manage.py evolve contract {plan.name} --overrule stale --because '...'",
        )
    elif found.seconds < plan.quiet_for:
        yield Refusal(
            code=found.kind,
            subject=found.subject,
            message=f"{found}, and quiet_for asks for {spell(plan.quiet_for)}",
            hint=f"deploy the release {RELEASE[found.kind]}, and try again in "
            f"{spell(plan.quiet_for - found.seconds)}",
            clears_itself=True,
        )
