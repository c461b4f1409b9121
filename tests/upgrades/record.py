"""Records evolve's own tables as this release leaves them, with an evolution half way of each
shipped playbook: what the next release has to carry on.

    git worktree add ../last TAG && cd ../last
    POSTGRES_PROGRAMS=/usr/lib/postgresql/15/bin python -m tests.upgrades.record > last.sql

To be run once for each release, on the oldest PostgreSQL, so that every later one reads the dump.
It belongs beside this file under the release's number.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import django
from psycopg.conninfo import conninfo_to_dict

from evolve import conf
from evolve.records import Evolution
from evolve.service import asking
from evolve.service.databases import Database
from evolve.states import State
from sample_app.server import FAST, Server

# Of each table; few, since every row is in the dump.
ROWS = 60


def main() -> None:
    with Server(settings=FAST) as server:
        os.environ["DATABASE_URL"] = server.url()
        os.environ["DJANGO_SETTINGS_MODULE"] = "sample_app.settings"
        os.environ["SHOP_EVOLVE"] = '{"BEACON": false}'
        django.setup()
        print(recorded(server.url()), end="")


def recorded(superuser: str) -> str:
    """The dump of a shop in which every playbook has come to another place."""
    from tests.support import evolutions
    from tests.support.cluster import Cluster, django_at, migrated_template

    cluster, cases = Cluster(superuser=superuser), evolutions.shipped()
    with migrated_template(cluster) as template, cluster.database(template) as shop:
        with django_at(shop), evolutions.swiftly(), evolutions.working() as database:
            with shop.connect() as connection:
                evolutions.fill(connection, cases[0], ROWS)
                for case in cases:
                    evolutions.report_new(connection, database, case)
            for case in cases:
                half_way(database, evolutions.start(database, case))
        return dump(shop.url("postgres"))


def half_way(database: Database, evolution: Evolution) -> None:
    """As far as PLACES says, and in nobody's hands."""
    from tests.support import evolutions

    before, reached = PLACES.get(evolution.name, ELSEWHERE)
    for state, ask in before:
        evolution = evolutions.carry(database, evolution, state)
        assert evolution.state is state, (evolution.state, evolution.hold)
        evolution = ask(database, evolution.name)
    carrier, evolution = evolutions.advance(database, evolution, lambda e: reached(database, e))
    database.store.release(evolution.id, carrier.owner)


Reached = Callable[[Database, Evolution], bool]
Asked = tuple[State, Callable[[Database, str], Evolution]]


def comes_to(state: State) -> Reached:
    return lambda _, evolution: evolution.state is state


def is_at_pass(number: int) -> Reached:
    """In the middle of the backfill."""
    return lambda database, evolution: any(
        segment.stripe == number for segment in database.store.segments(evolution)
    )


def has_applied(step: str) -> Reached:
    return lambda database, evolution: step in database.store.applied(evolution)


SWAP: Asked = (State.READY, lambda database, name: asking.swap(database, name, undo=False))
CONTRACT: Asked = (State.READY, lambda database, name: asking.contract(database, name, now=False))

# What is asked for, each as soon as the state before it is there; and where it is left.
PLACES: dict[str, tuple[tuple[Asked, ...], Reached]] = {
    "address-merge-line": ((), has_applied("dual_write.functions")),
    "customer-split-name": ((), is_at_pass(4)),
    "order-quantity-bigint": ((SWAP,), comes_to(State.SWAPPED)),
    "parcel-remove-label": ((), comes_to(State.READY)),
    "product-rename-title": ((CONTRACT,), comes_to(State.QUARANTINED)),
    "supplier-country-not-null": ((CONTRACT,), comes_to(State.CONTRACTING)),
    "ticket-rewrite-status": ((), comes_to(State.VERIFYING)),
    "voucher-add-token": ((), comes_to(State.READY)),
}
# A kind that has come later.
ELSEWHERE: tuple[tuple[Asked, ...], Reached] = ((), comes_to(State.READY))


def dump(url: str) -> str:
    """By the server's own pg_dump, without what tells of this machine."""
    where = conninfo_to_dict(url)
    program = Path(os.environ["POSTGRES_PROGRAMS"]) / "pg_dump"
    done = subprocess.run(
        [program, "--dbname", str(where["dbname"]), "--host", str(where["host"]),
         "--port", str(where["port"]), "--username", str(where["user"])],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    lines = done.stdout.replace(f"{conf.host()}:", "host:").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(("\\restrict", "\\unrestrict")))


if __name__ == "__main__":
    main()
