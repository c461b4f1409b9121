"""`split`: one field becomes several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from evolve.changes.base import Change, NewField, Shape
from evolve.changes.parts import BackText, Lossy, OneWay, Target, TooLong, back_rule, need, two_way
from evolve.errors import Problem
from evolve.playbook.words import Name


class Split(Change):
    """Each new field follows from the old one, and the old one from all of them."""

    kind: ClassVar[str] = "split"

    split: Annotated[Name, Field(description="the field that becomes several")]
    into: Annotated[
        dict[Name, Target], Field(min_length=2, description="the new fields, two or more")
    ]
    back: dict[Name, BackText] = Field(
        default_factory=dict,
        description="the old field and the SQL that gives it from the new ones",
    )
    too_long: TooLong = None
    one_way: OneWay = False
    lossy: Lossy = None

    def shape(self) -> Shape:
        clamp = self.too_long == "clamp"
        return Shape(
            old=(self.split,),
            new=tuple(NewField(name=n, definition=t.field) for n, t in self.into.items()),
            forward={n: t.rule(clamp, "change", "into", n) for n, t in self.into.items()},
            backward={n: back_rule(b, clamp, "change", "back", n) for n, b in self.back.items()},
            one_way=self.one_way,
            lossy=self.lossy == "accept",
        )

    def problems(self) -> Iterable[Problem]:
        yield from two_way((self.split,), self.back, self.one_way)
        if self.split in self.into:
            yield Problem(
                message="a new field has the old field's name",
                found=repr(self.split),
                expected="another name",
                path=("change", "into", self.split),
            )

    @classmethod
    def draft(cls, fields: Sequence[str]) -> str:
        need(fields, 1, None, "split MODEL OLD [NEW NEW ...]")
        old, *new = fields
        if len(new) < 2:
            new += [f"{old}_{number}" for number in range(len(new) + 1, 3)]
        into = "".join(
            f"  {name}:{'' if name in fields else '  # decide: the name'}\n"
            "    field: CharField(max_length=80, null=True)  # decide: as in models.py\n"
            f"    sql: split_part({old}, ' ', {number})  # decide: SQL over the row's columns\n"
            for number, name in enumerate(new, 1)
        )
        back = (
            f"  {old}: concat_ws(' ', {', '.join(new)})  # decide: SQL that gives the old value\n"
        )
        clamp = "# too_long: clamp  # decide: cut text that is too long for its column\n"
        return f"split: {old}\ninto:\n{into}back:\n{back}{clamp}"
