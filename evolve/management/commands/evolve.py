"""`manage.py evolve`: arguments in, text or JSON out, nothing else."""

from __future__ import annotations

import json
import logging
import signal
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg
import structlog
from django.core.management.base import BaseCommand, CommandError

from evolve.changes import KINDS
from evolve.errors import EvolveError, Exit, PlaybookError, Refused, UsageError, Waiting
from evolve.management.show import screens
from evolve.management.show.live import Follower
from evolve.plan.derived import as_yaml, derived
from evolve.playbook.scaffold import scaffold
from evolve.proof.survey import change_shape
from evolve.records import Evolution
from evolve.service import asking, planning, running
from evolve.service.databases import (
    Database,
    aliases_of,
    aliases_with,
    known,
    opened,
    own_aliases,
)
from evolve.service.status import status
from evolve.states import State, reached

SCHEMA = 1


class Command(BaseCommand):
    help = "Change a field under live releases: plan, start, status, contract."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

        def verb(name: str, text: str, *, named: bool = True, many: bool = True) -> ArgumentParser:
            sub: ArgumentParser = verbs.add_parser(name, help=text, description=text)
            if named:
                sub.add_argument("name", metavar="NAME", help="the playbook's name")
            if many:
                sub.add_argument("--database", metavar="ALIAS", help="only this database alias")
            sub.add_argument("--format", choices=("text", "json"), default="text")
            return sub

        check = verb("check", "validate playbooks without a database", named=False, many=False)
        check.add_argument("name", nargs="?", metavar="NAME")
        new = verb("new", "write a commented playbook", named=False, many=False)
        new.add_argument("kind", metavar="KIND", help=", ".join(KINDS))
        new.add_argument("model", metavar="MODEL", help="app.Model")
        new.add_argument("fields", nargs="+", metavar="FIELD")
        new.add_argument("--output", metavar="FILE", help="write it there instead of to stdout")
        plan = verb("plan", "show everything that would happen; change nothing")
        plan.add_argument("--offline", action="store_true", help="only the derived playbook")
        start = verb("start", "expand and dual-write at once, then backfill until ready")
        start.add_argument("--detach", action="store_true", help="return after dual_write")
        start.add_argument("--noinput", action="store_true", help="do not ask for confirmation")
        worker = verb("worker", "carry on whatever has work, until stopped", named=False)
        worker.add_argument("--once", action="store_true", help="stop when nothing is left to do")
        wait = verb("wait", "wait until an evolution has come as far as a state")
        wait.add_argument("--for", dest="state", required=True, choices=[s.value for s in State])
        wait.add_argument("--timeout", type=float, metavar="SECONDS")
        show = verb("status", "the truth at this moment", named=False)
        show.add_argument("name", nargs="?", metavar="NAME")
        show.add_argument("--watch", action="store_true", help="again and again, until Ctrl-C")
        show.add_argument(
            "--require",
            choices=[s.value for s in State],
            metavar="STATE",
            help="exit 3 unless it has come as far as STATE",
        )
        verb("pause", "stop after the batch under way")
        verb("resume", "go on after a pause")
        verify = verb("verify", "count rows that do not agree, in one snapshot")
        verify.add_argument("--show-values", action="store_true", help="keys of such rows, too")
        revert = verb("revert", "take everything back: the schema as it was")
        revert.add_argument(
            "--accept-loss",
            action="store_true",
            help="new values that do not follow from the old ones go with it",
        )
        swap = verb("swap", "exchange old and new column of a change that keeps the name")
        swap.add_argument("--undo", action="store_true", help="exchange them back")
        contract = verb("contract", "remove the old side, once the gate permits it")
        contract.add_argument("--now", action="store_true", help="drop without a quarantine")
        contract.add_argument("--undo", action="store_true", help="bring the old columns back")
        contract.add_argument("--dry-run", action="store_true", help="only ask the gate")
        verb("history", "who did what when")

    def handle(self, *args: Any, **options: Any) -> None:
        arguments = Namespace(**options)
        logging_to_stderr(arguments.verb)
        handler = getattr(self, f"do_{arguments.verb}")
        try:
            code = handler(arguments)
        except EvolveError as error:
            self.fail(arguments, error)
        except psycopg.Error as error:
            if arguments.traceback:
                raise
            message = error.diag.message_primary or str(error).strip()
            hint = error.diag.message_hint or "manage.py evolve --traceback ... shows where"
            self.fail(arguments, EvolveError(f"the database refused: {message}", hint=hint))
        except KeyboardInterrupt:
            raise CommandError("interrupted", returncode=130) from None
        else:
            if code:
                sys.exit(int(code))

    def fail(self, arguments: Namespace, error: EvolveError) -> None:
        """The error as text on stderr, or as JSON on stdout, with its exit code."""
        code = (
            Exit.WAITING if isinstance(error, Refused) and error.clears_itself else error.exit_code
        )
        if arguments.format == "json":
            self.json(arguments, ok=False, exit_code=int(code), error=error_data(error))
            sys.exit(int(code))
        hint = f"\n-> {error.hint}" if error.hint else ""
        raise CommandError(f"{error.message}{hint}", returncode=int(code))

    def json(self, arguments: Namespace, **data: object) -> None:
        document = {"schema": SCHEMA, "command": arguments.verb, **data}
        self.stdout.write(json.dumps(document, default=str))

    def answer(self, arguments: Namespace, text: str, **data: object) -> None:
        """The answer in the format asked for."""
        if arguments.format == "json":
            self.json(arguments, ok=True, **data)
        else:
            self.stdout.write(text)

    # -- authors --------------------------------------------------------------------------------

    def do_check(self, arguments: Namespace) -> int:
        found = planning.check(arguments.name)
        wrong = [f for f in found if isinstance(f, PlaybookError)]
        text = "\n".join(map(screens.checked, found)) or "no playbooks found"
        data = [
            {
                "path": f.path,
                "valid": not isinstance(f, PlaybookError),
                "problems": [asdict(p) for p in getattr(f, "problems", ())],
            }
            for f in found
        ]
        self.answer(arguments, text, playbooks=data)
        return Exit.USAGE if wrong else Exit.DONE

    def do_new(self, arguments: Namespace) -> int:
        text = scaffold(arguments.kind, arguments.model, arguments.fields, KINDS)
        if arguments.output:
            path = Path(arguments.output)
            if path.exists():
                raise UsageError(f"{path} is there already", hint="name another file")
            path.write_text(text)
            self.answer(arguments, f"written: {path}", path=str(path))
        else:
            self.answer(arguments, text.rstrip("\n"), playbook=text)
        return Exit.DONE

    # -- plan and start -------------------------------------------------------------------------

    def do_plan(self, arguments: Namespace) -> int:
        playbook = planning.playbook_of(arguments.name)
        data = derived(playbook, change_shape(playbook))
        if arguments.offline:
            self.answer(arguments, as_yaml(data).rstrip(), derived=data)
            return Exit.DONE
        reports = []
        for alias in aliases_of(playbook, arguments.database):
            with opened(alias) as database:
                reports.append(planning.plan(database, playbook))
        text = "\n\n".join(screens.plan(report, as_yaml(data)) for report in reports)
        self.answer(
            arguments, text, derived=data,
            databases=[
                {
                    "alias": r.alias, "database": r.database, "plan": r.plan.as_json(),
                    "presence": {s.step.id: s.presence for s in r.steps},
                    "rows": r.table.rows, "bytes": r.table.total_bytes,
                    "stops": [asdict(s) for s in r.stops], "notes": list(r.notes),
                    "trial": asdict(r.trial) if r.trial else None,
                    "running": r.running.state if r.running else None,
                }
                for r in reports
            ],
        )  # fmt: skip
        return Exit.REFUSED if any(report.stops for report in reports) else Exit.DONE

    def do_start(self, arguments: Namespace) -> int:
        playbook = planning.playbook_of(arguments.name)
        aliases = aliases_of(playbook, arguments.database)
        states: dict[str, str] = {}
        for alias in aliases:
            with opened(alias) as database:
                report = planning.plan(database, playbook)
                if not report.running and not report.stops:
                    self.confirm(arguments, report)
                evolution = planning.create(database, report)
                goal = State.BACKFILLING if arguments.detach else State.READY
                evolution = self.follow(arguments, database, evolution, goal)
                states[alias] = evolution.state
        self.answer(arguments, "", states=states)
        return Exit.DONE

    def confirm(self, arguments: Namespace, report: planning.Report) -> None:
        """On a terminal: the plan's summary, and the database's name typed by hand."""
        if arguments.noinput or arguments.format == "json" or not sys.stdin.isatty():
            return
        self.stdout.write(screens.head(report))
        self.stdout.write(screens.trial(report))
        self.stdout.write("\n".join(report.notes))
        typed = input(f"Type the name of the database to start ({report.database}): ")
        if typed.strip() != report.database:
            raise UsageError("not started: that is not the database's name; nothing was changed")

    def follow(
        self, arguments: Namespace, database: Database, evolution: Evolution, goal: State
    ) -> Evolution:
        """Works, or follows the worker that does, until `goal`; says how to go on if stopped."""
        if reached(evolution.state, goal):
            self.say(arguments, f"{evolution.name} on {database.alias} is {evolution.state}")
            return evolution
        quiet = arguments.format == "json"
        if not quiet:
            who = (
                f"following the worker {evolution.lease_owner}"
                if evolution.worked_on
                else "this process does the work; Ctrl-C leaves it safe"
            )
            self.say(arguments, f"{evolution.name} on {database.alias}: {who}")
        ends = {goal, State.DONE, State.REVERTED}
        with stopping() as stop, Follower(quiet=quiet, write=self.stdout.write) as follower:
            evolution = running.carry(
                database, evolution,
                lambda e: e.state in ends or reached(e.state, goal),
                stop=stop, tell=follower.tell, until_stuck=True,
            )  # fmt: skip
        if not reached(evolution.state, goal):
            raise Waiting(
                f"{evolution.name} on {database.alias} is {evolution.state}, safe where it is"
                + (
                    f"; it waits: {evolution.hold}; {evolution.hold_clears}"
                    if evolution.hold
                    else ""
                ),
                hint=f"manage.py evolve start {evolution.name} goes on; so does evolve worker",
            )
        self.say(arguments, f"{evolution.name} on {database.alias} is {evolution.state}")
        return evolution

    def say(self, arguments: Namespace, text: str) -> None:
        if arguments.format == "text":
            self.stdout.write(text)

    # -- operators ------------------------------------------------------------------------------

    def do_worker(self, arguments: Namespace) -> int:
        aliases = [known(arguments.database)] if arguments.database else None
        with stopping() as stop:
            self.say(arguments, "worker: carries on whatever has work; SIGTERM finishes the batch")
            pieces = running.worker(aliases, stop=stop, once=arguments.once)
        self.answer(arguments, f"worker: stopped after {pieces} turns", turns=pieces)
        return Exit.DONE

    def do_wait(self, arguments: Namespace) -> int:
        states = {}
        with stopping() as stop:
            for alias in aliases_with(arguments.name, arguments.database):
                with opened(alias) as database:
                    evolution = running.wait_for(
                        database, arguments.name, State(arguments.state), arguments.timeout,
                        stop=stop,
                    )  # fmt: skip
                    states[alias] = evolution.state
        text = "\n".join(f"{arguments.name} on {a} is {s}" for a, s in states.items())
        self.answer(arguments, text, states=states)
        return Exit.DONE

    def do_status(self, arguments: Namespace) -> int:
        if arguments.name is None:
            return self.overview(arguments)
        while True:
            found = []
            for alias in aliases_with(arguments.name, arguments.database):
                with opened(alias) as database:
                    found.append(status(database, database.store.get(arguments.name)))
            text = "\n\n".join(map(screens.status, found))
            if arguments.watch and arguments.format == "text" and sys.stdout.isatty():
                text = "\x1b[H\x1b[2J" + text
            self.answer(arguments, text, evolutions=[f.as_json() for f in found])
            if not arguments.watch:
                break
            time.sleep(1.0)
        goal = State(arguments.require) if arguments.require else None
        if goal and not all(reached(f.state, goal) for f in found):
            return Exit.WAITING
        return Exit.DONE

    def overview(self, arguments: Namespace) -> int:
        rows: list[tuple[str, Evolution]] = []
        for alias in [known(arguments.database)] if arguments.database else own_aliases():
            with opened(alias) as database:
                rows += [(alias, evolution) for evolution in database.store.every()]
        playbooks = planning.check(None)
        self.answer(
            arguments, screens.overview(playbooks, rows),
            playbooks=[getattr(p, "name", p.path) for p in playbooks],
            evolutions=[
                {"name": e.name, "alias": a, "state": e.state, "hold": e.hold} for a, e in rows
            ],
        )  # fmt: skip
        return Exit.DONE

    def each(self, arguments: Namespace) -> Iterator[Database]:
        for alias in aliases_with(arguments.name, arguments.database):
            with opened(alias) as database:
                yield database

    def do_pause(self, arguments: Namespace) -> int:
        for database in self.each(arguments):
            asking.pause(database, arguments.name)
        self.answer(arguments, f"{arguments.name}: pauses after the batch under way", paused=True)
        return Exit.DONE

    def do_resume(self, arguments: Namespace) -> int:
        for database in self.each(arguments):
            asking.resume(database, arguments.name)
        self.answer(
            arguments,
            f"{arguments.name}: goes on with the next worker; "
            f"manage.py evolve start {arguments.name} works on it here",
            paused=False,
        )
        return Exit.DONE

    def do_verify(self, arguments: Namespace) -> int:
        verdicts = {
            database.alias: asking.verify(
                database, arguments.name, show_values=arguments.show_values
            )
            for database in self.each(arguments)
        }
        text = "\n".join(screens.verdict(arguments.name, a, v) for a, v in verdicts.items())
        self.answer(arguments, text, databases={a: asdict(v) for a, v in verdicts.items()})
        clean = all(verdict.clean for verdict in verdicts.values())
        return Exit.DONE if clean else Exit.DIFFERENCES

    def carried(
        self, arguments: Namespace, database: Database, evolution: Evolution, ends: set[State]
    ) -> Evolution:
        """Carries out what was asked for, in this process unless a worker is at it."""
        quiet = arguments.format == "json"
        with stopping() as stop, Follower(quiet=quiet, write=self.stdout.write) as follower:
            evolution = running.carry(
                database, evolution, lambda e: e.state in ends,
                stop=stop, tell=follower.tell, until_stuck=True,
            )  # fmt: skip
        if evolution.state not in ends:
            raise Waiting(
                f"{evolution.name} on {database.alias} is {evolution.state}"
                + (
                    f"; it waits: {evolution.hold}; {evolution.hold_clears}"
                    if evolution.hold
                    else ""
                ),
                hint=f"manage.py evolve status {evolution.name}",
            )
        self.say(arguments, f"{evolution.name} on {database.alias} is {evolution.state}")
        return evolution

    def carry_all(self, arguments: Namespace, ask: Any, ends: set[State]) -> int:
        states = {}
        for database in self.each(arguments):
            evolution = self.carried(arguments, database, ask(database), ends)
            states[database.alias] = evolution.state
        if arguments.format == "json":
            self.answer(arguments, "", states=states)
        return Exit.DONE

    def do_revert(self, arguments: Namespace) -> int:
        return self.carry_all(
            arguments,
            lambda d: asking.revert(d, arguments.name, accept_loss=arguments.accept_loss),
            {State.REVERTED},
        )

    def do_swap(self, arguments: Namespace) -> int:
        return self.carry_all(
            arguments,
            lambda d: asking.swap(d, arguments.name, undo=arguments.undo),
            {State.READY if arguments.undo else State.SWAPPED},
        )

    def do_contract(self, arguments: Namespace) -> int:
        if arguments.undo and (arguments.now or arguments.dry_run):
            raise UsageError("--undo goes with neither --now nor --dry-run")
        if arguments.undo:
            return self.carry_all(
                arguments,
                lambda d: asking.undo_contract(d, arguments.name),
                {State.READY, State.SWAPPED},
            )
        if arguments.dry_run:
            return self.ask_gate(arguments)
        ends = {State.DONE} if arguments.now else {State.QUARANTINED, State.DONE}
        return self.carry_all(
            arguments, lambda d: asking.contract(d, arguments.name, now=arguments.now), ends
        )

    def ask_gate(self, arguments: Namespace) -> int:
        for database in self.each(arguments):
            evolution = asking.active(database, arguments.name)
            reasons = asking.contract_refusals(database, evolution)
            if reasons:
                raise Refused(f"{arguments.name} on {database.alias}", tuple(reasons))
        self.answer(
            arguments, f"{arguments.name}: the gate permits it; nothing was changed", permitted=True
        )
        return Exit.DONE

    def do_history(self, arguments: Namespace) -> int:
        events = [
            event
            for database in self.each(arguments)
            for event in database.store.events(database.store.get(arguments.name), 200)
        ]
        self.answer(arguments, screens.history(events), events=[asdict(e) for e in events])
        return Exit.DONE


def error_data(error: EvolveError) -> dict[str, Any]:
    """The error for machines."""
    data: dict[str, Any] = {"message": error.message, "hint": error.hint}
    if isinstance(error, Refused):
        data["refusals"] = [asdict(refusal) for refusal in error.refusals]
    if isinstance(error, PlaybookError):
        data["problems"] = [asdict(problem) for problem in error.problems]
    return data


def logging_to_stderr(verb: str) -> None:
    """Where the project has not configured structlog: JSON lines of a worker, else warnings only.

    stdout belongs to the answer.
    """
    if structlog.is_configured():
        return
    level = logging.INFO if verb == "worker" else logging.ERROR
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )


@contextmanager
def stopping() -> Iterator[running.Stop]:
    """SIGTERM, SIGHUP and Ctrl-C ask to stop after the batch; a second Ctrl-C interrupts."""
    stop = running.Stop()
    before: dict[int, Any] = {}

    def ask(number: int, frame: object) -> None:
        if stop.asked and number == signal.SIGINT:
            raise KeyboardInterrupt
        stop.ask()

    try:
        for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            before[wanted] = signal.signal(wanted, ask)
    except ValueError:
        # Not the main thread: whoever runs us there has its own way of stopping.
        yield stop
        return
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
