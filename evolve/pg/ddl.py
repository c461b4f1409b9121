"""Factories of steps: each composes one statement, or an inseparable group, with its probe.

What locks a statement takes is from the PostgreSQL manual (ALTER TABLE, CREATE INDEX, CREATE
TRIGGER); the law of locks compares it with pg_locks on a server.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql

from evolve.pg import companions, following, marks, noting, probe, sync, triggers
from evolve.pg.names import TableName, text
from evolve.pg.pair import Pair, function_name
from evolve.pg.pairs import Pairs
from evolve.pg.step import Lock, Step
from evolve.pg.table import Trigger
from evolve.pg.titles import titles
from evolve.states import Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSpec:
    """A column to be added; `type` exact, the rest as SQL text or ""."""

    name: str
    type: str
    collation: str = ""
    comment: str = ""
    statistics_target: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexSpec:
    """An index to be built; `using` is all that stands behind the table's name.

    `constraint` names the UNIQUE constraint that takes the index over, if one does.
    """

    name: str
    unique: bool
    using: str
    constraint: str = ""


def collated(collation: str) -> str:
    """What stands behind a type where the column has a collation of its own."""
    return f" COLLATE {collation}" if collation else ""


def alter(table: TableName, actions: Sequence[sql.Composable]) -> str:
    return text(sql.SQL("ALTER TABLE {} {}").format(table.identifier, sql.SQL(", ").join(actions)))


def column_action(form: str, column: str) -> sql.Composable:
    return sql.SQL(form).format(sql.Identifier(column))


def add_columns(table: TableName, columns: Sequence[ColumnSpec]) -> Step:
    actions = [
        sql.SQL("ADD COLUMN {} {}").format(sql.Identifier(c.name), sql.SQL(c.type))
        + sql.SQL(collated(c.collation))
        for c in columns
    ]
    comments = [
        text(
            sql.SQL("COMMENT ON COLUMN {}.{} IS {}").format(
                table.identifier, sql.Identifier(c.name), sql.Literal(c.comment)
            )
        )
        for c in columns
        if c.comment
    ]
    targets = [
        alter(
            table,
            [column_action(f"ALTER COLUMN {{}} SET STATISTICS {c.statistics_target}", c.name)],
        )
        for c in columns
        if c.statistics_target >= 0
    ]
    names = ", ".join(c.name for c in columns)
    return Step(
        id="expand.columns",
        phase=Phase.EXPAND,
        title=f"add {names}, empty",
        probe=probe.columns_exist(table, [(c.name, c.type) for c in columns]),
        apply=(alter(table, actions), *comments, *targets),
        revert=(
            alter(table, [column_action("DROP COLUMN IF EXISTS {}", c.name) for c in columns]),
        ),
        lock=Lock.ACCESS_EXCLUSIVE,
    )


def install_functions(
    pairs: Pairs,
    extra: Sequence[tuple[str, str, str]],
    conflicts: TableName,
    evolution: str,
    mode: sync.Mode = sync.Mode.FILLING,
) -> Step:
    """`extra` are further functions as (name, definition, drop), made first and dropped last."""
    definitions = [(name, definition) for name, definition, _ in extra]
    for pair in pairs.kept:
        definitions += functions(pair, conflicts, evolution, mode)
    syncs = {function_name(pair, "sync") for pair in pairs.kept}
    grants = [
        text(sql.SQL("GRANT EXECUTE ON FUNCTION {} TO PUBLIC").format(pairs.table.beside(name)))
        for name, _ in definitions
        if name not in syncs
    ]
    return Step(
        id="dual_write.functions",
        phase=Phase.DUAL_WRITE,
        title=titles(pairs.keeping).functions,
        probe=probe.functions_are(pairs.table.schema, definitions),
        apply=(
            *(watch for pair in pairs.kept if pair.noted for watch in noting.begin_watch(pair)),
            *(create for pair in pairs.kept if pair.marks_rows for create in marks.create(pair)),
            *(create for pair in pairs.kept for create in following.create(pair)),
            *(definition for _, definition in definitions),
            *grants,
        ),
        revert=(
            *(drop for pair in pairs.kept for drop in triggers.drop_functions(pair)),
            *(drop for _, _, drop in extra),
        ),
        lock=Lock.NONE,
        revert_lock=Lock.NONE,
        replaces=True,
    )


def functions(
    pair: Pair, conflicts: TableName, evolution: str, mode: sync.Mode
) -> list[tuple[str, str]]:
    """The functions of one pair, as (name, definition)."""
    found = []
    if pair.noted:
        found.append((function_name(pair, "note"), noting.create_note_function(pair)))
    if pair.marks_rows:
        found.append((function_name(pair, "mark"), marks.create_mark_function(pair)))
    if not pair.once:
        conflict = companions.create_conflict_function(pair, conflicts, evolution)
        found.append((function_name(pair, "conflict"), conflict))
    if not pair.total:
        found.append((function_name(pair, "judge"), companions.create_judge_function(pair)))
    found += following.create_functions(pair)
    return [*found, (function_name(pair, "sync"), sync.create_function(pair, mode))]


def install_triggers(pairs: Pairs, replaced: Sequence[Trigger] = ()) -> Step:
    """Under a lock that is stronger than CREATE TRIGGER's own, and lets readers pass as well.

    That one does not conflict with SELECT FOR UPDATE. Whoever has locked a row so, and then writes
    it, would queue behind us, while we wait for writers who wait for that row: nobody moves until
    our lock_timeout (25 of 60 tries with eight writers on hot rows; with this lock, none).

    In the same transaction those `replaced` go, which did the work before; a revert brings them
    back.
    """
    lock = text(sql.SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(pairs.table.identifier))
    return Step(
        id="dual_write.triggers",
        phase=Phase.DUAL_WRITE,
        title=titles(pairs.keeping).triggers,
        probe=probe.triggers_fire_last(pairs.table, triggers.trigger_names(pairs)),
        apply=(
            lock,
            *(
                triggers.create_trigger(pair, operation)
                for pair in pairs.kept
                for operation in triggers.OPERATIONS
            ),
            *(drop_trigger(pairs.table, trigger.name) for trigger in replaced),
        ),
        revert=(
            *(drop for pair in pairs.kept for drop in triggers.drop_triggers(pair)),
            *(trigger.definition for trigger in replaced),
        ),
        lock=Lock.ACCESS_EXCLUSIVE if replaced else Lock.EXCLUSIVE,
    )


def drop_index(table: TableName, name: str) -> str:
    """Under the lock of the step that it is part of."""
    return text(sql.SQL("DROP INDEX IF EXISTS {}").format(table.beside(name)))


def drop_trigger(table: TableName, name: str) -> str:
    """IF EXISTS, since a trigger of ours that is lost is installed again by the same statements."""
    return text(
        sql.SQL("DROP TRIGGER IF EXISTS {} ON {}").format(sql.Identifier(name), table.identifier)
    )


def replace_functions(
    pairs: Pairs,
    mode: sync.Mode,
    before: sync.Mode,
    *,
    id_: str,
    phase: Phase,
    title: str,
) -> Step:
    """The sync functions in another mode; `before` is what they revert to."""
    return Step(
        id=id_,
        phase=phase,
        title=title,
        probe=replaced_probe(pairs, mode),
        apply=sync.create_functions(pairs, mode),
        revert=sync.create_functions(pairs, before),
        lock=Lock.NONE,
        revert_lock=Lock.NONE,
    )


def replaced_probe(pairs: Pairs, mode: sync.Mode) -> str:
    """Present when every function is in this mode; any other counts as not yet replaced."""
    definitions = [
        (function_name(pair, "sync"), sync.create_function(pair, mode)) for pair in pairs.kept
    ]
    found = probe.functions_are(pairs.table.schema, definitions).strip()
    return f"SELECT CASE presence WHEN 'present' THEN 'present' ELSE 'absent' END AS presence FROM ({found}) AS f"  # noqa: S608,E501 - composed above


def build_index(table: TableName, index: IndexSpec, phase: Phase = Phase.VERIFY) -> Step:
    """CONCURRENTLY, both ways: neither blocks a reader or a writer."""
    create = sql.SQL("CREATE {}INDEX CONCURRENTLY {} ON {} {}").format(
        sql.SQL("UNIQUE " if index.unique else ""),
        sql.Identifier(index.name),
        table.identifier,
        sql.SQL(index.using),
    )
    drop = sql.SQL("DROP INDEX CONCURRENTLY IF EXISTS {}").format(table.beside(index.name))
    return Step(
        id=f"{phase.value}.index.{index.name}",
        phase=phase,
        title=f"build the index {index.name} without blocking anyone",
        probe=probe.index_is(table, index.name),
        apply=(text(create),),
        revert=(text(drop),),
        lock=Lock.SHARE_UPDATE_EXCLUSIVE,
        revert_lock=Lock.SHARE_UPDATE_EXCLUSIVE,
        scans=True,
        concurrent=True,
    )


def rename_column(table: TableName, old: str, new: str) -> str:
    return alter(
        table,
        [sql.SQL("RENAME COLUMN {} TO {}").format(sql.Identifier(old), sql.Identifier(new))],
    )


def rename_index(table: TableName, old: str, new: str) -> str:
    return text(
        sql.SQL("ALTER INDEX {} RENAME TO {}").format(table.beside(old), sql.Identifier(new))
    )


def set_default(table: TableName, column: str, default: str) -> str:
    return alter(
        table,
        [
            sql.SQL("ALTER COLUMN {} SET DEFAULT {}").format(
                sql.Identifier(column), sql.SQL(default)
            )
        ],
    )


def default_to(table: TableName, column: str, default: str, before: str | None) -> Step:
    """The column can be left out by whoever inserts; `before` is the default that it had."""
    back = set_default(table, column, before) if before else drop_default(table, column)
    return Step(
        id=f"expand.default.{column}",
        phase=Phase.EXPAND,
        title=f"let {column} be left out",
        probe=probe.default_is(table, column, default),
        apply=(set_default(table, column, default),),
        revert=(back,),
        lock=Lock.ACCESS_EXCLUSIVE,
    )


def drop_default(table: TableName, column: str) -> str:
    return alter(table, [column_action("ALTER COLUMN {} DROP DEFAULT", column)])


def drop_old(pairs: Pairs, extra: Sequence[str], beside: TableName | None) -> Step:
    """The point of no return: triggers, functions and old columns in one transaction; with them
    go foreign keys, from the table `beside` too."""
    helpers = tuple(drop for pair in pairs.kept for drop in triggers.drop_all(pair))
    gone = [side.place for side in pairs.old] + [pair.marker for pair in pairs if pair.marker]
    if not gone:
        return drop_filling(pairs, (*helpers, *extra))
    now = {side.place for side in pairs.new}
    return Step(
        id="drop.columns",
        phase=Phase.DROP,
        title=f"drop {', '.join(gone)}" + " with the triggers and functions" * bool(helpers),
        probe=probe.columns_gone(
            pairs.table,
            gone + [side.name for side in pairs.old if side.name not in now],
            [(side.place, side.type) for side in pairs.new],
        ),
        apply=(
            *helpers,
            *extra,
            alter(pairs.table, [column_action("DROP COLUMN {}", name) for name in gone]),
        ),
        revert=(),
        lock=Lock.ACCESS_EXCLUSIVE,
        beside=beside,
        beside_lock=Lock.ACCESS_EXCLUSIVE if beside else Lock.NONE,
    )


def drop_filling(pairs: Pairs, drops: Sequence[str]) -> Step:
    """The end of pairs that have no old side: their triggers and functions."""
    return Step(
        id="drop.functions",
        phase=Phase.DROP,
        title="drop the triggers and functions",
        probe=probe.function_gone(pairs.table, function_name(pairs.each[0], "sync")),
        apply=tuple(drops),
        revert=(),
        lock=Lock.ACCESS_EXCLUSIVE,
    )
