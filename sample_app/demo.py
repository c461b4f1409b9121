"""The story of `make demo`: one field changes under two live releases, and nothing is lost."""

from __future__ import annotations

import re
import signal
import sys
import threading
import time
from contextlib import ExitStack
from itertools import pairwise
from types import FrameType

import psycopg
from rich.console import Console
from rich.markup import escape
from rich.rule import Rule
from rich.syntax import Syntax

from evolve.service.beside import beside
from sample_app import roles, twin
from sample_app.driver import Report
from sample_app.names import CUSTOMERS
from sample_app.programs import ServerError
from sample_app.server import Server
from sample_app.settings import BASE_DIR
from sample_app.shop import PATIENCE_SECONDS, ROWS, DemoError, Shop

NAME = "customer-split-name"
# How the plan marks statements, and how much of one the story shows.
SQL = "      | "
WIDTH = 110
WAITING, REFUSED = 3, 4
TOGETHER_SECONDS = 4.0
PATIENT_SECONDS = 12.0
REPORT = "SELECT left(full_name, 1), count(*) FROM shop_customer GROUP BY 1"
WRITTEN_MEANWHILE = """
SELECT count(*), bool_and(full_name = concat_ws(' ', first_name, last_name))
FROM shop_customer WHERE id > %s
"""

console = Console(highlight=False, soft_wrap=True)


class Stopped(BaseException):
    """A signal asked the demo to stop."""


def chapter(title: str, *lines: str) -> None:
    console.print()
    console.print(Rule(f"[bold]{title}", align="left", style="cyan"))
    for line in lines:
        console.print(line)


def command(*arguments: str) -> None:
    console.print(f"\n[bold green]$[/] [bold]manage.py evolve {' '.join(arguments)}[/]")


def tell(shop: Shop) -> tuple[twin.Comparison, Report]:
    """The story, chapter by chapter; the comparison at its end, and what all writers did."""
    open_the_shop(shop)
    change_while_it_is_open(shop)
    roll_out_beside(shop)
    refuse(shop)
    set_aside(shop)
    find_who_was_forgotten(shop)
    contract(shop)
    return settle_up(shop)


def open_the_shop(shop: Shop) -> None:
    chapter(
        "1. A shop that is open",
        f"{ROWS:,} customers with one field [b]full_name[/], and a twin table that nobody but the",
        "application writes: both shapes of every row, computed in plain Python.",
    )
    shop.build()
    shop.roll_out("r1")
    console.print(
        f"Release [b]r1[/] is live: processes {numbers(shop.pids('r1'))} insert, save, update,"
        f" upsert, copy and delete."
    )


def change_while_it_is_open(shop: Shop) -> None:
    chapter(
        "2. Look before anything happens",
        "r2 wants [b]first_name[/] and [b]last_name[/]. The playbook says how they follow.",
    )
    playbook = BASE_DIR / "playbooks" / f"{NAME}.yaml"
    console.print(Syntax(playbook.read_text(), "yaml", background_color="default"))
    command("plan", NAME)
    code, said = shop.tried("evolve", "plan", NAME)
    if code != 0:
        raise DemoError(f"plan says:\n{said}")
    print(abridged(said))
    chapter(
        "3. Change the field, business as usual",
        "New columns beside the old, a trigger that keeps both in step, rows filled in batches.",
        "The shop comes first: beside it a batch is followed by a long rest. That would take",
        "minutes, so after a while somebody asks for more, while it runs.",
    )
    haste = ("tune", NAME, "flat-out=on")

    def hasten(over: threading.Event) -> None:
        if not over.wait(PATIENT_SECONDS):
            command(*haste)
            shop.manage("evolve", *haste)

    command("start", NAME)
    with beside("haste", hasten):
        shop.manage("evolve", "start", NAME, "--noinput")


def roll_out_beside(shop: Shop) -> None:
    shop.roll_out("r2")
    chapter(
        "4. The new release beside the old",
        f"r2 is live as well: processes {numbers(shop.pids('r2'))}.",
        "Each release sees what the other writes.",
    )
    time.sleep(TOGETHER_SECONDS)
    command("status", NAME)
    shop.manage("evolve", "status", NAME)


def refuse(shop: Shop) -> None:
    chapter("5. Too early", "Somebody wants to drop the old column now. r1 still reads it.")
    command("contract", NAME)
    code, said = shop.tried("evolve", "contract", NAME)
    print(said)
    console.print(f"[dim]exit code {code}[/]")
    unnamed = [pid for pid in shop.pids("r1") if str(pid) not in said]
    if code != REFUSED or unnamed:
        raise DemoError(f"contract should have refused and named every r1 process; not {unnamed}")


