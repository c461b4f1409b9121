"""Two migration operations, so that nobody needs a shell in production.

`StartEvolution` is shipped with the playbook: `migrate` runs expand and dual_write, workers do the
rest. `AdoptEvolution` is shipped with the models of the new release: Django's state moves as
usual, and in the database nothing is left to do once the evolution is ready.

    class Migration(migrations.Migration):
        atomic = False
        operations = [StartEvolution("customer-split-name")]

    class Migration(migrations.Migration):
        operations = [
            AdoptEvolution(
                "customer-split-name",
                [
                    migrations.AddField("customer", "first_name", models.CharField(max_length=80)),
                    migrations.AddField("customer", "last_name", models.CharField(max_length=80, null=True)),
                    migrations.RemoveField("customer", "full_name"),
                ],
            )
        ]

Where nothing can be running (a table that the same `migrate` has created, or
EVOLVE["INLINE"] for development and tests) there is nothing to coexist with: the operations run as
Django would run them, and the forward SQL runs between them, so that no value is lost.
"""  # noqa: E501 - an example is copied as it is

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import DataError, IntegrityError, models
from django.db.migrations.operations import AddField, AlterField
from django.db.migrations.operations.base import Operation
from psycopg import sql

from evolve import migrating
from evolve.changes.base import Refers, Rule, Uniqueness
from evolve.errors import EvolveError
from evolve.pg.mapped import mapped
from evolve.pg.names import split_db_table
from evolve.pg.redacted import objection
from evolve.pg.references import condition
from evolve.pg.uniqueness import Unique, merge_all
from evolve.playbook.model import Playbook
from evolve.proof.columns import column_of
from evolve.proof.survey import change_shape
from evolve.service import asking, inline, planning, running
from evolve.service.databases import aliases_of, opened
from evolve.states import TERMINAL, State, reached


class StartEvolution(Operation):
    """`evolve start NAME --detach` as part of `migrate`; Django's state does not change."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, name: str) -> None:
        self.name = name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing: the models of running releases stay what they are."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Expand and dual_write. Raises EvolveError, nothing changed, where that is refused."""
        alias = schema_editor.connection.alias
        with migrating.spoken():
            playbook = planning.playbook_of(self.name)
            aliases_of(playbook, alias)
            if schema_editor.collect_sql:
                schema_editor.collected_sql += preview(alias, playbook, from_state.apps)
            elif not migrating.is_inline(alias, from_state.apps.get_model(playbook.model)):
                refuse_atomic(schema_editor, self)
                start(alias, playbook, from_state.apps)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """`evolve revert NAME`, where it is under way."""
        alias = schema_editor.connection.alias
        if schema_editor.collect_sql:
            schema_editor.collected_sql.append(f"-- evolve revert {self.name}")
            return
        with migrating.spoken(), opened(alias) as database:
            found = database.store.find(self.name)
            if found is None or found.state in TERMINAL:
                return
            refuse_atomic(schema_editor, self)
            evolution = asking.revert(database, self.name, accept_loss=False)
            running.carry(
                database,
                evolution,
                lambda e: e.state is State.REVERTED,
                stop=running.Stop(),
                until_stuck=True,
            )

    def describe(self) -> str:
        return f"Start the evolution {self.name}"

    @property
    def migration_name_fragment(self) -> str:
        return "start_" + self.name.replace("-", "_")


class AdoptEvolution(Operation):
    """The models' side of an evolution: `operations` move Django's state, not the database."""

    reduces_to_sql = True
    reversible = True
    serialization_expand_args = ["operations"]  # noqa: RUF012 - as Django has it

    def __init__(self, name: str, operations: Sequence[Operation]) -> None:
        self.name = name
        self.operations = list(operations)

    def state_forwards(self, app_label: str, state: Any) -> None:
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Nothing once the evolution is ready; the operations and the forward SQL where inline.

        Raises EvolveError where the evolution is not ready. `migrate` asks before its first
        migration (`migrating`), so that this one line is only the last safeguard.
        """
        alias = schema_editor.connection.alias
        if schema_editor.collect_sql:
            schema_editor.collected_sql.append(
                f"-- {self.name} is adopted: no statement once the evolution is ready"
            )
            return
        with migrating.spoken():
            playbook = planning.playbook_of(self.name)
            aliases_of(playbook, alias)
            if migrating.is_adoptable(alias, self.name):
                return
            if not migrating.is_inline(alias, from_state.apps.get_model(playbook.model)):
                raise migrating.not_ready(alias, self.name)
            run_inline(playbook, self.operations, app_label, schema_editor, from_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Nothing while the old columns are there. Raises EvolveError once they are gone."""
        alias = schema_editor.connection.alias
        if schema_editor.collect_sql:
            schema_editor.collected_sql.append(
                f"-- {self.name} is no longer adopted: no statement while the old columns are there"
            )
            return
        with migrating.spoken(), opened(alias) as database:
            found = database.store.find(self.name)
            if found and found.state in {State.READY, State.SWAPPED}:
                return
            raise EvolveError(
                f"{self.name} on {alias} {f'is {found.state}' if found else 'is not recorded'}: "
                "the old models may not find there what they need",
                hint=way_back(self.name, found.state if found else None),
            )

    def describe(self) -> str:
        return f"Adopt the evolution {self.name}"

    @property
    def migration_name_fragment(self) -> str:
        return "adopt_" + self.name.replace("-", "_")


