"""What a server cannot do for the moment, in plain words: errors that waiting cures."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import errors

from evolve.errors import Unreachable
from evolve.pg.redacted import objection

# The server has ended the session together with its transaction; another session goes on.
ENDED = (errors.IdleInTransactionSessionTimeout, errors.TransactionTimeout)

GAVE_WAY = (
    errors.LockNotAvailable,
    errors.DeadlockDetected,
    errors.QueryCanceled,
    errors.SerializationFailure,
)

# Classes of SQLSTATE: a full disk, memory or connections used up; and what would only be said
# again (a limit exceeded, an object in the wrong state).
SHORT = "53"
FINAL = ("54", "55")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why nothing goes on at the moment, and what ends it."""

    reason: str
    clears: str


def is_outage(error: BaseException) -> bool:
    """Whether the connection went away, as opposed to the database refusing something."""
    if isinstance(error, (Unreachable, *ENDED)):
        return True
    if not isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)):
        return False
    return not refuses_for_now(error) and not (error.sqlstate or "").startswith(FINAL)


def refuses_for_now(error: psycopg.Error) -> bool:
    """Whether the server answers, and may do later what it does not do now."""
    given_way = isinstance(error, (errors.ReadOnlySqlTransaction, *GAVE_WAY))
    return given_way or (error.sqlstate or "").startswith(SHORT)


def trouble(error: Exception) -> Trouble | None:
    """What the error means for whoever waits; None where waiting is of no use."""
    if isinstance(error, Unreachable):
        return Trouble(reason=error.message, clears="goes on by itself when the server answers")
    if not isinstance(error, psycopg.Error):
        return None
    if is_outage(error):
        reason = f"the connection was lost: {objection(error)}"
        return Trouble(reason=reason, clears="goes on by itself over another one")
    return refused(error) if refuses_for_now(error) else None


def refused(error: psycopg.Error) -> Trouble:
    """What the server is short of."""
    said = objection(error)
    if isinstance(error, errors.ReadOnlySqlTransaction):
        return Trouble(
            reason=f"the database takes no writes: {said}",
            clears="goes on by itself when it does",
        )
    if isinstance(error, errors.DiskFull):
        return Trouble(
            reason=f"the server's disk is full: {said}",
            clears="goes on by itself when there is room",
        )
    if isinstance(error, GAVE_WAY):
        return Trouble(reason=f"a statement gave way: {said}", clears="it is tried again by itself")
    return Trouble(
        reason=f"the server is short of something: {said}",
        clears="goes on by itself when it has enough",
    )
