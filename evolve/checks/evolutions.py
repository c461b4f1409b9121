"""Of the models, playbooks and migrations against the evolutions that a database knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import psycopg
from django.apps import apps
from django.core.checks import CheckMessage, Error, Info, Warning
from django.db import connections, models
from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader

from evolve import conf
from evolve.errors import EvolveError, NotFound
from evolve.pg.names import TableName, split_db_table
from evolve.plurals import spell
from evolve.records import Evolution
from evolve.service import planning
from evolve.service.databases import opened, own_aliases
from evolve.states import TERMINAL, State, reached

ON_FIELDS = (operations.AlterField, operations.RemoveField, operations.RenameField)
ON_TABLES = (operations.AlterModelTable, operations.DeleteModel, operations.RenameModel)

Check = Callable[..., list[CheckMessage]]
Look = Callable[[str, Evolution], Iterator[CheckMessage]]


def each(databases: Sequence[str] | None, look: Look) -> list[CheckMessage]:
    """What `look` finds on the latest evolution of every name, on every database asked for.

    A database that cannot be reached, or that has none of evolve's tables, has nothing to say; nor
    has any where the settings cannot be read, of which evolve.E001 tells.
    """
    found: list[CheckMessage] = []
    for alias in databases or ():
        try:
            if alias not in own_aliases():
                continue
            with opened(alias) as database:
                latest = {e.name: e for e in reversed(database.store.every())}
        except (EvolveError, psycopg.Error):
            continue
        for evolution in latest.values():
            found.extend(look(alias, evolution))
    return found


def models_fit(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """evolve.E020 and evolve.W021."""
    return each(databases, mapped)


def mapped(alias: str, evolution: Evolution) -> Iterator[CheckMessage]:
    plan = evolution.plan
    gone, hidden = set[str](), set[str]()
    if reached(evolution.state, State.QUARANTINED) or evolution.state is State.RESTORING:
        gone = set(plan.old_columns)
    if plan.same_name and evolution.state not in TERMINAL:
        hidden = {side.place for side in (*plan.pairs.new, *plan.pairs_aside.old)}
        hidden -= {side.name for side in plan.pairs.old}
    for model in of_table(plan.table):
        columns = {f.column for f in model._meta.local_concrete_fields if f.column}
        for column in sorted(columns & (gone | hidden)):
            yield Error(
                f"{model._meta.label} lists the column {column!r}, which on {alias} the evolution "
                f"{evolution.name} has " + ("hidden" if column in hidden else "put away"),
                hint="take the field out of the model"
                if column in hidden or evolution.state is State.DONE
                else f"take the field out of the model, or manage.py evolve contract "
                f"{evolution.name} --undo",
                obj=model,
                id="evolve.E020",
            )
        both = columns & set(plan.old_columns) and columns & set(plan.new_columns)
        if both and evolution.state not in TERMINAL:
            yield Warning(
                f"{model._meta.label} lists both sides of the evolution {evolution.name}: where a "
                "write sets both, the new side wins",
                hint="let each release list one side",
                obj=model,
                id="evolve.W021",
            )


def of_table(table: TableName) -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        schema, name = split_db_table(model._meta.db_table)
        if name == table.name and schema in (None, table.schema):
            yield model


def plans_match(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """evolve.W022: the plan was frozen at start, and an edited file changes nothing of it."""
    return each(databases, differing)


def differing(alias: str, evolution: Evolution) -> Iterator[CheckMessage]:
    if evolution.state in TERMINAL:
        return
    try:
        same = planning.playbook_of(evolution.name).text == evolution.playbook
    except NotFound:
        return
    except EvolveError:
        same = False
    if not same:
        yield Warning(
            f"the playbook {evolution.name} has been edited since its evolution on {alias} was "
            "started; the evolution goes on by the plan of then",
            hint=f"put the file back, or manage.py evolve revert {evolution.name} and start again",
            id="evolve.W022",
        )


def migrations_fit(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """evolve.E023: said before the first migration of a run."""

    def look(alias: str, evolution: Evolution) -> Iterator[CheckMessage]:
        if evolution.state not in TERMINAL:
            yield from taking(alias, evolution)

    return each(databases, look)


def taking(alias: str, evolution: Evolution) -> Iterator[CheckMessage]:
    """Operations of migrations that are still to come, outside of AdoptEvolution."""
    app_label = evolution.plan.model.split(".")[0].lower()
    loader = MigrationLoader(connections[alias])
    for key, migration in sorted(loader.disk_migrations.items()):
        if key in loader.applied_migrations or key not in loader.graph.nodes or key[0] != app_label:
            continue
        state = loader.project_state(key, at_end=False)
        for operation in migration.operations:
            column = owned(operation, evolution, state.models)
            if column:
                yield Error(
                    f"the migration {key[0]}.{key[1]} would change {column!r}, which on {alias} "
                    f"belongs to the evolution {evolution.name} ({evolution.state})",
                    hint="put the operation into AdoptEvolution"
                    f"({evolution.name!r}, [...]), or wait until the evolution has ended",
                    id="evolve.E023",
                )
            operation.state_forwards(key[0], state)


def owned(operation: Any, evolution: Evolution, known: Any) -> str:
    """The column, or the table, of the evolution that the operation changes; empty if none."""
    app_label, model = evolution.plan.model.lower().split(".")
    if isinstance(operation, ON_TABLES):
        name = getattr(operation, "old_name", getattr(operation, "name", ""))
        return evolution.table_name if name.lower() == model else ""
    if not isinstance(operation, ON_FIELDS) or operation.model_name_lower != model:
        return ""
    name = getattr(operation, "old_name", getattr(operation, "name", ""))
    field = known[app_label, model].fields.get(name)
    column = (field.db_column or name) if field else name
    return column if column in evolution.columns else ""


def nothing_waits(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """evolve.W025: two shapes of one field cost a trigger and confuse whoever reads the code."""
    return each(databases, waiting)


def waiting(alias: str, evolution: Evolution) -> Iterator[CheckMessage]:
    age = evolution.now - evolution.state_since
    if evolution.state not in {State.READY, State.SWAPPED}:
        return
    if age > conf.load().profile(alias).contract_within:
        owner = owner_of(evolution)
        yield Warning(
            f"the evolution {evolution.name} on {alias} has been {evolution.state} for "
            f"{spell(age.total_seconds())}" + (f"; it belongs to {owner}" if owner else ""),
            hint=f"manage.py evolve contract {evolution.name} --dry-run says what it waits for",
            id="evolve.W025",
        )


def owner_of(evolution: Evolution) -> str:
    """Who the playbook says is to be asked."""
    try:
        return planning.playbook_of(evolution.name).owner
    except EvolveError:
        return ""


def nothing_is_left(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """evolve.I024: what has been done everywhere need not be kept."""
    return each(databases, finished)


def finished(alias: str, evolution: Evolution) -> Iterator[CheckMessage]:
    if evolution.state is not State.DONE:
        return
    try:
        path = planning.playbook_of(evolution.name).path
    except EvolveError:
        return
    yield Info(
        f"the evolution {evolution.name} is done on {alias}",
        hint=f"when it is done on every database, squash its migrations and delete {path}",
        id="evolve.I024",
    )
