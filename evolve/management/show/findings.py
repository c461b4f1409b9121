"""Findings as text, and as GitHub reads them in a log of its actions."""

from __future__ import annotations

from evolve.changes import KINDS
from evolve.plurals import counted
from evolve.suggest.baseline import Compared
from evolve.suggest.finding import Finding


def lint(found: Compared, migrations: int) -> str:
    """A paragraph for each new finding, and what was looked at."""
    lines = [line for finding in found.new for line in paragraph(finding)]
    lines += [f"gone, and may leave the baseline: {key}" for key in found.gone]
    lines.append(
        f"{counted(len(found.new), 'finding')} in {counted(migrations, 'migration')}"
        + (f", and {len(found.known)} in the baseline" if found.known else "")
    )
    return "\n".join(lines)


def paragraph(finding: Finding) -> list[str]:
    where = f"{finding.path}:{finding.line}: " if finding.path else ""
    return [
        f"{where}{finding.id} {finding.rule.name}",
        f"  {finding.subject}: {finding.rule.why}",
        f"    -> {way(finding)}",
    ]


def way(finding: Finding) -> str:
    """What to do: a command where evolve has a kind of change for it."""
    if finding.rule.kind in KINDS and finding.migration:
        command = f"manage.py evolve suggest --migration {finding.migration}"
        return f"{command}; or {finding.rule.otherwise}"
    return finding.rule.otherwise


def github(found: Compared) -> str:
    """Workflow commands, one a line: each becomes a remark at its place in the change."""
    return "\n".join(
        f"::error file={attribute(finding.path)},line={finding.line or 1},"
        f"title={attribute(f'{finding.id} {finding.rule.name}')}"
        f"::{data(f'{finding.subject}: {finding.rule.why} -> {way(finding)}')}"
        for finding in found.new
    )


def data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def attribute(text: str) -> str:
    return data(text).replace(":", "%3A").replace(",", "%2C")
