"""From what is wanted to evolutions: each with its playbook, and what a person decides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.migrations.operations.base import Operation

from evolve.changes import KINDS
from evolve.errors import PlaybookError, UsageError
from evolve.playbook.load import LONGEST_NAME, parse
from evolve.suggest.case import Case
from evolve.suggest.drafts import draft
from evolve.suggest.finding import Finding
from evolve.suggest.grouping import cases, touched
from evolve.suggest.wanted import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One evolution: its playbook's text, and the operations that AdoptEvolution takes over.

    `covers` are those that it does away with. `decide` are questions that only a person can
    answer; each is marked in the text, too. `first` is a way without an evolution, or "".
    """

    name: str
    kind: str
    model: str
    playbook: str
    operations: tuple[Operation, ...]
    covers: tuple[Operation, ...]
    findings: tuple[Finding, ...]
    decide: tuple[str, ...] = ()
    first: str = ""
    same_name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """`proposals` are evolutions; `advice` are findings for which there is none; `harmless` is
    what stays as it is, `gaps` what of data migrations was not understood."""

    wanted: Wanted
    proposals: tuple[Proposal, ...]
    advice: tuple[Finding, ...]
    harmless: tuple[str, ...]
    gaps: tuple[str, ...]


def suggest(wanted: Wanted) -> Suggestion:
    """Everything that follows from what is wanted."""
    proposals = named([p for case in cases(wanted) if (p := proposal(case, wanted))])
    covered = {id(operation) for p in proposals for operation in p.covers}
    answered = {found.key for p in proposals for found in p.findings}
    advice = [
        found
        for found in wanted.findings
        if found.key not in answered and not (proposals and found.id == "evolve.L120")
    ]
    troubled = {(f.model.rpartition(".")[2].lower(), f.field) for f in wanted.findings}
    harmless = [
        move.operation.describe()
        for move in wanted.moves
        if id(move.operation) not in covered
        and not (touched(move.operation) & troubled)
        and not is_data(move.operation)
    ]
    return Suggestion(
        wanted=wanted,
        proposals=tuple(proposals),
        advice=tuple(advice),
        harmless=tuple(harmless),
        gaps=(*wanted.forward.gaps, *wanted.backward.gaps),
    )


def is_data(operation: Operation) -> bool:
    return type(operation).__name__ in {"RunPython", "RunSQL"}


# -- one evolution ------------------------------------------------------------------------------


def proposal(one: Case, wanted: Wanted) -> Proposal | None:
    """The case as an evolution, None where its kind does not take it."""
    model = one.place.model(wanted.before, one.model)
    if one.kind not in KINDS or model is None:
        return None
    label = f"{wanted.app_label}.{model.name}"
    try:
        made = draft(one)
        text = playbook_text(wanted.source, label, made.lines)
        playbook = parse(text, name="suggested", path="suggested.yaml", kinds=KINDS)
    except (PlaybookError, UsageError):
        return None
    old, new = playbook.change.sides()
    same_name = any(name.startswith("evolve_") for name in new)
    return Proposal(
        name=name_of(model.name, one.kind, made.about or (*old, *new)[0]),
        kind=one.kind,
        model=label,
        playbook=text,
        operations=made.operations,
        covers=one.operations,
        findings=one.findings,
        decide=made.decide,
        first=made.first,
        same_name=same_name,
    )


def playbook_text(source: str, label: str, lines: str) -> str:
    head = f"# Suggested from {source}; decide what is marked `decide`.\n"
    body = "".join(f"  {line}\n" for line in lines.splitlines())
    return f"{head}evolve: 1\nmodel: {label}\nchange:\n{body}"


def name_of(model: str, kind: str, field: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", f"{model}-{kind}-{field}".lower())
    return words[:LONGEST_NAME].strip("-")


def named(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Each name once."""
    seen = dict[str, Proposal]()
    for one in proposals:
        seen.setdefault(one.name, one)
    return list(seen.values())
