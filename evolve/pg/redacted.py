"""What the server says, without the values of rows: those may be personal data.

Messages of data and integrity errors quote the value that they object to, and the text of somebody
else's query holds literals. Neither belongs into a log, an event or a screen that was not asked to
show values.
"""

from __future__ import annotations

import re

import psycopg
from psycopg import errors

QUOTING = (errors.DataError, errors.IntegrityError)

LITERALS = re.compile(
    r"""
    \b[eE]'(?:[^'\\]|''|\\.)*(?:'|$)
    | '(?:[^']|'')*(?:'|$)
    | (?P<kept> "(?:[^"]|"")*" | \b[A-Za-z_][\w$]* | \$\d+ )
    | \$(?P<tag>\w*)\$ .*? (?:\$(?P=tag)\$|$)
    | \b\d[\d.]*\b
    """,
    re.VERBOSE | re.DOTALL,
)


def objection(error: psycopg.Error) -> str:
    """What the server objects to; only the name of the error where its text may hold a value."""
    if isinstance(error, QUOTING):
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__).lower()
        constraint = error.diag.constraint_name
        return f"{words} ({error.sqlstate})" + (f" on {constraint}" if constraint else "")
    return error.diag.message_primary or str(error).strip() or type(error).__name__


def query(text: str, longest: int = 120) -> str:
    """A query with every literal replaced by ?, cut to `longest` characters."""
    shown = LITERALS.sub(lambda found: found["kept"] or "?", text)
    shown = " ".join(shown.split())
    return shown if len(shown) <= longest else shown[: longest - 3] + "..."