def way_back(name: str, state: State | None) -> str:
    """What brings the old columns back, before the models that need them."""
    match state:
        case State.QUARANTINED | State.CONTRACTING:
            return f"manage.py evolve contract {name} --undo"
        case State.DONE:
            return f"manage.py evolve restore {name}, where they were archived"
        case None:
            return "it was adopted inline: go on with the models of today"
    return f"manage.py evolve status {name}"


def refuse_atomic(schema_editor: Any, operation: Operation) -> None:
    """Steps commit one by one, so that no lock outlives its step."""
    if schema_editor.connection.in_atomic_block:
        raise EvolveError(
            f"{operation.describe()}: the migration runs in one transaction",
            hint="write `atomic = False` into the migration",
        )


def start(alias: str, playbook: Playbook, apps: Any) -> None:
    """The evolution until its backfill has begun, or as far as it has come already."""
    with opened(alias) as database:
        report = planning.plan(database, playbook, apps)
        evolution = planning.create(database, report)
        running.carry(
            database,
            evolution,
            lambda e: reached(e.state, State.BACKFILLING),
            stop=running.Stop(),
            until_stuck=True,
        )


def preview(alias: str, playbook: Playbook, apps: Any) -> list[str]:
    """The statements of expand and dual_write for `sqlmigrate`; nothing is executed."""
    with opened(alias) as database:
        report = planning.plan(database, playbook, apps)
    return [
        f"{statement};"
        for planned in report.steps
        if planned.step.phase in {"expand", "dual_write"}
        for statement in planned.step.apply
    ]


def run_inline(
    playbook: Playbook,
    operations: Sequence[Operation],
    app_label: str,
    schema_editor: Any,
    state: Any,
) -> None:
    """The operations as Django runs them, new fields nullable until the forward SQL has run."""
    shapes = [change_shape(part) for part in playbook.parts]
    new = {field.name for shape in shapes for field in shape.new}
    added = [o for o in operations if isinstance(o, AddField) and o.name in new]
    for operation in added:
        state = step(nullable(operation), app_label, schema_editor, state)
    for part, shape in zip(playbook.parts, shapes, strict=True):
        if shape.in_place or {field.name for field in shape.new} & {o.name for o in added}:
            fill(part, schema_editor, state.apps.get_model(playbook.model))
    for operation in added:
        if not operation.field.null:
            definite = AlterField(operation.model_name, operation.name, operation.field)
            state = step(definite, app_label, schema_editor, state)
    for rest in operations:
        if rest not in added:
            state = step(rest, app_label, schema_editor, state)


def step(operation: Operation, app_label: str, schema_editor: Any, state: Any) -> Any:
    """Runs `operation` on the database; the state afterwards."""
    after = state.clone()
    operation.state_forwards(app_label, after)
    operation.database_forwards(app_label, schema_editor, state, after)
    return after


def nullable(operation: AddField) -> AddField:
    """The operation with a field that takes NULL for the time being."""
    field = operation.field.clone()
    field.null = True
    return AddField(operation.model_name, operation.name, field)


