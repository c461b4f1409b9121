"""Values that Python gives, where AdoptEvolution fills them inline: nobody else is at the table."""

from __future__ import annotations

from django.db import models

from evolve.changes.base import Transform
from evolve.errors import EvolveError
from evolve.plurals import counted
from evolve.proof import transforms


def fill(alias: str, model: type[models.Model], transform: Transform, new: str) -> None:
    """Gives each row its value. Raises EvolveError where there is none for some."""
    rows = model._base_manager.using(alias)
    found = list(rows.order_by("pk").values("pk", *transform.reads))
    given = transforms.asked_in_turn(
        transform.forward, (new,), [{name: row[name] for name in transform.reads} for row in found]
    )
    failing = 0
    for row, values in zip(found, given, strict=True):
        if values is None:
            failing += 1
        else:
            rows.filter(pk=row["pk"]).update(**{new: values[0]})
    if failing:
        raise EvolveError(
            f"{transform.forward} has no value for {counted(failing, 'row')} of "
            f"{model._meta.db_table}",
            hint="mend or delete such rows of this database; nothing was changed",
        )
