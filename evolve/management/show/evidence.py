"""The evidence as text: each observation with its source and its age."""

from __future__ import annotations

from collections.abc import Iterator

from evolve.management.show.screens import line
from evolve.plurals import counted, spell
from evolve.proof import readers
from evolve.proof.gate import Seen, Sessions, who
from evolve.proof.readers import Source
from evolve.service.evidence import Evidence


def evidence(found: Evidence) -> str:
    """A paragraph for each source, and what the gate says."""
    written = [f"{noted.subject}: {noted}" for noted in found.watch.noted]
    needed = [f"{one.name}: {one.why}" for one in found.watch.needed]
    parts = [
        ("processes", [process(found, seen) for seen in found.watch.seen] or ["none has reported"]),
        ("written", written),
        ("rows", [str(found.watch.life)] if found.watch.life else []),
        ("statements", [text for source in found.watch.sources for text in statements(source)]),
        ("sessions", [session(one) for one in found.watch.strangers]),
        ("needed by", needed),
        ("taken on", [f"{name}: {why}" for name, why in found.watch.acknowledged.items()]),
        ("gate", [f"{r.code}: {r.subject}: {r.message}" for r in found.refusals] or ["permits"]),
    ]
    columns = f" of {', '.join(found.columns)}" if found.columns else ""
    lines = [f"{found.name} on {found.alias}: what the gate sees{columns}"]
    for label, texts in parts:
        lines += [line(label if text is texts[0] else "", text) for text in texts]
    return "\n".join(lines)


def process(found: Evidence, seen: Seen) -> str:
    mapped = {column for columns in seen.columns.values() for column in columns}
    lists = ", ".join(column for column in found.columns if column in mapped)
    alive = "running" if seen.age <= found.watch.live_for else "gone"
    age = spell(seen.age.total_seconds())
    return f"{who(seen)}: {alive}, {f'lists {lists}' if lists else 'no old column'}, {age} ago"


def statements(source: Source) -> Iterator[str]:
    if source.since:
        watched = spell((source.at - source.since).total_seconds())
        number = counted(len(source.readers), "statement")
        yield f"{source.name}: watched for {watched}; {number} with an old column"
    for reader in source.readers:
        age = spell((source.at - reader.last).total_seconds()) + " ago" if reader.last else "before"
        yield f"  {reader.use} by role {reader.role}, {age}: {reader.text}"
    if spot := readers.blind_spot(source):
        yield f"blind: {spot}"


def session(found: Sessions) -> str:
    since = f", since {found.since:%Y-%m-%d %H:%M:%S UTC}" if found.since else ""
    named = found.application or "without a name"
    return (
        f"{counted(found.number, 'session')} of role {found.role}, application {named}{since}: "
        "of no process that reports itself"
    )
