"""What the catalog says of a table and all that hangs on it, by object; one query.

A table's file is none of it: VACUUM FULL and CLUSTER change nothing that anybody has defined. Nor
is an index that is not valid: it is being built, or was given up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from evolve.pg.catalog import queries
from evolve.pg.names import TRIGGER_PREFIX, TableName, text
from evolve.pg.session import Session

TABLE = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One object: `facts` are its properties by name, `columns` those of the table that it is
    made of."""

    columns: tuple[str, ...]
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """Objects by what they are called, such as `column full_name`; `as_json` and `from_json` are
    each other's inverse. Without any, nothing is known yet, or the table is gone."""

    objects: Mapping[str, Fact]

    def as_json(self) -> dict[str, Any]:
        return {name: asdict(fact) for name, fact in self.objects.items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            objects={
                name: Fact(columns=tuple(fact["columns"]), facts=fact["facts"])
                for name, fact in data.items()
            }
        )


def fingerprint(session: Session, table: TableName, own: TableName, digest: str) -> Fingerprint:
    """The table's, inside of a transaction. `own` is one of evolve's own tables, and `digest` the
    pair's, by which its functions are known."""
    with session.spelled_out():
        rows = session.rows(
            queries()["fingerprint"],
            {
                "table": text(table.identifier),
                "own": text(own.identifier),
                "functions": f"evolve_{digest}_",
                "follows": f"{TRIGGER_PREFIX}{digest}_follow",
            },
        )
    return Fingerprint(
        objects={
            f"{row['kind']} {row['name']}".strip(): Fact(
                columns=tuple(row["columns"]), facts=row["facts"]
            )
            for row in rows
        }
    )
