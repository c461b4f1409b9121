"""The proof, as part of a running evolution: what was counted becomes evidence."""

from __future__ import annotations

from collections.abc import Collection

from evolve.pg.catalog import queries, writers
from evolve.pg.pairs import Pairs
from evolve.phases.work import Answer, Work, stuck, waiting
from evolve.plan.model import Plan
from evolve.plurals import counted
from evolve.proof import agreement
from evolve.proof.agreement import Agreement, Checked
from evolve.records import Evolution
from evolve.states import State

# The steps that put the old side aside, in the midst of a move.
ASIDE = frozenset({"swap.names", "quarantine.rename"})


def pairs_now(evolution: Evolution, applied: Collection[str] = ()) -> Pairs:
    """The pairs with their columns where they are at the moment; in the midst of a move that is
    told by the steps that are `applied`."""
    plan = evolution.plan
    aside = {State.QUARANTINED, State.RESTORING}
    if plan.same_name:
        aside |= {State.SWAPPED, State.CONTRACTING}
    moving = evolution.state in {State.SWAPPING, State.CONTRACTING} and ASIDE.intersection(applied)
    return plan.pairs_aside if moving or evolution.state in aside else plan.pairs


def prove(work: Work, pairs: Pairs, *, filling: bool) -> tuple[Agreement, list[Checked]]:
    """Counts agreement in one snapshot, asks the author's queries, and keeps both as evidence."""
    found = agreement.agreement(work.session, pairs, filling=filling)
    answers = agreement.checks(work.session, work.evolution.plan.table, work.evolution.plan.checks)
    data = {**agreement.as_data(found, answers), "stay": work.evolution.stay}
    work.store.observe(work.evolution, "agreement", data)
    return found, answers


def objection(
    work: Work, found: Agreement, answers: list[Checked], *, leaving: bool = False
) -> Answer | None:
    """What in the proof needs a person; None where there is nothing.

    `leaving`: what the old side cannot hold is no objection, since that side is to go.
    """
    name = work.evolution.name
    if found.failing and not leaving:
        return stuck(
            f"{counted(found.failing, 'row')} with a value that does not convert",
            f"mend them (manage.py evolve verify {name} --show-values lists keys); "
            "it then goes on by itself",
        )
    for answer in answers:
        if not answer.passed:
            return stuck(
                f"verify {answer.name!r}: found {answer.shown}, expected {answer.expect}",
                "mend the rows, or revert and mend the playbook; it then goes on by itself",
            )
    return None


def differing(plan: Plan, found: Agreement) -> str:
    """What is said of rows that do not agree."""
    if plan.pairs.demand:
        return f"{found.differences} of {counted(found.rows, 'row')} break {plan.pairs.demand.name}"
    rows = f"{found.differences} of {counted(found.rows, 'row')} differ between old and new"
    return rows + found.where


class Older:
    """The writers that were at work on the table when the function was replaced.

    They may still run the function of before; nobody else can (PostgreSQL takes notice of a
    replaced function when it locks the table). What was seen in an earlier stay in the state tells
    nothing: the trigger was installed anew since, and the function replaced once more.
    """

    def __init__(self) -> None:
        self.stay = ""
        self.left: frozenset[str] = frozenset()

    def wait(self, work: Work) -> Answer | None:
        """None once they have all ended."""
        plan = work.evolution.plan
        oid = work.session.one(
            "SELECT to_regclass(%s)::oid::bigint AS oid", [plan.table.identifier.as_string(None)]
        )["oid"]
        now = writers(work.session, oid)
        self.left = self.left & now if self.stay == work.evolution.stay else now
        self.stay = work.evolution.stay
        if self.left:
            return waiting(
                f"{len(self.left)} transactions that wrote to {plan.table} are still open",
                "goes on when they have ended",
            )
        return None


class Replicas:
    """The replicas that have not replayed the proof yet: a new release would read NULL there.

    A replica whose position this role may not see is a blind spot, which `status` names. Each stay
    in the state has a proof of its own.
    """

    def __init__(self) -> None:
        self.stay = ""
        self.position = ""

    def wait(self, work: Work) -> Answer | None:
        """None once every replica whose position is visible has come as far as the proof."""
        if self.stay != work.evolution.stay:
            row = work.session.one("SELECT pg_current_wal_insert_lsn()::text AS lsn")
            self.stay, self.position = work.evolution.stay, row["lsn"]
        behind = work.session.rows(queries()["replicas_behind"], {"lsn": self.position})
        if not behind:
            return None
        names = ", ".join(f"{row['name']} by {row['bytes']:,} bytes" for row in behind)
        return waiting(
            f"replicas have not replayed the proof: {names}", "goes on when they have", 0.5
        )
