"""What `split` and `merge` have in common: values regrouped over columns by expressions."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable

from pydantic import Field

from evolve.changes.base import Change, NewField, Shape
from evolve.changes.parts import BackText, Lossy, OneWay, Target, TooLong, back_rule, two_way
from evolve.errors import Problem
from evolve.playbook.words import Name


class Regroup(Change):
    """New fields by `into`, old ones by `back`; a subclass says which fields are old."""

    into: dict[Name, Target]
    back: dict[Name, BackText] = Field(
        default_factory=dict,
        description="each old field and the SQL that gives it from the new side",
    )
    too_long: TooLong = None
    one_way: OneWay = False
    lossy: Lossy = None

    @property
    @abstractmethod
    def old(self) -> tuple[str, ...]:
        """The old fields."""

    def shape(self) -> Shape:
        clamp = self.too_long == "clamp"
        return Shape(
            old=self.old,
            new=tuple(NewField(name=n, definition=t.field) for n, t in self.into.items()),
            forward={n: t.rule(clamp, "change", "into", n) for n, t in self.into.items()},
            backward={n: back_rule(b, clamp, "change", "back", n) for n, b in self.back.items()},
            one_way=self.one_way,
            lossy=self.lossy == "accept",
        )

    def problems(self) -> Iterable[Problem]:
        yield from two_way(self.old, self.back, self.one_way)
        for name in self.old:
            if name in self.into:
                yield Problem(
                    message="a new field has an old field's name",
                    found=repr(name),
                    expected="another name",
                    path=("change", "into", name),
                )
