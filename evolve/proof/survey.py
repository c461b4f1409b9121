"""The facts of a database for a playbook: what is there, and what the server makes of it.

Nothing stays: every look that needs an object makes it inside a transaction that is rolled back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.apps.registry import Apps as Registry
from django.db import models

from evolve.changes.base import Change, NewField, Shape
from evolve.errors import NotFound, Refusal, Refused, UsageError
from evolve.pg import carry, expressions
from evolve.pg.carried import Carried
from evolve.pg.catalog import find_table, queries
from evolve.pg.ddl import collated
from evolve.pg.dependents import routines_naming
from evolve.pg.names import LIMIT, TRIGGER_PREFIX, TableName, aside, digest, split_db_table
from evolve.pg.session import Session
from evolve.pg.table import Table
from evolve.plan.facts import Begun, Facts
from evolve.plan.fields import FieldShape, shape_of
from evolve.plan.pairing import constant_default
from evolve.plan.stops import owner_stops
from evolve.playbook.field import parse_field
from evolve.playbook.model import Playbook
from evolve.playbook.nearest import nearest
from evolve.proof.columns import column_of, fields_there, is_key, known_columns
from evolve.proof.evenness import stripe_column
from evolve.proof.followed import Following, Taken
from evolve.proof.reading import Reading
from evolve.proof.referring import known_model, referred
from evolve.proof.transforms import refuse_unknown
from evolve.proof.uniting import uniting


def survey(
    session: Session,
    playbook: Playbook,
    shape: Shape,
    *,
    own: TableName,
    taken: Taken,
    registry: Registry = apps,
    replacing: Sequence[str] | None = None,
) -> Facts:
    """Everything that a plan of `playbook` needs to know of the database behind `session`.

    `registry` has the models that count: a migration's, where one starts the evolution.
    `taken` maps columns of other evolutions on a table to their names. `replacing` are triggers
    whose work is taken over with columns that are there; None where a change is begun anew. Raises
    PlaybookError with the place in the file, or Refused where the table itself is missing.
    """
    model = model_of(playbook, registry)
    refuse_unknown(playbook, shape)
    table = table_of(session, playbook, model)
    columns = known_columns(playbook, fields_there(playbook, shape), model, table)
    new = {f.name: new_field(playbook, f, model, columns, table, session.alias) for f in shape.new}
    if not shape.in_place:
        refuse_names(playbook, new, table, adopting=replacing is not None)
    new = required(playbook, shape, new)
    columns |= {name: field.column for name, field in new.items()}
    types = {f.column: f.type + collated(f.collation) for f in new.values()}
    following = Following(session, playbook, shape.follows, registry)
    with expressions.shape_copy(session, table, {} if shape.in_place else types) as added:
        if not shape.in_place:
            new = collated_exactly(session, new)
        there_already = {c.name: c.type for c in table.columns if c.name in types}
        exact = {**there_already, **added}
        others = frozenset(column_of(model, field) for field in playbook.besides)
        reading = Reading(session, playbook, shape, columns, exact, table, others)
        forward, backward, mending = reading.all()
        defaults = reading.defaults()
        demand = reading.demand(forward)
        follows = tuple(following.all(reading.queried, table, taken)) if reading.queried else ()
        united = uniting(session, reading, columns, table)
    read = [*forward.values(), *([demand] if demand else [])]
    touched = {*columns.values(), *(r for u in read for r in u.expression.reads)}
    places = places_aside(playbook, table, shape, columns)
    return Facts(
        table=table,
        shape=shape,
        columns=columns,
        new=new,
        types=exact,
        forward=forward,
        backward=backward,
        mending=mending,
        demand=demand,
        referred=referred(session, playbook, shape, columns, table, registry),
        uniting=united,
        carried=tuple(carried_over(session, table, shape, columns, exact, new)),
        aside=tuple(carry.carry(session, table, places, {}, alone=True)),
        taken={column: owner for column, owner in taken(table.name).items() if column in touched},
        own=own,
        defaults=defaults,
        default_constants={c.name: constant_default(c.default) for c in table.columns},
        stripe_by=stripe_column(session, table),
        begun=None if replacing is None else begun_by_hand(session, table, new, replacing),
        followed=follows,
        routines=routines_naming(session, table, [columns[old] for old in shape.old])
        if shape.same_name
        else (),
    )


def collated_exactly(session: Session, new: Mapping[str, FieldShape]) -> dict[str, FieldShape]:
    """The new fields with their collations as the catalog spells them."""
    found = expressions.exact_collations(session, [field.column for field in new.values()])
    return {
        name: replace(field, collation=found[field.column][0], steady=found[field.column][1])
        for name, field in new.items()
    }


def carried_over(
    session: Session,
    table: Table,
    shape: Shape,
    columns: Mapping[str, str],
    types: Mapping[str, str],
    fields: Mapping[str, FieldShape],
) -> list[Carried]:
    """What hangs on the old columns and goes on with the new ones."""
    renames = {columns[old]: columns[new] for old, new in shape.carry.items()}
    before = {c.name: c.type + collated(c.collation or "") for c in table.columns}
    after = {f.column: types[f.column] + collated(f.collation) for f in fields.values()}
    other = {new: after[new] for old, new in renames.items() if after[new] != before[old]}
    return carry.carry(session, table, renames, other, alone=all(field.like for field in shape.new))


def places_aside(
    playbook: Playbook, table: Table, shape: Shape, columns: Mapping[str, str]
) -> dict[str, str]:
    """Where the old columns are once they are aside."""
    mark = digest(playbook.name, str(table.name))
    return {columns[old]: aside(columns[old], mark) for old in shape.old}


def model_of(playbook: Playbook, registry: Registry = apps) -> type[models.Model]:
    """The playbook's model. Raises PlaybookError naming the nearest one."""
    return known_model(playbook, registry, ("model",), playbook.model)


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
    if not table.owned:
        raise Refused(playbook.name, tuple(owner_stops(table)))
    return table


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
            return replace(
                shape,
                null=not like.not_null,
                check="",
                indexes=(),
                collation=shape.collation or like.collation or "",
            )
        return shape
    assert like is not None, field
    column = column_of(model, field.name)
    if column == field.name and is_key(model, field.like):
        column = f"{field.name}_id"
    return FieldShape(
        column=column,
        type=like.type,
        null=not like.not_null,
        check="",
        default="",
        indexes=(),
        collation=like.collation or "",
    )


