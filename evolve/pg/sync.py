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

"Changed" of the old side counts the columns that forward reads beside it. Where one of them is all
that changed, backward still agrees; forward is taken nevertheless if the new side was what forward
had made of the row before, and out of date now. What a new release wrote of its own stays.

Once the old columns are aside nobody can name them, and every row that does not agree goes
backward; but an INSERT without a list of columns still gives them, and then goes forward. A one-way
pair never goes backward: where it would, the row is marked as written by a new release instead. A
conversion that fails on a value never fails the write: the other side becomes NULL, and the row is
counted as failing until it is mended (rule 5).

Whatever becomes of the row, that the old side was given or changed is noted first (`noting`).

A pair that is filled once has a table of its own (`filling`), and so has one whose values Python
or a query gives (`marking`).
"""

from __future__ import annotations

from enum import StrEnum

from psycopg import sql

from evolve.pg.filling import fill_body, rest_body
from evolve.pg.marking import any_body, mark_body
from evolve.pg.noting import note
from evolve.pg.pair import Pair, function_name
from evolve.pg.pairs import Pairs
from evolve.pg.plpgsql import (
    changed,
    count_conflict,
    declare,
    declare_columns,
    declare_results,
    function,
    given,
    given_by_place,
    guarded,
    indented,
    new,
    old,
    result,
    trigger_body,
)
from evolve.pg.side import all_null, same


class Mode(StrEnum):
    """Which rules the function follows; it is replaced when the mode changes."""

    FILLING = "filling"
    READY = "ready"
    ASIDE = "aside"


def create_function(pair: Pair, mode: Mode) -> str:
    """CREATE OR REPLACE of the sync function in `mode`."""
    body: sql.Composable
    if pair.query:
        body = any_body(pair)
    elif pair.transform:
        body = mark_body(
            pair, note_old(pair, mode), filling=mode is Mode.FILLING, aside=mode is Mode.ASIDE
        )
    elif pair.once:
        body = rest_body() if mode is Mode.ASIDE else fill_body(pair)
    else:
        body = sync_body(pair, mode)
    header = sql.SQL("{}() RETURNS trigger").format(pair.table.beside(function_name(pair, "sync")))
    return function(
        pair.table,
        pair.digest,
        header,
        body,
        comment=f"evolve sync, {mode}",
        definer=pair.among is not None,
    )


def create_functions(pairs: Pairs, mode: Mode) -> tuple[str, ...]:
    """The same of every pair that triggers keep."""
    return tuple(create_function(pair, mode) for pair in pairs.kept)


def sync_body(pair: Pair, mode: Mode) -> sql.Composed:
    return trigger_body(
        declare_locals(pair, mode),
        declare_columns(pair, new),
        compute(pair, mode),
        [*note_old(pair, mode), *decide(pair, mode)],
    )


def note_old(pair: Pair, mode: Mode) -> list[sql.Composable]:
    """Notes a statement that writes the old side, if there is one; once that is aside, nobody does.

    A default that is computed stands in every INSERT, and tells nothing.
    """
    if not (pair.noted and pair.old) or mode is Mode.ASIDE:
        return []
    told = [given(s) for s in pair.old if not s.computed]
    return [
        sql.SQL("IF TG_OP = 'INSERT' AND ({}) OR TG_OP = 'UPDATE' AND ({}) THEN").format(
            sql.SQL(" OR ").join(told or [sql.SQL("false")]), changed(pair.old)
        ),
        *indented(note(pair), 2),
        sql.SQL("END IF;"),
    ]


def declare_locals(pair: Pair, mode: Mode) -> list[sql.Composable]:
    """What either side gives, and for m what forward had made of the row before."""
    made, flags = list[sql.Composable](), ["forward_failed", "backward_failed"]
    if minds_age(pair, mode):
        made, flags = declare("m", pair.new), [*flags, "made_failed", "outdated"]
    return [
        *declare_results(pair),
        *made,
        *[sql.SQL(f"{flag} boolean := false;") for flag in flags],
    ]


def minds_age(pair: Pair, mode: Mode) -> bool:
    """Whether the new side can agree with the old, and be out of date all the same."""
    return bool(pair.watched and pair.backward and mode is not Mode.ASIDE)


def compute(pair: Pair, mode: Mode) -> list[sql.Composable]:
    """Both sides as the other would have them."""
    statements = guarded("f", pair.forward, "forward_failed")
    if not pair.backward:
        return statements
    backward = guarded("b", pair.backward, "backward_failed")
    if mode is Mode.FILLING:
        backward = [
            sql.SQL("IF NOT ({}) THEN").format(all_null(new(s) for s in pair.new)),
            *indented(backward, 2),
            sql.SQL("END IF;"),
        ]
    return [*statements, *backward, *find_outdated(pair, mode)]


def find_outdated(pair: Pair, mode: Mode) -> list[sql.Composable]:
    """Whether forward had made the new side, of values that have changed since."""
    if not minds_age(pair, mode):
        return []
    made = [same(s, old(s), result("m", n)) for n, s in enumerate(pair.new)]
    return [
        sql.SQL("IF TG_OP = 'UPDATE' THEN"),
        sql.SQL("  IF ({}) AND NOT ({}) THEN").format(changed(pair.watched), changed(pair.new)),
        sql.SQL("    DECLARE"),
        *indented(declare_columns(pair, old), 6),
        sql.SQL("    BEGIN"),
        *indented(guarded("m", pair.forward, "made_failed"), 6),
        sql.SQL("    END;"),
        sql.SQL("    evolve.outdated := NOT evolve.made_failed AND {};").format(
            sql.SQL(" AND ").join(made)
        ),
        sql.SQL("  END IF;"),
        sql.SQL("END IF;"),
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
    current = sql.SQL("NOT evolve.outdated AND " if minds_age(pair, mode) else "")
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
        sql.SQL("IF {}{} AND NOT evolve.backward_failed AND {} THEN").format(
            current, filled, sql.SQL(" AND ").join(backward)
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


def assign_new(pair: Pair) -> list[sql.Composable]:
    return [sql.SQL("{} := {};").format(new(s), result("f", n)) for n, s in enumerate(pair.new)]


def assign_old(pair: Pair) -> list[sql.Composable]:
    return [sql.SQL("{} := {};").format(new(s), result("b", n)) for n, s in enumerate(pair.old)]
