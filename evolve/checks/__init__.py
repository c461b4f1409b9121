"""System checks: what `manage.py check` and `migrate` say, with ids that stay.

evolve/README.md has the table of them. From E020 on they ask a database, as
`manage.py check --database default` and every `migrate` allow.
"""

from __future__ import annotations

from django.core.checks import Tags, register

from evolve.checks import evolutions, playbooks, settings


def register_all() -> None:
    """Called once, when the applications are ready."""
    register(settings.are_valid)
    register(settings.name_a_release, deploy=True)
    register(settings.prepare_nothing)
    register(playbooks.are_valid)
    for check in (evolutions.models_fit, evolutions.plans_match, evolutions.migrations_fit):
        register(check, Tags.database)
    register(evolutions.nothing_is_left, Tags.database, deploy=True)
    register(evolutions.nothing_waits, Tags.database, deploy=True)
