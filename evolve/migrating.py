"""What evolve knows of the `migrate` under way: which tables it makes, and what it must not begin.

Asked before the first migration of a run: a refusal in the middle would leave the earlier ones
applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.management.base import CommandError
from django.db import models
from django.db.migrations import CreateModel
from psycopg import sql

from evolve import conf
from evolve.changes import KINDS
from evolve.errors import EvolveError, Refused
from evolve.pg.names import split_db_table
from evolve.pg.session import Session
from evolve.phases import copies
from evolve.playbook.find import find
from evolve.states import State, reached
from evolve.store import Store

# Models, as lower-case labels, whose tables the present run makes, by alias.
CREATED: dict[str, frozenset[str]] = {}


def before_migrate(*, using: str, plan: Sequence[tuple[Any, bool]], **_: object) -> None:
    """Remembers which tables this run makes, and refuses it where an adoption is not ready."""
    forwards = [migration for migration, backwards in plan if not backwards]
    CREATED[using] = frozenset(
        f"{migration.app_label}.{operation.name}".lower()
        for migration in forwards
        for operation in migration.operations
        if isinstance(operation, CreateModel)
    )
    with spoken():
        for migration in forwards:
            for name in adoptions(migration.operations):
                model = find(name, KINDS).model.lower()
                if model not in CREATED[using] and not may_adopt(using, name, model):
                    raise not_ready(using, name, f"{migration.app_label}.{migration.name}")


def adoptions(operations: Iterable[Any]) -> Iterator[str]:
    """The evolutions that the operations adopt."""
    for operation in operations:
        if type(operation).__name__ == "AdoptEvolution":
            yield operation.name


def may_adopt(alias: str, name: str, label: str) -> bool:
    """Whether the evolution is ready, or its table is one on which nothing can be running."""
    if is_adoptable(alias, name):
        return True
    try:
        model = apps.get_model(label)
    except LookupError:
        return False
    return is_inline(alias, model)


def is_adoptable(alias: str, name: str) -> bool:
    """Whether the evolution has come as far as `ready` on `alias`. Raises Refused on a copy."""
    with Session(alias) as session:
        store = Store(session)
        found = store.find(name) if store.is_prepared() else None
    if found is None:
        return False
    copies.refuse(found)
    return reached(found.state, State.READY)


def is_inline(alias: str, model: type[models.Model]) -> bool:
    """Whether nothing can be running on the model's table.

    It was made by this same run; or the settings say so, for development and tests; or it is
    empty and no release was ever seen alive on this database. Size alone never permits it.
    """
    if conf.load().INLINE or model._meta.label_lower in CREATED.get(alias, ()):
        return True
    with Session(alias) as session:
        store = Store(session)
        alive = store.seen() if store.is_prepared() else ()
        return not alive and is_empty(session, model)


def is_empty(session: Session, model: type[models.Model]) -> bool:
    schema, name = split_db_table(model._meta.db_table)
    table = sql.Identifier(schema, name) if schema else sql.Identifier(name)
    found = session.one("SELECT to_regclass(%s) AS oid", [table.as_string(None)])
    if found["oid"] is None:
        return True
    row = session.one(sql.SQL("SELECT EXISTS (SELECT FROM {}) AS filled").format(table))
    return not row["filled"]


def not_ready(alias: str, name: str, migration: str = "") -> EvolveError:
    """The refusal, with the commands to type and the way to ship a hotfix meanwhile."""
    with Session(alias) as session:
        store = Store(session)
        found = store.find(name) if store.is_prepared() else None
    state = f"is {found.state}" if found else "has not begun"
    before = f" {migration}" if migration else ""
    return EvolveError(
        f"{name} on {alias} {state}, and the migration{before} needs it to be ready; "
        "no migration of this run was applied",
        hint=f"manage.py evolve wait {name} --for ready\n"
        f"   a hotfix meanwhile: migrate only as far as the migration before{before}, "
        "and deploy the models of that point",
    )


@contextmanager
def spoken() -> Iterator[None]:
    """evolve's refusals as Django's command errors: a message and no traceback."""
    try:
        yield
    except EvolveError as error:
        hint = f"\n-> {error.hint}" if error.hint else ""
        code = int(error.exit_code)
        if isinstance(error, Refused) and error.clears_itself:
            code = 3
        raise CommandError(f"{error.message}{hint}", returncode=code) from error
