"""One package's migrations, each through `suggest` as `--migration` would have it; JSON on stdout.

python -m tests.histories.look filer
"""

from __future__ import annotations

import json
import sys
import traceback
from collections import Counter
from typing import Any

import django
from django.conf import settings

from tests.histories.packages import PACKAGES, Package

CONTRIB = ("contenttypes", "auth", "sites", "sessions", "messages", "admin")

PROCESSORS = [
    "django.template.context_processors.request",
    "django.template.context_processors.i18n",
    "sekizai.context_processors.sekizai",
    "cms.context_processors.cms_settings",
]


def configure(package: Package) -> None:
    """A project with the package and nothing else; its database is never connected to."""
    settings.configure(
        INSTALLED_APPS=[
            *(f"django.contrib.{name}" for name in CONTRIB),
            "evolve",
            *package.besides,
            *package.apps,
        ],
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "none"}},
        SECRET_KEY="none",
        SITE_ID=1,
        STATIC_URL="static/",
        MIDDLEWARE=["allauth.account.middleware.AccountMiddleware"],  # named, never loaded
        USE_TZ=True,
        LANGUAGES=[("en", "English")],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        ROOT_URLCONF="tests.histories",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {"context_processors": PROCESSORS},
            }
        ],
        CMS_CONFIRM_VERSION4=True,
        WAGTAIL_SITE_NAME="none",
        WAGTAILADMIN_BASE_URL="http://localhost",
        HAYSTACK_CONNECTIONS={
            "default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}
        },
    )
    django.setup()


def look(package: Package) -> dict[str, Any]:
    """What was found in all of its migrations, by class, kind and id; and every crash."""
    from django.apps import apps
    from django.db.migrations.state import ProjectState

    from evolve.management.show.suggestions import suggestion
    from evolve.management.verbs.migrations import OURS
    from evolve.suggest.history import History
    from evolve.suggest.proposal import suggest
    from evolve.suggest.wanted import of_steps
    from evolve.suggest.writing import files_of

    labels = {config.label for config in apps.get_app_configs() if config.name in package.apps}
    counts = {name: Counter[str]() for name in ("operations", "findings", "playbooks")}
    found: dict[str, Any] = {"migrations": 0, "gaps": 0, "crashes": [], **counts}
    history = History("default")
    state = ProjectState()
    for key in history.order():
        migration = history.loader.graph.nodes[key]
        if key[0] in labels:
            found["migrations"] += 1
            try:
                wanted = of_steps(history, [key], state)
                made = suggest(wanted)
                assert suggestion(made, files_of(made, OURS), dry=True)
            except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
                found["crashes"].append(f"{key}: {traceback.format_exc()}")
            else:
                counts["operations"].update(type(m.operation).__name__ for m in wanted.moves)
                counts["findings"].update(f"{f.id} {f.rule.name}" for f in wanted.findings)
                counts["playbooks"].update(one.kind for one in made.proposals)
                found["gaps"] += len(made.gaps)
        state = migration.mutate_state(state, preserve=False)
    return found


if __name__ == "__main__":
    chosen = PACKAGES[sys.argv[1]]
    configure(chosen)
    print(json.dumps(look(chosen)))
