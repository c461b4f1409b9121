"""The swap of a change that keeps its name (shape B): every name exchanged in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from psycopg import sql

from evolve.pg import compiled, constraints, ddl, probe, sync
from evolve.pg.carried import Carried
from evolve.pg.names import TableName, text, within_limit
from evolve.pg.pair import Pair
from evolve.pg.step import Lock, Step
from evolve.plan.facts import Facts
from evolve.plan.fields import postgres_name
from evolve.plan.naming import temporary_name
from evolve.states import Phase


def swap_steps(facts: Facts, pair: Pair, places: Mapping[str, str]) -> Iterable[Step]:
    table = facts.table.name
    (old,), (new,) = pair.old, pair.new
    guard = within_limit("evolve_was_not_null", pair.digest)
    if old.required:
        yield from constraints.loosen(table, [old.name], guard)
    apply, revert = exchange(facts, pair, places, guard if old.required else "")
    aside_pair = pair.placed(places).loosened()
    anew = compiled.recompile(table, old.name)
    yield Step(
        id="swap.names",
        phase=Phase.SWAP,
        title=f"exchange the names: {old.name} becomes {text(new.variable)}, in one transaction",
        probe=probe.columns_exist(table, [(places[old.name], old.type)]),
        apply=(*apply, sync.create_function(aside_pair, sync.Mode.ASIDE), anew),
        revert=(*revert, sync.create_function(pair, sync.Mode.READY), anew),
        lock=Lock.ACCESS_EXCLUSIVE,
    )


def exchange(
    facts: Facts, pair: Pair, places: Mapping[str, str], guard: str
) -> tuple[list[str], list[str]]:
    """The statements that exchange every name, and those that exchange them back."""
    table = facts.table.name
    (old,), (new,) = pair.old, pair.new
    column = facts.table.column(old.name)
    assert column is not None
    apply: list[str] = []
    revert: list[str] = []
    if guard:
        name = sql.Identifier(guard)
        apply.append(ddl.alter(table, [sql.SQL("DROP CONSTRAINT {}").format(name)]))
    renames = [
        *column_renames(table, old.name, places[old.name]),
        *column_renames(table, new.name, old.name),
    ]
    for carried in facts.carried:
        renames += carried_renames(facts, carried)
    if facts.table.server_version >= 180000 and old.required:
        # PostgreSQL 18 names NOT NULL constraints; the fresh table's is named for the column.
        current = postgres_name(table.name, new.name, "not_null")
        final = postgres_name(table.name, old.name, "not_null")
        renames.append(
            (
                constraints.rename_constraint(table, current, final),
                constraints.rename_constraint(table, final, current),
            )
        )
    apply += [forth for forth, _ in renames]
    revert += [back for _, back in reversed(renames)]
    if column.default is not None:
        apply.append(ddl.drop_default(table, places[old.name]))
        apply.append(ddl.set_default(table, old.name, column.default))
        revert.insert(0, ddl.drop_default(table, old.name))
        revert.append(ddl.set_default(table, old.name, column.default))
    if guard:
        condition = sql.SQL(constraints.not_null_condition([old.name]))
        revert.append(
            ddl.alter(
                table,
                [
                    sql.SQL("ADD CONSTRAINT {} CHECK ({}) NOT VALID").format(
                        sql.Identifier(guard), condition
                    )
                ],
            )
        )
    return apply, revert


def column_renames(table: TableName, old: str, new: str) -> list[tuple[str, str]]:
    return [(ddl.rename_column(table, old, new), ddl.rename_column(table, new, old))]


def carried_renames(facts: Facts, carried: Carried) -> list[tuple[str, str]]:
    """The old object goes to a name aside, the new one to the final name."""
    table = facts.table.name
    rename = constraints.rename_constraint if carried.constraint else ddl.rename_index
    out = within_limit(f"evolve_old_{carried.name}", str(table))
    new = temporary_name(carried.name, facts)
    return [
        (rename(table, carried.name, out), rename(table, out, carried.name)),
        (rename(table, new, carried.name), rename(table, carried.name, new)),
    ]
