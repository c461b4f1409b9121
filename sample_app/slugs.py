"""Names as they stand in addresses, for the playbook of items."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify


def slugs(rows: list[dict[str, Any]]) -> list[str]:
    """What stands in an address for each `name`."""
    return [slugify(row["name"]) for row in rows]
