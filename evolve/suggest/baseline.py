"""Findings that a team has seen and lives with: a file of their keys, kept beside manage.py."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evolve.errors import UsageError
from evolve.suggest.finding import Finding

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """`new` findings are not in the baseline; `known` are; `gone` are keys that nothing has."""

    new: tuple[Finding, ...]
    known: tuple[Finding, ...]
    gone: tuple[str, ...]


def compare(findings: Sequence[Finding], baseline: Sequence[str]) -> Compared:
    """Each entry of the baseline stands for one finding, so a second one of its key is new."""
    left = Counter(baseline)
    new, known = list[Finding](), list[Finding]()
    for found in findings:
        if left[found.key] > 0:
            left[found.key] -= 1
            known.append(found)
        else:
            new.append(found)
    return Compared(new=tuple(new), known=tuple(known), gone=tuple(sorted(left.elements())))


def read(path: Path) -> list[str]:
    """The keys in the file. Raises UsageError where it is none of ours."""
    hint = f"manage.py evolve lint --baseline {path} --write-baseline"
    try:
        data = json.loads(path.read_text())
    except OSError as error:
        reason = error.strerror or error
        raise UsageError(f"the baseline {path} cannot be read: {reason}", hint=hint) from error
    except ValueError as error:
        raise UsageError(f"the baseline {path} is not JSON: {error}", hint=hint) from error
    keys = data.get("findings") if isinstance(data, dict) else None
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise UsageError(f"{path} holds no baseline of evolve's", hint=hint)
    return keys


def write(path: Path, findings: Sequence[Finding]) -> None:
    """Every finding's key, sorted, so that a change of it reads well."""
    data = {"version": VERSION, "findings": sorted(found.key for found in findings)}
    try:
        path.write_text(json.dumps(data, indent=2) + "\n")
    except OSError as error:
        reason = error.strerror or error
        raise UsageError(f"{path} cannot be written: {reason}", hint="name another file") from error
