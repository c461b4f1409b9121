"""The batch: the statements that fill a table's rows.

The table is done in groups of pages, and a group in STRIPES passes, each of which fills every
STRIPES-th row in a few batches. A pass leaves room on each page for the next, whose pruning takes
up what the one before has left dead, so most new row versions stay on their page and touch no
index.

Positions may be trusted because every row version written after the triggers were installed
agrees (rule 3): a row that moves is a finished row, wherever it went.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from psycopg import sql

from evolve.pg import marks
from evolve.pg.given import Answers, mark_due, ways, write
from evolve.pg.marked import MARK
from evolve.pg.merging import merge_rows
from evolve.pg.names import TableName, regclass, text
from evolve.pg.pages import Pages
from evolve.pg.pair import Pair
from evolve.pg.pairs import Pairs
from evolve.pg.settings import COUNT, bypass, pins, set_local
from evolve.pg.side import uncut
from evolve.pg.striping import in_stripe

# What is told beside the cursor, by a batch that looks, and by one that listens.
WAITERS = """,
  (SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'
     AND transactionid = pg_current_xact_id()::xid) AS waiters"""
AT_WORK = """,
  (SELECT sum(pg_stat_get_db_active_time(d.oid)) FROM pg_database AS d) AS active_ms,
  (SELECT sum(a.busy_ms) FROM {segments} AS a) AS evolve_ms"""

# Where a row `t` lies.
AT = sql.SQL("t.ctid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One transaction's rows: the pages from `start` (to before `end`, None: to the end), and the
    pass `stripe` over them, None for all rows at once. Passes are told apart by the column
    `stripe_by`, "" for a row's place on its page. `batch_pages` is what another worker shall begin
    with.

    `rested_ms` were left to others before it, in milliseconds, which belong to its cost; for
    `beside_ms` its worker asked for other things since the batch before it.
    `guarded` asks the judge function, which no value can make fail. `looks`: it counts who waits
    for its rows. `listens`: it tells for how long others have worked.
    """

    segment: int
    generation: int
    owner: str
    start: int
    end: int | None
    stripe: int | None
    stripe_by: str
    batch_pages: int
    rested_ms: float = 0.0
    beside_ms: float = 0.0
    guarded: bool = False
    looks: bool = True
    listens: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where the segment stands when the batch has done its work."""

    group_page: int
    group_end: int
    cursor: int
    stripe: int
    done: bool


def batch_message(
    pairs: Pairs,
    batch: Batch,
    move: Move,
    tables: TableName,
    *,
    timeout_ms: int,
    lock_ms: int,
    answers: Answers | None = None,
) -> str:
    """The whole transaction: rows, cursor; the one row of its last statement tells what happened.

    `tables` is the segment table, `answers` what Python has said of the batch's rows, if it is to
    be asked. The row is the segment as it stands now, with `pages`, which is the table's present
    size, and of the `operator` whether he has `asked` for something, and his `tuning` as it is now
    (by itself, since a join of three takes longer to plan). If it looks, `waiters`
    are the sessions that wait for a row of the batch, at its end. If it listens, sessions of the
    server have been at work for `active_ms`, those of all backfills for `evolve_ms`, this batch
    counted in neither. There is no row when the lease was lost, or the segment stands elsewhere, in
    which case nothing was done.

    The rows are a statement of their own, since of what a WITH writes every row is kept to be
    counted. What the first statement has locked the second finds as it was: whoever holds the
    lease is alone with it, and each sees what has been committed, whatever the role's isolation.
    """
    filling = (
        fill_answered(pairs.only, batch, tables, answers)
        if answers
        else [fill_statement(pairs, batch, tables)]
    )
    parts = [
        sql.SQL("BEGIN ISOLATION LEVEL READ COMMITTED"),
        batch_settings(pairs, timeout_ms, lock_ms),
        *filling,
        cursor_statement(pairs, batch, move, tables),
        sql.SQL("COMMIT"),
    ]
    return text(sql.SQL(";\n").join(parts))


@lru_cache
def batch_settings(pairs: Pairs, timeout_ms: int, lock_ms: int) -> sql.Composable:
    settings = {
        **pins(pairs.table),
        **bypass(pairs.digest),
        "lock_timeout": lock_ms,
        "statement_timeout": timeout_ms,
        "idle_in_transaction_session_timeout": 10_000,
        "row_security": "off",
        # Compiling would take longer than the whole batch.
        "jit": "off",
        # A crash of the server takes rows and cursor together, and the batch is done again; the
        # commit of the next proof or move waits for the disk, and for all that came before it.
        "synchronous_commit": "off",
        # In an empty table nothing is chosen, nor counted.
        COUNT: 0,
    }
    return once(set_local(settings))


def fill_statement(pairs: Pairs, batch: Batch, tables: TableName) -> sql.Composable:
    """Locks the segment's row, then the batch's, fills them, and leaves their number in a setting.

    Their positions travel as an array: fetching by it takes a fifth of what a join takes.
    """
    pages, due = Pages(start=batch.start, end=batch.end), todo_now(pairs, batch)
    if pairs.merging:
        lease = sql.SQL("{} AS s WHERE {}").format(tables.identifier, held(batch))
        return merge_rows(pairs.merging, lease, sql.SQL("{} AND {}").format(pages.hold(AT), due))
    return sql.SQL("""
