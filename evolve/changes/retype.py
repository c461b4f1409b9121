"""`retype`: a field gets another column type, under its own name or a new one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from evolve.playbook.nearest import nearest
from evolve.playbook.words import FieldText, Name, Sql

# Classes whose column may be wider than another one that models load as the same Python type.
WIDER = (
    "IntegerField",
    "BigIntegerField",
    "PositiveIntegerField",
    "PositiveBigIntegerField",
    "DecimalField",
    "FloatField",
    "CharField",
    "TextField",
)
NAMED = ("using", "on_error", "too_long", "back", "lossy", "one_way")


class Retype(Change):
    """A hidden column of the new type takes over the name after proof, in one short swap.

    Only where the Python type that models load stays the same: a running release must not see
    another type under a name that it knows. Else the field gets a new name, and both are there.
    """

    kind: ClassVar[str] = "retype"

    retype: Annotated[Name, Field(description="the field that gets another type")]
    to: Annotated[FieldText, Field(description="its new definition, as written in models.py")]
    name: Annotated[
        Name | None,
        Field(description="its new name, where models load the type as another Python type"),
    ] = None
    using: Annotated[
        Sql | None, Field(description="SQL over the row's columns; without it a cast")
    ] = None
    on_error: OnError = None
    too_long: TooLong = None
    back: dict[Name, BackText] = Field(
        default_factory=dict,
        description="the old field and the SQL that gives it; without it a cast",
    )
    lossy: Lossy = None
    one_way: OneWay = False

    def shape(self) -> Shape:
        old, new = self.retype, self.name or self.hidden
        clamp = self.too_long == "clamp"
        forward = Rule(
            sql=self.using or "",
            copy_of="" if self.using else old,
            on_error=self.on_error or "",
            clamp=clamp,
            path=("change", "using" if self.using else "to"),
        )
        backward = {old: Rule(copy_of=new, clamp=clamp, path=("change", "retype"))}
        if self.back:
            backward = {old: back_rule(self.back[old], clamp, "change", "back", old)}
        return Shape(
            old=(old,),
            new=(NewField(name=new, definition=self.to, like="" if self.name else old),),
            forward={new: forward},
            backward={} if self.one_way else backward,
            one_way=self.one_way,
            lossy=self.lossy == "accept",
            same_name=self.name is None,
            carry={old: new},
        )

    @property
    def hidden(self) -> str:
        """The name of the column that no model lists; within PostgreSQL's 63 bytes."""
        return f"evolve_new_{self.retype}".encode()[:63].decode(errors="ignore")

    def problems(self) -> Iterable[Problem]:
        if self.name is None:
            yield from self.problems_of_the_same_name()
            return
        if self.name == self.retype:
            yield Problem(
                message="the new name is the old name",
                found=repr(self.name),
                expected="another name, or none",
                path=("change", "name"),
            )
        if self.using is not None or self.back:
            yield from two_way((self.retype,), self.back, self.one_way)

    def problems_of_the_same_name(self) -> Iterable[Problem]:
        name = self.to.partition("(")[0].rpartition(".")[2]
        if name not in WIDER:
            yield Problem(
                message="the type cannot change under the same name here",
                found=name,
                expected=f"{' or '.join(WIDER)}; else a new name for the field: `name:`",
                nearest=nearest(name, WIDER),
                path=("change", "to"),
            )
        for key in NAMED:
            if key in self.model_fields_set:
                yield Problem(
                    message="under the same name every value is kept, by a cast",
                    found=repr(key),
                    expected="a new name for the field beside it: `name:`",
                    path=("change", key),
                )

    @classmethod
    def draft(cls, fields: Sequence[str]) -> str:
        need(fields, 1, 2, "retype MODEL FIELD [NEW]")
        if len(fields) == 1:
            return (
                f"retype: {fields[0]}\n"
                "to: BigIntegerField()  # decide: the type, as in models.py\n"
                "# name: ...  # decide: a new name, where models load another Python type\n"
            )
        return (
            f"retype: {fields[0]}\nto: UUIDField(null=True)  # decide: the type, as in models.py\n"
            f"name: {fields[1]}\n"
            f"# using: {fields[0]}::uuid  # decide: SQL in place of a cast; it needs a `back:`\n"
            "# on_error: null  # decide: what stands for a value that does not convert\n"
        )
