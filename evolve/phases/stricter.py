"""What makes the table stricter, in contract: each step after the proof that it needs."""

from __future__ import annotations

from collections.abc import Callable

from evolve.errors import Repeated
from evolve.pg.step import Step
from evolve.phases import steps, verify
from evolve.phases.work import Answer, Work, waiting
from evolve.states import Phase

Batch = Callable[[Work], Answer | None]


def apply(work: Work, step: Step, batch: Batch) -> Answer:
    """`step` of the contract, or what comes before it; `batch` is one of a sweep.

    Where a row has come meanwhile that sweeps mend, they do, and it is tried again.
    """
    if first := demanded(work, step, batch):
        return first
    try:
        return steps.apply(work, step)
    except Repeated as error:
        if not work.evolution.plan.pairs.swept:
            raise
        return waiting(error.message, "they are mended, and it is built again by itself", 1.0)


def demanded(work: Work, step: Step, batch: Batch) -> Answer | None:
    """What is to be proved before a constraint's next step; None where it may come.

    Before a CHECK is there, since what it finds in a row then fails every update of that row, valid
    or not. Where sweeps mend what breaks it: before a unique index, which cannot be built else; and
    of a foreign key once nobody can break it any more, and before it is validated.
    """
    pairs, constraint = work.evolution.plan.pairs, work.evolution.plan.phase(Phase.CONTRACT)
    if not pairs.demands:
        return None
    if not pairs.swept:
        return verify.reproved(work, swapped=False) if step is constraint[0] else None
    if step is not constraint[0 if pairs.among else 1]:
        return None
    swept = batch(work) if verify.to_sweep(work) else None
    verdict = swept or verify.prove(work)
    if verdict is verify.SWEEP:
        work.store.begin_sweep(work.evolution)
    return verdict
