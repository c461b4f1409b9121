"""The faults of a round: each strikes, proves that it did, and takes back what does not pass.

A fault returns what shows that it struck; where nothing was struck it raises.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

import psycopg
import pytest
from psycopg import errors, sql

from evolve.pg.following import numbered
from evolve.service import asking, tuning
from sample_app import roles
from sample_app.server import StopMode
from sample_app.twin import Twin
from tests.chaos.ground import RESTS, Ground
from tests.releases.stress import ledger
from tests.support import evolutions
from tests.support.cluster import Connection
from tests.support.faults import end_sessions, impatient, owner_set
from tests.support.workers import told, until

STARTED = "SELECT pg_postmaster_start_time()"
# Shorter than a deadlock takes to be found: whoever wants a table alone gives way, like evolve.
LOCK_TIMEOUT = "400ms"
OVER = "too late: nothing was under way any more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`alone`: it needs no evolution, and can strike in a control round. `early`: it strikes while
    rows are filled, and not later."""

    strike: Callable[[Ground], str]
    weight: int = 2
    alone: bool = False
    early: bool = False


# -- processes --------------------------------------------------------------------------------


def kill(ground: Ground) -> str:
    victim = ground.holder()
    victim.send(signal.SIGKILL)
    code = victim.process.wait(30)
    assert code == -signal.SIGKILL, code
    ground.workers.remove(victim)
    ground.hire()
    return f"exit code {code}"


def stop(ground: Ground) -> str:
    """SIGSTOP, and SIGCONT when another worker has what it held; late, and at random."""
    victim = ground.holder()
    held = "SELECT id, generation FROM evolve_evolution WHERE lease_owner = %s"
    victim.stop_at_once()
    with ground.shop.connect("postgres") as connection:
        leases = connection.execute(held, [victim.owner]).fetchall()
    try:
        until(lambda: all(taken_over(ground, *lease) for lease in leases), "nobody took over")
        time.sleep(ground.chance.uniform(0, 0.5))
    finally:
        victim.send(signal.SIGCONT)
    return f"stopped, {len(leases)} leases taken over, continued"


def taken_over(ground: Ground, evolution: int, generation: int) -> bool:
    """Whether somebody else holds it; or it was given back before, and there is nothing to do."""
    query = "SELECT generation > %s OR state = ANY(%s) FROM evolve_evolution WHERE id = %s"
    return bool(told(ground.shop, query, generation, list(RESTS), evolution)[0])


# -- connections ------------------------------------------------------------------------------


def end_all_sessions(ground: Ground) -> str:
    """Several times, at random moments."""
    goal, ended = ground.chance.randint(2, 6), 0
    deadline = time.monotonic() + 20
    while ended < goal and time.monotonic() < deadline:
        ended += end_sessions(ground.shop)
        time.sleep(ground.chance.uniform(0, 0.15))
    assert ended, "there was no session to end"
    return f"{ended} sessions ended"


def role_timeouts(ground: Ground) -> str:
    with impatient(ground.shop):
        with ground.shop.connect() as owner, pytest.raises(errors.QueryCanceled):
            owner.execute("SELECT pg_sleep(0.1)")
        ended = end_sessions(ground.shop)
        time.sleep(ground.chance.uniform(0.3, 1.5))
    return f"the owner's statements were cancelled, in place of {ended} sessions"


def read_only(ground: Ground) -> str:
    with owner_set(ground.shop, default_transaction_read_only="on"):
        with ground.shop.connect() as owner, pytest.raises(errors.ReadOnlySqlTransaction):
            owner.execute("CREATE TABLE never ()")
        ended = end_sessions(ground.shop)
        time.sleep(ground.chance.uniform(0.3, 1.0))
    return f"the owner's writes were refused, in place of {ended} sessions"


# -- servers ----------------------------------------------------------------------------------


def restart_fast(ground: Ground) -> str:
    return restart(ground, "fast")


def restart_immediate(ground: Ground) -> str:
    return restart(ground, "immediate")


