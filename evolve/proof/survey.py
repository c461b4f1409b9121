"""The facts of a database for a playbook: what is there, and what the server makes of it.

Nothing stays: every look that needs an object makes it inside a transaction that is rolled back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.db import models
from psycopg import sql

from evolve.changes.base import Change, NewField, Rule, Shape
from evolve.errors import NotFound, PlaybookError, Problem, Refusal, Refused
from evolve.pg import carry, expressions
from evolve.pg.catalog import find_table
from evolve.pg.expressions import ExpressionError
from evolve.pg.names import LIMIT, TableName, split_db_table
from evolve.pg.session import Session
from evolve.pg.table import Table
from evolve.pg.understood import Understood
from evolve.plan.facts import Facts
from evolve.plan.fields import FieldShape, shape_of
from evolve.plan.pairing import constant_default
from evolve.playbook.field import parse_field
from evolve.playbook.model import Playbook
from evolve.playbook.nearest import nearest


def survey(
    session: Session,
    playbook: Playbook,
    shape: Shape,
    *,
    own: TableName,
    taken: Mapping[str, str],
) -> Facts:
    """Everything that a plan of `playbook` needs to know of the database behind `session`.

    `taken` maps columns of other evolutions on this table to their names. Raises PlaybookError
    with the place in the file, or Refused where the table itself is missing.
    """
    model = model_of(playbook)
    table = table_of(session, playbook, model)
    columns = old_columns(playbook, shape, model, table)
    new = {f.name: new_field(playbook, f, model, columns, table, session.alias) for f in shape.new}
    refuse_names(playbook, shape, new, table)
    new = required(playbook, shape, new)
    columns |= {name: field.column for name, field in new.items()}
    types = {field.column: field.type for field in new.values()}
    with expressions.shape_copy(session, table, types) as exact:
        reading = Reading(session, playbook, shape, columns, exact, table)
        forward, backward, mending = reading.all()
    renames = {columns[old]: columns[to] for old, to in shape.carry.items()}
    touched = {*columns.values(), *(r for u in forward.values() for r in u.expression.reads)}
    return Facts(
        table=table,
        shape=shape,
        columns=columns,
        new=new,
        types=exact,
        forward=forward,
        backward=backward,
        mending=mending,
        carried=tuple(carry.carry(session, table, renames)),
        taken={column: owner for column, owner in taken.items() if column in touched},
        own=own,
        default_constants={c.name: constant_default(c.default) for c in table.columns},
    )


def model_of(playbook: Playbook) -> type[models.Model]:
    """The playbook's model. Raises PlaybookError naming the nearest one."""
    try:
        return apps.get_model(playbook.model)
    except (LookupError, ValueError) as error:
        known = [m._meta.label for m in apps.get_models()]
        raise problem(
            playbook,
            ("model",),
            f"there is no model {playbook.model!r}",
            nearest=nearest(playbook.model, known),
        ) from error


def table_of(session: Session, playbook: Playbook, model: type[models.Model]) -> Table:
    schema, name = split_db_table(model._meta.db_table)
    table = find_table(session, schema, name)
    if table is None:
        raise Refused(
            playbook.name,
            (
                Refusal(
                    code="table",
                    subject=model._meta.db_table,
                    message=f"there is no such table on {session.alias}",
                    hint=f"manage.py migrate --database {session.alias}",
                ),
            ),
        )
    return table


def problem(
    playbook: Playbook,
    path: tuple[str | int, ...],
    message: str,
    *,
    found: str = "",
    expected: str = "",
    nearest: str = "",
    shift: int = 0,
) -> PlaybookError:
    """A PlaybookError at the place of `path`, `shift` characters further on."""
    line, column = playbook.place(*path) or (1, 1)
    return PlaybookError(
        playbook.path,
        (
            Problem(
                message=message,
                line=line,
                column=column + shift,
                found=found,
                expected=expected,
                nearest=nearest,
            ),
        ),
        hint=f"manage.py evolve check {playbook.name}",
    )


