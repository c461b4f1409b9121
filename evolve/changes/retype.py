"""`retype`: a field gets a wider column type under the same name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from evolve.changes.base import Change, NewField, Rule, Shape
from evolve.changes.parts import FieldText, Name
from evolve.errors import Problem

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

    retype: Name
    to: FieldText

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
            )
