"""What the decision table is walked with: pairs of columns, and statements as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evolve.pg.sync import Mode
from tests.pg.oracle import DoesNotConvertError, Row, Rules, Value
from tests.support.pairs import Spec


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A pair with its rules in Python, and values for both sides.

    The new side of a letter is forward of its old side, unless `new` says otherwise; "bad" is a
    value that does not convert to the other side.
    """

    name: str
    spec: Spec
    rules: Rules
    old: Mapping[str, Row]
    new: Mapping[str, Row] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name

    def values(self, side: str, letter: str) -> Row | None:
        """The columns of `side` for `letter`; None where the pair has no such value."""
        if side == "old":
            return self.old.get(letter)
        if letter in self.new or letter == "bad":
            return self.new.get(letter)
        return self.rules.forward(dict.fromkeys(self.rules.watched) | dict(self.old[letter]))


def spec(columns: str, change: str) -> Spec:
    return Spec(columns=f"id bigint PRIMARY KEY, other text, {columns}", change=change)


def number(text: Value) -> Value:
    if text is not None and not text.lstrip("-").isdigit():
        raise DoesNotConvertError
    return text


def join(*words: Value) -> str:
    return " ".join(word for word in words if word is not None)


def first_word(row: Row) -> Row:
    full = row["full_name"]
    if full is None:
        return {"first_name": None, "last_name": None}
    first, _, rest = full.partition(" ")
    return {"first_name": first, "last_name": rest or None}


def upper(text: Value) -> Value:
    return text.upper() if text is not None else None


def lower(text: Value) -> Value:
    return text.lower() if text is not None else None


def crossed(row: Row) -> Row:
    """c is both with a slash between, d how long the second is."""
    words = [w for w in (row["a"], row["b"]) if w is not None]
    return {"c": "/".join(words), "d": str(len(row["b"])) if row["b"] is not None else None}


def uncrossed(row: Row) -> Row:
    if row["c"] is None:
        return {"a": None, "b": None}
    a, _, b = row["c"].partition("/")
    return {"a": a, "b": b.partition("/")[0]}


SPLIT = Walk(
    name="one to two",
    spec=spec(
        "full_name varchar(200)",
        """
split: full_name
into:
  first_name: {field: CharField(max_length=200), sql: "split_part(full_name, ' ', 1)"}
  last_name:
    field: CharField(max_length=200, null=True)
    sql: nullif(substr(full_name, strpos(full_name || ' ', ' ') + 1), '')
back: {full_name: "concat_ws(' ', first_name, last_name)"}
too_long: clamp
""",
    ),
    rules=Rules(
        old=("full_name",),
        new=("first_name", "last_name"),
        forward=first_word,
        backward=lambda row: {"full_name": join(row["first_name"], row["last_name"])},
        required=("first_name",),
    ),
    old={
        "A": {"full_name": "Ann Lee"},
        "B": {"full_name": "Bo Chi Minh"},
        "C": {"full_name": "Cyd"},
    },
    new={"C": {"first_name": "Mary Ann", "last_name": "Lee"}},
)

RENAME = Walk(
    name="one to one",
    spec=spec("a text", "rename: a\nto: b"),
    rules=Rules(
        old=("a",),
        new=("b",),
        forward=lambda row: {"b": row["a"]},
        backward=lambda row: {"a": row["b"]},
    ),
    old={"A": {"a": "Ann"}, "B": {"a": ""}, "C": {"a": "it's {a} %s \\ word"}},
)

MERGE = Walk(
    name="two to one",
    spec=spec(
        "a text NOT NULL DEFAULT 'none', b text",
        """
merge: [a, b]
into: {c: {field: "TextField(null=True)", sql: "concat_ws(' ', a, b)"}}
back: {a: "coalesce(split_part(c, ' ', 1), '')", b: "split_part(c, ' ', 2)"}
""",
    ),
    rules=Rules(
        old=("a", "b"),
        new=("c",),
        forward=lambda row: {"c": join(row["a"], row["b"])},
        backward=lambda row: {
            "a": (row["c"] or "").partition(" ")[0],
            "b": [*row["c"].split(" "), ""][1] if row["c"] is not None else None,
        },
        defaults={"a": "none"},
    ),
    old={
        "A": {"a": "x", "b": "1"},
        "B": {"a": "y", "b": None},
        "C": {"a": "none", "b": "3"},
    },
    new={"C": {"c": "lone"}},
)

