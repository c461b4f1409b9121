"""What has been asked for and is not done yet, and what may be asked meanwhile.

Of what moves an evolution, one thing is asked for at a time. It is written by compare-and-set: who
has judged by what is so no more judges anew. So two who ask at the same moment are answered as if
one had come after the other, and the second learns of the first.

| asked for already | the same again | its way back | whatever else moves it |
|---|---|---|---|
| `swap` | is asked for | `swap --undo`: withdrawn if it has not begun | refused |
| `contract`, `contract --now` | its options are added | `contract --undo`: likewise | refused |
| `restore` | its options are added | `restore --undo` | refused |
| `revert` | is asked for | there is none | refused |
| a way back | is asked for | there is none | refused |

`pause`, `resume`, `tune` and `acknowledge` stand beside it, and go with all of it. Two who tune at
the same moment are both obeyed; of the same key, as of a pause and a resume, the later word counts,
and the history has both.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from evolve.errors import Overtaken, Refusal, Refused
from evolve.records import Event, Evolution
from evolve.service.databases import Database
from evolve.states import State

P = ParamSpec("P")
T = TypeVar("T")

# What is typed for what is asked of the runner.
COMMANDS = {
    "swap": "swap {}",
    "unswap": "swap {} --undo",
    "contract": "contract {}",
    "drop": "contract {} --now",
    "undo": "contract {} --undo",
    "restore": "restore {}",
    "abandon": "restore {} --undo",
    "revert": "revert {}",
}
WAYS_BACK = {"swap": "unswap", "contract": "undo", "drop": "undo", "restore": "abandon"}
# The drop in quarantine is a contract with another option.
SAME = {"drop": "contract"}
RESTING = frozenset({State.READY, State.SWAPPED})
# So many events are looked through for who has asked; nobody is named where there were more.
EVENTS = 50


def anew(ask: Callable[P, T]) -> Callable[P, T]:
    """`ask` once more for as long as what it has judged by has changed when it writes."""

    @wraps(ask)
    def judged(*args: P.args, **kwargs: P.kwargs) -> T:
        while True:
            try:
                return ask(*args, **kwargs)
            except Overtaken:
                continue

    return judged


def asked(evolution: Evolution) -> str:
    """What was asked for and is not done yet, "" where nothing was."""
    if evolution.revert_requested:
        return "revert"
    return str((evolution.request or {}).get("verb", ""))


def not_begun(evolution: Evolution, verb: str) -> bool:
    """Whether it was asked for `verb`, and rests still, so that it can be withdrawn."""
    return asked(evolution) == verb and evolution.state in RESTING


def refuse_beside(database: Database, evolution: Evolution, verb: str) -> None:
    """Raises Refused, naming who has asked for what, where `verb` does not go with it."""
    there = asked(evolution)
    back = WAYS_BACK.get(there, "")
    if there in {"", verb} or verb == back or SAME.get(there, there) == SAME.get(verb, verb):
        return
    name = evolution.name
    found = by_whom(database.store.events(evolution, EVENTS), there)
    who = f" by {found.actor} at {found.at:%Y-%m-%d %H:%M:%S} UTC" if found else ""
    command = "manage.py evolve " + COMMANDS[back or there].format(name)
    refusal = Refusal(
        code="asked",
        subject=name,
        message=f"`{COMMANDS[there].format(name)}` has been asked for{who}, and is not done yet",
        hint=f"{command} takes it back" if back else f"manage.py evolve status {name}",
    )
    raise Refused(f"{name} on {database.alias}", (refusal,))


def by_whom(events: list[Event], verb: str) -> Event | None:
    """The latest event, of which the newest come first, in which somebody asks for `verb`."""
    return next((event for event in events if event.kind == f"{verb}_requested"), None)
