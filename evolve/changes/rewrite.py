"""`rewrite`: a field's values become others, in a field with a new name, or in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from evolve.changes.base import Change, Demand, NewField, Rule, Shape
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
from evolve.playbook.words import Expected, FieldText, Label, Name, Sql


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


class InPlace(Section):
    """New values under the old name, by a table or by an expression."""

    values: Annotated[
        dict[str, Expected],
        Field(
            default_factory=dict,
            description="each old value and the new one; what is not named stays as it is",
        ),
    ]
    sql: Annotated[
        Sql | None,
        Field(description="SQL over the row's columns, in place of `values`; it keeps new values"),
    ] = None
    old_readers: Annotated[
        Literal["unharmed"],
        Field(description="unharmed: running releases may read new values from the start on"),
    ]
    because: Annotated[Label, Field(description="why they may; it is kept with the evolution")]


class Rewrite(Change):
    """The safe way: old releases go on reading old values, new releases read new ones.

    In place all read new values at once, and what old releases write is translated until contract.
    """

    kind: ClassVar[str] = "rewrite"

    rewrite: Annotated[Name, Field(description="the field whose values become others")]
    into: dict[Name, Rewritten] = Field(
        default_factory=dict, max_length=1, description="the one new field"
    )
    in_place: InPlace | None = Field(
        default=None, description="new values under the old name, where no running release minds"
    )
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

    def sides(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if self.into:
            return (self.rewrite,), tuple(self.into)
        return (), (self.rewrite,)

    def shape(self) -> Shape:
        return self.shape_in_place(self.in_place) if self.in_place else self.shape_beside()

    def shape_in_place(self, target: InPlace) -> Shape:
        name = self.rewrite
        rule = Rule(
            sql=target.sql or "",
            copy_of="" if target.sql else name,
            values=tuple(target.values.items()),
            clamp=self.too_long == "clamp",
            path=("change", "in_place", "sql" if target.sql else "values"),
        )
        return Shape(
            old=(),
            new=(NewField(name=name, like=name),),
            forward={name: rule},
            once=True,
            in_place=True,
            demand=Demand(name=f"the rewrite of {name}", lasting=False),
        )

    def shape_beside(self) -> Shape:
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
        if bool(self.into) == bool(self.in_place):
            yield Problem(
                message="either `into` names a new field, or `in_place` says why none is needed",
                path=("change", "rewrite"),
            )
        elif self.in_place:
            yield from self.problems_in_place(self.in_place)
        else:
            yield from self.problems_beside()

    def problems_in_place(self, target: InPlace) -> Iterable[Problem]:
        path = ("change", "in_place")
        if bool(target.values) == (target.sql is not None):
            yield Problem(message="either `values` or `sql` says what becomes of them", path=path)
        again = [new for old, new in target.values.items() if new in target.values and new != old]
        if again:
            yield Problem(
                message="a new value is an old one as well: nobody could tell which it is",
                found=repr(again[0]),
                expected="`into` a field with a new name",
                path=(*path, "values"),
            )
        for key in ("back", "one_way", "lossy"):
            if key in self.model_fields_set:
                yield Problem(
                    message="in place there is no way back",
                    found=repr(key),
                    expected="`into` a field with a new name",
                    path=("change", key),
                )

    def problems_beside(self) -> Iterable[Problem]:
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
            "# in_place:  # in place of `into`, where no running release minds new values\n"
            "#   values: {old: new}\n"
            "#   old_readers: unharmed\n"
            "#   because: ...\n"
        )


def inverse(values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The table read backwards; of old values that become one the first comes back."""
    back: dict[str, str] = {}
    for old, new in values.items():
        back.setdefault(new, old)
    return tuple(back.items())
