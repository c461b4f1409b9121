"""The Django application."""

from __future__ import annotations

from django.apps import AppConfig


class EvolveConfig(AppConfig):
    name = "evolve"
    verbose_name = "evolve"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from evolve import beacon

        beacon.start()
