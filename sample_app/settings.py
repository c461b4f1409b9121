"""Settings of the shop. The environment says which release this process is, and where it works.

DATABASE_URL   a libpq URL, for example postgresql://shop_owner@/shop?host=/run/postgresql
SHOP_RELEASE   r1 (default) or r2: which models the process has
SHOP_CONSUMER  the application that the process belongs to; web by default
SHOP_EVOLVE    JSON whose keys replace those of EVOLVE below
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

BASE_DIR = Path(__file__).resolve().parent.parent

SHOP_RELEASE = os.environ.get("SHOP_RELEASE", "r1")
SHOP_CONSUMER = os.environ.get("SHOP_CONSUMER", "web")

_server = conninfo_to_dict(os.environ.get("DATABASE_URL", "postgresql:///shop"))

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": _server.pop("host", ""),
        "PORT": _server.pop("port", ""),
        "NAME": _server.pop("dbname", "shop"),
        "USER": _server.pop("user", ""),
        "PASSWORD": _server.pop("password", ""),
        "OPTIONS": {"application_name": f"shop {SHOP_CONSUMER} {SHOP_RELEASE}", **_server},
    }
}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "evolve",
    f"sample_app.{SHOP_RELEASE}",
]
MIGRATION_MODULES = {"shop": "sample_app.migrations"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECRET_KEY = "the shop has no visitors"  # noqa: S105 - nothing is signed with it
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False

EVOLVE = {
    "RELEASE": SHOP_RELEASE,
    "CONSUMER": SHOP_CONSUMER,
    "CONSUMERS": ["web"],
    "ENVIRONMENT": "demo",
    "PROFILES": {"default": {"quiet_for": "2s", "quarantine": "7d"}},
    "BEACON_SECONDS": 1,
    **json.loads(os.environ.get("SHOP_EVOLVE", "{}")),
}
