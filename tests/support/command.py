"""`manage.py` in a process of its own, as a user runs it."""

from __future__ import annotations

import subprocess
import sys

from sample_app import roles
from sample_app.settings import BASE_DIR
from tests.support.cluster import ShopDatabase


def manage(
    database: ShopDatabase,
    *arguments: str,
    role: str = roles.OWNER,
    release: str = "r1",
    typed: str = "",
    timeout: float = 120,
    **variables: str,
) -> subprocess.CompletedProcess[str]:
    """Run `manage.py` to its end; the caller looks at exit code and output.

    `typed` is its standard input, `variables` are added to its environment.
    """
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=BASE_DIR,
        env=database.env(role, release, **variables),
        input=typed,
        timeout=timeout,
    )
