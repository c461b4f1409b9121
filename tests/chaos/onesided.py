"""What evolves in a table without two sides: what becomes stricter, what comes, what goes."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal

from sample_app.twin import Row
from tests.chaos import transforms, values
from tests.chaos.changes import Change
from tests.chaos.values import Value, maybe
from tests.releases.stress.parts import Alike, Mended, Parted, Removed
from tests.releases.stress.sides import Values

Mend = Callable[[str | None], str | None]

# -- the same column, in which old releases write what new ones do not ---------------------------


def mending(
    column: str, type_: str, text: str, *, old: Value, new: Value, mend: Mend, sql: str
) -> Change:
    """`mend` and `sql` both say what becomes of a value, to Python and to the server."""
    return Change(
        name=f"{text.partition(':')[0]} {type_}",
        old=((column, type_),),
        text=text,
        pair=Mended(
            old=(column,), mend=lambda row: {column: mend(row[column])}, values={column: sql}
        ),
        write_old=lambda chance: {column: old(chance)},
        write_new=lambda chance: {column: new(chance)},
        swept=text.startswith("foreign_key"),
    )


COUNTRY = mending(
    "country",
    "varchar(20)",
    "not_null: country\nfill: \"'unknown'\"",
    old=maybe(values.one_of("at", "be", "unknown")),
    new=values.one_of("at", "be", ""),
    mend=lambda value: "unknown" if value is None else value,
    sql="coalesce(country, 'unknown')",
)
RANK = mending(
    "rank",
    "integer",
    """\
check: rank_is_sound
that: rank >= 0 AND rank % 10 < 9
mend:
  rank: greatest(rank, 0) / 10 * 10""",
    old=maybe(values.one_of("-7", "-1", "19", "3", "40", "120009")),
    new=maybe(values.one_of("0", "18", "40")),
    mend=lambda value: value if sound_rank(value) else str(max(int(value or 0), 0) // 10 * 10),
    sql="CASE WHEN rank < 0 OR rank % 10 = 9 THEN greatest(rank, 0) / 10 * 10 ELSE rank END",
)


def sound_rank(value: str | None) -> bool:
    return value is None or (int(value) >= 0 and int(value) % 10 < 9)


# Suppliers there are up to this number, and nobody deletes them.
SUPPLIERS = 40
SUPPLIER = mending(
    "supplier_id",
    "bigint",
    "foreign_key: supplier_id\nto: shop.Supplier\norphans: set_null",
    old=maybe(values.one_of("1", "7", "40", "41", "-3", "999")),
    new=maybe(values.one_of("2", "7", "39")),
    mend=lambda value: value if value is None or 1 <= int(value) <= SUPPLIERS else None,
    sql=f"CASE WHEN supplier_id BETWEEN 1 AND {SUPPLIERS} THEN supplier_id END",
)
SPELLING = mending(
    "outcome",
    "varchar(12) NOT NULL DEFAULT 'cancelled'",
    """\
rewrite: outcome
in_place:
  values: {cancelled: canceled, dun: done}
  old_readers: unharmed
  because: it is only shown""",
    old=values.one_of("cancelled", "dun", "done", "open"),
    new=values.one_of("canceled", "done", "open"),
    mend=lambda value: {"cancelled": "canceled", "dun": "done"}.get(value or "", value),
    sql="CASE outcome WHEN 'cancelled' THEN 'canceled' WHEN 'dun' THEN 'done' ELSE outcome END",
)

# -- the same column, in which no two rows are to be alike -----------------------------------------


def parted(table: str) -> Change:
    """Of a table with a key `id`: old releases write the same again and again, new ones never."""
    return Change(
        name="no two alike",
        old=(("code", "text"),),
        text=f"""\
