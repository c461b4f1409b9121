"""What stands against a plan: refusals with the way out, and notes that the operator should read.

Pure: everything is judged from the facts, so `plan` and `start` cannot come to different answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from evolve.errors import Refusal
from evolve.pg.carried import touching
from evolve.pg.pair import Pair
from evolve.pg.soundness import is_constant
from evolve.pg.table import Column, Table
from evolve.plan.adopting import adopting_stops
from evolve.plan.converting import null_stops, trial_stops, width_stops
from evolve.plan.demanding import demand_stops, generated_stops
from evolve.plan.facts import Facts, Trial, Uniting, instead
from evolve.plan.hanging import hanging_stops, trigger_stops
from evolve.plan.merging import merging_notes
from evolve.plan.querying import query_stops
from evolve.plan.referring import referring_stops
from evolve.plan.retyping import retype_stops, routine_notes, routine_stops
from evolve.plan.stop import stop
from evolve.plan.transforming import transform_stops
from evolve.plan.uniting import in_the_way, uniting_stops

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
        *retype_stops(facts),
        *routine_stops(facts),
        *demand_stops(facts, pair),
        *generated_stops(facts, pair),
        *transform_stops(facts),
        *query_stops(facts),
        *adopting_stops(facts),
        *referring_stops(facts),
        *uniting_stops(facts, pair),
        *left_out_stops(facts),
        *hanging_stops(facts),
        *trigger_stops(facts, pair),
        *width_stops(facts, pair),
        *null_stops(facts, pair),
        *(trial_stops(facts, trial) if trial else ()),
    ]


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
        if found.generated and facts.shape.new:
            yield stop(
                "generated",
                column,
                "is a generated column and cannot be written",
                "let a new field follow from the columns that it is made of by `derive`, and "
                "`remove` this one",
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
        if column.not_null and not facts.shape.demanding:
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
            unique = not facts.referred and index in in_the_way(facts, name)
            if unique or index.is_exclusion:
                yield stop(
                    "unique",
                    index.name,
                    "asks for different values, and a row that is given one could get another's",
                    "mend the rows by hand, or drop the index for the time of the evolution",
                )
        for check in checks:
            yield stop(
                "check",
                check.name,
                "could refuse the value that a row is given",
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


def notes(facts: Facts) -> list[str]:
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
        if trigger.is_row and trigger.on_update and trigger.is_users:
            found.append(f"the trigger {trigger.name} fires for every row of the backfill")
        if trigger.hands_on_rows and trigger.is_users and not facts.shape.in_place:
            found.append(
                f"the trigger {trigger.name} hands on whole rows (NEW.*): a table that takes them "
                "needs the new columns before the start, or writes fail, and has to lose the old "
                "ones with the drop; let it name columns instead"
            )
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
        for index in new.indexes if facts.shape.old and not field.like else ():
            if index.unique:
                found.append(
                    f"{index.name} is unique: once it is there, a write of an old release fails "
                    "(23505) whose value becomes one that another row has"
                )
    if facts.uniting and not all(is_short(c.type) for c in united(facts, facts.uniting)):
        found.append(
            f"from start on, a write fails whose values for {facts.uniting.unique.name} are much "
            f"longer than {INDEXED:,} bytes: no index takes them, unique or not"
        )
    found += merging_notes(facts.uniting)
    found += routine_notes(facts)
    if facts.shape.one_way:
        found.append("one-way sync was asked for: what new releases write never reaches the old")
    return found


def united(facts: Facts, uniting: Uniting) -> list[Column]:
    return [c for c in facts.table.columns if c.name in uniting.unique.columns]


def is_short(type_: str) -> bool:
    """Whether every value of the type finds a place in an index; a character has up to 4 bytes."""
    limited = re.search(r"\((\d+)", type_)
    if limited:
        return int(limited[1]) * 4 <= INDEXED
    return not type_.startswith(("text", "character varying", "varchar", "bytea", "json"))
