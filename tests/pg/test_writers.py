"""What Django sends, by old and by new releases, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

import pytest
from django.apps.registry import Apps
from django.db import connections, models
from django.db.models import F, Value
from django.db.models.functions import Concat, Upper

from evolve.pg.sync import Mode
from evolve.proof.agreement import Agreement
from evolve.service.databases import Database
from sample_app import roles
from tests.pg.walks import SPLIT
from tests.support.cluster import Connection, ShopDatabase, django_at
from tests.support.pairs import Evolving, begin, create_table, without_triggers


class Base(models.Model):
    id = models.BigIntegerField(primary_key=True)
    other = models.TextField(null=True)

    class Meta:
        abstract = True
        app_label = "shop"
        managed = False
        db_table = "pair_table"

    def __str__(self) -> str:
        return str(self.pk)


class Old(Base):
    objects: ClassVar[models.Manager[Old]] = models.Manager()
    full_name = models.CharField(max_length=200, null=True)

    class Meta(Base.Meta):
        apps = Apps()


class New(Base):
    objects: ClassVar[models.Manager[New]] = models.Manager()
    first_name = models.CharField(max_length=200, null=True)
    last_name = models.CharField(max_length=200, null=True)

    class Meta(Base.Meta):
        apps = Apps()


@contextmanager
def application(shop: ShopDatabase) -> Iterator[None]:
    """Django is connected as the application meanwhile."""
    with django_at(shop, roles.APP):
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == (roles.APP,)
        yield


def names(connection: Connection, key: int) -> tuple[object, ...] | None:
    return connection.execute(
        b"SELECT full_name, first_name, last_name FROM pair_table WHERE id = %s", [key]
    ).fetchone()


def evolving_in(shop: ShopDatabase, database: Database, mode: Mode) -> Evolving:
    create_table(shop, SPLIT.spec)
    modes = [Mode.FILLING] if mode is Mode.FILLING else [Mode.FILLING, Mode.READY]
    return begin(database, SPLIT.spec, *modes)


ANN = ("Ann Lee", "Ann", "Lee")
BO = ("Bo Diddley", "Bo", "Diddley")


@pytest.mark.parametrize("mode", [Mode.FILLING, Mode.READY])
def test_whatever_django_sends_both_sides_follow(
    shop_database: ShopDatabase, database: Database, writer: Connection, mode: Mode
) -> None:
    """bulk_create, bulk_update, F(), upserts, update() and save(), from either release."""
    evolving = evolving_in(shop_database, database, mode)
    with application(shop_database):
        Old.objects.bulk_create([Old(id=n, full_name="Ann Lee") for n in (1, 2, 3)])
        New.objects.bulk_create([New(id=n, first_name="Ann", last_name="Lee") for n in (4, 5, 6)])
        for key in range(1, 7):
            assert names(writer, key) == ANN, key

        Old.objects.filter(id=1).update(full_name=Concat(F("full_name"), Value(" Jr")))
        assert names(writer, 1) == ("Ann Lee Jr", "Ann", "Lee Jr")
        New.objects.filter(id=2).update(first_name=Upper(F("first_name")))
        assert names(writer, 2) == ("ANN Lee", "ANN", "Lee")
        New.objects.filter(id=3).update(last_name=F("first_name"), first_name=F("last_name"))
        assert names(writer, 3) == ("Lee Ann", "Lee", "Ann")

        Old.objects.bulk_update(
            [Old(id=n, full_name=f"Bo {word}") for n, word in ((4, "x"), (5, "y"))], ["full_name"]
        )
        assert [names(writer, n) for n in (4, 5)] == [("Bo x", "Bo", "x"), ("Bo y", "Bo", "y")]
        New.objects.bulk_update(
            [New(id=n, first_name="Cy", last_name=None) for n in (4, 5)],
            ["first_name", "last_name"],
        )
        assert names(writer, 4) == ("Cy", "Cy", None)

        for key in (6, 7):
            Old.objects.bulk_create(
                [Old(id=key, full_name="Bo Diddley")],
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=["full_name"],
            )
            assert names(writer, key) == BO, key
        for key in (7, 8):
            New.objects.update_or_create(id=key, defaults={"first_name": "Ann", "last_name": "Lee"})
            assert names(writer, key) == ANN, key

        person = New.objects.get(id=8)
        person.first_name = "Mary Ann"
        person.save()
        assert names(writer, 8) == ("Mary Ann Lee", "Mary Ann", "Lee")
        Old.objects.get(id=8).save()
        assert names(writer, 8) == ("Mary Ann Lee", "Mary Ann", "Lee"), "saved, and not changed"
        Old(id=8, full_name="Mary Ann Lee", other="x").save(update_fields=["other"])
        assert names(writer, 8) == ("Mary Ann Lee", "Mary Ann", "Lee")
    assert evolving.agreement(mode) == Agreement(rows=8, differences=0, failing=0)
    assert evolving.conflicts() == 0


def test_a_stale_null_is_restored_while_filling_and_taken_as_meant_at_ready(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    """An instance read before its row was filled saves NULL over what was filled since."""
    evolving = evolving_in(shop_database, database, Mode.FILLING)
    with without_triggers(shop_database) as superuser:
        superuser.execute(b"INSERT INTO pair_table (id, full_name) VALUES (1, 'Ann Lee')")
    assert names(writer, 1) == ("Ann Lee", None, None)
    with application(shop_database):
        stale = New.objects.get(id=1)
        assert stale.first_name is None
        Old.objects.filter(id=1).update(other="moves the row")
        assert names(writer, 1) == ANN, "a row that moves is a finished row"
        stale.other = "stale"
        stale.save()
        assert names(writer, 1) == ANN, "the name was lost"
        assert evolving.agreement(Mode.FILLING) == Agreement(rows=1, differences=0, failing=0)

        evolving.enter(Mode.READY)
        stale.save()
        assert names(writer, 1) == ("", None, None), "NULL is not taken as meant"
        New.objects.filter(id=1).update(first_name="Ann", last_name="Lee")
        stale.first_name = "Mary"
        stale.save()
        assert names(writer, 1) == ("Mary", "Mary", None)
    assert evolving.agreement(Mode.READY) == Agreement(rows=1, differences=0, failing=0)


def test_a_release_that_writes_both_sides_is_counted_and_new_wins(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    """Saving both sides, one of them unchanged, is no conflict; changing both apart is one."""
    evolving = evolving_in(shop_database, database, Mode.READY)
    writer.execute(b"INSERT INTO pair_table (id, full_name) VALUES (1, 'Ann Lee')")
    both = b"UPDATE pair_table SET full_name = %s, first_name = %s, last_name = %s WHERE id = 1"
    writer.execute(both, ["Ann Lee", "Bo", "Diddley"])
    assert (names(writer, 1), evolving.conflicts()) == (BO, 0)
    writer.execute(both, ["Ann Lee", "Bo", "Diddley"])
    assert (names(writer, 1), evolving.conflicts()) == (ANN, 0)
    writer.execute(both, ["Bo Diddley", "Bo", "Diddley"])
    assert (names(writer, 1), evolving.conflicts()) == (BO, 0)
    writer.execute(both, ["Cy", "Ann", "Lee"])
    assert (names(writer, 1), evolving.conflicts()) == (ANN, 1)
    with writer.transaction(force_rollback=True):
        writer.execute(both, ["Cy", "Di", None])
        assert names(writer, 1) == ("Di", "Di", None)
    assert (names(writer, 1), evolving.conflicts()) == (ANN, 1), "counted with what it counts"


def test_selects_into_and_updates_from_other_tables_are_synced(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    """INSERT ... SELECT, UPDATE ... FROM and MERGE concern many rows at once."""
    evolving = evolving_in(shop_database, database, Mode.FILLING)
    writer.execute(
        b"INSERT INTO pair_table (id, full_name)"
        b" SELECT n, 'Ann ' || n FROM generate_series(1, 50) AS n"
    )
    writer.execute(
        b"UPDATE pair_table t SET first_name = s.first_name || 'a' FROM pair_table s"
        b" WHERE s.id = t.id + 1 AND t.id <= 10"
    )
    if writer.info.server_version >= 150000:
        writer.execute(
            b"MERGE INTO pair_table t USING (VALUES (11, 'Bo x'), (60, 'Bo y')) s (id, name)"
            b" ON t.id = s.id WHEN MATCHED THEN UPDATE SET full_name = s.name"
            b" WHEN NOT MATCHED THEN INSERT (id, full_name) VALUES (s.id, s.name)"
        )
        assert names(writer, 11) == ("Bo x", "Bo", "x")
        assert names(writer, 60) == ("Bo y", "Bo", "y")
    assert names(writer, 3) == ("Anna 3", "Anna", "3")
    assert names(writer, 50) == ("Ann 50", "Ann", "50")
    assert evolving.agreement(Mode.FILLING) == Agreement(rows=51, differences=0, failing=0)
