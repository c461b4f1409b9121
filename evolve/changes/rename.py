"""`rename`: a field gets another name; same type, same values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from evolve.changes.base import Change, NewField, Rule, Shape
from evolve.changes.parts import need
from evolve.errors import Problem
from evolve.playbook.words import Name


class Rename(Change):
    """A new column beside the old, kept equal both ways until the old one goes."""

    kind: ClassVar[str] = "rename"

    rename: Annotated[Name, Field(description="the field that gets another name")]
    to: Annotated[Name, Field(description="its new name")]
    strategy: Annotated[
        Literal["column", "view"],
        Field(
            description="column: a new column; a view over the table is refused, with the reason"
        ),
    ] = "column"

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
                message="the new name is the old name",
                found=repr(self.to),
                expected="another name",
                path=("change", "to"),
            )

        if self.strategy == "view":
            yield Problem(
                message="a view cannot stand in for a table: GROUP BY its key, as every annotate() "
                "of Django has it, fails there, as do COPY, TRUNCATE and the next migration",
                found="'view'",
                expected="'column', which is the default; or, without any change of the database, "
                "the field's new name in Django alone: `db_column`",
                path=("change", "strategy"),
            )

    @classmethod
    def draft(cls, fields: Sequence[str]) -> str:
        need(fields, 1, 2, "rename MODEL OLD [NEW]")
        if len(fields) == 2:
            return f"rename: {fields[0]}\nto: {fields[1]}\n"
        return f"rename: {fields[0]}\nto: new_{fields[0]}  # decide: the new name\n"
