"""System checks: what is wrong with the settings, said by `manage.py check`."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error

from evolve import conf
from evolve.errors import SettingsError


def settings_are_valid(**_: Any) -> list[CheckMessage]:
    """evolve.E001: `settings.EVOLVE` cannot be read; nothing reports itself until it is mended."""
    try:
        conf.load()
    except SettingsError as error:
        return [Error(error.message, hint=error.hint, id="evolve.E001")]
    return []
