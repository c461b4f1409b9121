"""When the old side was last written, or a column left empty that is filled: the trigger notes it.

A sequence beside the table holds the second; its law is that no writer waits for another, nor
fails. `setval` locks nothing that outlasts it, belongs to no transaction, and changes no lastval()
of the application's; it runs with the right of the functions' owner, so that the application needs
none (rule 12). A session asks for it at most once in a SLICE, which a setting of the session tells:
to look at that costs a row of the old side 1.0 us of CPU, to note it each time would cost 7.2
(PostgreSQL 18, medians of five times 100,000 rows). Behind a pooler the setting may meet another
client, for whom it is true all the same.

What is noted stays noted where the statement is rolled back: somebody has tried.
"""

from __future__ import annotations

from psycopg import sql

from evolve.pg.names import regclass, text
from evolve.pg.pair import Pair, function_name

# Seconds; whoever writes is noted as late as this at the most.
SLICE = 20


def create_note_function(pair: Pair) -> str:
    """Notes this second, at most once in each."""
    return text(
        sql.SQL(
            "CREATE OR REPLACE FUNCTION {}() RETURNS void LANGUAGE sql SECURITY DEFINER "
            "SET search_path = pg_catalog, pg_temp AS $evolve$ "
            "SELECT setval({}, n.second) FROM {} AS s, "
            "(SELECT extract(epoch FROM clock_timestamp())::bigint AS second) AS n "
            "WHERE s.last_value < n.second OR NOT s.is_called $evolve$"
        ).format(pair.table.beside(function_name(pair, "note")), regclass(noted(pair)), noted(pair))
    )


def note(pair: Pair) -> list[sql.Composable]:
    """Statements of a trigger's function that note this moment; whatever somebody has taken away
    of what they need, the application's write goes on."""
    setting = sql.Literal(f"evolve.{function_name(pair, 'noted')}")
    slice_ = sql.SQL(
        "(pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint / {})::text"
    ).format(sql.Literal(SLICE))
    return [
        sql.SQL("IF pg_catalog.current_setting({}, true) IS DISTINCT FROM {} THEN").format(
            setting, slice_
        ),
        sql.SQL("  BEGIN"),
        sql.SQL("    PERFORM {}();").format(pair.table.beside(function_name(pair, "note"))),
        sql.SQL("  EXCEPTION WHEN OTHERS THEN NULL;"),
        sql.SQL("  END;"),
        sql.SQL("  PERFORM pg_catalog.set_config({}, {}, false);").format(setting, slice_),
        sql.SQL("END IF;"),
    ]


def begin_watch(pair: Pair) -> tuple[str, ...]:
    """The sequence that holds what was noted, for whoever asks; this second is not a note yet."""
    return (
        text(sql.SQL("CREATE SEQUENCE IF NOT EXISTS {}").format(noted(pair))),
        text(sql.SQL("GRANT SELECT ON SEQUENCE {} TO PUBLIC").format(noted(pair))),
        text(
            sql.SQL(
                "SELECT setval({}, extract(epoch FROM clock_timestamp())::bigint, false)"
            ).format(regclass(noted(pair)))
        ),
    )


def end_watch(pair: Pair) -> str:
    return text(sql.SQL("DROP SEQUENCE IF EXISTS {}").format(noted(pair)))


def may_read(pair: Pair) -> str:
    """Whether the sequence is there and this role may read it, in the column `it`."""
    return text(
        sql.SQL(
            "SELECT coalesce(has_sequence_privilege(to_regclass({}), 'SELECT'), false) AS it"
        ).format(sql.Literal(text(noted(pair))))
    )


def last_noted(pair: Pair) -> str:
    """`seconds` since the last note, or since the watch began where `called` is false."""
    return text(
        sql.SQL(
            "SELECT extract(epoch FROM clock_timestamp())::bigint - last_value AS seconds, "
            "is_called AS called FROM {}"
        ).format(noted(pair))
    )


def noted(pair: Pair) -> sql.Identifier:
    return pair.table.beside(function_name(pair, "noted"))
