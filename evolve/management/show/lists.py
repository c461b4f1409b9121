"""Lists as text: playbooks, evolutions, the answers of verify, the history."""

from __future__ import annotations

from collections.abc import Sequence

from evolve.errors import PlaybookError
from evolve.phases.tuning import Tuned
from evolve.playbook.model import Playbook
from evolve.plurals import counted
from evolve.proof.agreement import Checked
from evolve.records import Event, Evolution
from evolve.service.verifying import Verdict


def overview(
    playbooks: Sequence[Playbook | PlaybookError],
    rows: Sequence[tuple[str, Evolution]],
    missing: Sequence[str],
) -> str:
    """Playbooks found, and evolutions recorded on each database."""
    lines = ["PLAYBOOKS"]
    for found in playbooks:
        if isinstance(found, PlaybookError):
            problems = counted(len(found.problems), "problem")
            lines.append(f"  {found.path}: {problems} -> manage.py evolve check")
        else:
            lines.append(f"  {found.name:<32} {found.kinds:<10} {found.model}")
    if not playbooks:
        lines.append("  none yet -> manage.py evolve new KIND app.Model FIELD ...")
    lines += ["", "EVOLUTIONS"]
    for alias, evolution in rows:
        held = f"   HELD: {evolution.hold}" if evolution.hold else ""
        lines.append(f"  {evolution.name:<32} {alias:<10} {evolution.state}{held}")
    if not rows:
        lines.append("  none yet -> manage.py evolve start PLAYBOOK")
    lines += [
        f"  {alias}: evolve's tables are not there -> manage.py migrate evolve --database {alias}"
        for alias in missing
    ]
    return "\n".join(lines)


def tuned(name: str, alias: str, settings: Sequence[Tuned]) -> str:
    """Everything that can be tuned: its value, and where that comes from."""
    lines = [f"  {one.key:<24} {one.value:<28} {one.source}" for one in settings]
    return "\n".join([f"{name} on {alias}", *lines])


def verdict(name: str, alias: str, found: Verdict) -> str:
    """What one snapshot showed."""
    agreed = found.agreement
    lines = [
        f"{name} on {alias}: {agreed.differences:,} of {counted(agreed.rows, 'row')} differ"
        + agreed.where
        + (f"; values that do not convert: {agreed.failing:,}" if agreed.failing else "")
    ]
    for check in found.checks:
        lines.append(f"  {check.name}: {answer(check)}")
    lines += [f"  differs: {key}" for key in found.keys]
    if found.kept is not None:
        lines.append(
            f"  {counted(found.kept, 'row')} mended so far; {found.kept_in} has them as they were"
        )
    return "\n".join(lines)


def answer(check: Checked) -> str:
    if not check.asked:
        return "not asked: it names a column that is aside"
    return "passed" if check.passed else f"FAILED: found {check.found}, expected {check.expect}"


def checked(playbooks: Sequence[Playbook | PlaybookError]) -> str:
    """A line for each valid playbook, and one for each problem."""
    lines = [
        found.message
        if isinstance(found, PlaybookError)
        else f"{found.path}: valid ({found.kinds} of {found.model})"
        for found in playbooks
    ]
    wrong = sum(isinstance(found, PlaybookError) for found in playbooks)
    if wrong:
        lines.append(f"{counted(wrong, 'playbook')} of {len(playbooks)} not valid")
    return "\n".join(lines) or "no playbooks found -> manage.py evolve new KIND app.Model FIELD ..."


def history(events: Sequence[tuple[str, Event]]) -> str:
    """A line for each event, in the order given; times as the database has them, in UTC."""
    lines = []
    several = len({alias for alias, _ in events}) > 1
    for alias, event in events:
        data = ", ".join(f"{key}={value}" for key, value in event.data.items())
        where = f"{alias:<10} " if several else ""
        when = f"{event.at:%Y-%m-%d %H:%M:%S}"
        lines.append(f"{when}  {where}{event.kind:<18} {event.actor:<12} {data}".rstrip())
    return "\n".join(lines)
