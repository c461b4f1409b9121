"""`foreign_key`: a field that is there refers to rows of another table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from evolve.changes.base import Change, NewField, Refers, Rule, Shape
from evolve.changes.parts import need
from evolve.playbook.words import ModelName, Name


class ForeignKey(Change):
    """Rows that refer to nothing are counted, and emptied if asked for; then the key is added."""

    kind: ClassVar[str] = "foreign_key"

    foreign_key: Annotated[Name, Field(description="the field that refers to another model")]
    to: Annotated[ModelName, Field(description="that model, as app.Model, by its primary key")]
    orphans: Annotated[
        Literal["set_null"] | None,
        Field(
            description="set_null: a field that refers to nothing is emptied; without it, counted"
        ),
    ] = None

    def shape(self) -> Shape:
        name = self.foreign_key
        emptied = self.orphans == "set_null"
        path = ("change", "orphans")
        return Shape(
            old=(),
            new=(NewField(name=name, like=name),) if emptied else (),
            forward={name: Rule(sql="NULL", path=path)} if emptied else {},
            once=True,
            in_place=True,
            refers=Refers(field=name, to=self.to),
        )

    @classmethod
    def draft(cls, fields: Sequence[str]) -> str:
        need(fields, 1, 1, "foreign_key MODEL FIELD")
        return (
            f"foreign_key: {fields[0]}\n"
            "to: app.Model  # decide: the model that it refers to\n"
            "# orphans: set_null  # decide: empty the field where it refers to nothing\n"
        )
