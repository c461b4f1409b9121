"""A suggestion as text: what was found, what each release ships, and what a person decides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evolve.suggest.proposal import Proposal, Suggestion
from evolve.suggest.writing import File, Files, Release


def suggestion(found: Suggestion, files: Files, *, dry: bool) -> str:
    """One application's part."""
    wanted = found.wanted
    lines = [f"{wanted.app_label.upper()}, from {wanted.source}"]
    for one in found.proposals:
        lines += ["", *evolution(one)]
    if found.proposals:
        lines += ["", *release("RELEASE 1, as soon as you like", files.first, dry=dry)]
        lines += ["", f"then    {then(found)}"]
        lines += ["", *release("RELEASE 2, once they are ready", files.second, dry=dry)]
    for gap in found.gaps:
        lines += ["", f"not understood: {gap}"]
    for finding in found.advice:
        lines += ["", f"{finding.id} {finding.subject}: {finding.rule.why}"]
        lines += [f"    -> {finding.rule.otherwise}"]
    if found.harmless:
        lines += ["", "harmless, and left as it is: " + "; ".join(found.harmless)]
    if wanted.replaced and found.proposals:
        lines += ["", *replacing(found)]
    return "\n".join(lines)


def evolution(one: Proposal) -> Iterator[str]:
    yield f"{one.name}: {one.kind} of {one.model}"
    if one.first:
        yield f"    first   {one.first}"
    for finding in one.findings:
        yield f"    why     {finding.subject}: {finding.rule.why}"
    for question in one.decide:
        yield f"    decide  {question}"


def release(title: str, what: Release, *, dry: bool) -> Iterator[str]:
    """Its files, with their text where nothing is written, and its models."""
    yield title
    for file in what.files:
        yield f"    {'would write' if dry else 'written'}  {file.path}"
    for edit in what.edits:
        yield f"    models.py  {edit}"
    if dry:
        for file in what.files:
            yield ""
            yield from printed(file)


def printed(file: File) -> Iterator[str]:
    yield f"# -- {file.path}"
    yield from file.text.rstrip("\n").splitlines()


def then(found: Suggestion) -> str:
    """What lies between the two releases."""
    commands = []
    for one in found.proposals:
        commands.append(f"manage.py evolve wait {one.name} --for ready")
        if one.same_name:
            commands.append(f"manage.py evolve swap {one.name}")
    return "\n        ".join(commands)


def replacing(found: Suggestion) -> Iterator[str]:
    """How migrations that exist give way."""
    old = ", ".join(".".join(key) for key in found.wanted.replaced)
    yield (
        f"Where {old} has never been applied: delete it, take .suggested off the new files, and "
        "let what depended on it depend on the last of them. Where it has been, it is too late."
    )
    if found.harmless:
        yield "What is harmless goes into a migration of its own, as it was."


def suggestion_data(found: Suggestion, files: Files) -> dict[str, Any]:
    """One application's part for machines."""
    return {
        "application": found.wanted.app_label,
        "source": found.wanted.source,
        "operations": len(found.wanted.moves),
        "evolutions": [
            {
                "name": one.name,
                "kind": one.kind,
                "model": one.model,
                "first": one.first,
                "findings": [finding.as_json() for finding in one.findings],
                "decide": list(one.decide),
            }
            for one in found.proposals
        ],
        "releases": [
            {
                "files": [{"path": str(file.path), "text": file.text} for file in what.files],
                "models": list(what.edits),
            }
            for what in (files.first, files.second)
        ],
        "advice": [finding.as_json() for finding in found.advice],
        "gaps": list(found.gaps),
        "harmless": list(found.harmless),
    }
