"""The four tables that the shipped playbooks change: what writers write, what must become of it.

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
from sample_app.names import join, split
from sample_app.twin import Pair, Row, Twin

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
    table_of_load: str = ""
    twin_types: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.playbook

    @property
    def same_name(self) -> bool:
        return any(not pair.new for pair in self.twin.pairs)

    def side(self, release: str) -> tuple[str, ...]:
        """The columns of the release's side; a pair whose sides have one name has one side."""
        sides = [pair.new if release == NEW and pair.new else pair.old for pair in self.twin.pairs]
        return tuple(name for side in sides for name in side)

    def columns(self, release: str) -> tuple[str, ...]:
        return (*self.twin.key, *self.twin.shared, *self.side(release))

    def written(self, chance: random.Random, release: str, *, later: bool) -> Values:
        """A whole side, as the release would write it."""
        usual = self.new if release == NEW else self.old
        return (self.later.get(release, usual) if later else usual)(chance)


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
        pairs=(
            Pair(old=("full_name",), new=("first_name", "last_name"), forward=split, backward=join),
        ),
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
    later={NEW: lambda chance: {"quantity": chance.choice((2**31, -(2**40), 2**63 - 1, 3))}},
    key=lambda number: (str(UUID(int=number)),),
    twin_types=(("quantity", "bigint"),),
)

SHAPES = (CUSTOMER, PRODUCT, ADDRESS, ORDER)
