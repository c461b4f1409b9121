"""`json_restructure`: the keys of a JSON field get other places, in a field with a new name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Annotated, ClassVar

from pydantic import Field

from evolve.changes.base import Change, Columns, NewField, Rule, Shape
from evolve.changes.documents import (
    KeyPath,
    Path,
    document_of,
    found,
    kept_in,
    keys,
    overlaps,
    rebuilt,
)
from evolve.changes.parts import Lossy, OnError, need
from evolve.errors import Problem
from evolve.playbook.model import Section
from evolve.playbook.words import FieldText, Name


class Restructured(Section):
    """The new field, and what becomes of which key; all others stay where they are."""

    field: Annotated[FieldText, Field(description="the new JSON field, as written in models.py")]
    move: dict[KeyPath, KeyPath] = Field(
        default_factory=dict, description="where a key stands, and where it is to stand"
    )
    drop: Annotated[
        tuple[KeyPath, ...], Field(description="keys that go; it takes `lossy: accept`")
    ] = ()
    on_error: OnError = None


class JsonRestructure(Change):
    """Old releases read and write documents of the old form, new ones of the new."""

    kind: ClassVar[str] = "json_restructure"

    json_restructure: Annotated[Name, Field(description="the JSON field")]
    into: Annotated[
        dict[Name, Restructured], Field(min_length=1, max_length=1, description="the one new field")
    ]
    lossy: Lossy = None

    @property
    def target(self) -> tuple[str, Restructured]:
        ((name, target),) = self.into.items()
        return name, target

    def shape(self) -> Shape:
        old, (name, target) = self.json_restructure, self.target
        there = {keys(one): keys(other) for one, other in target.move.items()}
        back = {other: one for one, other in there.items()}
        gone = [keys(path) for path in target.drop]
        path = ("change", "into", name)
        forward = Rule(
            made=partial(moved, old, name, there, gone),
            total=True,
            documents=(old,),
            on_error=target.on_error or "",
            path=path,
        )
        backward = Rule(
            made=partial(moved, name, old, back, []), total=True, documents=(name,), path=path
        )
        return Shape(
            old=(old,),
            new=(NewField(name=name, definition=target.field),),
            forward={name: forward},
            backward={old: backward},
            lossy=self.lossy == "accept",
        )

    def problems(self) -> Iterable[Problem]:
        name, target = self.target
        path = ("change", "into", name)
        if name == self.json_restructure:
            yield Problem(
                message="the new field has the old field's name",
                found=repr(name),
                expected="another name, since running releases read documents of the old form",
                path=path,
            )
        if not target.move and not target.drop:
            yield Problem(message="nothing is moved, and nothing goes", path=path)
        # A key may go where another one leaves, and two may change places.
        stay = [one for one in target.move.values() if one not in target.move]
        yield from overlaps([*target.move, *target.drop, *stay], *path)
        yield from overlaps(target.move.values(), *path)

    @classmethod
    def draft(cls, fields: Sequence[str]) -> str:
        need(fields, 1, 2, "json_restructure MODEL DOCUMENT [NEW]")
        old, new = fields[0], fields[1] if len(fields) == 2 else f"new_{fields[0]}"
        named = "" if len(fields) == 2 else "  # decide: the name"
        return (
            f"json_restructure: {old}\ninto:\n  {new}:{named}\n"
            "    field: JSONField(null=True)  # decide: as in models.py\n"
            "    move:  # decide: where a key stands, and where it is to stand\n"
            "      city: address.city\n"
        )


def moved(
    one: str, other: str, ways: Mapping[Path, Path], gone: Sequence[Path], columns: Columns
) -> str:
    """The document of field `one` as field `other` has it."""
    document = document_of(columns, one)
    values = {there: found(document, here) for here, there in ways.items()}
    return kept_in(columns, other, rebuilt(document, [*ways, *gone], values))
