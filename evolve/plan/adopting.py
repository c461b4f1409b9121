"""What stands against taking over a change that somebody has begun by hand. Pure.

| there is | expected |
|---|---|
| a new column | the type and collation of the playbook, exactly; takes NULL; no default |
| a check or a foreign key on it | none: it could refuse what the trigger writes |
| a trigger whose function names it | named by the operator, and replaced together with ours |
| a value in it | one that agrees with the old columns (counted by `agreement.contradicted`) |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evolve.errors import Refusal
from evolve.pg.table import Column
from evolve.plan.facts import Begun, Facts
from evolve.plan.stop import stop
from evolve.plurals import counted


def adopting_stops(facts: Facts) -> Iterator[Refusal]:
    """Why what has been begun cannot be taken for evolve's own."""
    if facts.begun is None:
        return
    if not facts.begun.columns:
        yield nothing_begun(facts)
    elif facts.shape.same_name or facts.shape.one_way or facts.shape.transform or facts.followed:
        yield stop(
            "adopt",
            facts.begun.columns[0],
            "is to be a hidden column, or one whose rows are marked, which only evolve makes",
            "drop it, and let `manage.py evolve start` make it",
        )
    for name in facts.begun.columns:
        column = facts.table.column(name)
        assert column is not None, name
        yield from column_stops(facts, column)
    yield from trigger_stops(facts, facts.begun)


def nothing_begun(facts: Facts) -> Refusal:
    missing = ", ".join(field.column for field in facts.new.values()) or "the new side"
    return stop(
        "adopt",
        str(facts.table.name),
        f"nobody has begun this change: it has none of {missing}",
        "manage.py evolve start begins it",
    )


def column_stops(facts: Facts, column: Column) -> Iterator[Refusal]:
    name, wanted = column.name, facts.types[column.name]
    (field,) = (field for field in facts.new.values() if field.column == name)
    alter = f"ALTER TABLE {facts.table.name} ALTER {name}"
    if column.type != wanted or (column.collation or "") != field.collation:
        found = " COLLATE ".join(filter(None, [column.type, column.collation]))
        expected = " COLLATE ".join(filter(None, [wanted, field.collation]))
        yield stop(
            "adopt",
            name,
            f"is {found}, and the playbook makes it {expected}",
            f"mend `field` in the playbook, or {alter} TYPE {wanted}",
        )
    if column.not_null:
        yield stop(
            "adopt",
            name,
            "is NOT NULL, and a release that does not know it cannot insert",
            f"{alter} DROP NOT NULL; the contract sets it again",
        )
    if column.default is not None or column.generated or column.identity:
        yield stop(
            "adopt",
            name,
            "has a value of its own for rows that do not give one, which would count as given",
            f"{alter} DROP DEFAULT; the contract sets it, where the field has one",
        )
    for constraint in facts.table.constraints:
        if constraint.type in {"c", "f", "x"} and name in constraint.columns:
            yield stop(
                "adopt",
                constraint.name,
                f"could refuse what the trigger writes into {name}",
                f"ALTER TABLE {facts.table.name} DROP CONSTRAINT {constraint.name}, and add it "
                "again after the contract",
            )


def trigger_stops(facts: Facts, begun: Begun) -> Iterator[Refusal]:
    """Two triggers that write one column would undo each other's work."""
    replaced = {trigger.name for trigger in begun.replaced}
    for trigger in begun.replaced:
        if trigger.enabled != "O":
            yield stop(
                "adopt",
                trigger.name,
                "is disabled, or fires for replicas, and a revert would make it an ordinary one",
                f"ALTER TABLE {facts.table.name} ENABLE TRIGGER {trigger.name}, or drop it",
            )
    for name in begun.writing:
        if name not in replaced:
            yield stop(
                "adopt",
                name,
                "is a trigger whose function names a new column",
                f"let evolve's take its place: add --replace-trigger {name}",
            )


def contradiction(facts: Sequence[Facts], rows: int) -> Refusal:
    """Values that do not follow from the old columns may be somebody's own; nobody guesses."""
    made = [one for one in facts if not one.shape.in_place] or facts
    names = ", ".join(name for one in made if one.begun for name in one.begun.columns)
    return stop(
        "adopt",
        names,
        f"in {counted(rows, 'row')} what is there does not agree with the old columns",
        "set it to NULL in these rows, and the backfill fills them; or mend the expressions",
    )
