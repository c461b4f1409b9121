"""Wrong playbooks, each with the law that it breaks and what has to be said of it where."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

HEAD = "evolve: 1\nmodel: shop.Customer\n"
RENAME = "change:\n  rename: title\n  to: name\n"
SPLIT = """\
change:
  split: full_name
  into:
    first_name:
      field: CharField(max_length=80)
      sql: split_part(full_name, ' ', 1)
    last_name:
      field: CharField(max_length=80)
      sql: split_part(full_name, ' ', 2)
  back:
    full_name: concat_ws(' ', first_name, last_name)
"""
MERGE = """\
change:
  merge: [street, house_number]
  into:
    line:
      field: CharField(max_length=140)
      sql: concat_ws(' ', street, house_number)
  back:
    street: split_part(line, ' ', 1)
    house_number: split_part(line, ' ', 2)
"""
ADD = "change:\n  add: token\n  field: UUIDField()\n  fill: gen_random_uuid()\n"
PYTHON = """\
change:
  python: number
  field: TextField(null=True)
  from: [phone]
  forward: shop.phones.international
"""
FILL = """\
change:
  fill: total
  field: IntegerField()
  sql: (select 1)
  follows:
    shop.Line: basket_id
"""
RETYPE = "change:\n  retype: quantity\n  to: BigIntegerField()\n"
IN_PLACE = """\
change:
  rewrite: status
  in_place:
    old_readers: unharmed
    because: both are shown alike
    values: {x: y}
