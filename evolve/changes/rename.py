"""`rename`: a field gets another name; same type, same values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from evolve.changes.base import Change, NewField, Rule, Shape
from evolve.changes.parts import Name
from evolve.errors import Problem


class Rename(Change):
    """A new column beside the old, kept equal both ways until the old one goes."""

    kind: ClassVar[str] = "rename"

    rename: Name
    to: Name

    def shape(self) -> Shape:
        return Shape(
            old=(self.rename,),
            new=(NewField(name=self.to, like=self.rename),),
            forward={self.to: Rule(copy_of=self.rename, path=("change", "to"))},
            backward={self.rename: Rule(copy_of=self.to, path=("change", "rename"))},
            carry={self.rename: self.to},
        )

    def problems(self) -> Iterable[Problem]:
        if self.rename == self.to:
            yield Problem(
                message="the new name is the old name", found=repr(self.to), expected="another name"
            )
