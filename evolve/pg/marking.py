"""The trigger of a pair whose values Python gives: it marks rows, and a worker settles them.

A row's marker tells where it stands, and what is due:

| marker | is marked | the row |
|---|---|---|
| null | no | the backfill has not come to it |
| null | yes | forward is due: the old side was written, or a row that nobody has filled |
| false | - | is settled: new is forward(old), or old is backward(new) |
| true | yes | backward is due: the new side was written |
| true | no | the same where nothing leads back: it is a new release's own |

The trigger decides by what changed, as any other (`sync`), and commits with the statement:

| statement | new given or changed | old given or changed | the marker becomes |
|---|---|---|---|
| UPDATE that changes the marker | - | - | as given: the worker's own |
| INSERT, UPDATE | yes | any | true; counted as a conflict if old was given or changed too |
| INSERT | no | any | null |
| UPDATE | no | yes | null |
| UPDATE | no | no | as before |
| UPDATE while filling | new is NULL now | any | null: it counts as not given |

Once the old side is aside, an INSERT is a new release's, unless it gives the old columns by place.

Whatever a statement leaves with something due is marked, also where it was before: it may have got
another key, and before the backfill has come to it a row that moves would be missed. So each row in
each snapshot is settled, marked, or to be filled yet. Until it is settled the other side holds what
it held before.

Where what the value is made of stays, there is no old side, and nothing leads back. The marker is
null or false, and nobody's own: the value is computed again, whoever writes it by hand, in every
mode of the function. Where the worker writes another value than he finds, he notes that somebody
has not kept it himself.

| statement | the marker becomes |
|---|---|
| UPDATE that changes the marker | as given: the worker's own |
| INSERT, UPDATE of a column that Python reads, or of its own | null |
| any other UPDATE | as before |

So a value that is NULL is told from a row that is not filled. Whatever is written into a row while
Python thinks, its value is written all the same if that is made of what the row holds by then.

A pair with a query has no marker, and decides nothing; who writes the query's column changes
nothing either, since it is computed again:

| statement | the row |
|---|---|
| INSERT | is marked |
| UPDATE of a column that the query reads, of the key, or of its own column | is marked |
| UPDATE of a row whose own column is NULL | is marked: the backfill may not have come to it |
| any other, or a batch of the evolution's own | is as it was |

A mark is a row of its own, so that no writer waits for another; the function that makes it has the
right of its owner. Whoever takes marks away does it by their numbers, in a snapshot in which
nothing is due for the row: what was marked since has another number, and a transaction that commits
late brings its mark with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import sql

from evolve.pg.names import text
from evolve.pg.pair import Pair, function_name
from evolve.pg.plpgsql import (
    changed,
    count_conflict,
    given,
    given_by_place,
    indented,
    lines,
    new,
)
from evolve.pg.side import all_null


def mark_body(
    pair: Pair, noted: Sequence[sql.Composable], *, filling: bool, aside: bool
) -> sql.Composed:
    """The body of the sync function, `noted` first."""
    return sql.SQL("""
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.{marker} IS DISTINCT FROM OLD.{marker} THEN
    RETURN NEW;
  END IF;
{decide}
  RETURN NEW;
END;
""").format(
        marker=sql.Identifier(pair.marker),
        decide=lines([*noted, *decided(pair, filling=filling, aside=aside), *mark(pair)], 2),
    )


def decided(pair: Pair, *, filling: bool, aside: bool) -> list[sql.Composable]:
    return again(pair) if pair.once else decide(pair, filling=filling, aside=aside)


def again(pair: Pair) -> list[sql.Composable]:
    """The decision table where what the value is made of stays."""
    return [
        sql.SQL("IF TG_OP = 'INSERT' OR {} THEN").format(changed((*pair.made_of, *pair.new))),
        sql.SQL("  NEW.{} := NULL;").format(sql.Identifier(pair.marker)),
        sql.SQL("END IF;"),
    ]


def decide(pair: Pair, *, filling: bool, aside: bool) -> list[sql.Composable]:
    """The decision table, as statements."""
    marker = sql.SQL("NEW.{}").format(sql.Identifier(pair.marker))
    forward, backward = (sql.SQL("{} := {};").format(marker, value) for value in (None, True))
    old_given = sql.SQL(" OR ").join(given(side) for side in pair.old)
    not_given = [forward]
    if aside:
        by_place = sql.SQL(" OR ").join(given_by_place(side) for side in pair.old)
        not_given = [
            sql.SQL("{} := CASE WHEN {} THEN NULL ELSE true END;").format(marker, by_place)
        ]
    meant = [*count_conflict(pair, changed(pair.old), 0), backward]
    if filling:
        empty = all_null(new(side) for side in pair.new)
        meant = [
            sql.SQL("IF {} THEN").format(empty),
            *indented([forward], 2),
            sql.SQL("ELSE"),
            *indented(meant, 2),
            sql.SQL("END IF;"),
        ]
    return [
        sql.SQL("IF TG_OP = 'INSERT' THEN"),
        sql.SQL("  IF {} THEN").format(sql.SQL(" OR ").join(given(side) for side in pair.new)),
        *count_conflict(pair, old_given, 4),
        *indented([backward], 4),
        sql.SQL("  ELSE"),
        *indented(not_given, 4),
        sql.SQL("  END IF;"),
        sql.SQL("ELSIF {} THEN").format(changed(pair.new)),
        *indented(meant, 2),
        sql.SQL("ELSIF {} THEN").format(changed(pair.old)),
        *indented([forward], 2),
        sql.SQL("END IF;"),
    ]


def any_body(pair: Pair) -> sql.Composed:
    """The body of the sync function of a pair with a query: it is only called for what is due."""
    return sql.SQL("""
BEGIN
{mark}
  RETURN NEW;
END;
""").format(mark=lines(mark(pair), 2))


def mark(pair: Pair) -> list[sql.Composable]:
    """Marks the row where something is due; without the table of the marks the write goes on."""
    due: sql.Composable = sql.SQL("")
    if pair.marker:
        state = "NEW.{} IS NULL AND " if pair.one_way else "NEW.{} IS NOT FALSE AND "
        due = sql.SQL(state).format(sql.Identifier(pair.marker))
    return [
        sql.SQL("IF {}pg_catalog.to_regclass({}) IS NOT NULL THEN").format(
            due, sql.Literal(text(pair.marks))
        ),
        sql.SQL("  PERFORM {}({});").format(
            pair.table.beside(function_name(pair, "mark")),
            sql.SQL(", ").join(new(side) for side in pair.key),
        ),
        sql.SQL("END IF;"),
    ]
