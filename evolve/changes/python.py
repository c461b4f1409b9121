"""`python`: a new field whose value a function of the project's makes of others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from evolve.changes.base import Change, NewField, Shape, Transform
from evolve.changes.parts import Lossy, OneWay, need
from evolve.errors import Problem
from evolve.playbook.words import FieldText, Label, Name

DOTTED = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")


class Python(Change):
    """A trigger marks the rows that are written, and a worker settles what is marked."""

    model_config = ConfigDict(populate_by_name=False)
    kind: ClassVar[str] = "python"

    python: Annotated[Name, Field(description="the new field")]
    field: Annotated[FieldText, Field(description="its definition, as written in models.py")]
    reads: Annotated[
        tuple[Name, ...],
        Field(alias="from", min_length=1, description="the fields that it is made of, which go"),
    ]
    forward: Annotated[
        Label,
        Field(description="dotted path of a function: rows as dicts in, a value for each out"),
    ]
    backward: Annotated[
        Label | None,
        Field(description="the function that leads back, so that old releases see what new write"),
    ] = None
    one_way: OneWay = False
    lossy: Lossy = None

    def shape(self) -> Shape:
        return Shape(
            old=self.reads,
            new=(NewField(name=self.python, definition=self.field),),
            forward={},
            one_way=self.one_way,
            lossy=self.lossy is not None,
            transform=Transform(forward=self.forward, backward=self.backward or ""),
        )

    def problems(self) -> Iterable[Problem]:
        if self.one_way and self.backward:
            yield Problem(
                message="`backward` and `one_way: true` exclude each other",
                path=("change", "backward"),
            )
        if not self.one_way and not self.backward:
            yield Problem(
                message="no way back",
                expected="`backward:` with the path of a function, or `one_way: true`",
                path=("change", "forward"),
            )
        if self.python in self.reads:
            yield Problem(
                message="a field is not made of itself",
                found=repr(self.python),
                expected="the name of a new field",
                path=("change", "from"),
            )
        for key, path in (("forward", self.forward), ("backward", self.backward)):
            if path and not DOTTED.fullmatch(path):
                yield Problem(
                    message="not the path of a function",
                    found=repr(path),
                    expected="module and name with dots between, such as shop.phones.international",
                    path=("change", key),
                )

    @classmethod
    def draft(cls, fields: Sequence[str]) -> str:
        need(fields, 2, None, "python MODEL NEW FROM [FROM ...]")
        new, *old = fields
        return (
            f"python: {new}\n"
            "field: CharField(max_length=80, null=True)  # decide: as in models.py\n"
            f"from: [{', '.join(old)}]\n"
            "forward: shop.transforms.forward  # decide: rows in, a list of values out\n"
            "backward: shop.transforms.backward  # decide: or `one_way: true`\n"
        )
