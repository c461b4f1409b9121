"""What rows that are alike are merged into: read by the server, and tried on all of them."""

from __future__ import annotations

from psycopg import sql

from evolve.changes.base import Rule
from evolve.pg import aggregates, expressions
from evolve.pg.expressions import ExpressionError
from evolve.pg.marked import MARK
from evolve.pg.merged import ROWS, Aggregate
from evolve.pg.merging import of, taking
from evolve.pg.names import text
from evolve.pg.pair import Pair
from evolve.pg.pairs import Pairs
from evolve.pg.plpgsql import lines
from evolve.pg.session import Session
from evolve.pg.side import RAISES, Expression, Side, cast, differs
from evolve.plan.facts import Trial
from evolve.proof.breaking import try_name
from evolve.proof.reading import Reading

# So many rows a batch merges at once, and no fewer: they are alike.
MOST = 1000


def read(reading: Reading, field: str, rule: Rule) -> Aggregate:
    """The rule's SQL as an aggregate whose value the field's column takes. Raises PlaybookError."""
    type_, given, shift = reading.type(field), rule.sql, 0
    try:
        if rule.clamp:
            aggregates.understand(reading.session, given)
            given, shift = f"({given}\n)::{type_}", 1
        found = aggregates.understand(reading.session, given)
        expressions.attempt(
            reading.session,
            f"UPDATE pg_temp.evolve_shape SET {reading.spelled(field)} = (SELECT (",  # noqa: S608 - quoted
            found.sql,
            ") FROM pg_temp.evolve_shape)",
        )
    except ExpressionError as error:
        raise reading.complain(rule, error, shift) from error
    return found


def trial(session: Session, pair: Pair, numbered: sql.Composable) -> Trial:
    """All rows that are alike, merged; `left` are those whose merge gives something else when it
    is asked again, of the row that it has made."""
    row = session.one(
        sql.SQL(
            "SELECT {} (SELECT count(*) FROM {}) AS rows, count(*) AS broken, "
            "count(*) FILTER (WHERE verdict = 'failing') AS failing, "
            "count(*) FILTER (WHERE verdict = 'left') AS left FROM {}"
        ).format(sql.SQL(MARK), pair.table.identifier, tried(session, pair, numbered))
    )
    return Trial(**row, lossy=0, nulls=0)


def tried(session: Session, pair: Pair, numbered: sql.Composable) -> sql.Composable:
    """The rows that go, by their position, with the `verdict` on their merge. `numbered` are those
    that count, with their place among those that are alike.

    Makes the function that judges, which no value can make fail.
    """
    session.connection.execute(try_function(pair))
    position = Pairs(each=(pair,)).position
    return sql.SQL(
        "(SELECT unnest(places[2:]) AS {at}, CASE WHEN cardinality(places) > {most} THEN 'failing' "
        "ELSE {try_}(places) END AS verdict FROM (SELECT array_agg({at} ORDER BY evolve_place) "
        "AS places FROM ({numbered}) AS r GROUP BY {group} HAVING count(*) > 1) AS g) AS v"
    ).format(
        at=position,
        most=sql.Literal(MOST),
        try_=try_name(pair),
        numbered=numbered,
        group=sql.SQL(", ").join(sql.Identifier(name) for name in of(pair).alike),
    )


def try_function(pair: Pair) -> str:
    """Tells of the rows at `places`, whose first is kept, what becomes of their merge.

    STABLE, so that it reads what the statement sees that calls it: places are of that snapshot.
    """
    sides = taking(pair)
    given = [Expression(sql=one, reads=(), total=False) for _, one in of(pair).values]
    asked = sql.SQL(", ").join(sql.SQL("({})").format(sql.SQL(one.sql)) for one in given)
    empty = [
        sql.SQL("{} IS NULL").format(value(n)) for n, side in enumerate(sides) if side.required
    ]
    again = [
        differs(side, cast(one, side), value(n))
        for n, (side, one) in enumerate(zip(sides, given, strict=True))
    ]
    return text(
        sql.SQL("""
CREATE FUNCTION {name}(tid[]) RETURNS text STABLE LANGUAGE plpgsql AS $evolve_try$
#variable_conflict use_column
<<evolve>>
DECLARE
  evolve_again boolean;
{declared}
BEGIN
  SELECT {asked} INTO {values} FROM (
    SELECT {columns} FROM {table} AS t WHERE t.ctid = ANY ($1)) AS {rows};
  IF {empty} THEN RETURN 'failing'; END IF;
  SELECT {again} INTO evolve.evolve_again FROM (
    SELECT {made} FROM {table} AS t WHERE t.ctid = $1[1]) AS {rows};
  RETURN CASE WHEN evolve.evolve_again THEN 'left' ELSE 'merged' END;
EXCEPTION WHEN {raises} THEN RETURN 'failing';
END evolve;
$evolve_try$""").format(
            name=try_name(pair),
            declared=lines(
                [
                    sql.SQL("evolve_{} {};").format(sql.SQL(str(n)), side.variable)
                    for n, side in enumerate(sides)
                ],
                2,
            ),
            asked=asked,
            values=sql.SQL(", ").join(value(n) for n, _ in enumerate(sides)),
            columns=columns(pair, ()),
            table=pair.table.identifier,
            rows=sql.Identifier(ROWS),
            empty=sql.SQL(" OR ").join(empty) if empty else sql.SQL("false"),
            again=sql.SQL(" OR ").join(again),
            made=columns(pair, sides),
            raises=sql.SQL(RAISES),
        )
    )


def value(number: int) -> sql.Composable:
    """The variable that holds what a column takes over."""
    return sql.Identifier("evolve", f"evolve_{number}")


def columns(pair: Pair, sides: list[Side] | tuple[()]) -> sql.Composable:
    """The columns of a row `t`, of which `sides` have taken their values over."""
    made = {side.name: value(n) for n, side in enumerate(sides)}
    return sql.SQL(", ").join(
        sql.SQL("{} AS {}").format(
            made.get(side.name, sql.Identifier("t", side.name)), sql.Identifier(side.name)
        )
        for side in pair.sides
    )
