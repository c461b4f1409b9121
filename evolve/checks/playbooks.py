"""Of the playbooks, without a database."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error

from evolve.errors import PlaybookError
from evolve.service import planning


def are_valid(**_: Any) -> list[CheckMessage]:
    """evolve.E010, with file, line and column."""
    return [
        Error(error.message, hint=error.hint or "manage.py evolve check", id="evolve.E010")
        for error in planning.check(None)
        if isinstance(error, PlaybookError)
    ]
