"""What evolves in a table: columns before and after, a playbook's words, and the same in Python."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sample_app.load import FIRST, LAST
from sample_app.names import NAMES as TWO_NAMES
from sample_app.twin import Pair, Part, Row
from tests.chaos import transforms, values
from tests.chaos.values import Value
from tests.releases.stress import sides
from tests.releases.stress.kinds import Kind
from tests.releases.stress.parts import Several
from tests.releases.stress.shapes import Values
from tests.support.pairs import Spec

Make = Callable[[random.Random], Values]


def made_by(makers: Iterable[Make]) -> Make:
    """What all of them make up, as one row."""
    every = tuple(makers)

    def made(chance: random.Random) -> Values:
        row: Values = {}
        for make in every:
            row |= make(chance)
        return row

    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`old` are the columns before, as CREATE TABLE has them; `text` is the section `change`.

    `write_old` and `write_new` make up a side as each release writes it, spelled as the server
    does. `late` does so for the new release alone, where the old one could not hold it. `indexes`
    are statements over {table}, on the old columns. `same_name`: a wider column takes over the
    name. `swept`: what an old release writes is mended by sweeps alone, after it. `whole`: a new
    release writes its side as a whole. `late_told`: what a row becomes is known to its writers
    before it has become so; they write back nothing that they have read. `texts`: several changes
    at once, in place of one. `may_go` is a condition over a row's columns: such a row may go into
    another one. `beside` are tables that a query reads to give what is `kept`, `loaded` fills them,
    and `more` kinds of statement are made in them.
    """

    name: str
    old: tuple[tuple[str, str], ...]
    text: str = ""
    pair: Part
    write_old: Make
    write_new: Make
    late: Make | None = None
    indexes: tuple[str, ...] = ()
    same_name: bool = False
    swept: bool = False
    whole: bool = False
    late_told: bool = False
    texts: tuple[str, ...] = ()
    may_go: str = ""
    beside: tuple[Spec, ...] = ()
    loaded: tuple[str, ...] = ()
    more: Mapping[str, Kind] = field(default_factory=dict, hash=False)
    kept: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return self.name


def renamed(old: str, new: str, type_: str, value: Value, *indexes: str, name: str = "") -> Change:
    """The same values under another name."""
    return Change(
        name=name or f"{old} {type_}",
        old=((old, type_),),
        text=f"rename: {old}\nto: {new}",
        pair=Pair(
            old=(old,),
            new=(new,),
            forward=lambda row: {new: row[old]},
            backward=lambda row: {old: row[new]},
        ),
        write_old=lambda chance: {old: value(chance)},
        write_new=lambda chance: {new: value(chance)},
        indexes=indexes,
    )


def widened(column: str, type_: str, value: Value, wide: Value, *indexes: str) -> Change:
    """An integer that becomes a bigint under its own name; there is one side to write."""
    return Change(
        name=f"{column} {type_} to bigint",
        old=((column, type_),),
        text=f"retype: {column}\nto: BigIntegerField({'' if 'NOT NULL' in type_ else 'null=True'})",
        pair=Pair(old=(column,), new=(), forward=lambda _: {}, backward=lambda _: {}),
        write_old=lambda chance: {column: value(chance)},
        write_new=lambda chance: {column: value(chance)},
        late=lambda chance: {column: wide(chance)},
        indexes=indexes,
        same_name=True,
    )


# -- one column, several columns ----------------------------------------------------------------


def some_name(chance: random.Random) -> Values:
    words = [chance.choice(FIRST), *chance.choices(LAST, k=chance.choice((0, 1, 1, 2)))]
    return {"full_name": " ".join(words)[:200]}


def two_names(chance: random.Random) -> Values:
    first = " ".join(chance.choices(FIRST, k=chance.choice((1, 1, 2))))
    return {"first_name": first, "last_name": chance.choice([None, chance.choice(LAST)])}


NAMES = Change(
    name="a name in two",
    old=(("full_name", "varchar(200) NOT NULL"),),
    text="""\
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
lossy: accept""",
    pair=TWO_NAMES,
    write_old=some_name,
    write_new=two_names,
    indexes=("CREATE INDEX ON {table} (full_name)",),
)


def from_document(row: Row) -> Row:
    if row["data"] is None:
        return {"city": None, "age": None}
    document = values.read_json(row["data"])
    age = document.get("age")
    return {"city": document.get("city"), "age": None if age is None else str(age)}


def to_document(row: Row) -> Row:
    age = None if row["age"] is None else int(row["age"])
    keys = {"age": age, "city": row["city"]}
    return {"data": values.spell_jsonb({k: v for k, v in keys.items() if v is not None})}


DOCUMENT = Change(
    name="keys of a jsonb",
    old=(("data", "jsonb NOT NULL"),),
    text="""\
json_to_column: data
into:
  city: {field: "CharField(max_length=80, null=True)"}
  age: {field: "IntegerField(null=True)", on_error: "null"}
too_long: clamp""",
    pair=Pair(old=("data",), new=("city", "age"), forward=from_document, backward=to_document),
    write_old=lambda chance: {
        "data": values.spell_jsonb({"age": chance.randrange(99), "city": chance.choice(LAST)})
    },
    write_new=lambda chance: {"city": chance.choice(LAST), "age": str(chance.randrange(99))},
)

# -- several columns, one column ------------------------------------------------------------------


def merged_line(row: Row) -> Row:
    return {"line": f"{row['street']}/{row['house']}"}


def street_and_house(row: Row) -> Row:
    street, _, house = (row["line"] or "").partition("/")
    return {"street": street, "house": house.partition("/")[0]}


