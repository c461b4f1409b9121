"""Fields of a migration's state as columns, without a database and without rendered models."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connections, models
from django.db.migrations.state import ModelState, ProjectState
from django.db.models.expressions import BaseExpression

from evolve.plan.retyping import holds, in_catalog, loaded_as

AnyField: TypeAlias = "models.Field[Any, Any]"

# What psycopg gives to a model for a column of these types.
FAMILIES = {
    "int": ("smallint", "integer", "bigint"),
    "str": ("varchar", "text", "char", "citext", "inet"),
}
VOLATILE = re.compile(
    r"random|clock_timestamp|timeofday|nextval|uuid_generate|uuidv[47]|uuid_v[147]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A field as the column it is. `type` is "" where only a database could tell."""

    name: str
    type: str
    check: str
    field: AnyField

    @property
    def indexed(self) -> bool:
        """Whether Django makes an index for it that is not unique."""
        return bool(getattr(self.field, "db_index", False)) and not self.field.unique

    @property
    def referring(self) -> bool:
        """Whether it has a foreign key constraint."""
        return bool(self.field.remote_field) and bool(getattr(self.field, "db_constraint", False))

    @property
    def required(self) -> bool:
        """Whether an INSERT that leaves it out fails."""
        counted = isinstance(self.field, models.AutoField) or "Serial" in type(self.field).__name__
        return not (self.field.null or self.field.has_db_default() or counted)


def column_of(
    field: AnyField | None, name: str, state: ProjectState, app_label: str, alias: str
) -> Column | None:
    """The column of `field`, None where it has none (many-to-many, generic)."""
    if field is None or field.many_to_many:
        return None
    bare = field.clone()
    bare.set_attributes_from_name(name)
    kind = type_of(field, state, app_label, alias)
    if not bare.column or kind is None:
        return None
    connection: Any = connections[alias]
    check = "" if field.remote_field else asked(bare.db_check, connection)
    return Column(name=bare.column, type=kind, check=str(check or ""), field=field)


def type_of(field: AnyField, state: ProjectState, app_label: str, alias: str) -> str | None:
    """The column's type as Django spells it, "" where unknown, None for no column."""
    connection: Any = connections[alias]
    if not field.remote_field:
        found = asked(field.db_type, connection)
        return None if found is None else str(found)
    target = referred(field, state, app_label)
    return str(asked(target.rel_db_type, connection) or "") if target is not None else ""


def condition_of(constraint: Any, model: Any, alias: str) -> str:
    """The condition of a CheckConstraint as Django would send it."""
    editor: Any = connections[alias].schema_editor()
    return str(constraint._get_check_sql(model, editor))


def counted_of(constraint: Any, model: Any, alias: str) -> str:
    """The condition of a UniqueConstraint as Django would send it."""
    editor: Any = connections[alias].schema_editor()
    return str(constraint._get_condition_sql(model, editor))


def asked(question: Any, connection: Any) -> Any:
    """A field's own answer; "" where a field of somebody else's needs more than it has here."""
    try:
        return question(connection)
    except (AttributeError, TypeError, ValueError, LookupError, FieldError, ImproperlyConfigured):
        return ""


def referred(field: AnyField, state: ProjectState, app_label: str) -> AnyField | None:
    """The plain field that a foreign key refers to, through keys that are foreign keys too."""
    seen = set[tuple[str, str]]()
    while field.remote_field:
        key = label_of(field, app_label)
        model = state.models.get(key)
        if model is None or key in seen:
            return None
        seen.add(key)
        wanted: Any = getattr(field.remote_field, "field_name", None)
        found = model.fields.get(wanted) if wanted else primary_key(model)
        if found is None:
            return None
        field, app_label = found, key[0]
    return field


def label_of(field: AnyField, app_label: str) -> tuple[str, str]:
    """The model that the relation leads to, as a key of `ProjectState.models`."""
    model: Any = field.remote_field.model if field.remote_field else ""
    text = model if isinstance(model, str) else model._meta.label
    app, dot, name = text.rpartition(".")
    return (app.lower() if dot else app_label, name.lower())


def primary_key(model: ModelState) -> AnyField | None:
    return next((f for f in model.fields.values() if f.primary_key), None)


def in_meta(model: ModelState, name: str) -> bool:
    """Whether an index, a constraint or a group of fields of the model names the field."""
    options = model.options
    groups = [*(options.get("unique_together") or ()), *(options.get("index_together") or ())]
    named = [*(options.get("indexes") or ()), *(options.get("constraints") or ())]
    groups += [getattr(one, "fields", ()) for one in named]
    return any(name in {field.lstrip("-") for field in group} for group in groups)


def rewrites(old: str, new: str) -> bool:
    """Whether PostgreSQL writes the table anew when a column of type `old` becomes `new`."""
    return old != new and not in_catalog(spelled(old), spelled(new))


def swappable(old: str, new: str) -> bool:
    """Whether a column of type `new` may take over the name of one of type `old`."""
    before, after = spelled(old), spelled(new)
    return loaded_as(before) == loaded_as(after) and holds(before, after)


def spelled(kind: str) -> str:
    """The type as the server spells it."""
    return re.sub(r"^varchar", "character varying", kind).replace(", ", ",")


def family(kind: str) -> str:
    """Types that a model loads as the same Python type have the same family."""
    bare = kind.partition("(")[0].strip()
    array = "[]" if kind.endswith("]") else ""
    return next((name for name, members in FAMILIES.items() if bare in members), bare) + array


def is_volatile(default: object) -> bool:
    """Whether a database default is computed for each row anew, as far as its name tells."""
    if not isinstance(default, BaseExpression):
        return False
    parts = [default, *default.flatten()]
    names = (
        f"{getattr(part, 'function', '')} {getattr(part, 'template', '')} "
        f"{getattr(part, 'sql', '')} {type(part).__name__}"
        for part in parts
    )
    return any(VOLATILE.search(name) for name in names)
