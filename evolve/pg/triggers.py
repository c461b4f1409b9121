"""The triggers that call the sync function, and the way back: triggers and functions dropped."""

from __future__ import annotations

from psycopg import sql

from evolve.pg import following, marks
from evolve.pg.names import TRIGGER_PREFIX
from evolve.pg.noting import end_watch
from evolve.pg.pair import Pair, function_name
from evolve.pg.pairs import Pairs
from evolve.pg.plpgsql import changed, new
from evolve.pg.side import Side, all_null

OPERATIONS = ("insert", "update")


def trigger_name(pair: Pair, operation: str) -> str:
    return f"{TRIGGER_PREFIX}{pair.digest}_{operation}"


def trigger_names(pairs: Pairs) -> list[str]:
    """Those of every pair; the first of them decides what fires last."""
    return [trigger_name(pair, operation) for pair in pairs.kept for operation in OPERATIONS]


def create_trigger(pair: Pair, operation: str) -> str:
    """The trigger for `operation`; an UPDATE that touches nothing of the pair skips the call."""
    condition = sql.SQL("(pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM {})")
    when: sql.Composable = condition.format(sql.Literal(pair.mark))
    if pair.query:
        if operation == "update":
            unfilled = all_null(new(s) for s in pair.new)
            when = sql.SQL("({} OR {}) AND {}").format(changed(pair.sides), unfilled, when)
    elif pair.once and not pair.transform:
        # Whether a row breaks a demand only the function can tell.
        if pair.among and operation == "update":
            when = sql.SQL("({}) AND {}").format(changed(asked(pair)), when)
        elif not pair.demand:
            when = sql.SQL("({}) AND {}").format(all_null(new(s) for s in pair.new), when)
    elif operation == "update":
        unfilled = all_null(new(s) for s in pair.new)
        if pair.marker:
            unfilled = sql.SQL("NEW.{} IS NULL").format(sql.Identifier(pair.marker))
        when = sql.SQL("({} OR ({})) AND {}").format(changed(pair.sides), unfilled, when)
    return (
        sql.SQL("CREATE TRIGGER {} BEFORE {} ON {} FOR EACH ROW WHEN ({}) EXECUTE FUNCTION {}()")
        .format(
            sql.Identifier(trigger_name(pair, operation)),
            sql.SQL(operation.upper()),
            pair.table.identifier,
            when,
            pair.table.beside(function_name(pair, "sync")),
        )
        .as_string(None)
    )


def asked(pair: Pair) -> list[Side]:
    """The columns that the demand reads."""
    return [s for s in pair.sides if pair.demand and s.name in pair.demand.expression.reads]


def drop_triggers(pair: Pair) -> tuple[str, ...]:
    return tuple(
        sql.SQL("DROP TRIGGER IF EXISTS {} ON {}")
        .format(sql.Identifier(trigger_name(pair, operation)), pair.table.identifier)
        .as_string(None)
        for operation in OPERATIONS
    )


def drop_all(pair: Pair) -> tuple[str, ...]:
    return (*drop_triggers(pair), *drop_functions(pair))


def drop_functions(pair: Pair) -> tuple[str, ...]:
    """Plain drops: what somebody else built on them is not ours to remove."""
    statements: list[sql.Composable] = [
        sql.SQL("DROP FUNCTION IF EXISTS {}()").format(pair.table.beside(function_name(pair, role)))
        for role in ("sync", *["conflict"] * (not pair.once), *["note"] * pair.noted)
    ]
    if not pair.total:
        types = sql.SQL(", ").join(sql.SQL(s.type) for s in pair.sides)
        statements.append(
            sql.SQL("DROP FUNCTION IF EXISTS {}({}, boolean)").format(
                pair.table.beside(function_name(pair, "judge")), types
            )
        )
    watch = [end_watch(pair)] if pair.noted else []
    marked = [marks.drop_mark_function(pair), marks.drop(pair)] if pair.marks_rows else []
    noted = following.drop(pair)
    return (*(statement.as_string(None) for statement in statements), *noted, *marked, *watch)
