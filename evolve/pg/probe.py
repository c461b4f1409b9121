"""Probes: one SELECT each that tells from the catalog alone whether a step is applied.

They are sent with an empty search_path, so that the server spells every type in full.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from psycopg import sql

from evolve.pg.names import TRIGGER_PREFIX, TableName, regclass, text


def columns_exist(table: TableName, columns: Sequence[tuple[str, str]]) -> str:
    """Present when every (name, type) is there, broken when one has another type."""
    return text(
        sql.SQL("""
SELECT CASE WHEN count(a.attname) = 0 THEN 'absent'
            WHEN bool_and(a.attname IS NOT NULL AND format_type(a.atttypid, a.atttypmod) = w.type)
            THEN 'present' ELSE 'broken' END AS presence
FROM (VALUES {}) AS w (name, type)
LEFT JOIN pg_attribute a ON a.attrelid = {} AND a.attname = w.name AND NOT a.attisdropped
""").format(
            sql.SQL(", ").join(
                sql.SQL("({}, {})").format(sql.Literal(name), sql.Literal(type_))
                for name, type_ in columns
            ),
            regclass(table.identifier),
        )
    )


def columns_gone(table: TableName, columns: Sequence[str], left: Sequence[tuple[str, str]]) -> str:
    """Present when none of `columns` is there, and all of `left`, as (name, type), are."""
    kept = sql.SQL(", ").join(
        sql.SQL("({}::name, {})").format(sql.Literal(name), sql.Literal(type_))
        for name, type_ in left
    )
    there = sql.SQL("""
             AND count(*) FILTER (WHERE (attname, format_type(atttypid, atttypmod))
                                        IN (VALUES {left})) = {count}""")
    return text(
        sql.SQL("""
SELECT CASE WHEN count(*) FILTER (WHERE attname = ANY ({columns})) = 0{there}
            THEN 'present' ELSE 'absent' END AS presence
FROM pg_attribute WHERE attrelid = {table} AND NOT attisdropped AND attnum > 0
""").format(
            columns=sql.Literal(list(columns)),
            there=there.format(left=kept, count=sql.Literal(len(left))) if left else sql.SQL(""),
            table=regclass(table.identifier),
        )
    )


def functions_are(schema: str, definitions: Sequence[tuple[str, str]]) -> str:
    """Present when every (name, definition) has the body of its definition."""
    bodies = [(name, hashlib.md5(body(d).encode()).hexdigest()) for name, d in definitions]  # noqa: S324 - compared with the server's md5(), no secret
    return text(
        sql.SQL("""
SELECT CASE WHEN count(p.oid) = 0 THEN 'absent'
            WHEN bool_and(p.oid IS NOT NULL AND md5(p.prosrc) = w.body) THEN 'present'
            ELSE 'broken' END AS presence
FROM (VALUES {}) AS w (name, body)
LEFT JOIN pg_proc p ON p.proname = w.name
  AND p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = {})
""").format(
            sql.SQL(", ").join(
                sql.SQL("({}, {})").format(sql.Literal(name), sql.Literal(hash_))
                for name, hash_ in bodies
            ),
            sql.Literal(schema),
        )
    )


def default_is(table: TableName, column: str, default: str) -> str:
    """Present when the column has the default, as the server spells it."""
    return text(
        sql.SQL("""
SELECT CASE WHEN pg_get_expr(d.adbin, d.adrelid) = {} THEN 'present' ELSE 'absent' END AS presence
FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = {} AND a.attname = {}
""").format(sql.Literal(default), regclass(table.identifier), sql.Literal(column))
    )


def function_gone(table: TableName, name: str) -> str:
    """Present when no function beside the table has the name."""
    return text(
        sql.SQL("""
SELECT CASE WHEN count(*) = 0 THEN 'present' ELSE 'absent' END AS presence
FROM pg_proc WHERE proname = {} AND pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = {})
""").format(sql.Literal(name), sql.Literal(table.schema))
    )


def body(definition: str) -> str:
    """What stands between the quotation marks of a CREATE FUNCTION of ours."""
    tag = definition[definition.index("$evolve") :]
    tag = tag[: tag.index("$", 1) + 1]
    return definition.split(tag)[1]


def triggers_fire_last(table: TableName, names: Sequence[str]) -> str:
    """Present when our triggers are there, enabled, and no other BEFORE trigger fires after."""
    return text(
        sql.SQL("""
SELECT CASE WHEN count(t.oid) = 0 THEN 'absent'
            WHEN count(t.oid) < {count} OR bool_or(t.tgenabled IN ('D', 'R')) THEN 'broken'
            WHEN EXISTS (SELECT FROM pg_trigger o WHERE o.tgrelid = {table} AND NOT o.tgisinternal
                         AND o.tgenabled <> 'D' AND (o.tgtype & 3) = 3 AND (o.tgtype & 20) > 0
                         AND o.tgname NOT LIKE '{ours}%' AND o.tgname > ANY ({names}))
            THEN 'broken' ELSE 'present' END AS presence
