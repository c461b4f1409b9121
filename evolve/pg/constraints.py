"""Factories of steps that make a table stricter without a scan under a lock, and the way back."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import sql

from evolve.pg import probe
from evolve.pg.ddl import IndexSpec, alter, column_action
from evolve.pg.names import TableName, text
from evolve.pg.step import Lock, Step
from evolve.states import Phase


def adopt_index(table: TableName, index: IndexSpec, phase: Phase = Phase.VERIFY) -> Step:
    """The UNIQUE constraint over an index that is built; dropping it drops the index too."""
    name = sql.Identifier(index.constraint)
    return Step(
        id=f"{phase.value}.unique.{index.constraint}",
        phase=phase,
        title=f"make {index.constraint} a constraint over the index",
        probe=probe.constraint_is(table, index.constraint, validated=False),
        apply=(
            alter(
                table,
                [
                    sql.SQL("ADD CONSTRAINT {} UNIQUE USING INDEX {}").format(
                        name, sql.Identifier(index.name)
                    )
                ],
            ),
        ),
        revert=(alter(table, [sql.SQL("DROP CONSTRAINT IF EXISTS {}").format(name)]),),
        lock=Lock.ACCESS_EXCLUSIVE,
    )


def add_check(table: TableName, name: str, condition: str, *, phase: Phase) -> tuple[Step, Step]:
    """A CHECK that starts unvalidated, and its validation, which blocks nobody."""
    identifier = sql.Identifier(name)
    prefix = phase.value
    add = Step(
        id=f"{prefix}.check.{name}",
        phase=phase,
        title=f"add the check {name}, for new rows",
        probe=probe.constraint_is(table, name, validated=False),
        apply=(
            alter(
                table,
                [
                    sql.SQL("ADD CONSTRAINT {} CHECK ({}) NOT VALID").format(
                        identifier, sql.SQL(condition)
                    )
                ],
            ),
        ),
        revert=(alter(table, [sql.SQL("DROP CONSTRAINT IF EXISTS {}").format(identifier)]),),
        lock=Lock.ACCESS_EXCLUSIVE,
    )
    return add, validate(table, name, phase=phase)


def validate(table: TableName, name: str, *, phase: Phase) -> Step:
    """Its own way back: whoever takes back what follows finds the constraint valid again."""
    statement = alter(table, [sql.SQL("VALIDATE CONSTRAINT {}").format(sql.Identifier(name))])
    return Step(
        id=f"{phase.value}.validate.{name}",
        phase=phase,
        title=f"validate {name} on the rows that are there",
        probe=probe.constraint_is(table, name, validated=True),
        apply=(statement,),
        revert=(statement,),
        lock=Lock.SHARE_UPDATE_EXCLUSIVE,
        revert_lock=Lock.SHARE_UPDATE_EXCLUSIVE,
        scans=True,
    )


def not_null_condition(columns: Sequence[str]) -> str:
    return text(
        sql.SQL(" AND ").join(
            sql.SQL("{} IS NOT NULL").format(sql.Identifier(column)) for column in columns
        )
    )


def set_not_null(
    table: TableName, columns: Sequence[str], guard: str, *, phase: Phase
) -> tuple[Step, ...]:
    """NOT NULL without a scan under lock: a check, validated, then the flag (hazard 15)."""
    condition = not_null_condition(columns)
    drop_guard = sql.SQL("DROP CONSTRAINT {}").format(sql.Identifier(guard))
    add_guard = sql.SQL("ADD CONSTRAINT {} CHECK ({}) NOT VALID").format(
        sql.Identifier(guard), sql.SQL(condition)
    )
    flag = Step(
        id=f"{phase.value}.not_null.{guard}",
        phase=phase,
        title=f"set {', '.join(columns)} NOT NULL; the check has proved it",
        probe=probe.columns_not_null(table, columns),
        apply=(
            # Two statements: in one, PostgreSQL drops the check first and then scans the table.
            alter(table, [column_action("ALTER COLUMN {} SET NOT NULL", c) for c in columns]),
            alter(table, [drop_guard]),
        ),
        revert=(
            alter(
                table,
                [
                    *[column_action("ALTER COLUMN {} DROP NOT NULL", c) for c in columns],
                    add_guard,
                ],
            ),
        ),
        lock=Lock.ACCESS_EXCLUSIVE,
    )
    return (*add_check(table, guard, condition, phase=phase), flag)


def loosen(table: TableName, columns: Sequence[str], guard: str) -> tuple[Step, Step]:
    """DROP NOT NULL on a column about to go aside, such that the way back scans under no lock.

    A check takes the place of the flag; the step that moves the column drops it, and puts it back
    unvalidated on its way back, so that what follows is VALIDATE and then the flag.
    """
    swap = Step(
        id="swap.loosen",
        phase=Phase.SWAP,
        title=f"let a check guard {', '.join(columns)} in place of NOT NULL",
        probe=probe.columns_nullable(table, columns),
        apply=(
            alter(
                table,
                [
                    sql.SQL("ADD CONSTRAINT {} CHECK ({}) NOT VALID").format(
                        sql.Identifier(guard), sql.SQL(not_null_condition(columns))
                    ),
                    *[column_action("ALTER COLUMN {} DROP NOT NULL", c) for c in columns],
                ],
            ),
        ),
        revert=(
            alter(table, [column_action("ALTER COLUMN {} SET NOT NULL", c) for c in columns]),
            alter(table, [sql.SQL("DROP CONSTRAINT {}").format(sql.Identifier(guard))]),
        ),
        lock=Lock.ACCESS_EXCLUSIVE,
    )
    return swap, validate(table, guard, phase=Phase.SWAP)


def rename_constraint(table: TableName, old: str, new: str) -> str:
    return alter(
        table,
        [sql.SQL("RENAME CONSTRAINT {} TO {}").format(sql.Identifier(old), sql.Identifier(new))],
    )
