"""A playbook's file, read and checked as a whole.

Everything that is wrong is collected into one `PlaybookError`; nothing in a file can end in any
other exception.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import ValidationError

from evolve.errors import PlaybookError, Problem
from evolve.playbook.complaints import complaints, located
from evolve.playbook.document import Document
from evolve.playbook.model import ChangeSection, KeyPath, Playbook, Section
from evolve.playbook.nearest import nearest
from evolve.playbook.tree import Tree, read

Kinds = Mapping[str, type[ChangeSection]]
LONGEST_NAME = 50


def load(path: Path, kinds: Kinds) -> Playbook:
    """The playbook in the file at `path`. Raises PlaybookError with everything wrong in it."""
    try:
        raw = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a path that no file can have
        reason = getattr(error, "strerror", None) or str(error)
        problem = Problem(message="the file cannot be read", found=reason)
        raise PlaybookError(str(path), (problem,)) from error
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode()
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        problem = Problem(message="not UTF-8 text", line=line, column=column)
        raise PlaybookError(str(path), (problem,)) from error
    if path.suffix != ".yaml":
        problem = Problem(
            message="not a playbook's file name",
            found=repr(path.name),
            expected=f"{path.stem}.yaml",
        )
        raise PlaybookError(str(path), (problem,))
    return parse(text, name=path.stem, path=str(path), kinds=kinds)


def parse(text: str, *, name: str, path: str, kinds: Kinds) -> Playbook:
    """The playbook that `text` holds. Raises PlaybookError with everything wrong in it."""
    tree = read(text)
    problems = [*_of_name(name), *tree.problems]
    document, change = None, None
    if isinstance(tree.data, dict):
        document, found = _document(tree)
        change, more = _change(tree, kinds)
        problems += [*found, *more]
    elif not tree.problems:
        expected = "`evolve: 1` and below it `model`, `change`"
        problems.append(Problem(message="no mapping", line=1, column=1, expected=expected))
    if document and change:
        problems += [located(problem, tree, key=True) for problem in _across(document, change)]
    if problems or not document or not change:
        raise PlaybookError(path, tuple(sorted(problems, key=_place)))
    return _playbook(document, change, tree, name=name, path=path, text=text)


def _playbook(
    document: Document, change: ChangeSection, tree: Tree, *, name: str, path: str, text: str
) -> Playbook:
    return Playbook(
        name=name,
        path=path,
        text=text,
        model=document.model,
        change=change,
        databases=document.databases,
        owner=document.owner,
        expand=document.expand,
        dual_write=document.dual_write,
        backfill=document.backfill,
        verify=document.verify,
        contract=document.contract,
        places=tree.places,
    )


def _of_name(name: str) -> Iterable[Problem]:
    if re.fullmatch(r"[a-z0-9][a-z0-9-]*", name) and len(name) <= LONGEST_NAME:
        return
    near = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:LONGEST_NAME]
    yield Problem(
        message="the file's name is no name for an evolution",
        line=1,
        column=1,
        found=repr(name),
        expected=f"a-z, 0-9 and -, at most {LONGEST_NAME} characters",
        nearest=near,
    )


def _document(tree: Tree) -> tuple[Document | None, list[Problem]]:
    sections: dict[int, type[Section]] = {}
    try:
        document = Document.model_validate(tree.data, context=sections)
        return document, [located(problem, tree) for problem in _checks(document)]
    except ValidationError as error:
        return None, complaints(error, tree, sections)


def _change(tree: Tree, kinds: Kinds) -> tuple[ChangeSection | None, list[Problem]]:
    data = tree.data.get("change")
    if not isinstance(data, dict):
        return None, []  # the document says so already
    named = [key for key in data if key in kinds]
    if len(named) != 1:
        return None, [located(_no_kind(data, named, kinds), tree, key=True)]
    sections: dict[int, type[Section]] = {}
    try:
        change = kinds[named[0]].model_validate(data, context=sections)
    except ValidationError as error:
        return None, complaints(error, tree, sections, "change")
    return change, [located(problem, tree) for problem in change.problems()]


def _no_kind(data: Mapping[str, object], named: list[str], kinds: Kinds) -> Problem:
    expected = f"one of {', '.join(kinds)}"
    if named:
        message = "two kinds of change in one playbook"
        found = " and ".join(map(repr, named))
        return Problem(message=message, found=found, expected=expected, path=("change", named[1]))
    for key in data:
        if near := nearest(key, kinds):
            return Problem(
                message="unknown kind of change",
                found=repr(key),
                expected=expected,
                nearest=near,
                path=("change", key),
            )
    path: KeyPath = ("change", *list(data)[:1])
    found = repr(next(iter(data))) if data else "nothing"
    return Problem(message="unknown kind of change", found=found, expected=expected, path=path)


def _checks(document: Document) -> Iterable[Problem]:
    names = [check.name for check in document.verify]
    for index, name in enumerate(names):
        if name in names[:index]:
            path = ("verify", index, "name")
            expected = "another name for each check"
            yield Problem(
                message="two checks have one name", found=repr(name), expected=expected, path=path
            )


def _across(document: Document, change: ChangeSection) -> Iterable[Problem]:
    """What one section says of fields that another does not know."""
    old, new = change.sides()
    yield from _strangers(document.expand.columns, new, "new", "expand", "columns")
    yield from _strangers(document.dual_write.forward, new, "new", "dual_write", "forward")
    yield from _strangers(document.dual_write.backward, old, "old", "dual_write", "backward")
    yield from _strangers(document.contract.drop or (), old, "old", "contract", "drop")
    yield from _strangers(document.contract.not_null or (), new, "new", "contract", "not_null")


def _strangers(
    names: Iterable[str], known: tuple[str, ...], side: str, *path: str
) -> Iterable[Problem]:
    for index, name in enumerate(names):
        if name not in known:
            step: str | int = name if isinstance(names, Mapping) else index
            yield Problem(
                message=f"not a field of the change's {side} side",
                found=repr(name),
                expected=" or ".join(known),
                nearest=nearest(name, known),
                path=(*path, step),
            )


def _place(problem: Problem) -> tuple[int, int]:
    return problem.line or 1, problem.column or 1