def old_columns(
    playbook: Playbook, shape: Shape, model: type[models.Model], table: Table
) -> dict[str, str]:
    """Old fields to columns: by the model where it still has the field, else by the catalog.

    The catalog decides for code that has moved on, whose models no longer know the old field.
    """
    found: dict[str, str] = {}
    for field in shape.old:
        column = column_of(model, field)
        if table.column(column) is None:
            fields = [f.name for f in model._meta.concrete_fields]
            raise problem(
                playbook,
                ("change", change_key(playbook)),
                f"{playbook.model} has no field {field!r}, and {table.name} no column of that name",
                found=repr(field),
                nearest=nearest(field, [*fields, *(c.name for c in table.columns)]),
            )
        found[field] = column
    return found


def column_of(model: type[models.Model], field: str) -> str:
    """The field's column where the model has the field; else a column of the field's name."""
    for known in model._meta.concrete_fields:
        if known.name == field and known.column:
            return known.column
    return field


def change_key(playbook: Playbook) -> str:
    return playbook.change.kind


def new_field(
    playbook: Playbook,
    field: NewField,
    model: type[models.Model],
    columns: Mapping[str, str],
    table: Table,
    alias: str,
) -> FieldShape:
    """The new field as a column: as defined, or like the old column where it says so."""
    definition = playbook.expand.columns.get(field.name, field.definition)
    like = table.column(columns[field.like]) if field.like else None
    if definition:
        shape = shape_of(parse_field(definition), field.name, table.name, alias)
        if like is not None:
            return replace(shape, null=not like.not_null, check="", indexes=())
        return shape
    assert like is not None, field
    column = column_of(model, field.name)
    return FieldShape(
        column=column, type=like.type, null=not like.not_null, check="", default="", indexes=()
    )


def required(
    playbook: Playbook, shape: Shape, new: Mapping[str, FieldShape]
) -> dict[str, FieldShape]:
    """The new fields with the playbook's own word on which become NOT NULL at contract."""
    contract = playbook.contract
    if contract.drop is not None and set(contract.drop) != set(shape.old):
        raise problem(
            playbook,
            ("contract", "drop"),
            "an old column that stays is not kept in step any more",
            found=", ".join(contract.drop),
            expected=", ".join(shape.old),
        )
    if contract.not_null is None:
        return dict(new)
    return {name: replace(f, null=name not in contract.not_null) for name, f in new.items()}


def refuse_names(
    playbook: Playbook, shape: Shape, new: Mapping[str, FieldShape], table: Table
) -> None:
    """New columns need names that are free and that PostgreSQL does not cut."""
    for name, field in new.items():
        if len(field.column.encode()) > LIMIT:
            raise problem(
                playbook,
                ("change",),
                f"the name {field.column!r} is too long",
                found=f"{len(field.column.encode())} bytes",
                expected=f"at most {LIMIT}",
            )
        if table.column(field.column) is not None:
            raise problem(
                playbook,
                ("change",),
                f"{table.name} already has a column {field.column!r}",
                found=repr(name),
                expected="a name that is not taken",
            )


