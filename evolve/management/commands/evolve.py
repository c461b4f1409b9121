"""`manage.py evolve`: arguments in, text or JSON out, nothing else."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from evolve.errors import EvolveError, Exit, Refused, SettingsError
from evolve.management import arguments as command_line
from evolve.management.speaker import Speaker
from evolve.management.stopping import logging_to_stderr
from evolve.management.verbs import (
    authors,
    carrying,
    contracting,
    copies,
    examining,
    looking,
    migrations,
    steering,
)
from evolve.pg.redacted import objection
from evolve.playbook.nearest import nearest

INTERRUPTED = 130

VERBS: dict[str, Callable[[Namespace, Speaker], int]] = {
    "check": authors.check,
    "new": authors.new,
    "suggest": migrations.suggest,
    "lint": migrations.lint,
    "plan": authors.plan,
    "start": carrying.start,
    "adopt": carrying.start,
    "worker": carrying.worker,
    "wait": carrying.wait,
    "status": looking.show_status,
    "pause": carrying.pause,
    "resume": carrying.resume,
    "tune": steering.tune,
    "verify": looking.verify,
    "revert": carrying.revert,
    "swap": carrying.swap,
    "contract": contracting.contract,
    "restore": contracting.restore,
    "acknowledge": contracting.acknowledge,
    "history": looking.history,
    "doctor": examining.doctor,
    "forget": copies.forget,
}


class Command(BaseCommand):
    help = "Change a field under live releases: plan, start, status, contract."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        command_line.add(parser)

    def run_from_argv(self, argv: list[str]) -> None:
        """As Django does, with the nearest verb where there is none of that name."""
        try:
            super().run_from_argv(argv)
        except SystemExit as ending:
            verb = next((word for word in argv[2:] if not word.startswith("-")), "")
            near = nearest(verb, VERBS)
            if ending.code == Exit.USAGE and verb not in VERBS and near:
                self.stderr.write(f"did you mean: manage.py evolve {near}")
            raise

    def handle(self, *args: Any, **options: Any) -> None:
        arguments = Namespace(**options)
        with logging_to_stderr(arguments.verb):
            self.answer(arguments)

    def answer(self, arguments: Namespace) -> None:
        """What the verb says, or the error in its place; with its exit code unless that is 0."""
        speaker = Speaker(arguments, self.stdout.write)
        try:
            code = VERBS[arguments.verb](arguments, speaker)
        except KeyboardInterrupt:
            self.fail(speaker, EvolveError("interrupted"), INTERRUPTED)
        except BrokenPipeError:
            # Nobody reads any more; Python would say so again when it flushes at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(Exit.ERROR)
        except (EvolveError, psycopg.Error, ImproperlyConfigured) as found:
            if arguments.traceback:
                raise
            error = as_error(found)
            waits = isinstance(error, Refused) and error.clears_itself
            self.fail(speaker, error, Exit.WAITING if waits else error.exit_code)
        else:
            if code:
                sys.exit(int(code))

    def fail(self, speaker: Speaker, error: EvolveError, code: int) -> None:
        """The error as text on stderr, or as JSON on stdout, with its exit code.

        Whoever calls the command from Python gets a CommandError instead of text.
        """
        if speaker.json:
            speaker.failed(error, code)
            sys.exit(int(code))
        text = error.message + (f"\n-> {error.hint}" if error.hint else "")
        if not getattr(self, "_called_from_command_line", False):
            raise CommandError(text, returncode=int(code))
        self.stderr.write(text)
        sys.exit(int(code))


def as_error(found: Exception) -> EvolveError:
    """Whatever a user can cause, as an error of ours."""
    if isinstance(found, EvolveError):
        return found
    if isinstance(found, psycopg.Error):
        hint = found.diag.message_hint or "manage.py evolve --traceback VERB ... shows where"
        return EvolveError(f"the database refused: {objection(found)}", hint=hint)
    return SettingsError(str(found), hint="see DATABASES in the settings")
