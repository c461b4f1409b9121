"""Where no index leads to what a query asks for, so that each row costs a pass over a whole table.

The server is asked how it would find the rows if any other way were dear: for the query of each row
of the table, and for what leads from a row that somebody has written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from psycopg import sql

from evolve.pg import following
from evolve.pg.names import TableName, text
from evolve.pg.query import Follow
from evolve.pg.session import Session
from evolve.pg.settings import pins
from evolve.plan.facts import Facts

EXPLAIN = "EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) "
ANY_OTHER_WAY = {"enable_seqscan": "off", "enable_hashjoin": "off", "enable_mergejoin": "off"}
# An equality of two columns, either of which may be in parentheses and cast.
NAME = r'(?:"(?:[^"]|"")+"|\w+)'
SIDE = rf"\(?({NAME})\.({NAME})\)?(?:::[\w ]+)?"
EQUAL = re.compile(rf"{SIDE} = {SIDE}")
CHANGED = "changed"


def unindexed(session: Session, facts: Sequence[Facts]) -> list[str]:
    """A note for each index that is missing, with the statement that makes it."""
    missing = {
        (name, columns): None
        for one in facts
        if one.followed
        for plan in plans(session, one)
        for name, columns in scans(plan, besides=one.table.name.name)
    }
    return [
        f"no index leads to rows of {name} by {columns}: each row whose value is computed, or that "
        f"what is written leads to, costs a pass over it. CREATE INDEX CONCURRENTLY ON {name} "
        f"({columns})"
        for name, columns in missing
    ]


def plans(session: Session, facts: Facts) -> Iterator[Mapping[str, Any]]:
    """How the server would carry out the query, and what leads to rows from each table it reads."""
    (given,) = facts.forward.values()
    table = facts.table.name
    asked = sql.SQL("SELECT {} FROM {} AS {}").format(
        sql.SQL(given.expression.sql), table.identifier, sql.Identifier(table.name)
    )
    leading = [leads(one.follow) for one in facts.followed]
    with session.passing():
        session.local(**pins(table), **ANY_OTHER_WAY)
        for statement in (asked, *leading):
            ((found,),) = (row.values() for row in session.rows(EXPLAIN + text(statement)))
            yield found[0]["Plan"]


def leads(follow: Follow) -> sql.Composable:
    """The keys to which rows of the table lead, if all of them were written."""
    held = sql.SQL(", ").join(sql.Identifier(name) for name, _ in follow.held)
    return sql.SQL("WITH {} AS MATERIALIZED (SELECT {} FROM {}) {}").format(
        sql.Identifier(CHANGED), held, follow.table.identifier, following.led(follow)
    )


def scans(plan: Mapping[str, Any], besides: str) -> Iterator[tuple[TableName, str]]:
    """Tables that are gone through as a whole, each with the columns by which its rows are asked
    for; `besides` the row's own, whose rows are all there are."""
    nodes = list(walk(plan))
    equal = [
        side
        for node in nodes
        for condition in (node.get("Filter", ""), node.get("Join Filter", ""))
        for left, a, right, b in EQUAL.findall(condition)
        if left != right
        for side in ((left, a), (right, b))
    ]
    for node in nodes:
        if "Relation Name" not in node or node["Alias"] == besides or is_led(node):
            continue
        alias = text(sql.Identifier(node["Alias"]))
        columns = [c for name, c in equal if name in {node["Alias"], alias}]
        if columns:
            yield (
                TableName(schema=node["Schema"], name=node["Relation Name"]),
                ", ".join(dict.fromkeys(columns)),
            )


def is_led(node: Mapping[str, Any]) -> bool:
    """Whether an index leads to the rows."""
    return "Index Cond" in node or "Recheck Cond" in node or "TID Cond" in node


def walk(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The node and those below it, less where the rows come from that were written."""
    if node.get("Subplan Name") == f"CTE {CHANGED}":
        return
    yield node
    for below in node.get("Plans", ()):
        yield from walk(below)
