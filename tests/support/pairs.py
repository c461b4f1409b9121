"""Small evolutions on tables of their own, brought into any mode of the sync by the real path:
playbook text, survey, plan, steps with their probes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from textwrap import indent
from typing import Annotated, ClassVar

from django.apps import apps
from django.db import models
from psycopg import sql
from pydantic import Field

from evolve.changes import KINDS
from evolve.changes.base import Change, NewField, Shape
from evolve.changes.regroup import Regroup
from evolve.pg.names import TableName
from evolve.pg.sync import Mode
from evolve.phases import steps
from evolve.phases.work import Outcome, Work
from evolve.plan.model import Plan
from evolve.playbook.load import parse
from evolve.playbook.model import Playbook
from evolve.playbook.words import Name
from evolve.proof.agreement import Agreement, agreement
from evolve.service import planning
from evolve.service.databases import Database
from evolve.service.planning import Report
from evolve.states import Phase
from sample_app import roles
from tests.support.cluster import Connection, ShopDatabase
from tests.support.evolutions import work_on


class Exchange(Regroup):
    """Any number of old fields for any number of new ones: what no shipped kind offers.

    `like` gives new fields the type of an old one, for types that Django has no field for.
    """

    kind: ClassVar[str] = "exchange"

    exchange: Annotated[tuple[Name, ...], Field(min_length=1)]
    like: dict[Name, Name] = Field(default_factory=dict)

    @property
    def old(self) -> tuple[str, ...]:
        return self.exchange

    def shape(self) -> Shape:
        shape = super().shape()
        new = tuple(
            NewField(name=f.name, like=self.like[f.name]) if f.name in self.like else f
            for f in shape.new
        )
        return Shape(
            old=shape.old,
            new=new,
            forward=shape.forward,
            backward=shape.backward,
            one_way=shape.one_way,
            lossy=shape.lossy,
        )


ALL_KINDS: dict[str, type[Change]] = {**KINDS, Exchange.kind: Exchange}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A table, and the change to be made of it.

    `columns` is what stands in CREATE TABLE; `change` the playbook's section of that name, without
    indentation, or `changes` each of several; `more` its other sections. `fields` are pairs of a
    field of the model and its column, where the names differ.
    """

    columns: str
    change: str = ""
    changes: tuple[str, ...] = ()
    more: str = ""
    name: str = "pair-under-test"
    schema: str = "public"
    table_name: str = "pair_table"
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def table(self) -> TableName:
        return TableName(schema=self.schema, name=self.table_name)

    @property
    def model(self) -> str:
        return "Pair" + "".join(part.title() for part in self.name.split("-"))

    @property
    def text(self) -> str:
        return f"evolve: 1\nmodel: shop.{self.model}\n{self.section}\n{self.more}"

    @property
    def section(self) -> str:
        if not self.changes:
            return "change:\n" + indent(self.change.strip("\n"), "  ")
        each = (indent(change.strip("\n"), "    ") for change in self.changes)
        return "changes:\n" + "\n".join(f"  - {change.lstrip()}" for change in each)

    def playbook(self) -> Playbook:
        return parse(self.text, name=self.name, path=f"{self.name}.yaml", kinds=ALL_KINDS)


# Text on its way to a number; wide where a test makes `other` long.
DIGITS = Spec(
    columns="id bigint PRIMARY KEY, a text, other text",
    change="""
exchange: [a]
into: {b: {field: IntegerField(null=True), sql: "a::integer"}}
back: {a: "b::text"}
""",
)


def create_table(shop: ShopDatabase, spec: Spec) -> None:
    """The table, empty, in a schema of its name; the application may use it as it does others."""
    schema, app = sql.Identifier(spec.table.schema), sql.Identifier(roles.APP)
    with shop.connect() as owner:
        if spec.table.schema != "public":
            owner.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(schema))
            owner.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, app))
        owner.execute(
            sql.SQL("CREATE TABLE {} ({})").format(
                spec.table.identifier,
                sql.SQL(spec.columns),
            )
        )
        owner.execute(
            sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}").format(
                spec.table.identifier, app
            )
        )


def django_name(table: TableName) -> str:
    """The table as a model's `db_table` names it: Django doubles no quotation mark."""
    schema, name = (part.replace('"', '""') for part in (table.schema, table.name))
    return name if schema == "public" else f'{schema}"."{name}'


@contextmanager
def registered(spec: Spec) -> Iterator[type[models.Model]]:
    """A model of the table for as long as the block takes."""
    meta = type("Meta", (), {"managed": False, "db_table": django_name(spec.table)})
    body: dict[str, object] = {
        "__module__": "sample_app.r1.models",
        "Meta": meta,
        "id": models.BigIntegerField(primary_key=True),
    }
    for field, column in spec.fields:
        body[field] = models.TextField(null=True, db_column=column)
    label = apps.get_app_config("shop").label
    body["Meta"].app_label = label  # type: ignore[attr-defined]
    model = type(spec.model, (models.Model,), body)
    try:
        yield model
    finally:
        apps.all_models[label].pop(spec.model.lower())
        apps.clear_cache()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evolving:
    """An evolution of a `Spec`, leased for the test, and the way to carry out its steps."""

    spec: Spec
    report: Report
    work: Work

    @property
    def plan(self) -> Plan:
        return self.work.evolution.plan

    def enter(self, mode: Mode) -> None:
        """Everything that lies before `mode`, which must not have been entered yet."""
        phases = {
            Mode.FILLING: (Phase.EXPAND, Phase.DUAL_WRITE),
            Mode.READY: (Phase.VERIFY,),
            Mode.ASIDE: (Phase.QUARANTINE,),
        }
        for phase in phases[mode]:
            for step in self.plan.phase(phase):
                answer = steps.apply(self.work, step)
                assert answer.outcome is Outcome.WORKED, answer

    def agreement(self, mode: Mode) -> Agreement:
        pairs = self.plan.pairs_aside if mode is Mode.ASIDE else self.plan.pairs
        return agreement(self.work.session, pairs, filling=mode is Mode.FILLING)

    def conflicts(self) -> int:
        return self.work.store.conflicts(self.work.evolution)


def planned(database: Database, spec: Spec) -> Report:
    """The plan as `evolve plan` makes it."""
    with registered(spec):
        return planning.plan(database, spec.playbook())


def begin(database: Database, spec: Spec, *modes: Mode) -> Evolving:
    """An evolution of a table that is there, carried through `modes`."""
    report = planned(database, spec)
    assert report.stops == (), report.stops
    evolution = database.store.create(
        report.plan, playbook=spec.text, environment="demo", fingerprint=report.fingerprint
    )
    found = Evolving(spec=spec, report=report, work=work_on(database, evolution))
    for mode in modes:
        found.enter(mode)
    return found


@contextmanager
def without_triggers(shop: ShopDatabase) -> Iterator[Connection]:
    """A superuser's session past which no ordinary trigger fires, as in logical replication."""
    with shop.connect("postgres") as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection
