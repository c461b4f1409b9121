"""What stands against a plan: refusals with the way out, and notes that the operator should read.

Pure: everything is judged from the facts, so `plan` and `start` cannot come to different answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from evolve.changes.base import Rule
from evolve.errors import Refusal
from evolve.pg import triggers
from evolve.pg.carried import touching
from evolve.pg.pair import Pair
from evolve.pg.soundness import is_constant
from evolve.pg.table import Index, Table, Trigger
from evolve.pg.understood import Nulls, Understood
from evolve.plan.facts import Facts, Trial
from evolve.plan.pairing import type_fits

TABLE_KINDS = {
    "p": "a partitioned table",
    "v": "a view",
    "m": "a materialized view",
    "f": "a foreign table",
}


# A btree takes entries of up to 2,704 bytes, as they are compressed.
INDEXED = 2700


def stops(facts: Facts, pair: Pair, trial: Trial | None) -> list[Refusal]:
    """Every reason not to start; `trial` is None where the table has not been looked at."""
    return [
        *table_stops(facts),
        *column_stops(facts),
        *in_place_stops(facts),
        *left_out_stops(facts),
        *hanging_stops(facts),
        *trigger_stops(facts, pair),
        *width_stops(facts, pair),
        *null_stops(facts, pair),
        *(trial_stops(facts, trial) if trial else ()),
    ]


def stop(code: str, subject: str, message: str, hint: str) -> Refusal:
    return Refusal(code=code, subject=subject, message=message, hint=hint)


def table_stops(facts: Facts) -> Iterator[Refusal]:
    table = facts.table
    name = str(table.name)
    if table.kind != "r":
        kind = TABLE_KINDS.get(table.kind, "not an ordinary table")
        yield stop(
            "table",
            name,
            f"is {kind}; found relkind {table.kind!r}, expected 'r'",
            "name the model of an ordinary table; evolve does not change another kind yet",
        )
    if table.children or table.parents:
        yield stop(
            "table",
            name,
            "takes part in inheritance or partitioning",
            "ALTER TABLE ... NO INHERIT or DETACH PARTITION, if it can stand alone; evolve does "
            "not follow such tables yet",
        )
    yield from owner_stops(table)
    if table.subscriptions:
        yield stop(
            "subscription",
            name,
            "receives rows by logical replication, which does not fire ordinary triggers",
            "run the evolution on the publisher",
        )
    if table.force_row_security:
        yield stop(
            "row_security",
            name,
            "forces row level security on its owner, so that evolve may not see every row",
            "ALTER TABLE ... NO FORCE ROW LEVEL SECURITY for the time of the evolution",
        )


def owner_stops(table: Table) -> Iterator[Refusal]:
    """Asked before anything else: a role that does not own the table may not even try."""
    if not table.owned:
        yield stop(
            "owner",
            str(table.name),
            f"belongs to the role {table.owner}, which this role is not a member of",
            "connect as the owner: give the alias that role in DATABASES",
        )


def column_stops(facts: Facts) -> Iterator[Refusal]:
    table = facts.table
    old = [facts.columns[field] for field in facts.shape.old]
    for column in old:
        found = table.column(column)
        assert found is not None, column
        if found.generated:
            yield stop(
                "generated",
                column,
                "is a generated column and cannot be written",
                "change the columns that it is made of, and add another generated column",
            )
        if found.identity or found.owns_sequence:
            yield stop(
                "identity",
                column,
                "is fed by a sequence, which is not moved yet",
                instead(facts),
            )
        if column in table.primary_key:
            yield stop(
                "primary_key",
                column,
                "is part of the primary key",
                instead(facts),
            )
        if found.has_grants:
            yield stop(
                "grants",
                column,
                "has privileges of its own, which would be lost",
                "grant on the table instead, or revoke them first",
            )
        if found.is_domain:
            yield stop(
                "domain",
                column,
                f"is of the domain {found.type}, not a plain type",
                "ALTER COLUMN ... TYPE to the type under the domain, which rewrites nothing, and "
                "let a CHECK take the place of the domain's",
            )
    for column, owner in facts.taken.items():
        yield stop(
            "taken",
            column,
            f"belongs to the evolution {owner}, which is under way",
            f"manage.py evolve wait {owner} --for done",
        )


def in_place_stops(facts: Facts) -> Iterator[Refusal]:
    """What a column may not be that is to be filled where it is."""
    if not facts.shape.in_place:
        return
    table = facts.table
    for name in (facts.columns[field.name] for field in facts.shape.new):
        column = table.column(name)
        assert column is not None, name
        if column.not_null:
            yield stop("not_null", name, "is NOT NULL already", "there is nothing to do")
        if column.generated:
            yield stop(
                "generated",
                name,
                "is a generated column and cannot be written",
                "fill the columns that it is made of",
            )
        indexes, checks = touching(table, [name])
        for index in indexes:
            if index.is_unique or index.is_exclusion:
                yield stop(
                    "unique",
                    index.name,
                    "asks for different values, and a release that leaves the field empty could "
                    "get one that is there",
                    "fill the rows by hand, or drop the index for the time of the evolution",
                )
        for check in checks:
            yield stop(
                "check",
                check.name,
                "could refuse the value that a release gets which leaves the field empty",
                f"ALTER TABLE ... DROP CONSTRAINT {check.name} first, and add it again after the "
                "contract",
            )


def left_out_stops(facts: Facts) -> Iterator[Refusal]:
    """Why an old column without a new side could not be left out by those who do not know it."""
    if facts.shape.new:
        return
    table = facts.table
    for name in (facts.columns[field] for field in facts.shape.old):
        column = table.column(name)
        assert column is not None, name
        default = facts.defaults.get(name, column.default)
        if column.not_null and default is None:
            yield stop(
                "null",
                name,
                "is NOT NULL without a default: a release that lacks the field could not insert",
                "add `default:` to the change, with what old releases shall read in such rows",
            )
        alone = [index for index in table.indexes if index.columns == (name,)]
        unique = [index for index in alone if index.is_unique]
        if unique and default is not None and is_constant(default):
            yield stop(
                "unique",
                unique[0].name,
                "asks for different values, and every row of a release that lacks the field would "
                "get the same",
                "give a `default:` that differs each time, such as gen_random_uuid()::text",
            )


def instead(facts: Facts) -> str:
    """What to do with a column that evolve does not replace."""
    if facts.shape.same_name:
        return "use ALTER TABLE while nothing runs, or a tool that copies the whole table"
    return "keep the column, and give the field its new name in Django alone: `db_column`"


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
            yield stop(
                "foreign_key",
                constraint.name,
                "is a foreign key; it is not carried over",
                f"drop it for the time of the evolution, or {instead(facts)}",
            )
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
        ours = dependent.column in facts.taken and "~~~~evolve_" in dependent.description
        if dependent.column in old and not ours:
            yield stop(
                "dependent",
                dependent.description,
                f"is built on {dependent.column}, which would go",
                "drop it, or build it on the new column after the contract",
            )


def is_lost(facts: Facts, index: Index, old: set[str]) -> bool:
    """Whether the index would go with the old columns, and is not theirs alone."""
    if facts.shape.carry:
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
        fires = trigger.is_row and trigger.is_before and is_users(trigger)
        if fires and trigger.name > ours:
            yield stop(
                "trigger",
                trigger.name,
                "fires after evolve's own trigger and could change the old column unseen",
                f"ALTER TRIGGER ... RENAME TO a name before {ours!r} in byte order",
            )


def is_users(trigger: Trigger) -> bool:
    """Whether the trigger is enabled and not evolve's own."""
    return trigger.enabled != "D" and not trigger.name.startswith("~~~~evolve_")


