"""The Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import pre_migrate


class EvolveConfig(AppConfig):
    name = "evolve"
    verbose_name = "evolve"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from evolve import beacon, checks, migrating

        checks.register_all()
        pre_migrate.connect(migrating.before_migrate, sender=self)
        beacon.start()
