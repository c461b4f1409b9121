"""Whether releases still leave a field empty that is filled for them: the trigger notes it."""

from __future__ import annotations

from evolve.errors import Refusal
from evolve.pg.filling import last_noted
from evolve.pg.session import Session
from evolve.plan.model import Plan
from evolve.plurals import spell


def emptied_refusals(session: Session, plan: Plan) -> list[Refusal]:
    """Why contract may not yet let those fail who leave the field empty; none for other changes."""
    if not plan.pair.once:
        return []
    found = session.one(last_noted(plan.pair))
    if found["seconds"] >= plan.quiet_for:
        return []
    ago = spell(max(0, found["seconds"]))
    seen = f"a write left it empty {ago} ago" if found["called"] else f"it is watched since {ago}"
    return [
        Refusal(
            code="emptied",
            subject=", ".join(side.name for side in plan.pair.new),
            message=f"{seen}, and quiet_for asks for {spell(plan.quiet_for)}",
            hint="deploy the release that always gives it, and try again in "
            f"{spell(plan.quiet_for - found['seconds'])}",
            clears_itself=True,
        )
    ]
