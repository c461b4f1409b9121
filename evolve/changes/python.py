"""`python`: a new field whose value a function of the project's makes of others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from evolve.changes.base import Change, Demand, NewField, Shape, Transform
from evolve.changes.parts import Lossy, OneWay, need
from evolve.errors import Problem
from evolve.playbook.words import FieldText, Flag, Label, Name

DOTTED = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")


class Python(Change):
    """A trigger marks the rows that are written, and a worker settles what is marked.

    Where the fields stay that it is made of, it is kept right for releases that do not, until
    nobody needs that any more.
    """

    model_config = ConfigDict(populate_by_name=False)
    kind: ClassVar[str] = "python"

    python: Annotated[Name, Field(description="the new field")]
    field: Annotated[FieldText, Field(description="its definition, as written in models.py")]
    reads: Annotated[
        tuple[Name, ...],
        Field(
            alias="from",
            min_length=1,
            description="the fields that it is made of, which go, or stay with `keep`",
        ),
    ]
    forward: Annotated[
        Label,
        Field(description="dotted path of a function: rows as dicts in, a value for each out"),
    ]
    backward: Annotated[
        Label | None,
        Field(description="the function that leads back, so that old releases see what new write"),
    ] = None
    keep: Annotated[Flag, Field(description="true: the fields in `from` stay")] = False
    one_way: OneWay = False
    lossy: Lossy = None

    def shape(self) -> Shape:
        demand = Demand(name=f"the function of {self.python}", lasting=False)
        return Shape(
            old=() if self.keep else self.reads,
            new=(NewField(name=self.python, definition=self.field),),
            forward={},
            one_way=self.one_way,
            lossy=self.lossy is not None,
            once=self.keep,
            demand=demand if self.keep else None,
            transform=Transform(
                forward=self.forward, backward=self.backward or "", reads=self.reads
            ),
        )

    def problems(self) -> Iterable[Problem]:
        yield from self.needless()
        if self.one_way and self.backward:
            yield Problem(
                message="`backward` and `one_way: true` exclude each other",
                path=("change", "backward"),
            )
        if not (self.one_way or self.backward or self.keep):
            yield Problem(
                message="no way back",
                expected="`backward:` with the path of a function, or `one_way: true`; or "
                "`keep: true`, where the fields in `from` stay",
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

    def needless(self) -> Iterable[Problem]:
        """What says how values come back, or do not, where nothing goes that they came from."""
        for key in ("backward", "one_way", "lossy"):
            if self.keep and getattr(self, key):
                yield Problem(
                    message=f"`keep: true` and `{key}` exclude each other",
                    expected=f"no `{key}`, since the fields in `from` stay as they are",
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
            "backward: shop.transforms.backward  # decide: or `one_way: true`; or `keep: true`, "
            "where what it is made of stays\n"
        )