"""


@dataclass(frozen=True)
class Wrong:
    """`text` is not valid: a problem on `line` (and `column`) holds all `words`."""

    law: str
    text: str
    line: int
    words: tuple[str, ...]
    column: int | None = None


def wrong(law: str, text: str, line: int, *words: str, column: int | None = None) -> Wrong:
    return Wrong(law, text, line, words, column)


def split(old: str, new: str) -> str:
    """The split example with one piece of its text replaced."""
    assert SPLIT.count(old) == 1, "the piece stands in the example exactly once"
    return HEAD + SPLIT.replace(old, new)


def below(section: str) -> str:
    """A valid rename (lines 1 to 5) with a section that begins on line 6."""
    return HEAD + RENAME + dedent(section)


def several(*changes: str) -> str:
    """A list of changes, the first on line 4."""
    return HEAD + "changes:\n" + "".join(f"  - {change}\n" for change in changes)


def unique(more: str) -> str:
    """A playbook that makes a field unique, with further lines below `change`."""
    return f"evolve: 1\nmodel: shop.Product\nchange:\n  unique: [a]\n{more}"


TOP = [
    wrong("an empty file", "", 1, "empty", "evolve: 1"),
    wrong("only comments", "# nothing\n", 1, "empty"),
    wrong("a list", "- evolve: 1\n", 1, "no mapping", column=1),
    wrong("a word", "evolve\n", 1, "no mapping"),
    wrong("no version", "model: shop.Customer\n" + RENAME, 1, "'evolve' is missing"),
    wrong("a later version", f"evolve: 2\nmodel: a.B\n{RENAME}", 1, "'2'", "evolve: 1", column=9),
    wrong("a version in quotes", f"evolve: '1'\nmodel: a.B\n{RENAME}", 1, "in quotes"),
    wrong("an empty version", f"evolve:\nmodel: a.B\n{RENAME}", 1, "found nothing"),
    wrong("a version 1.0", f"evolve: 1.0\nmodel: a.B\n{RENAME}", 1, "'1.0'"),
    wrong("no model", "evolve: 1\n" + RENAME, 1, "'model' is missing"),
    wrong("a model without app", f"evolve: 1\nmodel: Customer\n{RENAME}", 2, "app.Model", column=8),
    wrong("a model with two dots", f"evolve: 1\nmodel: a.b.C\n{RENAME}", 2, "'a.b.C'"),
    wrong("a model that is a list", f"evolve: 1\nmodel: [a.B]\n{RENAME}", 2, "a list", "text"),
    wrong("no change", HEAD, 1, "'change' is missing"),
    wrong("a change that is text", HEAD + "change: rename\n", 3, "'rename'", "a mapping", column=9),
    wrong("an empty change", HEAD + "change:\n", 3, "nothing", "a mapping"),
    wrong("an unknown key", below("ownr: me\n"), 6, "'ownr'", "did you mean 'owner'?", column=1),
    wrong("a misspelt section", below("contrct: {}\n"), 6, "did you mean 'contract'?"),
    wrong("a merge key", below("<<: {owner: me}\n"), 6, "unknown key", "'<<'"),
    wrong("an empty owner", below("owner:\n"), 6, "nothing is written here"),
    wrong("an owner that is a mapping", below("owner: {a: b}\n"), 6, "a mapping", "text"),
    wrong("no databases", below("databases: []\n"), 6, "too few", "at least 1"),
    wrong("an empty database", below("databases: ''\n"), 6, "nothing is written here"),
    wrong("a database twice", below("databases: [a, b, a]\n"), 6, "twice", "'a'"),
    wrong("databases as a mapping", below("databases: {a: b}\n"), 6, "a mapping", "a list"),
]

CHANGE = [
    wrong("an unknown kind", HEAD + "change:\n  renam: a\n  to: b\n", 4, "did you mean 'rename'?"),
    wrong("no kind", HEAD + "change:\n  xyz: a\n", 4, "unknown kind", "'xyz'", "rename, split"),
    wrong("python without a way back", HEAD + PYTHON, 7, "no way back", "one_way: true"),
    wrong(
        "python both ways and one way",
        HEAD + PYTHON + "  backward: shop.phones.dialled\n  one_way: true\n",
        8,
        "exclude each other",
    ),
    *(
        wrong(
            f"python that keeps, {key}",
            HEAD + PYTHON + f"  keep: true\n  {key}: {given}\n",
            9,
            f"`keep: true` and `{key}` exclude each other",
        )
        for key, given in {
            "backward": "shop.phones.dialled",
            "one_way": "true",
            "lossy": "accept",
        }.items()
    ),
    wrong(
        "a field made of itself",
        HEAD + PYTHON.replace("[phone]", "[number]") + "  one_way: true\n",
        6,
        "not made of itself",
    ),
    wrong(
        "a function without its module",
        HEAD + PYTHON.replace("shop.phones.", "") + "  one_way: true\n",
        7,
        "not the path of a function",
    ),
    wrong(
        "a fill without a query",
        HEAD + FILL.replace("(select 1)", "a + b"),
        6,
        "not a query in parentheses",
        "'a'",
        "derive",
    ),
    wrong("a fill that follows nothing", HEAD + FILL.partition("  follows")[0], 3, "'follows'"),
    wrong("a fill that follows none", HEAD + FILL.replace("shop.Line", "line"), 8, "not a model"),
    wrong("a change without keys", HEAD + "change: {}\n", 3, "unknown kind", "found nothing"),
    wrong(
        "two kinds",
        HEAD + "change:\n  rename: a\n  to: b\n  retype: c\n",
        6,
        "two kinds",
        "'rename' and 'retype'",
        column=3,
    ),
    wrong("a missing key", HEAD + "change:\n  rename: title\n", 3, "'to' is missing"),
    wrong("a key of another kind", below("").replace("  to", "  into"), 5, "'into'", "'to'?"),
    wrong("the same name", below("").replace("to: name", "to: title"), 5, "old name", column=7),
    wrong("an empty name", below("").replace("to: name", "to:"), 5, "nothing is written here"),
    wrong("a name with a space", below("").replace("to: name", "to: the name"), 5, "field name"),
    wrong("a keyword as name", below("").replace("to: name", "to: class"), 5, "'class'"),
    wrong("a lookup as name", below("").replace("to: name", "to: a__b"), 5, "'a__b'"),
    wrong("a trailing underscore", below("").replace("to: name", "to: a_"), 5, "'a_'"),
    wrong("a name too long", below("").replace("to: name", f"to: {'a' * 64}"), 5, "field name"),
    wrong("a name as a list", below("").replace("to: name", "to: [a]"), 5, "a list", "text"),
    wrong("an unknown key in a part", split("sql: split_part(full_name, ' ', 1)", "sq: x"), 8,
          "'sq'", "did you mean 'sql'?", column=7),
    wrong("a part without sql", split("      sql: split_part(full_name, ' ', 1)\n", ""), 6,
          "'sql' is missing", column=5),
    wrong("a part that is text", split("      field: CharField(max_length=80)\n      sql: "
          "split_part(full_name, ' ', 1)\n    last", "      x\n    last"), 6, "a mapping"),
    wrong("one part", HEAD + SPLIT[: SPLIT.index("    last")] + "  back:\n    full_name: x\n", 5,
          "too few", "found 1", "at least 2"),
    wrong("a bad part name", split("first_name:", "first-name:"), 6, "'first-name'", column=5),
    wrong("the old name again", split("first_name:", "full_name:"), 6,
          "old field's name", "'full_name'"),
    wrong("no way back", HEAD + SPLIT[: SPLIT.index("  back")], 3, "no way back to 'full_name'",
          "one_way: true"),
    wrong("back to a stranger", split("    full_name: c", "    fullname: c"), 13,
          "not old", "did you mean 'full_name'?"),
    wrong("back and one way", split("  back:", "  one_way: true\n  back:"), 13, "exclude"),
    wrong("an unknown word", split("  back:", "  too_long: clam\n  back:"), 12, "'clam'",
          "did you mean 'clamp'?", column=13),
    wrong("yes for true", split("  back:", "  one_way: yes\n  back:"), 12, "true or false",
          "did you mean 'true'?"),
    wrong("no for false", split("  back:", "  one_way: no\n  back:"), 12, "did you mean 'false'?"),
    wrong("True for true", split("  back:", "  one_way: True\n  back:"), 12, "'true'?"),
    wrong("true in quotes", split("  back:", "  one_way: 'true'\n  back:"), 12, "in quotes"),
    wrong("one field to merge", (HEAD + MERGE).replace("[street, house_number]", "[street]"), 4,
          "too few", "at least 2"),
    wrong("merge of text", (HEAD + MERGE).replace("[street, house_number]", "street"), 4,
          "'street'", "a list"),
    wrong("a field twice", (HEAD + MERGE).replace("[street, house_number]", "[street, street]"), 4,
          "twice", "'street'"),
    wrong("merge into nothing", HEAD + MERGE[: MERGE.index("  into")] + "  into: {}\n" +
          MERGE[MERGE.index("  back") :], 5, "too few", "at least 1"),
    wrong("an old name merged into", (HEAD + MERGE).replace("    line:", "    street:"), 6,
          "old field's name"),
    wrong("a retype to a narrow type", (HEAD + RETYPE).replace("BigI", "SmallI"), 5,
          "cannot change", "SmallIntegerField", "BigIntegerField"),
    wrong("a cast of one's own, same name", HEAD + RETYPE + "  using: a::bigint\n", 6, "'using'",
          "`name:`"),
    wrong("a new name that is the old", HEAD + RETYPE + "  name: quantity\n", 6, "is the old name"),
    wrong("a retype without a way back", HEAD + RETYPE + "  name: b\n  using: a\n", 3,
          "no way back"),
    wrong("neither beside nor in place", HEAD + "change:\n  rewrite: status\n", 4, "`into`"),
    wrong("in place, unasked for", HEAD + IN_PLACE.replace("unharmed", "fine"), 6, "unharmed"),
    wrong("in place, without a reason", HEAD + IN_PLACE.replace("because", "why"), 5,
          "'because' is missing"),
    wrong("in place, round and round", HEAD + IN_PLACE.replace("x: y", "x: y, y: z"), 8, "'y'"),
    wrong("in place, and back", HEAD + IN_PLACE + "  lossy: accept\n", 9, "no way back"),
    wrong("long back without sql", split("full_name: concat_ws(' ', first_name, last_name)",
          "full_name: {on_error: null}"), 13, "'sql' is missing"),
    wrong("long back, unknown key", split("full_name: concat_ws(' ', first_name, last_name)",
          "full_name: {sql: a, onerror: b}"), 13, "did you mean 'on_error'?"),
    wrong("nothing to fill", HEAD + ADD.replace("()", "(null=True)"), 5, "need not be filled"),
    wrong("nothing to fill with", HEAD + ADD.replace("fill", "full"), 6, "did you mean 'fill'?"),
]  # fmt: skip

FIELDS = [
    wrong("an unknown class", (HEAD + RETYPE).replace("Big", "Bgi"), 5, "'BgiIntegerField'",
          "did you mean 'BigIntegerField'?", column=7),
    wrong("an unknown argument", split("CharField(max_length=80)\n      sql: split_part("
          "full_name, ' ', 1)", "CharField(max_lenght=80)\n      sql: a"), 7,
          "did you mean 'max_length'?", column=24),
    wrong("a quoted field's column", split("CharField(max_length=80)\n      sql: split_part("
          "full_name, ' ', 1)", "'CharField(max_lenght=80)'\n      sql: a"), 7, column=25),
    wrong("a relation", (HEAD + RETYPE).replace("BigIntegerField()", "ForeignKey('a.B')"), 5,
          "ForeignKey", "relation"),
    wrong("no call", (HEAD + RETYPE).replace("BigIntegerField()", "BigIntegerField"), 5,
          "not a field"),
    wrong("a field as a mapping", (HEAD + RETYPE).replace("BigIntegerField()", "{a: b}"), 5,
          "a mapping", "text"),
    wrong("a field cut by a #", (HEAD + RETYPE).replace("()", "(help_text='no #1')"), 5,
          "YAML ends", "quotes"),
]  # fmt: skip

SQL = "sql: split_part(full_name, ' ', 1)"
CUTS = [
    wrong("a # in a text", split(SQL, "sql: split_part(full_name, ' #', 1)"), 8,
          "YAML ends the expression here", "in quotes"),
    wrong("a # as an operator", split(SQL, "sql: full_name #>> '{a}'"), 8, "YAML ends", column=21),
    wrong("a # for xor", split(SQL, "sql: full_name # 1"), 8, "YAML ends"),
    wrong("a # within brackets", split(SQL, "sql: left(full_name,  # 1"), 8, "YAML ends"),
    wrong("a #- set off by two spaces", split(SQL, "sql: full_name  #- '{a}'"), 8, "YAML ends"),
    wrong("a # in a query", below("verify: [{name: a, query: select ' # ', expect: 0}]\n"), 7,
          "not valid YAML"),
    wrong("a comma in a flow mapping", split("    full_name: concat_ws(' ', first_name, last_name)",
          "    {full_name: concat(first_name, last_name)}"), 13, "YAML ends"),
    wrong("a colon", split(SQL, "sql: a ? b: c"), 8, "mapping values", "in quotes"),
    wrong("a quote that ends early", split(SQL, "sql: 'a' || full_name"), 8, "not valid YAML"),
    wrong("an empty text in quotes", split(SQL, "sql: ''"), 8, "nothing is written", "\"''\""),
    wrong("a mapping for SQL", split(SQL, "sql: {table}"), 8, "a mapping", "text"),
    wrong("a list for SQL", split(SQL, "sql: [full_name]"), 8, "a list", "text", column=12),
]  # fmt: skip

SECTIONS = [
    wrong("a column that is not new", below("expand: {columns: {nme: TextField()}}\n"), 6,
          "new side", "did you mean 'name'?", column=20),
    wrong("a bad column", below("expand:\n  columns:\n    name: TextFeild()\n"), 8, "'TextField'?"),
    wrong("forward to old", below("dual_write:\n  forward:\n    title: name\n"), 8, "new side"),
    wrong("backward to new", below("dual_write:\n  backward:\n    name: title\n"), 8, "old side"),
    wrong("drop of new", below("contract:\n  drop: [title, name]\n"), 7, "old side", column=17),
    wrong("not null of old", below("contract:\n  not_null: [title]\n"), 7, "new side", "'title'"),
    wrong("drop as text", below("contract:\n  drop: title\n"), 7, "'title'", "a list"),
    wrong("a duration without unit", below("contract:\n  quiet_for: 24\n"), 7, "'24'", "24h",
          column=14),
    wrong("a duration in words", below("contract:\n  quiet_for: a day\n"), 7, "not a duration"),
    wrong("an empty duration", below("contract:\n  quarantine:\n"), 7, "not a duration", "nothing"),
    wrong("a negative duration", below("contract:\n  quarantine: -1d\n"), 7, "'-1d'"),
    wrong("an endless duration", below(f"contract:\n  quarantine: {'9' * 400}d\n"), 7, "duration"),
    wrong("a duration in a list", below("contract:\n  quiet_for: [1h]\n"), 7, "a list"),
    wrong("an unknown contract key", below("contract:\n  quiet: 1h\n"), 7, "'quiet_for'?"),
    wrong("a batch in words", below("backfill:\n  batch_ms: fast\n"), 7, "'fast'", "digits"),
    wrong("a batch in quotes", below("backfill:\n  batch_ms: '90'\n"), 7, "in quotes"),
    wrong("a batch of 1_000", below("backfill:\n  batch_ms: 1_000\n"), 7, "'1_000'"),
    wrong("a batch of 0x10", below("backfill:\n  batch_ms: 0x10\n"), 7, "'0x10'"),
    wrong("a batch of 0", below("backfill:\n  batch_ms: 0\n"), 7, "greater than or equal to 1"),
    wrong("a batch of a minute", below("backfill:\n  batch_ms: 60000\n"), 7, "1000", "'60000'"),
    wrong("a list of paces", below("backfill:\n  max_rows_per_second: [1]\n"), 7, "a list"),
    wrong("verify as a mapping", below("verify: {name: a}\n"), 6, "a mapping", "a list"),
    wrong("a check without expect", below("verify:\n  - name: a\n    query: select 1\n"), 7,
          "'expect' is missing"),
    wrong("a check that is text", below("verify:\n  - select 1\n"), 7, "'select 1'", "a mapping"),
    wrong("a misspelt check key", below("verify:\n  - nam: a\n    query: x\n    expect: 0\n"), 7,
          "did you mean 'name'?"),
    wrong("an empty expect", below("verify:\n  - name: a\n    query: x\n    expect:\n"), 9,
          "nothing is written here"),
    wrong("two checks of one name", below("verify:\n  - {name: a, query: b, expect: 0}\n"
          "  - {name: a, query: b, expect: 0}\n"), 8, "one name", "'a'", column=12),
    wrong("an unknown token", below("verify:\n  - name: a\n    query: select 1 from {tabel}\n"
          "    expect: 1\n"), 8, "'{tabel}'", "did you mean '{table}'?", column=26),
]  # fmt: skip

YAML = [
    wrong("a tab", "evolve: 1\nchange:\n\trename: a\n", 3, "a tab", "spaces", column=1),
    wrong("a key twice", "evolve: 1\nmodel: a.B\nmodel: a.C\n" + RENAME, 3, "'model'", "line 2"),
    wrong("a key twice below", split("      sql: split_part(full_name, ' ', 2)",
          "      sql: a\n      sql: b"), 12, "twice", "'sql'", "line 11", column=7),
    wrong("two documents", below("---\nevolve: 1\n"), 6, "second document"),
    wrong("an anchor", below("owner: &a me\n"), 6, "an anchor", "'&a'", column=8),
    wrong("an alias", below("owner: *a\n"), 6, "an alias", "'*a'"),
    wrong("a tag", below("owner: !!python/name:os.system me\n"), 6, "a tag"),
    wrong("a tag on a mapping", below("contract: !!map {}\n"), 6, "a tag"),
    wrong("a tag on a key", below("!a owner: me\n"), 6, "a tag"),
    wrong("a directive", "%YAML 1.1\n---\n" + below(""), 1, "a directive"),
    wrong("a mapping as a key", below("? {a: b}\n: c\n"), 6, "a key that is no text"),
    wrong("an open bracket", below("databases: [a\n"), 7, "not valid YAML"),
    wrong("an open quote", below("owner: 'me\n"), 7, "not valid YAML"),
    wrong("a control character", below("owner: a\x07b\n"), 6, "does not allow", column=9),
    wrong("an escaped NUL", below('owner: "a\\0b"\n'), 6, "cannot store"),
    wrong("an impossible escape", below('owner: "\\U99999999"\n'), 1, "not valid YAML"),
    wrong("a bottomless list", below(f"owner: {'[' * 400}{']' * 400}\n"), 6, "too deeply"),
    wrong("bad indentation", "evolve: 1\n model: a.B\n", 2, "not valid YAML"),
    wrong("a sign at the beginning", below("owner: @me\n"), 6, "not valid YAML", column=8),
]  # fmt: skip

SEVERAL = [
    wrong("one change in a list", several("rename: {a: b}"), 3, "found 1", "two or more"),
    wrong("a list that is a mapping", HEAD + "changes: {a: b}\n", 3, "a mapping", "a list"),
    wrong("both", below("changes: []\n"), 6, "both `change` and `changes`", column=1),
    wrong("a change that is text in a list", several("rename: {a: b}", "x"), 5, "'x'", "a mapping"),
    wrong("an unknown kind in a list", several("rename: {a: b}", "renam: c"), 5, "'renam'",
          "did you mean 'rename'?", column=5),
    wrong("a problem of a kind in a list", several("rename: {a: b}", "rename: c"), 5,
          "'to' is missing"),
    wrong("one field in two changes", several("rename: {a: b}", "not_null: a\n    fill: x"), 5,
          "two changes of one field", "'a', which change 1 has already", column=15),
    wrong("a new field in two changes", several("rename: {a: b}", "rename: {c: b}"), 5,
          "two changes of one field", "'b'", column=17),
    wrong("a swap beside others",
          several("rename: {a: b}", "retype: c\n    to: BigIntegerField()"), 5,
          "`retype` does not go together", "a playbook of its own", column=13),
    wrong("a foreign key beside others",
          several("rename: {a: b}", "foreign_key: c_id\n    to: shop.Thing"), 5,
          "`foreign_key` does not go together"),
    wrong("a stranger in a section", several("rename: {a: b}", "rename: {c: d}") +
          "contract: {drop: [a, e]}\n", 6, "'e'", "a or c"),
    wrong("two fields with one new name", HEAD + "change:\n  rename: {a: b, c: b}\n", 4,
          "another field of the change", column=15),
    wrong("names that are exchanged", HEAD + "change:\n  rename: {a: b, b: a}\n", 4,
          "another field of the change"),
    wrong("a new name beside several", HEAD + "change:\n  rename: {a: b}\n  to: c\n", 5,
          "`to` beside several", column=7),
]  # fmt: skip

UNIQUE = [
    wrong("no word on duplicates", unique(""), 3, "'duplicates' is missing"),
    wrong("others that nobody decides", unique("  duplicates: keep_first\n"), 5, "others: delete"),
    wrong("others of nobody", unique("  duplicates: refuse\n  others: delete\n"), 6, "keep_last"),
    wrong("an order of nobody", unique("  duplicates: refuse\n  order: id\n"), 6, "keep_first"),
    wrong("a condition without a name", unique("  duplicates: refuse\n  where: a > 0\n"), 6,
          "UniqueConstraint", "`name:`"),
    wrong("a misspelt word of three", unique("  duplicates: kep_last\n"), 5,
          "expected refuse or keep_first or keep_last", "did you mean 'keep_last'?"),
    wrong("a misspelt delete", unique("  duplicates: keep_last\n  others: delte\n"), 6, "'delte'"),
    wrong("a name that is cut", unique(f"  duplicates: refuse\n  name: {'é' * 40}\n"), 6,
          "80 bytes", "at most 63"),
    wrong("a field twice", unique("  duplicates: refuse\n").replace("[a]", "[a, a]"), 4, "twice"),
    wrong("nothing to clamp", unique("  duplicates: refuse\n  too_long: clamp\n"), 6, "too_long"),
]  # fmt: skip

CASES = [*TOP, *CHANGE, *SEVERAL, *FIELDS, *CUTS, *SECTIONS, *UNIQUE, *YAML]
