"""From facts to a plan: pure, and the same for every kind of change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from psycopg import sql

from evolve.pg import ddl, probe, sync
from evolve.pg.carried import Carried
from evolve.pg.ddl import ColumnSpec, IndexSpec
from evolve.pg.names import TableName, aside, text, within_limit
from evolve.pg.pair import Pair
from evolve.pg.step import Lock, Step
from evolve.plan.facts import Facts
from evolve.plan.fields import follows, postgres_name
from evolve.plan.model import CheckSpec, Plan
from evolve.plan.pairing import Extra, make_pair
from evolve.playbook.model import Playbook
from evolve.states import Phase


def build(
    playbook: Playbook,
    facts: Facts,
    *,
    alias: str,
    quiet_for: float,
    quarantine: float,
    batch_ms: int,
    max_rows_per_second: int | None,
) -> Plan:
    """The plan of `playbook` on `facts`; profile values come in as the limits they are."""
    pair, extras = make_pair(playbook.name, facts)
    shape = facts.shape
    swap = shape.same_name
    places = places_aside(facts, pair)
    steps = [
        ddl.add_columns(facts.table.name, column_specs(facts, pair)),
        ddl.install_functions(pair, extras, facts.own, playbook.name),
        ddl.install_triggers(pair),
        *verify_steps(facts, pair, alias),
        *(swap_steps(facts, pair, places, alias) if swap else ()),
        *contract_steps(facts, pair, places, extras, alias),
    ]
    return Plan(
        name=playbook.name,
        model=playbook.model,
        table=facts.table.name,
        key=facts.table.primary_key,
        pair=pair,
        aside=places,
        same_name=swap,
        old_columns=() if swap else tuple(side.name for side in pair.old),
        new_columns=() if swap else tuple(side.name for side in pair.new),
        steps=tuple(steps),
        checks=tuple(
            CheckSpec(
                name=check.name,
                query=check.query.replace("{table}", text(facts.table.name.identifier)),
                expect=check.expect,
            )
            for check in playbook.verify
        ),
        quiet_for=max(quiet_for, seconds(playbook.contract.quiet_for)),
        quarantine=max(quarantine, seconds(playbook.contract.quarantine)),
        batch_ms=min(batch_ms, playbook.backfill.batch_ms or batch_ms),
        max_rows_per_second=smaller(max_rows_per_second, playbook.backfill.max_rows_per_second),
    )


def seconds(duration: timedelta | None) -> float:
    return duration.total_seconds() if duration is not None else 0.0


def smaller(one: int | None, other: int | None) -> int | None:
    given = [limit for limit in (one, other) if limit is not None]
    return min(given, default=None)


def places_aside(facts: Facts, pair: Pair) -> dict[str, str]:
    """Where each column is once the old side is aside."""
    places = {side.name: aside(side.name, pair.digest) for side in pair.old}
    if facts.shape.same_name:
        (old,), (new,) = pair.old, pair.new
        places[new.name] = old.name
    return places


def column_specs(facts: Facts, pair: Pair) -> list[ColumnSpec]:
    specs = []
    for field, side in zip(facts.shape.new, pair.new, strict=True):
        like = facts.table.column(facts.columns[field.like]) if field.like else None
        specs.append(
            ColumnSpec(
                name=side.name,
                type=side.type,
                collation=facts.new[field.name].collation,
                comment=(like.comment or "") if like else "",
                statistics_target=like.statistics_target if like else -1,
            )
        )
    if pair.marker:
        specs.append(ColumnSpec(name=pair.marker, type="boolean"))
    return specs


# -- verify -----------------------------------------------------------------------------------


def verify_steps(facts: Facts, pair: Pair, alias: str) -> Iterable[Step]:
    """Indexes and checks of the new side, then the function of new releases."""
    table = facts.table.name
    for index in index_specs(facts, alias):
        yield ddl.build_index(table, index)
        if index.constraint:
            yield ddl.adopt_index(table, index)
    for name, condition in check_specs(facts, alias):
        yield from ddl.add_check(table, name, condition, phase=Phase.VERIFY)
    if facts.shape.same_name:
        required = [side.name for side in pair.new if side.required]
        if required:
            guard = within_limit("evolve_not_null", pair.digest)
            yield from ddl.set_not_null(table, required, guard, phase=Phase.VERIFY)
    yield ddl.replace_function(
        pair,
        sync.Mode.READY,
        (pair, sync.Mode.FILLING),
        id_="verify.function",
        phase=Phase.VERIFY,
        title="let the triggers take NULL from new releases as meant",
    )


def index_specs(facts: Facts, alias: str) -> list[IndexSpec]:
    """Those that the new fields' definitions ask for, and those carried over from the old."""
    found = [
        index
        for field in facts.shape.new
        if not field.like
        for index in facts.new[field.name].indexes
    ]
    for carried in facts.carried:
        if carried.using:
            name = carried_name(facts, carried, alias)
            found.append(
                IndexSpec(
                    name=name,
                    unique=carried.unique,
                    using=carried.using,
                    constraint=name if carried.constraint else "",
                )
            )
    return found


