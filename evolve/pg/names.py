"""Names: tables and the objects that evolve adds, within PostgreSQL's 63 bytes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from psycopg import sql

LIMIT = 63

# Triggers of a kind fire in byte order of their names, and ours must be the last.
TRIGGER_PREFIX = "~~~~evolve_"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableName:
    """A table with its schema, both as the catalog spells them."""

    schema: str
    name: str

    @property
    def identifier(self) -> sql.Identifier:
        return sql.Identifier(self.schema, self.name)

    def beside(self, name: str) -> sql.Identifier:
        """Another object of that name in the table's schema."""
        return sql.Identifier(self.schema, name)

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"


def split_db_table(db_table: str) -> tuple[str | None, str]:
    """Schema and name of a model's `db_table`, which Django lets one write as `a"."b`.

    Django puts it between quotation marks as it is, so one inside a name is written twice.
    """
    if len(db_table) > 1 and db_table[0] == db_table[-1] == '"':
        db_table = db_table[1:-1]
    schema, dot, name = (
        part.replace('""', '"') for part in db_table.replace('"."', "\0").partition("\0")
    )
    return (schema, name) if dot else (None, schema)


def digest(*parts: str) -> str:
    """Ten characters that stand for `parts`."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:10]


def within_limit(stem: str, *parts: str) -> str:
    """`stem` and a digest of `parts`, cut so that both fit; differing parts never collide."""
    tail = "_" + digest(stem, *parts)
    return stem.encode()[: LIMIT - len(tail)].decode(errors="ignore") + tail


def aside(column: str, *parts: str) -> str:
    """The name under which an old column waits in quarantine or beside a swapped one."""
    return within_limit(f"evolve_old_{column}", *parts)


# Words that PostgreSQL 15 to 18 takes for a column only in quotes (Appendix C of its manual).
RESERVED = frozenset({
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric",
    "authorization", "binary", "both", "case", "cast", "check", "collate", "collation", "column",
    "concurrently", "constraint", "create", "cross", "current_catalog", "current_date",
    "current_role", "current_schema", "current_time", "current_timestamp", "current_user",
    "default", "deferrable", "desc", "distinct", "do", "else", "end", "except", "false", "fetch",
    "for", "foreign", "freeze", "from", "full", "grant", "group", "having", "ilike", "in",
    "initially", "inner", "intersect", "into", "is", "isnull", "join", "lateral", "leading",
    "left", "like", "limit", "localtime", "localtimestamp", "natural", "not", "notnull", "null",
    "offset", "on", "only", "or", "order", "outer", "overlaps", "placing", "primary",
    "references", "returning", "right", "select", "session_user", "similar", "some", "symmetric",
    "system_user", "table", "tablesample", "then", "to", "trailing", "true", "union", "unique",
    "user", "using", "variadic", "verbose", "when", "where", "window", "with",
})  # fmt: skip


def quoted_if_needed(name: str) -> str:
    """A column's name as one writes it in SQL, with quotes only where it needs them."""
    plain = re.fullmatch(r"[a-z_][a-z0-9_]*", name) and name not in RESERVED
    return name if plain else text(sql.Identifier(name))


def regclass(identifier: sql.Identifier) -> sql.Composable:
    """The relation of that name as a value, looked up when the statement runs."""
    return sql.SQL("{}::regclass").format(sql.Literal(text(identifier)))


def text(composed: sql.Composable) -> str:
    """A composed statement as text, without a connection."""
    return composed.as_string(None)