def required(
    playbook: Playbook, shape: Shape, new: Mapping[str, FieldShape]
) -> dict[str, FieldShape]:
    """The new fields with the playbook's own word on which become NOT NULL at contract."""
    contract = playbook.contract
    if shape.once and not shape.demanding:
        new = {name: replace(field, null=False) for name, field in new.items()}
    if contract.drop is not None and set(contract.drop) != set(shape.old):
        raise playbook.wrong(
            ("contract", "drop"),
            "an old column that stays is not kept in step any more",
            found=", ".join(contract.drop),
            expected=", ".join(shape.old),
        )
    if contract.not_null is None:
        return dict(new)
    if shape.demanding:
        raise playbook.wrong(
            ("contract", "not_null"),
            "the change leaves the columns as they are",
            found=", ".join(contract.not_null),
            expected="nothing here; a playbook of its own with `not_null`",
        )
    return {name: replace(f, null=name not in contract.not_null) for name, f in new.items()}


def refuse_names(
    playbook: Playbook, new: Mapping[str, FieldShape], table: Table, *, adopting: bool
) -> None:
    """New columns need names that are free and that PostgreSQL does not cut."""
    for name, field in new.items():
        if len(field.column.encode()) > LIMIT:
            raise playbook.wrong(
                ("change",),
                f"the name {field.column!r} is too long",
                found=f"{len(field.column.encode())} bytes",
                expected=f"at most {LIMIT}",
            )
        if table.column(field.column) is not None and not adopting:
            raise playbook.wrong(
                ("change",),
                f"{table.name} already has a column {field.column!r}",
                found=repr(name),
                expected="a name that is not taken; or, where somebody has begun this change by "
                f"hand, manage.py evolve adopt {playbook.name}",
            )


def begun_by_hand(
    session: Session, table: Table, new: Mapping[str, FieldShape], replacing: Sequence[str]
) -> Begun:
    """What is there of the change. Raises UsageError where a trigger is named that is not."""
    columns = tuple(field.column for field in new.values() if table.column(field.column))
    users = {trigger.name: trigger for trigger in table.triggers if not is_ours(trigger.name)}
    for name in replacing:
        if name not in users:
            guess = nearest(name, list(users))
            raise UsageError(
                f"{table.name} has no trigger {name!r}"
                + (f"; did you mean {guess!r}?" if guess else ""),
                hint="it has " + (", ".join(users) or "none"),
            )
    writing = session.rows(
        queries()["triggers_naming"], {"oid": table.oid, "columns": list(columns)}
    )
    return Begun(
        columns=columns,
        replaced=tuple(users[name] for name in replacing),
        writing=tuple(row["name"] for row in writing if row["name"] in users),
    )


def is_ours(trigger: str) -> bool:
    return trigger.startswith(TRIGGER_PREFIX)


def change_shape(playbook: Playbook) -> Shape:
    """The shape of the playbook's change."""
    change: Any = playbook.change
    if not isinstance(change, Change):
        raise NotFound(f"{playbook.name}: no kind of change answers to {playbook.change.kind!r}")
    return change.shape()
