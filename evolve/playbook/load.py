"""A playbook's file, read and checked as a whole.

Everything that is wrong is collected into one `PlaybookError`; nothing in a file can end in any
other exception.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from evolve.errors import PlaybookError, Problem
from evolve.playbook.complaints import complaints, located
from evolve.playbook.document import Document
from evolve.playbook.model import ChangeSection, KeyPath, Playbook, Section
from evolve.playbook.nearest import nearest
from evolve.playbook.together import together
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
    document, changes = None, tuple[ChangeSection, ...]()
    if isinstance(tree.data, dict):
        document, found = _document(tree)
        changes, more = _changes(tree, kinds)
        problems += [*found, *more]
    elif not tree.problems:
        expected = "`evolve: 1` and below it `model`, `change`"
        problems.append(Problem(message="no mapping", line=1, column=1, expected=expected))
    if document and changes:
        problems += [located(problem, tree, key=True) for problem in _across(document, changes)]
        problems += [located(problem, tree) for problem in together(changes, tree)]
    if problems or not document or not changes:
        raise PlaybookError(path, tuple(sorted(problems, key=_place)))
    return _playbook(document, changes, tree, name=name, path=path, text=text)


def _playbook(
    document: Document,
    changes: tuple[ChangeSection, ...],
    tree: Tree,
    *,
    name: str,
    path: str,
    text: str,
) -> Playbook:
    return Playbook(
        name=name,
        path=path,
        text=text,
        model=document.model,
        changes=changes,
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


def _changes(tree: Tree, kinds: Kinds) -> tuple[tuple[ChangeSection, ...], list[Problem]]:
    """The changes in their order; none where something is wrong with one."""
    one, several = tree.data.get("change"), tree.data.get("changes")
    if "changes" in tree.data and "change" in tree.data:
        expected = "`change` with one kind of change, or `changes` with a list of them"
        problem = Problem(message="both `change` and `changes`", expected=expected)
        return (), [located(replace(problem, path=("changes",)), tree, key=True)]
    if "change" not in tree.data and "changes" not in tree.data:
        if any(nearest(key, ("change", "changes")) for key in tree.data):
            return (), []  # the document says so already
        return (), [located(Problem(message="'change' is missing", path=("change",)), tree)]
    found: list[ChangeSection] = []
    problems: list[Problem] = []
    sections: dict[KeyPath, object] = {("change",): one}
    if isinstance(several, list):
        if len(several) < 2:
            expected = "two or more; one change stands under `change`"
            problem = Problem(message="too few entries", found=str(len(several)), expected=expected)
            return (), [located(replace(problem, path=("changes",)), tree)]
        sections = {("changes", index): data for index, data in enumerate(several)}
    for path, data in sections.items():
        if isinstance(data, dict):  # else the document says so already
            change, more = _change(tree, kinds, path, data)
            found += [change] if change else []
            problems += more
    return tuple(found) if len(found) == len(sections) else (), problems


def _change(
    tree: Tree, kinds: Kinds, path: KeyPath, data: Mapping[str, object]
) -> tuple[ChangeSection | None, list[Problem]]:
    named = naming(data, kinds)
    if len(named) != 1:
        return None, [located(_no_kind(data, named, kinds, path), tree, key=True)]
    sections: dict[int, type[Section]] = {}
    try:
        change = kinds[named[0]].model_validate(data, context=sections)
    except ValidationError as error:
        return None, complaints(error, tree, sections, *path)
    problems = (replace(problem, path=(*path, *problem.path[1:])) for problem in change.problems())
    return change, [located(problem, tree) for problem in problems]


def naming(data: Mapping[str, object], kinds: Kinds) -> list[str]:
    """The keys that name a kind; `fill` is one, and a key of the section where `add` is, as `merge`
    is where `unique` is."""
    named = [key for key in data if key in kinds]
    return [
        key
        for key in named
        if not any(key in kinds[other].model_fields for other in named if other != key)
    ]


def _no_kind(data: Mapping[str, object], named: list[str], kinds: Kinds, path: KeyPath) -> Problem:
    expected = f"one of {', '.join(kinds)}"
    if named:
        return Problem(
            message="two kinds of change in one section",
            found=" and ".join(map(repr, named)),
            expected="one here; several changes of one table are a list under `changes`",
            path=(*path, named[1]),
        )
    for key in data:
        if near := nearest(key, kinds):
            return Problem(
                message="unknown kind of change",
                found=repr(key),
                expected=expected,
                nearest=near,
                path=(*path, key),
            )
    path = (*path, *list(data)[:1])
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


def _across(document: Document, changes: Sequence[ChangeSection]) -> Iterable[Problem]:
    """What one section says of fields that another does not know."""
    old = tuple(name for change in changes for name in change.sides()[0])
    new = tuple(name for change in changes for name in change.sides()[1])
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
