"""What hangs on a column, spelled for another name, by the server itself.

Indexes and checks are made again on an empty temporary copy of the table, the column is renamed
there, and the server spells the definitions out: expressions, predicates, INCLUDE, operator
classes and collations follow without a parser of ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from psycopg import sql

from evolve.pg.carried import Carried, touching
from evolve.pg.session import Session
from evolve.pg.table import Constraint, Index, Table

COPY = sql.Identifier("pg_temp", "evolve_carry")


def carry(session: Session, table: Table, renames: Mapping[str, str]) -> list[Carried]:
    """The indexes and checks of the columns in `renames`, spelled for the new names."""
    indexes, checks = touching(table, list(renames))
    if not indexes and not checks:
        return []
    with session.passing():
        session.local(search_path="pg_catalog")
        execute = session.connection.execute
        execute(
            sql.SQL("CREATE TEMPORARY TABLE evolve_carry (LIKE {})").format(table.name.identifier)
        )
        for number, index in enumerate(indexes):
            execute(
                sql.SQL("CREATE INDEX {} ON {} {}").format(
                    sql.Identifier(f"evolve_carry_{number}"), COPY, sql.SQL(using(index.definition))
                )
            )
        for number, check in enumerate(checks):
            execute(
                sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
                    COPY, sql.Identifier(f"evolve_carry_{number}"), sql.SQL(check.definition)
                )
            )
        for old, new in renames.items():
            execute(
                sql.SQL("ALTER TABLE {} RENAME COLUMN {} TO {}").format(
                    COPY, sql.Identifier(old), sql.Identifier(new)
                )
            )
        return [
            *[spelled_index(session, number, index) for number, index in enumerate(indexes)],
            *[spelled_check(session, number, check) for number, check in enumerate(checks)],
        ]


NAME = r'(?:"(?:[^"]|"")*"|[a-z0-9_]+)'
DEFINITION = re.compile(
    rf"CREATE (?:UNIQUE )?INDEX {NAME} ON (?:ONLY )?{NAME}\.{NAME} (USING .*)", re.DOTALL
)


def using(definition: str) -> str:
    """What stands behind the table's name in the server's spelling of an index."""
    match = DEFINITION.fullmatch(definition)
    assert match, definition
    return match[1]


def spelled_index(session: Session, number: int, index: Index) -> Carried:
    row = session.one(
        """
        SELECT pg_get_indexdef(i.indexrelid) AS definition,
               CASE WHEN 0 = ANY (i.indkey::int2[]) THEN '{}' ELSE
                 (SELECT array_agg(a.attname::text ORDER BY k.n)
                  FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, n)
                  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                  WHERE k.n <= i.indnkeyatts) END AS columns
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE c.relname = %s AND i.indrelid = 'pg_temp.evolve_carry'::regclass
        """,
        [f"evolve_carry_{number}"],
    )
    return Carried(
        name=index.name,
        constraint=index.constraint_name or "",
        unique=index.is_unique,
        using=using(row["definition"]),
        condition="",
        columns=tuple(row["columns"] or ()),
    )


def spelled_check(session: Session, number: int, check: Constraint) -> Carried:
    row = session.one(
        "SELECT pg_get_expr(conbin, conrelid) AS condition FROM pg_constraint "
        "WHERE conname = %s AND conrelid = 'pg_temp.evolve_carry'::regclass",
        [f"evolve_carry_{number}"],
    )
    return Carried(
        name=check.name,
        constraint=check.name,
        unique=False,
        using="",
        condition=row["condition"],
        columns=check.columns,
    )
