"""Routines of the user's own that a session keeps compiled for the types of a table's columns.

PL/pgSQL plans an expression once in a session, and fails (42804) from then on where a column of
that name has another type, in a trigger as well as in a function that is called: nothing tells it
that the names were exchanged. A routine that has been altered is compiled anew by every session
that calls it, so in the same transaction each is altered to what it is. What its own text declares
is not helped: a function that returns rows of declared types goes on expecting the old one.
"""

from __future__ import annotations

from psycopg import sql

from evolve.pg.names import TableName, digest, text

RECOMPILE = """
DECLARE
  routine record;
BEGIN
  FOR routine IN
    SELECT p.oid::regprocedure AS name, p.prosecdef AS definer
    FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
    JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE l.lanname NOT IN ('internal', 'c') AND p.prokind IN ('f', 'p')
      AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      AND pg_has_role(p.proowner, 'USAGE') AND p.proname NOT LIKE 'evolve\\_%'
      AND (strpos(lower(p.prosrc), lower({column})) > 0
           OR strpos(lower(p.prosrc), lower({table})) > 0
           OR EXISTS (SELECT FROM pg_trigger t
                      WHERE t.tgrelid = {name}::regclass AND t.tgfoid = p.oid))
  LOOP
    EXECUTE format('ALTER ROUTINE %s SECURITY %s', routine.name,
                   CASE WHEN routine.definer THEN 'DEFINER' ELSE 'INVOKER' END);
  END LOOP;
END
"""


def recompile(table: TableName, column: str) -> str:
    """Alters what may read the column to what it is, of all that the role may alter.

    Which these are is asked when it runs: routines come and go while rows are filled.
    """
    body = sql.SQL(RECOMPILE).format(
        column=sql.Literal(column),
        table=sql.Literal(table.name),
        name=sql.Literal(text(table.identifier)),
    )
    quote = sql.SQL(f"$evolve_{digest(str(table), column)}$")
    return text(sql.SQL("DO {}{}{}").format(quote, body, quote))
