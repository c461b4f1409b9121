"""`evolve suggest`: from models, or from migrations, to playbooks and both migrations."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.state import ModelState

from evolve.changes import KINDS
from evolve.playbook.load import parse
from tests.suggest.conftest import Making, Shop, migration


def creating(**fields: str) -> str:
    """The first migration of the shop as its models are now, with other fields where given.

    Keys are `Model__field`; a field that is "" is not there, and one that is new is added.
    """
    lines = []
    for model in apps.get_app_config("shop").get_models():
        state = ModelState.from_model(model)
        texts = dict.fromkeys(state.fields, "")
        given = {
            key.partition("__")[2]: text
            for key, text in fields.items()
            if key.startswith(f"{model.__name__}__")
        }
        lines.append(f'        migrations.CreateModel("{model.__name__}", [')
        for name in dict.fromkeys([*texts, *given]):
            if given.get(name, "as it is") == "as it is":
                module = f"apps.get_model('shop', '{model.__name__}')"
                lines.append(f'            ("{name}", {module}._meta.get_field("{name}").clone()),')
            elif given[name]:
                lines.append(f'            ("{name}", models.{given[name]}),')
        lines.append("        ], options={'abstract': False}),")
    return migration("\n".join(lines), more="from django.apps import apps\n")


FILLING = """
def fill(apps, schema_editor):
    Thing = apps.get_model("shop", "Thing")
    for thing in Thing.objects.all():
        thing.first, _, thing.last = thing.full.partition(" ")
        thing.save()


def back(apps, schema_editor):
    Thing = apps.get_model("shop", "Thing")
    for thing in Thing.objects.all():
        thing.full = f"{thing.first} {thing.last}"
        thing.save()


