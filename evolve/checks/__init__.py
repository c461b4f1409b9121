"""System checks: what `manage.py check` and `migrate` say, with ids that stay.

evolve/README.md has the table of them. From E020 on they ask a database, as
`manage.py check --database default` and every `migrate` allow.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.core.checks import CheckMessage, Tags, register

CHECKS = ("settings.are_valid", "settings.prepare_nothing", "playbooks.are_valid")
DEPLOY_CHECKS = ("settings.name_a_release",)
DATABASE_CHECKS = (
    "evolutions.models_fit",
    "evolutions.plans_match",
    "evolutions.migrations_fit",
)
DATABASE_DEPLOY_CHECKS = ("evolutions.nothing_is_left", "evolutions.nothing_waits")


def register_all() -> None:
    """Called once, when the applications are ready."""
    for name in CHECKS:
        register(late(name))
    for name in DEPLOY_CHECKS:
        register(late(name), deploy=True)
    for name in DATABASE_CHECKS:
        register(late(name), Tags.database)
    for name in DATABASE_DEPLOY_CHECKS:
        register(late(name), Tags.database, deploy=True)


def late(name: str) -> Callable[..., list[CheckMessage]]:
    """The check `module.function` of this room, loaded when it runs: whoever serves requests runs
    none, and is spared the parsers of YAML and SQL behind it."""
    module, _, function = name.partition(".")

    def check(**given: Any) -> list[CheckMessage]:
        found: list[CheckMessage] = getattr(import_module(f"{__name__}.{module}"), function)(
            **given
        )
        return found

    return check
