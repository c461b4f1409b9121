"""Values at random, spelled as the server spells them: what is written is what is read as text."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sample_app.load import FIRST, LAST

Value = Callable[[random.Random], str | None]


def maybe(value: Value) -> Value:
    """NULL one time in four."""
    return lambda chance: value(chance) if chance.random() < 0.75 else None


def one_of(*spelled: str) -> Value:
    return lambda chance: chance.choice(spelled)


def word(chance: random.Random) -> str:
    return f"{chance.choice(LAST)} {chance.randrange(1000)}"


def integer(chance: random.Random) -> str:
    return str(chance.choice((0, 1, -5, 2**31 - 1, chance.randrange(1000))))


def big(chance: random.Random) -> str:
    return str(chance.choice((2**31, -(2**40), 2**63 - 1, 3)))


def money(chance: random.Random) -> str:
    return f"{Decimal(chance.randrange(-(10**6), 10**8)) / 100:.2f}"


def moment(chance: random.Random) -> str:
    return f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02} 12:00:00+00"


def wide(chance: random.Random) -> str:
    """Too long for its page, and hard to compress."""
    return f"{chance.getrandbits(8 * chance.randint(1200, 3000)):x}"


def wide_bytes(chance: random.Random) -> str:
    return "\\x" + chance.randbytes(chance.randint(2100, 4000)).hex()


def numbers(chance: random.Random) -> str:
    return "{" + ",".join(str(chance.randrange(100)) for _ in range(chance.randrange(5))) + "}"


def first_names(chance: random.Random) -> str:
    plain = [name for name in FIRST if name.isalpha()]
    return "{" + ",".join(chance.choices(plain, k=chance.randrange(4))) + "}"


def boolean(chance: random.Random) -> str:
    return chance.choice(("true", "false"))


def document(chance: random.Random) -> str:
    """A json keeps its spelling: spaces, order, and keys that are there twice."""
    name, number = json.dumps(chance.choice(FIRST)), chance.randrange(9)
    return chance.choice((f'{{"b":{name}, "a":{number}}}', f'{{"a": 1,  "a": {number}}}', "null"))


def jsonb(chance: random.Random) -> str:
    return spell_jsonb({"a": chance.randrange(99), "name": chance.choice(FIRST)})


def spell_jsonb(found: dict[str, Any]) -> str:
    """As jsonb is shown, for keys in the order of their length."""
    return json.dumps(found, ensure_ascii=False)


def read_json(spelled: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(spelled)
    return found


def cents_as_price(cents: str | None) -> str | None:
    return None if cents is None else f"{Decimal(cents) / 100:.2f}"


def price_as_cents(price: str | None) -> str:
    return "0" if price is None else str(int(Decimal(price) * 100))
