"""What hangs on a column, spelled for another name, by the server itself.

Indexes and checks are made again on an empty temporary copy of the table, the column is renamed
there, and the server spells the definitions out: expressions, predicates, INCLUDE, operator
classes and collations follow without a parser of ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import psycopg
from psycopg import sql

from evolve.errors import Refusal, Refused
from evolve.pg.carried import Carried, referring, touching
from evolve.pg.references import Reference
from evolve.pg.session import Session
from evolve.pg.table import Constraint, Index, Table

COPY = sql.Identifier("pg_temp", "evolve_carry")


def carry(
    session: Session,
    table: Table,
    renames: Mapping[str, str],
    types: Mapping[str, str],
    *,
    alone: bool,
) -> list[Carried]:
    """The indexes, checks and foreign keys of the columns in `renames`, spelled for the new names.

    `types` are those of new columns that differ from the old ones', to which no key is carried.
    Without `alone` only what other columns share. Raises Refused where something cannot be had for
    the new type.
    """
    indexes, checks = touching(table, list(renames))
    if not alone:
        indexes = [index for index in indexes if set(index.columns) - set(renames)]
        checks = [check for check in checks if set(check.columns) - set(renames)]
    keys = [
        carried_key(constraint, renames[constraint.columns[0]])
        for constraint in referring(table, list(renames) if alone else [])
        if renames[constraint.columns[0]] not in types
    ]
    if not indexes and not checks:
        return keys
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
            if new in types:
                retype(session, new, types[new])
        return [
            *[spelled_index(session, number, index) for number, index in enumerate(indexes)],
            *[spelled_check(session, number, check) for number, check in enumerate(checks)],
            *keys,
        ]


def carried_key(constraint: Constraint, column: str) -> Carried:
    assert constraint.to is not None
    assert constraint.key is not None
    assert constraint.rules is not None
    return Carried(
        name=constraint.name,
        constraint=constraint.name,
        unique=False,
        using="",
        condition="",
        columns=(column,),
        reference=Reference(
            name=constraint.name,
            column=column,
            to=constraint.to,
            key=constraint.key[0],
            rules=constraint.rules,
        ),
    )


def retype(session: Session, column: str, type_: str) -> None:
    """The server makes indexes and checks anew for the type, and objects to what it cannot."""
    name, to = sql.Identifier(column), sql.SQL(type_)
    change = sql.SQL("ALTER TABLE {} ALTER {} TYPE {} USING NULL").format(COPY, name, to)
    try:
        session.connection.execute(change)
    except psycopg.errors.Error as error:
        refusal = Refusal(
            code="index",
            subject=column,
            message=f"what hangs on the column does not go with {type_}: "
            f"{error.diag.message_primary}",
            hint="drop that index or check first, and make one like it after the contract",
        )
        raise Refused(column, (refusal,)) from error


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
