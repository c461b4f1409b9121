"""Following other tables: what is written there is noted, and later leads to rows that are marked.

The value of a pair with a `query` follows from rows of other tables. Each of these has triggers of
its own, one for a statement of each kind, which note the rows that have changed:

| statement on a table that is followed | what is noted of it |
|---|---|
| INSERT | the rows that are new |
| DELETE, also by a cascade | the rows that are gone |
| UPDATE | the rows as they were, and as they are, if a column has changed that makes a difference |
| TRUNCATE | that the whole table has changed |
| any, by a batch of the evolution's own | nothing |

Noted are the columns by which a row leads to keys, not the keys. They are looked up when a worker
comes to it, in one snapshot with the notes that it takes away, and the rows of those keys are
marked. That is what no statement could do by itself: a price changes while another transaction,
which nobody sees yet, puts the product into a basket. Whichever of the two commits last, its note
is resolved in a snapshot that shows both. So in each snapshot a row whose value is not what the
query gives is marked, or a note leads to it:

- Of the rows that the query reads for it now, one has changed since: the note of the row as it is
  now leads to it.
- None has. Then it has lost a row that it was made of, and of what led to that the link which is
  nearest to the row has changed: the note of it as it was leads to it, by links that are as before.
- Or what it reads of the row itself has changed, and that has marked it (`marking`).

A note commits with its statement, whenever that is; there is no cursor that it could be late for.
The function that makes it has the right of its owner. Notes are plain rows of a table without a
unique index, so that no writer waits for another.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from psycopg import sql

from evolve.pg import probe
from evolve.pg.marked import MARK
from evolve.pg.marks import STORAGE, comma, to_try
from evolve.pg.names import TRIGGER_PREFIX, TableName, text
from evolve.pg.pair import Pair, function_name
from evolve.pg.plpgsql import function
from evolve.pg.query import Follow
from evolve.pg.settings import bypass
from evolve.pg.step import Lock, Step
from evolve.states import Phase

OLD, NEW = sql.Identifier("evolve_old"), sql.Identifier("evolve_new")
# So many notes are resolved at once; how many rows they lead to nobody can tell beforehand.
NOTES = 1000


class Event(StrEnum):
    """What happens to a table, each with a trigger of its own: transition tables ask for that."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"
    TRUNCATE = "truncate"


def numbered(pair: Pair) -> list[tuple[int, Follow]]:
    """The tables that are followed, with the numbers by which their objects are known."""
    return list(enumerate(pair.query.follows, 1)) if pair.query else []


def notes(pair: Pair, number: int) -> sql.Identifier:
    """The table of the rows that have changed."""
    return pair.notes[number - 1]


def held(follow: Follow) -> list[sql.Identifier]:
    """Its columns; a user's column may have any name."""
    return [sql.Identifier(f"c{n}") for n, _ in enumerate(follow.held)]


def create(pair: Pair) -> tuple[str, ...]:
    """The tables of notes, `whole` where all rows of the table have changed."""
    return tuple(
        text(
            sql.SQL(
                "CREATE TABLE IF NOT EXISTS {} ({}, whole boolean NOT NULL DEFAULT false, "
                "since timestamptz NOT NULL DEFAULT clock_timestamp()) WITH (" + STORAGE + ")"
            ).format(
                notes(pair, number),
                comma(
                    [
                        sql.SQL("{} {}").format(name, sql.SQL(type_))
                        for name, (_, type_) in zip(held(follow), follow.held, strict=True)
                    ]
                ),
            )
        )
        for number, follow in numbered(pair)
    )


def drop(pair: Pair) -> tuple[str, ...]:
    """The functions and the tables of notes."""
    return tuple(
        text(statement.format(name))
        for number, _ in numbered(pair)
        for statement, name in (
            (sql.SQL("DROP FUNCTION IF EXISTS {}()"), pair.table.beside(note_name(pair, number))),
            (sql.SQL("DROP TABLE IF EXISTS {}"), notes(pair, number)),
        )
    )


# -- what a statement notes -------------------------------------------------------------------


def note_name(pair: Pair, number: int) -> str:
    return function_name(pair, f"follow{number}")


def create_functions(pair: Pair) -> list[tuple[str, str]]:
    """The functions of the triggers, as (name, definition)."""
    return [
        (note_name(pair, number), create_function(pair, number, follow))
        for number, follow in numbered(pair)
    ]


