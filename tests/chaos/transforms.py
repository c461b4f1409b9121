"""Functions that a playbook of the chaos names; workers import them by these paths."""

from __future__ import annotations

from typing import Any

TURNED = "turned "


def turned(rows: list[dict[str, Any]]) -> list[str | None]:
    """Each `phone` from its end to its beginning."""
    return [turn(row["phone"]) for row in rows]


def turned_back(rows: list[dict[str, Any]]) -> list[str | None]:
    """The phone that each `number` was made of."""
    return [turn_back(row["number"]) for row in rows]


def turn(phone: str | None) -> str | None:
    return None if phone is None else TURNED + phone[::-1]


def turn_back(number: str | None) -> str | None:
    return None if number is None else number.removeprefix(TURNED)[::-1]
