"""Phone numbers with their country, for the playbook of contacts."""

from __future__ import annotations

import re
from typing import Any

HOME = "+49"


def international(rows: list[dict[str, Any]]) -> list[str | None]:
    """The number that each `phone` means, None where it means none."""
    return [one(row["phone"]) for row in rows]


def one(phone: str | None) -> str | None:
    digits = re.sub(r"[^\d+]", "", phone or "")
    digits = re.sub(r"^00", "+", digits)
    digits = re.sub(r"^0", HOME, digits)
    return digits if re.fullmatch(r"\+\d{4,19}", digits) else None


def as_dialled(rows: list[dict[str, Any]]) -> list[str | None]:
    """What old releases show of each `number`: it can be dialled as it is."""
    return [row["number"] for row in rows]