unique: [code]
name: one_code_of_{table}
duplicates: keep_first
others:
  code: "'parted ' || id\"""",
        pair=Parted(
            column="code",
            given="'parted ' || id",
            repeated="again ",
            table=f"chaos_{table}",
            twin=f"twin_chaos_{table}",
        ),
        write_old=lambda chance: some_code(chance, 500),
        write_new=lambda chance: {"code": f"once {chance.getrandbits(60)}"},
        swept=True,
        late_told=True,
    )


def some_code(chance: random.Random, number: int) -> Values:
    """One of so many that are written again, one that is not, or none."""
    again, once = chance.randrange(number), chance.getrandbits(60)
    return {"code": chance.choice([f"again {again}", f"once {once}", None])}


def joined(table: str) -> Change:
    """The same, where the others go, and the row that is kept counts for them."""
    return Change(
        name="no two alike, made one",
        old=(("code", "text"),),
        text=f"""\
unique: [code]
name: one_code_of_{table}
duplicates: keep_first
others: delete
merge:
  counts_for: sum(counts_for)
  touched: sum(touched)""",
        pair=Alike(column="code", repeated="again "),
        write_old=lambda chance: some_code(chance, 60),
        write_new=lambda chance: {"code": f"once {chance.getrandbits(60)}"},
        indexes=("CREATE INDEX ON {table} (code)",),
        swept=True,
        may_go="starts_with(code, 'again ')",
    )


# -- a column that comes, a column that goes ------------------------------------------------------


def total_of(row: Row) -> Row:
    # Zero, and not minus zero.
    return {"total": f"{int(row['nights']) * Decimal(row['rate'] or 0) + 0:.2f}"}


def nights_and_rate(chance: random.Random) -> Values:
    return {"nights": str(chance.randrange(30)), "rate": maybe(values.money)(chance)}


def booked(chance: random.Random) -> Values:
    row = nights_and_rate(chance)
    return {**row, **total_of(row)}


TOTAL = Change(
    name="a total that follows",
    old=(("nights", "integer NOT NULL"), ("rate", "numeric(12,2)")),
    text="""\
derive: total
field: DecimalField(max_digits=14, decimal_places=2, db_index=True)
sql: coalesce(rate, 0) * nights""",
    pair=Mended(old=("nights", "rate"), new=("total",), mend=total_of),
    write_old=nights_and_rate,
    write_new=booked,
    # In the end nobody but the new release keeps the total right.
    whole=True,
)


def some_phone(chance: random.Random) -> Values:
    return {"phone": f"+{chance.getrandbits(60)} Zoë's"}


def number_of(row: Row) -> Row:
    return {"number": transforms.turn(row["phone"])}


def numbered(chance: random.Random) -> Values:
    row = some_phone(chance)
    return {**row, **number_of(row)}


KEPT = Change(
    name="a value of Python's beside what it is made of",
    old=(("phone", "varchar(40)"),),
    text="""\
python: number
field: CharField(max_length=60, null=True, db_index=True)
from: [phone]
forward: tests.chaos.transforms.turned
keep: true""",
    pair=Mended(old=("phone",), new=("number",), mend=number_of),
    write_old=some_phone,
    write_new=numbered,
    indexes=("CREATE INDEX ON {table} (phone)",),
    whole=True,
    late_told=True,
)
TOKEN = Change(
    name="a token for each row",
    old=(),
    text="""\
add: token
field: TextField()
fill: "'token of ' || id\"""",
    pair=Mended(
        old=(),
        new=("token",),
        mend=lambda row: {"token": row["token"] or f"token of {row['id']}"},
    ),
    write_old=lambda _: {},
    write_new=lambda chance: {"token": f"given {chance.randrange(10**6)}"},
)
HINT = Change(
    name="a column that goes",
    old=(("hint", "varchar(40) NOT NULL"),),
    text="remove: hint\ndefault: \"'no hint'\"",
    pair=Removed(old=("hint",), defaults={"hint": "no hint"}),
    write_old=lambda chance: {"hint": values.word(chance)},
    write_new=lambda _: {},
    indexes=("CREATE INDEX ON {table} (hint)",),
)
