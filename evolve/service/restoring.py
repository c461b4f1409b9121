"""Asking for what was dropped, and taking that back."""

from __future__ import annotations

from collections.abc import Iterator

from evolve.archives import Manifest, plan_digest, verified
from evolve.errors import EvolveError, Refusal, Refused
from evolve.pg.catalog import find_table
from evolve.pg.table import Table
from evolve.phases.restoring import archive_of
from evolve.records import Evolution
from evolve.service import pending
from evolve.service.active import refused
from evolve.service.databases import Database
from evolve.service.pending import anew
from evolve.states import State


@anew
def restore(database: Database, name: str, *, accept_loss: bool) -> Evolution:
    """Asks for the old columns back, from their archive. Raises Refused, and nothing is changed."""
    evolution = database.store.get(name)
    if evolution.state is not State.RESTORING:
        refuse_state(evolution)
        reasons = list(refusals(database, evolution))
        if reasons:
            raise Refused(f"{name} on {database.alias}", tuple(reasons))
    pending.refuse_beside(database, evolution, "restore")
    accepted = accept_loss or (evolution.request or {}).get("accept_loss", False)
    database.store.request(evolution, "restore", {"accept_loss": accepted})
    return database.store.reload(evolution.id)


@anew
def undo_restore(database: Database, name: str) -> Evolution:
    """Asks that a restore under way be taken back: the columns stay dropped."""
    evolution = database.store.get(name)
    if evolution.state is not State.RESTORING:
        raise refused(
            evolution,
            "state",
            f"is {evolution.state}: no restore is under way",
            f"manage.py evolve status {name}",
        )
    database.store.request(evolution, "abandon", {})
    return database.store.reload(evolution.id)


def refuse_state(evolution: Evolution) -> None:
    """Raises Refused unless the old columns have been dropped."""
    name = evolution.name
    if evolution.state is State.DONE:
        return
    ways = {
        State.QUARANTINED: f"manage.py evolve contract {name} --undo",
        State.REVERTED: f"manage.py evolve start {name}",
    }
    raise refused(
        evolution,
        "state",
        f"is {evolution.state}: nothing of it was dropped that could be restored",
        ways.get(evolution.state, f"manage.py evolve status {name}"),
    )


def refusals(database: Database, evolution: Evolution) -> Iterator[Refusal]:
    """Why nothing can be restored."""
    plan, subject = evolution.plan, str(evolution.plan.table)
    found = archive_of(database.store, evolution)
    if not plan.restore or found is None:
        yield no_way_back(evolution, found)
        return
    table = find_table(database.session, plan.table.schema, plan.table.name)
    if table is None:
        yield Refusal(
            code="table", subject=subject, message="is gone", hint="a backup of the database has it"
        )
        return
    alias, manifest = found
    yield from column_refusals(database, evolution, table)
    yield from key_refusals(manifest, table)
    if manifest.plan != plan_digest(evolution.plan_data):
        yield Refusal(
            code="plan",
            subject=manifest.file,
            message=f"is of another plan: found {manifest.plan[:12]}, expected "
            f"{plan_digest(evolution.plan_data)[:12]}",
            hint=f"manage.py evolve history {evolution.name} names its archives",
        )
    try:
        verified(alias, manifest)
    except EvolveError as error:
        yield Refusal(
            code="archive", subject=evolution.name, message=error.message, hint=error.hint
        )


def no_way_back(evolution: Evolution, archive: tuple[str, Manifest] | None) -> Refusal:
    """Why its plan cannot bring anything back, and where the values are."""
    plan = evolution.plan
    values = "a backup of the database has the old values"
    if archive:
        alias, manifest = archive
        values = f"{manifest.file} in the storage {alias!r} has the old values, each with its key"
    if not plan.pairs.old:
        message = "it has dropped no column: nothing is gone that could come back"
        values = f"manage.py evolve history {evolution.name} shows what it has done"
    elif plan.restore:
        message = "no archive was made before the drop"
    elif plan.pairs.transformed:
        message = "Python has given its values: no SQL leads back from what was written since"
    elif not plan.key:
        message = "the table has no primary key, by which an archive would find its rows"
    else:
        message = "its column was generated, or it is of an earlier evolve: no plan leads back"
    return Refusal(code="archive", subject=evolution.name, message=message, hint=values)


def column_refusals(database: Database, evolution: Evolution, table: Table) -> Iterator[Refusal]:
    """Names that are taken meanwhile, new columns that are no longer what they were."""
    plan = evolution.plan
    wanted = [*(side.place for side in plan.pairs_aside.old)]
    wanted += [] if plan.same_name else [side.name for side in plan.pairs.old]
    for name in wanted:
        column = table.column(name)
        if column:
            yield Refusal(
                code="taken",
                subject=name,
                message=f"{plan.table} has a column of that name again, of type {column.type}",
                hint="rename that one first",
            )
    for side in plan.pairs_aside.new:
        column = table.column(side.place)
        if column is None or column.type != side.type:
            yield Refusal(
                code="changed",
                subject=side.place,
                message="the old values follow from it, and it is "
                + (f"of type {column.type} now" if column else "gone")
                + f"; expected {side.type}",
                hint="restore what was changed last first, or take the values from the archive",
            )
    others = database.store.taken(plan.table, besides=plan.name)
    read = [side for pair in plan.pairs for side in pair.watched]
    for name in dict.fromkeys(side.place for side in (*plan.pairs_aside.new, *read)):
        if name in others:
            yield Refusal(
                code="taken",
                subject=name,
                message=f"belongs to {others[name]}, which is under way",
                hint=f"manage.py evolve wait {others[name]} --for done, or revert it",
            )


def key_refusals(manifest: Manifest, table: Table) -> Iterator[Refusal]:
    """The archive finds its rows by their key."""
    now = tuple((c.name, c.type) for n in table.primary_key if (c := table.column(n)))
    if now != manifest.key:
        yield Refusal(
            code="key",
            subject=str(table.name),
            message=f"its primary key is {spelled(now)} now, and was {spelled(manifest.key)}",
            hint="the archive's rows are to be found by their key: take the values from it by hand",
        )


def spelled(key: tuple[tuple[str, str], ...]) -> str:
    return "(" + ", ".join(f"{name} {type_}" for name, type_ in key) + ")"
