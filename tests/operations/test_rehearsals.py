"""`evolve.testing`: what a team's test does not see is as it was, and mistakes are named."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connections, transaction

from evolve.errors import NotFound, UsageError
from evolve.testing.rehearsal import rehearsed
from sample_app.factories import OldProductFactory
from tests.support.cluster import ShopDatabase, django_at

PLAYBOOK = "product-rename-title"
ALONE = """
import sys

def test_it(pytestconfig):
    loaded = {name for name in sys.modules if name.split(".")[0] in {"evolve", "django"}}
    assert loaded == {"evolve", "evolve.testing", "evolve.testing.plugin"}
    assert pytestconfig.pluginmanager.has_plugin("evolve")
"""


def test_a_copy_comes_and_goes_and_what_differs_fails_the_test(
    shop_database: ShopDatabase,
) -> None:
    """Rows that were there are in the copy; what the test did to it is nowhere afterwards."""
    with django_at(shop_database, "postgres"):
        jar = OldProductFactory(title="Jar")
        with rehearsed(PLAYBOOK, "default") as evolution:
            copy = connections["default"].settings_dict["NAME"]
            assert copy != shop_database.name
            assert evolution.state == ""
            with pytest.raises(NotFound):
                evolution.row(jar.pk)
            evolution.start()
            evolution.verify()
            evolution.database.session.rows("SET session_replication_role = replica")
            evolution.update(jar.pk, name="past the trigger")
            with pytest.raises(AssertionError, match="1 of 1 row differ"):
                evolution.verify()
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [copy])
            assert cursor.fetchone() == (0,)
            cursor.execute("SELECT count(*) FROM evolve_evolution")
            assert cursor.fetchone() == (0,)
        assert list(type(jar).objects.values_list("title")) == [("Jar",)]


def test_a_test_in_a_transaction_is_told_so(shop_database: ShopDatabase) -> None:
    with (
        transaction.atomic(),
        pytest.raises(UsageError, match="runs in a transaction") as refused,
        rehearsed(PLAYBOOK, "default"),
    ):
        raise AssertionError("a copy of what is not committed")
    assert "django_db" in refused.value.hint


def test_a_suite_that_does_not_ask_for_it_gets_a_name_and_no_django(tmp_path: Path) -> None:
    """The plugin is found by its entry point; without a test that uses it nothing is imported."""
    (tmp_path / "test_alone.py").write_text(ALONE)
    options = ["-q", "-p", "no:django", "-p", "no:randomly", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin"},
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
