"""`merge`: several fields become one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from evolve.changes.base import Change, NewField, Shape
from evolve.changes.parts import BackText, Lossy, OneWay, Target, TooLong, back_rule, need, two_way
from evolve.errors import Problem
from evolve.playbook.words import Name


class Merge(Change):
    """The new field follows from all old ones, and each old one from the new."""

    kind: ClassVar[str] = "merge"

    merge: Annotated[
        tuple[Name, ...], Field(min_length=2, description="the fields that become one")
    ]
    into: Annotated[
        dict[Name, Target], Field(min_length=1, max_length=1, description="the one new field")
    ]
    back: dict[Name, BackText] = Field(
        default_factory=dict,
        description="each old field and the SQL that gives it from the new one",
    )
    too_long: TooLong = None
    one_way: OneWay = False
    lossy: Lossy = None

    def shape(self) -> Shape:
        clamp = self.too_long == "clamp"
        return Shape(
            old=self.merge,
            new=tuple(NewField(name=n, definition=t.field) for n, t in self.into.items()),
            forward={n: t.rule(clamp, "change", "into", n) for n, t in self.into.items()},
            backward={n: back_rule(b, clamp, "change", "back", n) for n, b in self.back.items()},
            one_way=self.one_way,
            lossy=self.lossy == "accept",
        )

    def problems(self) -> Iterable[Problem]:
        yield from two_way(self.merge, self.back, self.one_way)
        if len(set(self.merge)) < len(self.merge):
            twice = next(name for name in self.merge if self.merge.count(name) > 1)
            path = ("change", "merge")
            yield Problem(message="a field is named twice", found=repr(twice), path=path)
        for name in self.merge:
            if name in self.into:
                yield Problem(
                    message="a new field has an old field's name",
                    found=repr(name),
                    expected="another name",
                    path=("change", "into", name),
                )

    @classmethod
    def draft(cls, fields: Sequence[str]) -> str:
        need(fields, 3, None, "merge MODEL OLD OLD [OLD ...] NEW")
        *old, new = fields
        back = "".join(
            f"  {name}: split_part({new}, ' ', {number})  # decide: SQL that gives the old value\n"
            for number, name in enumerate(old, 1)
        )
        return (
            f"merge: [{', '.join(old)}]\ninto:\n  {new}:\n"
            "    field: CharField(max_length=255, null=True)  # decide: as in models.py\n"
            f"    sql: concat_ws(' ', {', '.join(old)})  # decide: SQL over the row's columns\n"
            f"back:\n{back}"
            "# too_long: clamp  # decide: cut text that is too long for its column\n"
        )
