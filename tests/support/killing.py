"""A child process that is killed at a chosen commit, and what it leaves behind."""

from __future__ import annotations

import mmap
import os
import signal
import struct
import threading
import traceback
import warnings
from collections.abc import Callable
from typing import Any, NoReturn

import psycopg
from psycopg import pq, sql

Moment = str
BEFORE, AFTER, UNHEARD = "before", "after", "unheard"
"""Before the statement is sent, after its answer came, and after it was sent but never heard of."""
AT_BEGIN, AT_COMMIT = "asleep at begin", "asleep at commit"
"""Stopped before the statement is sent, which it sends when it is continued; at BEGIN the number
counts what begins a transaction, a message of its own included."""

HARMLESS = frozenset({"SELECT", "SHOW", "SET", "RESET", "ROLLBACK"})


class Tally:
    """A number that a forked child and its parent share."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 8)

    @property
    def value(self) -> int:
        return int(struct.unpack("q", self._memory[:8])[0])

    def add(self) -> int:
        self._memory[:8] = struct.pack("q", self.value + 1)
        return self.value


def fork(work: Callable[[], object]) -> int:
    """Process id of a child that does `work` and nothing else, whatever becomes of it."""
    with warnings.catch_warnings():
        # Whoever runs the tests in parallel has threads; the child needs none of them.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        child(work)
    return pid


def child(work: Callable[[], object]) -> NoReturn:
    code = 1
    try:
        work()
        code = 0
    except BaseException:  # noqa: BLE001 - the test shows it, and goes by the exit code
        traceback.print_exc()
    finally:
        os._exit(code)


def ended(pid: int) -> int:
    """How the child ended: its exit code, or the negative number of the signal that killed it."""
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def run(work: Callable[[], object]) -> int:
    return ended(fork(work))


def commits(work: Callable[[], object]) -> int:
    """How often a child that does `work` commits."""
    tally = Tally()
    assert run(watched(work, tally, 0, AFTER)) == 0
    assert tally.value > 0
    return tally.value


def killed(work: Callable[[], object], number: int, moment: Moment) -> bool:
    """Whether a child that does `work` was killed by SIGKILL at its commit `number`."""
    tally = Tally()
    code = run(watched(work, tally, number, moment))
    return code == -signal.SIGKILL and tally.value == number


def asleep(work: Callable[[], object], number: int, moment: Moment) -> int | None:
    """Process id of a child that does `work` and has stopped at its transaction `number`; None
    where it has not so many, and has come to its end."""
    tally = Tally()
    pid = fork(watched(work, tally, number, moment))
    _, status = os.waitpid(pid, os.WUNTRACED)
    if not os.WIFSTOPPED(status):
        assert os.waitstatus_to_exitcode(status) == 0
        return None
    assert tally.value == number
    return pid


def wake(pid: int) -> int:
    """How the child ends that goes on now."""
    os.kill(pid, signal.SIGCONT)
    return ended(pid)


def watched(
    work: Callable[[], object], tally: Tally, fatal: int, moment: Moment
) -> Callable[[], None]:
    """`work`, in a process whose commits count."""

    def both() -> None:
        watch_commits(tally, fatal, moment)
        work()

    return both


def watch_commits(tally: Tally, fatal: int, moment: Moment) -> None:
    """From here on every commit of this process's main thread counts, and one of them is fatal."""
    execute = psycopg.Cursor.execute
    main = threading.main_thread()

    def counted(cursor: psycopg.Cursor[Any], query: Any, *args: Any, **options: Any) -> Any:
        counts = is_begin if moment == AT_BEGIN else is_commit
        if threading.current_thread() is not main or not counts(cursor, query):
            return execute(cursor, query, *args, **options)
        if tally.add() != fatal:
            return execute(cursor, query, *args, **options)
        if moment in (AT_BEGIN, AT_COMMIT):
            os.kill(os.getpid(), signal.SIGSTOP)
            return execute(cursor, query, *args, **options)
        if moment == UNHEARD:
            send_only(cursor, query, *args)
        elif moment == AFTER:
            execute(cursor, query, *args, **options)
        os.kill(os.getpid(), signal.SIGKILL)
        return None

    psycopg.Cursor.execute = counted  # type: ignore[method-assign,assignment]


def is_commit(cursor: psycopg.Cursor[Any], query: Any) -> bool:
    """Whether the statement ends a transaction: COMMIT, a whole message, or one in autocommit."""
    text = spelled(query)
    word = first_word(text)
    if word == "COMMIT":
        return True
    if cursor.connection.info.transaction_status is not pq.TransactionStatus.IDLE:
        return False
    return text.endswith("COMMIT") if word == "BEGIN" else word not in HARMLESS


def is_begin(cursor: psycopg.Cursor[Any], query: Any) -> bool:
    return first_word(spelled(query)) == "BEGIN"


def first_word(text: str) -> str:
    return text.split(None, 1)[0].rstrip(";").upper()


def spelled(query: Any) -> str:
    return query.as_string(None) if isinstance(query, sql.Composable) else str(query)


def send_only(cursor: psycopg.Cursor[Any], query: Any, *args: Any) -> None:
    """The statement leaves for the server, and nobody waits for the answer."""
    client = psycopg.ClientCursor(cursor.connection)
    cursor.connection.pgconn.send_query(client.mogrify(query, *args).encode())
    while cursor.connection.pgconn.flush():
        pass
