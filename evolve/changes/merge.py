"""`merge`: several fields become one, or several others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from evolve.changes.parts import Target, need
from evolve.changes.regroup import Regroup
from evolve.errors import Problem
from evolve.playbook.words import Name


class Merge(Regroup):
    """Each new field follows from all old ones, and each old one from all new ones."""

    kind: ClassVar[str] = "merge"

    merge: Annotated[
        tuple[Name, ...], Field(min_length=2, description="the fields that become others")
    ]
    into: Annotated[
        dict[Name, Target], Field(min_length=1, description="the new field, or several")
    ]

    @property
    def old(self) -> tuple[str, ...]:
        return self.merge

    def problems(self) -> Iterable[Problem]:
        yield from super().problems()
        if len(set(self.merge)) < len(self.merge):
            twice = next(name for name in self.merge if self.merge.count(name) > 1)
            path = ("change", "merge")
            yield Problem(message="a field is named twice", found=repr(twice), path=path)

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
