"""Functions beside the sync function: one counts conflicts, one judges rows, one mends values."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import sql

from evolve.pg.names import TableName
from evolve.pg.pair import Pair, function_name
from evolve.pg.plpgsql import (
    among_rows,
    argument,
    declare_results,
    function,
    guarded,
    lines,
    mended,
    result,
    with_columns,
)
from evolve.pg.side import RAISES, Expression, Side, all_null, same


def create_conflict_function(pair: Pair, conflicts: TableName, evolution: str) -> str:
    """Counts a conflict with the owner's right, since the application has none on our tables."""
    return (
        sql.SQL(
            "CREATE OR REPLACE FUNCTION {}() RETURNS void LANGUAGE sql SECURITY DEFINER "
            "SET search_path = pg_catalog, pg_temp "
            "AS $evolve$ INSERT INTO {} (evolution) SELECT id FROM {} WHERE name = {} "
            "AND state NOT IN ('done', 'reverted') $evolve$"
        )
        .format(
            pair.table.beside(function_name(pair, "conflict")),
            conflicts.identifier,
            conflicts.beside("evolve_evolution"),
            sql.Literal(evolution),
        )
        .as_string(None)
    )


def create_judge_function(pair: Pair) -> str:
    """Tells 'agrees', 'differs' or 'fails' of a row, and never fails itself.

    Its last argument is whether the evolution is still filling.
    """
    places = {side.name: argument(n) for n, side in enumerate(pair.sides)}
    forward = [same(s, places[s.name], result("f", n)) for n, s in enumerate(pair.new)]
    made = sql.SQL("NOT evolve.forward_failed AND {}").format(sql.SQL(" AND ").join(forward))
    locals_, compute = declare_results(pair), guarded("f", pair.forward, "forward_failed")
    if pair.demand:
        locals_, compute = [*locals_, sql.SQL("broken boolean;")], mended(pair, pair.demand)
        made = sql.SQL("NOT {}").format(sql.SQL("evolve.broken"))
    elif pair.once:
        made = sql.SQL("NOT ({})").format(all_null(places[s.name] for s in pair.new))
    backward = [same(s, places[s.name], result("b", n)) for n, s in enumerate(pair.old)]
    body: sql.Composable = sql.SQL("""
<<evolve>>
DECLARE
{locals}
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
{compute}
  RETURN CASE
    WHEN {made} THEN 'agrees'
    WHEN {backward} THEN 'agrees'
    WHEN evolve.forward_failed OR evolve.backward_failed THEN 'fails'
    ELSE 'differs' END;
END evolve;
""").format(
        locals=lines(locals_, 2),
        compute=lines(
            with_columns(pair.sides, [*compute, *guarded("b", pair.backward, "backward_failed")]),
            2,
        ),
        made=made,
        backward=sql.SQL(
            "CASE WHEN {} THEN NOT ({}) ELSE {} END AND NOT evolve.backward_failed AND {}"
        ).format(
            argument(len(pair.sides)),
            all_null(places[s.name] for s in pair.new),
            sql.SQL(" AND ").join(
                [sql.SQL("{} IS NOT NULL").format(places[s.name]) for s in pair.new if s.required]
                or [sql.SQL("true").format()]
            ),
            sql.SQL(" AND ").join(backward),
        )
        if pair.backward
        else sql.SQL("false"),
    )
    if pair.among:
        body = among_rows(body)
    header = sql.SQL("{}({}, boolean) RETURNS text").format(
        pair.table.beside(function_name(pair, "judge")),
        sql.SQL(", ").join(sql.SQL(s.type) for s in pair.sides),
    )
    return function(pair.table, pair.digest, header, body, comment="evolve judge")


def create_mending_function(
    table: TableName,
    digest: str,
    name: str,
    expression: Expression,
    mend: str,
    target: str,
    arguments: Sequence[Side],
) -> str:
    """A function that is `expression`, or `mend` where that fails on a value.

    `arguments` are the columns that either reads, `target` the exact type of the answer.
    """
    body = sql.SQL("""
<<evolve>>
DECLARE
  f0 {};
BEGIN
{}
  RETURN evolve.f0;
END evolve;
""").format(
        sql.SQL(target),
        lines(
            with_columns(
                arguments,
                [
                    sql.SQL("BEGIN"),
                    sql.SQL("  evolve.f0 := {};").format(sql.SQL(expression.sql)),
                    sql.SQL(f"EXCEPTION WHEN {RAISES} THEN"),
                    sql.SQL("  evolve.f0 := {};").format(sql.SQL(mend)),
                    sql.SQL("END;"),
                ],
            ),
            2,
        ),
    )
    header = sql.SQL("{}({}) RETURNS {} STABLE").format(
        table.beside(name),
        sql.SQL(", ").join(sql.SQL(s.type) for s in arguments),
        sql.SQL(target),
    )
    return function(table, digest, header, body, comment="evolve mending")
