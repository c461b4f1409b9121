"""The Django application."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import pre_migrate


class EvolveConfig(AppConfig):
    name = "evolve"
    verbose_name = "evolve"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from evolve import beacon, checks

        checks.register_all()
        pre_migrate.connect(before_migrate, sender=self)
        beacon.start()


def before_migrate(**given: Any) -> None:
    """Loads what it needs when it is needed: whoever serves requests never migrates."""
    from evolve import migrating

    migrating.before_migrate(**given)
