"""For whoever lets the old side go: contract, acknowledge."""

from __future__ import annotations

from argparse import Namespace

from evolve.errors import Exit, Refused, UsageError
from evolve.management.speaker import Speaker
from evolve.management.stopping import stopping
from evolve.management.verbs.carrying import carried
from evolve.records import Evolution
from evolve.service import asking, permitting, restoring, status
from evolve.service.databases import Database, each
from evolve.service.permitting import Overruling
from evolve.states import State


def contract(arguments: Namespace, speaker: Speaker) -> int:
    refuse_odd(arguments)
    name = arguments.name
    if arguments.undo:
        return carried(
            arguments, speaker,
            lambda database: asking.undo_contract(database, name),
            {State.READY, State.SWAPPED},
        )  # fmt: skip
    if arguments.dry_run:
        return ask_gate(arguments, speaker)
    if arguments.when_clear:
        return approve(arguments, speaker)
    ends = {State.DONE} if arguments.now else {State.QUARANTINED, State.DONE}
    return carried(arguments, speaker, lambda database: ask(arguments, database), ends)


def refuse_odd(arguments: Namespace) -> None:
    """Raises UsageError where the options do not go together."""
    ways = [way for way in ("undo", "dry_run", "wait", "when_clear") if getattr(arguments, way)]
    if len(ways) > 1:
        raise UsageError(" and ".join(f"--{way}".replace("_", "-") for way in ways) + ": give one")
    for way in ("undo", "dry_run"):
        if arguments.now and getattr(arguments, way):
            raise UsageError(f"--now does not go with --{way}".replace("_", "-"))
    if arguments.timeout is not None and not arguments.wait:
        raise UsageError("--timeout is for --wait")
    if bool(arguments.overrule) != bool(arguments.because):
        raise UsageError(
            "--overrule and --because go together: a reason is recorded for what is overruled"
        )


def overruling(arguments: Namespace) -> Overruling:
    return Overruling(kinds=tuple(arguments.overrule), because=arguments.because)


def ask(arguments: Namespace, database: Database) -> Evolution:
    """Asks for the contract now, or as soon as the gate permits it."""
    if not arguments.wait:
        return asking.contract(
            database, arguments.name, now=arguments.now, overruling=overruling(arguments)
        )
    with stopping() as stop:
        return asking.contract_when_permitted(
            database,
            arguments.name,
            now=arguments.now,
            overruling=overruling(arguments),
            timeout=arguments.timeout,
            stop=stop,
        )


def approve(arguments: Namespace, speaker: Speaker) -> int:
    """Leaves the request to whatever worker finds the gate clear."""
    name = arguments.name
    for database in each(name, arguments.database, arguments.actor):
        asking.contract(
            database, name, now=arguments.now, when_clear=True, overruling=overruling(arguments)
        )
    speaker.answer(
        f"{name}: approved; a worker contracts it as soon as the gate permits\n"
        f"-> manage.py evolve status {name} shows what it waits for; "
        f"manage.py evolve contract {name} --undo takes it back",
        approved=True,
    )
    return Exit.DONE


def ask_gate(arguments: Namespace, speaker: Speaker) -> int:
    blind: dict[str, None] = {}
    for database in each(arguments.name, arguments.database, arguments.actor):
        evolution = asking.contractable(database, arguments.name)
        judgement = permitting.judge(database, evolution, overruling(arguments))
        if judgement.refusals:
            raise Refused(f"{arguments.name} on {database.alias}", judgement.refusals)
        blind |= dict.fromkeys(status.blind(database, evolution, judgement.watch))
    lines = [
        f"{arguments.name}: the gate permits it; nothing was changed",
        *(f"blind      {spot}" for spot in blind),
        f"-> manage.py evolve contract {arguments.name}",
    ]
    speaker.answer("\n".join(lines), permitted=True, blind=list(blind))
    return Exit.DONE


def restore(arguments: Namespace, speaker: Speaker) -> int:
    """Ready again, or swapped, where the name stayed the same."""
    name = arguments.name
    if arguments.undo and arguments.accept_loss:
        raise UsageError("--accept-loss does not go with --undo")
    if arguments.undo:
        return carried(
            arguments, speaker,
            lambda database: restoring.undo_restore(database, name),
            {State.DONE},
        )  # fmt: skip
    return carried(
        arguments, speaker,
        lambda database: restoring.restore(database, name, accept_loss=arguments.accept_loss),
        {State.READY, State.SWAPPED},
    )  # fmt: skip


def acknowledge(arguments: Namespace, speaker: Speaker) -> int:
    name, subject = arguments.name, arguments.subject
    for database in each(name, arguments.database, arguments.actor):
        asking.acknowledge(database, name, subject, arguments.because)
    speaker.answer(
        f"{name}: {subject} is acknowledged, and in nobody's way any more\n"
        f"-> manage.py evolve contract {name} --dry-run",
        acknowledged=subject,
    )
    return Exit.DONE
