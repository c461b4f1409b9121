"""Before anything runs: checking playbooks, planning, starting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.apps import apps
from django.apps.registry import Apps as Registry

from evolve import conf
from evolve.changes import KINDS
from evolve.errors import PlaybookError, Refusal, Refused
from evolve.pg.catalog import find_table
from evolve.pg.dependents import dependents
from evolve.pg.fingerprint import Fingerprint, fingerprint
from evolve.pg.pair import Pair
from evolve.pg.step import Presence, Step
from evolve.pg.table import Table
from evolve.phases import copies
from evolve.phases.evidence import unseen
from evolve.phases.holds import first_look
from evolve.plan.adopting import contradiction
from evolve.plan.build import build
from evolve.plan.derived import Derived
from evolve.plan.derived import derived as write_out
from evolve.plan.facts import Facts, Trial
from evolve.plan.model import Plan
from evolve.plan.together import all_notes, all_stops, summed
from evolve.playbook.find import every, find
from evolve.playbook.model import Playbook
from evolve.playbook.nearest import nearest
from evolve.proof import agreement, transforms
from evolve.proof.columns import column_of
from evolve.proof.forecast import Forecast
from evolve.proof.offenders import Offender
from evolve.proof.survey import change_shape, model_of, survey
from evolve.proof.unindexed import unindexed
from evolve.records import Evolution
from evolve.service.changes import refuse_gone
from evolve.service.databases import Database
from evolve.states import TERMINAL, Phase, State


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    step: Step
    presence: Presence


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A plan with what stands against it. `running` is the evolution if one is under way, whose
    frozen plan this then is. `blind`: holds that cannot be, since nobody sees what they need;
    `unseen`: servers whose readers no gate will know. `fingerprint` is the table as it was judged.
    `archive` is the storage that gets the old values before the drop, "" for none.
    `forecast`: only where it was asked for, and enough rows are to be filled; `offenders`, which
    hold values of rows, only where these were asked for."""

    alias: str
    database: str
    playbook: str
    plan: Plan
    table: Table
    steps: tuple[PlannedStep, ...]
    stops: tuple[Refusal, ...]
    notes: tuple[str, ...]
    trial: Trial | None
    running: Evolution | None
    fingerprint: Fingerprint
    archive: str
    blind: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    forecast: Forecast | None = None
    offenders: tuple[Offender, ...] = ()


def playbook_of(name: str) -> Playbook:
    """The playbook of that name or path. Raises NotFound or PlaybookError."""
    return find(name, KINDS)


def check(name: str | None) -> list[Playbook | PlaybookError]:
    """One playbook, or all of them, validated without a database."""
    if name is None:
        return [checked(found) for found in every(KINDS)]
    try:
        return [checked(playbook_of(name))]
    except PlaybookError as error:
        return [error]


def checked(found: Playbook | PlaybookError) -> Playbook | PlaybookError:
    """The playbook against the models: an unknown model, or one that has neither side of a change.

    A field that only goes is in no model once the new release is there.
    """
    if isinstance(found, PlaybookError):
        return found
    try:
        model = model_of(found)
    except PlaybookError as error:
        return error
    fields = [n for f in model._meta.concrete_fields for n in dict.fromkeys((f.name, f.attname))]
    return next(filter(None, (unknown(part, fields) for part in found.parts)), found)


def unknown(part: Playbook, fields: Sequence[str]) -> PlaybookError | None:
    """What is wrong with one change of a model that has these fields."""
    shape = change_shape(part)
    try:
        transforms.refuse_unknown(part, shape)
    except PlaybookError as error:
        return error
    there, new = list(shape.old), [new.name for new in shape.new]
    if shape.in_place:
        there = new
    sides = there if shape.same_name else [*there, *new]
    if not there or not new or set(sides) & set(fields):
        return None
    return part.wrong(
        ("change", part.change.kind),
        f"{part.model} has none of the fields {', '.join(dict.fromkeys(sides))}",
        found=repr(there[0]),
        nearest=nearest(there[0], fields),
    )


def plan(
    database: Database,
    playbook: Playbook,
    registry: Registry = apps,
    *,
    replacing: Sequence[str] | None = None,
) -> Report:
    """The plan of `playbook` on `database` and every reason against it; nothing is changed.

    `registry` has the models that count; a migration gives its own. With `replacing`, however
    empty, what somebody has begun by hand is taken over, those triggers of his included.
    """
    running = under_way(database, playbook.name)
    if running:
        return running
    last = database.store.find(playbook.name)
    if last and last.state is State.DONE:
        refuse_done(database, last)
    facts = facts_of(database, playbook, registry, replacing)
    made = plan_from(database, playbook, facts)
    with database.session.passing():
        own, mark = database.store.own(), made.pairs.digest
        seen = fingerprint(database.session, made.table, own, mark)
    reasons = all_stops(facts, made.pairs, [None] * len(facts))
    trials: list[Trial | None] = []
    if not reasons:
        functions = [s for step in made.phase(Phase.DUAL_WRITE)[:1] for s in step.apply]
        trials = [tried(database, pair, functions) for pair in made.pairs]
        reasons = all_stops(facts, made.pairs, trials)
        if facts[0].begun:
            there = [name for one in facts if one.begun for name in one.begun.columns]
            contrary = agreement.contradicted(database.session, made.pairs, functions, there)
            reasons += [contradiction(facts, contrary)] if contrary else []
    return Report(
        alias=database.alias,
        database=database_name(database),
        playbook=playbook.text,
        plan=made,
        table=facts[0].table,
        steps=probed(database, made),
        stops=tuple(reasons),
        notes=(
            *all_notes(facts),
            *unindexed(database.session, facts),
            *hints(database, made),
        ),
        trial=summed(trials),
        running=None,
        archive=database.profile.archive,
        fingerprint=seen,
        blind=first_look(database.session, made.table, database.profile),
        unseen=unseen(database.session, database.profile, made),
    )


