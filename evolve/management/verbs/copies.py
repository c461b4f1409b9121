"""For whoever has restored a copy of another environment's database."""

from __future__ import annotations

import sys
from argparse import Namespace

from evolve import conf
from evolve.errors import Exit, UsageError
from evolve.management.speaker import Speaker
from evolve.phases import copies
from evolve.records import Evolution
from evolve.service.databases import Database, known, opened, served_aliases
from evolve.service.planning import database_name


def forget(arguments: Namespace, speaker: Speaker) -> int:
    """Takes over, for the present environment, what another one has begun."""
    aliases = [known(arguments.database)] if arguments.database else served_aliases()
    taken = {alias: taken_over(arguments, speaker, alias) for alias in aliases}
    names = [f"{name} on {alias}" for alias, found in taken.items() for name in found]
    here = conf.load().ENVIRONMENT or "an environment without a label"
    text = "\n".join(
        f"{name} belongs to {here} now\n-> manage.py evolve status {name.split()[0]}"
        for name in names
    )
    speaker.answer(text or "nothing to forget: no evolution of another environment", taken=taken)
    return Exit.DONE


def taken_over(arguments: Namespace, speaker: Speaker, alias: str) -> list[str]:
    """The names of what was taken over on `alias`."""
    with opened(alias) as database:
        found = [evolution for evolution in database.store.every() if copies.is_copy(evolution)]
        if found and not arguments.noinput:
            confirm(speaker, database, found)
        for evolution in found:
            database.store.take_over(evolution, conf.load().ENVIRONMENT)
        return [evolution.name for evolution in found]


def confirm(speaker: Speaker, database: Database, found: list[Evolution]) -> None:
    """The database's name typed by hand. Raises UsageError where it is not, or nobody is there."""
    again = "manage.py evolve forget --this-is-a-copy"
    if speaker.json or not sys.stdin.isatty():
        raise UsageError(
            f"{database.alias}: nobody is there to ask; nothing was changed",
            hint=f"{again} --noinput",
        )
    for evolution in found:
        speaker.say(f"{evolution.name} is {evolution.state}: {copies.reason(evolution)}")
    name = database_name(database)
    try:
        typed = input(f"\nType the name of the database if it is a copy ({name}): ")
    except EOFError:
        typed = ""
    if typed.strip() != name:
        raise UsageError(
            f"{typed.strip()!r} is not the database's name; nothing was changed",
            hint=f"{again} asks again",
        )
