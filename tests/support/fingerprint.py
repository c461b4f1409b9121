"""A whole database as lines that can be compared: every object, every right, every row."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

Connection = psycopg.Connection[Any]

OURS = "nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'"
OBJECTS = {
    "relation": f"""
        SELECT c.oid::regclass, relkind, pg_get_userbyid(relowner), relacl, reloptions,
               relrowsecurity, relforcerowsecurity, relreplident, obj_description(c.oid, 'pg_class')
        FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
        WHERE {OURS} AND relkind <> 'i'""",
    "column": f"""
        SELECT attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull,
               pg_get_expr(adbin, adrelid), attidentity, attgenerated, attstattarget, attacl,
               col_description(attrelid, attnum)
        FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid
        JOIN pg_namespace n ON n.oid = relnamespace
        LEFT JOIN pg_attrdef d ON d.adrelid = attrelid AND d.adnum = attnum
        WHERE {OURS} AND attnum > 0 AND NOT attisdropped AND relkind <> 'i'""",
    "index": f"""
        SELECT pg_get_indexdef(indexrelid), indisvalid FROM pg_index i
        JOIN pg_class c ON c.oid = indexrelid JOIN pg_namespace n ON n.oid = relnamespace
        WHERE {OURS}""",
    "constraint": f"""
        SELECT conrelid::regclass, conname, pg_get_constraintdef(k.oid), convalidated
        FROM pg_constraint k JOIN pg_namespace n ON n.oid = connamespace WHERE {OURS}""",
    "trigger": """
        SELECT tgrelid::regclass, tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger""",
    "function": f"""
        SELECT p.oid::regprocedure, md5(prosrc), prosecdef, proconfig, proacl
        FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE {OURS}""",
    "type": f"""
        SELECT t.oid::regtype, typtype FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace
        WHERE {OURS}""",
    "schema": f"SELECT nspname, nspacl FROM pg_namespace WHERE {OURS}",
    "sequence": f"""
        SELECT sequencename, last_value FROM pg_sequences s JOIN pg_namespace n
        ON n.nspname = schemaname WHERE {OURS}""",
    "publication": "SELECT pubname, puballtables FROM pg_publication",
    "statistics": "SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext",
}
TABLES = f"""
SELECT nspname, relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE {OURS} AND relkind = 'r' ORDER BY 1, 2
"""
ROWS = "SELECT count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {} AS t"


def fingerprint(connection: Connection, *, besides: Collection[str] = ()) -> list[str]:
    """Every object and the rows of every table but those in `besides`, for a superuser.

    Sequences of tables in `besides` are left out with them.
    """
    lines = []
    with connection.transaction(), connection.cursor(row_factory=tuple_row) as cursor:
        cursor.execute("SET LOCAL search_path = pg_catalog")
        for kind, query in OBJECTS.items():
            cursor.execute(query.encode())
            found = [" | ".join([kind, *map(str, row)]) for row in cursor]
            left_out = kind == "sequence"
            lines += sorted(
                line for line in found if not (left_out and any(f" {b}" in line for b in besides))
            )
        for schema, table in cursor.execute(TABLES.encode()).fetchall():
            if table not in besides:
                cursor.execute(sql.SQL(ROWS).format(sql.Identifier(schema, table)))
                lines += [f"rows of {schema}.{table} | {row}" for row in cursor]
    assert any(line.startswith("rows of ") for line in lines), "a look at nothing proves nothing"
    return lines
