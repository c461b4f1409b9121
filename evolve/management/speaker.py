"""What a verb says: text as it goes, or one JSON document at the end."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from evolve.errors import EvolveError, PlaybookError, Refused

SCHEMA = 1


class Speaker:
    """stdout in the format asked for; with JSON nothing but the answer appears there."""

    def __init__(self, arguments: Namespace, write: Callable[[str], object]) -> None:
        self.json = arguments.format == "json"
        self.write = write
        self._verb = arguments.verb

    def say(self, text: str) -> None:
        """For eyes only."""
        if not self.json and text:
            self.write(text)

    def answer(self, text: str, **data: object) -> None:
        """The answer, in the one format or the other."""
        if self.json:
            self._document(ok=True, **data)
        else:
            self.say(text)

    def failed(self, error: EvolveError, code: int) -> None:
        """The error as the answer; only where JSON was asked for."""
        self._document(ok=False, exit_code=code, error=error_data(error))

    def _document(self, **data: object) -> None:
        document = {"schema": SCHEMA, "command": self._verb, **data}
        self.write(json.dumps(document, default=str))


def error_data(error: EvolveError) -> dict[str, Any]:
    """The error for machines."""
    data: dict[str, Any] = {"message": error.message, "hint": error.hint}
    if isinstance(error, Refused):
        data["refusals"] = [asdict(refusal) for refusal in error.refusals]
    if isinstance(error, PlaybookError):
        data["problems"] = [asdict(problem) for problem in error.problems]
    return data
