"""psql, as somebody at a terminal uses it."""

from __future__ import annotations

import subprocess

from sample_app import roles
from tests.support.cluster import ShopDatabase


def psql(
    shop: ShopDatabase, statement: str, role: str = roles.APP
) -> subprocess.CompletedProcess[str]:
    """Run one statement; what it prints, unaligned."""
    return subprocess.run(
        ["psql", "--no-psqlrc", "-At", "-v", "ON_ERROR_STOP=1", "-c", statement, shop.url(role)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
