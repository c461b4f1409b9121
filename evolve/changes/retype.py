"""`retype`: a field gets a wider column type under the same name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from evolve.changes.base import Change, NewField, Rule, Shape
from evolve.changes.parts import need
from evolve.errors import Problem
from evolve.playbook.nearest import nearest
from evolve.playbook.words import FieldText, Name

WIDER = {
    "BigIntegerField": "int",
    "PositiveBigIntegerField": "int",
}


class Retype(Change):
    """A hidden column of the new type takes over the name after proof, in one short swap.

    Only where the Python type that models load stays the same: a running release must not see
    another type under a name that it knows.
    """

    kind: ClassVar[str] = "retype"

    retype: Annotated[Name, Field(description="the field that gets a wider type")]
    to: Annotated[FieldText, Field(description="its new definition, as written in models.py")]

    def shape(self) -> Shape:
        hidden = self.hidden
        return Shape(
            old=(self.retype,),
            new=(NewField(name=hidden, definition=self.to, like=self.retype),),
            forward={hidden: Rule(copy_of=self.retype, path=("change", "to"))},
            backward={self.retype: Rule(copy_of=hidden, path=("change", "retype"))},
            same_name=True,
            carry={self.retype: hidden},
        )

    @property
    def hidden(self) -> str:
        """The name of the column that no model lists; within PostgreSQL's 63 bytes."""
        return f"evolve_new_{self.retype}".encode()[:63].decode(errors="ignore")

    def problems(self) -> Iterable[Problem]:
        name = self.to.partition("(")[0].rpartition(".")[2]
        if name not in WIDER:
            yield Problem(
                message="the type cannot change under the same name here",
                found=name,
                expected=" or ".join(WIDER) + "; else `split` or `merge` into a new name",
                nearest=nearest(name, WIDER),
                path=("change", "to"),
            )

    @classmethod
    def draft(cls, fields: Sequence[str]) -> str:
        need(fields, 1, 1, "retype MODEL FIELD")
        return f"retype: {fields[0]}\nto: BigIntegerField()  # decide: the type, as in models.py\n"
