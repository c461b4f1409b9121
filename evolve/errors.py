"""Everything that evolve refuses, as one family of exceptions.

Each names the object, what was found and expected, and the next command to type. The command
turns an `EvolveError` into text or JSON and its exit code; nothing else catches them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Exit(IntEnum):
    """The documented exit codes of `manage.py evolve`."""

    DONE = 0
    ERROR = 1
    USAGE = 2
    WAITING = 3
    REFUSED = 4
    DIFFERENCES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One reason why a command does not go on.

    `clears_itself` tells whether waiting is enough; `hint` is the next thing to do, a command
    where there is one.
    """

    code: str
    subject: str
    message: str
    hint: str
    clears_itself: bool = False


class EvolveError(Exception):
    """Root of all errors that evolve raises on purpose."""

    exit_code = Exit.ERROR

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(EvolveError):
    """A command line that cannot be understood."""

    exit_code = Exit.USAGE


class SettingsError(EvolveError):
    """`settings.EVOLVE` holds something that evolve cannot use."""

    exit_code = Exit.USAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in a playbook; `line` and `column` count from 1, None where unknown.

    Whoever sees only values gives `path`, the keys that lead to the value; the loader turns it
    into the place.
    """

    message: str
    line: int | None = None
    column: int | None = None
    found: str = ""
    expected: str = ""
    nearest: str = ""
    path: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        parts = [self.message]
        if self.found:
            parts.append(f"found {self.found}")
        if self.expected:
            parts.append(f"expected {self.expected}")
        if self.nearest:
            parts.append(f"did you mean {self.nearest!r}?")
        return "; ".join(parts)


class PlaybookError(EvolveError):
    """A playbook that is not valid; holds every problem found, each with its place."""

    exit_code = Exit.USAGE

    def __init__(self, path: str, problems: tuple[Problem, ...], *, hint: str = "") -> None:
        self.path = path
        self.problems = problems
        lines = [f"{path}:{p.line or 1}:{p.column or 1}: {p}" for p in problems]
        super().__init__("\n".join(lines), hint=hint)


class NotFound(EvolveError):
    """A playbook or an evolution of that name does not exist."""

    exit_code = Exit.USAGE


class Refused(EvolveError):
    """The command would be wrong or unsafe now; nothing was changed."""

    exit_code = Exit.REFUSED

    def __init__(self, subject: str, refusals: tuple[Refusal, ...], *, hint: str = "") -> None:
        self.subject = subject
        self.refusals = refusals
        lines = [f"{subject}: refused"]
        for refusal in refusals:
            lines.append(f"  {refusal.subject}: {refusal.message}")
            if refusal.hint:
                by_itself = "; it clears by itself" if refusal.clears_itself else ""
                lines.append(f"    -> {refusal.hint}{by_itself}")
        super().__init__("\n".join(lines), hint=hint)

    @property
    def clears_itself(self) -> bool:
        return all(refusal.clears_itself for refusal in self.refusals)


class Waiting(EvolveError):
    """Not done yet, and it clears by itself."""

    exit_code = Exit.WAITING


class Held(EvolveError):
    """An evolution waits for a person; it stands safe where it is."""

    exit_code = Exit.REFUSED


class Repeated(EvolveError):
    """A unique index could not be built, since rows have the same value."""


class LockNotGranted(Waiting):
    """A lock on a user's table was not to be had within the budget; names who holds it."""


class LeaseLost(EvolveError):
    """Another worker has taken over; this one stops without having written anything."""

    exit_code = Exit.WAITING


class Overtaken(EvolveError):
    """An evolution has moved, or somebody has asked something of it, since it was read; nothing was
    written, and what was decided by it is to be decided anew."""

    exit_code = Exit.WAITING


class Later(EvolveError):
    """What a later release of evolve has recorded, and this one does not understand."""

    exit_code = Exit.REFUSED


class NotPrepared(EvolveError):
    """evolve's own tables are not on the database."""


class Unreachable(EvolveError):
    """The database did not answer, or refused the connection."""
