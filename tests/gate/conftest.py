"""The shop with rows, as for the commands."""

from __future__ import annotations

from tests.command.conftest import shop, write

__all__ = ["shop", "write"]
