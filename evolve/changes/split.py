"""`split`: one field becomes several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from evolve.changes.parts import Target, need
from evolve.changes.regroup import Regroup
from evolve.playbook.words import Name


class Split(Regroup):
    """Each new field follows from the old one, and the old one from all of them."""

    kind: ClassVar[str] = "split"

    split: Annotated[Name, Field(description="the field that becomes several")]
    into: Annotated[
        dict[Name, Target], Field(min_length=2, description="the new fields, two or more")
    ]

    @property
    def old(self) -> tuple[str, ...]:
        return (self.split,)

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