LINE = Change(
    name="two texts in one",
    old=(("street", "text NOT NULL"), ("house", "text NOT NULL")),
    text="""\
merge: [street, house]
into:
  line: {field: TextField(), sql: "concat(street, '/', house)"}
back:
  street: concat(split_part(line, '/', 1))
  house: concat(split_part(line, '/', 2))""",
    pair=Pair(
        old=("street", "house"), new=("line",), forward=merged_line, backward=street_and_house
    ),
    write_old=lambda chance: {
        "street": f"{chance.choice(LAST)} Street".replace("/", ""),
        "house": str(chance.randrange(200)),
    },
    write_new=lambda chance: {"line": f"{chance.choice(LAST)}/{chance.randrange(9)}"},
    indexes=("CREATE INDEX ON {table} (street)", "CREATE INDEX ON {table} (street, house)"),
)


def digits(row: Row) -> Row:
    return {"level": row["code"]}


EXCHANGED = Change(
    name="digits to an integer",
    old=(("code", "varchar(12)"),),
    text="""\
retype: code
to: BigIntegerField(null=True)
name: level
too_long: clamp""",
    pair=Pair(
        old=("code",),
        new=("level",),
        forward=lambda row: {"level": row["code"]},
        backward=lambda row: {"code": row["level"]},
    ),
    write_old=lambda chance: {"code": values.maybe(values.integer)(chance)},
    write_new=lambda chance: {"level": values.integer(chance)},
    indexes=("CREATE INDEX ON {table} (code)",),
)
CENTS = Change(
    name="cents to a numeric",
    old=(("cents", "integer NOT NULL DEFAULT 0"),),
    text="""\
exchange: [cents]
into:
  price: {field: "DecimalField(max_digits=14, decimal_places=2)", sql: "cents / 100.0"}
back:
  cents: {sql: "coalesce((price * 100)::int, 0)", on_error: "0"}""",
    pair=Pair(
        old=("cents",),
        new=("price",),
        forward=lambda row: {"price": values.cents_as_price(row["cents"])},
        backward=lambda row: {"cents": values.price_as_cents(row["price"])},
    ),
    write_old=lambda chance: {"cents": values.integer(chance)},
    write_new=lambda chance: {"price": values.cents_as_price(values.integer(chance))},
)

# -- other values ---------------------------------------------------------------------------------

STATUS = Change(
    name="a status with other values",
    old=(("status", "varchar(20) NOT NULL DEFAULT 'new'"),),
    text="""\
rewrite: status
into:
  state:
    field: CharField(max_length=20)
    values:
      new: open
      in work: active
      closed: done""",
    pair=sides.STATUS,
    write_old=sides.old_status,
    write_new=sides.new_state,
    indexes=("CREATE INDEX ON {table} (status)",),
)

# -- documents ------------------------------------------------------------------------------------

CITY = Change(
    name="a key of a jsonb, and the rest",
    old=(("data", "jsonb NOT NULL"),),
    text="""\
json_to_column: data
into:
  city: {field: "CharField(max_length=80, null=True)", key: address.city}
rest:
  settings: JSONField()
too_long: clamp""",
    pair=sides.CITY,
    write_old=sides.profile_data,
    write_new=sides.city_and_settings,
    indexes=("CREATE INDEX ON {table} ((data -> 'address'))",),
)
TRAITS = Change(
    name="columns to keys",
    old=(("colour", "varchar(20) NOT NULL"), ("width", "integer")),
    text="""\
column_to_json: [colour, width]
into:
  traits: {field: JSONField(), keys: {width: size.width}}
back:
  colour: coalesce(traits ->> 'colour', '')
too_long: clamp""",
    pair=sides.TRAITS,
    write_old=sides.colour_and_width,
    write_new=sides.some_traits,
    indexes=("CREATE INDEX ON {table} (width)",),
)
PLACE = Change(
    name="a key to another place",
    old=(("payload", "jsonb NOT NULL DEFAULT '{}'"),),
    text="""\
json_restructure: payload
into:
  body: {field: JSONField(), move: {user_id: user.id}}""",
    pair=sides.BODY,
    write_old=sides.some_payload,
    write_new=sides.some_body,
)

# -- what Python gives ----------------------------------------------------------------------------

NUMBER = Change(
    name="a value of Python's",
    old=(("phone", "varchar(40)"),),
    text="""\
python: number
field: CharField(max_length=60, null=True)
from: [phone]
forward: tests.chaos.transforms.turned
backward: tests.chaos.transforms.turned_back""",
    pair=Pair(
        old=("phone",),
        new=("number",),
        forward=lambda row: {"number": transforms.turn(row["phone"])},
        backward=lambda row: {"phone": transforms.turn_back(row["number"])},
    ),
    # Never the same again: what a row is to become is not what another value would be.
    write_old=lambda chance: {"phone": f"+{chance.getrandbits(60)} Zoë's"},
    write_new=lambda chance: {"number": transforms.turn(f"{chance.getrandbits(60)} '\"\\{{}}")},
    indexes=("CREATE INDEX ON {table} (phone)",),
    late_told=True,
)

# -- several at once ------------------------------------------------------------------------------


def at_once(*changes: Change) -> Change:
    """The changes in one playbook, as one evolution."""
    return Change(
        name=" and ".join(change.name for change in changes),
        old=tuple(column for change in changes for column in change.old),
        texts=tuple(change.text for change in changes),
        pair=Several(parts=tuple(change.pair for change in changes)),
        write_old=made_by(change.write_old for change in changes),
        write_new=made_by(change.write_new for change in changes),
        late=made_by(change.late or change.write_new for change in changes),
        indexes=tuple(index for change in changes for index in change.indexes),
    )


# -- what any table has beside, so that several evolutions find work in one table -----------------

LABEL = renamed("label", "caption", "varchar(60) NOT NULL", values.word, name="label")
COUNT = widened("count", "integer NOT NULL", values.integer, values.big)
