"""Which rows break a demand, and whether what mends them does; before anything is built."""

from __future__ import annotations

from psycopg import sql

from evolve.pg.marked import MARK
from evolve.pg.names import text
from evolve.pg.pair import Demand, Pair, function_name, satisfied
from evolve.pg.pairs import Pairs
from evolve.pg.plpgsql import broken, declare, lines, mended, result, with_columns
from evolve.pg.session import Session
from evolve.pg.trying import SAMPLE
from evolve.plan.facts import Trial


def trial(session: Session, pair: Pair, demand: Demand) -> Trial:
    """Every row tried, by a temporary function that no value can make fail; of those that a query
    gives their value a sample, from all over the table."""
    row = session.one(
        sql.SQL(
            "SELECT {} count(*) AS rows, count(*) FILTER (WHERE verdict <> 'agrees') AS broken, "
            "count(*) FILTER (WHERE verdict = 'fails') AS failing, "
            "count(*) FILTER (WHERE verdict = 'left') AS left FROM {}"
        ).format(sql.SQL(MARK), tried(session, pair, demand))
    )
    return Trial(**row, lossy=0, nulls=0)


def tried(session: Session, pair: Pair, demand: Demand) -> sql.Composed:
    """Rows, by their position, with the `verdict` on each; makes the function that judges."""
    session.connection.execute(try_function(pair, demand))
    verdict = sql.SQL("{}({})").format(
        try_name(pair), sql.SQL(", ").join(sql.Identifier(side.name) for side in pair.sides)
    )
    if demand.expression.total:
        verdict = sql.SQL("CASE WHEN {} THEN 'agrees' ELSE {} END").format(
            satisfied(demand), verdict
        )
    one = Pairs(each=(pair,))
    rows = one.rows_before
    if pair.query:
        rows = sql.SQL("(SELECT * FROM {} AS s ORDER BY hashtid({}) LIMIT {})").format(
            rows, one.position, sql.Literal(SAMPLE)
        )
    return sql.SQL("(SELECT {}, {} AS verdict FROM {} AS r OFFSET 0) AS v").format(
        one.position, verdict, rows
    )


def try_name(pair: Pair) -> sql.Identifier:
    """The temporary function that tries a row, or a merge of rows."""
    return sql.Identifier("pg_temp", function_name(pair, "try"))


def try_function(pair: Pair, demand: Demand) -> str:
    """Tells of a row that it 'agrees', is 'mended', 'fails' at that, or is 'left' as broken.

    STABLE, so that a query gives the same value each time, whatever is written meanwhile.
    """
    assign: list[sql.Composable] = [
        sql.SQL("{} := {};").format(sql.Identifier(side.name), result("f", n))
        for n, side in enumerate(pair.new)
    ]
    return text(
        sql.SQL(
            "CREATE FUNCTION {}({}) RETURNS text STABLE LANGUAGE plpgsql AS "
            "$evolve_try$\n<<evolve>>\nDECLARE\n{}\nBEGIN\n{}\n"
            "IF NOT evolve.broken THEN RETURN 'agrees'; END IF;\n"
            "IF evolve.forward_failed THEN RETURN 'fails'; END IF;\n{}\n"
            "RETURN CASE WHEN evolve.broken THEN 'left' ELSE 'mended' END;\n"
            "END evolve;\n$evolve_try$"
        ).format(
            try_name(pair),
            sql.SQL(", ").join(sql.SQL(side.type) for side in pair.sides),
            lines(
                [
                    *declare("f", pair.new),
                    sql.SQL("forward_failed boolean := false;"),
                    sql.SQL("broken boolean;"),
                ],
                2,
            ),
            lines(with_columns(pair.sides, mended(pair, demand)), 2),
            lines(with_columns(pair.sides, [*assign, *broken(demand)]), 2),
        )
    )
