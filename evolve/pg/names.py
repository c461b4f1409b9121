"""Names: tables and the objects that evolve adds, within PostgreSQL's 63 bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from psycopg import sql

LIMIT = 63


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
    """Schema and name of a model's `db_table`, which Django lets one write as `a"."b`."""
    schema, dot, name = db_table.replace('"."', "\0").strip('"').partition("\0")
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


def text(composed: sql.Composable) -> str:
    """A composed statement as text, without a connection."""
    return composed.as_string(None)
