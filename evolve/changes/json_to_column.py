"""`json_to_column`: keys of a JSON field become fields of their own."""

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
from evolve.changes.parts import Lossy, OnError, TooLong, need
from evolve.errors import Problem
from evolve.playbook.model import Section
from evolve.playbook.words import FieldText, Flag, Name


class Key(Section):
    """A new field, and the key whose value it holds."""

    field: Annotated[FieldText, Field(description="the new field, as written in models.py")]
    key: Annotated[
        KeyPath | None,
        Field(description="where the value stands, as address.city; without it the field's name"),
    ] = None
    on_error: OnError = None


class JsonToColumn(Change):
    """The document goes; what no field takes is left in another one, if one is named.

    So whoever sets a whole document says which: that of the old releases, or that of the new.
    """

    kind: ClassVar[str] = "json_to_column"

    json_to_column: Annotated[Name, Field(description="the JSON field whose keys become fields")]
    into: Annotated[dict[Name, Key], Field(min_length=1, description="the new fields")]
    rest: dict[Name, FieldText] = Field(
        default_factory=dict,
        max_length=1,
        description="the JSON field, with a new name, for all other keys",
    )
    keep: Annotated[Flag, Field(description="true: the keys stay in `rest` as well")] = False
    on_error: Annotated[
        OnError, Field(description="SQL (or null) for each new field where a text is no JSON")
    ] = None
    too_long: TooLong = None
    lossy: Lossy = None

    @property
    def old(self) -> str:
        return self.json_to_column

    @property
    def paths(self) -> dict[str, Path]:
        return {name: keys(into.key or name) for name, into in self.into.items()}

    def shape(self) -> Shape:
        old, clamp = self.old, self.too_long == "clamp"
        forward = {
            name: Rule(
                made=partial(self._taken, name),
                on_error=into.on_error or self.on_error or "",
                clamp=clamp,
                path=("change", "into", name),
            )
            for name, into in self.into.items()
        }
        forward |= {
            name: Rule(
                made=partial(self._left, name),
                total=True,
                documents=(old,),
                on_error=self.on_error or "",
                path=("change", "rest", name),
            )
            for name in self.rest
        }
        definitions = {name: into.field for name, into in self.into.items()} | self.rest
        return Shape(
            old=(old,),
            new=tuple(NewField(name=n, definition=text) for n, text in definitions.items()),
            forward=forward,
            backward={
                old: Rule(
                    made=self._document,
                    total=True,
                    documents=(*self.rest,),
                    path=("change", "into"),
                )
            },
            lossy=self.lossy == "accept",
        )

    def _taken(self, name: str, columns: Columns) -> str:
        return value_at(document_of(columns, self.old), self.paths[name], columns.type(name))

    def _left(self, name: str, columns: Columns) -> str:
        document = document_of(columns, self.old)
        left = document if self.keep else rebuilt(document, [*self.paths.values()], {})
        return kept_in(columns, name, left)

    def _document(self, columns: Columns) -> str:
        values = {path: value_of(columns, name) for name, path in self.paths.items()}
        rest = next((document_of(columns, name) for name in self.rest), "NULL::jsonb")
        return kept_in(columns, self.old, rebuilt(rest, [*values], values))

    def problems(self) -> Iterable[Problem]:
        yield from overlaps(map(".".join, self.paths.values()), "change", "into")
        if self.keep and not self.rest:
            yield Problem(
                message="`keep` says what becomes of the keys in `rest`, and there is none",
                path=("change", "keep"),
            )
        for name in (*self.into, *self.rest):
            if name == self.old or (name in self.rest and name in self.into):
                yield Problem(
                    message="a new field has the name of another field",
                    found=repr(name),
                    expected="another name",
                    path=("change", "rest" if name in self.rest else "into", name),
                )

    @classmethod
    def draft(cls, fields: Sequence[str]) -> str:
        need(fields, 1, None, "json_to_column MODEL DOCUMENT [KEY ...]")
        old, *new = fields
        into = "".join(
            f"  {name}:\n"
            "    field: TextField(null=True)  # decide: as in models.py\n"
            f"    key: {name}  # decide: where it stands, as in address.city\n"
            for name in new or ("first_key",)
        )
        rest = f"rest:\n  {old}_rest: JSONField(null=True)  # decide: the name; all other keys\n"
        return f"json_to_column: {old}\ninto:\n{into}{rest}"