def set_aside(shop: Shop) -> None:
    report = shop.retire("r1")
    chapter(
        "6. The old release leaves, and the old column steps aside",
        f"r1 has stopped: {report.writes:,} rows written, {report.failed} statements failed.",
    )
    command("contract", NAME)
    deadline = time.monotonic() + PATIENCE_SECONDS
    with console.status("evolve waits until it has not heard of r1 for long enough"):
        code, said = shop.tried("evolve", "contract", NAME)
        while code != 0:
            if code not in (WAITING, REFUSED) or time.monotonic() > deadline:
                raise DemoError(f"contract still says:\n{said}")
            time.sleep(1.0)
            code, said = shop.tried("evolve", "contract", NAME)
    print(said)


def find_who_was_forgotten(shop: Shop) -> None:
    chapter(
        "7. Somebody was forgotten",
        "A nightly report with SQL of its own reports itself to nobody. It fails at once, while",
        "the old column is still there, and kept in step: to take it back is one rename.",
    )
    with shop.connected(roles.APP) as connection:
        (last,) = connection.execute("SELECT max(id) FROM shop_customer").fetchone() or (0,)
        console.print(f"[dim]{REPORT}[/]")
        try:
            connection.execute(REPORT)
        except psycopg.errors.UndefinedColumn as error:
            console.print(f"[red]{escape(error.diag.message_primary or '')}[/]")
        else:
            raise DemoError("the report should have failed")
        command("contract", NAME, "--undo")
        shop.manage("evolve", "contract", NAME, "--undo")
        connection.execute(REPORT)
        fresh, same = connection.execute(WRITTEN_MEANWHILE, [last]).fetchone() or (0, False)
    if not fresh or not same:
        raise DemoError(f"of {fresh} new customers the old column has not what r2 wrote")
    console.print(
        f"The report runs again. Of {fresh} customers that r2 has made meanwhile the old column"
        f" has every name."
    )


def contract(shop: Shop) -> None:
    chapter("8. The old column goes", "The report reads the new columns now.")
    command("contract", NAME, "--now")
    shop.manage("evolve", "contract", NAME, "--now")
    command("status", NAME)
    shop.manage("evolve", "status", NAME)


def settle_up(shop: Shop) -> tuple[twin.Comparison, Report]:
    time.sleep(TOGETHER_SECONDS)  # r2 goes on for a while, alone on the new columns
    total = shop.retire("r2")
    total.add(shop.reports["r1"])
    chapter("9. Was anything lost?", "Every row beside its twin, in every column that is left.")
    with shop.connected(roles.OWNER) as connection:
        found = twin.compare(connection, CUSTOMERS)
    for example in found.examples:
        console.print(f"[red]differs[/] {escape(str(example))}")
    for error in total.errors:
        console.print(f"[red]failed[/] {escape(error)}")
    console.print(f"columns compared: {', '.join(found.columns)}")
    console.print(f"[dim]longest: {escape(' '.join(total.longest_statement.split()))}[/]\n")
    return found, total


def abridged(plan: str) -> str:
    """The plan without the playbook and the bodies of functions: each step, its lock, the trial."""
    lines = plan.splitlines()
    start = next((n for n, line in enumerate(lines) if re.match("[A-Z ]+:", line)), 1)
    told = [*lines[:1], ""]
    left_out = 0
    for before, line in pairwise(lines[start - 1 :]):
        if line.startswith(SQL) and before.startswith(SQL):
            left_out += 1
            continue
        told += [f"{SQL}... and {left_out} lines more"] * bool(left_out)
        left_out = 0
        cut = line.startswith(SQL) and len(line) > WIDTH
        told.append(line[: WIDTH - 4] + " ..." if cut else line)
    return "\n".join(told)


def numbers(pids: list[int]) -> str:
    return " and ".join(map(str, pids))


def stop_once(number: int, _: FrameType | None) -> None:
    """End the story; further signals would only disturb the cleaning up."""
    for again in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(again, signal.SIG_IGN)
    raise Stopped(number)


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop_once)
    started = time.monotonic()
    try:
        with Server() as server, ExitStack() as stack:
            found, total = tell(Shop(server, stack))
    except (DemoError, ServerError) as error:
        console.print(f"\n[red]The demo failed:[/] {escape(str(error))}")
        return 1
    except Stopped as stopped:
        # A progress bar that was ended in the middle has left the cursor hidden.
        console.show_cursor()
        console.print("\nStopped; everything that was started is gone.")
        return 128 + int(stopped.args[0])
    console.print(f"[dim]The server is gone again; that was {time.monotonic() - started:.0f} s.[/]")
    print(
        f"demo: rows={found.rows} writes={total.writes} differences={found.differences}"
        f" failed_statements={total.failed} longest_wait_ms={total.longest_ms:.0f}",
        flush=True,
    )
    return 1 if found.differences or total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
