"""Screens as text: the status, the plan, the lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evolve.errors import PlaybookError
from evolve.pg.step import Lock
from evolve.playbook.model import Playbook
from evolve.records import Event, Evolution
from evolve.service.asking import Verdict
from evolve.service.planning import PlannedStep, Report
from evolve.service.status import Consumer, Progress, Status, spell
from evolve.states import Phase, State

BAR = 32


def count(number: float) -> str:
    """A number as people read it: 950, 31k, 122.0M."""
    if number >= 1_000_000:
        return f"{number / 1_000_000:.1f}M"
    if number >= 10_000:
        return f"{number / 1000:.0f}k"
    return f"{number:,.0f}"


def line(label: str, text: str) -> str:
    return f"{label:<11}{text}"


def status(found: Status) -> str:
    """The screen of one evolution."""
    where = f"{found.environment}/{found.alias}" if found.environment else found.alias
    held = f"   HELD for {spell(found.hold_age or 0)}" if found.hold else ""
    lines = [f"{found.name}   {where}   {found.state.upper()} {spell(found.age)}{held}"]
    if found.progress and found.state in {State.BACKFILLING, State.VERIFYING}:
        lines.append(bar(found.progress))
    if found.hold:
        lines.append(line("why held", found.hold))
        lines.append(line("", found.hold_clears))
    lines.append(line("you", found.next))
    lines.append(line("undo", found.undo))
    if found.agreement:
        agreed = found.agreement
        failing = f", {agreed.failing:,} of them do not convert" if agreed.failing else ""
        lines.append(
            line(
                "agreement",
                f"{agreed.differences:,} differ of {agreed.rows:,} rows looked at"
                f"{failing}, {spell(agreed.age)} ago",
            )
        )
    if found.conflicts:
        lines.append(
            line("conflicts", f"{found.conflicts:,} statements changed both sides; new won")
        )
    worker = f"1 alive: {found.worker}" if found.worker else "none at work at this moment"
    if found.progress and found.worker and found.progress.batch_rows:
        worker += f", batches of {found.progress.batch_rows:,} in {found.progress.batch_ms:.0f} ms"
    lines.append(line("workers", worker))
    lines.append(line("releases", " | ".join(map(consumer, found.consumers)) or "none reported"))
    lines += [line("blind", text) for text in found.blind]
    lines.append(line("rollback", found.rollback))
    return "\n".join(lines)


def bar(progress: Progress) -> str:
    done = round(progress.fraction * BAR)
    eta = f"   ETA {spell(progress.eta)}" if progress.eta is not None else ""
    sweep = f"   sweep {progress.sweep}" if progress.sweep else ""
    return (
        f"[{'#' * done}{'.' * (BAR - done)}] {progress.fraction:.0%}   "
        f"{count(progress.rows_done)} of ~{count(progress.rows_estimate)}   "
        f"{count(progress.rows_per_second)} rows/s{eta}{sweep}"
    )


def consumer(found: Consumer) -> str:
    """One application: how many processes map which shape."""
    if not found.observed:
        return f"{found.name}: NEVER OBSERVED"
    shapes = [
        f"{number} {shape}"
        for shape, number in (
            ("old", found.old),
            ("new", found.new),
            ("both", found.both),
            ("untouched", found.neither),
        )
        if number
    ]
    releases = f" ({', '.join(filter(None, found.releases))})" if any(found.releases) else ""
    return f"{found.name} {', '.join(shapes) or 'not running'}{releases}"


# -- plan -------------------------------------------------------------------------------------


def plan(report: Report, derived: str) -> str:
    """The plan in full: what, in which order, under which lock, and what stands against it."""
    parts = [head(report), derived.rstrip(), phases(report), trial(report)]
    if report.stops:
        parts.append("\n".join(["STOPS: start would refuse", *map(stop, report.stops)]))
    if report.notes:
        parts.append("\n".join(["TO KNOW", *(f"  {note}" for note in report.notes)]))
    return "\n\n".join(part for part in parts if part)


def head(report: Report) -> str:
    table = report.table
    running = (
        f"   under way: {report.running.state}, this is its frozen plan" if report.running else ""
    )
    return (
        f"{report.plan.name}   {report.plan.model} on {report.alias} "
        f"(database {report.database})   {table.name}: about {count(table.rows)} rows, "
        f"{table.heap_bytes / 1e6:,.1f} MB, {table.total_bytes / 1e6:,.1f} MB with indexes{running}"
    )


TITLES = {
    Phase.EXPAND: "EXPAND: the new columns",
    Phase.DUAL_WRITE: "DUAL WRITE: every write keeps both sides in step",
    Phase.VERIFY: "VERIFY: indexes, checks and the proof",
    Phase.SWAP: "SWAP: the names are exchanged (evolve swap)",
    Phase.CONTRACT: "CONTRACT: once the gate permits it (evolve contract)",
    Phase.QUARANTINE: "QUARANTINE: the old side aside, synchronised, one rename from back",
    Phase.DROP: "DROP: after the quarantine, or with --now; FROM HERE ON NOTHING CAN BE UNDONE",
}


def phases(report: Report) -> str:
    lines: list[str] = []
    number = 0
    for phase, title in TITLES.items():
        steps = [step for step in report.steps if step.step.phase is phase]
        if steps:
            lines += ["", title] if lines else [title]
        for step in steps:
            number += 1
            lines += step_lines(number, step)
        if phase is Phase.DUAL_WRITE:
            lines += [
                "",
                "BACKFILL: existing rows, in batches, position by position",
                f"  batches of about {report.plan.batch_ms} ms, each with its cursor in one "
                "transaction; locked rows are skipped and come again",
            ]
    return "\n".join(lines)


def step_lines(number: int, planned: PlannedStep) -> Iterable[str]:
    step = planned.step
    lock = f"lock {step.lock}" if step.lock is not Lock.NONE else "no lock on the table"
    scan = "reads the table" if step.scans else "reads no row"
    yield f"  {number:>2}  {step.title}"
    yield f"      {lock}; {scan}; now {planned.presence}"
    for statement in step.apply:
        for text in f"{statement};".splitlines():
            yield f"      | {text}"


def trial(report: Report) -> str:
    found = report.trial
    if found is None:
        return ""
    return (
        f"TRIED on {found.rows:,} rows: {found.failing:,} do not convert, "
        f"{found.lossy:,} do not come back as they were, {found.nulls:,} would be NULL where "
        "that is not allowed"
    )


def stop(refusal: object) -> str:
    subject, message, hint = (getattr(refusal, n) for n in ("subject", "message", "hint"))
    return f"  {subject}: {message}" + (f"\n    -> {hint}" if hint else "")


# -- lists ------------------------------------------------------------------------------------


def overview(
    playbooks: Sequence[Playbook | PlaybookError], rows: Sequence[tuple[str, Evolution]]
) -> str:
    """Playbooks found, and evolutions recorded on each database."""
    lines = ["PLAYBOOKS"]
    for found in playbooks:
        if isinstance(found, PlaybookError):
            lines.append(f"  {found.path}: {len(found.problems)} problems; evolve check")
        else:
            lines.append(f"  {found.name:<32} {found.change.kind:<10} {found.model}")
    lines += ["", "EVOLUTIONS"]
    for alias, evolution in rows:
        held = f"   HELD: {evolution.hold}" if evolution.hold else ""
        lines.append(f"  {evolution.name:<32} {alias:<10} {evolution.state}{held}")
    if not rows:
        lines.append("  none yet: evolve start PLAYBOOK")
    return "\n".join(lines)


def verdict(name: str, alias: str, found: Verdict) -> str:
    agreed = found.agreement
    lines = [
        f"{name} on {alias}: {agreed.differences:,} of {agreed.rows:,} rows differ"
        + (f", {agreed.failing:,} of them do not convert" if agreed.failing else "")
    ]
    for check in found.checks:
        answer = (
            "passed" if check.passed else f"FAILED: found {check.found}, expected {check.expect}"
        )
        lines.append(f"  {check.name}: {answer}")
    lines += [f"  differs: {key}" for key in found.keys]
    return "\n".join(lines)


def checked(found: Playbook | PlaybookError) -> str:
    if isinstance(found, PlaybookError):
        return found.message
    return f"{found.path}: valid ({found.change.kind} of {found.model})"


def history(events: Sequence[Event]) -> str:
    lines = []
    for event in reversed(events):
        data = ", ".join(f"{key}={value}" for key, value in event.data.items())
        lines.append(f"{event.at:%Y-%m-%d %H:%M:%S}  {event.kind:<18} {event.actor:<12} {data}")
    return "\n".join(lines)
