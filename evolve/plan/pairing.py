"""The pair of a change: its columns and expressions as the sync and the backfill need them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from psycopg import sql

from evolve.pg.merged import Merge
from evolve.pg.names import digest, text
from evolve.pg.pair import Among, Demand, Pair
from evolve.pg.side import Expression, Side, is_bytewise
from evolve.pg.transform import Transform
from evolve.pg.uniqueness import names
from evolve.plan.facts import Facts, Uniting
from evolve.plan.mending import Extra, Mending
from evolve.plan.querying import queried, query_of

CONSTANT = re.compile(r"\(?('(?:[^']|'')*'|-?\d[\d.]*|true|false)\)?(::[\w \"().\[\]]+)?")


def make_pair(name: str, facts: Facts, number: str = "") -> tuple[Pair, tuple[Extra, ...]]:
    """The pair, and the functions that mend failing values as (name, definition, drop).

    `number` is that of the change, where the playbook has several.
    """
    mark = "_".join(filter(None, [digest(name, str(facts.table.name)), number]))
    shape = facts.shape
    new = tuple(new_side(facts, field.name) for field in shape.new)
    old = tuple(old_side(facts, facts.columns[name]) for name in shape.old)
    demand = demanded(facts, mark)
    watched = tuple(
        old_side(facts, column)
        for column in dict.fromkeys([*read(facts, demand), *going(facts)])
        if column not in {side.name for side in (*old, *new)}
    )
    sides = (*old, *watched, *new)
    mending = Mending(facts, mark, sides)
    by_field = {field.name: side for field, side in zip(shape.new, new, strict=True)}
    forward = tuple(
        kept(
            facts,
            side,
            mending.effective(side, facts.forward[side.name], shape.forward[field], "f"),
        )
        for field, side in by_field.items()
        if field in shape.forward
    )
    backward = tuple(
        mending.effective(side, facts.backward[side.name], shape.backward[field], "b")
        for field, side in zip(shape.old, old, strict=True)
        if field in shape.backward
    )
    query = query_of(facts)
    marker = f"evolve_{mark}_own" if shape.one_way or shape.transform else ""
    if query:
        forward, demand, function = queried(facts, mark, sides)
        mending.extras.append(function)
    if shape.transform and shape.demand:
        demand = found_so(shape.demand.name, marker)
    pair = Pair(
        digest=mark,
        table=facts.table.name,
        old=old,
        watched=watched,
        new=new,
        forward=forward,
        backward=backward,
        marker=marker,
        once=shape.once,
        in_place=shape.in_place,
        demand=demand,
        noted=not facts.referred and (shape.once or (bool(new) and not shape.same_name)),
        transform=transform(facts),
        query=query,
    )
    return pair, tuple(mending.extras)


def read(facts: Facts, demand: Demand | None) -> Iterable[str]:
    """The columns that an expression of the change reads, or by which a row is found again that
    is marked."""
    if facts.shape.transform or facts.followed:
        yield from facts.table.primary_key
    if facts.shape.transform:
        yield from (facts.columns[field] for field in facts.shape.transform.reads)
    for understood in facts.forward.values():
        yield from understood.expression.reads
    if demand:
        yield from demand.expression.reads
    for column, aggregate in facts.uniting.merge.items() if facts.uniting else ():
        yield from (column, *aggregate.reads)


def transform(facts: Facts) -> Transform | None:
    """The functions that give the values, where it is Python that does."""
    given = facts.shape.transform
    if given is None:
        return None
    (new,) = facts.shape.new
    stays = facts.shape.once
    return Transform(
        forward=given.forward,
        backward=given.backward,
        old=given.reads,
        new=new.name,
        reads=tuple(facts.columns[field] for field in given.reads) if stays else (),
        key=facts.table.primary_key if stays else (),
    )


def found_so(name: str, marker: str) -> Demand:
    """That a worker has found the row to hold what Python gives."""
    said = sql.SQL("{} IS FALSE").format(sql.Identifier(marker))
    return Demand(
        name=name, expression=Expression(sql=text(said), reads=(), total=True), lasting=False
    )


def going(facts: Facts) -> Iterable[str]:
    """All columns of rows that are deleted, since a revert brings them back."""
    if facts.uniting and facts.uniting.unique.deletes:
        yield from (column.name for column in facts.table.columns if not column.generated)


def kept(facts: Facts, side: Side, expression: Expression) -> Expression:
    """Where the column takes no NULL, what mends it is none; and NULL itself never fails."""
    if facts.referred or (facts.uniting and expression.sql == "NULL"):
        return replace(expression, total=True)
    if not (facts.shape.demanding and side.required):
        return expression
    filled = sql.SQL("COALESCE(({}), {})").format(
        sql.SQL(expression.sql), sql.Identifier(side.name)
    )
    reads = tuple(dict.fromkeys((*expression.reads, side.name)))
    return replace(expression, sql=text(filled), reads=reads)


def demanded(facts: Facts, mark: str) -> Demand | None:
    """What each row is to satisfy, where the change is a constraint."""
    if facts.shape.demand and facts.demand:
        return Demand(
            name=facts.shape.demand.name,
            expression=facts.demand.expression,
            lasting=facts.shape.demand.lasting,
        )
    if facts.referred:
        asked = facts.referred.reference
        expression = Expression(sql=asked.condition, reads=(asked.column,), total=True)
        return Demand(name=asked.name, expression=expression, foreign=True)
    return united(facts, facts.uniting, mark) if facts.uniting else None


def united(facts: Facts, uniting: Uniting, mark: str) -> Demand:
    """That a row is kept of those that are alike, or has none."""
    unique = uniting.unique
    given = [u.expression.reads for u in (uniting.where, uniting.order) if u]
    reads = tuple(dict.fromkeys([*unique.columns, *unique.key, *chain(*given)]))
    mends = bool(facts.shape.new) or unique.deletes
    return Demand(
        name=unique.name,
        expression=Expression(sql=unique.condition, reads=reads, total=True),
        foreign=True,
        among=Among(
            repeats=unique.repeats,
            counts=unique.counts,
            group=text(names(unique.columns)),
            order=unique.place,
            deletes=unique.deletes,
            kept=f"evolve_{mark}_kept" if mends else "",
            merge=merge(uniting),
        ),
    )


def merge(uniting: Uniting) -> Merge | None:
    """What the row that is kept takes over."""
    if not uniting.merge:
        return None
    values = tuple((column, aggregate.sql) for column, aggregate in uniting.merge.items())
    return Merge(alike=uniting.unique.columns, mates=uniting.unique.mates, values=values)


def new_side(facts: Facts, field: str) -> Side:
    column = facts.columns[field]
    type_ = facts.types[column]
    return Side(
        name=column,
        place=column,
        type=type_,
        required=not facts.new[field].null,
        bytewise=is_bytewise(type_, facts.new[field].collation),
        collation=facts.new[field].collation,
    )


def old_side(facts: Facts, column: str) -> Side:
    found = facts.table.column(column)
    assert found is not None, column
    return Side(
        name=column,
        place=column,
        type=found.type,
        required=found.not_null,
        default=facts.default_constants.get(column),
        bytewise=is_bytewise(found.type, found.collation or ""),
        collation=found.collation or "",
        computed=found.default is not None and facts.default_constants.get(column) is None,
    )


def constant_default(default: str | None) -> str | None:
    """The default if it is a constant; one that is computed can tell nothing about an INSERT."""
    return default if default and CONSTANT.fullmatch(default) else None