def rules(facts: Facts) -> Iterable[tuple[str, Rule, Understood, str]]:
    """Column, rule, what the server made of it, and the column's exact type; both directions."""
    for field, rule in facts.shape.forward.items():
        column = facts.columns[field]
        yield column, rule, facts.forward[column], facts.types[column]
    for field, rule in facts.shape.backward.items():
        column = facts.columns[field]
        found = facts.table.column(column)
        assert found is not None, column
        yield column, rule, facts.backward[column], found.type


def width_stops(facts: Facts, pair: Pair) -> Iterator[Refusal]:
    """Rule 5: text that may be longer than its column, where nothing says what then."""
    for column, rule, understood, target in rules(facts):
        textual = target.startswith("character")
        if textual and not rule.on_error and not type_fits(understood.type, target):
            yield stop(
                "width",
                column,
                f"holds {target}, and its expression gives {understood.type} of any length",
                "add `too_long: clamp` to the change, or use left(..., n)::varchar(n)",
            )


def null_stops(facts: Facts, pair: Pair) -> Iterator[Refusal]:
    """A write of a new release must not fail because the old column cannot take the answer."""
    if facts.shape.same_name:
        return
    required = {side.name for side in pair.new if side.required}
    for side in pair.old if pair.one_way else ():
        column = facts.table.column(side.name)
        if side.required and column and column.default is None:
            yield stop(
                "null",
                side.name,
                "is NOT NULL without a default, and one-way sync gives it no value for a row that "
                "a new release inserts",
                "give it a default, drop its NOT NULL, or write a `back:`",
            )
    for side, expression in zip(pair.old, pair.backward, strict=False):
        if not side.required:
            continue
        given = [facts.backward[side.name]]
        if side.name in facts.mending:
            given.append(facts.mending[side.name])
        if not expression.total:
            yield stop(
                "fails",
                side.name,
                "is NOT NULL, and its expression could fail on some value",
                "give it an `on_error:` expression",
            )
        if not all(
            understood.nulls is Nulls.NEVER
            or (
                understood.nulls is Nulls.FROM_NULLS
                and set(understood.expression.reads) <= required
            )
            for understood in given
        ):
            yield stop(
                "null",
                side.name,
                "is NOT NULL, and its expression could give NULL",
                "wrap the expression in coalesce(..., <a constant>)",
            )


