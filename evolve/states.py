"""The states of an evolution and the moves between them, as data.

The diagram in evolve/README.md is compared with `MOVES` by a test.
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    PLANNED = "planned"
    EXPANDING = "expanding"
    DUAL_WRITING = "dual_writing"
    BACKFILLING = "backfilling"
    VERIFYING = "verifying"
    READY = "ready"
    SWAPPING = "swapping"
    SWAPPED = "swapped"
    CONTRACTING = "contracting"
    QUARANTINED = "quarantined"
    DONE = "done"
    RESTORING = "restoring"
    REVERTING = "reverting"
    REVERTED = "reverted"


class Phase(StrEnum):
    """What a step belongs to; a phase is carried out while the evolution is in its state.

    While it is restoring, RESTORE comes before the values, and SETTLE after them.
    """

    EXPAND = "expand"
    DUAL_WRITE = "dual_write"
    BACKFILL = "backfill"
    VERIFY = "verify"
    SWAP = "swap"
    CONTRACT = "contract"
    QUARANTINE = "quarantine"
    DROP = "drop"
    RESTORE = "restore"
    SETTLE = "settle"


# Where an evolution has ended, and stays unless somebody asks for more.
TERMINAL = frozenset({State.DONE, State.REVERTED})
SWAPS = frozenset({State.SWAPPING, State.SWAPPED})

# Each edge with the reason for which it is taken.
MOVES: dict[tuple[State, State], str] = {
    (State.PLANNED, State.EXPANDING): "a runner has taken it up",
    (State.EXPANDING, State.DUAL_WRITING): "every new column is there",
    (State.DUAL_WRITING, State.BACKFILLING): "the trigger has committed",
    (State.BACKFILLING, State.VERIFYING): "a whole pass found nothing left to fill",
    (State.VERIFYING, State.BACKFILLING): "rows without agreement are left: another pass",
    (State.VERIFYING, State.READY): "one snapshot without a difference",
    (State.READY, State.SWAPPING): "the operator asked for the swap",
    (State.SWAPPING, State.SWAPPED): "the names were exchanged",
    (State.SWAPPING, State.READY): "the swap was taken back before it happened",
    (State.SWAPPED, State.READY): "unswap",
    (State.READY, State.CONTRACTING): "the gate permits",
    (State.SWAPPED, State.CONTRACTING): "the gate permits",
    (State.CONTRACTING, State.READY): "undo before the quarantine",
    (State.CONTRACTING, State.SWAPPED): "undo before the quarantine",
    (State.CONTRACTING, State.QUARANTINED): "the old columns are aside",
    (State.QUARANTINED, State.READY): "undo: the old columns are back with current values",
    (State.QUARANTINED, State.SWAPPED): "undo: the old columns are back with current values",
    (State.QUARANTINED, State.DONE): "the quarantine is over and the old columns are dropped",
    (State.DONE, State.RESTORING): "the operator asked for the old columns, from their archive",
    (State.RESTORING, State.QUARANTINED): "the old columns are aside again, with every value",
    (State.RESTORING, State.DONE): "the restore was taken back",
    (State.PLANNED, State.REVERTING): "the operator asked for the revert",
    (State.EXPANDING, State.REVERTING): "the operator asked for the revert",
    (State.DUAL_WRITING, State.REVERTING): "the operator asked for the revert",
    (State.BACKFILLING, State.REVERTING): "the operator asked for the revert",
    (State.VERIFYING, State.REVERTING): "the operator asked for the revert",
    (State.READY, State.REVERTING): "the operator asked for the revert",
    (State.REVERTING, State.REVERTED): "the schema is as it was",
}


def may_move(source: State, target: State) -> bool:
    """Whether `target` may follow `source`."""
    return (source, target) in MOVES


FORWARD = (
    State.PLANNED,
    State.EXPANDING,
    State.DUAL_WRITING,
    State.BACKFILLING,
    State.VERIFYING,
    State.READY,
    State.SWAPPING,
    State.SWAPPED,
    State.CONTRACTING,
    State.QUARANTINED,
    State.DONE,
)


def reached(state: State, target: State) -> bool:
    """Whether an evolution in `state` has come as far as `target`, or further."""
    if state not in FORWARD or target not in FORWARD:
        return state is target
    return FORWARD.index(state) >= FORWARD.index(target)


def ahead(state: State, *, swaps: bool) -> tuple[State, ...]:
    """The states that an evolution in `state` can still come to; only some changes are swapped.

    What is over goes no further by itself.
    """
    moves = [m for m in MOVES if m[0] not in TERMINAL and (swaps or not SWAPS & set(m))]
    found = {state}
    while more := {target for source, target in moves if source in found} - found:
        found |= more
    return tuple(one for one in State if one in found - {state})