def create_function(pair: Pair, number: int, follow: Follow) -> str:
    """Without the table of notes the write goes on."""
    into = sql.SQL("INSERT INTO {} ({})").format(notes(pair, number), comma(held(follow)))
    body = sql.SQL("""
BEGIN
  IF pg_catalog.to_regclass({notes}) IS NULL THEN
    RETURN NULL;
  END IF;
  CASE TG_OP
    WHEN 'INSERT' THEN
      {into} SELECT DISTINCT {held} FROM {new};
    WHEN 'DELETE' THEN
      {into} SELECT DISTINCT {held} FROM {old};
    WHEN 'UPDATE' THEN
      {into} SELECT DISTINCT {names} FROM (
        (SELECT {minded} FROM {old} EXCEPT ALL SELECT {minded} FROM {new})
        UNION ALL (SELECT {minded} FROM {new} EXCEPT ALL SELECT {minded} FROM {old})
      ) AS evolve_changed;
    ELSE
      INSERT INTO {table} (whole) VALUES (true);
  END CASE;
  RETURN NULL;
END;
""").format(
        notes=sql.Literal(text(notes(pair, number))),
        table=notes(pair, number),
        into=into,
        held=comma([sql.Identifier(name) for name, _ in follow.held]),
        names=comma(held(follow)),
        minded=comma([*named(follow), *(sql.SQL(one) for one in follow.minded)]),
        old=OLD,
        new=NEW,
    )
    header = sql.SQL("{}() RETURNS trigger").format(pair.table.beside(note_name(pair, number)))
    return function(pair.table, pair.digest, header, body, comment="evolve follow", definer=True)


def named(follow: Follow) -> list[sql.Composable]:
    """The columns that are held, as the table of notes calls them."""
    return [
        sql.SQL("{} AS {}").format(sql.Identifier(column), name)
        for name, (column, _) in zip(held(follow), follow.held, strict=True)
    ]


# -- the triggers -----------------------------------------------------------------------------

REFERENCING = {
    Event.INSERT: sql.SQL(" REFERENCING NEW TABLE AS {}").format(NEW),
    Event.UPDATE: sql.SQL(" REFERENCING OLD TABLE AS {} NEW TABLE AS {}").format(OLD, NEW),
    Event.DELETE: sql.SQL(" REFERENCING OLD TABLE AS {}").format(OLD),
    Event.TRUNCATE: sql.SQL(""),
}


def trigger_names(pair: Pair, number: int) -> list[str]:
    return [f"{TRIGGER_PREFIX}{pair.digest}_follow{number}_{event}" for event in Event]


def create_triggers(pair: Pair, number: int, follow: Follow) -> tuple[str, ...]:
    """An event of its own each; our own batch, where it is this very table, changes nothing."""
    ((setting, value),) = bypass(pair.mark).items()
    return tuple(
        text(
            sql.SQL(
                "CREATE TRIGGER {} AFTER {} ON {}{} FOR EACH STATEMENT "
                "WHEN (pg_catalog.current_setting({}, true) IS DISTINCT FROM {}) "
                "EXECUTE FUNCTION {}()"
            ).format(
                sql.Identifier(name),
                sql.SQL(event.upper()),
                follow.table.identifier,
                REFERENCING[event],
                sql.Literal(setting),
                sql.Literal(value),
                pair.table.beside(note_name(pair, number)),
            )
        )
        for event, name in zip(Event, trigger_names(pair, number), strict=True)
    )


def drop_triggers(pair: Pair, number: int, table: TableName) -> tuple[str, ...]:
    drop = sql.SQL("DROP TRIGGER IF EXISTS {} ON {}")
    return tuple(
        text(drop.format(sql.Identifier(name), table.identifier))
        for name in trigger_names(pair, number)
    )


# -- the steps ----------------------------------------------------------------------------------


def begin(pair: Pair, number: int, follow: Follow) -> Step:
    """The triggers on a table that the pair's query reads, under the lock that those of its own
    table are installed under, and for the same reason."""
    table, own = follow.table, follow.table == pair.table
    names = trigger_names(pair, number)
    lock = text(sql.SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(table.identifier))
    return Step(
        id=f"dual_write.follow{number}",
        phase=Phase.DUAL_WRITE,
        title=f"follow {table}: from here on it is noted which of its rows change",
        probe=probe.triggers_are(table, names),
        apply=(lock, *create_triggers(pair, number, follow)),
        revert=drop_triggers(pair, number, follow.table),
        lock=Lock.EXCLUSIVE if own else Lock.NONE,
        revert_lock=Lock.ACCESS_EXCLUSIVE if own else Lock.NONE,
        beside=None if own else table,
        beside_lock=Lock.NONE if own else Lock.EXCLUSIVE,
        beside_revert_lock=Lock.NONE if own else Lock.ACCESS_EXCLUSIVE,
    )


