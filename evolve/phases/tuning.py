"""The pace of an evolution: what the settings and its plan say, and what an operator has tuned.

What is tuned is stored as `KEY: value` and obeyed from the next batch on. It may go beyond the
profile and the playbook, since somebody has typed it who watches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import ValidationError

from evolve.conf import Holds, Profile
from evolve.errors import UsageError
from evolve.pg.health.vacuum import LIMITS
from evolve.plan.model import Plan
from evolve.playbook.duration import spell_duration
from evolve.playbook.nearest import nearest

FIELDS = {
    "batch-ms": "batch_ms",
    "max-rows-per-second": "max_rows_per_second",
    "flat-out": "flat_out",
    "parallel": "parallel",
    "window": "windows",
}
HOLD = "hold."
ON, OFF, DEFAULT = "on", "off", "default"
Value = int | float | str | list[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """One thing that can be tuned: its present value as it would be typed, and where from."""

    key: str
    value: str
    source: str


def keys(profile: Profile) -> list[str]:
    """Everything that `tune` takes here."""
    signals = [name for name in Holds.model_fields if name != "queries"]
    own = [query.name for query in profile.holds.queries]
    return [*FIELDS, *(HOLD + name for name in (*signals, *own))]


def paced(profile: Profile, plan: Plan, tuning: Mapping[str, Any]) -> Profile:
    """The profile that applies: with the plan's limits, and with what was tuned.

    What a later release of evolve has tuned, and this one does not know, is left out.
    """
    frozen = {"batch_ms": plan.batch_ms, "max_rows_per_second": plan.max_rows_per_second}
    if not tuning:
        return profile.model_copy(update=frozen)
    data = profile.model_dump() | frozen
    for key in set(keys(profile)) & set(tuning):
        put(data, key, tuning[key])
    return Profile.model_validate(data)


def put(data: dict[str, Any], key: str, value: Value) -> None:
    """Sets what `key` stands for in a profile's data."""
    if key in FIELDS:
        data[FIELDS[key]] = [] if key == "window" and value is None else value
        return
    name = key.removeprefix(HOLD)
    own = {query["name"]: query for query in data["holds"]["queries"]}
    if name not in own:
        data["holds"][name] = value
    elif value is None:
        data["holds"]["queries"] = [q for q in own.values() if q["name"] != name]
    else:
        own[name]["limit"] = value


# -- what was typed -------------------------------------------------------------------------------


def parse(words: Iterable[str], profile: Profile, plan: Plan) -> tuple[dict[str, Value], list[str]]:
    """`KEY=VALUE ...` as values to be tuned, and keys to be taken back. Raises UsageError."""
    values: dict[str, Value] = {}
    back: list[str] = []
    for word in words:
        key, sign, text = word.partition("=")
        known(key, profile)
        if not sign or not text.strip():
            raise wrong(plan, f"{key}: found no value, expected {key}=VALUE, {OFF} or {DEFAULT}")
        if key in values or key in back:
            raise wrong(plan, f"{key}: found twice, expected once")
        if text == DEFAULT:
            back.append(key)
            continue
        values[key] = valued(key, text)
        try:
            paced(profile, plan, {key: values[key]})
        except ValidationError as error:
            raise wrong(plan, f"{key}: {said(error, text)}") from error
    return values, back


def known(key: str, profile: Profile) -> None:
    if key in keys(profile):
        return
    guess = nearest(key, keys(profile))
    raise UsageError(
        f"tune: {key!r} is nothing that can be tuned"
        + (f"; did you mean {guess!r}?" if guess else ""),
        hint="it takes " + ", ".join(keys(profile)),
    )


def valued(key: str, text: str) -> Value:
    """The value as it is stored: a number, windows, a word, or None for off."""
    if key == "flat-out":
        return {ON: True, OFF: False}.get(text, text)
    if text == OFF:
        return None
    if key == "window":
        return [window.strip() for window in text.split(",")]
    if re.fullmatch(r"\d{1,15}", text):
        return int(text)
    if re.fullmatch(r"\d{1,15}\.\d{1,15}", text):
        return float(text)
    return text


def wrong(plan: Plan, message: str) -> UsageError:
    return UsageError(
        f"tune: {message}; nothing was changed",
        hint=f"manage.py evolve tune {plan.name} shows what there is",
    )


def said(error: ValidationError, text: str) -> str:
    """What pydantic objects to, in our words."""
    first = error.errors()[0]["msg"].removeprefix("Value error, ")
    if first.startswith("found"):
        return first
    return f"found {text!r}, expected " + first.removeprefix("Input should be ")


# -- what there is --------------------------------------------------------------------------------


def shown(profile: Profile, plan: Plan, tuning: Mapping[str, Any]) -> list[Tuned]:
    """Each thing that can be tuned, its present value, and where that comes from."""
    now = flat(paced(profile, plan, tuning))
    before, built_in = flat(profile), flat(Profile())
    found = []
    for key in keys(profile):
        if key in tuning:
            source = "tuned"
        elif key in ("batch-ms", "max-rows-per-second"):
            source = "the plan, frozen at the start"
        elif before[key] != built_in.get(key):
            source = "the settings"
        else:
            source = "default"
        found.append(Tuned(key=key, value=now.get(key, OFF), source=source))
    return found


def flat(profile: Profile) -> dict[str, str]:
    """A profile's values by their keys, as they would be typed."""
    holds = profile.holds
    found = {key: spelled(getattr(profile, field)) for key, field in FIELDS.items()}
    for name in Holds.model_fields:
        if name != "queries":
            found[HOLD + name] = spelled(getattr(holds, name))
    return found | {HOLD + query.name: spelled(query.limit) for query in holds.queries}


def spelled(value: object) -> str:
    if value is None or value is False or value == ():
        return OFF
    if value is True:
        return ON
    if isinstance(value, timedelta):
        return spell_duration(value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def limits(holds: Holds) -> dict[str, float]:
    """The limit of each signal that is on, in the signal's own measure."""
    found = {}
    for name in Holds.model_fields:
        value = getattr(holds, name)
        if isinstance(value, timedelta):
            found[name] = value.total_seconds()
        elif isinstance(value, str):
            found[name] = LIMITS[value]
        elif isinstance(value, (int, float)):
            found[name] = float(value)
    return found | {query.name: query.limit for query in holds.queries}
