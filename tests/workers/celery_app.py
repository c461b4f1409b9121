"""A project's Celery application, set up as evolve's page says; its tasks are shorter here."""

from __future__ import annotations

import os

import django
from celery import Celery

django.setup()

from evolve import celery as ours  # noqa: E402 - needs Django

ours.SECONDS = 0.5

app = Celery("shop", broker=os.environ["SHOP_BROKER"])
app.conf.imports = ["evolve.celery"]
app.conf.beat_schedule = {"evolve": {"task": "evolve.tick", "schedule": 1.0}}
