"""What pg_stat_statements knows of the statements that name a table, on one server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql

from evolve.pg.health.found import Blind
from evolve.pg.marked import MARK
from evolve.pg.names import TableName
from evolve.pg.redacted import objection
from evolve.pg.session import Session
from evolve.plurals import counted

EXTENSION = """
SELECT n.nspname AS schema, current_user AS role,
       pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS sees
FROM (SELECT 1) AS one
LEFT JOIN pg_extension e ON e.extname = 'pg_stat_statements'
LEFT JOIN pg_namespace n ON n.oid = e.extnamespace
"""
FOUND = """
SELECT coalesce(r.rolname, s.userid::text) AS role, s.queryid::text AS id,
       sum(s.calls)::bigint AS calls, min(s.query) AS text
FROM {schema}.pg_stat_statements AS s LEFT JOIN pg_roles r ON r.oid = s.userid
WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND strpos(lower(s.query), lower({table})) > 0 AND strpos(s.query, {mark}) = 0
GROUP BY 1, 2
"""
COUNTED = "SELECT stats_reset AS reset, dealloc AS evicted FROM {schema}.pg_stat_statements_info"
# The texts lie in a file, which the server may have found gone, or too large to read.
LOST = """
SELECT count(*) AS lost FROM {schema}.pg_stat_statements AS s
WHERE s.query IS NULL
  AND s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement by the role that sends it; `calls` since the counters were last at zero."""

    role: str
    id: str
    calls: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """Those that name the table, evolve's own left out. `reset` is when all counters were at
    zero, `evicted` how often the server has since thrown out the least used to make room."""

    reset: datetime
    evicted: int
    found: tuple[Statement, ...]


def hidden_statements(session: Session) -> Blind | None:
    """Why this role is not shown what statements others have run; None where it is."""
    return hidden(session.one(EXTENSION))


def hidden(known: Mapping[str, Any]) -> Blind | None:
    if known["schema"] is None:
        return Blind(
            why="pg_stat_statements is not there",
            remedy="CREATE EXTENSION pg_stat_statements",
        )
    if not known["sees"]:
        return Blind(
            why="those of other roles are hidden",
            remedy=f"GRANT pg_read_all_stats TO {known['role']}",
        )
    return None


def statements(session: Session, table: TableName) -> Statements | Blind:
    """The statements that name `table`, or why nobody can see them from here."""
    known = session.one(EXTENSION)
    blind = hidden(known)
    if blind:
        return blind
    names = {
        "schema": sql.Identifier(known["schema"]),
        "table": sql.Literal(table.name),
        "mark": sql.Literal(MARK),
    }
    try:
        counters = session.one(sql.SQL(COUNTED).format(**names))
        lost = session.one(sql.SQL(LOST).format(**names))["lost"]
        rows = session.rows(sql.SQL(FOUND).format(**names))
    except psycopg.errors.ObjectNotInPrerequisiteState as error:
        return Blind(
            why=objection(error), remedy="put it into shared_preload_libraries, and restart"
        )
    if lost:
        return Blind(
            why=f"the server has lost the text of {counted(lost, 'statement')}",
            remedy="SELECT pg_stat_statements_reset()",
        )
    return Statements(**counters, found=tuple(Statement(**row) for row in rows))