def check_specs(facts: Facts, alias: str) -> list[tuple[str, str]]:
    found = []
    for field in facts.shape.new:
        new = facts.new[field.name]
        if new.check and not field.like:
            name = postgres_name(facts.table.name.name, new.column, "check")
            found.append((name, new.check))
    found += [
        (carried_name(facts, carried, alias), carried.condition)
        for carried in facts.carried
        if carried.condition
    ]
    return found


def carried_name(facts: Facts, carried: Carried, alias: str) -> str:
    """The name while both sides are there: final where it follows the columns, else for a time."""
    final = final_name(facts, carried, alias)
    return final if final != carried.name else temporary_name(carried.name, facts)


def final_name(facts: Facts, carried: Carried, alias: str) -> str:
    """The name that a fresh table would have; the old one where the column keeps its name."""
    if facts.shape.same_name:
        return carried.name
    renames = {facts.columns[new]: facts.columns[old] for old, new in facts.shape.carry.items()}
    new = list(carried.columns)
    old = [renames.get(column, column) for column in new]
    if carried.condition:
        # A check's columns are still spelled the old way; only its name is asked for here.
        back = {value: key for key, value in renames.items()}
        old, new = list(carried.columns), [back.get(c, c) for c in carried.columns]
    return follows(alias, facts.table.name, carried.name, old, new)


def temporary_name(name: str, facts: Facts) -> str:
    return within_limit(f"evolve_new_{name}", str(facts.table.name))


# -- swap -------------------------------------------------------------------------------------


def swap_steps(facts: Facts, pair: Pair, places: Mapping[str, str], alias: str) -> Iterable[Step]:
    table = facts.table.name
    (old,), (new,) = pair.old, pair.new
    guard = within_limit("evolve_was_not_null", pair.digest)
    if old.required:
        yield from ddl.loosen(table, [old.name], guard)
    apply, revert = exchange(facts, pair, places, alias, guard if old.required else "")
    aside_pair = pair.placed(places).loosened()
    yield Step(
        id="swap.names",
        phase=Phase.SWAP,
        title=f"exchange the names: {old.name} becomes {new.type}, in one transaction",
        probe=probe.columns_exist(table, [(places[old.name], old.type)]),
        apply=(*apply, sync.create_function(aside_pair, sync.Mode.ASIDE)),
        revert=(*revert, sync.create_function(pair, sync.Mode.READY)),
        lock=Lock.ACCESS_EXCLUSIVE,
    )


def exchange(
    facts: Facts, pair: Pair, places: Mapping[str, str], alias: str, guard: str
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
                ddl.rename_constraint(table, current, final),
                ddl.rename_constraint(table, final, current),
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
        condition = sql.SQL(ddl.not_null_condition([old.name]))
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
    rename = ddl.rename_constraint if carried.constraint else ddl.rename_index
    out = within_limit(f"evolve_old_{carried.name}", str(table))
    new = temporary_name(carried.name, facts)
    return [
        (rename(table, carried.name, out), rename(table, out, carried.name)),
        (rename(table, new, carried.name), rename(table, carried.name, new)),
    ]


# -- contract ---------------------------------------------------------------------------------


def contract_steps(
    facts: Facts, pair: Pair, places: Mapping[str, str], extras: Sequence[Extra], alias: str
) -> Iterable[Step]:
    table = facts.table.name
    dropped = [drop for _, _, drop in extras]
    if not facts.shape.same_name:
        required = [side.name for side in pair.new if side.required]
        if required:
            guard = within_limit("evolve_not_null", pair.digest)
            yield from ddl.set_not_null(table, required, guard, phase=Phase.CONTRACT)
        yield set_aside(facts, pair, places)
        yield ddl.drop_old(pair.placed(places), dropped)
        yield from final_names(facts, alias)
    else:
        yield ddl.drop_old(pair.placed(places), dropped)


def set_aside(facts: Facts, pair: Pair, places: Mapping[str, str]) -> Step:
    """Quarantine (rule 9): one rename each way, and the sync goes on into the renamed column."""
    table = facts.table.name
    names = [(side.name, places[side.name]) for side in pair.old]
    defaults = [
        (facts.new[f.name].column, default)
        for f in facts.shape.new
        if (default := new_default(facts, f.name))
    ]
    moved = pair.placed(places)
    return Step(
        id="quarantine.rename",
        phase=Phase.QUARANTINE,
        title=f"set {', '.join(old for old, _ in names)} aside; whoever still names it fails now",
        probe=probe.columns_exist(
            table, [(moved_side.place, moved_side.type) for moved_side in moved.old]
        ),
        apply=(
            *[ddl.rename_column(table, old, new) for old, new in names],
            *[ddl.set_default(table, column, default) for column, default in defaults],
            sync.create_function(moved, sync.Mode.ASIDE),
        ),
        revert=(
            *[ddl.rename_column(table, new, old) for old, new in names],
            *[ddl.drop_default(table, column) for column, _ in defaults],
            sync.create_function(pair, sync.Mode.READY),
        ),
        lock=Lock.ACCESS_EXCLUSIVE,
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
            rename = ddl.rename_constraint if carried.constraint else ddl.rename_index
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
