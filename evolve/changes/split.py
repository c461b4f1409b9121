"""`split`: one field becomes several."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from evolve.changes.base import Change, NewField, Shape
from evolve.changes.parts import Back, Name, Sql, Target, back_rule, two_way
from evolve.errors import Problem


class Split(Change):
    """Each new field follows from the old one, and the old one from all of them."""

    kind: ClassVar[str] = "split"

    split: Name
    into: Annotated[dict[Name, Target], Field(min_length=2)]
    back: dict[Name, Sql | Back] = {}
    too_long: Literal["clamp"] | None = None
    one_way: bool = False

    def shape(self) -> Shape:
        clamp = self.too_long == "clamp"
        return Shape(
            old=(self.split,),
            new=tuple(NewField(name=n, definition=t.field) for n, t in self.into.items()),
            forward={n: t.rule(clamp, "change", "into", n) for n, t in self.into.items()},
            backward={n: back_rule(b, clamp, "change", "back", n) for n, b in self.back.items()},
            one_way=self.one_way,
        )

    def problems(self) -> Iterable[Problem]:
        yield from two_way((self.split,), self.back, self.one_way)
        if self.split in self.into:
            yield Problem(message="a new field has the old field's name", found=repr(self.split))
