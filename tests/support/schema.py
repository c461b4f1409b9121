"""A table as the catalog has it, as lines of text that can be compared and read."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

Connection = psycopg.Connection[Any]

COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod),
       CASE WHEN a.attnotnull THEN 'not null' ELSE 'null' END,
       coalesce('default ' || pg_get_expr(d.adbin, d.adrelid), ''),
       coalesce('identity ' || nullif(a.attidentity::text, ''), ''),
       coalesce('generated ' || nullif(a.attgenerated::text, ''), ''),
       coalesce('collation ' || (SELECT collname FROM pg_collation WHERE oid = a.attcollation), ''),
       coalesce('comment ' || quote_literal(col_description(a.attrelid, a.attnum)), ''),
       coalesce('statistics ' || nullif(a.attstattarget, -1), ''),
       coalesce('options ' || a.attoptions::text, ''), 'storage ' || a.attstorage::text,
       coalesce('compression ' || nullif(a.attcompression::text, ''), ''),
       coalesce('grants ' || a.attacl::text, '')
FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = %(table)s::regclass AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attname
"""
INDEXES = """
SELECT c.relname, pg_get_indexdef(c.oid), CASE WHEN i.indisvalid THEN 'valid' ELSE 'INVALID' END,
       CASE WHEN i.indisclustered THEN 'clustered' ELSE '' END,
       CASE WHEN i.indisreplident THEN 'replica identity' ELSE '' END,
       coalesce('comment ' || quote_literal(obj_description(c.oid, 'pg_class')), '')
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = %(table)s::regclass ORDER BY c.relname
"""
CONSTRAINTS = """
SELECT conname, pg_get_constraintdef(oid), CASE WHEN convalidated THEN 'valid' ELSE 'NOT VALID' END,
       coalesce('comment ' || quote_literal(obj_description(oid, 'pg_constraint')), '')
FROM pg_constraint WHERE conrelid = %(table)s::regclass ORDER BY conname
"""
TRIGGERS = """
SELECT tgname, 'enabled ' || tgenabled::text, pg_get_triggerdef(oid) FROM pg_trigger
WHERE tgrelid = %(table)s::regclass AND NOT tgisinternal ORDER BY tgname
"""
STATISTICS = """
SELECT stxname, pg_get_statisticsobjdef(oid) FROM pg_statistic_ext
WHERE stxrelid = %(table)s::regclass ORDER BY stxname
"""
TABLE = """
SELECT pg_get_userbyid(relowner), coalesce(relacl::text, ''), coalesce(reloptions::text, ''),
       relrowsecurity, relreplident::text,
       coalesce('comment ' || quote_literal(obj_description(oid, 'pg_class')), '')
FROM pg_class WHERE oid = %(table)s::regclass
"""
FUNCTIONS = """
SELECT oid::regprocedure::text, md5(prosrc), prosecdef, coalesce(proconfig::text, ''),
       coalesce(proacl::text, '')
FROM pg_proc WHERE proname LIKE 'evolve\\_%%' ORDER BY 1
"""
QUERIES = {
    "table": TABLE,
    "column": COLUMNS,
    "index": INDEXES,
    "constraint": CONSTRAINTS,
    "trigger": TRIGGERS,
    "statistics": STATISTICS,
    "function": FUNCTIONS,
}


def dump(connection: Connection, table: str) -> list[str]:
    """Everything about `table` but its rows and the order of its columns, a line for each object.

    Functions are all those that evolve has made in the database, whatever their table.
    """
    lines = []
    with (
        connection.transaction(force_rollback=True),
        connection.cursor(row_factory=tuple_row) as cursor,
    ):
        cursor.execute("SET LOCAL search_path = pg_catalog")
        for kind, query in QUERIES.items():
            cursor.execute(query, {"table": f'public."{table}"'})
            lines += [
                " | ".join([kind, *(str(value) for value in row if value not in ("", None))])
                for row in cursor
            ]
    return lines


def rows(connection: Connection, table: str, without: tuple[str, ...] = ()) -> list[str]:
    """Every row as JSON, whatever the order of the columns, sorted; of the columns `without`
    nothing."""
    query = sql.SQL("SELECT (to_jsonb(t) - {}::text[])::text FROM {} AS t ORDER BY 1").format(
        sql.Literal(list(without)), sql.Identifier("public", table)
    )
    with connection.cursor(row_factory=tuple_row) as cursor:
        return [row for (row,) in cursor.execute(query)]


LEFTOVERS = """
WITH own AS (SELECT oid FROM pg_class WHERE relname LIKE 'evolve\\_%')
SELECT 'trigger ' || tgname FROM pg_trigger
WHERE tgname LIKE '~~~~evolve%' OR tgname LIKE 'evolve\\_%'
UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE proname LIKE 'evolve\\_%'
UNION ALL SELECT 'column ' || attname FROM pg_attribute
WHERE NOT attisdropped AND attname LIKE 'evolve\\_%'
  AND attrelid IN (SELECT oid FROM pg_class WHERE relkind = 'r') AND attrelid NOT IN (TABLE own)
UNION ALL SELECT 'constraint ' || conname FROM pg_constraint
WHERE conname LIKE 'evolve\\_%' AND conrelid NOT IN (TABLE own)
UNION ALL SELECT 'index ' || indexrelid::regclass FROM pg_index
WHERE indexrelid IN (TABLE own) AND indrelid NOT IN (TABLE own)
UNION ALL SELECT 'sequence ' || relname FROM pg_class WHERE relname LIKE 'evolve\\_%\\_noted'
"""


def leftovers(connection: Connection) -> list[str]:
    """Everything in the database with a name of evolve's making, its own tables apart; sorted,
    since the server has it in the order in which it was made."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        return sorted(name for (name,) in cursor.execute(LEFTOVERS))
