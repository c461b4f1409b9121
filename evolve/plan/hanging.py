"""What hangs on the old columns, and what else of the table would undo the work. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from evolve.errors import Refusal
from evolve.pg import triggers
from evolve.pg.carried import touching
from evolve.pg.pair import Pair
from evolve.pg.table import Constraint, Dependent, Index
from evolve.plan.facts import Facts
from evolve.plan.stop import stop


def hanging_stops(facts: Facts) -> Iterator[Refusal]:
    """What hangs on the old columns and neither follows nor may be lost silently."""
    table = facts.table
    old = {facts.columns[field] for field in facts.shape.old}
    indexes, _ = touching(table, sorted(old))
    for index in indexes:
        if index.is_exclusion or index.is_deferrable or index.is_replica_identity:
            yield stop(
                "index",
                index.name,
                f"is {index_kind(index)}, which is not carried over",
                "let an ordinary index take its place for the time of the evolution",
            )
        elif is_lost(facts, index, old):
            yield stop(
                "index",
                index.name,
                "would go with the old column and has no counterpart",
                f"DROP INDEX CONCURRENTLY {index.name} first, or put it into the models",
            )
    for constraint in table.constraints:
        touches = old & set(constraint.columns)
        if touches and constraint.type == "f":
            yield from key_stops(facts, constraint)
        lost = constraint.type == "c" and not facts.shape.carry and set(constraint.columns) - old
        if touches and lost:
            yield stop(
                "check",
                constraint.name,
                "would go with the old column",
                f"ALTER TABLE ... DROP CONSTRAINT {constraint.name} first, and add one like it "
                "over the new columns after the contract",
            )
    for name, other, columns in table.referenced_by:
        if old & set(columns):
            yield stop(
                "referenced",
                name,
                f"{other} refers to the old column by a foreign key",
                f"ALTER TABLE {other} DROP CONSTRAINT {name} first, and refer to the new column "
                "after the contract",
            )
    for dependent in table.dependents:
        # The triggers of an evolution under way are not to be dropped: `taken` names it.
        ours = dependent.column in facts.taken and dependent.is_ours
        if dependent.column in old and not ours and not is_replaced(facts, dependent):
            yield stop(
                "dependent",
                dependent.description,
                f"is built on {dependent.column}, which would go",
                "drop it, or build it on the new column after the contract",
            )


def key_stops(facts: Facts, key: Constraint) -> Iterator[Refusal]:
    """A foreign key follows a column that is renamed, as far as both tables are at hand."""
    places = {c.reference.beside(facts.table.name) for c in facts.carried if c.reference} - {None}
    if all(key.name != carried.name or not carried.reference for carried in facts.carried):
        yield stop(
            "foreign_key",
            key.name,
            "is a foreign key, which does not go along with its column",
            without_key(facts),
        )
    elif not key.is_valid:
        yield stop(
            "foreign_key",
            key.name,
            "is not valid: not every row is known to satisfy it",
            f"ALTER TABLE {facts.table.name} VALIDATE CONSTRAINT {key.name} first",
        )
    elif not key.to_owned:
        yield stop(
            "foreign_key",
            key.name,
            f"refers to {key.to}, which is not an ordinary table of this role's",
            "connect as the owner of both tables: both are locked while it is added and dropped",
        )
    elif len(places) > 1:
        yield stop(
            "foreign_key",
            key.name,
            "is one of several that refer to different tables, which would be locked at once",
            "rename these fields one after the other, each by a playbook of its own",
        )


def without_key(facts: Facts) -> str:
    """How a column changes that refers to another table."""
    first = "let an AlterField set `db_constraint=False` first"
    if not facts.shape.new:
        return f"{first}: releases that lack the field could not delete what its rows refer to"
    return f"{first}, and the kind `foreign_key` make it anew after the contract"


def is_replaced(facts: Facts, dependent: Dependent) -> bool:
    """Whether it is a trigger whose place evolve's own takes."""
    names = [trigger.name for trigger in facts.begun.replaced] if facts.begun else []
    return any(dependent.description.startswith(f"trigger {name} on ") for name in names)


def is_lost(facts: Facts, index: Index, old: set[str]) -> bool:
    """Whether the index would go with the old columns, and is not theirs alone."""
    if facts.shape.carry and (set(index.columns) - old or all(f.like for f in facts.shape.new)):
        return False
    if facts.shape.carry and any(i.unique for new in facts.new.values() for i in new.indexes):
        return False
    # What is unique to a field goes with the field; where others take its place, it is missed.
    return bool(set(index.columns) - old) or (index.is_unique and bool(facts.shape.new))


def index_kind(index: Index) -> str:
    """What is special about an index that is not carried over."""
    if index.is_exclusion:
        return "of an exclusion constraint"
    return "of a deferrable constraint" if index.is_deferrable else "the replica identity"


def trigger_stops(facts: Facts, pair: Pair) -> Iterator[Refusal]:
    ours = min(triggers.trigger_name(pair, operation) for operation in triggers.OPERATIONS)
    for trigger in facts.table.triggers:
        fires = trigger.is_row and trigger.is_before and trigger.is_users
        if facts.begun and trigger in facts.begun.replaced:
            continue
        if fires and trigger.name > ours:
            yield stop(
                "trigger",
                trigger.name,
                "fires after evolve's own trigger and could change the old column unseen",
                f"ALTER TRIGGER ... RENAME TO a name before {ours!r} in byte order",
            )