"""
THING = migration(
    """
        migrations.CreateModel("Thing", [
            ("id", models.BigAutoField(primary_key=True)),
            ("full", models.CharField(max_length=50)),
        ]),"""
)
ADDING = migration(
    """
        migrations.AddField("Thing", "first", models.CharField(max_length=50, null=True)),
        migrations.AddField("Thing", "last", models.CharField(max_length=50, default="")),
        migrations.AddField("Thing", "nick", models.CharField(max_length=50, null=True)),""",
    "0001_initial",
)
BETWEEN = migration("        migrations.RunPython(fill, back),", "0002_adding", more=FILLING)
REMOVING = migration('        migrations.RemoveField("Thing", "full"),', "0003_filling")
EXISTING = {
    "0001_initial": THING,
    "0002_adding": ADDING,
    "0003_filling": BETWEEN,
    "0004_removing": REMOVING,
}
LABELS = [word for n in "234" for word in ("--migration", f"shop.000{n}")]


def names(shop: Shop) -> set[str]:
    return {path.name for path in shop.migrations.glob("*.py*")}


def test_models_that_moved_on_become_playbooks_and_migrations(shop_of: Making) -> None:
    """Once its files are written, nothing is left that makemigrations would write."""
    shop = shop_of(
        {
            "0001_initial": creating(
                Customer__full_name="",
                Customer__first_name="CharField(max_length=80)",
                Customer__last_name="CharField(max_length=80, null=True)",
                Product__title="",
                Product__caption="CharField(max_length=120, db_index=True)",
                Order__quantity="BigIntegerField(db_index=True)",
                Address__street="",
            )
        }
    )
    answer = shop.evolve("suggest", "shop", "--format", "json")
    assert answer.code == 0, answer.err
    (found,) = answer.data["applications"]
    kinds = {one["name"]: one["kind"] for one in found["evolutions"]}
    assert kinds == {
        "customer-merge-full-name": "merge",
        "product-rename-caption": "rename",
        "address-add-street": "add",
    }
    advised = {(one["id"], one["field"]) for one in found["advice"]}
    assert advised == {("evolve.L103", "quantity")}
    for name in kinds:
        path = shop.root / "playbooks" / f"{name}.yaml"
        parse(path.read_text(), name=name, path=str(path), kinds=KINDS)
    text = (shop.root / "playbooks" / "customer-merge-full-name.yaml").read_text()
    assert "merge: [first_name, last_name]  # decide" in text
    assert names(shop) >= {
        "0002_start_customer_merge_full_name.py",
        "0006_adopt_product_rename_caption.py",
    }
    started = shop.migrations / "0003_start_product_rename_caption.py"
    assert "    atomic = False\n" in started.read_text()
    first, second = (release["models"] for release in found["releases"])
    assert "shop.Product has caption = models.CharField(db_index=True, max_length=120)" in first
    assert "shop.Product has no title" in first
    assert "shop.Product has no caption" in second
    left = shop.evolve("suggest", "shop", "--dry-run", "--format", "json").data["applications"]
    assert (left[0]["evolutions"], left[0]["operations"]) == ([], len(advised))


def test_models_that_are_as_their_migrations_need_nothing(shop_of: Making) -> None:
    shop = shop_of({"0001_initial": creating()})
    before = names(shop)
    answer = shop.evolve("suggest", "shop")
    assert (answer.code, names(shop)) == (0, before)
    assert "nothing to suggest" in answer.out
    assert not (shop.root / "playbooks").exists()


def test_db_column_alone_is_said_first_and_where_it_stands_nothing_is_to_do(
    shop_of: Making,
) -> None:
    caption = "CharField(max_length=120, db_index=True)"
    shop = shop_of({"0001_initial": creating(Product__title="", Product__caption=caption)})
    answer = shop.evolve("suggest", "--dry-run")
    assert "without any change of the database: title = models.CharField(db_column='caption'" in (
        answer.out
    )
    assert answer.out.index("db_column='caption'") < answer.out.index("why ")


def test_a_dry_run_prints_every_file_and_writes_none(shop_of: Making) -> None:
    shop = shop_of(EXISTING)
    before = names(shop)
    answer = shop.evolve("suggest", *LABELS, "--dry-run")
    assert answer.code == 0
    assert names(shop) == before
    assert not (shop.root / "playbooks").exists()
    assert "would write" in answer.out
    assert "AdoptEvolution(" in answer.out
    assert "split: full" in answer.out


def test_migrations_that_exist_become_a_playbook_with_their_expressions(shop_of: Making) -> None:
    """What fills the fields between add and remove is read; what is harmless stays as it was."""
    shop = shop_of(EXISTING)
    answer = shop.evolve("suggest", *LABELS, "--format", "json")
    assert answer.code == 0, answer.err
    (found,) = answer.data["applications"]
    (evolution,) = found["evolutions"]
    asked = ["what full is where first is NULL"]
    assert (evolution["name"], evolution["decide"]) == ("thing-split-full", asked)
    assert found["gaps"] == []
    assert found["harmless"] == ["Add field nick to Thing"]
    text = (shop.root / "playbooks" / "thing-split-full.yaml").read_text()
    playbook = parse(text, name="thing-split-full", path="x.yaml", kinds=KINDS)
    sql = playbook.change.model_dump()
    assert sql["into"]["first"]["sql"] == "split_part(\"full\", ' ', 1)"
    assert sql["into"]["last"]["sql"] == "substr(\"full\", strpos(\"full\" || ' ', ' ') + 1)"
    assert sql["back"]["full"] == "coalesce(first || ' ' || last, '')"
    written = {name for name in names(shop) if name.endswith(".suggested")}
    assert written == {
        "0002_start_thing_split_full.py.suggested",
        "0003_adopt_thing_split_full.py.suggested",
    }
    for name in written:
        assert ast.parse((shop.migrations / name).read_text()).body
    assert shop.evolve("lint").code == 5  # the migrations that exist are as they were


@pytest.mark.parametrize(("value", "kinds"), [("full", ["rename"]), ("full.lower()", [])])
def test_a_field_with_other_values_is_no_rename(
    shop_of: Making, value: str, kinds: list[str]
) -> None:
    """One old field and one new one of its type are a rename only where values are copied."""
    filling = f"""
def fill(apps, schema_editor):
    for thing in apps.get_model("shop", "Thing").objects.all():
        thing.name = thing.{value}
        thing.save()
