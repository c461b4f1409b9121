"""The plan as text: what, in which order, under which lock, and what stands against it.

Every statement is there. A function that is replaced by a nearly equal one is shown by the lines
that differ, and long statements are broken where SQL allows it; `plan --format json` has each of
them to the letter.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from evolve.errors import Refusal
from evolve.management.show.screens import count
from evolve.pg.step import Lock
from evolve.pg.striping import STRIPES
from evolve.plurals import counted, spell
from evolve.proof.offenders import Offender
from evolve.service.planning import PlannedStep, Report
from evolve.states import Phase

WIDTH = 100
MARGIN = "      | "
TITLES = {
    Phase.EXPAND: "EXPAND: the new columns",
    Phase.DUAL_WRITE: "DUAL WRITE: every write keeps both sides in step",
    Phase.BACKFILL: "BACKFILL: the rows that are there",
    Phase.VERIFY: "VERIFY: indexes, checks and the proof",
    Phase.SWAP: "SWAP: the names are exchanged (evolve swap)",
    Phase.CONTRACT: "CONTRACT: once the gate permits it (evolve contract)",
    Phase.QUARANTINE: "QUARANTINE: the old side aside, synchronised, one rename from back",
    Phase.DROP: "DROP: after the quarantine, or with --now",
}
FOR_EVER = "FROM HERE ON NOTHING CAN BE UNDONE"


def plan(report: Report, derived: str) -> str:
    """The whole of it, and the next command."""
    written = "\n".join(f"  {line}" for line in derived.rstrip().splitlines())
    parts = [
        head(report),
        f"PLAYBOOK, with everything that follows from the change\n{written}",
        "\n\n".join(phases(report)),
        trial(report),
        forecast(report),
        stops(report),
        notes(report),
        blind(report),
        f"-> {after(report)}",
    ]
    return "\n\n".join(part for part in parts if part)


def summary(report: Report) -> str:
    """What to know before saying yes."""
    parts = [head(report), trial(report), notes(report), blind(report)]
    return "\n\n".join(part for part in parts if part)


def head(report: Report) -> str:
    table = report.table
    under_way = (
        f"\nunder way: {report.running.state}; this is its frozen plan" if report.running else ""
    )
    return (
        f"{report.plan.name}: {report.plan.model}, about {count(table.rows)} rows, "
        f"{table.heap_bytes / 1e6:,.1f} MB, {table.total_bytes / 1e6:,.1f} MB with indexes\n"
        f"table {table.name} in database {report.database} (alias {report.alias}){under_way}"
    )


def after(report: Report) -> str:
    name = report.plan.name
    if report.running:
        return f"manage.py evolve status {name}"
    if report.stops:
        return f"mend what stands against it, then manage.py evolve plan {name} again"
    return f"manage.py evolve start {name}"


# -- steps --------------------------------------------------------------------------------------


def phases(report: Report) -> Iterator[str]:
    """A paragraph for each phase."""
    number = 0
    shown: dict[str, str] = {}
    for phase, title in TITLES.items():
        steps = [step for step in report.steps if step.step.phase is phase]
        lines = list(backfill(report)) if phase is Phase.BACKFILL else []
        for step in steps:
            number += 1
            lines += step_lines(number, step, shown)
        if lines:
            yield "\n".join([title + ending(report, phase), *lines])


def ending(report: Report, phase: Phase) -> str:
    """What becomes of the way back."""
    if phase is not Phase.DROP:
        return ""
    if report.archive:
        return f"; from here on by evolve restore alone, from the storage {report.archive!r}"
    return f"; {FOR_EVER}"


def backfill(report: Report) -> Iterator[str]:
    limit = report.plan.max_rows_per_second
    yield (
        f"      batches of about {report.plan.batch_ms} ms, each with its cursor in one transaction"
        + (f", at most {limit:,} rows/s" if limit else "")
    )
    by = report.plan.stripe_by
    yield (
        f"      {STRIPES} passes over each group of pages, "
        + (f"by {by}, whose values lie evenly" if by else "by a row's place on its page")
    )
    yield "      rows that the application has locked are skipped, and come again in a later pass"


def step_lines(number: int, planned: PlannedStep, shown: dict[str, str]) -> Iterator[str]:
    step = planned.step
    lock = f"lock {step.lock}" if step.lock is not Lock.NONE else "no lock on the table"
    if step.beside:
        lock += f", {step.beside_lock} on {step.beside}"
    scan = "reads the table" if step.scans else "reads no row"
    yield f"  {number:>2}  {step.title}"
    yield f"      {lock}; {scan}; now {planned.presence}"
    for statement in step.apply:
        yield from (MARGIN + text for text in statement_lines(f"{statement};", shown))


def statement_lines(statement: str, shown: dict[str, str]) -> Iterator[str]:
    """The statement; of a function that has been shown before, the lines that differ."""
    created = re.match(r"CREATE OR REPLACE FUNCTION (.*?\)) ", statement)
    before = shown.get(created[1]) if created else None
    if created:
        shown[created[1]] = statement
    if created and before is not None:
        compared = difflib.ndiff(before.splitlines(), statement.splitlines(), linejunk=None)
        differing = [line for line in compared if line[:2] in {"- ", "+ "}]
        if len(differing) < len(statement.splitlines()):
            yield f"CREATE OR REPLACE FUNCTION {created[1]} as above, but for these lines:"
            for line in differing:
                yield from (line[:2] + piece for piece in broken(line[2:]))
            return
    for line in statement.splitlines():
        yield from broken(line)


def broken(line: str, width: int = WIDTH - len(MARGIN) - 2) -> Iterator[str]:
    """`line` in pieces of at most `width`, broken at spaces that are not inside quotes."""
    if len(line) <= width or line.count("'") % 2 or line.count('"') % 2:
        yield line
        return
    indent = line[: len(line) - len(line.lstrip())]
    words = re.findall(r"(?:'[^']*'|\"[^\"]*\"|\S)+", line)
    piece = indent + words[0]
    for word in words[1:]:
        if len(piece) + 1 + len(word) > width:
            yield piece
            piece = indent + "    " + word
        else:
            piece += " " + word
    yield piece


# -- what stands against it ---------------------------------------------------------------------


WRONG = {
    "failing": "does not convert",
    "lossy": "does not come back",
    "nulls": "would be NULL",
    "left": "is not mended",
}


def trial(report: Report) -> str:
    found = report.trial
    if found is None:
        return ""
    demand = report.plan.pairs.demand
    counts = (
        {
            f"break {demand.name}": found.broken,
            "of them do not convert": found.failing,
            "of them are not mended": found.left,
        }
        if demand and not report.plan.pairs.transformed
        else {
            "do not convert": found.failing,
            "do not come back as they were": found.lossy,
            "would be NULL where that is not allowed": found.nulls,
        }
    )
    lines = [f"TRIED on {counted(found.rows, 'row')}, nothing changed"]
    lines += [f"  {number:,} {what}" for what, number in counts.items()]
    lines += [f"    {row}" for row in map(offender, report.offenders)]
    if any(getattr(found, wrong) for wrong in WRONG) and not report.offenders:
        lines.append(f"  -> manage.py evolve plan {report.plan.name} --show-values lists such rows")
    return "\n".join(lines)


def offender(row: Offender) -> str:
    """A row that stands against the plan: its key, what is wrong, what it holds."""
    key, holds = (
        ", ".join(f"{name}={'NULL' if text is None else text!r}" for name, text in each.items())
        for each in (row.key, row.holds)
    )
    return f"{key} {WRONG[row.wrong]}: {holds}"


def forecast(report: Report) -> str:
    """What the backfill will take, and what that leaves out."""
    found = report.forecast
    if found is None:
        return ""
    logged, images = found.wal_bytes, size(found.image_bytes)
    changes = "changes for no replica" if logged is None else f"{size(logged)} of changes"
    takes = f"about {spell(found.seconds)} at {count(found.rows_per_second)} rows/s"
    lines = [
        f"{takes}, if nothing holds it",
        f"WAL: {changes}, and up to {images} of whole pages after each checkpoint",
        f"growth: {size(found.growth_bytes)}; {found.hot:.0%} of the updates stay on their page",
        f"events for whoever captures changes: {counted(found.rows, 'update')}",
        "not in it: index builds and the proof; what is not in memory; what others do meanwhile",
    ]
    if found.unlike:
        lines.append(f"not in it: your own triggers ({', '.join(found.unlike)})")
    tried = counted(found.sample, "row")
    title = f"FORECAST of the backfill, tried on a copy of about {tried}, nothing changed"
    return "\n".join([title, *(f"  {line}" for line in lines)])


def size(bytes_: int) -> str:
    return f"{bytes_ / 1e6:,.1f} MB"


def stops(report: Report) -> str:
    if not report.stops:
        return ""
    return "\n".join(["STOPS: start would refuse", *map(stop, report.stops)])


def stop(refusal: Refusal) -> str:
    hint = f"\n    -> {refusal.hint}" if refusal.hint else ""
    return f"  {refusal.subject}: {refusal.message}{hint}"


def notes(report: Report) -> str:
    if not report.notes:
        return ""
    return "\n".join(["TO KNOW", *(f"  {note}" for note in report.notes)])


def blind(report: Report) -> str:
    """What the backfill will not slow down for, and what the gate will not know."""
    parts = (
        ("BLIND: the backfill does not wait for these", report.blind),
        ("BLIND: who reads the old columns is found by the quarantine alone", report.unseen),
    )
    return "\n\n".join(
        "\n".join([head, *(f"  {spot}" for spot in spots)]) for head, spots in parts if spots
    )
