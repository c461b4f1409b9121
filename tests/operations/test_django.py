"""What else one does with migrations: shown, faked, squashed, synchronised, tested in parallel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg import sql

from tests.operations.project import Project
from tests.operations.test_operations import NAME, columns_of, must, people, project, seen
from tests.support.cluster import Cluster

__all__ = ["project"]

OLD = ["full_name", "id"]
TESTS = """
from django.test import TestCase
from people.models import Person

class {name}(TestCase):
    def test_the_seeded_row_is_split(self):
        self.assertEqual([p.first_name for p in Person.objects.all()], ["Ada"])
        Person.objects.create(first_name="Eve")
"""


def test_a_plan_is_shown_and_a_fake_is_only_noted(project: Project) -> None:
    """Nothing of either is done to the table, and what was only noted can be forgotten."""
    project.release(1)
    must(project, "migrate", "--run-syncdb", "-v0")
    seen(project, "id", "full_name")
    project.release(3)
    shown = must(project, "migrate", "--plan")
    assert f"Start the evolution {NAME}" in shown
    assert f"Adopt the evolution {NAME}" in shown
    must(project, "migrate", "people", "0002", "--fake", "-v0")
    assert columns_of(project.database) == OLD
    refused = project.manage("migrate", "people", "0003", "--fake", "-v0")
    assert refused.returncode != 0
    assert f"{NAME} on default has not begun" in refused.stderr
    must(project, "migrate", "people", "0001", "--fake", "-v0")
    must(project, "migrate", "people", "0002", "-v0")
    assert "first_name" in columns_of(project.database)


def test_both_operations_squashed_build_a_fresh_database(project: Project) -> None:
    project.release(3)
    must(project, "squashmigrations", "people", "0002", "0003", "--noinput", "-v0")
    (squashed,) = (project.root / "people" / "migrations").glob("*squashed*.py")
    text = squashed.read_text()
    assert "evolve.operations.StartEvolution" in text
    assert "evolve.operations.AdoptEvolution" in text
    must(project, "migrate", "-v0")
    assert people(project, "first_name", "last_name") == [("Ada", "Lovelace")]
    assert must(project, "makemigrations", "--check", "--dry-run").startswith("No changes")


@pytest.fixture
def cleaned(project: Project, cluster: Cluster) -> Iterator[Project]:
    """Django's runner keeps its databases where it is told to; here they go afterwards."""
    yield project
    with cluster.maintenance() as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s",
            [f"test\\_{project.database.name}%"],
        )
        found = [name for (name,) in rows.fetchall()]
        assert len(found) == 3
        for name in found:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )


def test_test_databases_are_built_kept_and_copied_for_parallel_runs(cleaned: Project) -> None:
    """Inline, with the row that an earlier migration has made; evolve holds no connection open
    that would keep a copy from being made."""
    cleaned.release(3)
    for name in ("FirstTests", "SecondTests"):
        path: Path = cleaned.root / "people" / f"test_{name.lower()}.py"
        path.write_text(TESTS.format(name=name))
    superuser = cleaned.database.url("postgres")
    for _ in range(2):
        done = cleaned.manage(
            "test", "--keepdb", "--parallel", "2", "--noinput", DATABASE_URL=superuser
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Ran 2 tests" in done.stderr
