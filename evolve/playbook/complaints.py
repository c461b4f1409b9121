"""What pydantic finds wrong, as problems with a place, in the words of a playbook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from evolve.errors import Problem
from evolve.playbook.model import KeyPath, Place, Section
from evolve.playbook.nearest import nearest
from evolve.playbook.tree import Tree
from evolve.playbook.words import shown

SHAPES = {
    "string_type": "text",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
    "model_type": "a mapping",
    "tuple_type": "a list",
    "list_type": "a list",
}

Read = Mapping[int, type[Section]]
"""As which section each mapping of the tree, by its id, was read."""


def complaints(error: ValidationError, tree: Tree, read: Read, *prefix: str | int) -> list[Problem]:
    """The problems in `error`, whose locations lie below `prefix`."""
    found = [_complaint(e, tree, read, prefix) for e in error.errors(include_url=False)]
    meant = {(problem.path[:-1], problem.nearest) for problem in found if problem.nearest}
    return [problem for problem in found if not _follows(problem, meant)]


def located(problem: Problem, tree: Tree, *, key: bool = False, offset: int = 0) -> Problem:
    """`problem` at the place that its path leads to, or at the nearest parent's key."""
    for end in range(len(problem.path), -1, -1):
        path = problem.path[:end]
        first, second = (tree.places, tree.keys) if not key else (tree.keys, tree.places)
        if end < len(problem.path):  # what is missing is missing below this key
            first, second, offset = tree.keys, tree.places, 0
        if place := first.get(path, second.get(path)):
            line, column = _moved(place, at(tree.data, path), offset)
            return replace(problem, line=line, column=column)
    return replace(problem, line=1, column=1)


def at(data: Any, path: KeyPath) -> Any:
    """The value at `path`, None where there is none."""
    for step in path:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def _complaint(error: Any, tree: Tree, read: Read, prefix: KeyPath) -> Problem:
    path, key = _path((*prefix, *error["loc"]), tree)
    value, kind, context = at(tree.data, path), error["type"], error.get("ctx", {})
    if kind == "evolve":
        problem = replace(context["problem"], path=path)
        return located(problem, tree, key=key, offset=0 if key else context["offset"])
    if kind == "missing":
        key_name = error["loc"][-1]
        return located(Problem(message=f"{key_name!r} is missing", path=(*path, key_name)), tree)
    if kind == "extra_forbidden":
        return located(_unknown_key(path, tree, read), tree, key=True)
    return located(_other(kind, context, value, error["msg"], path), tree, key=key)


def _unknown_key(path: KeyPath, tree: Tree, read: Read) -> Problem:
    section = read.get(id(at(tree.data, path[:-1])))
    fields = section.model_fields if section else {}
    known = [field.alias or name for name, field in fields.items()]
    word = str(path[-1])
    return Problem(
        message="unknown key",
        found=repr(word),
        expected=", ".join(known),
        nearest=nearest(word, known),
        path=path,
    )


def _other(kind: str, context: Any, value: object, text: str, path: KeyPath) -> Problem:
    found = shown(value)
    if kind in SHAPES:
        return Problem(message="the wrong form", found=found, expected=SHAPES[kind], path=path)
    if kind == "literal_error":
        words = re.findall(r"'([^']*)'", str(context["expected"]))
        near = nearest(str(value), words)
        return Problem(
            message="unknown word",
            found=found,
            expected=" or ".join(words),
            nearest=near,
            path=path,
        )
    if kind in ("too_short", "too_long"):
        bound = context.get("min_length" if kind == "too_short" else "max_length")
        word = "at least" if kind == "too_short" else "at most"
        count = len(value) if isinstance(value, dict | list) else 0
        message = "too few entries" if kind == "too_short" else "too many entries"
        return Problem(message=message, found=str(count), expected=f"{word} {bound}", path=path)
    return Problem(message=text[:1].lower() + text[1:], found=found, path=path)


def _path(location: KeyPath, tree: Tree) -> tuple[KeyPath, bool]:
    """The path in the file of pydantic's location, and whether a key is meant.

    pydantic adds steps of its own, such as the branch of a union: they lead nowhere in the file.
    """
    path: KeyPath = ()
    for step in location:
        if (*path, step) in tree.places:
            path = (*path, step)
    return path, location[-1:] == ("[key]",)


def _moved(place: Place, value: object, offset: int) -> Place:
    shift = getattr(value, "shift", None)
    return place if shift is None or not offset else (place[0], place[1] + shift + offset)


def _follows(problem: Problem, meant: set[tuple[KeyPath, str]]) -> bool:
    """Whether a key is only missing because it is misspelt."""
    missing = problem.message.endswith(" is missing")
    return missing and (problem.path[:-1], problem.path[-1]) in meant
