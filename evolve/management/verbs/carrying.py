"""For whoever lets evolve work: start, worker, wait, pause, resume, swap, revert."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict

from evolve import conf
from evolve.errors import (
    EvolveError,
    Exit,
    Held,
    NotFound,
    PlaybookError,
    UsageError,
    Waiting,
)
from evolve.management.show import plans
from evolve.management.show.live import Follower
from evolve.management.speaker import Speaker
from evolve.management.stopping import stopping
from evolve.records import Evolution
from evolve.service import asking, planning, running, workers
from evolve.service.databases import Database, aliases_of, each, known, opened, served_aliases
from evolve.service.planning import Report
from evolve.service.status import advice
from evolve.states import TERMINAL, State, reached

# Where an evolution stays by itself when nothing has been asked of it.
RESTING = frozenset({State.READY, State.SWAPPED, State.DONE, State.REVERTED})

Ask = Callable[[Database], Evolution]


def start(arguments: Namespace, speaker: Speaker) -> int:
    goal = State.BACKFILLING if arguments.detach else State.READY
    reports = reported(arguments)
    for report in reports:
        planning.refuse_stops(report)
    for report in reports:
        if not report.running:
            confirm(arguments, speaker, report)
    states = {}
    for report in reports:
        with opened(report.alias, actor=arguments.actor) as database:
            evolution = planning.create(database, report)
            states[report.alias] = started(speaker, database, evolution, goal).state
    speaker.answer("", states=states)
    return Exit.DONE


def reported(arguments: Namespace) -> list[Report]:
    """What would be done on each database; what is under way needs no playbook any more."""
    try:
        playbook = planning.playbook_of(arguments.name)
    except (NotFound, PlaybookError):
        found = running_reports(arguments)
        if not found:
            raise
        return found
    reports = []
    for alias in aliases_of(playbook, arguments.database):
        with opened(alias) as database:
            # Only `adopt` has triggers to replace, and be it none.
            replacing = getattr(arguments, "replace_trigger", None)
            reports.append(planning.plan(database, playbook, replacing=replacing))
    return reports


def running_reports(arguments: Namespace) -> list[Report]:
    try:
        databases = each(arguments.name, arguments.database)
        found = [planning.under_way(database, arguments.name) for database in databases]
    except EvolveError:
        # Neither a playbook nor a database to ask: the playbook's own error says more.
        return []
    return [report for report in found if report]


def confirm(arguments: Namespace, speaker: Speaker, report: Report) -> None:
    """On a terminal: the plan's summary, and the database's name typed by hand."""
    if arguments.noinput or speaker.json or not sys.stdin.isatty():
        return
    speaker.say(plans.summary(report))
    try:
        typed = input(f"\nType the name of the database to start ({report.database}): ")
    except EOFError:
        typed = ""
    if typed.strip() != report.database:
        raise UsageError(
            f"not started: {typed.strip()!r} is not the database's name; nothing was changed",
            hint=f"manage.py evolve start {report.plan.name} asks again",
        )


def started(speaker: Speaker, database: Database, evolution: Evolution, goal: State) -> Evolution:
    """Works, or follows the worker that does, until `goal`; says how to go on if stopped."""
    name = evolution.name
    if not reached(evolution.state, goal):
        speaker.say(
            f"{name} on {database.alias}: following the worker {evolution.lease_owner}; "
            "Ctrl-C only stops following"
            if evolution.worked_on
            else f"{name} on {database.alias}: this process does the work; Ctrl-C leaves it safe"
        )
        evolution = follow(
            speaker, database, evolution,
            lambda e: e.state in TERMINAL or reached(e.state, goal),
        )  # fmt: skip
    if evolution.state is State.REVERTED:
        raise Waiting(
            f"{name} on {database.alias} was being taken back, and is reverted now",
            hint=f"manage.py evolve start {name} begins it anew",
        )
    if not reached(evolution.state, goal):
        raise Waiting(
            f"{name} on {database.alias} is {evolution.state}, safe where it is" + held(evolution),
            hint=f"manage.py evolve start {name} goes on; so does manage.py evolve worker",
        )
    arrived(speaker, database, evolution)
    return evolution


def follow(
    speaker: Speaker, database: Database, evolution: Evolution, until: running.Until
) -> Evolution:
    """Carries it on with its progress shown, until `until` or a signal."""
    with stopping() as stop, Follower(quiet=speaker.json, write=speaker.write) as follower:
        return running.carry(
            database, evolution, until, stop=stop, tell=follower.tell, until_stuck=True
        )


def held(evolution: Evolution) -> str:
    if not evolution.hold:
        return ""
    return f"; it waits: {evolution.hold} ({evolution.hold_clears})"


def arrived(speaker: Speaker, database: Database, evolution: Evolution) -> None:
    """Where it is now, and what to type next."""
    speaker.say(f"{evolution.name} on {database.alias} is {evolution.state}")
    if evolution.state not in TERMINAL:
        speaker.say(f"-> {advice(database, database.store.reload(evolution.id))}")


# -- workers and waiting ------------------------------------------------------------------------


def worker(arguments: Namespace, speaker: Speaker) -> int:
    if arguments.check and arguments.once:
        raise UsageError("--check only looks, and --once works: give one of both")
    if arguments.check:
        return probe(arguments, speaker)
    aliases = [known(arguments.database)] if arguments.database else None
    with stopping() as stop:
        speaker.say("worker: carries on whatever has work; SIGTERM stops it after the batch")
        turns = workers.worker(aliases, stop=stop, once=arguments.once)
    speaker.answer(f"worker: stopped; rounds with work: {turns}", turns=turns)
    return Exit.DONE


def probe(arguments: Namespace, speaker: Speaker) -> int:
    """Whether a worker of this host is alive on every alias on which there is work."""
    aliases = [known(arguments.database)] if arguments.database else served_aliases()
    found = [workers.health(alias) for alias in aliases]
    for one in found:
        if not one.well:
            raise Held(
                f"{one.alias}: no worker of {conf.host()} is alive, and there is work: "
                + ", ".join(one.work),
                hint="manage.py evolve worker",
            )
    text = "\n".join(
        f"{one.alias}: " + (f"alive: {', '.join(one.workers)}" if one.workers else "nothing to do")
        for one in found
    )
    speaker.answer(text, databases=[asdict(one) for one in found])
    return Exit.DONE


def wait(arguments: Namespace, speaker: Speaker) -> int:
    goal = State(arguments.state)
    with stopping() as stop:
        states = {
            database.alias: running.wait_for(
                database, arguments.name, goal, arguments.timeout, stop=stop
            ).state
            for database in each(arguments.name, arguments.database)
        }
    text = "\n".join(f"{arguments.name} on {alias} is {state}" for alias, state in states.items())
    speaker.answer(text, states=states)
    return Exit.DONE


# -- requests -----------------------------------------------------------------------------------


def pause(arguments: Namespace, speaker: Speaker) -> int:
    for database in each(arguments.name, arguments.database, arguments.actor):
        asking.pause(database, arguments.name)
    speaker.answer(
        f"{arguments.name}: pauses after the batch under way\n"
        f"-> manage.py evolve resume {arguments.name} lets it go on",
        paused=True,
    )
    return Exit.DONE


def resume(arguments: Namespace, speaker: Speaker) -> int:
    accepted = {}
    for database in each(arguments.name, arguments.database, arguments.actor):
        if arguments.accept_changes:
            accepted[database.alias] = asking.accept_changes(database, arguments.name)
        else:
            asking.resume(database, arguments.name)
    meant = [f"{alias}: {what}\n" for alias, found in accepted.items() for what in found]
    speaker.answer(
        "".join(meant) + f"{arguments.name}: goes on with the next worker\n"
        f"-> manage.py evolve start {arguments.name} works on it here",
        paused=False,
        **({"accepted": accepted} if arguments.accept_changes else {}),
    )
    return Exit.DONE


def revert(arguments: Namespace, speaker: Speaker) -> int:
    def ask(database: Database) -> Evolution:
        return asking.revert(database, arguments.name, accept_loss=arguments.accept_loss)

    return carried(arguments, speaker, ask, {State.REVERTED})


def swap(arguments: Namespace, speaker: Speaker) -> int:
    end = State.READY if arguments.undo else State.SWAPPED

    def ask(database: Database) -> Evolution:
        return asking.swap(database, arguments.name, undo=arguments.undo)

    return carried(arguments, speaker, ask, {end})


def carried(arguments: Namespace, speaker: Speaker, ask: Ask, ends: set[State]) -> int:
    """Carries out what was asked for, in this process unless a worker is at it."""
    states = {}
    for database in each(arguments.name, arguments.database, arguments.actor):
        evolution = follow(speaker, database, ask(database), lambda e: settled(e, ends))
        if evolution.state not in ends:
            raise Waiting(
                f"{evolution.name} on {database.alias} is {evolution.state}" + held(evolution),
                hint=f"manage.py evolve status {evolution.name}",
            )
        arrived(speaker, database, evolution)
        states[database.alias] = evolution.state
    speaker.answer("", states=states)
    return Exit.DONE


def settled(evolution: Evolution, ends: set[State]) -> bool:
    """Whether it is where it was asked to go, or somebody took the request back meanwhile."""
    asked = evolution.request is not None or evolution.revert_requested
    return evolution.state in ends or (evolution.state in RESTING and not asked)
