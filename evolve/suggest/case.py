"""Operations on one model that may be one evolution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.migrations import AddField, RemoveField
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from evolve.errors import UsageError
from evolve.suggest.columns import Column, in_meta
from evolve.suggest.fill import Fill
from evolve.suggest.finding import Finding
from evolve.suggest.looking import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Operations on one model that may be one evolution. `certain`: nobody needs to say that they
    belong together. `forward` and `backward` are fills of data migrations by field."""

    kind: str
    model: str
    place: Place
    operations: tuple[Operation, ...]
    certain: bool
    forward: Mapping[str, Fill]
    backward: Mapping[str, Fill]
    findings: tuple[Finding, ...]

    @property
    def removed(self) -> list[str]:
        """The removed fields, in the order in which the model has them."""
        names = {o.name for o in self.operations if isinstance(o, RemoveField)}
        return [name for name in self.fields(self.place.before) if name in names]

    @property
    def added(self) -> list[str]:
        names = {o.name for o in self.operations if isinstance(o, AddField)}
        return [name for name in self.fields(self.place.after) if name in names]

    def fields(self, state: ProjectState) -> list[str]:
        model = self.place.model(state, self.model)
        return list(model.fields) if model else []

    def is_in_meta(self, name: str) -> bool:
        """Whether an index, a constraint or a group of fields names the field."""
        model = self.place.model(self.place.before, self.model)
        return model is not None and in_meta(model, name)

    def old(self, name: str, *, related: bool = False) -> Column:
        return there(self.place.column(self.place.before, self.model, name), name, related)

    def new(self, name: str, *, related: bool = False) -> Column:
        return there(self.place.column(self.place.after, self.model, name), name, related)


def there(column: Column | None, name: str, related: bool) -> Column:
    """Raises UsageError for a field that comes or goes on the way, and for a relation, unless it
    may be `related`."""
    if column is None or (column.field.remote_field and not related):
        raise UsageError(f"{name} is no plain column before and after")
    return column
