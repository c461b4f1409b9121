"""Migrations as a team writes them, with the data migrations between: what `suggest` is to take
the place of. Each is an evolution of one table; none of them needs another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.suggest.conftest import migration

INITIAL = """
        migrations.CreateModel("Supplier", [
            ("id", models.BigAutoField(primary_key=True)),
            ("name", models.CharField(max_length=40)),
        ]),
        migrations.CreateModel("Item", [
            ("id", models.BigAutoField(primary_key=True)),
            ("title", models.CharField(max_length=60)),
            ("contact", models.CharField(max_length=80)),
            ("street", models.CharField(max_length=60)),
            ("house_number", models.CharField(max_length=8)),
            ("quantity", models.IntegerField()),
            ("country", models.CharField(max_length=20, null=True)),
            ("legacy", models.CharField(max_length=10, null=True)),
            ("price", models.DecimalField(max_digits=8, decimal_places=2)),
            ("note", models.TextField()),
            ("supplier_id", models.BigIntegerField(null=True)),
            ("maker", models.ForeignKey("shop.Supplier", models.PROTECT, null=True)),
        ]),"""

RENAMED = """
        migrations.RenameField("item", "title", "name"),"""

RELATED = """
        migrations.RenameField("item", "maker", "producer"),"""

SPLIT = """
        migrations.AddField("item", "first_name", models.CharField(max_length=80, null=True)),
        migrations.AddField("item", "last_name", models.CharField(max_length=80, null=True)),
        migrations.RunPython(split, join),
        migrations.RemoveField("item", "contact"),"""
SPLITTING = """
def split(apps, schema_editor):
    Item = apps.get_model("shop", "Item")
    for item in Item.objects.all():
        item.first_name, _, item.last_name = item.contact.partition(" ")
        item.save(update_fields=["first_name", "last_name"])


def join(apps, schema_editor):
    Item = apps.get_model("shop", "Item")
    for item in Item.objects.all():
        item.contact = f"{item.first_name} {item.last_name}"
        item.save(update_fields=["contact"])


"""

MERGED = """
        migrations.AddField("item", "address", models.CharField(max_length=80, default="")),
        migrations.RunPython(merge, migrations.RunPython.noop),
        migrations.RemoveField("item", "street"),
        migrations.RemoveField("item", "house_number"),"""
MERGING = """
from django.db.models import Value
from django.db.models.functions import Concat


def merge(apps, schema_editor):
    Item = apps.get_model("shop", "Item")
    Item.objects.update(address=Concat("street", Value(" "), "house_number"))


"""

WIDENED = """
        migrations.AlterField("item", "quantity", models.BigIntegerField()),"""

REQUIRED = """
        migrations.AlterField("item", "country",
                              models.CharField(max_length=20, default="unknown")),"""

# As Django's own documentation has it: unique only once every row has a value.
TOKENS = """
        migrations.AddField("item", "token", models.UUIDField(default=uuid.uuid4, null=True)),
        migrations.RunPython(tokens, migrations.RunPython.noop),
        migrations.AlterField("item", "token",
                              models.UUIDField(default=uuid.uuid4, unique=True)),"""
TOKENING = """
import uuid


def tokens(apps, schema_editor):
    Item = apps.get_model("shop", "Item")
    for row in Item.objects.all():
        row.token = uuid.uuid4()
        row.save(update_fields=["token"])


"""

REMOVED = """
        migrations.RemoveField("item", "legacy"),"""

CHECKED = """
        migrations.AddConstraint("item", models.CheckConstraint(
            condition=models.Q(price__gte=0), name="item_price_is_sound")),"""

# As makemigrations writes it, which would throw the keys away.
KEYED = """
        migrations.RemoveField("item", "supplier_id"),
        migrations.AddField("item", "supplier", models.ForeignKey(
            "shop.Supplier", models.PROTECT, null=True)),"""

DERIVED = """
        migrations.AddField("item", "search",
                            models.CharField(max_length=200, null=True, db_index=True)),
        migrations.RunPython(index, migrations.RunPython.noop),"""
DERIVING = """
def index(apps, schema_editor):
    Item = apps.get_model("shop", "Item")
    for item in Item.objects.all():
        item.search = item.note.lower()
        item.save()


"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Existing:
    """A migration: the kind of change that it is, its operations, and the code above them."""

    kind: str
    operations: str
    code: str = ""


# Every migration but the first.
CHANGES: Mapping[str, Existing] = {
    "0002_name": Existing(kind="rename", operations=RENAMED),
    "0003_names": Existing(kind="split", operations=SPLIT, code=SPLITTING),
    "0004_address": Existing(kind="merge", operations=MERGED, code=MERGING),
    "0005_quantity": Existing(kind="retype", operations=WIDENED),
    "0006_country": Existing(kind="not_null", operations=REQUIRED),
    "0007_token": Existing(kind="add", operations=TOKENS, code=TOKENING),
    "0008_legacy": Existing(kind="remove", operations=REMOVED),
    "0009_price": Existing(kind="check", operations=CHECKED),
    "0010_supplier": Existing(kind="foreign_key", operations=KEYED),
    "0011_search": Existing(kind="derive", operations=DERIVED, code=DERIVING),
    "0012_maker": Existing(kind="rename", operations=RELATED),
}


def files(names: Iterable[str]) -> dict[str, str]:
    """The first migration and those of `names`, each after the one before."""
    found, before = {"0001_initial": migration(INITIAL)}, "0001_initial"
    for name in names:
        change = CHANGES[name]
        found[name] = migration(change.operations, before, more=change.code)
        before = name
    return found