def restart(ground: Ground, mode: StopMode) -> str:
    """Writers lose their connections, and come back."""
    before = told(ground.shop, STARTED)
    with ExitStack() as stack:
        for crew in ground.crews:
            stack.enter_context(crew.outages.expected())
        ground.server.stop(mode)
        time.sleep(ground.chance.uniform(0, 0.3))
        ground.server.start()
        after = told(ground.shop, STARTED)
    assert after != before, "the server was not restarted"
    recovered = "automatic recovery in progress" in ground.server.said()
    assert recovered == (mode == "immediate"), "the wrong kind of restart"
    done = ground.transactions()
    until(lambda: ground.transactions() > done + 20, "the writers do not come back")
    return f"up since {after[0]:%H:%M:%S.%f}{', after recovery' if recovered else ''}"


# -- the table --------------------------------------------------------------------------------


def vacuum_full(ground: Ground) -> str:
    return rewritten(ground, lambda connection, twin: rewrite(connection, "VACUUM FULL", twin))


def cluster(ground: Ground) -> str:
    """By any index that can be clustered on."""

    def clustered(connection: Connection, twin: Twin) -> None:
        query = (
            "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class i ON i.oid = indexrelid"
            " WHERE indrelid = %s::regclass AND indpred IS NULL AND indisvalid"
            " AND relam = (SELECT oid FROM pg_am WHERE amname = 'btree') ORDER BY 1 LIMIT 1"
        )
        found = connection.execute(query, [twin.table]).fetchone()
        if found is None:
            rewrite(connection, "VACUUM FULL", twin)
            return
        index = found[0].rpartition(".")[2]
        statement = sql.SQL("CLUSTER {} USING {}").format(twin.identifier, sql.Identifier(index))
        connection.execute(statement)

    return rewritten(ground, clustered)


def truncate(ground: Ground) -> str:
    """Table and twin at once, with what refers to them, and the ledger knows."""
    return rewritten(ground, emptied)


def emptied(connection: Connection, twin: Twin) -> None:
    names = sql.SQL("{}, {}").format(twin.identifier, sql.Identifier(twin.name))
    with connection.transaction():
        connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(names))
        gone = sql.SQL("SELECT coalesce(sum(counts_for), 0), coalesce(sum(touched), 0) FROM {}")
        found = connection.execute(gone.format(twin.identifier)).fetchone()
        assert found is not None
        connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(names))
        entry = ledger.Entry()
        entry.add(deleted=int(found[0]), gone=int(found[1]))
        connection.execute(*entry.statement(twin.table, f"the truncation of {twin.table}"))


def rewrite(connection: Connection, command: str, twin: Twin) -> None:
    connection.execute(sql.SQL(command + " {}").format(twin.identifier))


def rewritten(ground: Ground, work: Callable[[Connection, Twin], None]) -> str:
    """The table gets another file; whoever wants it alone waits for short times only."""
    twin = ground.chance.choice(ground.scenes).shape.twin
    with ground.shop.connect("postgres") as connection:
        before = file_of(connection, twin)
        insistently(ground, connection, lambda: work(connection, twin))
        after = file_of(connection, twin)
    assert before != after, f"{twin.table} has the same file"
    return f"{twin.table} has file {after} in place of {before}"


def insistently(ground: Ground, connection: Connection, work: Callable[[], object]) -> None:
    """Tried again where the table is not to be had at once."""
    connection.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'".encode())
    for _ in range(40):
        try:
            work()
            return
        except (errors.LockNotAvailable, errors.DeadlockDetected):
            time.sleep(ground.chance.uniform(0.05, 0.2))
    raise AssertionError("the lock was not to be had")


def file_of(connection: Connection, twin: Twin) -> int:
    query = "SELECT pg_relation_filenode(%s::regclass)"
    row = connection.execute(query, [twin.table]).fetchone()
    assert row is not None
    return int(row[0])


def long_transaction(ground: Ground) -> str:
    """The application has an old snapshot, and rows that nobody else gets."""
    twin = ground.chance.choice(ground.scenes).shape.twin
    with ground.shop.connect(roles.APP, autocommit=False) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        lock = sql.SQL("SELECT 1 FROM {} TABLESAMPLE SYSTEM (20) FOR UPDATE SKIP LOCKED LIMIT 40")
        found: list[tuple[object, ...]] = []
        for _ in range(20):
            try:
                found = connection.execute(lock.format(twin.identifier)).fetchall()
            except errors.SerializationFailure:
                connection.rollback()
            if found:
                break
        time.sleep(ground.chance.uniform(0.5, 2.0))
        connection.rollback()
    return f"{len(found)} rows of {twin.table} locked"