def tried(database: Database, pair: Pair, functions: Sequence[str]) -> Trial | None:
    """The pair's expressions on every row; None where nothing is to be tried."""
    if not (pair.new or pair.demand):
        return None
    return agreement.trial(database.session, pair, functions)


def hints(database: Database, made: Plan) -> list[str]:
    """What is to be seen to before the contract, since PostgreSQL itself would let it pass."""
    if not made.old_columns:
        return []
    found = dependents(database.session, made.table, made.old_columns)
    return [
        f"the {needed.name} {needed.why}: contract asks for it to be acknowledged"
        for needed in found
        if not needed.tied and not needed.name.startswith("publication ")
    ]


def derived(playbook: Playbook) -> Derived:
    """The playbook in full. Raises PlaybookError where its model is unknown."""
    model = model_of(playbook)
    return write_out(
        playbook,
        [change_shape(part) for part in playbook.parts],
        lambda field: column_of(model, field),
    )


def under_way(database: Database, name: str) -> Report | None:
    """The frozen plan of the evolution of that name, if it is under way; no file is read."""
    found = database.store.find(name)
    if found is None or found.state in TERMINAL:
        return None
    return frozen_report(database, found)


def refuse_done(database: Database, done: Evolution) -> None:
    """Raises Refused where the playbook has been carried out, and the table shows it."""
    table = find_table(database.session, done.schema_name, done.table_name)
    if table is None or not all(shown(table, pair) for pair in done.plan.pairs):
        return
    raise Refused(
        f"{done.name} on {database.alias}",
        (
            Refusal(
                code="done",
                subject=done.name,
                message=f"was carried out already; done since {done.state_since:%Y-%m-%d %H:%M}",
                hint=f"manage.py evolve history {done.name}",
            ),
        ),
    )


def shown(table: Table, pair: Pair) -> bool:
    """Whether the table is as the change has left it."""
    if pair.old and all(table.column(side.name) for side in pair.old):
        return False
    if pair.demand:
        names = {c.name for c in table.constraints} | {index.name for index in table.indexes}
        return not pair.demand.lasting or pair.demand.name in names
    return not pair.once or all(c.not_null for c in table.columns if c.name == pair.new[0].name)


def frozen_report(database: Database, running: Evolution) -> Report:
    """The plan of an evolution under way: the frozen one, whatever the file says now."""
    made = running.plan
    refuse_gone(database, running)
    table = find_table(database.session, made.table.schema, made.table.name)
    assert table is not None, made.table
    return Report(
        alias=database.alias,
        database=database_name(database),
        playbook=running.playbook,
        plan=made,
        table=table,
        steps=probed(database, made),
        stops=(),
        notes=(),
        trial=None,
        running=running,
        archive=database.profile.archive,
        fingerprint=running.fingerprint,
    )


def facts_of(
    database: Database,
    playbook: Playbook,
    registry: Registry = apps,
    replacing: Sequence[str] | None = None,
) -> tuple[Facts, ...]:
    """Those of each change."""
    taken = partial(database.store.taken, besides=playbook.name)
    return tuple(
        survey(
            database.session,
            part,
            change_shape(part),
            own=database.store.own(),
            taken=taken,
            registry=registry,
            replacing=replacing,
        )
        for part in playbook.parts
    )


def plan_from(database: Database, playbook: Playbook, facts: Sequence[Facts]) -> Plan:
    profile = database.profile
    return build(
        playbook,
        facts,
        alias=database.alias,
        quiet_for=profile.quiet_for.total_seconds(),
        quarantine=profile.quarantine.total_seconds(),
        batch_ms=profile.batch_ms,
        max_rows_per_second=profile.max_rows_per_second,
    )


def probed(database: Database, made: Plan) -> tuple[PlannedStep, ...]:
    """Every step with what its probe says now."""
    with database.session.passing():
        database.session.local(search_path="pg_catalog")
        return tuple(
            PlannedStep(step=step, presence=Presence(database.session.one(step.probe)["presence"]))
            for step in made.steps
        )


def database_name(database: Database) -> str:
    return str(database.session.one("SELECT current_database() AS name")["name"])


def refuse_stops(report: Report) -> None:
    """Raises Refused with everything that stands against a start."""
    if report.stops:
        raise Refused(
            f"{report.plan.name} on {report.alias}",
            report.stops,
            hint=f"manage.py evolve plan {report.plan.name} shows the whole of it",
        )


def create(database: Database, report: Report) -> Evolution:
    """The evolution, planned and frozen. Raises Refused with everything that stands against it."""
    if report.running:
        copies.refuse(report.running)
        return report.running
    refuse_stops(report)
    return database.store.create(
        report.plan,
        playbook=report.playbook,
        environment=conf.load().ENVIRONMENT,
        fingerprint=report.fingerprint,
    )
