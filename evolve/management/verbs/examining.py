"""For whoever sets a database up: doctor."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

from evolve.errors import Exit
from evolve.management.speaker import Speaker
from evolve.service import doctor as examination
from evolve.service.databases import known, opened, served_aliases


def doctor(arguments: Namespace, speaker: Speaker) -> int:
    """What is worth a look on each database; or the SQL that opens what cannot be seen."""
    aliases = [known(arguments.database)] if arguments.database else served_aliases()
    found, statements = {}, {}
    for alias in aliases:
        with opened(alias) as database:
            if arguments.grants:
                statements[alias] = examination.granting(
                    database,
                    application=arguments.application,
                    worker=arguments.worker,
                    monitoring=arguments.monitoring,
                )
            else:
                found[alias] = examination.examine(database)
    if arguments.grants:
        lines = [f"{line};" for granted in statements.values() for line in granted]
        speaker.answer("\n".join(lines), grants=statements)
        return Exit.DONE
    lines = [
        f"{alias}: {one.found}\n    -> {one.remedy}"
        for alias, findings in found.items()
        for one in findings
    ]
    speaker.answer(
        "\n".join(lines) or "nothing to report",
        databases={alias: [asdict(one) for one in findings] for alias, findings in found.items()},
    )
    return Exit.DONE
