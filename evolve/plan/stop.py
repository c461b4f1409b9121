"""A reason not to start, as all the rooms' rules write it."""

from __future__ import annotations

from evolve.errors import Refusal


def stop(code: str, subject: str, message: str, hint: str) -> Refusal:
    return Refusal(code=code, subject=subject, message=message, hint=hint)
