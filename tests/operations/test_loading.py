"""What a process of the application loads for having evolve in INSTALLED_APPS."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from evolve.checks import CHECKS, DATABASE_CHECKS, DATABASE_DEPLOY_CHECKS, DEPLOY_CHECKS, late
from sample_app import roles
from sample_app.settings import BASE_DIR
from tests.support.cluster import ShopDatabase

PARSERS = ("ruamel.yaml", "sqlglot", "rich", "structlog")
SCRIPT = f"""
import json, sys
import django
django.setup()
print(json.dumps([name for name in {PARSERS!r} if name in sys.modules]))
"""


def test_whoever_serves_requests_is_spared_the_parsers(shop_database: ShopDatabase) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        check=True,
        capture_output=True,
        text=True,
        cwd=BASE_DIR,
        env=shop_database.env(roles.OWNER, "r1", DJANGO_SETTINGS_MODULE="sample_app.settings"),
    )
    assert json.loads(done.stdout) == []


@pytest.mark.parametrize(
    "name", [*CHECKS, *DEPLOY_CHECKS, *DATABASE_CHECKS, *DATABASE_DEPLOY_CHECKS]
)
def test_each_check_is_loaded_when_it_runs(name: str) -> None:
    assert isinstance(late(name)(app_configs=None, databases=None), list)
