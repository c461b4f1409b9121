"""`not_null`: a field that takes NULL takes it no longer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from evolve.changes.base import NewField, Shape
from evolve.changes.filled import Filled
from evolve.changes.parts import need
from evolve.playbook.words import Name


class NotNull(Filled):
    """The trigger fills what old releases leave empty, until nobody does so any more."""

    kind: ClassVar[str] = "not_null"

    not_null: Annotated[Name, Field(description="the field that takes NULL no longer")]

    def shape(self) -> Shape:
        name = self.not_null
        return Shape(
            old=(),
            new=(NewField(name=name, like=name),),
            forward={name: self.rule},
            once=True,
            in_place=True,
        )

    @classmethod
    def draft(cls, fields: Sequence[str]) -> str:
        need(fields, 1, 1, "not_null MODEL FIELD")
        return f"not_null: {fields[0]}\nfill: \"''\"  # decide: SQL for rows where it is NULL\n"
