"""The files of a suggestion: playbooks, and two migrations for each, the starts before all else.

Migrations in the place of ones that exist end in `.suggested`: both together would be two ends of
one history. A file that is there is never written over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.migrations import AddField, AlterField, Migration, RemoveField, RenameField
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.operations.base import Operation
from django.db.migrations.writer import MigrationWriter

from evolve.errors import UsageError
from evolve.playbook.find import FOLDER
from evolve.suggest.field_text import for_models
from evolve.suggest.history import Key
from evolve.suggest.looking import Place
from evolve.suggest.proposal import Proposal, Suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    path: Path
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What one release ships: its files, and how its models differ from those of the other."""

    files: tuple[File, ...]
    edits: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """`first` starts the evolutions under the models of before; `second` has the new models."""

    first: Release
    second: Release

    def every(self) -> tuple[File, ...]:
        return (*self.first.files, *self.second.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operations:
    """The two operations of evolve's, which whoever calls knows."""

    start: Callable[[str], Operation]
    adopt: Callable[[str, Sequence[Operation]], Operation]


def files_of(found: Suggestion, ours: Operations) -> Files:
    """The files, not yet written."""
    wanted = found.wanted
    number = (MigrationAutodetector.parse_number(wanted.parent[1]) or 0) if wanted.parent else 0
    parent, first, second = wanted.parent, list[File](), list[File]()
    for one in found.proposals:
        first.append(File(path=playbooks() / f"{one.name}.yaml", text=one.playbook))
    for one in found.proposals:
        number += 1
        name = f"{number:04d}_start_{one.name.replace('-', '_')}"
        first.append(migration(found, name, ours.start(one.name), parent, atomic=False))
        parent = (wanted.app_label, name)
    for one in found.proposals:
        number += 1
        name = f"{number:04d}_adopt_{one.name.replace('-', '_')}"
        operation = ours.adopt(one.name, one.operations)
        second.append(migration(found, name, operation, parent, atomic=True))
        parent = (wanted.app_label, name)
    return Files(
        first=Release(files=tuple(first), edits=once(edits(found, before=True))),
        second=Release(files=tuple(second), edits=once(edits(found, before=False))),
    )


def playbooks() -> Path:
    return Path(getattr(settings, "BASE_DIR", None) or Path.cwd()) / FOLDER


def migration(
    found: Suggestion, name: str, operation: Operation, parent: Key | None, *, atomic: bool
) -> File:
    app_label = found.wanted.app_label
    made = Migration(name, app_label)
    vars(made).update(operations=[operation], dependencies=[parent] if parent else [])
    writer = MigrationWriter(made, include_header=False)
    text = as_written(writer.as_string(), operation, atomic=atomic)
    path = Path(writer.path)
    if found.wanted.replaced:
        path = path.with_suffix(".py.suggested")
    return File(path=path, text=text)


def as_written(text: str, operation: Operation, *, atomic: bool) -> str:
    """With the import and the attribute as one writes them by hand."""
    module, name = type(operation).__module__, type(operation).__name__
    text = text.replace(f"import {module}\n", "")
    text = text.replace(f"{module}.{name}(", f"{name}(")
    text = re.sub(r"(\n+class )", rf"\nfrom {module} import {name}\1", text, count=1)
    if not atomic:
        text = text.replace(
            "(migrations.Migration):\n", "(migrations.Migration):\n    atomic = False\n", 1
        )
    return text


# -- models -------------------------------------------------------------------------------------


def once(lines: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lines))


def edits(found: Suggestion, *, before: bool) -> Iterator[str]:
    """How models.py reads in the one release and in the other, a line for each field."""
    wanted = found.wanted
    for one in found.proposals:
        place = Place(
            app_label=wanted.app_label, before=wanted.before, after=wanted.after, alias=""
        )
        for operation in one.operations:
            yield from edit(one, operation, place, before=before)


def edit(one: Proposal, operation: Operation, place: Place, *, before: bool) -> Iterator[str]:
    state = place.before if before else place.after
    model = place.model(state, one.model.rpartition(".")[2])
    there, gone = names_of(operation, before=before)
    if model is not None and there and there in model.fields:
        yield f"{one.model} has {for_models(there, model.fields[there])}"
    if gone:
        yield f"{one.model} has no {gone}"


def names_of(operation: Operation, *, before: bool) -> tuple[str, str]:
    """The field that the release has, and the one that it has not; "" for none."""
    match operation:
        case RenameField(old_name=old, new_name=new):
            return (old, new) if before else (new, old)
        case AddField(name=name):
            return ("", name) if before else (name, "")
        case RemoveField(name=name):
            return (name, "") if before else ("", name)
        case AlterField(name=name):
            return (name, "")
    return "", ""


# -- files ------------------------------------------------------------------------------------


def write(files: Sequence[File]) -> None:
    """All of them or none. Raises UsageError where one is there already, or cannot be written."""
    for file in files:
        if file.path.exists():
            raise UsageError(
                f"{file.path} is there already; nothing was written",
                hint="manage.py evolve suggest --dry-run prints it; or move that file away",
            )
    written = list[Path]()
    try:
        for file in files:
            file.path.parent.mkdir(parents=True, exist_ok=True)
            with file.path.open("x") as target:
                written.append(file.path)
                target.write(file.text)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise UsageError(
            f"{error.filename} cannot be written: {error.strerror}; nothing was written",
            hint="manage.py evolve suggest --dry-run prints it",
        ) from error
