"""Tables and playbooks that do not go together, with what `plan` and `start` say of them."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

from evolve.errors import Exit

CUSTOMER = "evolve: 1\nmodel: shop.Customer\n"
PRODUCT = "evolve: 1\nmodel: shop.Product\n"
ORDER = "evolve: 1\nmodel: shop.Order\n"
ADDRESS = "evolve: 1\nmodel: shop.Address\n"
BUYER = ADDRESS + "change: {rename: customer, to: buyer}\n"
TITLE = PRODUCT + "change: {rename: title, to: name}\n"
QUANTITY = ORDER + "change: {retype: quantity, to: BigIntegerField()}\n"


@dataclass(frozen=True)
class Wrong:
    """`sql` is what the table has been through; `says` are words of the answer."""

    law: str
    playbook: str
    says: tuple[str, ...]
    sql: str = ""
    code: Exit = Exit.REFUSED

    def __str__(self) -> str:
        return self.law


def refused(law: str, playbook: str, sql: str, *says: str) -> Wrong:
    return Wrong(law, playbook, says, sql)


def mistaken(law: str, playbook: str, *says: str, sql: str = "") -> Wrong:
    """A mistake in the playbook that only the database can see: its place is named."""
    return Wrong(law, playbook, says, sql, Exit.USAGE)


def split(
    first: str = "split_part(full_name, ' ', 1)",
    field: str = "CharField(max_length=80)",
    back: str = "concat_ws(' ', first_name, last_name)",
    more: str = "too_long: clamp\n  lossy: accept",
) -> str:
    """The shop's split in a form that starts; each argument spoils one place of it."""
    text = """\
    change:
      split: full_name
      into:
        first_name: {{field: "{field}", sql: "{first}"}}
        last_name: {{field: "CharField(max_length=80, null=True)", sql: "substr(full_name, 9)"}}
      back: {{full_name: "{back}"}}
      {more}
    """
    made = dedent(text).format(first=first, field=field, back=back, more=more)
    return CUSTOMER + made


TABLES = [
    refused("a table that is not migrated", TITLE, "DROP TABLE shop_product",
            "no such table", "manage.py migrate --database default"),
    refused("a table of another owner", TITLE, "ALTER TABLE shop_product OWNER TO postgres",
            "belongs to the role postgres", "connect as the owner", "DATABASES"),
    refused("a partitioned table", TITLE,
            "DROP TABLE shop_product; CREATE TABLE shop_product (id bigint, sku varchar(32), price "
            "numeric(10,2), title varchar(120) NOT NULL) PARTITION BY RANGE (id);"
            "ALTER TABLE shop_product OWNER TO shop_owner", "a partitioned table"),
    refused("a view", TITLE,
            "DROP TABLE shop_product; CREATE VIEW shop_product AS SELECT 1 AS id, 'a'::varchar(120)"
            " AS title; ALTER VIEW shop_product OWNER TO shop_owner", "is a view"),
    refused("a table with children", TITLE,
            "CREATE TABLE old_products () INHERITS (shop_product)", "inheritance"),
    refused("row security that hides rows from the owner", TITLE,
            "ALTER TABLE shop_product ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
            "row level security", "NO FORCE ROW LEVEL SECURITY"),
    refused("another trigger that fires last", TITLE,
            "CREATE FUNCTION norm() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
            'CREATE TRIGGER "~~~~zz" BEFORE UPDATE ON shop_product FOR EACH ROW '
            "EXECUTE FUNCTION norm()", "~~~~zz", "after evolve's own", "RENAME TO"),
]  # fmt: skip

COLUMNS = [
    refused("a primary key", PRODUCT + "change: {rename: id, to: number}\n", "",
            "part of the primary key"),
    refused("an identity", PRODUCT + "change: {rename: id, to: number}\n", "",
            "fed by a sequence"),
    refused("a foreign key that no row is known to satisfy", BUYER,
            "ALTER TABLE shop_address ADD CONSTRAINT known FOREIGN KEY (customer_id) REFERENCES "
            "shop_customer NOT VALID", "known", "is not valid", "VALIDATE CONSTRAINT known"),
    refused("a foreign key to a table of another owner", BUYER,
            "ALTER TABLE shop_customer OWNER TO postgres; GRANT ALL ON shop_customer TO shop_owner",
            "refers to public.shop_customer", "connect as the owner of both"),
    refused("foreign keys to different tables",
            ADDRESS + "change: {rename: {customer: buyer, city: town}}\n",
            "CREATE TABLE town AS SELECT DISTINCT city FROM shop_address;"
            "ALTER TABLE town ADD PRIMARY KEY (city);"
            "ALTER TABLE shop_address ADD CONSTRAINT known FOREIGN KEY (city) REFERENCES town",
            "known", "different tables", "one after the other"),
    refused("a foreign key that goes", ADDRESS + "change: {remove: customer}\n", "",
            "foreign key", "db_constraint=False", "could not delete"),
    refused("a foreign key under another type",
            ADDRESS + "change: {retype: customer, to: 'CharField(max_length=20)', name: buyer}\n",
            "", "foreign key", "`foreign_key` make it anew"),
    refused("a generated column", PRODUCT + "change: {rename: loud, to: shout}\n",
            "ALTER TABLE shop_product ADD loud text GENERATED ALWAYS AS (upper(title)) STORED",
            "generated column"),
    refused("a column that another is generated from", TITLE,
            "ALTER TABLE shop_product ADD loud text GENERATED ALWAYS AS (upper(title)) STORED",
            "loud", "is built on title"),
    refused("a column that a view shows", TITLE,
            "CREATE VIEW titles AS SELECT title FROM shop_product", "titles", "is built on title"),
    refused("a column of a domain", TITLE,
            "CREATE DOMAIN words AS varchar(120); ALTER TABLE shop_product ALTER title TYPE words",
            "domain", "words"),
    refused("a column with rights of its own", TITLE,
            "GRANT SELECT (title) ON shop_product TO shop_app", "privileges of its own", "revoke"),
    refused("a column that others refer to", TITLE,
            "ALTER TABLE shop_product ADD CONSTRAINT title_key UNIQUE (title);"
            "CREATE TABLE review (title varchar(120) REFERENCES shop_product (title))",
            "refers to the old column"),
    refused("an exclusion constraint", QUANTITY,
            "ALTER TABLE shop_order ADD CONSTRAINT no_pair EXCLUDE USING btree (quantity WITH =) "
            "WHERE (status = 'none')", "no_pair", "not carried over"),
    refused("a unique index that a split would lose", split(),
            "CREATE UNIQUE INDEX one_name ON shop_customer (full_name, phone)",
            "one_name", "no counterpart", "DROP INDEX CONCURRENTLY"),
    refused("a column of another evolution", split(),
            "INSERT INTO evolve_evolution (name, state, schema_name, table_name, columns, playbook,"
            " plan, evolve_version) VALUES ('earlier', 'ready', 'public', 'shop_customer', "
            "'[\"full_name\"]', '', '{}', '1')", "earlier", "under way", "evolve wait earlier"),
]  # fmt: skip

