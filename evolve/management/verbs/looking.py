"""For whoever wants to know: status, verify, history."""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from dataclasses import asdict

from evolve.errors import Exit, UsageError
from evolve.management.show import lists, screens
from evolve.management.show.evidence import evidence as show_evidence
from evolve.management.speaker import Speaker
from evolve.management.stopping import stopping
from evolve.service import planning, verifying
from evolve.service.databases import each, known, opened, own_aliases, prepared
from evolve.service.evidence import Evidence, evidence
from evolve.service.running import Stop, refuse_out_of_reach
from evolve.service.status import Status, status
from evolve.states import TERMINAL, State, reached

HOME_AND_CLEAR = "\x1b[H\x1b[2J"
WATCH_SECONDS = 1.0


def show_status(arguments: Namespace, speaker: Speaker) -> int:
    if arguments.watch and speaker.json:
        raise UsageError("--watch shows a screen; it does not go with --format json")
    if arguments.name is None:
        if arguments.watch or arguments.require or arguments.evidence:
            raise UsageError(
                "--watch, --evidence and --require need the name of an evolution",
                hint="manage.py evolve status lists them",
            )
        return overview(arguments, speaker)
    if arguments.watch and arguments.evidence:
        raise UsageError("--watch and --evidence: give one of both")
    goal = State(arguments.require) if arguments.require else None
    found = watched(arguments, speaker, goal) if arguments.watch else now(arguments, goal)
    seen = seen_by_the_gate(arguments) if arguments.evidence else []
    texts = [*map(screens.status, found), *map(show_evidence, seen)]
    speaker.answer(
        "" if arguments.watch else "\n\n".join(texts),
        evolutions=[one.as_json() for one in found],
        **({"evidence": [asdict(one) for one in seen]} if seen else {}),
    )
    return Exit.DONE if goal is None or all(has_reached(found, goal)) else Exit.WAITING


def seen_by_the_gate(arguments: Namespace) -> list[Evidence]:
    return [
        evidence(database, database.store.get(arguments.name))
        for database in each(arguments.name, arguments.database)
    ]


def now(arguments: Namespace, goal: State | None) -> list[Status]:
    """What each database has. Raises Refused where an evolution will never become `goal`."""
    found = []
    for database in each(arguments.name, arguments.database):
        evolution = database.store.get(arguments.name)
        if goal:
            refuse_out_of_reach(evolution, goal, database.alias)
        found.append(status(database, evolution))
    return found


def has_reached(found: list[Status], goal: State) -> list[bool]:
    return [reached(one.state, goal) for one in found]


def watched(arguments: Namespace, speaker: Speaker, goal: State | None) -> list[Status]:
    """The screen again and again, until it has come as far as `goal`, has ended, or Ctrl-C."""
    clear = HOME_AND_CLEAR if sys.stdout.isatty() else ""
    with stopping() as stop:
        while True:
            found = now(arguments, goal)
            speaker.say(clear + "\n\n".join(map(screens.status, found)))
            ended = all(one.state in TERMINAL for one in found)
            if ended or (goal and all(has_reached(found, goal))) or not rested(stop):
                return found


def rested(stop: Stop) -> bool:
    """Waits a moment; False when asked to stop."""
    end = time.monotonic() + WATCH_SECONDS
    while not stop.asked and time.monotonic() < end:
        time.sleep(0.05)
    return not stop.asked


def overview(arguments: Namespace, speaker: Speaker) -> int:
    """Playbooks found, and the evolutions on each alias that has evolve's tables."""
    rows, missing = [], []
    for alias in [known(arguments.database)] if arguments.database else own_aliases():
        if not arguments.database and not prepared(alias):
            missing.append(alias)
            continue
        with opened(alias) as database:
            rows += [(alias, evolution) for evolution in database.store.every()]
    playbooks = planning.check(None)
    speaker.answer(
        lists.overview(playbooks, rows, missing),
        playbooks=[getattr(found, "name", found.path) for found in playbooks],
        evolutions=[
            {"name": e.name, "alias": alias, "state": e.state, "hold": e.hold} for alias, e in rows
        ],
        without_tables=missing,
    )
    return Exit.DONE


def verify(arguments: Namespace, speaker: Speaker) -> int:
    name = arguments.name
    verdicts = {
        database.alias: verifying.verify(database, name, show_values=arguments.show_values)
        for database in each(name, arguments.database)
    }
    clean = all(verdict.clean for verdict in verdicts.values())
    lines = [lists.verdict(name, alias, verdict) for alias, verdict in verdicts.items()]
    if not clean and not arguments.show_values:
        lines.append(f"-> manage.py evolve verify {name} --show-values lists keys of such rows")
    speaker.answer(
        "\n".join(lines),
        clean=clean,
        databases={alias: asdict(verdict) for alias, verdict in verdicts.items()},
    )
    return Exit.DONE if clean else Exit.DIFFERENCES


def history(arguments: Namespace, speaker: Speaker) -> int:
    events = [
        (database.alias, event)
        for database in each(arguments.name, arguments.database)
        for event in reversed(database.store.events(database.store.get(arguments.name), 200))
    ]
    speaker.answer(
        lists.history(events), events=[{"alias": alias, **asdict(event)} for alias, event in events]
    )
    return Exit.DONE
