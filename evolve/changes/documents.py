"""Paths into a JSON document, and the SQL that reads, removes and sets what stands there.

A path leads through objects alone: what is no object has no keys. A value that is SQL's NULL is a
key that is not there, while JSON's null is a value. So whatever a document is, it has an answer,
and what no path names stays as it is. A column of documents is jsonb, or of text, each of which
is to be JSON.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Annotated

from psycopg import sql
from pydantic import AfterValidator

from evolve.changes.base import Columns
from evolve.errors import Problem
from evolve.playbook.words import Label, wrong

Path = tuple[str, ...]


def _path(value: str) -> str:
    for part in value.split("."):
        if not part or part.lstrip("-").isdigit():
            raise wrong(
                "not a path of keys",
                found=repr(value),
                expected="names with dots between them, as in address.city; no items of a list",
            )
    return value


KeyPath = Annotated[Label, AfterValidator(_path)]


def keys(path: str) -> Path:
    return tuple(path.split("."))


def overlaps(paths: Iterable[str], *where: str | int) -> Iterable[Problem]:
    """Paths of which one is another, or leads through it."""
    known = [keys(path) for path in paths]
    for number, one in enumerate(known):
        for other in known[:number]:
            short, long = sorted((one, other), key=len)
            if long[: len(short)] == short:
                yield Problem(
                    message="one key lies within another, or is named twice",
                    found=f"{'.'.join(short)!r} and {'.'.join(long)!r}",
                    expected="paths that do not meet",
                    path=where,
                )


def value_of(columns: Columns, field: str) -> str:
    """The field's value as JSON, NULL for NULL."""
    name = columns.spelled(field)
    return name if columns.type(field) == "jsonb" else f"to_jsonb({name})"


def document_of(columns: Columns, field: str) -> str:
    """The document that the field holds, as jsonb."""
    name = columns.spelled(field)
    return name if columns.type(field) == "jsonb" else f"{name}::jsonb"


def kept_in(columns: Columns, field: str, document: str) -> str:
    """A document as the field's column keeps it; none is NULL where the column takes that."""
    if columns.required(field):
        document = f"coalesce({document}, '{{}}')"
    type_ = columns.type(field)
    if type_ == "jsonb":
        return document
    return f"({document})::{'json' if type_ == 'json' else 'text'}"


def value_at(document: str, path: Path, type_: str) -> str:
    """What stands at `path` for a column of `type_`; NULL for what is not there, and for null."""
    if type_ == "jsonb":
        return found(document, path)
    text = f"({document} #>> {array(path)})"
    return text if type_.startswith(("text", "character", "varchar")) else f"{text}::{type_}"


def rebuilt(document: str, removed: Collection[Path], values: Mapping[Path, str]) -> str:
    """`document` without what stands at `removed`, and with `values` where their paths lead.

    An object all of whose keys have gone goes with them, so that setting a key and removing it
    again leaves nothing. The expression names the document a few times for each path, and accepts
    every document.
    """
    return _object(document, (), removed, values)


def found(document: str, path: Path) -> str:
    return f"({document} #> {array(path)})" if path else document


def array(path: Iterable[str]) -> str:
    return sql.Literal(list(path)).as_string(None) + "::text[]"


def _object(document: str, at: Path, removed: Collection[Path], values: Mapping[Path, str]) -> str:
    """What stands at `at`, rebuilt: an object, unless nothing makes one of it."""
    here, names = found(document, at), _names(at, removed, values)
    parts = [
        _part(document, (*at, name), removed, values)
        for name in names
        if (*at, name) in values or (*at, name) not in removed
    ]
    kept = f"CASE WHEN jsonb_typeof({here}) = 'object' THEN {here} - {array(names)} ELSE '{{}}' END"
    return (
        f"CASE WHEN jsonb_typeof({here}) IS DISTINCT FROM 'object' AND {_not_given(at, values)} "
        f"THEN {here} ELSE {' || '.join([f'({kept})', *parts])} END"
    )


def _part(document: str, at: Path, removed: Collection[Path], values: Mapping[Path, str]) -> str:
    """The object that holds the one key that `at` ends with, or none."""
    if at in values:
        value, absent = values[at], _not_given(at, values)
    else:
        value = _object(document, at, removed, values)
        absent = _emptied(document, at, removed, values)
    name = sql.Literal(at[-1]).as_string(None)
    return f"(CASE WHEN {absent} THEN '{{}}' ELSE jsonb_build_object({name}, {value}) END)"


def _emptied(document: str, at: Path, removed: Collection[Path], values: Mapping[Path, str]) -> str:
    """Whether nothing is left at `at`: there was nothing, or all that was there has gone."""
    here, names = found(document, at), _names(at, removed, values)
    rest = [
        f"{here} <> '{{}}' AND {here} - {array(names)} = '{{}}'",
        *(
            _emptied(document, (*at, name), removed, values)
            for name in names
            if (*at, name) not in removed and (*at, name) not in values
        ),
    ]
    gone = f"CASE jsonb_typeof({here}) WHEN 'object' THEN {' AND '.join(rest)} "
    return f"({_not_given(at, values)} AND {gone}ELSE {here} IS NULL END)"


def _not_given(at: Path, values: Mapping[Path, str]) -> str:
    """Whether no value is given at `at` or below."""
    given = [value for path, value in values.items() if path[: len(at)] == at]
    return " AND ".join(f"{value} IS NULL" for value in given) or "true"


def _names(at: Path, removed: Collection[Path], values: Mapping[Path, str]) -> list[str]:
    """The keys of the object at `at` that any path leads to, once each."""
    below = [path for path in (*removed, *values) if path[: len(at)] == at and path != at]
    return list(dict.fromkeys(path[len(at)] for path in below))
