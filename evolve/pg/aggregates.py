"""What the server itself says of an author's aggregate over rows that are alike.

It is read as `expressions` reads what is asked of one row: on the empty copy of the table, as one
expression in two different places, of which the server's own spelling is used from then on. A view
is where PostgreSQL keeps an aggregate as it has understood it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from evolve.pg import expressions
from evolve.pg.expressions import ExpressionError
from evolve.pg.merged import Aggregate
from evolve.pg.session import Session
from evolve.pg.soundness import Parsed

# Asked again, of what they have given and one row more, these give what they would have given of
# all rows at once. A count, or a mean, would not.
LASTING = (
    "sum",
    "min",
    "max",
    "any_value",
    "bool_and",
    "bool_or",
    "every",
    "bit_and",
    "bit_or",
    "bit_xor",
    "string_agg",
    "array_agg",
    "range_agg",
)
VIEW = "evolve_merge"
SPELLED = re.compile(r" SELECT (.*) AS evolve_value\s+FROM .*?\s+HAVING true;", re.DOTALL)


def understand(session: Session, text: str) -> Aggregate:
    """`text` as an aggregate over the copy's rows; inside `shape_copy`.

    Raises ExpressionError where it is none, is not a function of these rows alone, or is not of
    those that may be asked again.
    """
    expressions.attempt(
        session,
        "SELECT CASE WHEN true THEN\n",
        text,
        "\nEND FROM pg_temp.evolve_shape HAVING true",
    )
    expressions.attempt(
        session,
        f"CREATE TEMPORARY VIEW {VIEW} AS SELECT (\n",
        text,
        "\n) AS evolve_value FROM pg_temp.evolve_shape HAVING true",
    )
    row = session.one(
        f"""
        SELECT ev_action::text AS nodes, pg_get_viewdef(ev_class) AS spelled,
               ARRAY(SELECT attname::text FROM pg_attribute AS a JOIN pg_depend AS d
                     ON d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
                     WHERE d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
                     AND a.attrelid = 'pg_temp.evolve_shape'::regclass AND a.attnum > 0
                     ORDER BY a.attnum) AS reads
        FROM pg_rewrite AS r WHERE ev_class = 'pg_temp.{VIEW}'::regclass
        """  # noqa: S608 - a name of ours
    )
    session.connection.execute(f"DROP VIEW pg_temp.{VIEW}")
    found = SPELLED.fullmatch(row["spelled"])
    if not found:
        raise ExpressionError(f"the server understood something else: {row['spelled']}")
    parsed = expressions.parsed(session, row["nodes"], found[1])
    refuse_other_rows(parsed)
    expressions.refuse_unsteady(parsed)
    refuse_passing(session, parsed)
    return Aggregate(sql=found[1], reads=tuple(row["reads"]))


def refuse_other_rows(parsed: Parsed) -> None:
    """It reads the rows that are alike, and no other."""
    if parsed.labels & {"SUBLINK", "WINDOWFUNC"} or ":hasTargetSRFs true" in parsed.nodes:
        raise ExpressionError(
            "a subquery, a window or a set of rows", hint="it is asked of the rows that are alike"
        )
    if re.search(r"\{VAR :varno \d+ :varattno 0 ", parsed.nodes):
        raise ExpressionError("the expression reads the whole row", hint="name its columns")


def refuse_passing(session: Session, parsed: Parsed) -> None:
    """Not an aggregate, or one that does not bear being asked again of what it has given."""
    names = aggregates(session, [int(oid) for oid in re.findall(r":aggfnoid (\d+)", parsed.nodes)])
    if not names:
        raise ExpressionError("is no aggregate", hint="such as sum(...), max(...), bool_or(...)")
    for name in names:
        if name not in LASTING:
            raise ExpressionError(
                f"{name}() of rows that were merged before would not be that of all",
                hint="one of " + ", ".join(LASTING),
            )


def aggregates(session: Session, numbers: Sequence[int]) -> list[str]:
    """Their names; with the schema where it is not PostgreSQL's own."""
    rows = session.rows(
        "SELECT CASE WHEN pronamespace = 'pg_catalog'::regnamespace THEN proname::text "
        "ELSE oid::regproc::text END AS name FROM pg_proc WHERE oid = ANY(%s) ORDER BY 1",
        [list(numbers)],
    )
    return [row["name"] for row in rows]
