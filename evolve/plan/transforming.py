"""What stands against values that a worker gives to rows that are marked. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from evolve.errors import Refusal
from evolve.plan.facts import Facts
from evolve.plan.stop import stop


def transform_stops(facts: Facts) -> Iterator[Refusal]:
    if facts.shape.transform is None and not facts.followed:
        return
    if not facts.table.primary_key:
        yield stop(
            "primary_key",
            str(facts.table.name),
            "has none, and a row that is marked could not be found again",
            "ALTER TABLE ... ADD PRIMARY KEY first",
        )
    for name in facts.table.primary_key:
        column = facts.table.column(name)
        if column and column.generated:
            yield stop(
                "generated",
                name,
                "is a generated column of the primary key, which has no value yet where a trigger "
                "marks its row",
                "let the key be of ordinary columns",
            )
