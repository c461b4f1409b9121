"""For whoever writes a playbook: check, new, plan."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evolve.changes import KINDS
from evolve.errors import Exit, PlaybookError, UsageError
from evolve.management.show import lists, plans
from evolve.management.speaker import Speaker
from evolve.playbook.scaffold import scaffold
from evolve.service import forecasting, listing, planning
from evolve.service.databases import aliases_of, opened
from evolve.service.planning import Report


def check(arguments: Namespace, speaker: Speaker) -> int:
    found = planning.check(arguments.name)
    data = [
        {
            "path": f.path,
            "valid": not isinstance(f, PlaybookError),
            "problems": [asdict(p) for p in getattr(f, "problems", ())],
        }
        for f in found
    ]
    speaker.answer(lists.checked(found), playbooks=data)
    return Exit.USAGE if any(isinstance(f, PlaybookError) for f in found) else Exit.DONE


def new(arguments: Namespace, speaker: Speaker) -> int:
    text = scaffold(arguments.kind, arguments.model, arguments.fields, KINDS)
    if not arguments.output:
        speaker.answer(text.rstrip("\n"), playbook=text)
        return Exit.DONE
    path = Path(arguments.output)
    try:
        with path.open("x") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(f"{path} is there already", hint="name another file") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{path} cannot be written: {reason}", hint="name another file") from error
    speaker.answer(
        f"written: {path}\n-> decide what is marked `decide`, then manage.py evolve check {path}",
        path=str(path),
    )
    return Exit.DONE


def plan(arguments: Namespace, speaker: Speaker) -> int:
    for asked in ("trial", "show_values"):
        if arguments.offline and getattr(arguments, asked):
            option = f"--{asked.replace('_', '-')}"
            raise UsageError(f"{option} needs the database that --offline does without")
    playbook = planning.playbook_of(arguments.name)
    derived = planning.derived(playbook)
    if arguments.offline:
        speaker.answer(derived.as_yaml().rstrip(), derived=derived.data)
        return Exit.DONE
    reports = []
    for alias in aliases_of(playbook, arguments.database):
        with opened(alias) as database:
            report = planning.plan(database, playbook)
            if arguments.show_values:
                report = listing.with_rows(database, report)
            if arguments.trial:
                report = forecasting.with_forecast(database, report)
            reports.append(report)
    speaker.answer(
        "\n\n".join(plans.plan(report, derived.as_yaml()) for report in reports),
        derived=derived.data,
        databases=[report_data(report) for report in reports],
    )
    return Exit.REFUSED if any(report.stops for report in reports) else Exit.DONE


def report_data(report: Report) -> dict[str, Any]:
    """The whole of a report: every statement to the letter, and what was counted."""
    return {
        "alias": report.alias,
        "database": report.database,
        "plan": report.plan.as_json(),
        "presence": {planned.step.id: planned.presence for planned in report.steps},
        "rows": report.table.rows,
        "bytes": report.table.total_bytes,
        "stops": [asdict(stop) for stop in report.stops],
        "notes": list(report.notes),
        "blind": [*report.blind, *report.unseen],
        "trial": asdict(report.trial) if report.trial else None,
        "offenders": [asdict(row) for row in report.offenders],
        "forecast": asdict(report.forecast) if report.forecast else None,
        "running": report.running.state if report.running else None,
    }
