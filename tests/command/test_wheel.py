"""The built wheel, installed into another project, carries an evolution from start to contract."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from textwrap import dedent

import pytest
from psycopg.conninfo import conninfo_to_dict

from sample_app import roles
from sample_app.settings import BASE_DIR
from tests.support.cluster import Cluster, ShopDatabase

PROJECT = {
    "manage.py": """
        import os, sys
        from django.core.management import execute_from_command_line
        os.environ["DJANGO_SETTINGS_MODULE"] = "library.settings"
        execute_from_command_line(sys.argv)
        """,
    "library/__init__.py": "",
    "library/settings.py": """
        import os
        from pathlib import Path
        BASE_DIR = Path(__file__).parent.parent
        RELEASE = os.environ["LIBRARY_RELEASE"]
        SECRET_KEY = "none"
        USE_TZ = True
        DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
        INSTALLED_APPS = ["library.books", "evolve"]
        DATABASES = {"default": {
            "ENGINE": "django.db.backends.postgresql", "NAME": os.environ["PGDATABASE"],
            "USER": os.environ["PGUSER"], "HOST": os.environ["PGHOST"],
            "PORT": os.environ["PGPORT"], "PASSWORD": os.environ["PGPASSWORD"]}}
        EVOLVE = {"RELEASE": RELEASE, "CONSUMERS": ["web"], "BEACON_SECONDS": 0.5,
                  "PROFILES": {"default": {"quiet_for": "0"}}}
        """,
    "library/books/__init__.py": "",
    "library/books/models.py": """
        from django.conf import settings
        from django.db import models

        class Book(models.Model):
            pages = models.IntegerField(default=0)
            if settings.RELEASE == "v1":
                title = models.CharField(max_length=50, unique=True)
            else:
                name = models.CharField(max_length=50, unique=True)
        """,
    "playbooks/book-title-name.yaml": """
        evolve: 1
        model: books.Book
        change: {rename: title, to: name}
        """,
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout."""
    target = tmp_path_factory.mktemp("wheel")
    alone = ["--no-build-isolation"] if find_spec("hatchling") else []
    run([sys.executable, "-m", "pip", "wheel", "--no-deps", *alone, "-w", target, BASE_DIR])
    (found,) = target.glob("*.whl")
    return found


def run(command: list[object], cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    """The output of a command that must succeed."""
    done = subprocess.run(
        [*map(str, command)],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=180,
        cwd=cwd,
        env=env,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}"
    return done.stdout


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {"evolve/py.typed", "evolve/pg/catalog.sql", "evolve/migrations/0001_initial.py"} <= {
        *names
    }
    assert {name.partition("/")[0] for name in names if ".dist-info" not in name} == {"evolve"}


@pytest.mark.thorough
def test_another_project_installs_it_and_evolves(
    wheel: Path, tmp_path: Path, cluster: Cluster, shop_template: str
) -> None:
    """A fresh environment with its dependencies from PyPI, and a project of another name."""
    for name, text in PROJECT.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    quiet = ["--quiet", "--disable-pip-version-check"]
    run([python, "-m", "pip", "install", *quiet, wheel, "psycopg[binary]"])
    with cluster.database() as database:
        project = Project(tmp_path, python, database)
        assert "library" not in project.manage("check")
        project.manage("makemigrations", "books")
        project.manage("migrate")
        assert "No changes" in project.manage("makemigrations", "--check", "--dry-run")
        with database.connect() as connection:
            connection.execute(
                "INSERT INTO books_book (title, pages) SELECT 'Book ' || n, n"
                " FROM generate_series(1, 500) n"
            )
            assert "valid (rename of books.Book)" in project.manage("evolve", "check")
            project.manage("evolve", "plan", "book-title-name")
            assert "is ready" in project.manage("evolve", "start", "book-title-name")
            with project.serving("v2"):
                wait_for_report(database)
                out = project.manage("evolve", "contract", "book-title-name", "--now")
            assert "is done" in out
            rows = connection.execute("SELECT name, pages FROM books_book ORDER BY id").fetchall()
        assert rows == [(f"Book {n}", n) for n in range(1, 501)]
        assert "done" in project.manage("evolve", "status")


class Project:
    """The other project's manage.py, in its own environment."""

    def __init__(self, home: Path, python: Path, database: ShopDatabase) -> None:
        self._home, self._python = home, python
        self._environment = environment(database)

    def manage(self, *arguments: str) -> str:
        return run([self._python, "manage.py", *arguments], self._home, self._as("v1"))

    @contextmanager
    def serving(self, release: str) -> Iterator[None]:
        """A process of that release, meanwhile."""
        process = subprocess.Popen(
            [str(self._python), "manage.py", "shell", "-c", "import time; time.sleep(60)"],
            cwd=self._home,
            env=self._as(release),
        )
        try:
            yield
        finally:
            process.kill()
            process.wait()

    def _as(self, release: str) -> dict[str, str]:
        return {**self._environment, "LIBRARY_RELEASE": release}


def environment(database: ShopDatabase) -> dict[str, str]:
    """The database as libpq's variables; nothing of this checkout's Python."""
    server = conninfo_to_dict(database.url(roles.OWNER))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {
        **kept,
        "PGHOST": str(server.get("host", "")),
        "PGPORT": str(server.get("port", "5432")),
        "PGDATABASE": database.name,
        "PGUSER": roles.OWNER,
        "PGPASSWORD": roles.PASSWORD,
    }


def wait_for_report(database: ShopDatabase) -> None:
    """Until the new release has reported itself."""
    deadline = time.monotonic() + 30
    with database.connect() as connection:
        while not connection.execute("SELECT 1 FROM evolve_instance").fetchone():
            assert time.monotonic() < deadline, "no process has reported itself"
            time.sleep(0.1)
