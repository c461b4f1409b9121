"""For whoever writes migrations: suggest, lint."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from evolve.errors import Exit, UsageError
from evolve.management.show import findings as listed
from evolve.management.show import suggestions as shown
from evolve.management.speaker import Speaker
from evolve.operations import AdoptEvolution, StartEvolution
from evolve.service.databases import known, own_aliases
from evolve.suggest import baseline
from evolve.suggest.history import History, found_in, own_apps
from evolve.suggest.proposal import suggest as suggested
from evolve.suggest.wanted import of_migrations, of_models
from evolve.suggest.writing import Operations, files_of, write

OURS = Operations(start=StartEvolution, adopt=AdoptEvolution)


def suggest(arguments: Namespace, speaker: Speaker) -> int:
    """Playbooks and migrations, application by application; nothing that is there is touched."""
    if arguments.migration and arguments.apps:
        raise UsageError(
            "--migration names its application itself",
            hint=f"manage.py evolve suggest --migration {arguments.migration[0]}",
        )
    history = History(calculator(arguments.database))
    if arguments.migration:
        wanted = [of_migrations(history, arguments.migration)]
    else:
        wanted = [of_models(history, label) for label in own_apps(arguments.apps)]
    found = [made for one in wanted if (made := suggested(one)).wanted.moves]
    files = [files_of(one, OURS) for one in found]
    if not arguments.dry_run:
        write([file for one in files for file in one.every()])
    pairs = list(zip(found, files, strict=True))
    speaker.answer(
        "\n\n".join(shown.suggestion(one, its, dry=arguments.dry_run) for one, its in pairs)
        or "the models are as their migrations have them: nothing to suggest",
        applications=[shown.suggestion_data(one, its) for one, its in pairs],
        written=not arguments.dry_run,
    )
    return Exit.DONE


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
        listed.github(compared)
        if arguments.format == "github"
        else listed.lint(compared, len(looked))
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