WITH {mark} lease AS MATERIALIZED (
  SELECT FROM {segments} AS s WHERE {held} FOR UPDATE
), chosen AS MATERIALIZED (
  SELECT places, set_config('{count}', cardinality(places)::text, true)
  FROM (SELECT ARRAY(
    SELECT t.ctid FROM {table} AS t
    WHERE EXISTS (SELECT FROM lease) AND {range} AND {todo}
    FOR {lock} OF t SKIP LOCKED) AS places OFFSET 0) AS a
){kept}
{write} WHERE t.ctid = ANY ((SELECT places FROM chosen)::tid[])
""").format(
        mark=sql.SQL(MARK),
        segments=tables.identifier,
        held=held(batch),
        count=sql.SQL(COUNT),
        table=pairs.table.identifier,
        lock=sql.SQL("UPDATE" if pairs.deletes else "NO KEY UPDATE"),
        kept=kept(pairs),
        write=writing(pairs, batch.guarded),
        range=pages.hold(AT),
        todo=due,
    )


@lru_cache
def writing(pairs: Pairs, guarded: bool) -> sql.Composable:
    """What is done to the rows `t` that are chosen."""
    table = pairs.table.identifier
    if pairs.deletes:
        return once(sql.SQL("DELETE FROM {} AS t").format(table))
    return once(sql.SQL("UPDATE {} AS t SET {}").format(table, assignments(pairs, guarded)))


@lru_cache
def kept(pairs: Pairs) -> sql.Composable:
    """Keeps rows that are mended among others as they were, in the same statement."""
    pair = pairs.remembering
    if pair is None:
        return sql.SQL("")
    columns = [sql.Identifier(side.name) for side in pair.sides]
    return once(
        sql.SQL(
            ", kept AS (\n  INSERT INTO {} ({}) SELECT {} FROM {} AS t\n"
            "  WHERE t.ctid = ANY ((SELECT places FROM chosen)::tid[])\n)"
        ).format(
            pair.kept_in.identifier,
            sql.SQL(", ").join(columns),
            sql.SQL(", ").join(sql.SQL("t.") + column for column in columns),
            pair.table.identifier,
        )
    )


def fill_answered(
    pair: Pair, batch: Batch, tables: TableName, answers: Answers
) -> list[sql.Composable]:
    """Locks the segment's row, and writes the values that were given.

    Rows for which there are none are marked: whoever settles marks tries each by itself. Where some
    value of the batch was not accepted, which the batch then knows as `guarded`, that is done with
    all of them.
    """
    lease = sql.SQL("SELECT FROM {} AS s WHERE {}").format(tables.identifier, held(batch))
    forward = ways(pair)[0]
    parts: list[sql.Composable] = [lease + sql.SQL(" FOR UPDATE")]
    if batch.guarded:
        return [*parts, mark_due(pair, forward, in_batch(batch))]
    if answers.given:
        parts.append(write(pair, forward, answers.given, lease))
    if answers.refused:
        parts.append(marks.add(pair, [due.key for due in answers.refused]))
    return parts


def in_batch(batch: Batch) -> sql.Composable:
    """Whether a row `t` is one of the batch."""
    pages = Pages(start=batch.start, end=batch.end).hold(AT)
    if batch.stripe is None:
        return pages
    return sql.SQL("{} AND {}").format(pages, in_stripe(batch.stripe, batch.stripe_by))


def cursor_statement(pairs: Pairs, batch: Batch, move: Move, tables: TableName) -> sql.Composable:
    """Moves the cursor, with the rows or not at all.

    Where the table has got another file meanwhile (VACUUM FULL, CLUSTER, TRUNCATE), positions mean
    nothing any more and the segment begins again; rows that came to lie in a segment that is done
    already are found by the proof, and by the sweep that follows it.

    Which updates have stayed on their page the server counts from when the session last reported;
    so each batch has it report.
    """
    return sql.SQL("""
