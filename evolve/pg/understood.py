"""An expression as the server understands it, as frozen data; `expressions` asks the server."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from evolve.pg.side import Expression


class Nulls(StrEnum):
    """When an expression can give NULL."""

    NEVER = "never"
    FROM_NULLS = "where a column it reads is NULL"
    MAYBE = "maybe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """An expression as the server understands it.

    `type` is the exact type of its value. `nulls` tells when the value can be NULL.
    """

    expression: Expression
    type: str
    nulls: Nulls
