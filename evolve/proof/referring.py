"""What a foreign key to come refers to: the other model's table as the server has it."""

from __future__ import annotations

from collections.abc import Mapping

from django.apps.registry import Apps as Registry
from django.db import models

from evolve.changes.base import Shape
from evolve.errors import Refusal, Refused
from evolve.pg.catalog import find_table
from evolve.pg.names import split_db_table
from evolve.pg.references import Reference
from evolve.pg.session import Session
from evolve.pg.table import Table
from evolve.plan.facts import Referred
from evolve.plan.fields import django_name, foreign_key_suffix
from evolve.playbook.model import KeyPath, Playbook
from evolve.playbook.nearest import nearest


def referred(
    session: Session,
    playbook: Playbook,
    shape: Shape,
    columns: Mapping[str, str],
    table: Table,
    registry: Registry,
) -> Referred | None:
    """The foreign key under Django's own name, and the table that it refers to; None where the
    change makes none.

    Raises PlaybookError where there is no such model, Refused where its table is missing.
    """
    if shape.refers is None:
        return None
    column = columns[shape.refers.field]
    model = known_model(playbook, registry, ("change", "to"), shape.refers.to)
    schema, name = split_db_table(model._meta.db_table)
    to = find_table(session, schema, name)
    if to is None:
        refusal = Refusal(
            code="table",
            subject=model._meta.db_table,
            message=f"there is no such table on {session.alias}",
            hint="a foreign key needs both tables in one database",
        )
        raise Refused(playbook.name, (refusal,))
    key = str(model._meta.pk.column)
    suffix = foreign_key_suffix(to.name, key)
    reference = Reference(
        name=django_name(session.alias, table.name, [column], suffix),
        column=column,
        to=to.name,
        key=key,
    )
    return Referred(reference=reference, to=to)


def known_model(
    playbook: Playbook, registry: Registry, path: KeyPath, name: str
) -> type[models.Model]:
    """The model of that name. Raises PlaybookError, with the place `path`, naming the nearest."""
    try:
        return registry.get_model(name)
    except (LookupError, ValueError) as error:
        known = [model._meta.label for model in registry.get_models()]
        raise playbook.wrong(
            path, f"there is no model {name!r}", nearest=nearest(name, known)
        ) from error
