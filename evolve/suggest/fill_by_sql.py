"""An UPDATE of a RunSQL, taken apart into its assignments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evolve.suggest.fill import Fill, Table, Unread

UPDATE = re.compile(
    r'^\s*update\s+(?:only\s+)?(?:"?\w+"?\.)?"?(\w+)"?\s+set\s+(.+?)\s*;?\s*$',
    re.IGNORECASE | re.DOTALL,
)
TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\w+|\s+|.""", re.DOTALL)
MISSING = re.compile(r'^"?(\w+)"?\s+is\s+(?:not\s+)?null$', re.IGNORECASE)


def fills(statement: str, tables: list[Table], source: str) -> Iterator[Fill]:
    """What the statement gives to which fields. Raises Unread where it is more than that."""
    found = UPDATE.match(statement)
    table = next((t for t in tables if found and t.table == found[1]), None)
    if not found or table is None or "--" in statement or "/*" in statement:
        raise Unread(shortened(statement))
    assignments, condition = parted(found[2])
    for column, expression in assignments:
        field = table.field(column)
        if field is None:
            raise Unread(f"the column {column} of {shortened(statement)}")
        reads = frozenset(filter(None, map(table.field, words(expression))))
        yield Fill(model=table.model, field=field, sql=expression, reads=reads, source=source)
    unfilled = MISSING.match(condition)
    if condition and (unfilled is None or table.field(unfilled[1]) is None):
        raise Unread(f"WHERE {condition}")


def parted(text: str) -> tuple[list[tuple[str, str]], str]:
    """The assignments of a SET list, and the condition after it."""
    pieces, depth, condition = [""], 0, None
    for sign in TOKEN.findall(text):
        depth += (sign in {"(", "["}) - (sign in {")", "]"})
        word = sign.lower()
        if condition is None and depth == 0 and word in {"from", "returning"}:
            raise Unread(f"{sign} in an UPDATE")
        if condition is not None:
            condition += sign
        elif depth == 0 and word == "where":
            condition = ""
        elif depth == 0 and sign == ",":
            pieces.append("")
        else:
            pieces[-1] += sign
    return [assignment(piece) for piece in pieces], (condition or "").strip()


def assignment(piece: str) -> tuple[str, str]:
    column, equals, expression = piece.partition("=")
    name = column.strip().strip('"')
    if not equals or not re.fullmatch(r"\w+", name) or not expression.strip():
        raise Unread(shortened(piece))
    return name, " ".join(expression.split()) if "'" not in expression else expression.strip()


def words(expression: str) -> set[str]:
    """The identifiers in an expression, texts left out."""
    tokens = TOKEN.findall(expression)
    return {token.strip('"') for token in tokens if re.fullmatch(r'\w+|"[^"]+"', token)}


def shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else f"{flat[:57]}..."
