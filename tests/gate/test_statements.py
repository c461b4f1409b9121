"""What a statement does with a column, told from its text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evolve.pg.names import TableName
from evolve.proof.readers import Use
from evolve.proof.statements import use

TABLE = TableName(schema="public", name="shop_customer")
COLUMNS = frozenset({"full_name"})

USES = """
SELECT full_name FROM shop_customer
SELECT "shop_customer"."id", "shop_customer"."full_name" FROM "shop_customer" LIMIT $2
SELECT * FROM shop_customer
SELECT c.* FROM shop_customer c JOIN shop_order o ON o.customer_id = c.id
SELECT c FROM shop_customer c
SELECT shop_customer FROM shop_customer
SELECT row_to_json(t) FROM public.shop_customer AS t
SELECT id FROM shop_customer WHERE upper(full_name) = $1
SELECT id FROM shop_customer ORDER BY full_name DESC NULLS LAST
SELECT o.id FROM shop_order o JOIN shop_customer c ON c.id = o.customer_id AND c.full_name LIKE $1
UPDATE shop_customer SET full_name = $1 WHERE id = $2
UPDATE shop_customer SET email = $1 WHERE id = $2 RETURNING *
INSERT INTO shop_customer (id, full_name) VALUES ($1, $2)
INSERT INTO shop_customer VALUES ($1, $2)
INSERT INTO shop_customer (id, email) VALUES ($1, $2) ON CONFLICT (full_name) DO NOTHING
INSERT INTO shop_customer (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET a = excluded.full_name
DELETE FROM shop_customer WHERE full_name = $1
DELETE FROM shop_customer WHERE id = $1 RETURNING full_name
COPY shop_customer TO STDOUT
COPY public.shop_customer (id, full_name) TO stdout
COPY "shop_customer" ("id", "full_name") FROM STDIN
COPY (SELECT * FROM shop_customer) TO STDOUT WITH CSV
DECLARE "_django_curs_1" NO SCROLL CURSOR WITHOUT HOLD FOR SELECT full_name FROM shop_customer
DECLARE c1 CURSOR FOR SELECT full_name FROM public.shop_customer
EXPLAIN (ANALYZE, BUFFERS) SELECT full_name FROM shop_customer
EXPLAIN ANALYZE SELECT full_name FROM shop_customer
PREPARE p (int) AS SELECT full_name FROM shop_customer WHERE id = $1
WITH x AS (SELECT full_name FROM shop_customer) SELECT count(*) FROM x
SELECT (SELECT full_name FROM shop_customer c WHERE c.id = o.customer_id) FROM shop_order o
SELECT * FROM shop_order o, shop_customer c
SELECT * FROM shop_order o LEFT JOIN LATERAL (SELECT * FROM shop_customer) x ON true
SELECT id FROM shop_customer JOIN other USING (full_name)
SELECT id FROM shop_customer NATURAL JOIN other
SELECT (c).full_name FROM shop_customer c
SELECT c::text FROM shop_customer c
SELECT md5(string_agg(c::text, $1)) FROM shop_customer c
TABLE shop_customer
CREATE TABLE copy AS SELECT * FROM shop_customer
CREATE VIEW v AS SELECT full_name FROM shop_customer
MERGE INTO shop_customer c USING f ON f.id = c.id WHEN MATCHED THEN UPDATE SET full_name = f.n
MERGE INTO shop_customer c USING f ON f.id = c.id WHEN NOT MATCHED THEN INSERT VALUES (f.id, f.n)
SELECT b FROM shop_customer AS c (a, b)
/* web */ SELECT full_name FROM shop_customer -- x
SELECT DISTINCT ON (full_name) id FROM shop_customer
SELECT id, count(*) OVER (PARTITION BY full_name) FROM shop_customer
SELECT id FROM shop_customer GROUP BY id HAVING max(full_name) > $1
SELECT 1 FROM shop_customer FOR UPDATE OF shop_customer; SELECT full_name FROM shop_customer
SELECT * FROM (shop_order o JOIN shop_customer c ON true)
SELECT jsonb_build_object($1, c.full_name) FROM shop_customer c
SELECT to_jsonb(shop_customer.*) FROM shop_customer
SELECT FULL_NAME FROM SHOP_CUSTOMER
SELECT * FROM ONLY shop_customer
SELECT * FROM shop_customer TABLESAMPLE SYSTEM (1)
SELECT count(c) FROM shop_customer c
(SELECT full_name FROM shop_customer) UNION ALL (SELECT $1)
"""
CLEAN = """
MERGE INTO shop_customer c USING f ON f.id = c.id WHEN NOT MATCHED THEN INSERT (id) VALUES (f.id)
SELECT id, email FROM shop_customer
SELECT count(*) FROM shop_customer
SELECT $1 AS "a" FROM shop_customer WHERE id = $2 LIMIT $3
SELECT EXISTS (SELECT * FROM shop_customer WHERE id = $1)
SELECT b.full_name FROM shop_customer c JOIN billing b ON b.id = c.id
SELECT b.* FROM shop_customer c JOIN billing b ON b.id = c.id
SELECT * FROM shop_order WHERE customer_id IN (SELECT id FROM shop_customer)
SELECT first_name || $1 || last_name AS full_name FROM shop_customer
UPDATE shop_customer SET first_name = $1 WHERE id = $2
INSERT INTO shop_customer (first_name) VALUES ($1) RETURNING shop_customer.id
DELETE FROM shop_customer WHERE id = $1
COPY shop_customer (id, email) TO STDOUT
COPY other.shop_customer TO STDOUT
SELECT * FROM other.shop_customer
SELECT * FROM shop_customer_history
VACUUM ANALYZE shop_customer
ALTER TABLE shop_customer ADD COLUMN full_name text
CREATE INDEX CONCURRENTLY i ON shop_customer (full_name)
CREATE UNIQUE INDEX i ON shop_customer (full_name)
CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$ select full_name from shop_customer $$
LOCK TABLE ONLY public.shop_customer IN ACCESS SHARE MODE
SELECT x.* FROM (SELECT id FROM shop_customer) x
SELECT * FROM (SELECT id FROM shop_customer) x
SELECT full_name FROM billing
TRUNCATE shop_customer
SELECT c.id, c.email FROM "public"."shop_customer" c
SELECT "Full_Name" FROM shop_customer
"""
UNKNOWN = """
SELECT ]] FROM shop_customer
CALL refresh('shop_customer')
DO $$ begin perform full_name from shop_customer; end $$
"""


def listed(text: str) -> list[str]:
    found = text.strip().splitlines()
    assert found
    return found


@pytest.mark.parametrize("text", listed(USES))
def test_a_statement_uses_the_column(text: str) -> None:
    assert use(text, TABLE, COLUMNS) is Use.USES


@pytest.mark.parametrize("text", listed(CLEAN))
def test_a_statement_does_without_the_column(text: str) -> None:
    assert use(text, TABLE, COLUMNS) is Use.CLEAN


@pytest.mark.parametrize("text", listed(UNKNOWN))
def test_what_nobody_can_read_is_unknown(text: str) -> None:
    assert use(text, TABLE, COLUMNS) is Use.UNKNOWN


NAMES = st.sampled_from(["shop_customer", "c", "o", "shop_order", "id", "email", "x"])


@settings(max_examples=20, deadline=None)
@given(alias=NAMES, before=NAMES, order=st.booleans())
def test_whatever_else_a_select_lists_the_column_is_found(
    alias: str, before: str, order: bool
) -> None:
    items = [f"{alias}.full_name", f"{alias}.{before}"]
    text = f"SELECT {', '.join(reversed(items) if order else items)} FROM shop_customer {alias}"
    assert use(text, TABLE, COLUMNS) is Use.USES


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=60))
def test_no_text_is_too_strange(text: str) -> None:
    """Whatever follows the table's name: a verdict, never an error."""
    assert use(f"SELECT id FROM shop_customer {text}", TABLE, COLUMNS) in Use
