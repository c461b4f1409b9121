"""The trigger that keeps old and new in step, whoever writes.

The trigger decides by what changed, never by who asks. Its decision table, which
tests/pg/test_decisions.py walks through on a server, statement by statement:

| statement | new given or changed | old given or changed | row unfilled | what happens |
|---|---|---|---|---|
| any | - | - | - | the row agrees already: nothing |
| INSERT | yes | any | - | backward; counted as a conflict if old was given too |
| INSERT | no | any | - | forward |
| UPDATE while filling | any | any | yes | forward: whatever moves is finished (rule 3) |
| UPDATE | yes | no | no | backward |
| UPDATE | no | yes | no | forward |
| UPDATE | yes | yes | no | backward: new wins, and is counted |
| UPDATE | no | no | no | nothing |

Once the old columns are aside nobody can name them, and every row that does not agree goes
backward; but an INSERT without a list of columns still gives them, and then goes forward. A one-way
pair never goes backward: where it would, the row is marked as written by a new release instead. A
conversion that fails on a value never fails the write: the other side becomes NULL, and the row is
counted as failing until it is mended (rule 5).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from psycopg import sql

from evolve.errors import EvolveError
from evolve.pg.names import TableName
from evolve.pg.pair import (
    RAISES,
    Expression,
    Pair,
    Side,
    all_null,
    differs,
    function_name,
    same,
)
from evolve.pg.settings import pins


class Mode(StrEnum):
    """Which rules the function follows; it is replaced when the mode changes."""

    FILLING = "filling"
    READY = "ready"
    ASIDE = "aside"


OPERATIONS = ("insert", "update")


def trigger_name(pair: Pair, operation: str) -> str:
    """Triggers of a kind fire in byte order of their names, and ours must be the last."""
    return f"~~~~evolve_{pair.digest}_{operation}"


def bypass(digest: str) -> dict[str, str]:
    """The setting by which our own batch spares the call; correctness never rests on it."""
    return {"evolve.batch": digest}


# -- the function -----------------------------------------------------------------------------


def create_function(pair: Pair, mode: Mode) -> str:
    """CREATE OR REPLACE of the sync function in `mode`."""
    body = sql.SQL("""
<<evolve>>
DECLARE
{locals}
  forward_failed boolean := false;
  backward_failed boolean := false;
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
        locals=lines(declare_results(pair), 2),
        columns=lines(declare_columns(pair), 4),
        compute=lines(compute(pair, mode), 4),
        decide=lines(decide(pair, mode), 2),
    )
    header = sql.SQL("{}() RETURNS trigger").format(pair.table.beside(function_name(pair, "sync")))
    return function(pair.table, pair.digest, header, body, comment=f"evolve sync, {mode}")


