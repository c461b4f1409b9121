"""A column that a query gives over two other tables, and what writers write in these.

Whoever writes an entry of a row has locked the row: weakly while evolve keeps the value, so that
entries of one row come at the same time, and alone once the new release keeps it by itself. So no
two writers wait for each other the wrong way round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.chaos.changes import Change
from tests.releases.stress.kinds import Kind, locked
from tests.releases.stress.parts import Asked
from tests.releases.stress.shapes import Key
from tests.support.pairs import Spec

if TYPE_CHECKING:
    from tests.releases.stress.writer import Writer

COLUMN = "total"
# Prices there are up to this number; nobody deletes them.
PRICES = 30


# -- what is written in them ----------------------------------------------------------------------


def beside(writer: Writer, name: str) -> str:
    """The table of that name that goes with the writer's own."""
    return f"{writer.twin.table.removeprefix('chaos_')}_{name}"


def held(writer: Writer, *keys: Key) -> list[Key]:
    """Those of the rows that are there; nobody takes them away meanwhile."""
    return locked(writer, sorted(set(keys)), "UPDATE" if writer.keeps else "KEY SHARE")


def some_price(writer: Writer) -> int:
    return writer.chance.randint(1, PRICES)


def one_entry(writer: Writer, what: str, *values: object, key: Key) -> None:
    """A statement about one of the entries of a row, if it has any."""
    entry = beside(writer, "entry")
    writer.execute(
        f"{what.format(entry)} WHERE row_id = %s AND id ="
        f" (SELECT id FROM {entry} WHERE row_id = %s ORDER BY id OFFSET %s LIMIT 1)",
        [*values, key[0], key[0], writer.chance.randrange(3)],
    )


def add_entry(writer: Writer) -> None:
    insert = f"INSERT INTO {beside(writer, 'entry')} (row_id, price_id, pieces) VALUES (%s, %s, %s)"
    for key in held(writer, writer.key()):
        writer.execute(insert, [key[0], some_price(writer), writer.chance.randrange(5)])
        writer.keep(key)


def change_entry(writer: Writer) -> None:
    for key in held(writer, writer.key()):
        values = writer.chance.randrange(9), some_price(writer)
        one_entry(writer, "UPDATE {} SET pieces = %s, price_id = %s", *values, key=key)
        writer.keep(key)


def move_entry(writer: Writer) -> None:
    """From one row to another."""
    found = held(writer, writer.key(), writer.key())
    if len(found) == 2:
        writer.chance.shuffle(found)
        one_entry(writer, "UPDATE {} SET row_id = %s", found[1][0], key=found[0])
        for key in found:
            writer.keep(key)


def drop_entry(writer: Writer) -> None:
    for key in held(writer, writer.key()):
        one_entry(writer, "DELETE FROM {}", key=key)
        writer.keep(key)


def change_price(writer: Writer) -> None:
    """Of all rows that have an entry with it; a new release that keeps the value would have to lock
    them all, and leaves prices as they are."""
    if not writer.keeps:
        update = f"UPDATE {beside(writer, 'price')} SET price = %s WHERE id = %s"
        writer.execute(update, [writer.chance.randrange(99), some_price(writer)])


KINDS = (
    Kind(run=add_entry, weight=6),
    Kind(run=change_entry, weight=6),
    Kind(run=move_entry, weight=4),
    Kind(run=drop_entry, weight=3),
    Kind(run=change_price, weight=4),
)

# -- the change -----------------------------------------------------------------------------------


def query(table: str) -> str:
    return (
        f"(SELECT sum(e.pieces * p.price) + chaos_{table}.amount FROM {table}_entry e"
        f" JOIN {table}_price p ON p.id = e.price_id WHERE e.row_id = chaos_{table}.id)"
    )


def asked(table: str, key: str = "bigint") -> Change:
    """Of a table of that name whose key `id` is of the type `key`."""
    entry, price = (
        Spec(columns=columns, name=f"{table}-{name}", table_name=f"{table}_{name}")
        for name, columns in {
            "entry": f"id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, row_id {key} REFERENCES "
            f"chaos_{table} ON DELETE CASCADE, price_id integer NOT NULL, pieces integer NOT NULL",
            "price": "id integer PRIMARY KEY, price numeric(8,2) NOT NULL",
        }.items()
    )
    return Change(
        name="a value of a query's",
        old=(),
        text=f"""\
fill: {COLUMN}
field: DecimalField(max_digits=16, decimal_places=2, null=True)
sql: {query(table)}
follows:
  shop.{entry.model}: row_id
  shop.{price.model}: >-
    SELECT e.row_id FROM {table}_entry e JOIN changed ON changed.id = e.price_id""",
        pair=Asked(column=COLUMN, query=query(table)),
        write_old=lambda _: {},
        # What a new release has read of a row a while ago: it is computed again.
        write_new=lambda chance: {COLUMN: f"{chance.randrange(9)}.00"},
        late_told=True,
        beside=(entry, price),
        loaded=(
            f"INSERT INTO {price.table_name} SELECT n, n * 1.5 FROM generate_series(1, {PRICES}) n",
            (
                f"INSERT INTO {entry.table_name} (row_id, price_id, pieces)"
                f" SELECT id, n + {PRICES - 3} * random(), n"
                f" FROM chaos_{table}, generate_series(1, 3) AS n"
            ),
            f"CREATE INDEX ON {entry.table_name} (row_id)",
            f"CREATE INDEX ON {entry.table_name} (price_id)",
        ),
        more={kind.run.__name__: kind for kind in KINDS},
        kept={COLUMN: query(table)},
    )
