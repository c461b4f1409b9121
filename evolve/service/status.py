"""The truth about an evolution at this moment, as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from evolve.conf import Profile
from evolve.pg import marks
from evolve.pg.catalog import is_there, queries
from evolve.pg.striping import STRIPES
from evolve.phases import copies, drift, others, restoring
from evolve.phases.evidence import kept, watch_of
from evolve.phases.holds import EVIDENCE
from evolve.phases.runner import PACED, forward
from evolve.phases.tuning import paced
from evolve.plurals import counted
from evolve.proof import gate, readers
from evolve.proof.gate import Seen, Watch
from evolve.records import Evolution, Segment
from evolve.service import changes, forgotten
from evolve.service.archived import Archived, archived, left
from evolve.service.databases import Database
from evolve.service.heartbeat import alive
from evolve.service.undoing import rollback, undo
from evolve.states import FORWARD, TERMINAL, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the backfill has come. `fraction` is of the table's pages in the present sweep;
    `eta` in seconds, None while unknown. `on_page` is the part of the updates that have stayed on
    their page and touched no index, None before a group of pages has had all its passes. The pace
    is what batches and the rests between them make it; `rest_ms` was the latest, `rest_why` its
    reason, "" where there was none."""

    fraction: float
    rows_done: int
    rows_estimate: int
    rows_per_second: float
    eta: float | None
    on_page: float | None
    batch_rows: int
    batch_ms: float
    rest_ms: float
    rest_why: str
    sweep: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """The running processes of one application by the shape that they map."""

    name: str
    old: int
    new: int
    both: int
    neither: int
    observed: bool
    releases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What a proof has counted in one snapshot, or the drift check page by page, whichever is the
    later. `under_way` is the part of the table that the check's present round has done."""

    rows: int
    differences: int
    failing: int
    at: datetime
    age: float
    under_way: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Rows that wait for a value of Python's, the oldest for so many seconds; `failing` ones were
    tried in vain. More than a hundred thousand are not counted."""

    rows: int
    seconds: float
    failing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    name: str
    alias: str
    database: str
    environment: str
    state: State
    since: datetime
    age: float
    hold: str
    hold_clears: str
    hold_age: float | None
    progress: Progress | None
    agreement: Agreed | None
    worker: str
    workers: tuple[str, ...]
    consumers: tuple[Consumer, ...]
    conflicts: int
    marks: Marked | None
    forgotten: tuple[str, ...]
    undo: str
    archive: Archived | None
    to_restore: int | None
    rollback: str
    blind: tuple[str, ...]
    tuning: Mapping[str, Any]
    next: str

    def as_json(self) -> dict[str, Any]:
        data = asdict(self)
        data["since"] = self.since.isoformat()
        if self.agreement:
            data["agreement"]["at"] = self.agreement.at.isoformat()
        if self.archive:
            data["archive"]["keep_until"] = self.archive.keep_until.isoformat()
        return data


def status(database: Database, evolution: Evolution) -> Status:
    """Everything an operator may want to know of `evolution`."""
    watch = watch_of(database.store, evolution)
    table = database.session.one(
        "SELECT current_database() AS name, greatest(c.reltuples, 0)::bigint AS rows, "
        "pg_relation_size(c.oid) / current_setting('block_size')::bigint AS pages, "
        "current_setting('transaction_read_only')::boolean AS read_only, "
        "pg_is_in_recovery() AS replica "
        "FROM (SELECT 1) AS one LEFT JOIN pg_class c ON c.oid = to_regclass(%s)",
        [evolution.plan.table.identifier.as_string(None)],
    )
    segments = database.store.segments(evolution)
    workers = tuple(worker.owner for worker in alive(database.session))
    archive = archived(database, evolution)
    reason, clears = waits(evolution, table)
    missed = forgotten.forgotten(database, evolution, watch)
    if not reason and not table["read_only"] and evolution.state not in TERMINAL:
        reason, clears = changed(database, evolution)
    pace = paced(database.profile, evolution.plan, evolution.tuning)
    return Status(
        name=evolution.name,
        alias=database.alias,
        database=table["name"],
        environment=evolution.environment,
        state=evolution.state,
        since=evolution.state_since,
        age=(evolution.now - evolution.state_since).total_seconds(),
        hold=reason,
        hold_clears=clears,
        hold_age=seconds_since(evolution, evolution.hold_since),
        progress=progress(segments, table["rows"] or 0, table["pages"] or 0, pace),
        agreement=agreed(database, evolution),
        worker=evolution.lease_owner if evolution.worked_on else "",
        workers=workers,
        consumers=consumers(evolution, watch),
        conflicts=database.store.conflicts(evolution),
        marks=marked(database, evolution),
        forgotten=missed,
        undo=undo(evolution, watch, archive),
        archive=archive,
        to_restore=left(database, evolution),
        rollback=rollback(evolution),
        blind=blind(database, evolution, watch),
        tuning=evolution.tuning,
        next=forgotten.advice(evolution)
        if missed
        else next_command(evolution, watch, idle=bool(workers)),
    )


def marked(database: Database, evolution: Evolution) -> Marked | None:
    """The rows that are marked; None where nobody marks any."""
    pair = evolution.plan.pairs.marking
    if pair is None or not is_there(database.session, pair.table):
        return None
    if not database.session.one(marks.are_kept(pair))["are_kept"]:
        return None
    waiting = database.session.one(marks.waiting(pair))
    failing = database.session.one(marks.failed(pair))["rows"]
    return Marked(rows=waiting["rows"], seconds=waiting["seconds"], failing=failing)


def waits(evolution: Evolution, facts: Mapping[str, Any]) -> tuple[str, str]:
    """Why it waits and what ends that; a database that takes no writes takes no hold either."""
    if copies.is_copy(evolution):
        return copies.reason(evolution), copies.CLEARS
    if not facts["read_only"]:
        return evolution.hold, evolution.hold_clears
    why = "it is a replica" if facts["replica"] else "it is set to read-only"
    return f"the database takes no writes: {why}", "goes on by itself when it does"


def changed(database: Database, evolution: Evolution) -> tuple[str, str]:
    """What somebody else has changed just now, before a worker has come to it."""
    found = changes.found(database, evolution) if forward(evolution) else ()
    if not found:
        return "", ""
    return others.reason(evolution, found), others.clears(evolution, found)


def seconds_since(evolution: Evolution, moment: datetime | None) -> float | None:
    return (evolution.now - moment).total_seconds() if moment else None


def progress(segments: Sequence[Segment], rows: int, pages: int, pace: Profile) -> Progress | None:
    """The sum over the segments, at this pace; None before there are any."""
    if not segments:
        return None
    done = all(segment.done for segment in segments)
    fraction = 1.0 if done else min(0.999, sum(map(covered, segments)) / max(pages, 1))
    rows_done, work_ms = sum(s.rows_done for s in segments), sum(s.work_ms for s in segments)
    abreast = min(pace.parallel, max(1, sum(not s.done for s in segments)))
    speed = abreast * rows_done / work_ms * 1000 if work_ms else 0.0
    estimate = max(rows, rows_done)
    left = estimate * (1 - fraction)
    latest = max(segments, key=lambda s: s.advanced_at.timestamp() if s.advanced_at else 0.0)
    return Progress(
        fraction=fraction,
        rows_done=rows_done,
        rows_estimate=estimate,
        rows_per_second=speed,
        eta=left / speed if speed and not done else None,
        on_page=on_page(segments),
        batch_rows=latest.batch_rows,
        batch_ms=latest.batch_ms,
        rest_ms=latest.rest_ms,
        rest_why=rest_why(latest, pace) if not done else "",
        sweep=latest.sweep,
    )


def on_page(segments: Sequence[Segment]) -> float | None:
    """A group's first pass finds no room; the passes after it use what it has left."""
    passed = [s for s in segments if s.done or s.group_page > s.start_page]
    rows = sum(s.rows_done for s in passed)
    return sum(s.hot_rows for s in passed) / rows if rows else None


