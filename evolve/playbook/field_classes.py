"""Which fields of Django a playbook may name, with their arguments and what those may hold."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.db import models

AnyField: TypeAlias = "models.Field[Any, Any]"
MODULES = ("django.db.models", "django.contrib.postgres.fields")
GIVEN_ELSEWHERE = frozenset({"self", "args", "kwargs", "name", "rel", "serialize", "auto_created"})
TRUTH = frozenset({"null", "blank", "unique", "db_index", "editable", "primary_key"})
COUNTS = {"max_length": 1, "max_digits": 1, "decimal_places": 0, "size": 1}
TEXTS = frozenset({"verbose_name", "db_column", "db_tablespace", "db_comment", "db_collation"})
NUMBERS = (models.IntegerField, models.DecimalField, models.FloatField, models.BooleanField)
REFUSED = {
    "ForeignKey": "a relation; this kind of change adds plain columns only",
    "OneToOneField": "a relation; this kind of change adds plain columns only",
    "ManyToManyField": "a relation; this kind of change adds plain columns only",
    "ForeignObject": "a relation; this kind of change adds plain columns only",
    "GenericForeignKey": "a relation; this kind of change adds plain columns only",
    "GenericRelation": "a relation; this kind of change adds plain columns only",
    "AutoField": "a key that counts itself up cannot be filled from other columns",
    "BigAutoField": "a key that counts itself up cannot be filled from other columns",
    "SmallAutoField": "a key that counts itself up cannot be filled from other columns",
    "GeneratedField": "a generated column cannot be kept in step by a trigger",
    "CompositePrimaryKey": "a primary key is no plain column",
    "Field": "not a type of column by itself",
    "RangeField": "not a type of column by itself",
    "OrderWrt": "Django keeps this field itself",
}


@cache
def field_classes() -> Mapping[str, type[AnyField]]:
    """The classes by name, those of `django.db.models` first."""
    found: dict[str, type[AnyField]] = {}
    for module in map(importlib.import_module, MODULES):
        for name, value in vars(module).items():
            removed = getattr(value, "system_check_removed_details", None) is not None
            field = inspect.isclass(value) and issubclass(value, models.Field)
            if field and not removed and name not in REFUSED:
                found.setdefault(name, value)
    return found


def keywords(cls: type[AnyField]) -> frozenset[str]:
    """The arguments that `cls` takes, its bases' included; without those that Django gives."""
    names: set[str] = set()
    for base in cls.__mro__:
        if "__init__" in vars(base) and issubclass(base, models.Field):
            names.update(inspect.signature(base.__init__).parameters)
    return frozenset(names) - GIVEN_ELSEWHERE


def own_keywords(cls: type[AnyField]) -> list[str]:
    """The arguments that set `cls` apart from any other field."""
    own = keywords(cls) - keywords(models.Field)
    return sorted(own | ({"max_length"} if issubclass(cls, models.CharField) else set()))


def expected_of(name: str, value: object) -> str:
    """What argument `name` must be, where `value` is not that; "" where it is fine."""
    if name == "primary_key" and value is True:
        return "no primary key: its change is a change of the table"
    if name in TRUTH and not isinstance(value, bool):
        return "True or False"
    if name in COUNTS and value is not None:
        least = COUNTS[name]
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            return f"a whole number from {least}"
    if name in TEXTS and not isinstance(value, str | None):
        return "text"
    return ""


def missing(cls: type[AnyField], arguments: Mapping[str, object]) -> str:
    """What has to be there together and is not; "" where all is."""
    digits, places = arguments.get("max_digits"), arguments.get("decimal_places")
    if issubclass(cls, models.DecimalField):
        if not isinstance(digits, int) or not isinstance(places, int):
            return "max_digits=... and decimal_places=..."
        return "" if places <= digits else "decimal_places no greater than max_digits"
    if "base_field" in keywords(cls) and "base_field" not in arguments:
        return f"the field of its items, as in {cls.__name__}(IntegerField())"
    return ""


def default_fits(field: AnyField, value: object) -> bool:
    """Whether `value` is one that the column can hold, as far as the type alone tells."""
    if value is None:
        return field.null
    if isinstance(field, NUMBERS):
        try:
            field.to_python(value)
        except (ValidationError, TypeError, ValueError, OverflowError):
            return False
        return True
    if isinstance(field, models.CharField):
        return isinstance(value, str) and len(value) <= (field.max_length or len(value))
    return not isinstance(field, models.TextField) or isinstance(value, str)
