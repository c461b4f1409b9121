"""The types of single values in a playbook, and how what was typed becomes one of them.

The reader hands over every scalar as it was typed (`tree.Written`), so it is here that `true`
becomes a bool and `24h` a duration, and only where one is meant.
"""

from __future__ import annotations

import re
from datetime import timedelta
from keyword import iskeyword
from typing import Annotated

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    JsonValue,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from evolve.errors import Problem
from evolve.playbook.duration import parse_duration
from evolve.playbook.field import FieldTextError, parse_field
from evolve.playbook.nearest import nearest

_ANY_SCALAR: dict[str, JsonValue] = {"type": ["string", "number", "boolean", "null"]}
"""SQL as an editor types it: `0`, `true` and `null` are expressions too."""


def wrong(
    message: str, *, found: str = "", expected: str = "", near: str = "", offset: int = 0
) -> PydanticCustomError:
    """An error that carries a whole problem; `offset` says where in the text it is."""
    problem = Problem(message=message, found=found, expected=expected, nearest=near)
    context = {"why": message, "problem": problem, "offset": offset}
    return PydanticCustomError("evolve", "{why}", context)


def _text(value: object) -> object:
    """A scalar that holds something; what is no scalar is left for pydantic to refuse."""
    if isinstance(value, str) and not value.strip():
        empty = "text" if getattr(value, "plain", True) else "text; SQL's own empty text is \"''\""
        raise wrong("nothing is written here", expected=empty)
    return value


def _expected(value: object) -> object:
    """Like text, but an empty text in quotes is a value too."""
    return value if value == "" and not getattr(value, "plain", True) else _text(value)


def _sql(value: object) -> object:
    """An expression without spaces around it, refused where YAML ended it before its author."""
    _text(value)
    if not isinstance(value, str):
        return value
    rest: str = getattr(value, "rest", "")
    if rest.strip() and _is_cut(value, rest):
        raise wrong(
            "YAML ends the expression here",
            found=repr(str(value)),
            expected="the whole expression in quotes, or the comment on a line of its own",
            offset=len(value),
        )
    return value.strip()


def _is_cut(value: str, rest: str) -> bool:
    """Whether `rest`, which YAML left out, may belong to `value`.

    It may where a quote or bracket is open; and `#` is a comment only if set off by two spaces
    and followed by one, since `#`, `#>` and `#>>` are operators in PostgreSQL.
    """
    hash_sign = rest.lstrip().startswith("#")
    comment = re.match(r" {2,}#(\s|$)", rest)
    return _is_open(value) or (hash_sign and comment is None)


def _is_open(value: str) -> bool:
    """Whether a quote or a bracket in `value` is left open."""
    bare = re.sub(r"'(?:[^']|'')*'|\"[^\"]*\"", "", value)
    if "'" in bare or '"' in bare:
        return True
    return any(bare.count(left) > bare.count(right) for left, right in ("()", "[]", "{}"))


def _query(value: str) -> str:
    """Refuses a word in braces that is nearly {table}, the only token that is replaced."""
    for match in re.finditer(r"(?<!['\w])\{(\w+)\}(?!')", value):
        if match[1] != "table" and nearest(match[1], ("table",)):
            raise wrong(
                "an unknown token",
                found=repr(match[0]),
                expected="{table}, the only token that is replaced",
                near="{table}",
                offset=match.start(),
            )
    return value


def _field_text(value: str) -> str:
    try:
        parse_field(value)
    except FieldTextError as error:
        raise wrong(
            error.message,
            found=error.found,
            expected=error.expected,
            near=error.nearest,
            offset=error.offset,
        ) from error
    return value


def _name(value: str) -> str:
    fits = value.isidentifier() and not iskeyword(value) and len(value.encode()) <= 63
    if not fits or "__" in value or value.endswith("_") or value == "pk":
        expected = "the name of a field as in models.py"
        raise wrong("not a field name", found=repr(value), expected=expected)
    return value


def _model(value: str) -> str:
    app, _, model = value.partition(".")
    if not (app.isidentifier() and model.isidentifier()):
        raise wrong("not a model", found=repr(value), expected="app.Model, as in shop.Customer")
    return value


def _flag(value: object) -> object:
    if not isinstance(value, str):
        return value
    known = ("true", "false")
    if getattr(value, "plain", True) and value in known:
        return value == "true"
    near = {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(value.lower())
    near = near or nearest(value, known)
    expected = "true or false, as a plain word"
    near = "" if near == value else near
    raise wrong("neither true nor false", found=shown(value), expected=expected, near=near)


def _whole(value: object) -> object:
    if not isinstance(value, str):
        return value
    if getattr(value, "plain", True) and re.fullmatch(r"-?[0-9]{1,15}", value):
        return int(value)
    expected = "digits alone, without quotes"
    raise wrong("not a whole number", found=shown(value), expected=expected)


def _duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    expected = "a number with s, m, h, d or w, such as 24h or 7d, or 0"
    if not isinstance(value, str):
        raise wrong("not a duration", found=shown(value), expected=expected)
    try:
        return parse_duration(value)
    except ValueError as error:
        raise wrong("not a duration", found=shown(value), expected=expected) from error


def _version(value: object) -> int:
    if value == 1 or (value == "1" and getattr(value, "plain", True)):
        return 1
    message = "a format that this release of evolve does not read"
    raise wrong(message, found=shown(value), expected="`evolve: 1`")


def shown(value: object) -> str:
    """A value as a message names it."""
    if isinstance(value, str):
        style = "" if getattr(value, "plain", True) else " in quotes"
        return repr(str(value)) + style if value else "nothing"
    return {"dict": "a mapping", "list": "a list"}.get(type(value).__name__, repr(value))


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _once(values: tuple[str, ...]) -> tuple[str, ...]:
    for index, value in enumerate(values):
        if value in values[:index]:
            raise wrong("a name that is there twice", found=repr(value))
    return values


_Text = Annotated[str, BeforeValidator(_text)]
_AnySql = Annotated[str, Field(json_schema_extra=_ANY_SCALAR), BeforeValidator(_sql)]

Label = _Text
Name = Annotated[str, AfterValidator(_name), BeforeValidator(_text)]
ModelName = Annotated[
    str,
    Field(json_schema_extra={"pattern": r"^\w+\.\w+$"}),
    AfterValidator(_model),
    BeforeValidator(_text),
]
Sql = _AnySql
Query = Annotated[_AnySql, AfterValidator(_query)]
FieldText = Annotated[
    str,
    Field(json_schema_extra={"pattern": r"^\s*[A-Za-z_][\w.]*\("}),
    AfterValidator(_field_text),
    BeforeValidator(_sql),
]
Expected = Annotated[str, Field(json_schema_extra=_ANY_SCALAR), BeforeValidator(_expected)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Version = Annotated[int, PlainValidator(_version), WithJsonSchema({"const": 1})]
Duration = Annotated[
    timedelta,
    PlainValidator(_duration),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^(0|\d+(\.\d+)?(ms|s|m|h|d|w))$"},
                {"const": 0},
            ]
        }
    ),
]
BatchMs = Annotated[int, Field(ge=1, le=1000), BeforeValidator(_whole)]
RowsPerSecond = Annotated[int, Field(ge=1), BeforeValidator(_whole)]
Aliases = Annotated[
    tuple[Label, ...],
    Field(min_length=1),
    AfterValidator(_once),
    BeforeValidator(
        _as_list,
        json_schema_input_type=str | list[str],
    ),
]