"""
    operations = """
        migrations.AddField("Thing", "name", models.CharField(max_length=50)),
        migrations.RunPython(fill),
        migrations.RemoveField("Thing", "full"),"""
    later = migration(operations, "0001_initial", more=filling)
    shop = shop_of({"0001_initial": THING, "0002_renaming": later})
    answer = shop.evolve("suggest", "--migration", "shop.0002", "--dry-run", "--format", "json")
    (found,) = answer.data["applications"]
    assert [one["kind"] for one in found["evolutions"]] == kinds
    assert found["gaps"] == []
    assert not any(one["decide"] for one in found["evolutions"])


FOLDED = """
        migrations.AddField("Thing", "slug", models.CharField(max_length=50, null=True)),
        migrations.AddField("Thing", "gone", models.CharField(max_length=50)),
        migrations.RunPython(fill),
        migrations.AlterField("Thing", "slug", models.CharField(max_length=50)),
        migrations.RemoveField("Thing", "gone"),"""


COMING_AND_GOING = """
        migrations.RenameField("Thing", "full", "old"),
        migrations.RemoveField("Thing", "old"),
        migrations.AddField("Thing", "other", models.ForeignKey("shop.Thing", models.CASCADE)),"""


def test_what_has_no_playbook_is_advised_by_hand(shop_of: Making) -> None:
    """A field that is renamed only to be removed; a relation."""
    shop = shop_of({"0001_initial": THING, "0002_odd": migration(COMING_AND_GOING, "0001_initial")})
    answer = shop.evolve("suggest", "--migration", "shop.0002", "--format", "json")
    (found,) = answer.data["applications"]
    assert not [one for one in found["evolutions"] if one["kind"] not in {"remove"}]
    assert {one["id"] for one in found["advice"]} >= {"evolve.L101", "evolve.L105", "evolve.L107"}


def test_a_kind_without_an_entry_of_its_own_is_drafted_by_itself(shop_of: Making) -> None:
    """`remove` is asked for its lines, and what it marks is what a person decides."""
    later = migration('        migrations.RemoveField("Thing", "full"),', "0001_initial")
    shop = shop_of({"0001_initial": THING, "0002_removing": later})
    answer = shop.evolve("suggest", "--migration", "shop.0002", "--format", "json")
    (found,) = answer.data["applications"]
    (one,) = found["evolutions"]
    assert one["name"] == "thing-remove-full"
    text = (shop.root / "playbooks" / "thing-remove-full.yaml").read_text()
    assert [f"# decide: {question}" in text for question in one["decide"]] == [True]


def test_a_check_becomes_a_condition_of_every_row(shop_of: Making) -> None:
    """As Django would send it, and no advice is left."""
    adding = """
        migrations.AddConstraint("Thing", models.CheckConstraint(
            name="full_is_said", condition=models.Q(full__gte="a") | models.Q(id=7))),"""
    shop = shop_of({"0001_initial": THING, "0002_c": migration(adding, "0001_initial")})
    answer = shop.evolve("suggest", "--migration", "shop.0002", "--format", "json")
    (found,) = answer.data["applications"]
    (one,) = found["evolutions"]
    assert (one["name"], found["advice"]) == ("thing-check-full-is-said", [])
    text = (shop.root / "playbooks" / "thing-check-full-is-said.yaml").read_text()
    assert "check: full_is_said" in text
    assert "full\\\" >= 'a' OR " in text


def test_what_becomes_unique_does_so_however_the_models_say_it(shop_of: Making) -> None:
    """One field, a group, a constraint with a condition; what an index alone can say is advised."""
    before = """
        migrations.CreateModel("Seat", [
            ("id", models.BigAutoField(primary_key=True)),
            ("row", models.IntegerField()),
            ("number", models.IntegerField(null=True)),
            ("code", models.CharField(max_length=9)),
        ]),"""
    later = """
        migrations.AlterField("Seat", "code", models.CharField(max_length=9, unique=True)),
        migrations.AlterUniqueTogether("Seat", {("row", "number")}),
        migrations.AddConstraint("Seat", models.UniqueConstraint(fields=["number"],
            name="once", condition=models.Q(row__gt=3), nulls_distinct=False)),
        migrations.AddConstraint("Seat", models.UniqueConstraint(fields=["number"],
            name="more", include=["row"])),"""
    shop = shop_of({"0001_initial": migration(before), "0002_u": migration(later, "0001_initial")})
    answer = shop.evolve("suggest", "--migration", "shop.0002", "--format", "json")
    (found,) = answer.data["applications"]
    names = ["seat-unique-code", "seat-unique-once", "seat-unique-row-number"]
    assert sorted(one["name"] for one in found["evolutions"]) == names
    assert [one["field"] for one in found["advice"]] == ["more"]
    code, once, pair = ((shop.root / "playbooks" / f"{n}.yaml").read_text() for n in names)
    assert "unique: [code]\n" in code
    assert "name: once\n" in once
    assert "> 3" in once
    assert "nulls: not_distinct\n" in once
    assert "unique: [row, number]\n" in pair


def test_what_is_done_to_one_field_is_one_evolution(shop_of: Making) -> None:
    """Added, filled from another field, which stays, and NOT NULL only then; what comes and goes
    is nobody's concern."""
    filling = """
def fill(apps, schema_editor):
    for thing in apps.get_model("shop", "Thing").objects.all():
        thing.slug = thing.full.lower()
        thing.save()
"""
    later = migration(FOLDED, "0001_initial", more=filling)
    shop = shop_of({"0001_initial": THING, "0002_folded": later})
    answer = shop.evolve("suggest", "--migration", "shop.0002", "--format", "json")
    (found,) = answer.data["applications"]
    (one,) = found["evolutions"]
    assert (one["name"], len(one["decide"])) == ("thing-derive-slug", 1)
    text = (shop.root / "playbooks" / "thing-derive-slug.yaml").read_text()
    assert "field: CharField(max_length=50)\n" in text
    assert 'sql: "lower(\\"full\\")"  # as fill has it' in text


