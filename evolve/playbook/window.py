"""Times of the day as people write them: 22:00-06:00 Europe/Berlin.

A window is open by the clock on the wall of its zone: one that contains the hour which the clocks
skip or repeat is an hour shorter or longer that night.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from evolve.playbook.nearest import nearest

EXAMPLE = "22:00-06:00 Europe/Berlin"
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From `start` to before `end`, past midnight where that is earlier."""

    start: time
    end: time
    zone: ZoneInfo

    def contains(self, moment: datetime) -> bool:
        now = moment.astimezone(self.zone).time()
        if self.start < self.end:
            return self.start <= now < self.end
        return now >= self.start or now < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M} {self.zone.key}"


@cache
def parse_window(text: str) -> Window:
    """`text` as a window. Raises ValueError naming what was found and what was expected."""
    match = re.fullmatch(r"\s*(\d\d):(\d\d)\s*-\s*(\d\d):(\d\d)\s+(\S+)\s*", text)
    if match is None:
        raise ValueError(f"found {text!r}, expected times and a zone, such as {EXAMPLE}")
    try:
        start, end = time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))
    except ValueError as error:
        raise ValueError(f"found {text!r}, expected times from 00:00 to 23:59") from error
    if start == end:
        raise ValueError(f"found {text!r}, expected an end that is not its start")
    return Window(start=start, end=end, zone=parse_zone(match[5]))


def parse_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        guess = nearest(name, available_timezones())
        near = f"; did you mean {guess!r}?" if guess else ""
        raise ValueError(f"found the zone {name!r}, expected one as Europe/Berlin{near}") from error


def is_open(windows: Sequence[Window], moment: datetime) -> bool:
    """Whether work may be done at `moment`; without windows, always."""
    return not windows or any(window.contains(moment) for window in windows)


def opens(windows: Sequence[Window], moment: datetime) -> datetime:
    """When the next window opens, in its own zone; not before `moment`.

    Minute by minute: nothing else is as plainly right on a night when the clocks change.
    """
    minute = moment.replace(second=0, microsecond=0)
    if minute < moment:
        minute += MINUTE
    while True:
        for window in windows:
            if window.contains(minute):
                return minute.astimezone(window.zone)
        minute += MINUTE
