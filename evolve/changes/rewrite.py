"""`rewrite`: a field's values become others, in a field with a new name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from evolve.changes.base import Change, NewField, Rule, Shape
from evolve.changes.parts import (
    BackText,
    Lossy,
    OnError,
    OneWay,
    TooLong,
    back_rule,
    need,
    two_way,
)
from evolve.errors import Problem
from evolve.playbook.model import Section
from evolve.playbook.words import Expected, FieldText, Name, Sql


class Rewritten(Section):
    """The new field: its definition, and its values, by a table or by an expression."""

    field: Annotated[FieldText, Field(description="the new field, as written in models.py")]
    values: Annotated[
        dict[str, Expected],
        Field(
            default_factory=dict,
            description="each old value and the new one; what is not named stays as it is",
        ),
    ]
    sql: Annotated[
        Sql | None, Field(description="SQL over the row's columns, in place of `values`")
    ] = None
    on_error: OnError = None


class Rewrite(Change):
    """The safe way: old releases go on reading old values, new releases read new ones."""

    kind: ClassVar[str] = "rewrite"

    rewrite: Annotated[Name, Field(description="the field whose values become others")]
    into: Annotated[
        dict[Name, Rewritten], Field(min_length=1, max_length=1, description="the one new field")
    ]
    back: dict[Name, BackText] = Field(
        default_factory=dict,
        description="the old field and the SQL that gives it; derived where there are `values`",
    )
    too_long: TooLong = None
    one_way: OneWay = False
    lossy: Lossy = None

    @property
    def target(self) -> tuple[str, Rewritten]:
        ((name, target),) = self.into.items()
        return name, target

    def shape(self) -> Shape:
        name, target = self.target
        clamp = self.too_long == "clamp"
        forward = Rule(
            sql=target.sql or "",
            copy_of="" if target.sql else self.rewrite,
            values=tuple(target.values.items()),
            on_error=target.on_error or "",
            clamp=clamp,
            path=("change", "into", name, "sql" if target.sql else "values"),
        )
        backward: dict[str, Rule] = {}
        if self.back:
            back = self.back[self.rewrite]
            backward[self.rewrite] = back_rule(back, clamp, "change", "back", self.rewrite)
        elif not self.one_way:
            backward[self.rewrite] = Rule(
                copy_of=name,
                values=inverse(target.values),
                clamp=clamp,
                path=("change", "into", name, "values"),
            )
        return Shape(
            old=(self.rewrite,),
            new=(NewField(name=name, definition=target.field),),
            forward={name: forward},
            backward=backward,
            one_way=self.one_way,
            lossy=self.lossy == "accept",
        )

    def problems(self) -> Iterable[Problem]:
        name, target = self.target
        path = ("change", "into", name)
        if name == self.rewrite:
            yield Problem(
                message="the new field has the old field's name",
                found=repr(name),
                expected="another name, since running releases read the old values",
                path=path,
            )
        if bool(target.values) == (target.sql is not None):
            yield Problem(message="either `values` or `sql` says what becomes of them", path=path)
        if target.sql is not None or self.back:
            yield from two_way((self.rewrite,), self.back, self.one_way)
        twice = [new for new, count in Counter(target.values.values()).items() if count > 1]
        if twice and not self.back and not self.one_way and self.lossy is None:
            yield Problem(
                message="two old values become one, and the way back can only give the first",
                found=repr(twice[0]),
                expected="`lossy: accept`, or a `back:`",
                path=(*path, "values"),
            )

    @classmethod
    def draft(cls, fields: Sequence[str]) -> str:
        need(fields, 1, 2, "rewrite MODEL OLD [NEW]")
        old, new = fields[0], fields[1] if len(fields) == 2 else f"new_{fields[0]}"
        named = "" if len(fields) == 2 else "  # decide: the name"
        return (
            f"rewrite: {old}\ninto:\n  {new}:{named}\n"
            "    field: CharField(max_length=20)  # decide: as in models.py\n"
            "    values:  # decide: each old value and the new one; others stay as they are\n"
            "      old: new\n"
        )


def inverse(values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The table read backwards; of old values that become one the first comes back."""
    back: dict[str, str] = {}
    for old, new in values.items():
        back.setdefault(new, old)
    return tuple(back.items())