def trial_stops(facts: Facts, trial: Trial) -> Iterator[Refusal]:
    table = str(facts.table.name)
    if trial.failing:
        yield stop(
            "failing",
            table,
            f"{trial.failing} of {trial.rows} rows hold a value that does not convert",
            "mend them, or give the field an `on_error:` (null, or an expression)",
        )
    if trial.nulls:
        yield stop(
            "nulls",
            table,
            f"{trial.nulls} of {trial.rows} rows would be NULL in a field that is not null=True",
            "make the expression give a value, or the field null=True",
        )
    if trial.lossy and not facts.shape.lossy and not facts.shape.one_way:
        yield stop(
            "lossy",
            table,
            f"{trial.lossy} of {trial.rows} rows do not come back as they were",
            "mend the expressions, or add `lossy: accept` to the change",
        )


def notes(facts: Facts, pair: Pair) -> list[str]:
    """What cannot be hidden from the application, said beforehand (section 12 of the design)."""
    table = facts.table
    added = (
        "COPY without a column list, INSERT ... SELECT * and prepared SELECT * notice that a "
        "column is added"
    )
    found = [added] if facts.shape.new and not facts.shape.in_place else []
    for name, _ in table.publications:
        found.append(
            f"the publication {name} carries the table: add the new columns on its subscribers "
            "before start, drop the old ones there after contract"
        )
    for trigger in table.triggers:
        if trigger.is_row and trigger.on_update and is_users(trigger):
            found.append(f"the trigger {trigger.name} fires for every row of the backfill")
    if any(carried.unique for carried in facts.carried):
        found.append(
            "while both sides are unique, upserts of both releases on one value can meet 23505"
        )
    for field in facts.shape.new:
        new = facts.new[field.name]
        if not field.like and new.indexes and not is_short(new.type):
            found.append(
                f"{new.indexes[0].name} takes no value much longer than {INDEXED:,} bytes: it "
                "cannot be built over one, and once it is there a write of one fails"
            )
    if facts.shape.one_way:
        found.append("one-way sync was asked for: what new releases write never reaches the old")
    return found


def is_short(type_: str) -> bool:
    """Whether every value of the type finds a place in an index; a character has up to 4 bytes."""
    limited = re.search(r"\((\d+)", type_)
    if limited:
        return int(limited[1]) * 4 <= INDEXED
    return not type_.startswith(("text", "character varying", "varchar", "bytea", "json"))
