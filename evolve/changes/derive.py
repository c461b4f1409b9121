"""`derive`: a new field whose value follows from other fields of the row, which stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from evolve.changes.base import Change, Demand, NewField, Rule, Shape
from evolve.changes.parts import TooLong, need
from evolve.playbook.words import FieldText, Name, Sql


class Derive(Change):
    """The trigger keeps it right for releases that do not, until nobody needs that any more."""

    kind: ClassVar[str] = "derive"

    derive: Annotated[Name, Field(description="the new field")]
    field: Annotated[FieldText, Field(description="its definition, as written in models.py")]
    sql: Annotated[Sql, Field(description="SQL over the row's columns that gives its value")]
    too_long: TooLong = None

    def shape(self) -> Shape:
        name = self.derive
        clamp = self.too_long == "clamp"
        return Shape(
            old=(),
            new=(NewField(name=name, definition=self.field),),
            forward={name: Rule(sql=self.sql, clamp=clamp, path=("change", "sql"))},
            once=True,
            demand=Demand(name=f"the rule of {name}", lasting=False),
        )

    @classmethod
    def draft(cls, fields: Sequence[str]) -> str:
        need(fields, 1, 1, "derive MODEL FIELD")
        return (
            f"derive: {fields[0]}\n"
            "field: TextField(null=True)  # decide: as in models.py\n"
            "sql: lower(name)  # decide: SQL over the row's other columns\n"
        )
