"""Pieces that several kinds have in their playbook section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from evolve.changes.base import Rule
from evolve.errors import Problem, UsageError
from evolve.playbook.model import Section
from evolve.playbook.nearest import nearest
from evolve.playbook.words import FieldText, Flag, Sql

OnError = Annotated[
    Sql | None,
    Field(description="SQL (or null) for a value on which `sql` fails; else the row is reported"),
]
OneWay = Annotated[
    Flag, Field(description="true: writes to the new side never reach the old one; no `back`")
]
TooLong = Annotated[
    Literal["clamp"] | None,
    Field(description="clamp: text that is too long for its column is cut, not reported"),
]
Lossy = Annotated[
    Literal["accept"] | None,
    Field(description="accept: some old values cannot be had back from the new ones"),
]


class Target(Section):
    """A new field: its definition, and the expression that gives its value."""

    field: Annotated[
        FieldText,
        Field(description="a field as written in models.py, for example CharField(max_length=80)"),
    ]
    sql: Annotated[Sql, Field(description="SQL over the row's columns that gives the value")]
    on_error: OnError = None

    def rule(self, clamp: bool, *path: str | int) -> Rule:
        return Rule(sql=self.sql, on_error=self.on_error or "", clamp=clamp, path=(*path, "sql"))


class Back(Section):
    """An expression that gives an old field's value, written out."""

    sql: Annotated[Sql, Field(description="SQL over the new columns that gives the old value")]
    on_error: OnError = None


def _form(value: Any) -> str:
    return "long" if isinstance(value, dict | Back) else "short"


BackText = Annotated[
    Annotated[Sql, Tag("short")] | Annotated[Back, Tag("long")], Discriminator(_form)
]
"""An entry of `back:`: the expression alone, or written out with `on_error`."""


def back_rule(back: str | Back, clamp: bool, *path: str | int) -> Rule:
    """The rule of one entry of `back:`, short (the expression alone) or written out."""
    if isinstance(back, Back):
        return Rule(sql=back.sql, on_error=back.on_error or "", clamp=clamp, path=(*path, "sql"))
    return Rule(sql=back, clamp=clamp, path=path)


def two_way(
    old: tuple[str, ...], back: Mapping[str, str | Back], one_way: bool
) -> Iterable[Problem]:
    """`back` names every old field, unless one-way sync was asked for by name."""
    path = ("change", "back")
    if one_way:
        if back:
            yield Problem(message="`back` and `one_way: true` exclude each other", path=path)
        return
    for name in old:
        if name not in back:
            yield Problem(
                message=f"no way back to {name!r}",
                expected=f"`back: {{{name}: <SQL over the new columns>}}`, or `one_way: true`",
                path=path,
            )
    for name in back:
        if name not in old:
            yield Problem(
                message="`back` names a field that is not old",
                found=repr(name),
                expected=" or ".join(map(repr, old)),
                nearest=nearest(name, old),
                path=(*path, name),
            )


def need(fields: Sequence[str], least: int, most: int | None, usage: str) -> None:
    """Raises UsageError unless there are `least` to `most` fields (None: as many as wanted)."""
    if len(fields) < least or (most is not None and len(fields) > most):
        given = " ".join(fields) or "none"
        raise UsageError(f"fields: found {given}; expected {usage}", hint=f"evolve new {usage}")
