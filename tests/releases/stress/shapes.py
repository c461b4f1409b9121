"""The tables that shipped playbooks with two sides change: what is written, what must become of it.

How one side follows from the other is said here a second time, in plain Python, from the words of
the playbooks alone.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sample_app.load import FIRST, LAST
from sample_app.names import NAMES
from sample_app.twin import Pair, Row, Twin
from tests.releases.stress import documents

Values = dict[str, Any]
Key = tuple[str, ...]
OLD, NEW = "r1", "r2"
HOT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A table as both releases see it. `shared`, `old` and `new` make up values at random, spelled
    as the server spells them; `key` gives the values of the key's columns for a number.

    `later` has those by release that must not be there when an evolution starts: values that do
    not come back as they were, or that only the new side can hold. `table_of_load` is the argument
    of `sample_app.load.load` that fills the table; `unique`: whether an index keeps keys apart;
    `twin_types` are wider types for columns of the twin.
    """

    playbook: str
    twin: Twin
    shared: Callable[[random.Random], Values]
    old: Callable[[random.Random], Values]
    new: Callable[[random.Random], Values]
    later: Mapping[str, Callable[[random.Random], Values]] = field(default_factory=dict)
    key: Callable[[int], Key] = lambda number: (str(number),)
    unique: bool = True
    same_name: bool = False
    whole: bool = False
    table_of_load: str = ""
    twin_types: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.playbook

    def side(self, release: str) -> tuple[str, ...]:
        """The columns of the release's side; a pair whose sides have one name has one side."""
        sides = [pair.listed(new=release == NEW) for pair in self.twin.pairs]
        return tuple(name for side in sides for name in side)

    def columns(self, release: str) -> tuple[str, ...]:
        return (*self.twin.key, *self.twin.shared, *self.side(release))

    def written(self, chance: random.Random, release: str, *, later: bool) -> Values:
        """A whole side, as the release would write it."""
        usual = self.new if release == NEW else self.old
        return (self.later.get(release, usual) if later else usual)(chance)


def numbered_uuid(number: int) -> Key:
    return (str(UUID(int=number)),)


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


CUSTOMER = Shape(
    playbook="customer-split-name",
    twin=Twin(
        table="shop_customer",
        name="shop_twin_customer",
        shared=("email", "phone", "balance", "created_at"),
        pairs=(NAMES,),
    ),
    table_of_load="customers",
    shared=customer,
    old=full_name,
    new=two_names,
)

PRODUCT = Shape(
    playbook="product-rename-title",
    twin=Twin(
        table="shop_product",
        name="shop_twin_product",
        shared=("sku", "price"),
        pairs=(
            Pair(
                old=("title",),
                new=("name",),
                forward=lambda row: {"name": row["title"]},
                backward=lambda row: {"title": row["name"]},
            ),
        ),
    ),
    table_of_load="products",
    shared=lambda chance: {
        "sku": f"{chance.getrandbits(64):x}",
        "price": f"{chance.randrange(1, 10**4)}.00",
    },
    old=lambda chance: {"title": product_title(chance)},
    new=lambda chance: {"name": product_title(chance)},
)

ADDRESS = Shape(
    playbook="address-merge-line",
    twin=Twin(
        table="shop_address",
        name="shop_twin_address",
        shared=("customer_id", "city"),
        pairs=(
            Pair(
                old=("street", "house_number"),
                new=("line",),
                forward=line,
                backward=street_and_number,
            ),
        ),
    ),
    table_of_load="addresses",
    shared=lambda chance: {"customer_id": chance.randint(1, 50), "city": f"{chance.random()}"},
    old=address,
    new=one_line,
    later={OLD: odd_address},
)

ORDER = Shape(
    playbook="order-quantity-bigint",
    twin=Twin(
        table="shop_order",
        name="shop_twin_order",
        shared=("customer_id", "status", "note"),
        pairs=(Pair(old=("quantity",), new=(), forward=lambda _: {}, backward=lambda _: {}),),
    ),
    table_of_load="orders",
    shared=lambda chance: {
        "customer_id": chance.randint(1, 50),
        "status": chance.choice(("open", "paid")),
        "note": "x" * chance.randrange(60),
    },
    old=quantity,
    new=quantity,
    same_name=True,
    later={NEW: lambda chance: {"quantity": chance.choice((2**31, -(2**40), 2**63 - 1, 3))}},
    key=numbered_uuid,
    twin_types=(("quantity", "bigint"),),
)

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


TICKET = Shape(
    playbook="ticket-rewrite-status",
    twin=Twin(table="shop_ticket", name="shop_twin_ticket", shared=("subject",), pairs=(STATUS,)),
    table_of_load="tickets",
    shared=lambda chance: {"subject": f"Subject {chance.randrange(10**6)}"},
    old=old_status,
    new=new_state,
    key=numbered_uuid,
)

PROFILE = Shape(
    playbook="profile-address-columns",
    twin=Twin(table="shop_profile", name="shop_twin_profile", shared=("nickname",), pairs=(CITY,)),
    table_of_load="profiles",
    shared=lambda chance: {"nickname": f"nick {chance.randrange(10**6)}"},
    old=profile_data,
    new=city_and_settings,
)

DEVICE = Shape(
    playbook="device-traits-json",
    twin=Twin(table="shop_device", name="shop_twin_device", shared=("serial",), pairs=(TRAITS,)),
    table_of_load="devices",
    shared=lambda chance: {"serial": f"{chance.getrandbits(64):x}"},
    old=colour_and_width,
    new=some_traits,
    key=numbered_uuid,
)

WEBHOOK = Shape(
    playbook="webhook-body-form",
    twin=Twin(table="shop_webhook", name="shop_twin_webhook", shared=("url",), pairs=(BODY,)),
    table_of_load="webhooks",
    shared=lambda chance: {"url": f"https://example.com/{chance.randrange(10**6)}"},
    old=some_payload,
    new=some_body,
)

SHAPES = (CUSTOMER, PRODUCT, ADDRESS, ORDER, TICKET, PROFILE, DEVICE, WEBHOOK)