def rest_why(latest: Segment, pace: Profile) -> str:
    """What the rest before the latest batch was for: the limit, where that is what was reached."""
    if latest.rest_ms < 1:
        return ""
    limit = pace.max_rows_per_second
    if limit and latest.batch_rows * 1000 / (latest.batch_ms + latest.rest_ms) > 0.9 * limit:
        return "max-rows-per-second"
    return "others are at work"


def covered(segment: Segment) -> float:
    """Pages of the segment that are done, each pass over a group counting for its part of it."""
    if segment.done:
        return segment.end_page - segment.start_page
    length = max(segment.group_end - segment.group_page, 0)
    passes = segment.stripe * length + segment.cursor - segment.group_page
    return segment.group_page - segment.start_page + passes / STRIPES


def agreed(database: Database, evolution: Evolution) -> Agreed | None:
    seen = [database.store.latest(evolution, kind) for kind in ("agreement", drift.EVIDENCE)]
    found = max(filter(None, seen), key=lambda evidence: evidence.at, default=None)
    if found is None:
        return None
    return Agreed(
        rows=found.data["rows"],
        differences=found.data["differences"],
        failing=found.data["failing"],
        at=found.at,
        age=(evolution.now - found.at).total_seconds(),
        under_way=evolution.drift.page / max(evolution.drift.pages, 1),
    )