FILLED = """
        migrations.AddField("Thing", "token", models.UUIDField(default=uuid.uuid4)),
        migrations.AddField("Thing", "level", models.IntegerField(default=3)),
        migrations.AddField("Thing", "label", models.CharField(max_length=9)),
        migrations.AlterField("Thing", "note", models.TextField(default="it's")),"""


def test_a_default_becomes_the_value_of_every_row(shop_of: Making) -> None:
    """Where one constant is meant, a default of the database is said to do as well."""
    note = '            ("note", models.TextField(null=True)),\n        ]),'
    later = migration(FILLED, "0001_initial", more="import uuid\n")
    shop = shop_of({"0001_initial": THING.replace("        ]),", note), "0002_filled": later})
    answer = shop.evolve("suggest", "--migration", "shop.0002", "--format", "json")
    (found,) = answer.data["applications"]
    fills = {}
    for one in found["evolutions"]:
        path = shop.root / "playbooks" / f"{one['name']}.yaml"
        playbook = parse(path.read_text(), name=one["name"], path=str(path), kinds=KINDS)
        fills[one["name"]] = playbook.change.model_dump()["fill"]
        assert bool(one["decide"]) == (one["name"] == "thing-add-label")
        assert ("db_default=3" in one["first"]) == (one["name"] == "thing-add-level")
    assert fills == {
        "thing-add-token": "gen_random_uuid()",
        "thing-add-level": "3",
        "thing-add-label": "''",
        "thing-not-null-note": "'it''s'",
    }


def test_what_is_not_understood_is_a_marked_gap(shop_of: Making) -> None:
    odd = BETWEEN.replace('thing.full.partition(" ")', "namely(thing)")
    shop = shop_of({**EXISTING, "0003_filling": odd})
    answer = shop.evolve("suggest", *LABELS, "--format", "json")
    (found,) = answer.data["applications"]
    assert any("namely(thing)" in gap for gap in found["gaps"])
    text = (shop.root / "playbooks" / "thing-split-full.yaml").read_text()
    assert text.count("# decide: SQL over the row's columns") == 2
    assert "as back has it" in text


def test_nothing_is_written_over_and_then_nothing_is_written(shop_of: Making) -> None:
    shop = shop_of(EXISTING)
    (shop.root / "playbooks").mkdir()
    there = shop.root / "playbooks" / "thing-split-full.yaml"
    there.write_text("mine")
    before = names(shop)
    answer = shop.evolve("suggest", *LABELS)
    assert answer.code == 2
    assert "nothing was written" in answer.err
    assert (there.read_text(), names(shop)) == ("mine", before)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--migration", "shop.0009"), "there is no migration"),
        (("--migration", "shop.0002_ading"), "did you mean 'shop.0002_adding'?"),
        (("--migration", "shop.0002", "--migration", "shop.0004"), "do not follow each other"),
        (("shop", "--migration", "shop.0002"), "names its application itself"),
        (("shpo",), "did you mean 'shop'?"),
    ],
)
def test_a_mistake_is_named(shop_of: Making, arguments: tuple[str, ...], said: str) -> None:
    answer = shop_of(EXISTING).evolve("suggest", *arguments)
    assert answer.code == 2
    assert said in answer.err


def test_files_are_where_the_application_has_its_migrations(shop_of: Making) -> None:
    shop = shop_of(EXISTING)
    answer = shop.evolve("suggest", *LABELS, "--format", "json")
    files = [f["path"] for r in answer.data["applications"][0]["releases"] for f in r["files"]]
    assert {Path(path).parent for path in files} == {shop.migrations, shop.root / "playbooks"}
    assert all(Path(path).exists() for path in files)
