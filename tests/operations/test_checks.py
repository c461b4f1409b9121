"""`manage.py check` and `migrate` say what does not fit, before anything has happened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps.registry import Apps
from django.db import models

from evolve import checks
from evolve.checks import evolutions as of_evolutions
from evolve.records import Evolution
from evolve.service import asking
from evolve.states import State
from tests.operations.project import OLD_MODEL, Project
from tests.operations.test_operations import NAME, columns_of, must, seen
from tests.support import evolutions
from tests.support.cluster import Cluster, ShopDatabase

BOTH = """
from django.db import models

class Person(models.Model):
    full_name = models.CharField(max_length=200)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80, null=True)
"""
TAKING = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("people", "0002_start")]
    operations = [
        migrations.AddField("person", "nick", models.CharField(max_length=9, null=True)),
        {},
    ]
"""
TAKES = {
    "remove": 'migrations.RemoveField("person", "full_name")',
    "rename": 'migrations.RenameField("person", "full_name", "name")',
    "alter": 'migrations.AlterField("person", "full_name", models.TextField())',
    "table": 'migrations.AlterModelTable("person", "humans")',
    "model": 'migrations.RenameModel("Person", "Human")',
    "delete": 'migrations.DeleteModel("Person")',
}


@pytest.fixture
def project(cluster: Cluster, shop_template: str, tmp_path: Path) -> Iterator[Project]:
    """The project on an empty database; the template is asked for since it makes the roles."""
    with cluster.database() as database:
        yield Project(root=tmp_path, database=database)


@pytest.fixture
def started(project: Project) -> Project:
    """The second release is migrated: the evolution is under way."""
    project.release(1)
    must(project, "migrate", "-v0")
    seen(project, "id", "full_name")
    project.release(2)
    must(project, "migrate", "-v0")
    return project


def check(project: Project, *arguments: str, **variables: str) -> str:
    """What `check` says of the database, errors or not."""
    done = project.manage("check", "--database", "default", *arguments, **variables)
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def test_nothing_is_said_where_all_fits(started: Project) -> None:
    assert "evolve." not in check(started)
    must(started, "evolve", "start", NAME, "--noinput")
    started.release(3)
    assert "evolve." not in check(started)


def test_an_evolution_is_not_looked_for_without_a_database(project: Project) -> None:
    """`check` alone opens no connection; a server that is away has nothing to say."""
    project.release(2)
    assert "evolve." not in must(project, "check")
    (project.root / "settings.py").write_text(
        (project.root / "settings.py").read_text() + '\nDATABASES["default"]["PORT"] = "1"\n'
    )
    assert "evolve." not in must(project, "check")
    assert "evolve." not in check(project)


def test_a_playbook_that_cannot_be_read_is_an_error(project: Project) -> None:
    project.release(2)
    path = project.root / "playbooks" / f"{NAME}.yaml"
    path.write_text(path.read_text().replace("people.Person", "people.Persom"))
    said = check(project)
    assert "evolve.E010" in said
    assert f"{NAME}.yaml:3:" in said
    assert project.manage("check").returncode != 0


def test_a_model_that_lists_both_sides_is_warned_of(started: Project) -> None:
    (started.root / "people" / "models.py").write_text(BOTH)
    assert "evolve.W021" in check(started)


def test_a_model_that_lists_a_column_put_away_is_an_error(started: Project) -> None:
    """In quarantine it can still be brought back; when it is dropped it cannot."""
    must(started, "evolve", "start", NAME, "--noinput")
    with started.database.connect() as connection:
        connection.execute("DELETE FROM evolve_instance")
    seen(started, "id", "first_name", "last_name")
    must(started, "evolve", "contract", NAME)
    said = check(started)
    assert "evolve.E020" in said
    assert f"evolve contract {NAME} --undo" in said
    must(started, "evolve", "contract", NAME, "--now")
    said = check(started, "--deploy")
    assert "evolve.E020" in said
    assert "--undo" not in said
    assert "evolve.I024" in said
    started.release(3)
    must(started, "migrate", "-v0")
    assert "evolve.E020" not in check(started)


