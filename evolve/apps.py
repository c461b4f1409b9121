"""The Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register


class EvolveConfig(AppConfig):
    name = "evolve"
    verbose_name = "evolve"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from evolve import beacon, checks

        register(checks.settings_are_valid)
        beacon.start()
