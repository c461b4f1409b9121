"""What each release writes of its side of a row, and how one side follows from the other.

This is said here a second time, in plain Python, from the words of the playbooks alone. Values are
spelled as the server spells them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sample_app.load import FIRST, LAST
from sample_app.names import join, split
from sample_app.phones import international
from sample_app.twin import Pair, Row
from tests.releases.stress import documents

Values = dict[str, Any]


# -- customers: one name, two names -----------------------------------------------------------


def full_name(chance: random.Random) -> Values:
    words = [chance.choice(FIRST)]
    words += chance.choices(LAST, k=chance.choice((0, 1, 1, 1, 2)))
    oddity = chance.random()
    if oddity < 0.03:
        words[0] *= 1 + 90 // len(words[0])
    elif oddity < 0.06:
        words.append("")
    elif oddity < 0.08:
        words = ["", *words]
    elif oddity < 0.1:
        words = [""]
    return {"full_name": " ".join(words)[:200]}


def two_names(chance: random.Random) -> Values:
    first = chance.choice(FIRST)
    if chance.random() < 0.3:
        first = f"{first} {chance.choice(FIRST)}"
    last = chance.choice([None, "", chance.choice(LAST), chance.choice(LAST), chance.choice(LAST)])
    return {"first_name": first, "last_name": last}


def customer(chance: random.Random) -> Values:
    return {
        "email": f"{chance.getrandbits(64):x}@example.com",
        "phone": f"+{chance.randrange(10**9)}",
        "balance": f"{chance.randrange(10**6) / 100:.2f}",
        "created_at": f"2026-01-{chance.randrange(1, 29):02} 12:00:00+00",
    }


# -- addresses: two fields, one line ----------------------------------------------------------


def line(row: Row) -> Row:
    words = [word for word in (row["street"], row["house_number"]) if word]
    return {"line": " ".join(words)[:140]}


def street_and_number(row: Row) -> Row:
    if row["line"] is None:
        return {"street": "", "house_number": ""}
    number = re.search(r"\s(\S+)\Z", row["line"])
    street = re.sub(r"\s+\S+\Z", "", row["line"], count=1)
    return {"street": street[:100], "house_number": number[1][:20] if number else ""}


def address(chance: random.Random) -> Values:
    street = " ".join(chance.choices(("Long", "Acre", "Straße", "12th", "of  the"), k=3))
    return {"street": street, "house_number": chance.choice(("7", "12b", "100a", "1"))}


def odd_address(chance: random.Random) -> Values:
    row = address(chance)
    return {
        "street": chance.choice((row["street"], "", f"{row['street']} ")),
        "house_number": chance.choice((row["house_number"], "12 b", "")),
    }


def one_line(chance: random.Random) -> Values:
    words = chance.choices(("Elm", "Road", "No", "12", "7b", "", "W" * 25, "Ümlaut" * 8), k=3)
    return {"line": chance.choice((" ".join(words)[:140], "Nowhere", "", "Hill "))}


# -- products and orders ----------------------------------------------------------------------


def product_title(chance: random.Random) -> str:
    return f"Product {chance.randrange(10**6)}"


def quantity(chance: random.Random) -> Values:
    return {"quantity": chance.choice((0, 1, -5, 2**31 - 1, chance.randrange(100)))}


# -- other values, and documents ------------------------------------------------------------------

STATES = {"new": "open", "in work": "active", "closed": "done"}
# What is not named stays as it is, on either side.
UNNAMED = "on hold"


def other_value(names: Mapping[str, str], source: str, target: str) -> Callable[[Row], Row]:
    """The value that stands for that of `source`, as `target`; NULL for none."""

    def translate(row: Row) -> Row:
        value = row[source]
        return {target: None if value is None else names.get(value, value)}

    return translate


STATUS = Pair(
    old=("status",),
    new=("state",),
    forward=other_value(STATES, "status", "state"),
    backward=other_value({new: old for old, new in STATES.items()}, "state", "status"),
)
CITY = Pair(
    old=("data",),
    new=("city", "settings"),
    forward=documents.to_city,
    backward=documents.from_city,
)
TRAITS = Pair(
    old=("colour", "width"),
    new=("traits",),
    forward=documents.to_traits,
    backward=documents.from_traits,
)
BODY = Pair(
    old=("payload",), new=("body",), forward=documents.to_body, backward=documents.from_body
)


def old_status(chance: random.Random) -> Values:
    return {"status": chance.choice([*STATES, UNNAMED])}


def new_state(chance: random.Random) -> Values:
    return {"state": chance.choice([*STATES.values(), UNNAMED])}


def some_place(chance: random.Random) -> dict[str, Any]:
    """An address with a city, with more than that, or without; or none at all."""
    address = {"city": chance.choice(LAST), "zip": str(chance.randrange(99))}
    places: tuple[dict[str, Any], ...] = (
        {},
        {"address": {}},
        {"address": address},
        {"address": {"city": address["city"]}},
        {"address": {"zip": address["zip"]}, "age": chance.randrange(99)},
    )
    return chance.choice(places)


def profile_data(chance: random.Random) -> Values:
    return {"data": documents.spell(some_place(chance))}


def city_and_settings(chance: random.Random) -> Values:
    city = chance.choice([None, chance.choice(LAST)])
    return {"city": city, "settings": documents.spell(some_place(chance))}


def colour_and_width(chance: random.Random) -> Values:
    width = chance.choice([None, str(chance.randrange(100))])
    return {"colour": chance.choice(("red", "", "blue")), "width": width}


def some_traits(chance: random.Random) -> Values:
    traits: tuple[dict[str, Any], ...] = (
        {},
        {"colour": "a colour with a long name"},
        {"colour": "green", "size": {"width": chance.randrange(9), "depth": 3}},
        {"size": {"width": chance.randrange(9)}, "weight": 2.5},
    )
    return {"traits": documents.spell(chance.choice(traits))}


def some_payload(chance: random.Random) -> Values:
    payloads: tuple[dict[str, Any], ...] = (
        {"kind": "ping"},
        {"user_id": chance.randrange(99), "kind": "paid"},
        {"user_id": chance.randrange(99), "user": {"name": chance.choice(LAST)}},
    )
    return {"payload": documents.spell(chance.choice(payloads))}


def some_body(chance: random.Random) -> Values:
    bodies: tuple[dict[str, Any], ...] = (
        {},
        {"user": {"id": chance.randrange(99)}, "kind": "paid"},
        {"user": {"id": chance.randrange(99), "name": chance.choice(LAST)}},
        {"user": {"name": chance.choice(LAST)}, "user_id": 7},
    )
    return {"body": documents.spell(chance.choice(bodies))}


def random_uuid(chance: random.Random) -> str:
    return str(UUID(int=chance.getrandbits(128)))


# -- articles: three changes at once ----------------------------------------------------------

AUTHOR = Pair(
    old=("author",),
    new=("first_name", "last_name"),
    forward=lambda row: split({"full_name": row["author"]}),
    backward=lambda row: {"author": join(row)["full_name"]},
)
VIEWS = Pair(
    old=("views",),
    new=("view_count",),
    forward=lambda row: {"view_count": row["views"]},
    backward=lambda row: {"views": row["view_count"]},
)


def article(chance: random.Random) -> Values:
    return {"slug": f"{chance.getrandbits(64):x}", "section": chance.choice(("news", "essays"))}


def author_and_views(chance: random.Random) -> Values:
    views = str(chance.choice((0, 7, chance.randrange(10**6))))
    return {"author": full_name(chance)["full_name"], "views": views}


def two_names_and_views(chance: random.Random) -> Values:
    return {**two_names(chance), "view_count": str(chance.choice((0, 9, chance.randrange(10**6))))}


# -- contacts: a number that Python makes of a phone ------------------------------------------

PHONE = Pair(
    old=("phone",),
    new=("number",),
    forward=lambda row: {"number": international([dict(row)])[0]},
    backward=lambda row: {"phone": row["number"]},
)


def some_phone(chance: random.Random) -> Values:
    """Never the same again; some mean no number."""
    number = chance.randrange(10**8, 10**9)
    return {"phone": chance.choice((f"030 / {number}", f"0049 (30) {number}", f"ask {number}"))}


def some_number(chance: random.Random) -> Values:
    return {"number": f"+44{chance.randrange(10**8, 10**9)}"}
