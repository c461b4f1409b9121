"""A small project of its own, written into a directory: one app, two releases, real migrations."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.cluster import ShopDatabase

SETTINGS = """
import json, os
from pathlib import Path
from psycopg.conninfo import conninfo_to_dict
BASE_DIR = Path(__file__).parent
server = conninfo_to_dict(os.environ["DATABASE_URL"])
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql",
    "NAME": server.pop("dbname"), "USER": server.pop("user", ""),
    "PASSWORD": server.pop("password", ""), "HOST": server.pop("host", ""),
    "PORT": str(server.pop("port", ""))}}
INSTALLED_APPS = ["evolve", "people"]
SECRET_KEY = "x"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
EVOLVE = {"PROFILES": {"default": {"quiet_for": "0"}},
          **json.loads(os.environ.get("EVOLVE", "{}"))}
"""

MANAGE = """
import os, sys
from django.core.management import execute_from_command_line
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
execute_from_command_line(sys.argv)
"""

OLD_MODEL = """
from django.db import models

class Person(models.Model):
    full_name = models.CharField(max_length=200)
"""

NEW_MODEL = """
from django.db import models

class Person(models.Model):
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80, null=True)
"""

INITIAL = """
from django.db import migrations, models

def seed(apps, schema_editor):
    Person = apps.get_model("people", "Person")
    Person.objects.using(schema_editor.connection.alias).create(full_name="Ada Lovelace")

class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel("Person", [
            ("id", models.BigAutoField(primary_key=True, auto_created=True, serialize=False,
                                       verbose_name="ID")),
            ("full_name", models.CharField(max_length=200)),
        ]),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
"""

START = """
from django.db import migrations
from evolve.operations import StartEvolution

class Migration(migrations.Migration):
    atomic = False
    dependencies = [("people", "0001_initial")]
    operations = [StartEvolution("person-split-name")]
"""

ADOPT = """
from django.db import migrations, models
from evolve.operations import AdoptEvolution

class Migration(migrations.Migration):
    dependencies = [("people", "0002_start")]
    operations = [
        AdoptEvolution("person-split-name", [
            migrations.AddField("person", "first_name", models.CharField(max_length=80)),
            migrations.AddField("person", "last_name",
                                models.CharField(max_length=80, null=True)),
            migrations.RemoveField("person", "full_name"),
        ]),
    ]
"""

PLAYBOOK = """
evolve: 1
model: people.Person
change:
  split: full_name
  into:
    first_name:
      field: CharField(max_length=80)
      sql: split_part(full_name, ' ', 1)
    last_name:
      field: CharField(max_length=80, null=True)
      sql: nullif(substr(full_name, strpos(full_name || ' ', ' ') + 1), '')
  back:
    full_name: concat_ws(' ', first_name, last_name)
  too_long: clamp
  lossy: accept
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The project at `root`, on `database`; `release` writes one release's files over another's."""

    root: Path
    database: ShopDatabase

    def release(self, number: int) -> None:
        """Release 1 has the old model; 2 starts the evolution; 3 has the new model."""
        migrations = self.root / "people" / "migrations"
        migrations.mkdir(parents=True, exist_ok=True)
        (self.root / "playbooks").mkdir(exist_ok=True)
        files = {
            "settings.py": SETTINGS,
            "manage.py": MANAGE,
            "people/__init__.py": "",
            "people/migrations/__init__.py": "",
            "people/migrations/0001_initial.py": INITIAL,
            "people/models.py": NEW_MODEL if number == 3 else OLD_MODEL,
        }
        if number >= 2:
            files["playbooks/person-split-name.yaml"] = PLAYBOOK
            files["people/migrations/0002_start.py"] = START
        if number >= 3:
            files["people/migrations/0003_adopt.py"] = ADOPT
        for name, text in files.items():
            (self.root / name).write_text(text)

    def manage(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """`manage.py` as the owner of the tables."""
        repository = str(Path(__file__).resolve().parents[2])
        environment = self.database.env(**variables)
        environment["PYTHONPATH"] = repository
        environment.pop("DJANGO_SETTINGS_MODULE")
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            check=False,
            capture_output=True,
            text=True,
            cwd=self.root,
            env=environment,
            timeout=120,
        )
