"""What somebody wants to change: models that moved on, or migrations that exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.db.migrations import CreateModel, Migration, RunPython, RunSQL
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED

from evolve.errors import UsageError
from evolve.suggest import fill_by_python, fill_by_sql
from evolve.suggest.columns import column_of, family
from evolve.suggest.fill import Fill, Table, Understood, Unread
from evolve.suggest.finding import Finding
from evolve.suggest.history import History, Key, Move, found_in, moves
from evolve.suggest.looking import statements, table_of


class Questioner(MigrationQuestioner):
    """Answers so that nothing is lost on the way: what looks like a rename is decided later."""

    def ask_not_null_addition(self, field_name: str, model_name: str) -> Any:
        return NOT_PROVIDED

    def ask_not_null_alteration(self, field_name: str, model_name: str) -> Any:
        return NOT_PROVIDED

    def ask_auto_now_add_addition(self, field_name: str, model_name: str) -> Any:
        return NOT_PROVIDED

    def ask_rename(
        self, model_name: str, old_name: str, new_name: str, field_instance: Any
    ) -> bool:
        """Only where the column stays; whether values do is for a person."""
        return str(field_instance.db_column) == old_name

    def ask_rename_model(self, old_model_state: Any, new_model_state: Any) -> bool:
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A change of one application, operation by operation.

    `source` says where it comes from; `parent` is the migration before it, None where there is
    none; `replaced` are the migrations that exist already. `forward` and `backward` are what
    data migrations give to fields.
    """

    app_label: str
    source: str
    before: ProjectState
    after: ProjectState
    moves: tuple[Move, ...]
    findings: tuple[Finding, ...]
    parent: Key | None
    replaced: tuple[Key, ...] = ()
    forward: Understood
    backward: Understood


def of_models(history: History, app_label: str) -> Wanted:
    """What `makemigrations` would write for the models as they are now."""
    before = history.state()
    found = MigrationAutodetector(before, ProjectState.from_apps(apps), Questioner()).changes(
        graph=history.loader.graph, trim_to_apps={app_label}
    )
    parents = history.loader.graph.leaf_nodes(app_label)
    wanted = collected(found.get(app_label, []), before, history.alias)
    return replace(
        wanted,
        app_label=app_label,
        source="models",
        parent=parents[0] if parents else None,
    )


def of_migrations(history: History, labels: Sequence[str]) -> Wanted:
    """What the migrations of those names do. Raises UsageError unless they follow each other."""
    keys = sorted(dict.fromkeys(map(history.find, labels)), key=history.order().index)
    app_label = keys[0][0]
    own = [key for key in history.order() if key[0] == app_label]
    first = own.index(keys[0])
    if own[first : first + len(keys)] != keys:
        raise UsageError(
            "these migrations do not follow each other: " + ", ".join(map(".".join, keys)),
            hint="one after the other, of one application",
        )
    return of_steps(history, keys, history.before(keys[0]))


def of_steps(history: History, keys: Sequence[Key], before: ProjectState) -> Wanted:
    """What these migrations of one application, one after the other, do to the state `before`."""
    app_label = keys[0][0]
    own = [key for key in history.order() if key[0] == app_label]
    first = own.index(keys[0])
    migrations = [history.loader.graph.nodes[key] for key in keys]
    return replace(
        collected(migrations, before, history.alias),
        app_label=app_label,
        source=", ".join(map(".".join, keys)),
        parent=own[first - 1] if first else None,
        replaced=tuple(keys),
    )


def collected(migrations: Sequence[Migration], before: ProjectState, alias: str) -> Wanted:
    """All operations of the migrations, with what is wrong with them."""
    steps, found = list[Move](), list[Finding]()
    state = before
    made = set[Key]()
    for migration in migrations:
        own = list(moves(migration, state, alias))
        created = {
            (migration.app_label, step.operation.name_lower)
            for step in own
            if isinstance(step.operation, CreateModel)
        }
        found += [
            finding
            for finding in found_in(migration, own)
            if (migration.app_label, finding.model.rpartition(".")[2].lower()) not in made
        ]
        made |= created
        steps += own
        state = migration.mutate_state(state)
    return Wanted(
        app_label="",
        source="",
        before=before,
        after=state,
        moves=tuple(steps),
        findings=tuple(found),
        parent=None,
        forward=understood(steps, alias, forwards=True),
        backward=understood(steps, alias, forwards=False),
    )


# -- data migrations ----------------------------------------------------------------------------


def understood(steps: Sequence[Move], alias: str, *, forwards: bool) -> Understood:
    """What the RunPython and RunSQL among the moves give to fields, one way or the other."""
    fills, gaps = list[Fill](), list[str]()
    for step in steps:
        for found, missed in reading(step, alias, forwards=forwards):
            fills += found
            gaps += missed
    return Understood(fills=tuple(fills), gaps=tuple(gaps))


def reading(step: Move, alias: str, *, forwards: bool) -> Iterator[tuple[list[Fill], list[str]]]:
    operation: Any = step.operation
    tables = tables_of(step, alias)
    if isinstance(operation, RunPython):
        code: Callable[..., Any] | None = operation.code if forwards else operation.reverse_code
        if code not in {None, RunPython.noop}:
            assert code is not None
            yield fill_by_python.fills(code, tables, getattr(code, "__name__", "RunPython"))
    elif isinstance(operation, RunSQL):
        for statement in statements(operation.sql if forwards else operation.reverse_sql or ""):
            try:
                yield list(fill_by_sql.fills(statement, tables, "RunSQL")), []
            except Unread as error:
                yield [], [f"RunSQL: {error}"]


def tables_of(step: Move, alias: str) -> list[Table]:
    """Every model of the state in which the operation runs."""
    found = []
    state = step.place.before
    for (app_label, _), model in state.models.items():
        columns = {
            name: column
            for name, field in model.fields.items()
            if (column := column_of(field, name, state, app_label, alias))
        }
        found.append(
            Table(
                model=f"{app_label}.{model.name}",
                table=table_of(model),
                columns={name: column.name for name, column in columns.items()},
                families={name: family(column.type) for name, column in columns.items()},
            )
        )
    return found
