"""`check`: a condition that every row satisfies in the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from evolve.changes.base import Change, Demand, NewField, Shape
from evolve.changes.parts import BackText, TooLong, back_rule, need
from evolve.errors import Problem
from evolve.playbook.words import Label, Name, Sql


class Check(Change):
    """The trigger mends what breaks it, or only notes it, until nobody writes so any more."""

    kind: ClassVar[str] = "check"

    check: Annotated[Label, Field(description="the constraint's name, as in Meta.constraints")]
    that: Annotated[Sql, Field(description="the condition, as SQL over the row's columns")]
    mend: Annotated[
        dict[Name, BackText],
        Field(
            default_factory=dict,
            description="fields and the SQL that gives them in a row that breaks the condition; "
            "without it such rows are counted, and somebody mends them",
        ),
    ]
    too_long: TooLong = None

    def shape(self) -> Shape:
        clamp = self.too_long == "clamp"
        return Shape(
            old=(),
            new=tuple(NewField(name=name, like=name) for name in self.mend),
            forward={
                name: back_rule(rule, clamp, "change", "mend", name)
                for name, rule in self.mend.items()
            },
            once=True,
            in_place=True,
            demand=Demand(name=self.check, sql=self.that),
        )

    def problems(self) -> Iterable[Problem]:
        length = len(self.check.encode())
        if length > 63:
            yield Problem(
                message="PostgreSQL would cut the name",
                found=f"{length} bytes",
                expected="at most 63",
                path=("change", "check"),
            )
        if self.too_long and not self.mend:
            yield Problem(message="`too_long` without `mend`", path=("change", "too_long"))

    @classmethod
    def draft(cls, fields: Sequence[str]) -> str:
        need(fields, 1, 1, "check MODEL CONSTRAINT")
        return (
            f"check: {fields[0]}\n"
            "that: amount >= 0  # decide: the condition, as SQL over the row's columns\n"
            "# mend:  # decide: fields of a row that breaks it; else somebody mends such rows\n"
            "#   amount: greatest(amount, 0)\n"
        )
