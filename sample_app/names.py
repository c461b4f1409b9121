"""The shop's own idea of how a full name and its parts belong together, in plain Python.

It follows playbooks/customer-split-name.yaml, and shares no code with evolve: first word and
rest one way, joined by a space the other way, cut where a column ends.
"""

from __future__ import annotations

from sample_app.twin import Pair, Row, Twin

FULL = 200
PART = 80


def split(row: Row) -> Row:
    full = row["full_name"]
    if full is None:
        return {"first_name": None, "last_name": None}
    first, _, rest = full.partition(" ")
    return {"first_name": first[:PART], "last_name": rest[:PART] or None}


def join(row: Row) -> Row:
    parts = [part for part in (row["first_name"], row["last_name"]) if part is not None]
    return {"full_name": " ".join(parts)[:FULL]}


NAMES = Pair(old=("full_name",), new=("first_name", "last_name"), forward=split, backward=join)
CUSTOMERS = Twin(
    table="shop_customer",
    name="shop_twin",
    shared=("email", "phone", "balance", "created_at"),
    pairs=(NAMES,),
)
