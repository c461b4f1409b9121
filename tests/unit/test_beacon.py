"""When a process reports itself, and what: decided without a database."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import models, router
from django.test.utils import isolate_apps

from evolve import conf
from evolve.beacon import SILENT, columns_of, is_silent, kind, pause, report_everywhere

MAIN = "__main__"
PYTEST = {"pytest": None}
UNITTEST = {MAIN: SimpleNamespace(__package__="unittest")}
PREPARED = {"django.core.mail": SimpleNamespace(outbox=[])}
PLAIN = {MAIN: SimpleNamespace(__package__=None), "django.core.mail": SimpleNamespace()}


@pytest.mark.parametrize(
    "line",
    ["gunicorn shop.wsgi", "uvicorn shop.asgi:app", "celery worker", "-c", "manage.py runserver",
     "manage.py shell", "manage.py nightly", "django/__main__.py nightly", "evolve", ""],
)  # fmt: skip
def test_whoever_may_use_the_database_reports_itself(line: str) -> None:
    """Unless a test runner is at it, whichever."""
    assert not is_silent(line.split(), PLAIN)
    modules: Mapping[str, object]
    for modules in (PYTEST, UNITTEST, PREPARED):
        assert is_silent(line.split(), modules)


@pytest.mark.parametrize("verb", sorted(SILENT))
@pytest.mark.parametrize("program", ["manage.py", "/srv/manage.py", "django-admin", "__main__.py"])
def test_evolves_own_commands_and_those_that_serve_nobody_do_not(program: str, verb: str) -> None:
    assert is_silent([program, verb, "worker"], PLAIN)
    assert is_silent([program], PLAIN)


def test_a_kind_is_a_program_and_its_first_argument() -> None:
    """As far as whoever embeds Python says so."""
    assert kind(["/srv/manage.py", "nightly", "--all"]) == "manage.py nightly"
    assert kind(["gunicorn"]) == "gunicorn"
    assert kind([]) == ""


def test_a_router_that_raises_is_not_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Broken:
        def allow_migrate(self, db: str, *_: object, **__: object) -> bool:
            asked.append(db)
            raise RuntimeError("of the project's own")

    monkeypatch.setattr(router, "routers", [Broken()])
    report_everywhere("here")
    assert asked == ["default"]


def test_there_is_less_than_one_report_in_so_many_seconds() -> None:
    """And three times as long is enough for two, so that a process is not taken for dead."""
    waits = [pause(20.0) for _ in range(1000)]
    assert min(waits) >= 20.0
    assert len(set(waits)) > 1
    assert 2 * max(waits) < 60.0


def test_this_process_is_under_a_test_runner() -> None:
    assert not [thread for thread in threading.enumerate() if "beacon" in thread.name]


@pytest.mark.parametrize("variable", conf.RELEASE_VARIABLES)
def test_the_release_is_what_the_platform_calls_it(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless the settings say what it is called."""
    for other in conf.RELEASE_VARIABLES:
        monkeypatch.delenv(other, raising=False)
    assert conf.Settings().release == ""
    monkeypatch.setenv(variable, "c0ffee")
    assert conf.Settings().release == "c0ffee"
    assert conf.Settings(RELEASE="r7").release == "r7"


def model(name: str, base: Any = models.Model, /, *, fields: Any = None, **meta: object) -> Any:
    """A model as its class statement would make it."""
    options = type("Meta", (), {"app_label": "tests", **meta})
    return type(name, (base,), {"__module__": __name__, "Meta": options, **(fields or {})})


@isolate_apps("tests")
def test_the_fingerprint_has_every_column_of_every_table_that_models_list() -> None:
    """Whatever Django makes of a model: a child's own table, one between two, a history beside."""
    text, number = models.TextField, models.IntegerField
    stamped = model("Stamped", fields={"stamp": models.DateTimeField()}, abstract=True)
    tag = model("Tag", stamped, fields={"label": text(db_column="Label")})
    place = model(
        "Place", stamped, db_table='geo"."place',
        fields={"name": text(), "tags": models.ManyToManyField(tag)},
    )  # fmt: skip
    cafe = model("Cafe", place, fields={"seats": number()})
    quiet = model("Quiet", cafe, proxy=True)
    key = models.CompositePrimaryKey("cafe_id", "day")
    to_cafe = models.ForeignKey(cafe, models.CASCADE)
    visit = model("Visit", fields={"pk": key, "cafe": to_cafe, "day": models.DateField()})
    history = model(
        "HistoricalPlace",
        fields={"history_id": models.AutoField(primary_key=True), "name": text()},
    )
    other = model("Other", fields={"also": text()}, managed=False, db_table="tests_tag")
    between = place._meta.get_field("tags").remote_field.through
    assert columns_of([tag, place, cafe, quiet, visit, history, other, between]) == {
        'geo"."place': ["id", "name", "stamp"],
        'geo"."place_tags': ["id", "place_id", "tag_id"],
        "tests_cafe": ["place_ptr_id", "seats"],
        "tests_historicalplace": ["history_id", "name"],
        "tests_tag": ["Label", "also", "id", "stamp"],
        "tests_visit": ["cafe_id", "day"],
    }
