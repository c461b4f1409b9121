"""`manage.py evolve` in this process: as fast as a call, as complete as a command line."""

from __future__ import annotations

import io
import json
import shlex
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

import structlog

from evolve.management.commands.evolve import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What came of a command line."""

    line: str
    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err

    @property
    def json(self) -> Any:
        """stdout as the one JSON document that it must be."""
        return json.loads(self.out)

    def __str__(self) -> str:
        return f"$ manage.py evolve {self.line}\n{self.said}\nexit code {self.code}"


def typed(line: str) -> Typed:
    """Run `manage.py evolve LINE`, quoted as in a shell; nothing is on its standard input."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    structlog.reset_defaults()
    with redirect_stdout(out), redirect_stderr(err):
        # Django binds the streams when a command is made.
        try:
            Command().run_from_argv(["manage.py", "evolve", *shlex.split(line)])
        except SystemExit as ending:
            code = int(ending.code or 0)
        finally:
            structlog.reset_defaults()
    return Typed(line=line, code=code, out=out.getvalue(), err=err.getvalue())
