"""What `not_null` and `add` have in common: a value for each row that has none, given once."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from evolve.changes.base import Change, Rule
from evolve.changes.parts import OnError, TooLong
from evolve.playbook.words import Sql


class Filled(Change):
    """There is no old side; a subclass says which field is filled."""

    fill: Annotated[
        Sql,
        Field(description="SQL that gives a row its value; it may differ each time, as a uuid"),
    ]
    on_error: OnError = None
    too_long: TooLong = None

    @property
    def rule(self) -> Rule:
        return Rule(
            sql=self.fill,
            on_error=self.on_error or "",
            clamp=self.too_long == "clamp",
            path=("change", "fill"),
        )
