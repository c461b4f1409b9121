"""What a project can listen to.

`moved` is sent after every move of an evolution's state, once it is committed, in the process that
made it: a worker, `migrate`, or whoever typed a command. What a receiver raises is logged, and
changes nothing. It is given

    name     the evolution                  alias    the database
    source   the state before               target   the state now
    actor    who, or whose worker           data     what is known of the move, as in the history
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.dispatch import Signal

from evolve.log import Log
from evolve.records import Evolution
from evolve.states import State

log = Log()

moved = Signal()


def send_moved(
    evolution: Evolution, target: State, *, alias: str, actor: str, data: Mapping[str, Any]
) -> None:
    answers = moved.send_robust(
        sender=Evolution,
        name=evolution.name,
        alias=alias,
        source=evolution.state,
        target=target,
        actor=actor,
        data=data,
    )
    for receiver, answer in answers:
        if isinstance(answer, Exception):
            log.warning(
                "signal_receiver_failed",
                receiver=getattr(receiver, "__qualname__", repr(receiver)),
                error=type(answer).__name__,
            )
