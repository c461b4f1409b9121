"""`migrate` starts an evolution and adopts it, and refuses before it has begun anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations.project import Project
from tests.support import schema
from tests.support.cluster import Cluster, ShopDatabase

NAME = "person-split-name"


@pytest.fixture
def project(cluster: Cluster, shop_template: str, tmp_path: Path) -> Iterator[Project]:
    """The project on an empty database; the template is asked for since it makes the roles."""
    with cluster.database() as database:
        yield Project(root=tmp_path, database=database)


def must(project: Project, *arguments: str, **variables: str) -> str:
    """The output of a command that succeeds."""
    done = project.manage(*arguments, **variables)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def seen(project: Project, *columns: str) -> None:
    """A process of the application reports itself, as the beacon would."""
    with project.database.connect() as connection:
        connection.execute(
            "INSERT INTO evolve_instance (instance, consumer, release, host, pid, columns) "
            "VALUES (%s, 'web', '', 'h', 1, jsonb_build_object('people_person', %s::text[]))",
            [" ".join(columns), list(columns)],
        )


def columns_of(database: ShopDatabase) -> list[str]:
    """The table's columns, by name."""
    with database.connect() as connection:
        rows = connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'people_person'::regclass "
            "AND attnum > 0 AND NOT attisdropped ORDER BY attname"
        )
        return [name for (name,) in rows]


def people(project: Project, *columns: str) -> list[tuple[object, ...]]:
    with project.database.connect() as connection:
        listed = ", ".join(columns)
        return connection.execute(f"SELECT {listed} FROM people_person ORDER BY id").fetchall()


def test_a_fresh_database_is_built_inline_and_keeps_its_seeded_rows(project: Project) -> None:
    """The table is made in the same run: nothing to coexist with, and no value is lost."""
    project.release(3)
    must(project, "migrate", "-v0")
    assert people(project, "first_name", "last_name") == [("Ada", "Lovelace")]
    assert must(project, "makemigrations", "--check", "--dry-run").startswith("No changes")


def test_migrate_starts_an_evolution_and_adoption_waits_for_ready(project: Project) -> None:
    """Release by release: started by migrate, refused before ready, then nothing left to do."""
    project.release(1)
    must(project, "migrate", "-v0")
    seen(project, "id", "full_name")
    project.release(2)
    must(project, "migrate", "-v0")
    assert "backfilling" in must(project, "evolve", "status", NAME).lower()

    project.release(3)
    refused = project.manage("migrate", "-v0")
    assert refused.returncode != 0
    assert f"evolve wait {NAME} --for ready" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert set(columns_of(project.database)) >= {"full_name", "first_name"}

    must(project, "evolve", "worker", "--once")
    must(project, "migrate", "-v0")
    assert people(project, "full_name", "first_name", "last_name") == [
        ("Ada Lovelace", "Ada", "Lovelace")
    ]
    assert must(project, "makemigrations", "--check", "--dry-run").startswith("No changes")


def test_the_evolved_and_the_fresh_schema_are_the_same(
    project: Project, cluster: Cluster, tmp_path: Path
) -> None:
    """Contract leaves the table as migrations alone would have built it."""
    project.release(1)
    must(project, "migrate", "-v0")
    seen(project, "id", "full_name")
    project.release(2)
    must(project, "migrate", "-v0")
    must(project, "evolve", "worker", "--once")
    project.release(3)
    must(project, "migrate", "-v0")
    with project.database.connect() as connection:
        connection.execute("DELETE FROM evolve_instance")
    seen(project, "id", "first_name", "last_name")
    must(project, "migrate", "people", "0002", "-v0")  # while the old column is there
    must(project, "migrate", "-v0")
    must(project, "evolve", "contract", NAME, "--now")
    refuses_to_go_back(project)
    with cluster.database() as other:
        fresh = Project(root=tmp_path, database=other)
        must(fresh, "migrate", "-v0")
        with project.database.connect() as evolved, other.connect() as built:
            assert schema.dump(evolved, "people_person") == schema.dump(built, "people_person")


def refuses_to_go_back(project: Project) -> None:
    """The old models would find no old column; the last step back is not even noted."""
    columns = columns_of(project.database)
    back = project.manage("migrate", "people", "0002", "-v0")
    assert (back.returncode, "Traceback" in back.stderr) == (1, False)
    assert f"{NAME} on default is done" in back.stderr
    assert f"manage.py evolve restore {NAME}" in back.stderr
    assert columns_of(project.database) == columns
    assert "[X] 0003_adopt" in must(project, "showmigrations", "people")
    shown = must(project, "sqlmigrate", "people", "0003", "--backwards")
    assert "no statement while the old columns are there" in shown


def test_sqlmigrate_shows_the_statements_and_executes_none(project: Project) -> None:
    """What `migrate` would send, read without sending it."""
    project.release(1)
    must(project, "migrate", "-v0")
    seen(project, "id", "full_name")
    project.release(2)
    shown = must(project, "sqlmigrate", "people", "0002")
    assert 'ADD COLUMN "first_name"' in shown
    assert "CREATE TRIGGER" in shown
    assert columns_of(project.database) == ["full_name", "id"]


def test_going_back_reverts_what_is_under_way(project: Project) -> None:
    """The reverse migration of a start is a revert, gated like any other."""
    project.release(1)
    must(project, "migrate", "-v0")
    seen(project, "id", "full_name")
    project.release(2)
    must(project, "migrate", "-v0")
    must(project, "migrate", "people", "0001", "-v0")
    assert columns_of(project.database) == ["full_name", "id"]


def test_an_atomic_migration_is_refused_with_the_line_to_write(project: Project) -> None:
    """Steps commit one by one; one transaction around them would keep their locks."""
    project.release(1)
    must(project, "migrate", "-v0")
    seen(project, "id", "full_name")
    project.release(2)
    start = project.root / "people/migrations/0002_start.py"
    start.write_text(start.read_text().replace("    atomic = False\n", ""))
    refused = project.manage("migrate", "-v0")
    assert refused.returncode != 0
    assert "atomic = False" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert columns_of(project.database) == ["full_name", "id"]


def test_a_copy_of_another_environments_database_is_not_adopted(project: Project) -> None:
    """Ready over there; here it waits until somebody says what the database is."""
    production, staging = ('{"ENVIRONMENT": "production"}', '{"ENVIRONMENT": "staging"}')
    project.release(1)
    must(project, "migrate", "-v0")
    seen(project, "id", "full_name")
    project.release(2)
    must(project, "migrate", "-v0", EVOLVE=production)
    must(project, "evolve", "start", NAME, "--noinput", EVOLVE=production)
    project.release(3)
    refused = project.manage("migrate", "-v0", EVOLVE=staging)
    assert refused.returncode == 4
    assert "environment 'production'" in refused.stderr
    assert "forget --this-is-a-copy" in refused.stderr
    must(project, "evolve", "forget", "--this-is-a-copy", "--noinput", EVOLVE=staging)
    must(project, "migrate", "-v0", EVOLVE=staging)
