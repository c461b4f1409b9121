"""The migrations of a project, one operation at a time with the states around it."""

from __future__ import annotations

import ast
import inspect
import sysconfig
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.migrations import CreateModel, Migration, SeparateDatabaseAndState
from django.db.migrations.exceptions import (
    AmbiguityError,
    BadMigrationError,
    CircularDependencyError,
    NodeNotFoundError,
)
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from evolve.errors import EvolveError, UsageError
from evolve.playbook.nearest import nearest
from evolve.suggest.finding import Finding
from evolve.suggest.looking import Place, findings

Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One operation on the database, with the states before and after it.

    `line` is that of the operation as it stands in the file, 0 where that cannot be told.
    """

    operation: Operation
    place: Place
    line: int = 0

    def findings(self, made: set[Key]) -> Iterator[Finding]:
        """What it does wrong to tables that are not in `made`: those that nobody uses yet."""
        for found in findings(self.operation, self.place):
            app_label, _, name = found.model.partition(".")
            if (app_label, name.lower()) not in made:
                yield found


class History:
    """Every migration on disk, in the order in which `migrate` runs them."""

    def __init__(self, alias: str) -> None:
        """Raises EvolveError where the migrations cannot be loaded."""
        self.alias = alias
        try:
            self.loader = MigrationLoader(None)
        except (NodeNotFoundError, BadMigrationError, CircularDependencyError) as error:
            raise EvolveError(
                f"the migrations cannot be loaded: {error}", hint="manage.py showmigrations"
            ) from error
        except (ImportError, SyntaxError, NameError, TypeError, AttributeError) as error:
            raise EvolveError(
                f"a migration cannot be imported: {type(error).__name__}: {error}",
                hint="manage.py showmigrations shows where",
            ) from error

    def state(self) -> ProjectState:
        """The project's state after all of them."""
        return self.loader.project_state()

    def find(self, label: str) -> Key:
        """The migration that `app.0007` names. Raises UsageError with the nearest."""
        app_label, _, prefix = label.partition(".")
        known = sorted(f"{a}.{n}" for a, n in self.loader.graph.nodes)
        try:
            found = self.loader.get_migration_by_prefix(app_label, prefix)
        except AmbiguityError as error:
            raise UsageError(f"{label}: {error}", hint="more of its name") from error
        except KeyError as error:
            near = nearest(label, known)
            raise UsageError(
                f"there is no migration {label!r}" + (f"; did you mean {near!r}?" if near else ""),
                hint="manage.py showmigrations",
            ) from error
        if (found.app_label, found.name) not in self.loader.graph.nodes:
            raise UsageError(
                f"{label} has been squashed into another migration", hint="name that one"
            )
        return (found.app_label, found.name)

    def before(self, key: Key) -> ProjectState:
        return self.loader.project_state(key, at_end=False)

    def migrations(self, app_labels: Sequence[str]) -> Iterator[tuple[Migration, list[Move]]]:
        """Those of the applications, each with its moves."""
        state = ProjectState()
        for key in self.order():
            migration = self.loader.graph.nodes[key]
            if key[0] in app_labels:
                yield migration, list(moves(migration, state, self.alias))
            for operation in migration.operations:
                forward(operation, migration, state)

    def order(self) -> list[Key]:
        """Every migration after those that it depends on."""
        graph, seen = self.loader.graph, dict[Key, None]()
        for leaf in sorted(graph.leaf_nodes()):
            seen.update(dict.fromkeys(graph.forwards_plan(leaf)))
        return list(seen)


def moves(migration: Migration, before: ProjectState, alias: str) -> Iterator[Move]:
    """The operations that reach the database, those inside of others included."""
    lines = lines_of(migration)
    state = before.clone()
    for number, operation in enumerate(migration.operations):
        line = lines[number] if len(lines) == len(migration.operations) else 0
        database = state.clone()
        for inner in reaching(operation):
            after = database.clone()
            forward(inner, migration, after)
            place = Place(app_label=migration.app_label, before=database, after=after, alias=alias)
            yield Move(operation=inner, place=place, line=line)
            database = after
        forward(operation, migration, state)


def reaching(operation: Operation) -> list[Operation]:
    """What of the operation Django would carry out on the database."""
    if isinstance(operation, SeparateDatabaseAndState):
        return list(operation.database_operations)
    return [operation]


def forward(operation: Operation, migration: Migration, state: ProjectState) -> None:
    """Moves the state. Raises EvolveError where the migration does not follow from it."""
    try:
        operation.state_forwards(migration.app_label, state)
    except (KeyError, LookupError, FieldDoesNotExist, ValueError, TypeError) as error:
        raise EvolveError(
            f"{migration.app_label}.{migration.name}: {operation.describe()}: "
            f"{type(error).__name__}: {error}",
            hint="manage.py sqlmigrate shows whether Django can read it",
        ) from error


def found_in(migration: Migration, steps: Sequence[Move]) -> Iterator[Finding]:
    """The findings of one migration; a table that it makes itself is in nobody's use."""
    made = {
        (migration.app_label, step.operation.name_lower)
        for step in steps
        if isinstance(step.operation, CreateModel)
    }
    label, path = f"{migration.app_label}.{migration.name}", path_of(migration)
    for step in steps:
        for found in step.findings(made):
            yield replace(found, migration=label, path=path, line=step.line)


# -- files ------------------------------------------------------------------------------------


def path_of(migration: Migration) -> str:
    """The migration's file, relative to the working directory where it lies below."""
    path = Path(inspect.getsourcefile(type(migration)) or "")
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def lines_of(migration: Migration) -> list[int]:
    """The line of each operation; empty where they do not stand in one list."""
    try:
        tree = ast.parse(Path(inspect.getsourcefile(type(migration)) or "").read_bytes())
    except (OSError, SyntaxError, ValueError):
        return []
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name == "Migration":
            for statement in node.body:
                if isinstance(statement, ast.Assign) and is_operations(statement):
                    elements: Any = getattr(statement.value, "elts", [])
                    return [element.lineno for element in elements]
    return []


def is_operations(statement: ast.Assign) -> bool:
    return any(isinstance(t, ast.Name) and t.id == "operations" for t in statement.targets)


def own_apps(names: Sequence[str] = ()) -> list[str]:
    """The applications asked for; else those of the project, installed packages left out.

    Raises UsageError with the nearest name.
    """
    known = {config.label: config for config in apps.get_app_configs()}
    for name in names:
        if name not in known:
            near = nearest(name, known)
            raise UsageError(
                f"there is no application {name!r}" + (f"; did you mean {near!r}?" if near else ""),
                hint="its label, as in INSTALLED_APPS: " + ", ".join(sorted(known)),
            )
    if names:
        return list(dict.fromkeys(names))
    installed = [Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")]
    return sorted(
        label
        for label, config in known.items()
        if label != "evolve"
        and not any(Path(config.path).is_relative_to(path) for path in installed)
    )
