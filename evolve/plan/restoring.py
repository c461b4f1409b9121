"""What a restore does: the old columns aside once more, in step with the new, as strict as before.

Values come in between the two phases. Then everything is as in quarantine, and the undo of that is
the rest of the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from evolve.pg import companions, constraints, ddl, probe, references
from evolve.pg.carried import Carried
from evolve.pg.ddl import ColumnSpec, IndexSpec
from evolve.pg.names import within_limit
from evolve.pg.pair import Pair
from evolve.pg.pairs import Pairs
from evolve.pg.restoring import Queue, helpers
from evolve.pg.step import Lock, Step
from evolve.pg.sync import Mode
from evolve.plan.facts import Facts
from evolve.plan.fields import postgres_name
from evolve.plan.mending import Extra, drop_function
from evolve.plan.naming import final_name, temporary_name
from evolve.states import Phase


def restore_steps(
    name: str,
    facts: Sequence[Facts],
    pairs: Pairs,
    places: Mapping[str, str],
    extras: Sequence[Extra],
    alias: str,
) -> Iterable[Step]:
    """None where nothing is dropped, no row could be found again, or others have the values."""
    key, alone = facts[0].table.primary_key, facts[0]
    dropped = [alone.table.column(side.name) for side in pairs.old]
    if not dropped or not key or any(column and column.generated for column in dropped):
        return
    if pairs.transformed:
        return
    placed = pairs.placed(places)
    queue = Queue(pairs=placed, key=key)
    more = [extra for pair in placed for extra in helper_functions(alone, pair)]
    yield make_queue(alone, queue)
    yield bring_columns(facts, placed)
    if pairs.kept:
        loose = placed.loosened() if alone.shape.same_name else placed
        functions = ddl.install_functions(loose, [*extras, *more], alone.own, name, Mode.ASIDE)
        yield named(functions, "restore.functions", Phase.RESTORE)
        yield named(ddl.install_triggers(loose), "restore.triggers", Phase.RESTORE)
    yield from settle(facts, placed, alias)
    yield tidy(queue, [drop for _, _, drop in more])


def named(step: Step, id_: str, phase: Phase) -> Step:
    return replace(step, id=id_, phase=phase)


def helper_functions(facts: Facts, pair: Pair) -> list[Extra]:
    table = facts.table.name
    return [
        (
            function,
            companions.create_mending_function(
                table, pair.digest, function, expression, "NULL", side.type, arguments
            ),
            drop_function(facts, function, arguments),
        )
        for function, expression, side, arguments in helpers(pair)
    ]


def make_queue(facts: Facts, queue: Queue) -> Step:
    columns = [column for name in queue.key if (column := facts.table.column(name))]
    types = [column.type + ddl.collated(column.collation or "") for column in columns]
    return Step(
        id="restore.queue",
        phase=Phase.RESTORE,
        title="make a table beside it for the archived values",
        probe=probe.relation_is(queue.table),
        apply=queue.create(types),
        revert=(queue.drop,),
        lock=Lock.NONE,
        revert_lock=Lock.NONE,
    )


def bring_columns(facts: Sequence[Facts], pairs: Pairs) -> Step:
    """The old columns aside, empty; and with the default that they had there."""
    table, specs, defaults = pairs.table, [], []
    given = {name: default for one in facts for name, default in one.defaults.items()}
    for side in pairs.old:
        column = facts[0].table.column(side.name)
        assert column is not None, side.name
        specs.append(
            ColumnSpec(
                name=side.place,
                type=side.type,
                collation=side.collation,
                comment=column.comment or "",
                statistics_target=column.statistics_target,
            )
        )
        default = given.get(side.name) or column.default
        if default and not facts[0].shape.same_name:
            defaults.append(ddl.set_default(table, side.place, default))
    specs += [ColumnSpec(name=p.marker, type="boolean") for p in pairs if p.marker]
    step = ddl.add_columns(table, specs)
    return replace(
        step,
        id="restore.columns",
        phase=Phase.RESTORE,
        title=f"bring {', '.join(side.name for side in pairs.old)} back, aside and empty",
        apply=(*step.apply, *defaults),
    )


def settle(facts: Sequence[Facts], pairs: Pairs, alias: str) -> Iterable[Step]:
    """The indexes and checks of the old columns, their names, and NOT NULL, as in quarantine."""
    table, same_name = pairs.table, facts[0].shape.same_name
    for one in facts:
        if not same_name:
            yield from names_back(one, alias)
        for carried in one.aside:
            name = carried.name
            place = within_limit(f"evolve_old_{name}", str(table)) if same_name else name
            yield from hung(one, carried, place)
    required = [side for side in pairs.old if side.required]
    if required and not same_name:
        guard = within_limit("evolve_restored_not_null", pairs.digest)
        places = [side.place for side in required]
        yield from constraints.set_not_null(table, places, guard, phase=Phase.SETTLE)
        if facts[0].table.server_version >= 180000:
            yield from (not_null_name(facts[0], side.name, side.place) for side in required)


def names_back(facts: Facts, alias: str) -> Iterable[Step]:
    """The new objects give back the names that they have got in the end."""
    table = facts.table.name
    for carried in facts.carried:
        if final_name(facts, carried, alias) != carried.name:
            continue
        rename = constraints.rename_constraint if carried.constraint else ddl.rename_index
        temporary = temporary_name(carried.name, facts)
        yield Step(
            id=f"settle.back.{carried.name}",
            phase=Phase.SETTLE,
            title=f"give the name {carried.name} back",
            probe=probe.index_is(table, temporary)
            if carried.using
            else probe.constraint_is(table, temporary, validated=False),
            apply=(rename(table, carried.name, temporary),),
            revert=(rename(table, temporary, carried.name),),
            lock=Lock.ACCESS_EXCLUSIVE if carried.constraint else Lock.NONE,
        )


def hung(facts: Facts, carried: Carried, name: str) -> Iterable[Step]:
    """An index, with its constraint if it has one; or a check, or a foreign key."""
    table = facts.table.name
    if carried.reference:
        reference = replace(carried.reference, name=name)
        yield from references.add_foreign_key(table, reference, Phase.SETTLE)
        return
    if carried.condition:
        yield from constraints.add_check(table, name, carried.condition, phase=Phase.SETTLE)
        return
    index = IndexSpec(
        name=name,
        unique=carried.unique,
        using=carried.using,
        constraint=name if carried.constraint else "",
    )
    yield named(ddl.build_index(table, index), f"settle.index.{name}", Phase.SETTLE)
    if index.constraint:
        adopt = constraints.adopt_index(table, index)
        yield named(adopt, f"settle.unique.{name}", Phase.SETTLE)


def not_null_name(facts: Facts, name: str, place: str) -> Step:
    """PostgreSQL 18 names NOT NULL constraints; a column that is renamed keeps the name."""
    table = facts.table.name
    made = postgres_name(table.name, place, "not_null")
    was = postgres_name(table.name, name, "not_null")
    return Step(
        id=f"settle.name.{was}",
        phase=Phase.SETTLE,
        title=f"name the NOT NULL constraint {was}",
        probe=probe.constraint_is(table, was, validated=False),
        apply=(constraints.rename_constraint(table, made, was),),
        revert=(constraints.rename_constraint(table, was, made),),
        lock=Lock.ACCESS_EXCLUSIVE,
    )


def tidy(queue: Queue, drops: Sequence[str]) -> Step:
    """What only the restore needed; after that it cannot be taken back, only contracted again."""
    return Step(
        id="settle.tidy",
        phase=Phase.SETTLE,
        title="drop the table of the archived values",
        probe=probe.relation_gone(queue.table),
        apply=(queue.drop, *drops),
        revert=(),
        lock=Lock.NONE,
    )
