"""What contract does: NOT NULL, the old side aside, and, after the quarantine, its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from evolve.pg import constraints, ddl, probe, references, sync
from evolve.pg.names import TableName, within_limit
from evolve.pg.pairs import Pairs
from evolve.pg.step import Lock, Step
from evolve.pg.titles import titles
from evolve.plan import uniting
from evolve.plan.facts import Facts
from evolve.plan.mending import Extra
from evolve.plan.naming import final_name, temporary_name
from evolve.plan.querying import unfollowing_steps
from evolve.states import Phase


def contract_steps(
    facts: Sequence[Facts],
    pairs: Pairs,
    places: Mapping[str, str],
    extras: Sequence[Extra],
    alias: str,
) -> Iterable[Step]:
    table, alone = pairs.table, facts[0]
    if alone.referred:
        yield from references.add_foreign_key(table, alone.referred.reference, Phase.CONTRACT)
        return
    dropped = [drop for _, _, drop in extras]
    if alone.uniting:
        yield from uniting.uniting_steps(table, alone.uniting)
        dropped += uniting.dropped(alone, pairs, alias)
    if not alone.shape.same_name:
        for demand in pairs.lasting:
            yield from constraints.add_check(
                table, demand.name, demand.expression.sql, phase=Phase.CONTRACT
            )
        required = [side.name for pair in pairs.stricter for side in pair.new if side.required]
        if required:
            guard = within_limit("evolve_not_null", pairs.digest)
            yield from constraints.set_not_null(table, required, guard, phase=Phase.CONTRACT)
        yield set_aside(facts, pairs, places)
    yield from unfollowing_steps(pairs)
    yield ddl.drop_old(pairs.placed(places), dropped, referred_table(facts))
    if not alone.shape.same_name:
        yield from (step for one in facts for step in final_names(one, alias))


def referred_table(facts: Sequence[Facts]) -> TableName | None:
    """The other table that is locked while old columns go with their foreign keys."""
    found = [
        c.reference.beside(one.table.name) for one in facts for c in one.carried if c.reference
    ]
    return next(filter(None, found), None)


def set_aside(facts: Sequence[Facts], pairs: Pairs, places: Mapping[str, str]) -> Step:
    """Quarantine (rule 9): one rename each way, and the sync goes on into the renamed column.

    Without an old side, what goes is the help for those who leave the new column empty.
    """
    table = pairs.table
    names = [(side.name, places[side.name]) for side in pairs.old]
    defaults = [
        (one.new[field.name].column, default)
        for one in facts
        for field in one.shape.new
        if not one.shape.in_place and (default := new_default(one, field.name))
    ]
    moved = pairs.placed(places)
    aside = sync.create_functions(moved, sync.Mode.ASIDE)
    ready = sync.create_functions(pairs, sync.Mode.READY)
    if names:
        found = probe.columns_exist(table, [(side.place, side.type) for side in moved.old])
    else:
        found = ddl.replaced_probe(moved, sync.Mode.ASIDE)
    lock = Lock.ACCESS_EXCLUSIVE if names or defaults else Lock.NONE
    return Step(
        id="quarantine.rename" if names else "quarantine.function",
        phase=Phase.QUARANTINE,
        title=titles(pairs).aside,
        probe=found,
        apply=(
            *[ddl.rename_column(table, old, new) for old, new in names],
            *[ddl.set_default(table, column, default) for column, default in defaults],
            *aside,
        ),
        revert=(
            *[ddl.rename_column(table, new, old) for old, new in names],
            *[ddl.drop_default(table, column) for column, _ in defaults],
            *ready,
        ),
        lock=lock,
        revert_lock=lock,
    )


def new_default(facts: Facts, field: str) -> str:
    """The database default of the new column, its own or that of the column it is like."""
    like = next((new.like for new in facts.shape.new if new.name == field), "")
    if not like:
        return facts.new[field].default
    column = facts.table.column(facts.columns[like])
    return (column.default or "") if column else ""


def final_names(facts: Facts, alias: str) -> Iterable[Step]:
    """Names given by hand move from the old object, which is gone, to the new one."""
    for carried in facts.carried:
        if final_name(facts, carried, alias) == carried.name:
            table = facts.table.name
            new = temporary_name(carried.name, facts)
            rename = constraints.rename_constraint if carried.constraint else ddl.rename_index
            yield Step(
                id=f"drop.name.{carried.name}",
                phase=Phase.DROP,
                title=f"give {carried.name} its name",
                probe=probe.index_is(table, carried.name)
                if carried.using
                else probe.constraint_is(table, carried.name, validated=False),
                apply=(rename(table, new, carried.name),),
                revert=(),
                lock=Lock.ACCESS_EXCLUSIVE if carried.constraint else Lock.NONE,
            )
