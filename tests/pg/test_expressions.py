"""What the server is asked about an author's expression, and what evolve makes of the answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
import pytest
from psycopg import errors

from evolve.pg.catalog import find_table
from evolve.pg.expressions import ExpressionError, shape_copy, understand
from evolve.pg.session import Session
from evolve.pg.understood import Nulls, Understood
from evolve.service.databases import Database
from tests.support.cluster import ShopDatabase

THING = """
CREATE TABLE "Thing" (
  id bigint PRIMARY KEY, a text, b text, i integer, big bigint, n numeric(10,2), f float8,
  d date, ts timestamptz, tags text[], r int4range, j jsonb, u uuid, by bytea, x xml, bo boolean,
  code char(5), c text COLLATE "C", p text COLLATE ucs_basic, v varchar(9), "Ünï %s {}" text
);
CREATE FUNCTION settled(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION unsettled(text) RETURNS text LANGUAGE sql STABLE AS 'SELECT $1';
"""


@pytest.fixture
def session(shop_database: ShopDatabase, database: Database) -> Session:
    with shop_database.connect() as owner:
        owner.execute(THING.encode())
    return database.session


@contextmanager
def copied(session: Session) -> Iterator[None]:
    """The empty copy of the table, which has a column `new` that the table has not."""
    table = find_table(session, None, "Thing")
    assert table is not None
    with shape_copy(session, table, {"new": "varchar(10)"}):
        yield


# -- what is accepted -------------------------------------------------------------------------

ACCEPTED = [
    # text, the server's spelling, type, columns read
    ("a", "a", "text", ("a",)),
    ("1 -- one", "1", "integer", ()),
    ("1 /* one */", "1", "integer", ()),
    ("a || '%s %(x)s %'", "(a || '%s %(x)s %'::text)", "text", ("a",)),
    ("i % 2", "(i % 2)", "integer", ("i",)),
    ("concat('{}', a, '{table}')", "concat('{}', a, '{table}')", "text", ("a",)),
    (r"a || '\d''$1;--'", r"(a || '\d''$1;--'::text)", "text", ("a",)),
    ('"Ünï %s {}"', '"Ünï %s {}"', "text", ("Ünï %s {}",)),
    ("new", "new", "character varying(10)", ("new",)),
    ("left(a,3)::char(3)", '("left"(a, 3))::character(3)', "character(3)", ("a",)),
    ("split_part(b, a, 1)", "split_part(b, a, 1)", "text", ("a", "b")),
    ("n * 2", "(n * (2)::numeric)", "numeric", ("n",)),
    ("upper(settled(a))", "upper(settled(a))", "text", ("a",)),
    ("'2026-01-01 00:00+02'::timestamptz", "'2025-12-31 22:00:00+00'::timestamp with time zone",
     "timestamp with time zone", ()),
    ("ts AT TIME ZONE 'Europe/Rome'", "(ts AT TIME ZONE 'Europe/Rome'::text)",
     "timestamp without time zone", ("ts",)),
    ("NULL", "NULL", "text", ()),
    ("a IS NOT NULL", "(a IS NOT NULL)", "boolean", ("a",)),
]  # fmt: skip


def test_an_expression_is_used_in_the_servers_own_spelling(session: Session) -> None:
    """Type, columns and spelling are the server's, one expression after the other in one copy."""
    with copied(session):
        for text, spelled, type_, reads in ACCEPTED:
            found = understand(session, text)
            assert (found.expression.sql, found.type, found.expression.reads) == (
                spelled,
                type_,
                reads,
            ), text


def test_a_spelling_is_understood_as_itself(session: Session) -> None:
    """What the server has spelled out means the same when it is read once more."""
    with copied(session):
        for text, *_ in ACCEPTED:
            once = understand(session, text)
            assert understand(session, once.expression.sql) == once


# -- what is refused --------------------------------------------------------------------------

REFUSED = [
    # text, part of the message, where in the text
    ("1), (2", "syntax error", 1),
    ("1 END, CASE WHEN true THEN 1", "syntax error", 2),
    ("1 WHEN false THEN 2", "syntax error", 2),
    ("1) IS NOT NULL OR (true", "syntax error", 1),
    ("a, b", "syntax error", 1),
    ("a); DROP TABLE \"Thing\"; --", "syntax error", 1),
    ("'a'; SELECT 1", "syntax error", 3),
    ("1 /*", "unterminated", 2),
    ("$$", "unterminated", 0),
    ("$1", "parameter", None),
    ("DEFAULT", "DEFAULT", 0),
    ("", "syntax error", None),
    ("missing", 'column "missing" does not exist', 0),
    ("a || mising", 'column "mising" does not exist', 5),
    ("'é' || mising", 'column "mising" does not exist', 7),
    ("no_such_function(a)", "does not exist", 0),
    ("(SELECT 1)", "subquery", None),
    ("EXISTS (SELECT 1)", "subquery", None),
    ("a IN (SELECT b)", "subquery", None),
    ("count(*)", "aggregate", None),
    ("max(a)", "aggregate", None),
    ("row_number() OVER ()", "window", None),
    ("generate_series(1, i)", "set-returning", 0),
    ("unnest(tags)", "set-returning", 0),
    ("evolve_shape", "whole row", None),
    ("evolve_shape.*", "", None),
    ("evolve_shape::text", "whole row", None),
    ("tableoid::text", "whole row", None),
    ("ctid::text", "system column", None),
    ("random()", "random", None),
    ("gen_random_uuid()", "gen_random_uuid", None),
    ("clock_timestamp()", "clock_timestamp", None),
    ("nextval('evolve_event_id_seq')", "nextval", None),
    ("now()", "now", None),
    ("transaction_timestamp()", "transaction_timestamp", None),
    ("CURRENT_TIMESTAMP", "CURRENT_", None),
    ("CURRENT_DATE", "CURRENT_", None),
    ("LOCALTIME", "CURRENT_", None),
    ("CURRENT_USER", "CURRENT_", None),
    ("SESSION_USER", "CURRENT_", None),
    ("current_setting('TimeZone')", "current_setting", None),
    ("version()", "version", None),
    ("inet_server_port()", "inet_server_port", None),
    ("pg_postmaster_start_time()", "pg_postmaster_start_time", None),
    ("txid_current_if_assigned()", "txid_current_if_assigned", None),
    ("age(ts)", "age", None),
    ("has_table_privilege('evolve_event', 'select')", "has_table_privilege", None),
    ("pg_has_role('shop_app', 'usage')", "pg_has_role", None),
    ("to_tsvector(a)", "to_tsvector", None),
    ("unsettled(a)", "unsettled", None),
    ("upper(unsettled(a))", "unsettled", None),
]  # fmt: skip


def test_what_is_no_function_of_the_row_is_refused_where_it_stands(session: Session) -> None:
    """Nothing breaks out of its place, and nothing that depends on more than the row gets in."""
    with copied(session):
        for text, message, offset in REFUSED:
            with pytest.raises(ExpressionError) as caught:
                understand(session, text)
            assert message in caught.value.message, text
            assert caught.value.offset == offset, text
            assert understand(session, "upper(settled(a))").type == "text", text
    with pytest.raises(errors.UndefinedTable):
        session.rows("SELECT FROM pg_temp.evolve_shape")


# -- what is claimed of it --------------------------------------------------------------------

CLAIMED = [
    ("concat_ws(' ', a, b)", True, Nulls.NEVER),
    ("concat(a, b)", True, Nulls.NEVER),
    ("coalesce(a, 'x')::varchar(3)", True, Nulls.NEVER),
    ("coalesce(a, b)", True, Nulls.MAYBE),
    ("coalesce(substring(a FROM '(x)'), '')", False, Nulls.NEVER),
    ("split_part(a, ' ', 2)", True, Nulls.FROM_NULLS),
    ("split_part(a, ' ', -1)", True, Nulls.FROM_NULLS),
    ("split_part(a, ' ', 1) || 'split_part(['", True, Nulls.FROM_NULLS),
    ("split_part('split_part(a, 0)', a, 1)", True, Nulls.FROM_NULLS),
    ("upper(left(a, -2)) || lower(b)", True, Nulls.FROM_NULLS),
    ("i::text || big", True, Nulls.FROM_NULLS),
    ("i::bigint", True, Nulls.FROM_NULLS),
    ("a::varchar(3)", True, Nulls.FROM_NULLS),
    ("nullif(a, '')", True, Nulls.MAYBE),
    ("CASE WHEN i > 0 THEN a END", True, Nulls.MAYBE),
    ("lower(c) || lower(p)", False, Nulls.FROM_NULLS),
]


def test_expressions_of_everyday_are_known_to_be_harmless(session: Session) -> None:
    """A handler costs time and a doubt costs the author a word; both only where they are due."""
    with copied(session):
        for text, total, nulls in CLAIMED:
            found = understand(session, text)
            assert (found.expression.total, found.nulls) == (total, nulls), text


# Each looks harmless and is not, for the row that the second column makes.
TREACHEROUS = [
    ("a::uuid::text", "a = 'x'"),
    ("a::integer::text", "a = 'x'"),
    ("a::text[]::integer[]::text", "a = '{x}'"),
    ("substring(a FROM b)", "a = 'x', b = '('"),
    ("substring(a FROM '(y)')", "a = 'x'"),
    ("substring(a, 1, i)", "a = 'x', i = -1"),
    ("split_part(a, ' ', 0)", "a = 'x'"),
    ("split_part(a, ' ', i)", "a = 'x', i = 0"),
    ("length(by, 'utf8')", r"by = '\xff'"),
    ("lower(r)", "r = '(,)'"),
    ("upper(r)", "r = 'empty'"),
    ("tags[1]", "tags = '{}'"),
    ("concat(VARIADIC tags)", "tags = NULL"),
    ("concat_ws(',', VARIADIC tags)", "tags = NULL"),
    ("a = ANY (tags)", "a = 'x', tags = '{NULL}'"),
    ("a IN ('x', NULL)", "a = 'y'"),
    ("xmlparse(document a)::text", "a = '<'"),
    ("JSON_VALUE(j, '$.a' RETURNING int ERROR ON ERROR)", """j = '{"a": "x"}'"""),
    ("coalesce(j -> 'a', '1')::integer", """j = '{"a": null}'"""),
    ("j ->> 'a'", "j = '{}'"),
    ("d::timestamp", "d = '5874897-12-31'"),
    ("big::integer", "big = 3000000000"),
    ("i + 1", "i = 2147483647"),
    ("chr(i)", "i = 0"),
    ("to_date(a, 'YYYY')", "a = 'x'"),
    ("lower(c || p)", "c = 'x', p = 'y'"),
    ("a LIKE b", r"a = 'x', b = '\'"),
    ("n::numeric(3,2)", "n = 1000"),
]


def test_what_can_fail_or_give_null_is_never_taken_for_harmless(
    shop_database: ShopDatabase, session: Session
) -> None:
    """Where a value exists on which the expression fails or gives NULL, nothing else is claimed."""
    known = [
        (text, setting)
        for text, setting in TREACHEROUS
        if "JSON_VALUE" not in text or session.connection.info.server_version >= 170_000
    ]
    with copied(session):
        found = {text: understand(session, text) for text, _ in known}
    with shop_database.connect() as owner:
        for text, setting in known:
            owner.execute(b'TRUNCATE "Thing"')
            owner.execute(b'INSERT INTO "Thing" (id) VALUES (1)')
            owner.execute(f'UPDATE "Thing" SET {setting}'.encode())
            refute(owner, text, found[text])


def refute(owner: psycopg.Connection[tuple[object, ...]], text: str, claim: Understood) -> None:
    """On the row the expression fails, or gives NULL; and that is what the claim allows for."""
    query = f'SELECT {claim.expression.sql} FROM "Thing"'.encode()
    failed, row = False, None
    with suppress(psycopg.Error):
        failed = True
        row = owner.execute(query).fetchone()
        failed = False
    assert failed or row == (None,), f"{text} is harmless here: {row}"
    assert not (failed and claim.expression.total), text
    assert failed or claim.nulls is Nulls.MAYBE, text