# -- the triggers -----------------------------------------------------------------------------


def drop_triggers(ground: Ground) -> str:
    return triggers_gone(ground, "DROP TRIGGER {trigger} ON {table}")


def disable_triggers(ground: Ground) -> str:
    return triggers_gone(ground, "ALTER TABLE {table} DISABLE TRIGGER {trigger}")


def triggers_gone(ground: Ground, statement: str) -> str:
    """Somebody takes an evolution's triggers away while its rows are filled; before `ready` it must
    find out by itself, put them back, and look at every row again."""
    filling = [name for name, found in ground.evolutions().items() if found[0] == "backfilling"]
    if not filling:
        return "too late: no rows were being filled"
    with evolutions.working() as database:
        plan = database.store.get(ground.chance.choice(filling)).plan
    with ground.shop.connect("postgres") as connection:
        query = (
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled <> 'D'"
            " AND tgname LIKE '~~~~evolve%%' || %s || '%%'"
        )
        # Those of one table: the row's own, or one from which a query gives its value.
        followed = [follow.table for pair in plan.pairs for _, follow in numbered(pair)]
        table = ground.chance.choice([plan.table, *followed])
        digest = plan.pairs.digest
        found = connection.execute(query, [str(table), digest]).fetchall()
        if not found:
            return f"too late: {plan.name} has lost its triggers already"
        for (name,) in found:
            made = sql.SQL(statement).format(table=table.identifier, trigger=sql.Identifier(name))
            insistently(ground, connection, partial(connection.execute, made))
        assert not connection.execute(query, [str(table), digest]).fetchall()
    time.sleep(ground.chance.uniform(0.2, 1.0))
    return f"{len(found)} triggers of {plan.name} on {table}"


# -- the operator -----------------------------------------------------------------------------


def pause(ground: Ground) -> str:
    """One evolution is paused for a moment; it says so, and stands still."""
    found = under_way(ground)
    if not found:
        return OVER
    name = ground.chance.choice(found)
    with evolutions.working() as database:
        asking.pause(database, name)
        until(lambda: ground.evolutions()[name][1].startswith("paused"), f"{name} does not pause")
        still = ground.evolutions()[name][0]
        time.sleep(ground.chance.uniform(0, 0.5))
        assert ground.evolutions()[name][0] == still
        asking.resume(database, name)
    return f"{name} paused in {still}"


def tune(ground: Ground) -> str:
    found = under_way(ground)
    if not found:
        return OVER
    name = ground.chance.choice(found)
    wanted = str(ground.chance.choice((5, 20, 200)))
    with evolutions.working() as database:
        tuning.tune(database, name, [f"batch-ms={wanted}"])
        stored = database.store.get(name).tuning["batch-ms"]
    assert str(stored) == wanted, stored
    return f"{name} tuned to batches of {wanted} ms"


def under_way(ground: Ground) -> list[str]:
    found = ground.evolutions().items()
    return sorted(name for name, (state, _, _) in found if state not in ("done", "reverted"))


FAULTS = {
    "kill": Fault(strike=kill, weight=4),
    "stop": Fault(strike=stop, weight=3),
    "end sessions": Fault(strike=end_all_sessions, weight=4),
    "timeouts": Fault(strike=role_timeouts),
    "read only": Fault(strike=read_only),
    "restart": Fault(strike=restart_fast, alone=True),
    "crash": Fault(strike=restart_immediate, weight=3, alone=True),
    "vacuum full": Fault(strike=vacuum_full, alone=True),
    "cluster": Fault(strike=cluster, alone=True),
    "truncate": Fault(strike=truncate, weight=1, alone=True),
    "long transaction": Fault(strike=long_transaction, alone=True),
    "drop triggers": Fault(strike=drop_triggers, weight=1, early=True),
    "disable triggers": Fault(strike=disable_triggers, weight=1, early=True),
    "pause": Fault(strike=pause),
    "tune": Fault(strike=tune, weight=1),
}
