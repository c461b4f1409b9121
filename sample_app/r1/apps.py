"""Release r1 as a Django application; both releases are the application `shop`."""

from __future__ import annotations

from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "sample_app.r1"
    label = "shop"
