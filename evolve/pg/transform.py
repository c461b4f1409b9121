"""Values that Python gives, as frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Transform:
    """Functions in Python that give the values, by their dotted paths; `backward` is "" where none
    leads back. They know the columns by the names of their fields, `old` and `new`.

    Where what the value is made of stays, `reads` are its columns, in the order of their fields,
    and `key` those by which a row is found again that is marked.
    """

    forward: str
    backward: str
    old: tuple[str, ...]
    new: str
    reads: tuple[str, ...] = ()
    key: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """A plan that was frozen before there were `reads` lacks the last two words."""
        names = {word: tuple(data.get(word, ())) for word in ("old", "reads", "key")}
        return cls(**{**data, **names})
