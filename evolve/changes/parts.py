"""Pieces that several kinds have in their playbook section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import Field, StringConstraints

from evolve.changes.base import Rule
from evolve.errors import Problem
from evolve.playbook.model import Section

Name = Annotated[str, StringConstraints(min_length=1, max_length=63)]
Sql = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
FieldText = Annotated[
    str,
    StringConstraints(min_length=1, strip_whitespace=True, pattern=r"^[A-Za-z_][\w.]*\("),
    Field(description="a field as written in models.py, for example CharField(max_length=80)"),
]


class Target(Section):
    """A new field: its definition, and the expression that gives its value."""

    field: FieldText
    sql: Sql
    on_error: Sql | None = None

    def rule(self, clamp: bool, *path: str | int) -> Rule:
        return Rule(sql=self.sql, on_error=self.on_error or "", clamp=clamp, path=(*path, "sql"))


class Back(Section):
    """An expression that gives an old field's value, written out."""

    sql: Sql
    on_error: Sql | None = None


def back_rule(back: str | Back, clamp: bool, *path: str | int) -> Rule:
    """The rule of one entry of `back:`, short (the expression alone) or written out."""
    if isinstance(back, Back):
        return Rule(
            sql=back.sql, on_error=back.on_error or "", clamp=clamp, path=(*path, "sql")
        )
    return Rule(sql=back, clamp=clamp, path=path)


def two_way(old: tuple[str, ...], back: Mapping[str, str | Back], one_way: bool) -> Iterable[Problem]:
    """`back` names every old field, unless one-way sync was asked for by name."""
    if one_way:
        if back:
            yield Problem(message="`back` and `one_way: true` exclude each other")
        return
    for name in old:
        if name not in back:
            yield Problem(
                message=f"no way back to {name!r}",
                expected=f"`back: {{{name}: <SQL over the new columns>}}`, or `one_way: true`",
            )
    for name in back:
        if name not in old:
            yield Problem(message="`back` names a field that is not old", found=repr(name),
                          expected=" or ".join(map(repr, old)))