UPDATE {segments} AS s SET
  group_page = CASE WHEN s.filenode = now_file.node THEN {next_group} ELSE s.start_page END,
  group_end = {next_end},
  cursor = CASE WHEN s.filenode = now_file.node THEN {next_cursor} ELSE s.start_page END,
  stripe = CASE WHEN s.filenode = now_file.node THEN {next_stripe} ELSE 0 END,
  end_page = CASE WHEN s.filenode = now_file.node OR NOT s.last THEN s.end_page
    ELSE now_file.pages END,
  batch_pages = {batch_pages},
  done = {done} AND s.filenode = now_file.node,
  filenode = now_file.node,
  rows_done = s.rows_done + now_file.written,
  hot_rows = s.hot_rows + least(now_file.hot, now_file.written),
  batches = s.batches + 1,
  batch_rows = now_file.written,
  batch_ms = {spent},
  rest_ms = {rested},
  busy_ms = s.busy_ms + {spent} + {beside},
  work_ms = s.work_ms + {spent} + {rested},
  advanced_at = clock_timestamp()
FROM (SELECT coalesce(pg_relation_filenode({regclass}), 0)::bigint AS node,
             pg_relation_size({regclass}) / current_setting('block_size')::bigint AS pages,
             current_setting('{count}')::bigint AS written,
             pg_stat_get_xact_tuples_hot_updated({regclass}) AS hot
      FROM pg_stat_force_next_flush()) AS now_file
WHERE {held}
RETURNING s.*, now_file.pages,
  (SELECT jsonb_build_object('tuning', e.tuning, 'asked',
     e.pause_requested OR e.revert_requested OR e.request IS NOT NULL)
   FROM {evolutions} AS e WHERE e.id = s.evolution_id) AS operator{looks}{listens}
""").format(
        segments=tables.identifier,
        evolutions=tables.beside("evolve_evolution"),
        held=held(batch),
        next_group=sql.Literal(move.group_page),
        next_end=sql.Literal(move.group_end),
        next_cursor=sql.Literal(move.cursor),
        next_stripe=sql.Literal(move.stripe),
        batch_pages=sql.Literal(batch.batch_pages),
        done=sql.Literal(move.done),
        regclass=regclass(pairs.table.identifier),
        count=sql.SQL(COUNT),
        rested=sql.Literal(round(batch.rested_ms, 1)),
        beside=sql.Literal(round(batch.beside_ms, 1)),
        looks=sql.SQL(WAITERS if batch.looks else ""),
        listens=sql.SQL(AT_WORK if batch.listens else "").format(segments=tables.identifier),
        spent=sql.SQL("extract(epoch FROM clock_timestamp() - transaction_timestamp()) * 1000"),
    )


def held(batch: Batch) -> sql.Composable:
    """Whether the segment `s` is leased to the batch's worker, and stands where it begins."""
    return sql.SQL(
        "s.id = {} AND s.generation = {} AND s.lease_owner = {} AND s.cursor = {} AND s.stripe = {}"
    ).format(
        sql.Literal(batch.segment),
        sql.Literal(batch.generation),
        sql.Literal(batch.owner),
        sql.Literal(batch.start),
        sql.Literal(batch.stripe or 0),
    )


