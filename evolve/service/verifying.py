"""Whether old and new agree, in one snapshot; changes nothing but the evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evolve.pg.pairs import Pairs
from evolve.phases import keeping, proving
from evolve.proof import agreement
from evolve.proof.agreement import Agreement, Checked
from evolve.records import Evolution
from evolve.service import changes
from evolve.service.active import active, refused
from evolve.service.databases import Database
from evolve.states import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What `verify` found; `keys` only where values may be shown. `kept`: so many rows were mended,
    and are as they were in the table `kept_in`; None where none ever is."""

    agreement: Agreement
    checks: tuple[Checked, ...]
    keys: tuple[str, ...]
    kept: int | None = None
    kept_in: str = ""

    @property
    def clean(self) -> bool:
        return self.agreement.clean and all(check.passed for check in self.checks)


def is_filling(evolution: Evolution) -> bool:
    return evolution.state in {State.BACKFILLING, State.VERIFYING}


def pairs_now(database: Database, evolution: Evolution) -> Pairs:
    """The pairs with their columns where they are, in the midst of a move, too."""
    return proving.pairs_now(evolution, database.store.applied(evolution))


def verify(database: Database, name: str, *, show_values: bool) -> Verdict:
    """Agreement in one snapshot and the author's queries; changes nothing but the evidence."""
    evolution = active(database, name)
    if evolution.state in {State.PLANNED, State.EXPANDING, State.DUAL_WRITING, State.REVERTING}:
        raise refused(
            evolution,
            "state",
            f"is {evolution.state}: there is nothing to compare yet",
            f"manage.py evolve wait {name} --for ready",
        )
    changes.refuse_incomparable(database, evolution)
    pairs, filling = pairs_now(database, evolution), is_filling(evolution)
    found = agreement.agreement(database.session, pairs, filling=filling)
    plan = evolution.plan
    aside = pairs != plan.pairs
    checks = agreement.checks(database.session, plan.table, plan.checks, aside=aside)
    database.store.observe(evolution, "agreement", agreement.as_data(found, checks))
    keys = (
        agreement.keys(database.session, pairs, evolution.plan.key, filling=filling)
        if show_values and not found.clean
        else []
    )
    if not show_values:
        checks = [replace(check, found=check.shown) for check in checks]
    return Verdict(
        agreement=found,
        checks=tuple(checks),
        keys=tuple(keys),
        kept=keeping.count(database.session, pairs),
        kept_in=str(pairs.remembering.kept_in) if pairs.remembering else "",
    )


def differing_rows(database: Database, evolution: Evolution, pairs: Pairs) -> int:
    """How many rows do not agree; none where there is nothing on both sides."""
    if not pairs.each:
        return 0
    filling = is_filling(evolution)
    return agreement.agreement(database.session, pairs, filling=filling).differences