def test_a_model_that_lists_a_hidden_column_is_an_error(
    shop_database: ShopDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A retype keeps its name: the other column is nobody's, before the swap and after it."""
    case = next(c for c in evolutions.shipped() if c.name == "order-quantity-bigint")
    with evolutions.swiftly(), evolutions.working() as database:
        with shop_database.connect() as connection:
            evolutions.fill(connection, case, 20)
            evolutions.report_new(connection, database, case)
        ready = evolutions.to_ready(database, case)
        (before,) = hidden(shop_database)
        swapped = asking.swap(database, case.playbook, undo=False)
        swapped = evolutions.carry(database, swapped, State.SWAPPED)
        (after,) = hidden(shop_database)
    assert told(ready, monkeypatch, before) == told(swapped, monkeypatch, after) == ["evolve.E020"]
    assert told(ready, monkeypatch, "quantity") == told(swapped, monkeypatch, "quantity") == []


def hidden(database: ShopDatabase) -> list[str]:
    with database.connect() as connection:
        rows = connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'shop_order'::regclass"
            " AND attname LIKE 'evolve%' AND NOT attisdropped"
        )
        return [name for (name,) in rows]


def told(evolution: Evolution, monkeypatch: pytest.MonkeyPatch, column: str) -> list[str | None]:
    """The ids of what is said where a model of the table lists the column."""

    class Order(models.Model):  # noqa: DJ008 - never printed
        number = models.IntegerField(db_column=column)

        class Meta:
            app_label = "shop"
            db_table = "shop_order"
            apps = Apps()

    with monkeypatch.context() as patched:
        patched.setattr(of_evolutions, "of_table", lambda table: iter([Order]))
        return [said.id for said in of_evolutions.mapped("default", evolution)]


def test_an_edited_playbook_changes_nothing_and_is_warned_of(started: Project) -> None:
    path = started.root / "playbooks" / f"{NAME}.yaml"
    path.write_text(path.read_text() + "# a remark\n")
    assert "evolve.W022" in check(started)
    path.unlink()
    assert "evolve.W022" not in check(started)


def test_a_migration_that_takes_a_column_is_refused_before_the_first(started: Project) -> None:
    """Nothing of the run is applied, not even what stands before it."""
    before = columns_of(started.database)
    assert "full_name" in before
    migration = started.root / "people" / "migrations" / "0003_takes.py"
    for take in TAKES.values():
        migration.write_text(TAKING.replace("{}", take))
        done = started.manage("migrate", "-v0")
        assert (done.returncode, "evolve.E023" in done.stderr) == (1, True), take
        assert columns_of(started.database) == before, take


def test_a_migration_of_other_columns_is_let_through(started: Project) -> None:
    migration = started.root / "people" / "migrations" / "0003_takes.py"
    migration.write_text(TAKING.replace("{},", ""))
    (started.root / "people" / "models.py").write_text(
        OLD_MODEL + "    nick = models.CharField(max_length=9, null=True)\n"
    )
    must(started, "migrate", "-v0")
    assert "nick" in columns_of(started.database)


def test_deployment_wants_a_release_and_no_prepared_statements(project: Project) -> None:
    project.release(1)
    settings = project.root / "settings.py"
    settings.write_text(
        settings.read_text() + '\nDATABASES["default"]["OPTIONS"] = {"prepare_threshold": 5}\n'
    )
    assert "evolve.W002" not in check(project)
    said = check(project, "--deploy")
    assert "evolve.W002" in said
    assert "evolve.W003" in said
    assert "evolve.W002" not in check(project, "--deploy", EVOLVE='{"RELEASE": "r1"}')


def test_every_id_is_documented() -> None:
    text = (Path(checks.__file__).parents[1] / "README.md").read_text()
    documented = set(re.findall(r"\| `(evolve\.[EWI]\d{3})`", text))
    used = set()
    for path in Path(checks.__file__).parent.glob("[a-z]*.py"):
        used |= set(re.findall(r'id="(evolve\.[EWI]\d{3})"', path.read_text()))
    assert documented == used
    assert len(used) > 5
