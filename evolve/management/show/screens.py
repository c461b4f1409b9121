"""The screen of one evolution."""

from __future__ import annotations

from evolve.plurals import counted, spell
from evolve.service.status import Consumer, Marked, Progress, Status
from evolve.states import State

BAR = 32
# Below this part of updates that stay on their page the passes have not found the room they leave.
FEW_ON_PAGE = 0.3


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
    """Where it is, why it waits, what to do, and who is running."""
    where = f"{found.environment}/{found.alias}" if found.environment else found.alias
    held = f"   HELD for {spell(found.hold_age or 0)}" if found.hold else ""
    lines = [f"{found.name}   {where}   {found.state.upper()} {spell(found.age)}{held}"]
    if found.progress and found.state in {State.BACKFILLING, State.VERIFYING}:
        lines.append(bar(found.progress))
        if found.progress.on_page is not None and found.progress.on_page < FEW_ON_PAGE:
            lines.append(line("room", crowded(found.progress.on_page)))
    if found.hold:
        lines += [line("why held", found.hold), line("", found.hold_clears)]
    if found.progress and found.progress.rest_why and not found.hold:
        lines.append(line("pace", rests(found)))
    if found.tuning:
        lines.append(line("tuned", tuned(found)))
    lines += [line("you", found.next), line("undo", found.undo)]
    lines += [line("forgotten", text) for text in found.forgotten]
    lines += [*archive(found), *agreement(found)]
    if found.marks:
        lines.append(line("marks", marked(found.marks, workers=found.workers or found.worker)))
    if found.conflicts:
        both = counted(found.conflicts, "statement")
        lines.append(line("conflicts", f"{both} changed both sides of a row; the new side won"))
    lines.append(line("workers", workers(found)))
    lines.append(line("releases", " | ".join(map(consumer, found.consumers)) or "none reported"))
    lines += [line("blind", text) for text in found.blind]
    lines.append(line("rollback", found.rollback))
    return "\n".join(lines)


def tuned(found: Status) -> str:
    """What an operator has changed of the pace."""
    keys = ", ".join(sorted(found.tuning))
    return f"{keys} -> evolve tune {found.name} shows the values"


def archive(found: Status) -> list[str]:
    """The line of what was put away before the drop."""
    if found.archive is None:
        return []
    if found.to_restore is not None:
        return [line("restoring", f"about {counted(found.to_restore, 'row')} to go")]
    kept, until = found.archive, f"{found.archive.keep_until:%Y-%m-%d}"
    text = f"{counted(kept.rows, 'row')} in {kept.storage}: {kept.file}, to be kept until {until}"
    return [line("archive", text)]


def agreement(found: Status) -> list[str]:
    """The line of the latest proof or round of the drift check, if there is one."""
    agreed = found.agreement
    if agreed is None:
        return []
    failing = f", {agreed.failing:,} of them do not convert" if agreed.failing else ""
    looked = counted(agreed.rows, "row")
    text = f"{agreed.differences:,} differ of {looked} looked at{failing}, {spell(agreed.age)} ago"
    again = f"; looking again, {agreed.under_way:.0%} done" if agreed.under_way else ""
    return [line("agreement", text + again)]


def marked(found: Marked, *, workers: object) -> str:
    """How many rows are still to be given their value, and by whom if there are no `workers`."""
    failing = f"; {counted(found.failing, 'row')} tried in vain" if found.failing else ""
    if not found.rows:
        return f"no row waits to be settled{failing}"
    verb = "waits" if found.rows == 1 else "wait"
    late = f"the oldest for {found.seconds:.1f} s"
    nobody = "" if workers else "; nobody settles them: evolve worker"
    return f"{counted(found.rows, 'row')} {verb} to be settled, {late}{failing}{nobody}"


def workers(found: Status) -> str:
    """Who is at it, of how many that are alive."""
    known = set(found.workers) | {found.worker} - {""}
    if not known:
        return "none at work at this moment"
    if not found.worker:
        return f"{len(known)} alive, none at it at this moment"
    who = f"{len(known)} alive: {found.worker}" + ("" if len(known) == 1 else " is at it")
    progress = found.progress
    return f"{who}, {batches(progress)}" if progress and progress.batch_rows else who


def batches(progress: Progress) -> str:
    return f"batches of {progress.batch_rows:,} rows in {progress.batch_ms:.0f} ms"


def crowded(on_page: float) -> str:
    """What it means that few updates stay on their page, and what to look for."""
    return (
        f"only {on_page:.0%} of the updates stay on their page; the others write every index, and "
        "the table grows: an old snapshot keeps their room (evolve tune shows hold.old_snapshot), "
        "or a column that is filled has an index"
    )


def rests(found: Status) -> str:
    """Why batch does not follow batch, and what would make it."""
    progress = found.progress
    assert progress is not None
    text = resting(progress)
    if progress.rest_why == "max-rows-per-second":
        return text
    return f"{text} -> evolve tune {found.name} flat-out=on lets it take what there is"


def resting(progress: Progress) -> str:
    return f"rests {progress.rest_ms:,.0f} ms after a batch: {progress.rest_why}"


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
