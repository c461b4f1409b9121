"""The archive: where the profile names a storage, nothing is dropped before its values lie there.

| crash or failure | what it leaves | what follows |
|---|---|---|
| before the file is complete | nothing, or a file without a manifest | another file |
| before it is recorded | a file with its manifest | another file |
| what is read back differs | the file | a hold; another file at the next try |
| after it is recorded | the archive | the drop |

What is written to the table after the snapshot of the COPY is not in it: by then the old columns
are aside, nobody can name them, and what they hold follows from the new ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from evolve import __version__
from evolve.archives import Manifest, plan_digest, put, put_manifest
from evolve.errors import EvolveError
from evolve.pg.archived import copy_out
from evolve.pg.catalog import find_table
from evolve.pg.settings import pins
from evolve.pg.table import Table
from evolve.phases import steps
from evolve.phases.work import WORKED, Answer, Work
from evolve.records import ARCHIVE
from evolve.states import Phase


def wanted(work: Work) -> bool:
    """Whether there is something to archive, and no archive of this quarantine yet."""
    evolution = work.evolution
    if not work.profile.archive or not evolution.plan.pairs.old:
        return False
    found = work.store.latest(evolution, ARCHIVE)
    if found and found.seen_in(evolution.stay):
        return False
    return steps.pending(work, evolution.plan.phase(Phase.DROP)[:1]) is not None


def archive(work: Work) -> Answer:
    """Writes the old values, reads them back, and records where they are. Raises EvolveError."""
    evolution, plan, alias = work.evolution, work.evolution.plan, work.profile.archive
    table = table_now(work)
    if not plan.key:
        raise EvolveError(
            f"{plan.table} has no primary key, so that no value of an archive finds its row again",
            hint=f"take `archive` out of the profile of {work.session.alias!r} to drop without one",
        )
    now: datetime = work.session.one("SELECT clock_timestamp() AS now")["now"]
    stem = f"evolve/{work.session.alias}/{plan.name}-{evolution.id}-{now:%Y%m%dT%H%M%S}"
    name, content = put(alias, stem, rows_of(work))
    manifest = Manifest(
        evolution=plan.name,
        id=evolution.id,
        database=work.session.alias,
        table=str(plan.table),
        key=tuple((column, type_of(table, column)) for column in plan.key),
        columns=tuple((side.name, side.type) for side in plan.pairs.old),
        file=name,
        rows=content.records,
        bytes=content.bytes,
        sha256=content.sha256,
        plan=plan_digest(evolution.plan_data),
        made_at=now,
        keep_until=now + work.profile.archive_for,
        server_version=table.server_version,
        evolve_version=__version__,
    )
    record(work, manifest, put_manifest(alias, stem, manifest))
    return WORKED


def rows_of(work: Work) -> Iterator[bytes]:
    """The table's keys and old values as CSV; the transaction lasts as long as one reads."""
    plan = work.evolution.plan
    with work.session.transaction(read_only=True):
        work.session.local(**pins(plan.table), row_security="off", statement_timeout=0)
        yield from work.session.copied_out(copy_out(plan.pairs_aside, plan.key))


def record(work: Work, manifest: Manifest, name: str) -> None:
    """From here on it may be dropped; unless another worker has taken over meanwhile."""
    stay = work.evolution.stay
    data = {"storage": work.profile.archive, "manifest_file": name, "stay": stay}
    data |= manifest.as_json()
    with work.session.transaction():
        work.store.guard(work.evolution)
        work.store.observe(work.evolution, ARCHIVE, data)
        told = ("storage", "file", "manifest_file", "rows", "bytes", "sha256", "keep_until")
        work.store.event(work.evolution.id, "archived", {key: data[key] for key in told})


def table_now(work: Work) -> Table:
    plan = work.evolution.plan
    found = find_table(work.session, plan.table.schema, plan.table.name)
    if found is None:
        raise EvolveError(
            f"the table {plan.table} is gone", hint=f"manage.py evolve history {plan.name}"
        )
    return found


def type_of(table: Table, name: str) -> str:
    column = table.column(name)
    return column.type if column else ""
