"""What every PL/pgSQL function of evolve is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from psycopg import sql

from evolve.errors import EvolveError
from evolve.pg.names import TableName
from evolve.pg.pair import Demand, Pair, function_name, satisfied
from evolve.pg.settings import pins
from evolve.pg.side import RAISES, Expression, Side, differs


def function(
    table: TableName,
    digest: str,
    header: sql.Composable,
    body: sql.Composable,
    *,
    comment: str,
    definer: bool = False,
) -> str:
    """A PL/pgSQL function with everything pinned that an expression may depend on.

    `definer`: it runs with its owner's right, since it reads what its caller may not.
    """
    quote = sql.SQL(f"$evolve_{digest}$")
    text = body.as_string(None)
    if f"$evolve_{digest}$" in text:
        raise EvolveError("an expression contains evolve's own quotation mark")
    settings = [
        sql.SQL("SET {} = {}").format(sql.Identifier(name), setting(name, value))
        for name, value in pins(table).items()
    ]
    return (
        sql.SQL("CREATE OR REPLACE FUNCTION {} LANGUAGE plpgsql{} {} AS {}{}{}")
        .format(
            header,
            sql.SQL(" SECURITY DEFINER" if definer else ""),
            sql.SQL(" ").join(settings),
            quote,
            sql.SQL(f"\n-- {comment}") + sql.SQL(text),
            quote,
        )
        .as_string(None)
    )


def setting(name: str, value: str) -> sql.Composable:
    """A value for SET; the path is a list of names and stays one."""
    return sql.SQL(value) if name == "search_path" else sql.Literal(value)


def lines(parts: Sequence[sql.Composable], indent: int) -> sql.Composable:
    pad = sql.SQL(" " * indent)
    return sql.SQL("\n").join(pad + part for part in parts)


def indented(statements: Sequence[sql.Composable], by: int) -> list[sql.Composable]:
    return [sql.SQL(" " * by) + statement for statement in statements]


def new(side: Side) -> sql.Composable:
    return sql.SQL("NEW.{}").format(sql.Identifier(side.place))


def old(side: Side) -> sql.Composable:
    return sql.SQL("OLD.{}").format(sql.Identifier(side.place))


def changed(sides: Sequence[Side]) -> sql.Composable:
    return sql.SQL(" OR ").join(differs(s, old(s), new(s)) for s in sides)


def given(side: Side) -> sql.Composable:
    """Whether an INSERT gave the column: it differs from the constant default."""
    if side.default is None:
        return sql.SQL("{} IS NOT NULL").format(new(side))
    return differs(side, new(side), sql.SQL(f"({side.default})::{side.type}"))


def given_by_place(side: Side) -> sql.Composable:
    """The same of a column set aside, which may have lost its default by that."""
    if side.default is None:
        return given(side)
    return sql.SQL("({} IS NOT NULL AND {})").format(new(side), given(side))


def declare_columns(pair: Pair, version: Callable[[Side], sql.Composable]) -> list[sql.Composable]:
    """The row's columns as variables, which makes every expression a simple one."""
    reads = {name for e in pair.expressions for name in e.reads}
    return [
        sql.SQL("{} {} := {};").format(sql.Identifier(s.name), s.variable, version(s))
        for s in pair.sides
        if s.name in reads
    ]


def argument(number: int) -> sql.Composable:
    return sql.SQL(f"${number + 1}")


def result(letter: str, number: int) -> sql.Composable:
    return sql.SQL(f"evolve.{letter}{number}")


def declare_results(pair: Pair) -> list[sql.Composable]:
    """Variables for what forward and backward give."""
    backward = declare("b", pair.old) if pair.backward else []
    return [*declare("f", pair.new), *backward]


def declare(letter: str, sides: Sequence[Side]) -> list[sql.Composable]:
    """A variable of the column's exact type for each value, so that assignment rounds alike."""
    return [
        sql.SQL("{}{} {};").format(sql.SQL(letter), sql.SQL(str(n)), sql.SQL(side.type))
        for n, side in enumerate(sides)
    ]