CROSS = Walk(
    name="two to two",
    spec=spec(
        "a text, b text",
        """
exchange: [a, b]
into:
  c: {field: TextField(null=True), sql: "concat_ws('/', a, b)"}
  d: {field: IntegerField(null=True), sql: length(b)}
back: {a: "split_part(c, '/', 1)", b: "split_part(c, '/', 2)"}
""",
    ),
    rules=Rules(old=("a", "b"), new=("c", "d"), forward=crossed, backward=uncrossed),
    old={
        "A": {"a": "x", "b": "yy"},
        "B": {"a": "q", "b": "z"},
        "C": {"a": None, "b": "only"},
    },
    new={"C": {"c": "p/r", "d": "77"}},
)

LOSSY = Walk(
    name="lossy",
    spec=spec(
        "a text",
        """
exchange: [a]
into: {b: {field: TextField(null=True), sql: upper(a)}}
back: {a: lower(b)}
lossy: accept
""",
    ),
    rules=Rules(
        old=("a",),
        new=("b",),
        forward=lambda row: {"b": upper(row["a"])},
        backward=lambda row: {"a": lower(row["b"])},
    ),
    old={"A": {"a": "McDonald"}, "B": {"a": "low"}, "C": {"a": "UP"}},
)

FAILING = Walk(
    name="forward can fail",
    spec=spec(
        "a text",
        """
exchange: [a]
into: {b: {field: IntegerField(null=True), sql: "a::integer"}}
back: {a: "b::text"}
""",
    ),
    rules=Rules(
        old=("a",),
        new=("b",),
        forward=lambda row: {"b": number(row["a"])},
        backward=lambda row: {"a": row["b"]},
    ),
    old={"A": {"a": "1"}, "B": {"a": "-20"}, "C": {"a": "300"}, "bad": {"a": "12 apples"}},
)

FAILING_BACK = Walk(
    name="backward can fail",
    spec=spec(
        "a integer",
        """
exchange: [a]
into: {b: {field: TextField(null=True), sql: "a::text"}}
back: {a: "b::integer"}
""",
    ),
    rules=Rules(
        old=("a",),
        new=("b",),
        forward=lambda row: {"b": row["a"]},
        backward=lambda row: {"a": number(row["b"])},
    ),
    old={"A": {"a": "1"}, "B": {"a": "-20"}, "C": {"a": "300"}},
    new={"bad": {"b": "12 pears"}},
)

WATCHED = Walk(
    name="one that reads another column beside it",
    spec=spec(
        "a text, c text",
        """
exchange: [a]
into: {b: {field: TextField(null=True), sql: "a || '-' || c"}}
back: {a: "split_part(b, '-', 1)"}
""",
    ),
    rules=Rules(
        old=("a",),
        new=("b",),
        watched=("c",),
        forward=lambda row: {
            "b": f"{row['a']}-{row['c']}" if row["a"] is not None and row["c"] is not None else None
        },
        backward=lambda row: {"a": row["b"].partition("-")[0] if row["b"] is not None else None},
    ),
    # The old column stays as it is, and only what is read beside it changes.
    old={
        "A": {"a": "x", "c": "1"},
        "B": {"a": "x", "c": "2"},
        "C": {"a": "x", "c": "3"},
    },
    new={"C": {"b": "x-own words"}},
)

ONE_WAY = Walk(
    name="one way",
    spec=spec(
        "a text, c text",
        """
exchange: [a]
into: {b: {field: TextField(null=True), sql: "upper(a) || c"}}
one_way: true
""",
    ),
    rules=Rules(
        old=("a",),
        new=("b",),
        watched=("c",),
        forward=lambda row: {
            "b": f"{row['a'].upper()}{row['c']}"
            if row["a"] is not None and row["c"] is not None
            else None
        },
        backward=None,
    ),
    old={
        "A": {"a": "x", "c": "1"},
        "B": {"a": "y", "c": "2"},
        "C": {"a": "z", "c": None},
    },
    new={"A": {"b": "X1"}, "B": {"b": "Y2"}, "C": {"b": "own words"}},
)

ONE_WAY_FAILING = Walk(
    name="one way that can fail",
    spec=spec(
        "a text",
        """
exchange: [a]
into: {b: {field: IntegerField(null=True), sql: "a::integer"}}
one_way: true
""",
    ),
    rules=Rules(old=("a",), new=("b",), forward=lambda row: {"b": number(row["a"])}, backward=None),
    old={"A": {"a": "1"}, "B": {"a": "-20"}, "C": {"a": "300"}, "bad": {"a": "12 apples"}},
)

WALKS = (
    RENAME,
    SPLIT,
    MERGE,
    CROSS,
    LOSSY,
    FAILING,
    FAILING_BACK,
    WATCHED,
    ONE_WAY,
    ONE_WAY_FAILING,
)
MODES = (Mode.FILLING, Mode.READY, Mode.ASIDE)
