"""Who was overlooked: whoever still asks for a column that is aside, as far as the server shows it.

A statement that fails is counted nowhere. But a process with the old models reports itself, and a
session shows the last statement that was sent, whether it failed or not.
"""

from __future__ import annotations

from collections.abc import Iterator

from evolve.pg.catalog import queries
from evolve.pg.marked import MARK
from evolve.pg.redacted import query
from evolve.phases.evidence import judged
from evolve.plurals import spell
from evolve.proof import gate
from evolve.proof.gate import Watch
from evolve.proof.readers import Use
from evolve.records import Evolution
from evolve.service.databases import Database
from evolve.states import State

LONGEST = 48


def forgotten(database: Database, evolution: Evolution, watch: Watch) -> tuple[str, ...]:
    """A line for each; none where no column is aside."""
    if evolution.state is not State.QUARANTINED or not evolution.plan.old_columns:
        return ()
    mappers = gate.old_mappers(evolution.plan, watch)
    return (*map(gate.who, mappers), *sessions(database, evolution))


def sessions(database: Database, evolution: Evolution) -> Iterator[str]:
    """Those whose last statement was sent since then, and uses an old column for certain."""
    plan = evolution.plan
    given = {"since": evolution.state_since, "table": plan.table.name, "mark": MARK}
    for row in database.session.rows(queries()["last_statements"], given):
        if judged(row["text"], plan) is Use.USES:
            age = spell((evolution.now - row["at"]).total_seconds())
            name = row["application"] or "without a name"
            yield f"role {row['role']} ({name}), {age} ago: {query(row['text'], LONGEST)}"


def advice(evolution: Evolution) -> str:
    """What to do where somebody was."""
    columns = ", ".join(evolution.plan.old_columns)
    return f"somebody still needs {columns}: evolve contract {evolution.name} --undo brings it back"
