"""`add`: a new field that is NOT NULL, with a value for every row that is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from evolve.changes.base import NewField, Shape
from evolve.changes.filled import Filled
from evolve.changes.parts import need
from evolve.errors import Problem
from evolve.playbook.field import parse_field
from evolve.playbook.words import FieldText, Name


class Add(Filled):
    """Each row gets its value once, also where a release inserts it that has no such field."""

    kind: ClassVar[str] = "add"

    add: Annotated[Name, Field(description="the new field")]
    field: Annotated[FieldText, Field(description="its definition, as written in models.py")]

    def shape(self) -> Shape:
        return Shape(
            old=(),
            new=(NewField(name=self.add, definition=self.field),),
            forward={self.add: self.rule},
            once=True,
        )

    def problems(self) -> Iterable[Problem]:
        if parse_field(self.field).null:
            yield Problem(
                message="a field that takes NULL need not be filled",
                found="null=True",
                expected="a field without it; else add it by an ordinary migration",
                path=("change", "field"),
            )

    @classmethod
    def draft(cls, fields: Sequence[str]) -> str:
        need(fields, 1, 1, "add MODEL FIELD")
        return (
            f"add: {fields[0]}\n"
            "field: UUIDField(unique=True)  # decide: as in models.py\n"
            "fill: gen_random_uuid()  # decide: SQL that gives a row its value\n"
        )