def fill(playbook: Playbook, schema_editor: Any, model: type[models.Model]) -> None:
    """The forward SQL on the rows that are there, as the author wrote it; or what Python gives."""
    shape = change_shape(playbook)
    if shape.transform:
        (new,) = shape.new
        inline.fill(schema_editor.connection.alias, model, shape.transform, new.name)
        return
    columns = {field.name: field.column for field in model._meta.concrete_fields if field.column}
    types = {f.name: f.db_type(schema_editor.connection) or "" for f in model._meta.concrete_fields}
    there = There(columns, types)
    rules = {
        name: there.value(rule, name, playbook.dual_write.forward.get(name, rule.sql))
        for name, rule in shape.forward.items()
    }
    table = schema_editor.quote_name(model._meta.db_table)
    if shape.unique and shape.unique.deletes:
        unique = unites(shape.unique, model, columns)
        if shape.unique.merge:
            values = [(columns[f], there.value(r, f, r.sql)) for f, r in shape.unique.merge.items()]
            convert(playbook, schema_editor, model, merge_all(unique, values))
        schema_editor.execute(f"DELETE FROM {table} WHERE NOT {unique.condition}", params=None)  # noqa: S608 - a playbook's
    if not rules:
        return
    sets = ", ".join(f"{quoted(columns[name])} = ({text}\n)" for name, text in rules.items())
    empty = " AND ".join(f"{quoted(columns[name])} IS NULL" for name in rules)
    where = f" WHERE {empty}" if shape.in_place and not shape.demand else ""
    if shape.demand and shape.demand.sql:
        where = f" WHERE NOT (\n{shape.demand.sql}\n)"
    if shape.refers:
        where = f" WHERE NOT {refers(shape.refers, model)}"
    if shape.unique:
        where = f" WHERE NOT {unites(shape.unique, model, columns).condition}"
    convert(playbook, schema_editor, model, f"UPDATE {table} SET {sets}{where}")  # noqa: S608 - a playbook's


def convert(
    playbook: Playbook, schema_editor: Any, model: type[models.Model], statement: str
) -> None:
    """A statement that gives rows their values. Raises EvolveError where one does not convert."""
    try:
        schema_editor.execute(statement, params=None)
    except (DataError, IntegrityError) as error:
        cause = error.__cause__
        assert isinstance(cause, psycopg.Error)
        raise EvolveError(
            f"{playbook.name}: a value of {model._meta.db_table} does not convert: "
            + objection(cause),
            hint="mend or delete such rows of this database; nothing was changed",
        ) from error


class There:
    """The columns of a model whose rows are filled inline; all of them take NULL meanwhile."""

    def __init__(self, columns: Mapping[str, str], types: Mapping[str, str]) -> None:
        self.columns = columns
        self.types = types

    def spelled(self, field: str) -> str:
        return quoted(self.columns[field])

    def type(self, field: str) -> str:
        return self.types[field]

    def required(self, field: str) -> bool:
        return False

    def value(self, rule: Rule, name: str, written: str) -> str:
        """The new column's value as SQL; `written` is what the author says, "" where nothing."""
        text = written or (rule.made(self) if rule.made else self.mapped(rule, name))
        # An explicit cast cuts what is too long, an assignment refuses it.
        return f"({text}\n)::{self.types[name]}" if rule.clamp else text

    def mapped(self, rule: Rule, name: str) -> str:
        """A copy; a cast to a limited text would cut what is too long, an assignment refuses it."""
        target = "" if self.types[name].startswith("varchar") else self.types[name]
        return mapped(self.columns[rule.copy_of], rule.values, target=target)


def refers(asked: Refers, model: type[models.Model]) -> str:
    """The condition that a row of `model` refers to a row, or to none."""
    other = model._meta.apps.get_model(asked.to)._meta
    column = column_of(model, asked.field)
    schema, name = split_db_table(other.db_table)
    to = sql.Identifier(schema, name) if schema else sql.Identifier(name)
    return condition(column, to, str(other.pk.column))


def unites(asked: Uniqueness, model: type[models.Model], columns: Mapping[str, str]) -> Unique:
    """What is to be unique of the rows of `model`."""
    schema, name = split_db_table(model._meta.db_table)
    empty = {field.name for field in model._meta.concrete_fields if field.null}
    return Unique(
        name=asked.name,
        table=sql.Identifier(schema, name) if schema else sql.Identifier(name),
        columns=tuple(columns[field] for field in asked.fields),
        nullable=tuple(columns[field] for field in asked.fields if field in empty),
        key=tuple(str(field.column) for field in model._meta.pk_fields),
        where=asked.where,
        nulls_distinct=asked.nulls_distinct,
        order=asked.order,
        last=asked.last,
        deletes=asked.deletes,
    )


def quoted(name: str) -> str:
    return sql.Identifier(name).as_string(None)
