"""Numbers and times in sentences."""

from __future__ import annotations


def counted(number: int, noun: str, many: str = "") -> str:
    """`number` with its noun: 1 row, 2,000 rows; `many` where an s does not make the plural."""
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"


def spell(seconds: float) -> str:
    """A time as people say it: 40 s, 3 min, 1h06m, 6 d."""
    if seconds < 90:
        return f"{max(seconds, 0):.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    if seconds < 172_800:
        return f"{int(seconds // 3600)}h{int(seconds % 3600 // 60):02d}m"
    return f"{seconds / 86_400:.0f} d"
