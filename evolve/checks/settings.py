"""Of the settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

from evolve import conf
from evolve.errors import SettingsError


def are_valid(**_: Any) -> list[CheckMessage]:
    """evolve.E001: nothing reports itself until it is mended."""
    try:
        conf.load()
    except SettingsError as error:
        return [Error(error.message, hint=error.hint, id="evolve.E001")]
    return []


def name_a_release(**_: Any) -> list[CheckMessage]:
    """evolve.W002: without it nobody can tell the processes of two releases apart."""
    try:
        release = conf.load().release
    except SettingsError:
        return []
    if release:
        return []
    return [
        Warning(
            "the processes of this application report no release",
            hint='set EVOLVE["RELEASE"], or one of the variables '
            + ", ".join(conf.RELEASE_VARIABLES),
            id="evolve.W002",
        )
    ]


def prepare_nothing(**_: Any) -> list[CheckMessage]:
    """evolve.W003: PostgreSQL refuses a prepared `SELECT *` once the columns have changed."""
    return [
        Warning(
            f"DATABASES[{alias!r}] prepares statements on the server: while columns come and go "
            "they fail with 'cached plan must not change result type'",
            hint="leave prepare_threshold out of OPTIONS while an evolution is under way",
            id="evolve.W003",
        )
        for alias, options in options_of_databases().items()
        if options.get("prepare_threshold") is not None
    ]


def options_of_databases() -> dict[str, Mapping[str, Any]]:
    databases: Mapping[str, Any] = settings.DATABASES
    return {alias: database.get("OPTIONS") or {} for alias, database in databases.items()}
