"""Who runs statements that use the old columns, from look to look; pure.

The counters of pg_stat_statements say how often, never when. So two looks are compared: what was
counted in between has run since the earlier one, and counts as run at the moment of the later.

| between two looks | what is made of it |
|---|---|
| the first look | the watch begins; what was counted before is history |
| another number of calls, or an entry that was not there | it has run now |
| an entry is gone (evicted) | it is remembered for when it last ran |
| all counters were reset | the watch begins anew with the reset; what is counted has run now |
| entries were evicted | what had been thrown out is not known: a blind spot, and said |
| the source cannot be read any more | it is lost, since when, and the gate refuses |
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from evolve.errors import Refusal
from evolve.pg.health.found import Blind
from evolve.pg.redacted import query as redacted
from evolve.pg.statement_stats import Statements
from evolve.plurals import counted, spell

LONGEST = 160
NEVER = datetime.min.replace(tzinfo=UTC)


class Use(StrEnum):
    """What a statement does with the old columns, as `statements` tells from its text."""

    USES = "uses"
    UNKNOWN = "unknown"
    CLEAN = "clean"


Judge = Callable[[str], Use]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A statement of `role` that uses an old column, or may. `last`: when it was last seen to have
    run, None for not since the watch began. `text` shows no literal."""

    role: str
    id: str
    use: Use
    calls: int
    text: str
    last: datetime | None

    @property
    def last_seen(self) -> datetime:
        return self.last or NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One server's statements. `blind`: why they cannot be seen, and what would open them; where
    they could be before, `since` says from when on, and the source is lost."""

    name: str
    at: datetime
    since: datetime | None = None
    reset: datetime | None = None
    evicted: int = 0
    evictions: int = 0
    readers: tuple[Reader, ...] = ()
    blind: str = ""

    @property
    def lost(self) -> bool:
        return bool(self.blind and self.since)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        moments = {key: moment(data[key]) for key in ("at", "since", "reset")}
        readers = tuple(
            Reader(**{**reader, "use": Use(reader["use"]), "last": moment(reader["last"])})
            for reader in data["readers"]
        )
        return cls(**{**data, **moments, "readers": readers})

    def as_json(self) -> dict[str, Any]:
        """Its inverse."""
        data: dict[str, Any] = json.loads(json.dumps(asdict(self), default=str))
        return data


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def looked(
    name: str, before: Source | None, found: Statements | Blind, now: datetime, judge: Judge
) -> Source:
    """The source after another look."""
    if isinstance(found, Blind):
        return replace(before or Source(name=name, at=now), blind=str(found))
    there = using(found, judge)
    after = Source(name=name, at=now, since=now, reset=found.reset, evicted=found.evicted)
    if before is None or before.since is None:
        return replace(after, readers=tuple(there.values()))
    anew = before.reset != found.reset
    known = {(reader.role, reader.id): reader for reader in before.readers}
    readers = {key: replace(old, calls=0) for key, old in known.items() if old.last}
    for key, reader in there.items():
        old = known.get(key)
        idle = old is not None and old.calls == reader.calls and not anew
        readers[key] = replace(reader, last=old.last if old and idle else now)
    return replace(
        after,
        since=found.reset if anew else before.since,
        evictions=0 if anew else before.evictions + found.evicted - before.evicted,
        readers=tuple(readers.values()),
    )


def using(found: Statements, judge: Judge) -> dict[tuple[str, str], Reader]:
    """The statements that use an old column, or may, by role and id; none has run yet."""
    return {
        (statement.role, statement.id): Reader(
            role=statement.role,
            id=statement.id,
            use=judged,
            calls=statement.calls,
            text=redacted(statement.text, LONGEST),
            last=None,
        )
        for statement in found.found
        if (judged := judge(statement.text)) is not Use.CLEAN
    }


# -- what the gate makes of it ----------------------------------------------------------------


def refusals(
    source: Source, columns: Sequence[str], quiet_for: timedelta, ignored: Mapping[str, str]
) -> Iterator[Refusal]:
    """Why the source does not permit that `columns` go. `ignored`: roles that need not be heard."""
    if source.lost:
        yield Refusal(
            code="stale",
            subject=f"statements on {source.name}",
            message=f"could be read until {source.at:%Y-%m-%d %H:%M:%S UTC}: {source.blind}",
            hint="bring it back; it then has to be quiet for quiet_for again",
        )
    elif source.since:
        yield from (
            read(source, reader, columns)
            for reader in latest_of_roles(source.readers)
            if reader.role not in ignored and source.at - reader.last_seen < quiet_for
        )
        yield from too_short(source, source.since, quiet_for)


def latest_of_roles(readers: Sequence[Reader]) -> list[Reader]:
    """Of each role the statement that has run last, those that use a column for certain first."""
    found: dict[str, Reader] = {}
    for reader in sorted(readers, key=lambda r: (r.last_seen, r.use is Use.USES)):
        if reader.last:
            found[reader.role] = reader
    return list(found.values())


def read(source: Source, reader: Reader, columns: Sequence[str]) -> Refusal:
    """It clears by itself where it has not run again when it was last looked for."""
    age = source.at - reader.last_seen
    what = (
        f"a statement that uses {', '.join(columns)}"
        if reader.use is Use.USES
        else "a statement that nobody can parse, with the table's name in it"
    )
    when = f"{spell(age.total_seconds())} ago" if age else "since the last look"
    return Refusal(
        code="read",
        subject=f"role {reader.role}",
        message=f"ran {what} on {source.name} {when}: {reader.text}",
        hint="change it to the new columns; it counts as gone once quiet_for has passed without it",
        clears_itself=bool(age),
    )


def too_short(source: Source, since: datetime, quiet_for: timedelta) -> Iterator[Refusal]:
    watched = source.at - since
    if watched < quiet_for:
        left = (quiet_for - watched).total_seconds()
        yield Refusal(
            code="watch",
            subject=f"statements on {source.name}",
            message=f"watched for {spell(watched.total_seconds())}, and quiet_for asks for "
            f"{spell(quiet_for.total_seconds())}",
            hint=f"try again in {spell(left + 1)}",
            clears_itself=True,
        )


def blind_spot(source: Source) -> str:
    """What cannot be seen of it; empty where all is."""
    if source.blind:
        return f"statements on {source.name}: {source.blind}"
    if source.evictions:
        return (
            f"statements on {source.name}: some were thrown out "
            f"{counted(source.evictions, 'time')}; raise pg_stat_statements.max"
        )
    return ""
