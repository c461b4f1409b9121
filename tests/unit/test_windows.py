"""Time windows: open by the clock on the wall, past midnight and when the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from evolve.conf import Profile
from evolve.playbook.window import Window, is_open, opens, parse_window

NIGHT = "22:00-06:00 Europe/Berlin"
DAY = "09:30-17:00 Europe/Berlin"
# The clocks of Berlin go from 2 to 3 and from 3 to 2 at one o'clock UTC.
SPRING, AUTUMN = datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def minutes_open(window: Window, start: datetime, hours: int) -> int:
    return sum(window.contains(start + timedelta(minutes=minute)) for minute in range(60 * hours))


@pytest.mark.parametrize(
    ("text", "moment", "open_"),
    [
        (NIGHT, "2026-01-10 20:59", False),
        (NIGHT, "2026-01-10 21:00", True),
        (NIGHT, "2026-01-10 23:30", True),
        (NIGHT, "2026-01-11 04:59", True),
        (NIGHT, "2026-01-11 05:00", False),
        (NIGHT, "2026-07-10 20:00", True),
        (NIGHT, "2026-07-11 04:00", False),
        (DAY, "2026-01-10 08:29", False),
        (DAY, "2026-01-10 08:30", True),
        (DAY, "2026-01-10 16:00", False),
        ("23:00-01:00 Asia/Kolkata", "2026-01-10 17:30", True),
        ("23:00-01:00 Asia/Kolkata", "2026-01-10 19:30", False),
    ],
)
def test_a_window_is_open_from_its_start_to_before_its_end(
    text: str, moment: str, open_: bool
) -> None:
    assert parse_window(text).contains(utc(moment)) is open_


def test_the_hour_that_is_skipped_makes_a_night_shorter_and_the_other_longer() -> None:
    night = parse_window(NIGHT)
    for before, hours in ((SPRING, 7), (AUTUMN, 9), (datetime(2026, 6, 10, tzinfo=UTC), 8)):
        assert minutes_open(night, before - timedelta(hours=12), 24) == 60 * hours


def test_a_window_inside_the_skipped_hour_does_not_open_that_night() -> None:
    skipped = parse_window("02:10-02:50 Europe/Berlin")
    assert minutes_open(skipped, SPRING - timedelta(hours=12), 24) == 0
    assert opens([skipped], SPRING) == utc("2026-03-30 00:10")


def test_a_window_inside_the_repeated_hour_opens_twice() -> None:
    repeated = parse_window("02:10-02:50 Europe/Berlin")
    assert minutes_open(repeated, AUTUMN - timedelta(hours=12), 24) == 80
    # Python holds a time of the repeated hour to be unequal to any of another zone.
    first, second = (
        opens([repeated], moment).astimezone(UTC) for moment in (AUTUMN, utc("2026-10-25 00:50"))
    )
    assert (first, second) == (utc("2026-10-25 00:10"), utc("2026-10-25 01:10"))


def test_a_window_that_begins_in_the_skipped_hour_opens_when_the_clocks_have_changed() -> None:
    assert opens([parse_window("02:30-04:00 Europe/Berlin")], SPRING) == utc("2026-03-29 01:00")


def test_the_opening_is_told_in_the_windows_own_zone() -> None:
    opening = opens([parse_window(NIGHT)], utc("2026-03-29 12:00"))
    assert f"{opening:%Y-%m-%d %H:%M} {opening.tzinfo}" == "2026-03-29 22:00 Europe/Berlin"
    assert opening == utc("2026-03-29 20:00")


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
TIMES = st.times().map(lambda time: time.replace(second=0, microsecond=0, tzinfo=None))


@given(MOMENTS, TIMES, TIMES, st.sampled_from(["Europe/Berlin", "America/St_Johns", "UTC"]))
def test_it_opens_at_the_first_moment_that_is_open(
    moment: datetime, start: object, end: object, zone: str
) -> None:
    if start == end:
        return
    windows = [parse_window(f"{start:%H:%M}-{end:%H:%M} {zone}")]
    opening = opens(windows, moment)
    assert opening >= moment
    assert is_open(windows, opening)
    step = timedelta(minutes=1)
    assert not any(
        is_open(windows, opening - step * back)
        for back in range(1, 60)
        if opening - step * back >= moment
    )


def test_without_windows_it_is_always_open() -> None:
    assert is_open([], SPRING)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("22:00", "expected times and a zone, such as 22:00-06:00 Europe/Berlin"),
        ("22:00-06:00", "expected times and a zone"),
        ("25:00-06:00 UTC", "expected times from 00:00 to 23:59"),
        ("06:00-06:00 UTC", "expected an end that is not its start"),
        ("22:00-06:00 Europe/Berln", "did you mean 'Europe/Berlin'?"),
        ("22:00-06:00 ../UTC", "found the zone '../UTC'"),
    ],
)
def test_a_window_that_cannot_be_meant_says_what_was_expected(text: str, said: str) -> None:
    with pytest.raises(ValueError, match="found") as raised:
        parse_window(text)
    assert said in str(raised.value)
    with pytest.raises(ValidationError):
        Profile.model_validate({"windows": [text]})
