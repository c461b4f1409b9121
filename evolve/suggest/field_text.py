"""Fields as text: as a playbook takes them, and as models.py has them."""

from __future__ import annotations

from typing import Any

from django.db.migrations.serializer import serializer_factory

from evolve.playbook.field_classes import field_classes
from evolve.suggest.columns import AnyField

# What makes a column; the rest (help_text, validators, ...) is for the models alone.
OF_COLUMN = (
    "max_length", "max_digits", "decimal_places", "null", "unique", "db_index", "db_column",
    "db_collation", "base_field", "size",
)  # fmt: skip


def for_playbook(field: AnyField, *, null: bool = False) -> str:
    """The field as a playbook's `field:`; a class of somebody else's by Django's that it is made
    of. `null` makes it nullable."""
    _, _, _, arguments = field.deconstruct()
    if null:
        arguments["null"] = True
    listed = ", ".join(
        f"{name}={argument(arguments[name])}" for name in OF_COLUMN if name in arguments
    )
    return f"{class_of(field)}({listed})"


def argument(value: Any) -> str:
    return for_playbook(value) if hasattr(value, "deconstruct") else repr(value)


def class_of(field: AnyField) -> str:
    """The nearest class of Django's that a playbook may name."""
    known = field_classes()
    return next(
        (cls.__name__ for cls in type(field).__mro__ if known.get(cls.__name__) is cls),
        type(field).__name__,
    )


def for_models(name: str, field: AnyField) -> str:
    """A line as it stands in models.py."""
    try:
        text, _ = serializer_factory(field).serialize()
    except ValueError:
        text = f"{type(field).__name__}(...)"
    return f"{name} = {text}"
