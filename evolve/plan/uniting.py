"""What becomes unique: the steps to it, Django's own indexes beside it, and what stands against it.
Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import models

from evolve.errors import Refusal
from evolve.pg import constraints, ddl
from evolve.pg.carried import touching
from evolve.pg.ddl import IndexSpec
from evolve.pg.names import TableName
from evolve.pg.pair import Pair, function_name
from evolve.pg.pairs import Pairs
from evolve.pg.step import Step
from evolve.pg.table import Index
from evolve.pg.understood import Nulls, Understood
from evolve.pg.uniqueness import keep_rows
from evolve.plan import merging
from evolve.plan.facts import Facts, Trial, Uniting
from evolve.plan.fields import django_name, indexes_of
from evolve.plan.stop import stop
from evolve.states import Phase

# Each column that may be empty doubles the looks into the index where empty rows are alike.
MOST_EMPTY = 3


def looking_steps(uniting: Uniting, pairs: Pairs) -> Iterator[Step]:
    """The index by which rows that are alike are found, and the table of what is mended."""
    pair = pairs.among
    assert pair
    using = uniting.unique.supporting
    index = IndexSpec(name=looking_index(pair), unique=False, using=using)
    yield ddl.build_index(pair.table, index, Phase.EXPAND)
    if pairs.remembering:
        yield keep_rows(pair)


def looking_index(pair: Pair) -> str:
    return function_name(pair, "values")


def uniting_steps(table: TableName, uniting: Uniting) -> Iterator[Step]:
    """The unique index, and the constraint over it; with a condition there can be none."""
    unique = uniting.unique
    name = "" if unique.where else unique.name
    index = IndexSpec(name=unique.name, unique=True, using=unique.using, constraint=name)
    yield ddl.build_index(table, index, Phase.CONTRACT)
    if name:
        yield constraints.adopt_index(table, index, Phase.CONTRACT)


def dropped(facts: Facts, pairs: Pairs, alias: str) -> list[str]:
    """Statements that drop what is of no use any more."""
    pair = pairs.among
    assert pair
    names = [looking_index(pair), *(index.name for index in plain_indexes(facts, alias))]
    found = [ddl.drop_index(pair.table, name) for name in names]
    if pairs.remembering:
        found += keep_rows(pair).revert
    return found


def like_indexes(facts: Facts, alias: str) -> list[IndexSpec]:
    """The further index that Django gives to unique=True on text."""
    uniting = facts.uniting
    if not uniting or uniting.named or len(uniting.unique.columns) > 1:
        return []
    column = facts.table.column(uniting.unique.columns[0])
    assert column is not None
    if column.collation:
        return []
    spelled = column.type.replace("character varying", "varchar")
    found = indexes_of(models.Field(unique=True), column.name, spelled, facts.table.name, alias)
    there = {index.name for index in facts.table.indexes}
    return [index for index in found if not index.unique and index.name not in there]


def plain_indexes(facts: Facts, alias: str) -> list[Index]:
    """Django's index of a field that was db_index=True, in whose place unique=True comes."""
    uniting = facts.uniting
    if not uniting or uniting.named or len(uniting.unique.columns) > 1:
        return []
    name = django_name(alias, facts.table.name, list(uniting.unique.columns), "")
    return [index for index in facts.table.indexes if index.name == name and not index.is_unique]


# -- what stands against it -------------------------------------------------------------------


