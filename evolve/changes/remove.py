"""`remove`: a field goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from evolve.changes.base import Change, Shape
from evolve.changes.parts import need
from evolve.playbook.words import Name, Sql


class Remove(Change):
    """The column is made safe to leave out, watched, set aside, and dropped."""

    kind: ClassVar[str] = "remove"

    remove: Annotated[Name, Field(description="the field that goes")]
    default: Annotated[
        Sql | None,
        Field(description="SQL that old releases read in rows of releases that lack the field"),
    ] = None

    def shape(self) -> Shape:
        defaults = {} if self.default is None else {self.remove: self.default}
        return Shape(old=(self.remove,), new=(), forward={}, defaults=defaults)

    @classmethod
    def draft(cls, fields: Sequence[str]) -> str:
        need(fields, 1, 1, "remove MODEL FIELD")
        return (
            f"remove: {fields[0]}\n"
            "# default: \"''\"  # decide: what old releases read in new rows; needed if NOT NULL\n"
        )