def once(part: sql.Composable) -> sql.Composable:
    """`part` as it will be sent: what is the same in each batch is composed once."""
    return sql.SQL(text(part))


def todo_now(pairs: Pairs, batch: Batch) -> sql.Composable:
    """The rows to be filled in this pass; CASE asks for the stripe first, which is cheap.

    Neither form lets an index answer for a column that is asked for NULL: it would lead to every
    such row of the table, and old statistics may say that there are few.
    """
    condition = todo(pairs, batch.guarded)
    if batch.stripe is None:
        return sql.SQL("({}) IS TRUE").format(condition)
    return sql.SQL("CASE WHEN {} THEN {} ELSE false END").format(
        in_stripe(batch.stripe, batch.stripe_by), condition
    )


@lru_cache
def todo(pairs: Pairs, guarded: bool) -> sql.Composable:
    """The rows that do not agree in some pair; while filling, columns have their logical names."""
    conditions = [unfinished(pair, guarded) for pair in pairs if pair.new or pair.deletes]
    if len(conditions) == 1:
        return conditions[0]
    return once(sql.SQL("({})").format(sql.SQL(" OR ").join(conditions)))


@lru_cache
def unfinished(pair: Pair, guarded: bool) -> sql.Composable:
    """Whether the pair has something to give a row; not where its expression fails on that."""
    if guarded and not pair.total:
        return once(sql.SQL("{} = 'differs'").format(pair.judge(filling=True)))
    return once(sql.SQL("({} OR NOT {})").format(surely(pair), pair.agrees(filling=True)))


def surely(pair: Pair) -> sql.Composable:
    """Rows that do not agree, known without computing what is computed again to fill them.

    While all of new is NULL, that is every row whose forward cannot be NULL.
    """
    strict = next((e for e in pair.forward if e.strict), None)
    if strict is None or pair.one_way or pair.once:
        return sql.SQL("false")
    given = [sql.SQL("{} IS NOT NULL").format(sql.Identifier(name)) for name in strict.reads]
    return sql.SQL(" AND ").join([pair.unfilled, *given])


@lru_cache
def assignments(pairs: Pairs, guarded: bool) -> sql.Composable:
    """SET of the new columns; assignment checks the length where a cast would cut.

    A row may agree in one of several pairs, as a new release has left it: there it stays as it is.
    """
    filled = [pair for pair in pairs if pair.new]
    sets: list[sql.Composable] = []
    for pair in filled:
        condition = unfinished(pair, guarded) if len(filled) > 1 else None
        for side, expression in zip(pair.new, pair.forward, strict=True):
            value = sql.SQL(expression.sql)
            sets.append(assign(side.name, uncut(value, side) if condition else value, condition))
        if pair.marker:
            sets.append(assign(pair.marker, sql.SQL("false"), condition))
    return once(sql.SQL(", ").join(sets))


def assign(name: str, value: sql.Composable, condition: sql.Composable | None) -> sql.Composable:
    """SET of the column, in the rows of the condition if there is one."""
    column = sql.Identifier(name)
    if condition is None:
        return sql.SQL("{} = ({})").format(column, value)
    return sql.SQL("{0} = CASE WHEN {1} THEN {2} ELSE {0} END").format(column, condition, value)