def guarded(letter: str, expressions: Sequence[Expression], flag: str) -> list[sql.Composable]:
    """Assignments, under a handler where one of them can fail."""
    assign: list[sql.Composable] = [
        sql.SQL("{} := {};").format(result(letter, n), sql.SQL(e.sql))
        for n, e in enumerate(expressions)
    ]
    empty: list[sql.Composable] = [
        sql.SQL("{} := NULL;").format(result(letter, n)) for n in range(len(expressions))
    ]
    failed: list[sql.Composable] = [*empty, sql.SQL(f"evolve.{flag} := true;")]
    return handled(assign, failed, total=all(e.total for e in expressions))


def handled(
    statements: Sequence[sql.Composable], failed: Sequence[sql.Composable], *, total: bool
) -> list[sql.Composable]:
    """`statements`, and, unless they are `total`, what is done where one fails on a value."""
    if total:
        return list(statements)
    return [
        sql.SQL("BEGIN"),
        *indented(statements, 2),
        sql.SQL(f"EXCEPTION WHEN {RAISES} THEN"),
        *indented(failed, 2),
        sql.SQL("END;"),
    ]


def broken(demand: Demand) -> list[sql.Composable]:
    """Whether the row breaks the demand; one of which that cannot be told breaks it, and fails."""
    return handled(
        [sql.SQL("evolve.broken := NOT {};").format(satisfied(demand))],
        [sql.SQL("evolve.broken := true;"), sql.SQL("evolve.forward_failed := true;")],
        total=demand.expression.total,
    )


def mended(pair: Pair, demand: Demand) -> list[sql.Composable]:
    """Whether the row breaks the demand, and then the values that mend it."""
    return [
        *broken(demand),
        sql.SQL("IF evolve.broken AND NOT evolve.forward_failed THEN"),
        *indented(guarded("f", pair.forward, "forward_failed") or [sql.SQL("NULL;")], 2),
        sql.SQL("END IF;"),
    ]


def trigger_body(
    variables: Sequence[sql.Composable],
    columns: Sequence[sql.Composable],
    compute: Sequence[sql.Composable],
    decide: Sequence[sql.Composable],
) -> sql.Composed:
    """The body of a trigger function: what either side would be, computed over the row's columns
    as variables, and then what is done with it."""
    return sql.SQL("""
<<evolve>>
DECLARE
{variables}
BEGIN
  <<pair>>
  DECLARE
{columns}
  BEGIN
{compute}
  END pair;
{decide}
  RETURN NEW;
END evolve;
""").format(
        variables=lines(variables, 2),
        columns=lines(columns, 4),
        compute=lines(compute, 4),
        decide=lines(decide, 2),
    )


def among_rows(body: sql.Composable) -> sql.Composable:
    """A body that looks for other rows of the table: within a query a name is a column first."""
    return sql.SQL("\n#variable_conflict use_column") + body


def with_columns(
    sides: Sequence[Side], statements: Sequence[sql.Composable]
) -> list[sql.Composable]:
    """`statements` in a block whose variables are the function's arguments, named as columns."""
    declare = [
        sql.SQL("  {} {} := {};").format(sql.Identifier(s.name), s.variable, argument(n))
        for n, s in enumerate(sides)
    ]
    return [
        sql.SQL("DECLARE"),
        *declare,
        sql.SQL("BEGIN"),
        *indented(statements, 2),
        sql.SQL("END;"),
    ]


def count_conflict(pair: Pair, condition: sql.Composable, indent: int) -> list[sql.Composable]:
    call = sql.SQL("PERFORM {}();").format(pair.table.beside(function_name(pair, "conflict")))
    return indented(
        [sql.SQL("IF {} THEN").format(condition), sql.SQL("  ") + call, sql.SQL("END IF;")],
        indent,
    )