class Reading:
    """The playbook's expressions, read by the server on the empty copy of the table."""

    def __init__(
        self,
        session: Session,
        playbook: Playbook,
        shape: Shape,
        columns: Mapping[str, str],
        types: Mapping[str, str],
        table: Table,
    ) -> None:
        self.session = session
        self.playbook = playbook
        self.shape = shape
        self.columns = columns
        self.types = {**{c.name: c.type for c in table.columns}, **types}
        self.new = {columns[f.name] for f in shape.new}

    def all(self) -> tuple[dict[str, Understood], dict[str, Understood], dict[str, Understood]]:
        """Forward, backward and mending expressions, each by the column that it gives."""
        mending: dict[str, Understood] = {}
        sides: list[dict[str, Understood]] = []
        overrides = (self.playbook.dual_write.forward, self.playbook.dual_write.backward)
        names = ("forward", "backward")
        for rules, override, name in zip(
            (self.shape.forward, self.shape.backward), overrides, names, strict=True
        ):
            side: dict[str, Understood] = {}
            for field, given in rules.items():
                rule = given
                if field in override:
                    rule = replace(
                        given, sql=override[field], copy_of="", path=("dual_write", name, field)
                    )
                column = self.columns[field]
                side[column] = self.read(rule, column)
                self.refuse_reads(rule, side[column], forward=name == "forward")
                self.refuse_type(rule, column, side[column])
                if rule.on_error:
                    mending[column] = self.read(
                        replace(rule, sql=rule.on_error, copy_of=""), column
                    )
            sides.append(side)
        return sides[0], sides[1], mending

    def read(self, rule: Rule, column: str) -> Understood:
        text = rule.sql
        if rule.copy_of:
            source = sql.Identifier(self.columns[rule.copy_of]).as_string(None)
            same = self.types[self.columns[rule.copy_of]] == self.types[column]
            text = source if same else f"{source}::{self.types[column]}"
        shift = 0
        if rule.clamp:
            text, shift = f"({text}\n)::{self.types[column]}", 1
        try:
            return expressions.understand(self.session, text)
        except ExpressionError as error:
            raise self.complain(rule, error, shift) from error

    def complain(self, rule: Rule, error: ExpressionError, shift: int) -> PlaybookError:
        offset = max((error.offset or 0) - shift, 0)
        word = rule.sql[offset:].split(" ")[0] if error.offset is not None else ""
        fields = {field: column for field, column in self.columns.items() if field != column}
        expected = ""
        for field, column in fields.items():
            if field in rule.sql:
                expected = f"the column {column!r} of the field {field!r}: SQL uses columns"
        return problem(
            self.playbook,
            rule.path,
            error.message + (f" ({error.hint})" if error.hint else ""),
            found=word or rule.sql,
            expected=expected,
            nearest=nearest(word.strip("(),"), [c for c in self.types if c != word]),
            shift=offset if "\n" not in rule.sql[:offset] else 0,
        )

    def refuse_reads(self, rule: Rule, understood: Understood, *, forward: bool) -> None:
        """Forward reads the old side, backward the new; neither reads what it defines."""
        reads = set(understood.expression.reads)
        wrong = reads & self.new if forward else reads - self.new
        if wrong:
            side = "new" if forward else "old or unrelated"
            raise problem(
                self.playbook,
                rule.path,
                f"the expression reads {side} columns",
                found=", ".join(sorted(wrong)),
                expected="columns of the row other than the new ones"
                if forward
                else f"only {', '.join(sorted(self.new))}",
            )

    def refuse_type(self, rule: Rule, column: str, understood: Understood) -> None:
        """The value must be assignable, and castable for the comparison."""
        text = understood.expression.sql
        target = self.types[column]
        assigned = sql.Identifier(column).as_string(None)
        try:
            expressions.attempt(
                self.session,
                f"UPDATE pg_temp.evolve_shape SET {assigned} = (",  # noqa: S608 - quoted above
                text,
                ")",
            )
            expressions.attempt(
                self.session, "SELECT (", text, f")::{target} FROM pg_temp.evolve_shape"
            )
        except ExpressionError as error:
            raise problem(
                self.playbook,
                rule.path,
                f"the value does not go into {column}: {error.message}",
                found=understood.type,
                expected=target,
            ) from error


def change_shape(playbook: Playbook) -> Shape:
    """The shape of the playbook's change."""
    change: Any = playbook.change
    if not isinstance(change, Change):
        raise NotFound(f"{playbook.name}: no kind of change answers to {playbook.change.kind!r}")
    return change.shape()
