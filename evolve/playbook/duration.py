"""Durations as people write them: 24h, 7d, 90s, 300ms, 0."""

from __future__ import annotations

import re
from datetime import timedelta

UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}


def parse_duration(text: str) -> timedelta:
    """`text` as a timedelta. Raises ValueError naming what was found and the units known."""
    if text.strip() == "0":
        return timedelta()
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)\s*", text)
    if match is None:
        raise ValueError(f"found {text!r}, expected a number with one of {', '.join(UNITS)}")
    try:
        return timedelta(seconds=float(match[1]) * UNITS[match[2]])
    except OverflowError as error:
        raise ValueError(f"found {text!r}, which is longer than time can be counted") from error


def spell_duration(value: timedelta) -> str:
    """`value` in the largest unit that leaves a whole number, as a playbook writes it."""
    seconds = value.total_seconds()
    if seconds == 0:
        return "0"
    for unit in ("w", "d", "h", "m", "s"):
        if seconds >= UNITS[unit] and seconds % UNITS[unit] == 0:
            return f"{int(seconds // UNITS[unit])}{unit}"
    return f"{round(seconds * 1000)}ms"
