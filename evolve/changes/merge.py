"""`merge`: several fields become one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from evolve.changes.base import Change, NewField, Shape
from evolve.changes.parts import Back, Name, Sql, Target, back_rule, two_way
from evolve.errors import Problem


class Merge(Change):
    """The new field follows from all old ones, and each old one from the new."""

    kind: ClassVar[str] = "merge"

    merge: Annotated[tuple[Name, ...], Field(min_length=2)]
    into: Annotated[dict[Name, Target], Field(min_length=1, max_length=1)]
    back: dict[Name, Sql | Back] = {}
    too_long: Literal["clamp"] | None = None
    one_way: bool = False

    def shape(self) -> Shape:
        clamp = self.too_long == "clamp"
        return Shape(
            old=self.merge,
            new=tuple(NewField(name=n, definition=t.field) for n, t in self.into.items()),
            forward={n: t.rule(clamp, "change", "into", n) for n, t in self.into.items()},
            backward={n: back_rule(b, clamp, "change", "back", n) for n, b in self.back.items()},
            one_way=self.one_way,
        )

    def problems(self) -> Iterable[Problem]:
        yield from two_way(self.merge, self.back, self.one_way)
        if len(set(self.merge)) < len(self.merge):
            yield Problem(message="a field is named twice", found=repr(list(self.merge)))
        for name in self.merge:
            if name in self.into:
                yield Problem(message="a new field has an old field's name", found=repr(name))
