"""`evolve lint`: findings for CI, with a baseline for those that a team lives with."""

from __future__ import annotations

import json
import re

import pytest

from evolve.suggest.baseline import compare
from evolve.suggest.finding import Finding
from evolve.suggest.rules import RULES
from sample_app.settings import BASE_DIR
from tests.suggest.conftest import Making, Shop, migration

INITIAL = migration(
    """
        migrations.CreateModel("Thing", [
            ("id", models.BigAutoField(primary_key=True)),
            ("title", models.CharField(max_length=50)),
            ("code", models.IntegerField(null=True)),
        ]),
        migrations.AddIndex("Thing", models.Index(fields=["title"], name="its_own")),"""
)
SECOND = migration(
    """
        migrations.AddField("Thing", "note", models.TextField(null=True)),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RemoveField("Thing", "code")],
            state_operations=[migrations.AlterField("Thing", "code", models.TextField(null=True))],
        ),
        migrations.RenameField("Thing", "title", "name"),""",
    "0001_initial",
)
ADOPTING = migration(
    """
        AdoptEvolution("thing-name-label", [
            migrations.AddField("Thing", "label", models.CharField(max_length=50)),
            migrations.RemoveField("Thing", "name"),
        ]),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("Thing")]),""",
    "0002_second",
    more="from evolve.operations import AdoptEvolution\n",
)
FILES = {"0001_initial": INITIAL, "0002_second": SECOND, "0003_adopting": ADOPTING}


@pytest.fixture
def shop(shop_of: Making) -> Shop:
    return shop_of(FILES)


def test_every_finding_has_its_id_and_its_line(shop: Shop) -> None:
    """What reaches the database counts, state alone does not; a new table is in nobody's use."""
    answer = shop.evolve("lint", "--format", "json")
    assert answer.code == 5
    found = [(f["id"], f["migration"], f["field"]) for f in answer.data["findings"]]
    assert found == [
        ("evolve.L102", "shop.0002_second", "code"),
        ("evolve.L101", "shop.0002_second", "title"),
    ]
    assert answer.data["migrations"] == 3
    for one in answer.data["findings"]:
        line = (shop.root / one["path"]).read_text().splitlines()[one["line"] - 1]
        assert line.strip().startswith(("migrations.Separate", "migrations.Rename"))


def test_the_text_says_why_and_what_to_do(shop: Shop) -> None:
    answer = shop.evolve("lint", "shop")
    assert answer.code == 5
    rule = RULES["evolve.L101"]
    assert f"shop.Thing.title: {rule.why}" in answer.out
    assert rule.otherwise in answer.out
    assert "2 findings in 3 migrations" in answer.out


def test_github_gets_a_remark_a_line(shop: Shop) -> None:
    answer = shop.evolve("lint", "--format", "github")
    assert answer.code == 5
    lines = answer.out.strip().splitlines()
    assert len(lines) == 2
    for line in lines:
        assert re.match(r"::error file=[^:,]+,line=\d+,title=evolve\.L\d{3} [^:,]+::shop\.", line)


def test_what_is_in_the_baseline_is_no_error_and_what_comes_later_is(shop: Shop) -> None:
    """A copy of a known mistake is a new one; what was mended may leave the file."""
    file = "lint.json"
    assert shop.evolve("lint", "--baseline", file, "--write-baseline").code == 0
    answer = shop.evolve("lint", "--baseline", file, "--format", "json")
    assert (answer.code, answer.data["findings"], answer.data["known"]) == (0, [], 2)
    second = shop.migrations / "0002_second.py"
    last = '        migrations.RenameField("Thing", "title", "name"),'
    more = f'{last}\n        migrations.RunSQL("UPDATE shop_thing SET note = name"),'
    second.write_text(SECOND.replace(last, more))
    answer = shop.evolve("lint", "--baseline", file, "--format", "json")
    assert (answer.code, [f["id"] for f in answer.data["findings"]]) == (5, ["evolve.L120"])
    (shop.migrations / "0003_adopting.py").unlink()
    second.write_text(SECOND.replace(last, ""))
    answer = shop.evolve("lint", "--baseline", file, "--format", "json")
    assert answer.data["gone"] == ["evolve.L101 shop.0002_second shop.Thing.title"]


def test_each_entry_of_a_baseline_stands_for_one_finding() -> None:
    twice = [Finding(id="evolve.L120", model="shop", field="RunSQL")] * 2
    found = compare(twice, [twice[0].key, "evolve.L101 gone"])
    assert (len(found.new), len(found.known), found.gone) == (1, 1, ("evolve.L101 gone",))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("lint", "shpo"), "did you mean 'shop'?"),
        (("lint", "--write-baseline"), "--baseline evolve-lint.json"),
        (("lint", "--baseline", "none.json"), "--write-baseline"),
        (("lint", "--baseline", "list.json"), "no baseline"),
        (("lint", "--baseline", "broken.json"), "not JSON"),
        (("lint", "--database", "defalt"), "did you mean 'default'?"),
    ],
)
def test_a_mistake_is_named_with_the_way_out(
    shop: Shop, arguments: tuple[str, ...], said: str
) -> None:
    (shop.root / "list.json").write_text("[]")
    (shop.root / "broken.json").write_text("{")
    answer = shop.evolve(*arguments)
    assert answer.code == 2
    assert said in answer.err


def test_a_migration_that_cannot_be_read_is_named(shop: Shop) -> None:
    broken = shop.migrations / "0004_broken.py"
    broken.write_text(migration('        migrations.RemoveField("Thing", "no")', "0002_second"))
    answer = shop.evolve("lint", "--format", "json")
    assert answer.code == 1
    assert "shop.0004_broken" in json.loads(answer.out)["error"]["message"]
    broken.write_text("1 +")
    assert "SyntaxError" in shop.evolve("lint").err


def test_every_id_is_documented() -> None:
    text = (BASE_DIR / "evolve" / "README.md").read_text()
    listed = re.findall(r"^\| `(evolve\.L\d{3})` \| `([a-z-]+)` \|", text, re.MULTILINE)
    assert dict(listed) == {id: rule.name for id, rule in RULES.items()}