def consumers(evolution: Evolution, watch: Watch) -> tuple[Consumer, ...]:
    names = dict.fromkeys([*watch.consumers, *(seen.consumer for seen in watch.live)])
    return tuple(consumer(evolution, watch, name) for name in names)


def consumer(evolution: Evolution, watch: Watch, name: str) -> Consumer:
    live = [seen for seen in watch.live if seen.consumer == name]
    shapes = Counter(shape(evolution, seen) for seen in live)
    return Consumer(
        name=name,
        old=shapes["old"],
        new=shapes["new"],
        both=shapes["both"],
        neither=shapes["neither"],
        observed=any(seen.consumer == name for seen in watch.seen),
        releases=tuple(dict.fromkeys(seen.release for seen in live)),
    )


def shape(evolution: Evolution, seen: Seen) -> str:
    old = gate.is_old(evolution.plan, seen)
    new = gate.is_new(evolution.plan, seen)
    return {(1, 0): "old", (0, 1): "new", (1, 1): "both", (0, 0): "neither"}[(old, new)]


def blind(database: Database, evolution: Evolution, watch: Watch) -> tuple[str, ...]:
    """What nobody can see from here."""
    found = list(unwatched(database, evolution))
    if not watch.consumers:
        found.append(
            "EVOLVE['CONSUMERS'] is empty: an application that never reports is not missed"
        )
    if not watch.seen:
        found.append("no process reports itself: nobody knows which releases are running")
    hidden = database.session.one(queries()["replicas_hidden"])["hidden"]
    if hidden:
        found.append(
            f"{counted(hidden, 'replica')}: this role may not see how far behind; "
            "GRANT pg_monitor to it"
        )
    sources = kept(database.store, evolution)
    found += [spot for spot in map(readers.blind_spot, sources) if spot]
    if evolution.plan.old_columns and not any(source.since for source in sources):
        found.append("readers that are not applications are seen by quarantine only")
    unnoted = [s.name for pair in evolution.plan.pairs if not pair.noted for s in pair.old]
    if unnoted and evolution.plan.old_columns:
        found.append(f"writes to {', '.join(unnoted)}: no trigger notes them")
    return tuple(found)


def unwatched(database: Database, evolution: Evolution) -> Sequence[str]:
    """The signals that its worker cannot measure, as long as they would hold it."""
    seen = database.store.latest(evolution, EVIDENCE) if evolution.state in PACED else None
    return seen.data["blind"] if seen else ()


def advice(database: Database, evolution: Evolution) -> str:
    """What to do next, for whoever has just typed a command."""
    idle = bool(alive(database.session))
    return next_command(evolution, watch_of(database.store, evolution), idle=idle)


def next_command(evolution: Evolution, watch: Watch, *, idle: bool) -> str:
    """The one thing to do now; `idle`: some worker is alive, and comes to it in its turn."""
    name, state = evolution.name, evolution.state
    if copies.is_copy(evolution):
        return copies.CLEARS.removeprefix("manage.py ")
    if evolution.pause_requested:
        return f"evolve resume {name}"
    if state in {State.DONE, State.REVERTED} and not restoring.asked(evolution):
        return "nothing to do"
    if drift.LOOKED_AT in evolution.hold:
        return f"evolve verify {name} --show-values, then mend what differs"
    if state is State.READY and evolution.plan.same_name:
        return f"evolve swap {name}, then deploy the release with the new type"
    if state in {State.READY, State.SWAPPED}:
        refusals = gate.contract_refusals(evolution.plan, watch)
        if refusals and all(refusal.clears_itself for refusal in refusals):
            return f"{refusals[0].message}; {refusals[0].hint}, evolve contract {name}"
        if refusals:
            return f"deploy the new release everywhere, then evolve contract {name}"
        return f"evolve contract {name}"
    if state is State.QUARANTINED:
        end = "drops the old columns" if evolution.plan.pairs.old else "ends it"
        return f"nothing to do; evolve contract {name} --now {end} at once"
    if not evolution.worked_on and not idle:
        return f"nobody works on it: evolve start {name}, or evolve worker"
    goal = State.REVERTED if state is State.REVERTING else State.READY
    if state in FORWARD and FORWARD.index(state) > FORWARD.index(State.READY):
        goal = State.DONE
    return f"nothing to do.  evolve wait {name} --for {goal}"