VALUES = [
    refused("text that may be too long", split(more="lossy: accept"), "",
            "character varying(80)", "too_long: clamp"),
    refused("values that do not come back", split(more="too_long: clamp"),
            "UPDATE shop_customer SET full_name = full_name || ' the third'",
            "do not come back as they were", "lossy: accept"),
    refused("values that do not convert",
            split("(length(full_name) / 0)::text").replace(" / 0", " / (length(phone) - 99)"),
            "UPDATE shop_customer SET phone = repeat('7', 40);"
            "ALTER TABLE shop_customer ALTER phone TYPE varchar(99);"
            "UPDATE shop_customer SET phone = repeat('7', 99)", "does not convert", "on_error"),
    refused("a way back that may give NULL",
            split(back="nullif(concat_ws(' ', first_name, last_name), '')"), "",
            "full_name", "could give NULL", "coalesce"),
    refused("a way back that may fail",
            split(back="(1 / length(first_name))::text || coalesce(last_name, '')"), "",
            "full_name", "could fail", "on_error"),
    refused("NULL for a field that takes none", split("nullif(split_part(full_name, ' ', 1), '')"),
            "UPDATE shop_customer SET full_name = ' ' WHERE email LIKE '%-7@%'",
            "would be NULL", "null=True"),
]  # fmt: skip

PLAYBOOKS = [
    mistaken("an unknown model", "evolve: 1\nmodel: shop.Custommer\nchange: {rename: a, to: b}\n",
             ":2:8", "no model 'shop.Custommer'", "did you mean 'shop.Customer'?"),
    mistaken("an unknown app", "evolve: 1\nmodel: shp.Product\nchange: {rename: a, to: b}\n",
             ":2:8", "did you mean 'shop.Product'?"),
    mistaken("an old field that is not there", PRODUCT + "change: {rename: titel, to: name}\n",
             ":3:18", "no field 'titel'", "did you mean 'title'?"),
    mistaken("an old column that has gone", TITLE, "no column of that name",
             sql="ALTER TABLE shop_product DROP COLUMN title"),
    mistaken("a new column that is there", TITLE, "already has a column 'name'", "not taken",
             sql="ALTER TABLE shop_product ADD COLUMN name text"),
    mistaken("an unknown column", split("split_part(fullname, ' ', 1)"), ":6:70",
             '"fullname"', "did you mean 'full_name'?"),
    mistaken("an unknown function", split("splitpart(full_name, ' ', 1)"), ":6:58", "splitpart"),
    mistaken("no expression", split("full_name full_name"), ":6:69", "syntax error"),
    mistaken("an expression that ends what it stands in", split("full_name) or (true"),
             "syntax error"),
    mistaken("two statements", split("full_name; drop table shop_customer"), "syntax error"),
    mistaken("a comment that swallows what follows", split("full_name /*"), "comment"),
    mistaken("an aggregate", split("max(full_name)"), "aggregate"),
    mistaken("a subquery", split("(select title from shop_product limit 1)"), "subquery"),
    mistaken("a set", split("regexp_split_to_table(full_name, ' ')"), "set-returning"),
    mistaken("chance", split("full_name || random()::text"), "random()", "another answer"),
    mistaken("the moment", split("current_date::text"), "moment"),
    mistaken("the whole row", split("shop_customer::text"), ":6:58", "does not exist"),
    mistaken("another type", split("full_name", "IntegerField()", more="lossy: accept"),
             "does not go into first_name", "found character varying", "expected integer"),
    mistaken("forward from the new side", split("first_name"), "reads new columns"),
    mistaken("backward from the old side", split(back="full_name"), "reads old"),
    mistaken("an old column that is to stay",
             TITLE + "contract: {drop: []}\n", "an old column that stays"),
]  # fmt: skip

CASES = [*TABLES, *COLUMNS, *VALUES, *PLAYBOOKS]
