"""`column_to_json`: fields become keys of one JSON field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Annotated, ClassVar

from pydantic import Field

from evolve.changes.base import Change, Columns, NewField, Rule, Shape
from evolve.changes.documents import (
    KeyPath,
    Path,
    document_of,
    kept_in,
    keys,
    overlaps,
    rebuilt,
    value_at,
    value_of,
)
from evolve.changes.parts import BackText, Lossy, TooLong, back_rule, need
from evolve.errors import Problem
from evolve.playbook.model import Section
from evolve.playbook.nearest import nearest
from evolve.playbook.words import FieldText, Name


class Gathered(Section):
    """The new field, and where in it each old one stands."""

    field: Annotated[FieldText, Field(description="the new JSON field, as written in models.py")]
    keys: dict[Name, KeyPath] = Field(
        default_factory=dict,
        description="old fields and where they stand, as address.city; else their own names",
    )


class ColumnToJson(Change):
    """NULL is a key that is not there; whatever is written to the keys comes back."""

    kind: ClassVar[str] = "column_to_json"

    column_to_json: Annotated[
        tuple[Name, ...], Field(min_length=1, description="the fields that become keys")
    ]
    into: Annotated[
        dict[Name, Gathered], Field(min_length=1, max_length=1, description="the one new field")
    ]
    back: dict[Name, BackText] = Field(
        default_factory=dict,
        description="an old field and the SQL that gives it, in place of its key's value",
    )
    too_long: TooLong = None
    lossy: Lossy = None

    @property
    def target(self) -> tuple[str, Gathered]:
        ((name, target),) = self.into.items()
        return name, target

    @property
    def paths(self) -> dict[str, Path]:
        named = self.target[1].keys
        return {field: keys(named.get(field, field)) for field in self.column_to_json}

    def shape(self) -> Shape:
        name, target = self.target
        clamp = self.too_long == "clamp"
        backward = {
            field: Rule(
                made=partial(self._value, field), clamp=clamp, path=("change", "into", name, "keys")
            )
            for field in self.column_to_json
        }
        written = {f: back_rule(b, clamp, "change", "back", f) for f, b in self.back.items()}
        return Shape(
            old=self.column_to_json,
            new=(NewField(name=name, definition=target.field),),
            forward={name: Rule(made=self._document, total=True, path=("change", "into", name))},
            backward=backward | written,
            lossy=self.lossy == "accept",
        )

    def _document(self, columns: Columns) -> str:
        values = {path: value_of(columns, field) for field, path in self.paths.items()}
        document = f"coalesce({rebuilt('NULL::jsonb', (), values)}, '{{}}')"
        return kept_in(columns, self.target[0], document)

    def _value(self, field: str, columns: Columns) -> str:
        document = document_of(columns, self.target[0])
        return value_at(document, self.paths[field], columns.type(field))

    def problems(self) -> Iterable[Problem]:
        name, target = self.target
        path = ("change", "into", name)
        for where, named in (((*path, "keys"), target.keys), (("change", "back"), self.back)):
            for field in named:
                if field not in self.column_to_json:
                    yield Problem(
                        message="not one of the old fields",
                        found=repr(field),
                        expected=" or ".join(self.column_to_json),
                        nearest=nearest(field, self.column_to_json),
                        path=(*where, field),
                    )
        yield from overlaps(map(".".join, self.paths.values()), *path)
        if name in self.column_to_json:
            yield Problem(
                message="the new field has an old field's name",
                found=repr(name),
                expected="another name",
                path=path,
            )

    @classmethod
    def draft(cls, fields: Sequence[str]) -> str:
        need(fields, 2, None, "column_to_json MODEL OLD [OLD ...] NEW")
        *old, new = fields
        named = "".join(f"      {name}: {name}\n" for name in old)
        return (
            f"column_to_json: [{', '.join(old)}]\ninto:\n  {new}:\n"
            "    field: JSONField()  # decide: as in models.py\n"
            f"    keys:  # decide: where each stands, as in address.city\n{named}"
            "# too_long: clamp  # decide: cut text that is too long for its old column\n"
        )
