"""Whether releases still write what is mended for them: the trigger notes it."""

from __future__ import annotations

from evolve.errors import Refusal
from evolve.pg.filling import last_noted
from evolve.pg.session import Session
from evolve.plan.model import Plan
from evolve.plurals import spell


def emptied_refusals(session: Session, plan: Plan) -> list[Refusal]:
    """Why contract may not yet let those fail who need the trigger; none for other changes."""
    if not plan.pair.once:
        return []
    found = session.one(last_noted(plan.pair))
    if found["seconds"] >= plan.quiet_for:
        return []
    ago = spell(max(0, found["seconds"]))
    demand = plan.pair.demand
    did = "broke it" if demand else "left it empty"
    seen = f"a write {did} {ago} ago" if found["called"] else f"it is watched since {ago}"
    release = "does so no more" if demand else "always gives it"
    return [
        Refusal(
            code="broken" if demand else "emptied",
            subject=demand.name if demand else ", ".join(side.name for side in plan.pair.new),
            message=f"{seen}, and quiet_for asks for {spell(plan.quiet_for)}",
            hint=f"deploy the release that {release}, and try again in "
            f"{spell(plan.quiet_for - found['seconds'])}",
            clears_itself=True,
        )
    ]
