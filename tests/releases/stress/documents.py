"""JSON documents as the shipped playbooks move their keys, in plain Python.

An object all of whose keys have gone goes with them; what is no object has no keys.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Final

from sample_app.twin import Row

# What stands where nothing does: a null is a value.
ABSENT: Final = object()


def spell(value: Any) -> str:
    """As the server shows a jsonb: the shorter key first, then by its bytes; 1.50 as it was."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: (len(name.encode()), name.encode()))
        return "{" + ", ".join(f"{spell(name)}: {spell(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(spell, value)) + "]"
    return str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def read(spelled: str) -> Any:
    return json.loads(spelled, parse_float=Decimal)


def at(document: Any, *path: str) -> Any:
    """What stands there."""
    for name in path:
        if not isinstance(document, dict) or name not in document:
            return ABSENT
        document = document[name]
    return document


def text_at(document: Any, *path: str) -> str | None:
    """A text that stands there, or None."""
    found = at(document, *path)
    return None if found in (ABSENT, None) else str(found)


def without(document: Any, name: str, *more: str) -> Any:
    if at(document, name, *more) is ABSENT:
        return document
    left = {key: value for key, value in document.items() if key != name}
    kept = without(document[name], *more) if more else {}
    return {**left, name: kept} if kept else left


def holding(document: Any, value: Any, name: str, *more: str) -> Any:
    """The document with that value there, unless it is absent."""
    if value is ABSENT:
        return document
    here = document if isinstance(document, dict) else {}
    return {**here, name: holding(here.get(name), value, *more) if more else value}


def absent_for_none(value: Any) -> Any:
    return ABSENT if value is None else value


# -- profile-address-columns: one key to a column, the rest to another document ------------------


def to_city(row: Row) -> Row:
    document = read(row["data"])
    rest = without(document, "address", "city")
    return {"city": text_at(document, "address", "city"), "settings": spell(rest)}


def from_city(row: Row) -> Row:
    rest = without(read(row["settings"]), "address", "city")
    return {"data": spell(holding(rest, absent_for_none(row["city"]), "address", "city"))}


# -- device-traits-json: columns to keys ---------------------------------------------------------

COLOUR = 20


def to_traits(row: Row) -> Row:
    width = ABSENT if row["width"] is None else int(row["width"])
    document = holding({}, absent_for_none(row["colour"]), "colour")
    return {"traits": spell(holding(document, width, "size", "width"))}


def from_traits(row: Row) -> Row:
    document = read(row["traits"])
    return {
        "colour": (text_at(document, "colour") or "")[:COLOUR],
        "width": text_at(document, "size", "width"),
    }


# -- webhook-body-form: a key to another place ---------------------------------------------------


def to_body(row: Row) -> Row:
    document = read(row["payload"])
    left = without(without(document, "user_id"), "user", "id")
    return {"body": spell(holding(left, at(document, "user_id"), "user", "id"))}


def from_body(row: Row) -> Row:
    document = read(row["body"])
    left = without(without(document, "user", "id"), "user_id")
    return {"payload": spell(holding(left, at(document, "user", "id"), "user_id"))}
