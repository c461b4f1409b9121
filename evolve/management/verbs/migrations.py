"""For whoever writes migrations: lint."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from evolve.errors import Exit, UsageError
from evolve.management.show import findings as shown
from evolve.management.speaker import Speaker
from evolve.service.databases import known, own_aliases
from evolve.suggest import baseline
from evolve.suggest.history import History, found_in, own_apps


def lint(arguments: Namespace, speaker: Speaker) -> int:
    """Findings that the baseline does not have are differences; no database is asked."""
    if arguments.write_baseline and not arguments.baseline:
        raise UsageError(
            "--write-baseline needs to know where to",
            hint="manage.py evolve lint --baseline evolve-lint.json --write-baseline",
        )
    path = Path(arguments.baseline) if arguments.baseline else None
    accepted = baseline.read(path) if path and not arguments.write_baseline else []
    history = History(calculator(arguments.database))
    looked = [
        list(found_in(migration, moves))
        for migration, moves in history.migrations(own_apps(arguments.apps))
    ]
    every = [found for findings in looked for found in findings]
    if arguments.write_baseline and path:
        baseline.write(path, every)
        accepted = [found.key for found in every]
    compared = baseline.compare(every, accepted)
    text = (
        shown.github(compared)
        if arguments.format == "github"
        else shown.lint(compared, len(looked))
    )
    speaker.answer(
        text,
        migrations=len(looked),
        findings=[found.as_json() for found in compared.new],
        known=len(compared.known),
        gone=list(compared.gone),
    )
    return Exit.DIFFERENCES if compared.new else Exit.DONE


def calculator(wanted: str | None) -> str:
    """A PostgreSQL alias of which Django can tell the types of columns; it is not connected to."""
    if wanted:
        return known(wanted)
    aliases = own_aliases()
    if not aliases:
        raise UsageError("no database alias is PostgreSQL", hint="see DATABASES in the settings")
    return aliases[0]
