"""Numbers in sentences."""

from __future__ import annotations


def counted(number: int, noun: str, many: str = "") -> str:
    """`number` with its noun: 1 row, 2,000 rows; `many` where an s does not make the plural."""
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"
