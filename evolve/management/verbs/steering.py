"""For whoever steers while it runs: tune."""

from __future__ import annotations

from argparse import Namespace

from evolve.errors import Exit
from evolve.management.show import lists
from evolve.management.speaker import Speaker
from evolve.service import tuning
from evolve.service.databases import each


def tune(arguments: Namespace, speaker: Speaker) -> int:
    """On all databases or on none: every word is looked at before anything is changed."""
    name, words = arguments.name, arguments.words
    for database in each(name, arguments.database):
        tuning.check(database, name, words)
    found = {
        database.alias: tuning.tune(database, name, words)
        for database in each(name, arguments.database, arguments.actor)
    }
    tables = [lists.tuned(name, alias, settings) for alias, settings in found.items()]
    after = "obeyed from the next batch on" if words else f"manage.py evolve tune {name} KEY=VALUE"
    speaker.answer(
        "\n\n".join([*tables, f"-> {after}"]),
        databases={
            alias: {one.key: {"value": one.value, "source": one.source} for one in settings}
            for alias, settings in found.items()
        },
    )
    return Exit.DONE
