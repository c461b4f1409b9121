"""The gate: from observations to a permit, or to refusals that name who is in the way.

Pure. Nothing passes by being absent: no report at all is not a clean report.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from evolve.errors import Refusal
from evolve.pg.dependents import Needed
from evolve.pg.names import split_db_table
from evolve.pg.protocol import PROTOCOL
from evolve.plan.model import Plan
from evolve.plurals import spell
from evolve.proof import idle, noted, readers
from evolve.proof.idle import Life
from evolve.proof.noted import Noted
from evolve.proof.readers import Source

# The kinds of refusal, as `contract --overrule` takes them.
KINDS = {
    "mapped": "a running process lists an old column",
    "protocol": "a running process reports what this evolve cannot read",
    "unseen": "an expected application has not been seen on the new columns",
    "silence": "nobody has ever reported",
    "quiet": "an old process was heard of too recently",
    "read": "a statement uses an old column",
    "watch": "statements have not been watched for long enough",
    "stale": "statements, or what the trigger notes, can no longer be seen",
    "dependent": "something else needs an old column",
    "written": "an old column was written too recently",
    "idle": "nobody has written the table since it is watched",
    "emptied": "a write left a field empty that is filled for it",
    "broken": "a write broke the check that is to come",
}
# What somebody may take upon himself by name, for good.
ACKNOWLEDGEABLE = frozenset({"unseen", "read", "dependent"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One process as it last reported itself; `age` is how long ago by the database's clock."""

    consumer: str
    release: str
    host: str
    pid: int
    role: str = ""
    application_name: str = ""
    first_seen: datetime
    last_seen: datetime
    age: timedelta
    columns: Mapping[str, Sequence[str]]
    protocol: int = 1

    def maps(self, plan: Plan) -> frozenset[str]:
        """The columns of the plan's table that the process's models list."""
        found: set[str] = set()
        for db_table, columns in self.columns.items():
            schema, name = split_db_table(db_table)
            if name == plan.table.name and schema in (None, plan.table.schema):
                found.update(columns)
        return frozenset(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """The sessions of one role and application name on the database, the oldest `since` when."""

    role: str
    application: str
    number: int
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Everything the gate looks at. `live_for`: a process heard of within it counts as running.

    `sources` are the servers whose statements were looked at, `ignored` roles whose statements
    need not be minded, `needed` what else needs an old column, `sessions` who is connected, `noted`
    when the old side was last written, `life` whether anybody writes the table. What somebody has
    `acknowledged` by name, with a reason, is in nobody's way.
    """

    seen: tuple[Seen, ...]
    consumers: tuple[str, ...]
    live_for: timedelta
    sources: tuple[Source, ...] = ()
    ignored: Mapping[str, str] = field(default_factory=dict)
    needed: tuple[Needed, ...] = ()
    sessions: tuple[Sessions, ...] = ()
    noted: tuple[Noted, ...] = ()
    life: Life | None = None
    acknowledged: Mapping[str, str] = field(default_factory=dict)

    @property
    def live(self) -> tuple[Seen, ...]:
        return tuple(seen for seen in self.seen if seen.age <= self.live_for)

    @property
    def strangers(self) -> tuple[Sessions, ...]:
        """Sessions that belong to no process that reports itself, by role and application name.

        To be connected is no use of a column: they are shown, and refuse nothing.
        """
        known = {(seen.role, seen.application_name) for seen in self.live}
        return tuple(s for s in self.sessions if (s.role, s.application) not in known)


def old_mappers(plan: Plan, watch: Watch) -> list[Seen]:
    """Running processes of an old release."""
    return [seen for seen in watch.live if is_old(plan, seen)]


def is_old(plan: Plan, seen: Seen) -> bool:
    """Whether the process's models list an old column, or lack one that takes no other's place."""
    maps, added = seen.maps(plan), [p for p in plan.pairs if not p.old and not p.in_place]
    lacks = {side.name for pair in added for side in pair.new} - maps
    return bool(maps & set(plan.old_columns) or (maps and lacks))


def new_mappers(plan: Plan, watch: Watch) -> list[Seen]:
    """Running processes of a new release."""
    return [seen for seen in watch.live if is_new(plan, seen)]


def is_new(plan: Plan, seen: Seen) -> bool:
    """Whether the process's models list a new column, or lack one that none takes the place of."""
    maps, removed = seen.maps(plan), [pair for pair in plan.pairs if not pair.new]
    lacks = {side.name for pair in removed for side in pair.old} - maps
    return bool(maps & set(plan.new_columns) or (maps and lacks))


def contract_refusals(plan: Plan, watch: Watch) -> list[Refusal]:
    """Why the old columns may not go yet; what was acknowledged is left out."""
    found = [
        *unread(watch),
        *(still_mapped(plan, seen) for seen in old_mappers(plan, watch)),
        *never_seen(plan, watch),
        *too_recent(plan, watch),
        *noted.refusals(plan, watch.noted),
        *idle.refusals(plan, watch.life),
        *still_read(plan, watch),
        *still_needed(plan, watch),
    ]
    return [refusal for refusal in found if not is_acknowledged(refusal, watch)]


def is_acknowledged(refusal: Refusal, watch: Watch) -> bool:
    return refusal.code in ACKNOWLEDGEABLE and refusal.subject in watch.acknowledged


def unread(watch: Watch) -> Iterable[Refusal]:
    """Reports of a later protocol: what they mean is not known here."""
    for seen in watch.live:
        if seen.protocol > PROTOCOL:
            yield Refusal(
                code="protocol",
                subject=who(seen),
                message=f"reports by protocol {seen.protocol}, and this evolve reads {PROTOCOL}",
                hint="upgrade evolve here: it must be as new as in any application",
            )


def still_mapped(plan: Plan, seen: Seen) -> Refusal:
    maps = seen.maps(plan)
    columns = ", ".join(sorted(maps & set(plan.old_columns)))
    does = f"still maps {columns}"
    if not columns:
        does = f"does not map {', '.join(sorted(set(plan.new_columns) - maps))} yet"
    return Refusal(
        code="mapped",
        subject=who(seen),
        message=f"{does}; running since {when(seen.first_seen)}",
        hint="stop or upgrade it; it counts as gone once it has been silent for three reports",
    )


def who(seen: Seen) -> str:
    return f"{seen.consumer} {seen.release or '(no release)'} on {seen.host} pid {seen.pid}"


def when(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")


def never_seen(plan: Plan, watch: Watch) -> Iterable[Refusal]:
    """Expected consumers that nobody has seen on the new shape; and silence altogether."""
    for consumer in watch.consumers:
        reports = [seen for seen in watch.live if seen.consumer == consumer]
        fits = [seen for seen in reports if fits_new(plan, seen)]
        if not reports:
            ever = any(seen.consumer == consumer for seen in watch.seen)
            yield Refusal(
                code="unseen",
                subject=consumer,
                message="no process of it is running now"
                if ever
                else "is expected to report and never has",
                hint="start it; or take it out of EVOLVE['CONSUMERS'], or "
                f"manage.py evolve acknowledge {plan.name} {consumer} --because '...'",
            )
        elif not fits:
            yield Refusal(
                code="unseen",
                subject=consumer,
                message="has no process on the new shape",
                hint="deploy the release whose models list the new columns",
            )
    if not watch.seen:
        yield Refusal(
            code="silence",
            subject=plan.name,
            message="no process has ever reported itself on this database",
            hint="add 'evolve' to INSTALLED_APPS of the application, and grant it "
            "SELECT, INSERT, UPDATE on evolve_instance",
        )


def fits_new(plan: Plan, seen: Seen) -> bool:
    """Whether the process serves the new shape; where names stay the same, all do."""
    maps = seen.maps(plan)
    return set(plan.new_columns) <= maps and not maps & set(plan.old_columns)


def too_recent(plan: Plan, watch: Watch) -> Iterable[Refusal]:
    """The quiet time since a process with an old column was last heard of."""
    gone = [seen for seen in watch.seen if seen.age > watch.live_for and is_old(plan, seen)]
    quiet = min((seen.age for seen in gone), default=None)
    if quiet is not None and quiet < timedelta(seconds=plan.quiet_for):
        left = round(plan.quiet_for - quiet.total_seconds()) + 1
        yield Refusal(
            code="quiet",
            subject=plan.name,
            message=f"an old release was heard of {spell(quiet.total_seconds())} ago, "
            f"and quiet_for asks for {spell(plan.quiet_for)}",
            hint=f"try again in {spell(left)}",
            clears_itself=True,
        )


def still_read(plan: Plan, watch: Watch) -> Iterable[Refusal]:
    """Statements that use an old column, and servers on which nobody has looked for long enough."""
    quiet_for = timedelta(seconds=plan.quiet_for)
    for source in watch.sources:
        yield from readers.refusals(source, plan.old_columns, quiet_for, watch.ignored)


def shown_new(plan: Plan, seen: Seen) -> str:
    maps = seen.maps(plan)
    columns = sorted(maps & set(plan.new_columns))
    if columns:
        return f"maps {', '.join(columns)}"
    return f"maps no {', '.join(sorted(set(plan.old_columns) - maps))} any more"


def still_needed(plan: Plan, watch: Watch) -> Iterable[Refusal]:
    """What hangs on an old column in the catalog, and what carries it out of the database."""
    for needed in watch.needed:
        yield Refusal(
            code="tied" if needed.tied else "dependent",
            subject=needed.name,
            message=needed.why,
            hint="drop it, or build it on the new columns"
            if needed.tied
            else f"see to it, then manage.py evolve acknowledge {plan.name} '{needed.name}' "
            "--because '...'",
        )


def revert_refusals(plan: Plan, watch: Watch) -> list[Refusal]:
    """Why the new columns may not go (rule 10)."""
    found = [
        Refusal(
            code="mapped",
            subject=who(seen),
            message=shown_new(plan, seen) + f"; running since {when(seen.first_seen)}",
            hint="roll it back to the old release first",
        )
        for seen in new_mappers(plan, watch)
    ]
    return [*unread(watch), *found]
