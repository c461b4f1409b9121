"""What a Django field is on PostgreSQL: type, indexes and checks, under Django's own names.

An evolved table and a fresh one must be the same, names included, so the names come from Django's
schema editor. It is used as a calculator only: nothing is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections, models
from django.db.models import Index as MetaIndex
from psycopg import sql

from evolve.pg.ddl import IndexSpec
from evolve.pg.names import LIMIT, TableName, text


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldShape:
    """A field as its column: `type` as Django spells it, `check` a condition or "".

    `default` is the db_default as SQL, "" where there is none; so is `collation`. `steady`: that
    calls no two different texts equal.
    """

    column: str
    type: str
    null: bool
    check: str
    default: str
    indexes: tuple[IndexSpec, ...]
    collation: str = ""
    steady: bool = True


def shape_of(field: models.Field[Any, Any], name: str, table: TableName, alias: str) -> FieldShape:
    """`field`, named `name` in its model, as a column of `table`."""
    field.set_attributes_from_name(name)
    connection: Any = connections[alias]
    parameters = field.db_parameters(connection)
    column = field.column or name
    collation = parameters.get("collation")
    default = ""
    if field.has_db_default():
        value = getattr(field.db_default, "value", field.db_default)
        default = text(sql.Literal(value))
    return FieldShape(
        column=column,
        type=str(parameters["type"]),
        null=field.null,
        check=str(parameters["check"] or ""),
        default=default,
        collation=text(sql.Identifier(str(collation))) if collation else "",
        indexes=indexes_of(field, column, str(parameters["type"]), table, alias),
    )


def indexes_of(
    field: models.Field[Any, Any], column: str, type_: str, table: TableName, alias: str
) -> tuple[IndexSpec, ...]:
    """The indexes that Django makes for the field."""
    if not (getattr(field, "db_index", False) or field.unique):
        return ()
    quoted = text(sql.Identifier(column))
    found = []
    if field.unique:
        name = postgres_name(table.name, column, "key")
        found.append(
            IndexSpec(name=name, unique=True, using=f"USING btree ({quoted})", constraint=name)
        )
    else:
        name = django_name(alias, table, [column], "")
        found.append(IndexSpec(name=name, unique=False, using=f"USING btree ({quoted})"))
    operators = {"varchar": "varchar_pattern_ops", "text": "text_pattern_ops"}
    family = type_.partition("(")[0]
    if family in operators and not getattr(field, "db_collation", None):
        like = django_name(alias, table, [column], "_like")
        using = f"USING btree ({quoted} {operators[family]})"
        found.append(IndexSpec(name=like, unique=False, using=using))
    return tuple(found)


def key_indexes(column: str, type_: str, table: TableName, alias: str) -> tuple[IndexSpec, ...]:
    """The indexes that Django makes for a foreign key; `type_` as the server spells it."""
    spelled = type_.replace("character varying", "varchar")
    return indexes_of(models.Field(db_index=True), column, spelled, table, alias)


def united_name(alias: str, table: TableName, columns: Sequence[str]) -> str:
    """The name that Django gives to unique=True of a field that was not, and to unique_together."""
    return django_name(alias, table, list(columns), "_uniq")


def django_name(alias: str, table: TableName, columns: list[str], suffix: str) -> str:
    """The name that Django's schema editor gives to an index on `columns`."""
    editor: Any = connections[alias].schema_editor()
    name = editor._create_index_name(table.name, columns, suffix=suffix)
    return str(name)


def postgres_name(table: str, column: str, label: str) -> str:
    """The name that PostgreSQL gives to an unnamed constraint (makeObjectName in indexcmds.c)."""
    first, second = table.encode(), column.encode()
    room = LIMIT - len(label) - 2
    while len(first) + len(second) > room:
        if len(first) > len(second):
            first = first[:-1]
        else:
            second = second[:-1]
    parts = (first.decode(errors="ignore"), second.decode(errors="ignore"), label)
    return "_".join(parts)


def meta_index_name(table: TableName, columns: list[str], prefix: str = "idx") -> str:
    """The name that Django gives to an unnamed entry of Meta.indexes."""
    index = MetaIndex(fields=["x"])
    hashed = [table.name, *columns, index.suffix or prefix]
    from django.db.backends.utils import names_digest, split_identifier

    _, bare = split_identifier(table.name)
    name = f"{bare[:11]}_{columns[0][:7]}_{names_digest(*hashed, length=6)}_{prefix}"
    return f"D{name[1:]}" if name[0] == "_" or name[0].isdigit() else name


def foreign_key_suffix(to: TableName, key: str) -> str:
    """What Django puts behind the column in a foreign key's name."""
    return f"_fk_{to.name}_{key}"


def follows(
    alias: str,
    table: TableName,
    name: str,
    old: list[str],
    new: list[str],
    more: Sequence[str] = (),
) -> str:
    """What `name`, of an index or constraint on `old`, is for `new`.

    A name derived from the columns follows them; a name given by hand stays, and is returned
    unchanged. `more` are suffixes that Django may have given it.
    """
    if old and new:
        for suffix in ("", "_like", "_uniq", "_idx", *more):
            if name == django_name(alias, table, old, suffix):
                return django_name(alias, table, new, suffix)
        if name == meta_index_name(table, old):
            return meta_index_name(table, new)
        for label in ("key", "check", "idx", "fkey"):
            if name == postgres_name(table.name, "_".join(old), label):
                return postgres_name(table.name, "_".join(new), label)
    return name
