"""`rename`: fields get other names; same type, same values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Discriminator, Field, Tag

from evolve.changes.base import Change, NewField, Rule, Shape
from evolve.changes.parts import need
from evolve.errors import Problem
from evolve.playbook.words import Name

ONE, SEVERAL = "the field that gets another name", "several, as {old: new}"
USAGE = "rename MODEL OLD [NEW] [OLD NEW]..."


def _form(value: Any) -> str:
    return "several" if isinstance(value, dict) else "one"


Renamed = Annotated[
    Annotated[Name, Tag("one")] | Annotated[dict[Name, Name], Tag("several"), Field(min_length=1)],
    Discriminator(_form),
]


class Rename(Change):
    """New columns beside the old, kept equal both ways until the old ones go.

    Several fields are one change, since an index over two of them follows both.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {
                    "required": ["to"],
                    "properties": {"rename": {"type": "string", "description": ONE}},
                },
                {
                    "not": {"required": ["to"]},
                    "properties": {"rename": {"type": "object", "description": SEVERAL}},
                },
            ]
        }
    )
    kind: ClassVar[str] = "rename"

    rename: Annotated[
        Renamed,
        Field(description=f"{ONE}; or {SEVERAL}"),
    ]
    to: Annotated[Name | None, Field(description="the new name of the one field")] = None
    strategy: Annotated[
        Literal["column", "view"],
        Field(
            description="column: a new column; a view over the table is refused, with the reason"
        ),
    ] = "column"

    @property
    def names(self) -> Mapping[str, str]:
        """Old names to new ones."""
        return {self.rename: self.to or ""} if isinstance(self.rename, str) else self.rename

    def place(self, old: str, *, new: bool = False) -> tuple[str, ...]:
        """Where one of the names stands in the playbook."""
        if isinstance(self.rename, str):
            return ("change", "to" if new else "rename")
        return ("change", "rename", old)

    def shape(self) -> Shape:
        names = self.names
        return Shape(
            old=tuple(names),
            new=tuple(NewField(name=new, like=old) for old, new in names.items()),
            forward={
                new: Rule(copy_of=old, path=self.place(old, new=True)) for old, new in names.items()
            },
            backward={old: Rule(copy_of=new, path=self.place(old)) for old, new in names.items()},
            carry=dict(names),
        )

    def problems(self) -> Iterable[Problem]:
        alone = isinstance(self.rename, str)
        if alone and self.to is None:
            yield Problem(message="'to' is missing", path=("change", "to"))
            return
        if not alone and self.to is not None:
            yield Problem(
                message="`to` beside several fields",
                found=repr(self.to),
                expected="`rename: {old: new}` alone",
                path=("change", "to"),
            )
        for old, new in self.names.items():
            others = [*self.names, *(n for o, n in self.names.items() if o != old)]
            if new in others:
                yield Problem(
                    message="the new name is the old name"
                    if new == old
                    else "the new name belongs to another field of the change",
                    found=repr(new),
                    expected="another name",
                    path=self.place(old, new=True),
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
        need(fields, 1, None, USAGE)
        if len(fields) == 1:
            return f"rename: {fields[0]}\nto: new_{fields[0]}  # decide: the new name\n"
        if len(fields) == 2:
            return f"rename: {fields[0]}\nto: {fields[1]}\n"
        need(fields, len(fields) + len(fields) % 2, None, USAGE)
        named = zip(fields[::2], fields[1::2], strict=True)
        return "rename:\n" + "".join(f"  {old}: {new}\n" for old, new in named)
