"""`plan --show-values`: a plan with rows that stand against it, by key and with what they hold."""

from __future__ import annotations

from dataclasses import replace

from evolve.proof.offenders import offenders
from evolve.service.databases import Database
from evolve.service.planning import Report
from evolve.states import Phase


def with_rows(database: Database, report: Report) -> Report:
    """The report with those rows; as it is, where none has been counted."""
    if report.trial is None:
        return report
    plan = report.plan
    functions = [s for step in plan.phase(Phase.DUAL_WRITE)[:1] for s in step.apply]
    found = offenders(database.session, plan.pairs, functions, plan.key, report.trial)
    return replace(report, offenders=found)
