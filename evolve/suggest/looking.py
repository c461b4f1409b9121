"""What an operation would do to a table in use: operation and states in, findings out.

An operation that yields nothing is harmless: it takes its locks for a moment, reads no rows, and
every statement of a running release goes on working. Tables that the same migration makes are in
nobody's use; whoever calls leaves them out. The predictions are executed by a test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from django.db import models
from django.db.migrations import operations as django
from django.db.migrations.state import ModelState, ProjectState

from evolve.pg.step import Lock
from evolve.suggest.columns import (
    AnyField,
    Column,
    column_of,
    family,
    in_meta,
    is_volatile,
    label_of,
    rewrites,
)
from evolve.suggest.finding import Breaks, Finding

WRITING = re.compile(r"^\s*(with|update|insert|delete|merge|copy)\b", re.IGNORECASE)
PATIENT = re.compile(
    r"\bconcurrently\b|\bnot\s+valid\b|\bvalidate\b|^\s*comment\b|^\s*set\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an operation stands: its application, the states around it, a PostgreSQL alias."""

    app_label: str
    before: ProjectState
    after: ProjectState
    alias: str

    def model(self, state: ProjectState, name: str) -> ModelState | None:
        """The model, if Django keeps a table for it."""
        found: ModelState | None = state.models.get((self.app_label, name.lower()))
        if found is None or found.options.get("proxy") or not found.options.get("managed", True):
            return None
        return found

    def column(self, state: ProjectState, model: str, field: str) -> Column | None:
        found = self.model(state, model)
        if found is None:
            return None
        return column_of(found.fields.get(field), field, state, self.app_label, self.alias)

    def finding(self, code: str, model: ModelState, field: str = "", **what: Any) -> Finding:
        return Finding(
            id=f"evolve.L{code}",
            model=f"{self.app_label}.{model.name}",
            field=field,
            table=table_of(model),
            **what,
        )


def table_of(model: ModelState) -> str:
    return str(model.options.get("db_table") or f"{model.app_label}_{model.name_lower}")


@singledispatch
def findings(operation: Any, place: Place) -> Iterator[Finding]:
    """Everything that `operation` would do wrong; of no kind that is known: that it is unknown."""
    module = type(operation).__module__
    if not module.startswith(("django.", "evolve.")):
        yield Finding(id="evolve.L130", model=place.app_label, field=type(operation).__name__)


# -- fields -----------------------------------------------------------------------------------


@findings.register
def added(operation: django.AddField, place: Place) -> Iterator[Finding]:
    model = place.model(place.after, operation.model_name)
    column = place.column(place.after, operation.model_name, operation.name)
    if model is None or column is None:
        return
    if rewritten := fills_each_row(column.field):
        code = "114" if column.field.generated else "109"
        yield place.finding(
            code, model, operation.name, lock=Lock.ACCESS_EXCLUSIVE, rewrites=True, reads=True
        )
    if column.required and not column.field.generated:
        yield place.finding(
            "105", model, operation.name, lock=Lock.ACCESS_EXCLUSIVE, breaks=Breaks.INSERTS
        )
    if not rewritten:
        yield from built(column, model, operation.name, place)


def fills_each_row(field: AnyField) -> bool:
    """Whether the new column has a value of its own in each row from the beginning."""
    if field.generated:
        return bool(getattr(field, "db_persist", True))
    default = getattr(field, "db_default", None)
    return isinstance(field, models.AutoField) or is_volatile(default)


def built(column: Column, model: ModelState, name: str, place: Place) -> Iterator[Finding]:
    """What comes with a new column and reads the table: index, check, foreign key."""
    exclusive = Lock.ACCESS_EXCLUSIVE
    if column.field.unique:
        yield place.finding("106", model, name, lock=exclusive, reads=True)
    elif column.indexed:
        yield place.finding("108", model, name, lock=exclusive, reads=True)
    if column.check:
        yield place.finding("110", model, name, lock=exclusive, reads=True)
    if column.referring:
        filled = column.field.has_default() or column.field.has_db_default()
        yield from referring(column, model, name, place, exclusive, reads=filled)


