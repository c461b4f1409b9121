"""A value that a query gives over other tables: what its pair is made of, and what stands against
it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from evolve.errors import Refusal
from evolve.pg import computing, following
from evolve.pg.pair import Demand, Pair
from evolve.pg.pairs import Pairs
from evolve.pg.query import Follow, Query
from evolve.pg.side import Expression, Side
from evolve.pg.step import Step
from evolve.plan.facts import Facts
from evolve.plan.stop import stop


def query_of(facts: Facts) -> Query | None:
    """The tables that the query reads; None where the change has none."""
    if not facts.followed:
        return None
    return Query(key=facts.table.primary_key, follows=tuple(one.follow for one in facts.followed))


def queried(
    facts: Facts, mark: str, sides: Sequence[Side]
) -> tuple[tuple[Expression], Demand, tuple[str, str, str]]:
    """The call that gives the value; that the row holds it; and the function that is called, as
    (name, definition, drop)."""
    assert facts.shape.demand
    table, ((column, given),) = facts.table.name, facts.forward.items()
    query = given.expression
    (new,) = (side for side in sides if side.name == column)
    reads = [side for name in query.reads for side in sides if side.name == name]
    called = Expression(sql=computing.call(table, mark, reads), reads=query.reads, total=False)
    demand = Demand(
        name=facts.shape.demand.name,
        expression=Expression(
            sql=computing.holds(new, called.sql), reads=(*query.reads, new.name), total=False
        ),
        lasting=False,
    )
    return (
        (called,),
        demand,
        (
            computing.value_name(mark),
            computing.create_function(table, mark, query.sql, new, reads),
            computing.drop_function(table, mark, reads),
        ),
    )


def following_steps(pairs: Pairs) -> Iterable[Step]:
    """The triggers on the tables that are followed."""
    for pair, number, follow in followed(pairs):
        yield following.begin(pair, number, follow)


def unfollowing_steps(pairs: Pairs) -> Iterable[Step]:
    for pair, number, follow in followed(pairs):
        yield following.end(pair, number, follow)


def followed(pairs: Pairs) -> Iterator[tuple[Pair, int, Follow]]:
    for pair in pairs:
        for number, follow in following.numbered(pair):
            yield pair, number, follow


# -- what stands against it -------------------------------------------------------------------


def query_stops(facts: Facts) -> Iterator[Refusal]:
    """What keeps a table from being followed; a plain one may be missing a right."""
    for one in facts.followed:
        table = one.table
        name = str(table.name)
        if table.kind != "r" or table.children or table.parents:
            yield stop(
                "followed",
                name,
                "is partitioned, takes part in inheritance, or is no table: a statement on another "
                "name of it would not be noticed",
                "let the query read ordinary tables",
            )
        if not table.owned:
            yield stop(
                "followed",
                name,
                f"belongs to the role {table.owner}, which this role is not a member of",
                "connect as the owner of both tables: it gets triggers that note what changes",
            )
        if table.subscriptions:
            yield stop(
                "followed",
                name,
                "receives rows by logical replication, which does not fire ordinary triggers",
                "run the evolution on the publisher",
            )
        if table.force_row_security:
            yield stop(
                "followed",
                name,
                "forces row level security on its owner, so that evolve may not see every row",
                "ALTER TABLE ... NO FORCE ROW LEVEL SECURITY for the time of the evolution",
            )
        for column, owner in one.taken.items():
            yield stop(
                "taken",
                f"{name}.{column}",
                f"belongs to the evolution {owner}, which is under way",
                f"manage.py evolve contract {owner}, or revert it, first",
            )
