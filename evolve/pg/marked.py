"""A mark on evolve's own statements, by which it tells them from those of others."""

from __future__ import annotations

import re

MARK = "/* evolve */"


def marked(statement: str) -> str:
    """The statement with the mark behind its first word, where no server strips a comment."""
    return re.sub(r"\A(\s*\w+)", rf"\1 {MARK}", statement, count=1)