def referring(
    column: Column, model: ModelState, name: str, place: Place, lock: Lock, *, reads: bool
) -> Iterator[Finding]:
    """A foreign key to a table that was there before; the lock is that on the referring one."""
    if label_of(column.field, place.app_label) in place.before.models:
        yield place.finding("107", model, name, lock=lock, reads=reads)


@findings.register
def removed(operation: django.RemoveField, place: Place) -> Iterator[Finding]:
    model = place.model(place.before, operation.model_name)
    field = model.fields.get(operation.name) if model else None
    if model is None or field is None:
        return
    if field.many_to_many:
        if not getattr(field.remote_field, "through", None):
            yield Finding(
                id="evolve.L112",
                model=f"{place.app_label}.{model.name}",
                field=operation.name,
                breaks=Breaks.ALL,
            )
    elif place.column(place.before, operation.model_name, operation.name):
        yield place.finding(
            "102", model, operation.name, lock=Lock.ACCESS_EXCLUSIVE, breaks=Breaks.ALL
        )


@findings.register
def renamed(operation: django.RenameField, place: Place) -> Iterator[Finding]:
    model = place.model(place.before, operation.model_name)
    old = place.column(place.before, operation.model_name, operation.old_name)
    new = place.column(place.after, operation.model_name, operation.new_name)
    if model and old and new and old.name != new.name:
        yield place.finding(
            "101", model, operation.old_name, lock=Lock.ACCESS_EXCLUSIVE, breaks=Breaks.ALL
        )


@findings.register
def altered(operation: django.AlterField, place: Place) -> Iterator[Finding]:
    model = place.model(place.before, operation.model_name)
    old = place.column(place.before, operation.model_name, operation.name)
    new = place.column(place.after, operation.model_name, operation.name)
    if model is None or old is None or new is None:
        return
    name, exclusive = operation.name, Lock.ACCESS_EXCLUSIVE
    if old.name != new.name:
        yield place.finding("101", model, name, lock=exclusive, breaks=Breaks.ALL)
    yield from retyped(old, new, model, name, place)
    if old.field.null and not new.field.null:
        yield place.finding("104", model, name, lock=exclusive, reads=True, breaks=Breaks.INSERTS)
    if old.field.has_db_default() and new.required:
        yield place.finding("113", model, name, lock=exclusive, breaks=Breaks.INSERTS)
    if new.field.unique and not old.field.unique:
        yield place.finding("106", model, name, lock=exclusive, reads=True)
    elif new.indexed and not old.indexed:
        yield place.finding("108", model, name, lock=Lock.SHARE, reads=True)
    if new.check and new.check != old.check:
        yield place.finding("110", model, name, lock=exclusive, reads=True)
    if new.referring and not (old.referring and same_target(old, new, place)):
        lock = Lock.SHARE_ROW_EXCLUSIVE
        yield from referring(new, model, name, place, lock, reads=True)


def retyped(
    old: Column, new: Column, model: ModelState, name: str, place: Place
) -> Iterator[Finding]:
    if not old.type or not new.type:
        return
    written = rewrites(old.type, new.type)
    other = family(old.type) != family(new.type)
    collated = getattr(old.field, "db_collation", None) != getattr(new.field, "db_collation", None)
    indexed = new.indexed or new.field.unique or in_meta(model, name)
    if written or other or (collated and indexed):
        yield place.finding(
            "103",
            model,
            name,
            lock=Lock.ACCESS_EXCLUSIVE,
            rewrites=written,
            reads=True,
            breaks=Breaks.VALUES if other else Breaks.NOTHING,
        )


def same_target(old: Column, new: Column, place: Place) -> bool:
    targets = {label_of(column.field, place.app_label) for column in (old, new)}
    return len(targets) == 1


# -- indexes and constraints --------------------------------------------------------------------


@findings.register
def indexed(operation: django.AddIndex, place: Place) -> Iterator[Finding]:
    model = place.model(place.after, operation.model_name)
    if model and type(operation).__name__ != "AddIndexConcurrently":
        yield place.finding("108", model, operation.index.name, lock=Lock.SHARE, reads=True)