def uniting_stops(facts: Facts, pair: Pair) -> Iterator[Refusal]:
    if not facts.uniting:
        return
    uniting, table = facts.uniting, facts.table
    yield from there_stops(facts, uniting)
    for what, understood in (("where", uniting.where), ("order", uniting.order)):
        if understood and not understood.expression.total:
            yield stop(
                "fails",
                f"{what}: {understood.expression.sql}",
                "could fail on a value, and an index over it would then refuse the row",
                "compare columns with constants, or give it a CASE that never fails",
            )
    if uniting.order and may_be_null(facts, uniting.order):
        yield stop(
            "null",
            f"order: {uniting.order.expression.sql}",
            "may be NULL, and nobody could tell which of two such rows comes first",
            "wrap it in coalesce(..., <a constant>)",
        )
    if not uniting.unique.nulls_distinct and len(uniting.unique.nullable) > MOST_EMPTY:
        yield stop(
            "null",
            uniting.unique.name,
            f"has more than {MOST_EMPTY} columns that take NULL, and `nulls: not_distinct`",
            "make some of them NOT NULL first: `not_null`",
        )
    if uniting.unique.deletes and table.referenced_by:
        name, other, _ = table.referenced_by[0]
        yield stop(
            "referenced",
            name,
            f"{other} refers to rows of the table, which could not be deleted unseen",
            "give the others a value instead, or delete such rows by hand",
        )
    yield from mending_stops(facts, pair)
    yield from merging.merging_stops(facts, uniting)


def there_stops(facts: Facts, uniting: Uniting) -> Iterator[Refusal]:
    """What is there already, or in its place."""
    unique, table = uniting.unique, facts.table
    if not table.primary_key:
        yield stop(
            "key",
            str(table.name),
            "has no primary key, by which rows that are alike could be told apart",
            "add one first",
        )
    for index in table.indexes:
        same = set(index.columns) == set(unique.columns) and index.is_unique and index.is_valid
        whole = " WHERE " not in index.definition and unique.nulls_distinct
        if index.name == unique.name or (same and whole):
            yield stop(
                "constraint",
                index.name,
                f"is there already: {index.definition}",
                "there is nothing to do, if it is the one; else drop it first",
            )


def may_be_null(facts: Facts, understood: Understood) -> bool:
    if understood.nulls is Nulls.NEVER:
        return False
    columns = [facts.table.column(name) for name in understood.expression.reads]
    return understood.nulls is Nulls.MAYBE or not all(c and c.not_null for c in columns)


def mending_stops(facts: Facts, pair: Pair) -> Iterator[Refusal]:
    """Why a column could not take the value that tells the others apart."""
    for side, expression in zip(pair.new, pair.forward, strict=True):
        column = facts.table.column(side.name)
        if column and column.not_null and facts.forward[side.name].expression.sql == "NULL":
            yield stop(
                "null",
                side.name,
                "is NOT NULL, and cannot be emptied",
                "give it a value that differs for each row, such as one that appends the key",
            )
        for constraint in facts.table.constraints:
            refers = constraint.type == "f" and side.name in constraint.columns
            if refers and expression.sql != "NULL":
                yield stop(
                    "foreign_key",
                    constraint.name,
                    "could refuse the value that a row is given",
                    f"empty it instead: `others: {{{side.name}: null}}`, or mend the rows by hand",
                )


def in_the_way(facts: Facts, column: str) -> Iterable[Index]:
    """Unique indexes that may refuse what the column is given; NULL is alike to nothing."""
    emptied = facts.forward[column].expression.sql == "NULL" and bool(facts.uniting)
    for index in touching(facts.table, [column])[0]:
        if index.is_unique and not (emptied and "NULLS NOT DISTINCT" not in index.definition):
            yield index


def left_stop(facts: Facts, uniting: Uniting, trial: Trial) -> Refusal:
    """What the trial has found that nothing mends."""
    if uniting.merge:
        return merging.left_stop(uniting, trial)
    name, rows, left = uniting.unique.name, trial.rows, trial.left
    if facts.shape.new:
        return stop(
            "duplicates",
            name,
            f"{left} of {rows} rows are still alike to another once they are mended",
            "give them a value that differs for each row, such as one that appends the key",
        )
    columns = ", ".join(uniting.unique.columns)
    return stop(
        "duplicates",
        name,
        f"{left} of {rows} rows are alike to another in {columns}",
        "mend them, or say which is kept and what becomes of the others: `duplicates: keep_first` "
        "with `others:`",
    )
