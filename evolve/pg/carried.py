"""What hangs on a column and follows it to another name, as frozen data; `carry` spells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evolve.pg.references import Reference
from evolve.pg.table import Constraint, Index, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A definition for the renamed columns; `using` for an index, `condition` for a check,
    `reference` for a foreign key.

    `columns` are the index's plain columns in order under their new names, () where it has
    expressions.
    """

    name: str
    constraint: str
    unique: bool
    using: str
    condition: str
    columns: tuple[str, ...]
    reference: Reference | None = None


def touching(table: Table, columns: Sequence[str]) -> tuple[list[Index], list[Constraint]]:
    """The indexes and the checks that involve one of `columns`."""
    wanted = set(columns)
    indexes = [index for index in table.indexes if wanted & set(index.columns)]
    checks = [c for c in table.constraints if c.type == "c" and wanted & set(c.columns)]
    return indexes, checks


def referring(table: Table, columns: Sequence[str]) -> list[Constraint]:
    """The foreign keys on one of `columns` alone that can be had for another column."""
    return [
        c
        for c in table.constraints
        if len(c.columns) == 1 and c.columns[0] in columns and c.rules is not None
    ]