def end(pair: Pair, number: int, follow: Follow) -> Step:
    """The end of that; nothing is lost by it but what would be noted."""
    table, own = follow.table, follow.table == pair.table
    return Step(
        id=f"drop.follow{number}",
        phase=Phase.DROP,
        title=f"follow {table} no longer; the application keeps "
        f"{', '.join(side.name for side in pair.new)} itself",
        probe=probe.triggers_gone(table, trigger_names(pair, number)),
        apply=drop_triggers(pair, number, follow.table),
        revert=(),
        lock=Lock.ACCESS_EXCLUSIVE if own else Lock.NONE,
        beside=None if own else table,
        beside_lock=Lock.NONE if own else Lock.ACCESS_EXCLUSIVE,
    )


# -- what becomes of a note -------------------------------------------------------------------


def resolve(pair: Pair, number: int, follow: Follow) -> sql.Composed:
    """Takes away the oldest notes, and marks the rows that they lead to, as old as they are; how
    many notes were `taken`. In one snapshot, which is the point of it."""
    return sql.SQL("""
WITH {mark} evolve_gone AS (
  DELETE FROM {notes} WHERE ctid = ANY (ARRAY(SELECT ctid FROM {notes} ORDER BY since LIMIT {most}))
  RETURNING *
), changed AS (
  SELECT DISTINCT {changed} FROM evolve_gone WHERE NOT whole
), evolve_marked AS (
  INSERT INTO {marks} ({keys}, since)
  SELECT {keys}, (SELECT min(since) FROM evolve_gone) FROM (
    {led}
    UNION SELECT {own} FROM {table} WHERE EXISTS (SELECT FROM evolve_gone WHERE whole)
  ) AS evolve_led ({keys}) WHERE ({keys}) IS NOT NULL
)
SELECT count(*) AS taken FROM evolve_gone
""").format(
        mark=sql.SQL(MARK),
        notes=notes(pair, number),
        most=sql.Literal(NOTES),
        changed=changed(follow),
        marks=pair.marks,
        keys=comma(pair.marks_key),
        led=led(follow),
        own=comma([sql.Identifier(side.place) for side in pair.key]),
        table=pair.table.identifier,
    )


def changed(follow: Follow) -> sql.Composable:
    """What is held of a row, under the names of the table that is followed."""
    return comma(
        [
            sql.SQL("{} AS {}").format(name, sql.Identifier(column))
            for name, (column, _) in zip(held(follow), follow.held, strict=True)
        ]
    )


def led(follow: Follow) -> sql.Composable:
    """The author's query, alone on its lines, since it may end in a comment."""
    return sql.SQL("SELECT * FROM (\n{}\n) AS evolve_keys").format(sql.SQL(follow.keys))


def is_next(pair: Pair, number: int, rows: int) -> sql.Composed:
    """Whether a note `is_next`, before the last of so many marks: both are taken from the oldest
    on. So rows to which notes lead again and again are not marked faster than they are settled."""
    return sql.SQL(
        "SELECT {} EXISTS (SELECT FROM {} WHERE since <= coalesce((SELECT since FROM {} WHERE {} "
        "ORDER BY since OFFSET {} LIMIT 1), 'infinity')) AS is_next"
    ).format(sql.SQL(MARK), notes(pair, number), pair.marks, to_try(), sql.Literal(rows - 1))


def is_noted(pair: Pair) -> Sequence[sql.Composable]:
    """For each table that is followed, whether a note leads to a row of these columns; without one
    no table is read for that."""
    key = comma([sql.Identifier(side.name) for side in pair.key])
    return [
        sql.SQL(
            "EXISTS (SELECT FROM {notes} WHERE whole) OR "
            "EXISTS (SELECT FROM {notes}) AND ({key}) IN (WITH changed AS "
            "(SELECT DISTINCT {changed} FROM {notes} WHERE NOT whole) "
            "SELECT * FROM ({led}) AS evolve_led ({keys}) WHERE ({keys}) IS NOT NULL)"
        ).format(
            notes=notes(pair, number),
            key=key,
            changed=changed(follow),
            led=led(follow),
            keys=comma(pair.marks_key),
        )
        for number, follow in numbered(pair)
    ]


def is_waiting(pair: Pair) -> sql.Composable:
    """Whether a worker is still to compute the value of a row of these columns: it is marked, and
    was not tried in vain, or a note leads to it."""
    marked = sql.SQL("({}) IN (SELECT {} FROM {} WHERE failed_at IS NULL)").format(
        comma([sql.Identifier(side.name) for side in pair.key]),
        comma(pair.marks_key),
        pair.marks,
    )
    return sql.SQL("({})").format(sql.SQL(" OR ").join([marked, *is_noted(pair)]))
