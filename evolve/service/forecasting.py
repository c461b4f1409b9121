"""`plan --trial`: a plan with what its backfill will take."""

from __future__ import annotations

from dataclasses import replace

from psycopg import errors

from evolve.errors import EvolveError, Refusal, Refused
from evolve.pg.redacted import objection
from evolve.plan.facts import Trial
from evolve.proof.forecast import Forecast, forecast
from evolve.service.databases import Database
from evolve.service.planning import Report
from evolve.states import Phase

IN_PYTHON = "no forecast: how long Python takes for a row shows only while it is asked"
TOO_FEW = "no forecast: there are too few rows to be filled"
UNTRIED = "no forecast: a row is looked up among all others, by an index that is not there yet"


def with_forecast(database: Database, report: Report) -> Report:
    """The report with a forecast, tried on copies that are rolled back.

    Where something stands against the plan there is nothing to forecast. Raises Refused where it
    is under way, and EvolveError where the trial gave way to somebody.
    """
    refuse_under_way(report)
    if report.stops:
        return report
    if report.plan.pairs.among:
        return replace(report, notes=(*report.notes, UNTRIED))
    if report.plan.pairs.transformed:
        return replace(report, notes=(*report.notes, IN_PYTHON))
    found = tried(database, report, report.trial) if report.trial else None
    if found is None:
        return replace(report, notes=(*report.notes, TOO_FEW))
    return replace(report, forecast=found)


def refuse_under_way(report: Report) -> None:
    if report.running is None:
        return
    name = report.plan.name
    pace = Refusal(
        code="state",
        subject=name,
        message=f"is {report.running.state}; its pace is known, and nothing to be tried",
        hint=f"manage.py evolve status {name}",
    )
    raise Refused(f"{name} on {report.alias}", (pace,))


def tried(database: Database, report: Report, trial: Trial) -> Forecast | None:
    plan = report.plan
    try:
        return forecast(
            database.session,
            report.table,
            plan.pairs,
            [s for step in plan.phase(Phase.DUAL_WRITE)[:1] for s in step.apply],
            database.store.own(),
            rows=trial.rows,
            stripe_by=plan.stripe_by,
            limit=plan.max_rows_per_second,
        )
    except (errors.LockNotAvailable, errors.QueryCanceled) as error:
        raise EvolveError(
            f"{plan.table}: the trial gave way: {objection(error)}; nothing was changed",
            hint=f"manage.py evolve plan {plan.name} --trial, when less is going on",
        ) from error