FROM pg_trigger t WHERE t.tgrelid = {table} AND t.tgname = ANY ({names})
""").format(
            count=sql.Literal(len(names)),
            ours=sql.SQL(TRIGGER_PREFIX.replace("_", r"\_")),
            table=regclass(table.identifier),
            names=sql.SQL("{}::name[]").format(sql.Literal(list(names))),
        )
    )


def triggers_are(table: TableName, names: Sequence[str]) -> str:
    """Present when our triggers are there, and enabled."""
    return text(
        sql.SQL("""
SELECT CASE WHEN count(*) = 0 THEN 'absent'
            WHEN count(*) < {count} OR bool_or(tgenabled IN ('D', 'R')) THEN 'broken'
            ELSE 'present' END AS presence
FROM pg_trigger WHERE tgrelid = {table} AND tgname = ANY ({names})
""").format(
            count=sql.Literal(len(names)),
            table=regclass(table.identifier),
            names=sql.SQL("{}::name[]").format(sql.Literal(list(names))),
        )
    )


def triggers_gone(table: TableName, names: Sequence[str]) -> str:
    """Present when none of them is there."""
    return text(
        sql.SQL("""
SELECT CASE WHEN count(*) = 0 THEN 'present' ELSE 'absent' END AS presence
FROM pg_trigger WHERE tgrelid = {} AND tgname = ANY ({}::name[])
""").format(regclass(table.identifier), sql.Literal(list(names)))
    )


def relation_is(name: sql.Identifier) -> str:
    """Present when there is a relation of that name."""
    return text(
        sql.SQL(
            "SELECT CASE WHEN to_regclass({}) IS NULL THEN 'absent' ELSE 'present' END AS presence"
        ).format(sql.Literal(text(name)))
    )


def relation_gone(name: sql.Identifier) -> str:
    """Present when there is none."""
    return text(
        sql.SQL(
            "SELECT CASE WHEN to_regclass({}) IS NULL THEN 'present' ELSE 'absent' END AS presence"
        ).format(sql.Literal(text(name)))
    )


def index_is(table: TableName, name: str) -> str:
    """Building while a backend works on it, broken when it is left invalid.

    Writers lock an invalid index as they do any other, so a lock on it tells nothing. What another
    role builds is shown without its name; the lock on the table then tells it.
    """
    return text(
        sql.SQL("""
SELECT CASE WHEN i.indexrelid IS NULL THEN 'absent' WHEN i.indisvalid THEN 'present'
            WHEN EXISTS (SELECT FROM pg_stat_progress_create_index p
                         WHERE p.datname = current_database() AND (p.index_relid = i.indexrelid
                           OR p.relid IS NULL AND EXISTS (
                             SELECT FROM pg_locks l WHERE l.pid = p.pid
                               AND l.relation = i.indrelid AND l.granted
                               AND l.mode = 'ShareUpdateExclusiveLock'))) THEN 'building'
            ELSE 'broken' END AS presence
FROM (SELECT 1) AS one LEFT JOIN (pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  AND c.relname = {}) ON i.indrelid = {}
""").format(sql.Literal(name), regclass(table.identifier))
    )


def constraint_is(table: TableName, name: str, *, validated: bool) -> str:
    """Present when the constraint is there, and validated where that is asked."""
    state = "con.convalidated" if validated else "con.oid IS NOT NULL"
    return text(
        sql.SQL("""
SELECT CASE WHEN {} THEN 'present' ELSE 'absent' END AS presence
FROM (SELECT 1) AS one LEFT JOIN pg_constraint con ON con.conrelid = {} AND con.conname = {}
""").format(sql.SQL(state), regclass(table.identifier), sql.Literal(name))
    )


def columns_not_null(table: TableName, columns: Sequence[str]) -> str:
    return text(
        sql.SQL("""
SELECT CASE WHEN bool_and(attnotnull) THEN 'present' ELSE 'absent' END AS presence
FROM pg_attribute WHERE attrelid = {} AND attname = ANY ({})
""").format(regclass(table.identifier), sql.Literal(list(columns)))
    )


def columns_nullable(table: TableName, columns: Sequence[str]) -> str:
    return text(
        sql.SQL("""
SELECT CASE WHEN bool_or(attnotnull) THEN 'absent' ELSE 'present' END AS presence
FROM pg_attribute WHERE attrelid = {} AND attname = ANY ({})
""").format(regclass(table.identifier), sql.Literal(list(columns)))
    )