@findings.register
def constrained(operation: django.AddConstraint, place: Place) -> Iterator[Finding]:
    model = place.model(place.after, operation.model_name)
    constraint: Any = operation.constraint
    if model is None or type(operation).__name__ == "AddConstraintNotValid":
        return
    if isinstance(constraint, models.CheckConstraint):
        yield place.finding("110", model, constraint.name, lock=Lock.ACCESS_EXCLUSIVE, reads=True)
        return
    alone = ("condition", "expressions", "include", "opclasses")
    index_alone = isinstance(constraint, models.UniqueConstraint) and any(
        getattr(constraint, name) for name in alone
    )
    lock = Lock.SHARE if index_alone else Lock.ACCESS_EXCLUSIVE
    yield place.finding("106", model, constraint.name, lock=lock, reads=True)


@findings.register
def together(operation: django.AlterUniqueTogether, place: Place) -> Iterator[Finding]:
    yield from grouped(operation, place, "106", Lock.ACCESS_EXCLUSIVE)


@findings.register
def index_together(operation: django.AlterIndexTogether, place: Place) -> Iterator[Finding]:
    yield from grouped(operation, place, "108", Lock.SHARE)


def grouped(operation: Any, place: Place, code: str, lock: Lock) -> Iterator[Finding]:
    """Groups of fields that were none before."""
    old = place.model(place.before, operation.name)
    new = place.model(place.after, operation.name)
    if old is None or new is None:
        return
    groups = [
        {tuple(group) for group in model.options.get(operation.option_name) or ()}
        for model in (old, new)
    ]
    for group in sorted(groups[1] - groups[0]):
        yield place.finding(code, new, "+".join(group), lock=lock, reads=True)


# -- tables -----------------------------------------------------------------------------------


@findings.register
def table_renamed(operation: django.RenameModel, place: Place) -> Iterator[Finding]:
    old = place.model(place.before, operation.old_name)
    new = place.model(place.after, operation.new_name)
    if old and new and table_of(old) != table_of(new):
        yield place.finding("111", old, lock=Lock.ACCESS_EXCLUSIVE, breaks=Breaks.ALL)


@findings.register
def table_moved(operation: django.AlterModelTable, place: Place) -> Iterator[Finding]:
    old, new = place.model(place.before, operation.name), place.model(place.after, operation.name)
    if old and new and table_of(old) != table_of(new):
        yield place.finding("111", old, lock=Lock.ACCESS_EXCLUSIVE, breaks=Breaks.ALL)


@findings.register
def table_dropped(operation: django.DeleteModel, place: Place) -> Iterator[Finding]:
    model = place.model(place.before, operation.name)
    if model:
        yield place.finding("112", model, lock=Lock.ACCESS_EXCLUSIVE, breaks=Breaks.ALL)


@findings.register
def ordered(operation: django.AlterOrderWithRespectTo, place: Place) -> Iterator[Finding]:
    old, new = place.model(place.before, operation.name), place.model(place.after, operation.name)
    if old is None or new is None:
        return
    were, are = (bool(model.options.get("order_with_respect_to")) for model in (old, new))
    if are and not were:
        lock = Lock.ACCESS_EXCLUSIVE
        yield place.finding("105", new, "_order", lock=lock, breaks=Breaks.INSERTS)
    elif were and not are:
        lock = Lock.ACCESS_EXCLUSIVE
        yield place.finding("102", old, "_order", lock=lock, breaks=Breaks.ALL)


# -- rows -------------------------------------------------------------------------------------


@findings.register
def rows_by_python(operation: django.RunPython, place: Place) -> Iterator[Finding]:
    if operation.code is not django.RunPython.noop:
        name = getattr(operation.code, "__name__", "")
        yield Finding(id="evolve.L120", model=place.app_label, field=name)


@findings.register
def rows_by_sql(operation: django.RunSQL, place: Place) -> Iterator[Finding]:
    for statement in statements(operation.sql):
        if WRITING.search(statement):
            yield Finding(id="evolve.L120", model=place.app_label, field="RunSQL")
        elif not PATIENT.search(statement):
            yield Finding(id="evolve.L130", model=place.app_label, field="RunSQL")


def statements(given: Any) -> list[str]:
    """The statements of a RunSQL, as far as they are given one by one."""
    if isinstance(given, str):
        return [given] if given.strip() else []
    return [one if isinstance(one, str) else str(one[0]) for one in given]
