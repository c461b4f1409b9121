"""The whole SQL of every shipped playbook, to be read as prose when it changes.

UPDATE_GOLDEN=1 writes the files anew. They hold what PostgreSQL 18 is sent; an older server has no
names for NOT NULL constraints, and the statements that rename those are left out there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import pytest

from evolve.pg.given import Answers, Due, Given
from evolve.pg.names import TableName
from evolve.pg.rows import Batch, Move, batch_message
from evolve.pg.step import Step
from evolve.plan.model import Plan
from evolve.service import planning
from evolve.states import Phase
from sample_app.settings import BASE_DIR
from tests.phases.conftest import Ground
from tests.support import evolutions

FOLDER = Path(__file__).resolve().parent.parent / "golden"
NAMED_NOT_NULL = re.compile(
    r"^ALTER TABLE .* RENAME CONSTRAINT .*_not_null\" TO .*\n", re.MULTILINE
)
# A step of its own, where it has no other statement.
NAMING_NOT_NULL = re.compile(r"^-- \S+\.name\.\S+_not_null: .*\n(?:.+\n)+\n", re.MULTILINE)
STEP = re.compile(r"^-- (?!restore|settle)\w+\.\S+: .*\n-- lock (.*)$", re.MULTILINE)
FOR_ALL, FOR_WRITERS = "AccessExclusiveLock", ("ExclusiveLock", "ShareRowExclusiveLock")
FUNCTION = re.compile(r"(CREATE OR REPLACE FUNCTION \S+)\(.*\n-- (evolve .*)\n")


def rendered(plan: Plan) -> str:
    """Every statement by phase, with its title, its lock and its way back."""
    seen: set[str] = set()
    return "\n".join(once(line, seen) for line in lines(plan)) + "\n"


def once(line: str, seen: set[str]) -> str:
    """A function in full where it stands first, afterwards by what it says of itself."""
    function = FUNCTION.match(line)
    if function and line in seen:
        return f"-- {function[1]}: {function[2]}, as above"
    seen.add(line)
    return line


def lines(plan: Plan) -> Iterator[str]:
    yield f"-- {plan.name}: {plan.model}, table {plan.table}"
    for phase in Phase:
        if phase is Phase.BACKFILL and plan.pairs.new:
            yield from backfill(plan)
        steps = plan.phase(phase)
        if steps:
            yield from heading(phase)
        for step in steps:
            yield from statements(step)
    yield from heading("verify, the author's queries")
    for check in plan.checks:
        yield f"\n-- {check.name}: expect {check.expect}"
        yield f"{check.query};"


def heading(text: str) -> Iterator[str]:
    yield f"\n-- == {text} " + "=" * (80 - len(text))


def statements(step: Step) -> Iterator[str]:
    how = [f"lock {step.lock or 'none'}"]
    how += [f"{step.beside_lock} on {step.beside}"] if step.beside else []
    how += ["scans"] if step.scans else []
    how += ["outside a transaction"] if step.concurrent else []
    yield f"\n-- {step.id}: {step.title}"
    yield f"-- {', '.join(how)}"
    yield from (f"{statement};" for statement in step.apply)
    if not step.reversible:
        yield "-- a point of no return"
    elif step.revert == step.apply:
        yield "-- back: the same"
    else:
        other = f", {step.beside_revert_lock} on {step.beside}" if step.beside else ""
        yield f"-- back: lock {step.revert_lock or 'none'}{other}"
        yield from (f"{statement};" for statement in step.revert)


def backfill(plan: Plan) -> Iterator[str]:
    """One batch, as one message."""
    yield from heading("backfill, one batch")
    batch = Batch(
        segment=1,
        generation=2,
        owner="worker",
        start=80,
        end=160,
        stripe=3,
        stripe_by=plan.stripe_by,
        batch_pages=80,
    )
    move = Move(group_page=0, group_end=2048, cursor=160, stripe=3, done=False)
    tables = TableName(schema="public", name="evolve_segment")
    message = batch_message(
        plan.pairs, batch, move, tables, timeout_ms=800, lock_ms=100, answers=answers(plan)
    )
    yield f"{message};"


def answers(plan: Plan) -> Answers | None:
    """What Python may have said of two rows, where it is Python that is asked."""
    if plan.pairs.transformed is None:
        return None
    one, other = (Due(key=("7",), digest="...", row={}), Due(key=("8",), digest="...", row={}))
    return Answers(given=(Given(due=one, values=("given",)),), refused=(other,))


def without_names(text: str) -> str:
    return NAMED_NOT_NULL.sub("", NAMING_NOT_NULL.sub("", text))


@pytest.mark.parametrize("case", evolutions.shipped(), ids=str, indirect=True)
def test_the_sql_is_the_one_that_was_read(ground: Ground) -> None:
    plan = planning.plan(ground.database, planning.playbook_of(ground.case.playbook)).plan
    path = FOLDER / f"{ground.case.playbook}.sql"
    version = ground.database.session.connection.info.server_version
    found = rendered(plan)
    if os.environ.get("UPDATE_GOLDEN"):
        assert version >= 180000, "the files hold what PostgreSQL 18 is sent"
        path.parent.mkdir(exist_ok=True)
        path.write_text(found)
    expected = path.read_text() if path.exists() else ""
    if version < 180000:
        expected = without_names(expected)
    different = unified_diff(expected.splitlines(), found.splitlines(), "read", "found", n=1)
    assert found == expected, "\n".join(["UPDATE_GOLDEN=1 writes it anew:", *different])


def test_no_file_is_left_of_a_playbook_that_is_gone() -> None:
    files = {path.stem for path in FOLDER.glob("*.sql")}
    assert files == {case.playbook for case in evolutions.shipped()}


def test_the_locks_of_each_kind_are_documented() -> None:
    """As the plans that were read have them, from the start to the drop."""
    text = (BASE_DIR / "playbooks" / "README.md").read_text()
    table = text[text.index("<!-- locks -->") : text.index("<!-- /locks -->")]
    documented = [line for line in table.splitlines() if line.startswith("| ")][1:]
    expected = [locks(path) for path in sorted(FOLDER.glob("*.sql"))]
    assert documented == expected, "\n".join(["as it is:", *expected])


def locks(path: Path) -> str:
    """The table's row for a plan: how many steps take what."""
    steps = STEP.findall(path.read_text())
    assert steps, path
    kept = [step.partition(",")[0] for step in steps]
    others = sorted(
        {match[1] for step in steps for match in re.finditer(r" on (\S+?)(?:,|$)", step)}
    )
    built = sum("outside a transaction" in step for step in steps)
    read = sum("scans" in step for step in steps) - built
    cells = [
        path.stem,
        str(kept.count(FOR_ALL)),
        str(sum(kept.count(lock) for lock in FOR_WRITERS)),
        ", ".join(others) or "-",
        str(built or "-"),
        str(read or "-"),
    ]
    return f"| {' | '.join(cells)} |"