def function(
    table: TableName, digest: str, header: sql.Composable, body: sql.Composable, *, comment: str
) -> str:
    """A PL/pgSQL function with everything pinned that an expression may depend on."""
    quote = sql.SQL(f"$evolve_{digest}$")
    text = body.as_string(None)
    if f"$evolve_{digest}$" in text:
        raise EvolveError("an expression contains evolve's own quotation mark")
    settings = [
        sql.SQL("SET {} = {}").format(sql.Identifier(name), setting(name, value))
        for name, value in pins(table).items()
    ]
    return (
        sql.SQL("CREATE OR REPLACE FUNCTION {} LANGUAGE plpgsql {} AS {}{}{}")
        .format(
            header,
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


def new(side: Side) -> sql.Composable:
    return sql.SQL("NEW.{}").format(sql.Identifier(side.place))


def old(side: Side) -> sql.Composable:
    return sql.SQL("OLD.{}").format(sql.Identifier(side.place))


def result(letter: str, number: int) -> sql.Composable:
    return sql.SQL(f"evolve.{letter}{number}")


def declare_results(pair: Pair) -> list[sql.Composable]:
    """A variable of the column's exact type for each value, so that assignment rounds alike."""
    pairs = [("f", pair.new), ("b", pair.old if pair.backward else ())]
    return [
        sql.SQL("{}{} {};").format(sql.SQL(letter), sql.SQL(str(n)), sql.SQL(side.type))
        for letter, sides in pairs
        for n, side in enumerate(sides)
    ]


def declare_columns(pair: Pair) -> list[sql.Composable]:
    """The row's columns as variables, which makes every expression a simple one."""
    reads = {name for e in (*pair.forward, *pair.backward) for name in e.reads}
    return [
        sql.SQL("{} {} := {};").format(sql.Identifier(s.name), s.variable, new(s))
        for s in pair.sides
        if s.name in reads
    ]


def compute(pair: Pair, mode: Mode) -> list[sql.Composable]:
    """Both sides as the other would have them."""
    statements = guarded("f", pair.forward, "forward_failed")
    if not pair.backward:
        return statements
    backward = guarded("b", pair.backward, "backward_failed")
    if mode is Mode.FILLING:
        return [
            *statements,
            sql.SQL("IF NOT ({}) THEN").format(all_null(new(s) for s in pair.new)),
            *[sql.SQL("  ") + statement for statement in backward],
            sql.SQL("END IF;"),
        ]
    return [*statements, *backward]


def guarded(letter: str, expressions: Sequence[Expression], flag: str) -> list[sql.Composable]:
    """Assignments, under a handler where one of them can fail."""
    assign: list[sql.Composable] = [
        sql.SQL("{} := {};").format(result(letter, n), sql.SQL(e.sql))
        for n, e in enumerate(expressions)
    ]
    if all(e.total for e in expressions):
        return assign
    empty = [sql.SQL("  {} := NULL;").format(result(letter, n)) for n in range(len(expressions))]
    return [
        sql.SQL("BEGIN"),
        *[sql.SQL("  ") + statement for statement in assign],
        sql.SQL(f"EXCEPTION WHEN {RAISES} THEN"),
        *empty,
        sql.SQL(f"  evolve.{flag} := true;"),
        sql.SQL("END;"),
    ]


def decide(pair: Pair, mode: Mode) -> list[sql.Composable]:
    """The decision table, as statements."""
    if pair.one_way:
        return decide_one_way(pair, mode)
    if mode is Mode.ASIDE:
        # Whoever names his columns has not given the old side, so nothing agrees by accident.
        by_place = [given_by_place(s) for s in pair.old if not s.computed]
        return [
            sql.SQL("IF TG_OP = 'UPDATE' THEN"),
            *indented(unless_agreeing(pair, mode), 2),
            sql.SQL("ELSIF NOT evolve.forward_failed AND ({}) THEN").format(
                sql.SQL(" OR ").join(by_place or [sql.SQL("false").format()])
            ),
            *indented(assign_new(pair), 2),
            sql.SQL("  RETURN NEW;"),
            sql.SQL("END IF;"),
            *assign_old(pair),
        ]
    new_given = sql.SQL(" OR ").join(given(s) for s in pair.new)
    old_given = sql.SQL(" OR ").join(given(s) for s in pair.old)
    return [
        *unless_agreeing(pair, mode),
        sql.SQL("IF TG_OP = 'INSERT' THEN"),
        sql.SQL("  IF {} THEN").format(new_given),
        *count_conflict(pair, old_given, 4),
        *indented(assign_old(pair), 4),
        sql.SQL("  ELSE"),
        *indented(assign_new(pair), 4),
        sql.SQL("  END IF;"),
        *complete_unfilled(pair, mode),
        sql.SQL("ELSIF {} THEN").format(changed(pair.new)),
        *count_conflict(pair, changed((*pair.old, *pair.watched)), 2),
        *indented(assign_old(pair), 2),
        sql.SQL("ELSIF {} THEN").format(changed((*pair.old, *pair.watched))),
        *indented(assign_new(pair), 2),
        sql.SQL("END IF;"),
    ]


def unless_agreeing(pair: Pair, mode: Mode) -> list[sql.Composable]:
    """Return where the row agrees; a row of NULLs agrees backward only as an answer.

    Nor does a row agree that the table would refuse: a new release does not give the old side,
    and forward may make of nothing what it gave.
    """
    forward = [same(s, new(s), result("f", n)) for n, s in enumerate(pair.new)]
    forward += [sql.SQL("{} IS NOT NULL").format(new(s)) for s in pair.old if s.required]
    backward = [same(s, new(s), result("b", n)) for n, s in enumerate(pair.old)]
    unfilled = all_null(new(s) for s in pair.new)
    if mode is Mode.FILLING:
        filled = sql.SQL("NOT ({})").format(unfilled)
    else:
        required = [sql.SQL("{} IS NOT NULL").format(new(s)) for s in pair.new if s.required]
        filled = sql.SQL(" AND ").join(required or [sql.SQL("true").format()])
        if mode is Mode.READY:
            # An old release that inserts gives no new column: that is no answer.
            filled = sql.SQL("{} AND NOT (TG_OP = 'INSERT' AND {})").format(filled, unfilled)
    return [
        sql.SQL("IF NOT evolve.forward_failed AND {} THEN").format(sql.SQL(" AND ").join(forward)),
        sql.SQL("  RETURN NEW;"),
        sql.SQL("END IF;"),
        sql.SQL("IF {} AND NOT evolve.backward_failed AND {} THEN").format(
            filled, sql.SQL(" AND ").join(backward)
        ),
        sql.SQL("  RETURN NEW;"),
        sql.SQL("END IF;"),
    ]


def complete_unfilled(pair: Pair, mode: Mode) -> list[sql.Composable]:
    """Rule 3, until `ready`."""
    if mode is not Mode.FILLING:
        return []
    return [
        sql.SQL("ELSIF {} THEN").format(all_null(new(s) for s in pair.new)),
        *indented(assign_new(pair), 2),
    ]


def decide_one_way(pair: Pair, mode: Mode) -> list[sql.Composable]:
    """The decision table where nothing goes backward."""
    marker = sql.SQL("NEW.{}").format(sql.Identifier(pair.marker))
    unfilled = all_null(new(s) for s in pair.new)
    own = sql.SQL("{} := true;").format(marker)
    forward = [*assign_new(pair), sql.SQL("{} := false;").format(marker)]
    if mode is Mode.ASIDE:
        return [own]
    restore = sql.SQL("({}) OR").format(unfilled) if mode is Mode.FILLING else sql.SQL("")
    agreeing = [same(s, new(s), result("f", n)) for n, s in enumerate(pair.new)]
    return [
        sql.SQL("IF NOT evolve.forward_failed AND {} THEN").format(sql.SQL(" AND ").join(agreeing)),
        sql.SQL("  {} := false;").format(marker),
        sql.SQL("ELSIF TG_OP = 'INSERT' THEN"),
        sql.SQL("  IF {} THEN").format(sql.SQL(" OR ").join(given(s) for s in pair.new)),
        *count_conflict(pair, sql.SQL(" OR ").join(given(s) for s in pair.old), 4),
        sql.SQL("    ") + own,
        sql.SQL("  ELSE"),
        *indented(forward, 4),
        sql.SQL("  END IF;"),
        sql.SQL("ELSIF {} ({} IS NULL AND NOT ({})) THEN").format(
            restore, marker, changed(pair.new)
        ),
        *indented(forward, 2),
        sql.SQL("ELSIF {} THEN").format(changed(pair.new)),
        *count_conflict(pair, changed((*pair.old, *pair.watched)), 2),
        sql.SQL("  ") + own,
        sql.SQL("ELSIF {} THEN").format(changed((*pair.old, *pair.watched))),
        *indented(forward, 2),
        sql.SQL("END IF;"),
    ]


def indented(statements: Sequence[sql.Composable], by: int) -> list[sql.Composable]:
    return [sql.SQL(" " * by) + statement for statement in statements]


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


def changed(sides: Sequence[Side]) -> sql.Composable:
    return sql.SQL(" OR ").join(differs(s, old(s), new(s)) for s in sides)


def assign_new(pair: Pair) -> list[sql.Composable]:
    return [sql.SQL("{} := {};").format(new(s), result("f", n)) for n, s in enumerate(pair.new)]


def assign_old(pair: Pair) -> list[sql.Composable]:
    return [sql.SQL("{} := {};").format(new(s), result("b", n)) for n, s in enumerate(pair.old)]


def count_conflict(pair: Pair, condition: sql.Composable, indent: int) -> list[sql.Composable]:
    call = sql.SQL("PERFORM {}();").format(pair.table.beside(function_name(pair, "conflict")))
    return indented(
        [sql.SQL("IF {} THEN").format(condition), sql.SQL("  ") + call, sql.SQL("END IF;")],
        indent,
    )


# -- its companions ---------------------------------------------------------------------------


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
    backward = [same(s, places[s.name], result("b", n)) for n, s in enumerate(pair.old)]
    body = sql.SQL("""
<<evolve>>
DECLARE
{locals}
  forward_failed boolean := false;
  backward_failed boolean := false;
BEGIN
{compute}
  RETURN CASE
    WHEN NOT evolve.forward_failed AND {forward} THEN 'agrees'
    WHEN {backward} THEN 'agrees'
    WHEN evolve.forward_failed OR evolve.backward_failed THEN 'fails'
    ELSE 'differs' END;
END evolve;
""").format(
        locals=lines(declare_results(pair), 2),
        compute=lines(
            with_columns(
                pair.sides,
                [
                    *guarded("f", pair.forward, "forward_failed"),
                    *guarded("b", pair.backward, "backward_failed"),
                ],
            ),
            2,
        ),
        forward=sql.SQL(" AND ").join(forward),
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
    header = sql.SQL("{}({}, boolean) RETURNS text").format(
        pair.table.beside(function_name(pair, "judge")),
        sql.SQL(", ").join(sql.SQL(s.type) for s in pair.sides),
    )
    return function(pair.table, pair.digest, header, body, comment="evolve judge")


def argument(number: int) -> sql.Composable:
    return sql.SQL(f"${number + 1}")


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


# -- the triggers -----------------------------------------------------------------------------


def create_trigger(pair: Pair, operation: str) -> str:
    """The trigger for `operation`; an UPDATE that touches nothing of the pair skips the call."""
    condition = sql.SQL("(pg_catalog.current_setting('evolve.batch', true) IS DISTINCT FROM {})")
    when: sql.Composable = condition.format(sql.Literal(pair.digest))
    if operation == "update":
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


def drop_triggers(pair: Pair) -> tuple[str, ...]:
    return tuple(
        sql.SQL("DROP TRIGGER IF EXISTS {} ON {}")
        .format(sql.Identifier(trigger_name(pair, operation)), pair.table.identifier)
        .as_string(None)
        for operation in OPERATIONS
    )


def drop_functions(pair: Pair) -> tuple[str, ...]:
    """Plain drops: what somebody else built on them is not ours to remove."""
    statements = [
        sql.SQL("DROP FUNCTION IF EXISTS {}()").format(pair.table.beside(function_name(pair, role)))
        for role in ("sync", "conflict")
    ]
    if not pair.total:
        types = sql.SQL(", ").join(sql.SQL(s.type) for s in pair.sides)
        statements.append(
            sql.SQL("DROP FUNCTION IF EXISTS {}({}, boolean)").format(
                pair.table.beside(function_name(pair, "judge")), types
            )
        )
    return tuple(statement.as_string(None) for statement in statements)
