"""The columns of the fields that a playbook names: by the model where it has them, else by the
catalog, which decides for code that has moved on."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models

from evolve.changes.base import Shape
from evolve.pg.table import Table
from evolve.playbook.model import KeyPath, Playbook
from evolve.playbook.nearest import nearest


def fields_there(playbook: Playbook, shape: Shape) -> dict[str, KeyPath]:
    """The fields that the change needs to find in the table, and where the playbook names them."""
    there = [field.name for field in shape.new] if shape.in_place else []
    there += [shape.refers.field] if shape.refers else []
    there += shape.unique.fields if shape.unique else []
    merged = shape.unique.merge if shape.unique else {}
    named = dict.fromkeys([*shape.old, *there], ("change", change_key(playbook)))
    read = shape.transform.reads if shape.transform else ()
    return {
        **named,
        **{field: rule.path for field, rule in merged.items()},
        **dict.fromkeys(read, ("change", "from")),
    }


def known_columns(
    playbook: Playbook, fields: Mapping[str, KeyPath], model: type[models.Model], table: Table
) -> dict[str, str]:
    """Fields that are there to columns. Raises PlaybookError where one is in neither."""
    found: dict[str, str] = {}
    for field, path in fields.items():
        column = column_of(model, field)
        if table.column(column) is None:
            known = [f.name for f in model._meta.concrete_fields]
            if parent := parent_with(model, field):
                raise playbook.wrong(
                    path,
                    f"{field!r} is a field of {parent}, from which {playbook.model} inherits",
                    found=f"model: {playbook.model}",
                    expected=f"model: {parent}, whose table has the column",
                )
            raise playbook.wrong(
                path,
                f"{playbook.model} has no field {field!r}, and {table.name} no column of that name",
                found=repr(field),
                nearest=nearest(field, [*known, *(c.name for c in table.columns)]),
            )
        found[field] = column
    return found


def parent_with(model: type[models.Model], field: str) -> str:
    """The label of the model whose table has an inherited field; "" where it is of no parent."""
    for known in model._meta.concrete_fields:
        if known.name == field and known.model is not model:
            return str(known.model._meta.label)
    return ""


def column_of(model: type[models.Model], field: str) -> str:
    """The field's column where the model has the field; else a column of the field's name."""
    for known in model._meta.concrete_fields:
        if known.name == field and known.column:
            return known.column
    return field


def is_key(model: type[models.Model], field: str) -> bool:
    """Whether it is a ForeignKey, whose column has the name that Django gives it."""
    return any(
        known.name == field and known.is_relation and known.column == f"{field}_id"
        for known in model._meta.concrete_fields
    )


def change_key(playbook: Playbook) -> str:
    return playbook.change.kind
