"""The tables that shipped playbooks with two sides change: what writers write in them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from sample_app.names import NAMES
from sample_app.twin import Pair, Twin
from tests.releases.stress import sides
from tests.releases.stress.sides import Values as Values

if TYPE_CHECKING:
    from tests.releases.stress.kinds import Kind

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
    `same_name`: the new column takes over the old one's name, and can hold more, as `twin_types`
    say, which are wider types for columns of the twin; `whole`: a new release writes its side as a
    whole; `late_told`: the table follows its twin in the end only, and what was read of a row is
    not written back. `more` kinds of statement are made in other tables, from which a query gives
    the columns that are `kept`, each with that query.
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
    late_told: bool = False
    table_of_load: str = ""
    twin_types: tuple[tuple[str, str], ...] = ()
    more: Mapping[str, Kind] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.playbook

    def side(self, release: str) -> tuple[str, ...]:
        """The columns of the release's side; a pair whose sides have one name has one side."""
        listed = [pair.listed(new=release == NEW) for pair in self.twin.pairs]
        return tuple(name for side in listed for name in side)

    def columns(self, release: str) -> tuple[str, ...]:
        return (*self.twin.key, *self.twin.shared, *self.side(release))

    def written(self, chance: random.Random, release: str, *, later: bool) -> Values:
        """A whole side, as the release would write it."""
        usual = self.new if release == NEW else self.old
        return (self.later.get(release, usual) if later else usual)(chance)


def numbered_uuid(number: int) -> Key:
    return (str(UUID(int=number)),)


CUSTOMER = Shape(
    playbook="customer-split-name",
    twin=Twin(
        table="shop_customer",
        name="shop_twin_customer",
        shared=("email", "phone", "balance", "created_at"),
        pairs=(NAMES,),
    ),
    table_of_load="customers",
    shared=sides.customer,
    old=sides.full_name,
    new=sides.two_names,
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
    old=lambda chance: {"title": sides.product_title(chance)},
    new=lambda chance: {"name": sides.product_title(chance)},
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
                forward=sides.line,
                backward=sides.street_and_number,
            ),
        ),
    ),
    table_of_load="addresses",
    shared=lambda chance: {"customer_id": chance.randint(1, 50), "city": f"{chance.random()}"},
    old=sides.address,
    new=sides.one_line,
    later={OLD: sides.odd_address},
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
    old=sides.quantity,
    new=sides.quantity,
    same_name=True,
    later={NEW: lambda chance: {"quantity": chance.choice((2**31, -(2**40), 2**63 - 1, 3))}},
    key=numbered_uuid,
    twin_types=(("quantity", "bigint"),),
)


TICKET = Shape(
    playbook="ticket-rewrite-status",
    twin=Twin(
        table="shop_ticket", name="shop_twin_ticket", shared=("subject",), pairs=(sides.STATUS,)
    ),
    table_of_load="tickets",
    shared=lambda chance: {"subject": f"Subject {chance.randrange(10**6)}"},
    old=sides.old_status,
    new=sides.new_state,
    key=numbered_uuid,
)


PROFILE = Shape(
    playbook="profile-address-columns",
    twin=Twin(
        table="shop_profile", name="shop_twin_profile", shared=("nickname",), pairs=(sides.CITY,)
    ),
    table_of_load="profiles",
    shared=lambda chance: {"nickname": f"nick {chance.randrange(10**6)}"},
    old=sides.profile_data,
    new=sides.city_and_settings,
)


DEVICE = Shape(
    playbook="device-traits-json",
    twin=Twin(
        table="shop_device", name="shop_twin_device", shared=("serial",), pairs=(sides.TRAITS,)
    ),
    table_of_load="devices",
    shared=lambda chance: {"serial": f"{chance.getrandbits(64):x}"},
    old=sides.colour_and_width,
    new=sides.some_traits,
    key=numbered_uuid,
)


WEBHOOK = Shape(
    playbook="webhook-body-form",
    twin=Twin(table="shop_webhook", name="shop_twin_webhook", shared=("url",), pairs=(sides.BODY,)),
    table_of_load="webhooks",
    shared=lambda chance: {"url": f"https://example.com/{chance.randrange(10**6)}"},
    old=sides.some_payload,
    new=sides.some_body,
)


LICENCE = Shape(
    playbook="licence-serial-uuid",
    twin=Twin(
        table="shop_licence",
        name="shop_twin_licence",
        shared=("holder",),
        pairs=(
            Pair(
                old=("code",),
                new=("serial",),
                forward=lambda row: {"serial": row["code"]},
                backward=lambda row: {"code": row["serial"]},
            ),
        ),
    ),
    table_of_load="licences",
    shared=lambda chance: {"holder": f"Holder {chance.randrange(10**6)}"},
    old=lambda chance: {"code": sides.random_uuid(chance)},
    new=lambda chance: {"serial": sides.random_uuid(chance)},
)


ARTICLE = Shape(
    playbook="article-three-changes",
    twin=Twin(
        table="shop_article",
        name="shop_twin_article",
        shared=("slug", "section"),
        pairs=(sides.AUTHOR, sides.VIEWS),
    ),
    table_of_load="articles",
    shared=sides.article,
    old=sides.author_and_views,
    new=sides.two_names_and_views,
)


CONTACT = Shape(
    playbook="contact-python-number",
    twin=Twin(
        table="shop_contact",
        name="shop_twin_contact",
        shared=("name",),
        pairs=(sides.PHONE,),
    ),
    table_of_load="contacts",
    shared=lambda chance: {"name": f"Contact {chance.randrange(10**6)}"},
    old=sides.some_phone,
    new=sides.some_number,
    late_told=True,
)

SHAPES = (
    CUSTOMER, PRODUCT, ADDRESS, ORDER, TICKET, PROFILE, DEVICE, WEBHOOK, LICENCE, ARTICLE, CONTACT,
)  # fmt: skip
