"""What is said of an operation is what it does: each is executed on a server and watched.

A table with rows stands there, and a running release that knows it as it was. The operation runs
in a transaction as `migrate` would run it; before that is rolled back, the catalog tells the lock,
the rows read and whether the file is another, and the running release reads and inserts.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.postgres import operations as postgres
from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import DatabaseError, connections, models, transaction
from django.db.migrations import operations as django
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models.functions import Now, Random

from evolve.pg.step import Lock
from evolve.suggest.finding import Breaks
from evolve.suggest.looking import Place, findings
from evolve.suggest.rules import RULES
from sample_app.settings import BASE_DIR
from tests.phases.test_law_locks import STRENGTH
from tests.support.cluster import ShopDatabase

DOCUMENT = "evolve/README.md"
ROWS = 60
TABLE = "stock_item"
KEY = models.BigAutoField(primary_key=True)
OWNER = models.ForeignKey("stock.Owner", models.CASCADE)
TABLES = [
    django.CreateModel("Owner", [("id", KEY), ("name", models.CharField(max_length=20))]),
    django.CreateModel(
        "Item",
        [
            ("id", KEY),
            ("title", models.CharField(max_length=50)),
            ("code", models.CharField(max_length=20, null=True, db_index=True)),
            ("number", models.IntegerField()),
            ("amount", models.DecimalField(max_digits=8, decimal_places=2, null=True)),
            ("note", models.TextField(null=True)),
            ("owner", models.ForeignKey("stock.Owner", models.CASCADE, null=True)),
            ("owned", models.BigIntegerField(null=True)),
            ("state", models.CharField(max_length=9, db_default="new")),
        ],
        options={
            "unique_together": {("owner", "title")},
            "indexes": [models.Index(fields=["state"], name="by_state")],
            "constraints": [
                models.CheckConstraint(condition=models.Q(id__gt=0), name="is_counted")
            ],
        },
    ),
]


def add(field: models.Field[Any, Any]) -> Operation:
    return django.AddField("Item", "more", field)


def alter(name: str, field: models.Field[Any, Any]) -> Operation:
    return django.AlterField("Item", name, field)


def index(**what: Any) -> Operation:
    return django.AddIndex("Item", models.Index(name="by_hand", **what))


def unique(**what: Any) -> Operation:
    return django.AddConstraint("Item", models.UniqueConstraint(name="only", **what))


POSITIVE = models.CheckConstraint(condition=models.Q(number__gte=0), name="counts")

# Every operation with the ids of what is said of it, without their prefix.
CASES: Mapping[str, tuple[Operation, str]] = {
    "rename": (django.RenameField("Item", "title", "name"), "L101"),
    "rename column": (alter("title", models.CharField(max_length=50, db_column="t")), "L101"),
    "rename, same column": (alter("number", models.IntegerField(db_column="number")), ""),
    "remove": (django.RemoveField("Item", "note"), "L102"),
    "remove reference": (django.RemoveField("Item", "owner"), "L102"),
    "integer to bigint": (alter("number", models.BigIntegerField()), "L103"),
    "integer to text": (alter("number", models.CharField(max_length=9)), "L103"),
    "text wider": (alter("title", models.CharField(max_length=90)), ""),
    "text to text": (alter("title", models.TextField()), ""),
    "text narrower": (alter("title", models.CharField(max_length=40)), "L103"),
    "indexed text wider": (
        alter("code", models.CharField(max_length=30, null=True, db_index=True)),
        "",
    ),
    "collation": (alter("note", models.TextField(null=True, db_collation="C")), ""),
    "indexed collation": (
        alter("code", models.CharField(max_length=20, null=True, db_index=True, db_collation="C")),
        "L103",
    ),
    "collation of a group": (
        alter("title", models.CharField(max_length=50, db_collation="C")),
        "L103",
    ),
    "numeric wider": (
        alter("amount", models.DecimalField(max_digits=12, decimal_places=2, null=True)),
        "",
    ),
    "numeric finer": (
        alter("amount", models.DecimalField(max_digits=12, decimal_places=4, null=True)),
        "L103",
    ),
    "null to not null": (alter("note", models.TextField(default="-")), "L104"),
    "not null to null": (alter("title", models.CharField(max_length=50, null=True)), ""),
    "add nullable": (add(models.IntegerField(null=True)), ""),
    "add with default": (add(models.IntegerField(default=1)), "L105"),
    "add with database default": (add(models.IntegerField(db_default=1)), ""),
    "add text": (add(models.CharField(max_length=5, default="")), "L105"),
    "add now": (add(models.DateTimeField(db_default=Now())), ""),
    "add uuid": (add(models.UUIDField(db_default=RandomUUID())), "L109"),
    "add generated": (
        add(
            models.GeneratedField(
                expression=models.F("number") * 2,
                output_field=models.IntegerField(),
                db_persist=True,
            )
        ),
        "L114",
    ),
    "add unique": (add(models.IntegerField(null=True, unique=True)), "L106"),
    "add indexed": (add(models.IntegerField(null=True, db_index=True)), "L108"),
    "add checked": (add(models.PositiveIntegerField(null=True)), "L110"),
    "add reference": (
        add(models.ForeignKey("stock.Owner", models.CASCADE, null=True, related_name="+")),
        "L107 L108",
    ),
    "add loose reference": (
        add(
            models.ForeignKey(
                "stock.Owner",
                models.CASCADE,
                null=True,
                related_name="+",
                db_constraint=False,
                db_index=False,
            )
        ),
        "",
    ),
    "add many to many": (add(models.ManyToManyField("stock.Owner", related_name="+")), ""),
    "make unique": (alter("title", models.CharField(max_length=50, unique=True)), "L106"),
    "make indexed": (alter("number", models.IntegerField(db_index=True)), "L108"),
    "drop index": (alter("code", models.CharField(max_length=20, null=True)), ""),
    "make positive": (alter("number", models.PositiveIntegerField()), "L110"),
    "make reference": (
        alter(
            "owned",
            models.ForeignKey(
                "stock.Owner",
                models.CASCADE,
                null=True,
                related_name="+",
                db_column="owned",
                db_index=False,
            ),
        ),
        "L107",
    ),
    "another database default": (
        alter("state", models.CharField(max_length=9, db_default="old")),
        "",
    ),
    "set database default": (alter("number", models.IntegerField(db_default=1)), ""),
    "set random default": (alter("number", models.IntegerField(db_default=Random())), ""),
    "drop database default": (alter("state", models.CharField(max_length=9)), "L113"),
    "index": (index(fields=["number"]), "L108"),
    "unique": (unique(fields=["title"]), "L106"),
    "unique where": (unique(fields=["title"], condition=models.Q(number__gt=1)), "L106"),
    "unique together": (
        django.AlterUniqueTogether("Item", {("owner", "title"), ("title", "number")}),
        "L106",
    ),
    "check": (django.AddConstraint("Item", POSITIVE), "L110"),
    "check not valid": (AddConstraintNotValid("Item", POSITIVE), ""),
    "rename model": (django.RenameModel("Item", "Thing"), "L111"),
    "other table": (django.AlterModelTable("Item", "things"), "L111"),
    "delete model": (django.DeleteModel("Item"), "L112"),
    "order": (django.AlterOrderWithRespectTo("Item", "owner"), "L105"),
    "drop named index": (django.RemoveIndex("Item", "by_state"), ""),
    "rename index": (django.RenameIndex("Item", "its_state", old_name="by_state"), ""),
    "drop constraint": (django.RemoveConstraint("Item", "is_counted"), ""),
    "comment": (django.AlterModelTableComment("Item", "what is there"), ""),
    "managers": (django.AlterModelManagers("Item", []), ""),
    "new table": (django.CreateModel("Box", [("id", KEY)]), ""),
    "options": (django.AlterModelOptions("Item", {"ordering": ["title"]}), ""),
    "rows": (django.RunPython(lambda apps, editor: None), "L120"),
    "rows by sql": (django.RunSQL("UPDATE stock_item SET note = title"), "L120"),
    "sql": (django.RunSQL("CLUSTER stock_item USING stock_item_pkey"), "L130"),
    "patient sql": (django.RunSQL("COMMENT ON TABLE stock_item IS 'x'"), ""),
    "no rows": (django.RunPython(django.RunPython.noop), ""),
}
NOT_EXECUTED = {"L120", "L130"}
# Operations of Django's that are not among them, and why.
APART = {
    "AddIndexConcurrently": "in no transaction, and stops nobody",
    "AlterConstraint": "state alone",
    "AlterIndexTogether": "no model has it since Django 5.1; it stands in old histories",
    "CreateCollation": "no table",
    "RemoveCollation": "no table",
    "RemoveIndexConcurrently": "in no transaction, and stops nobody",
    "SeparateDatabaseAndState": "what is inside of it is looked at",
    "ValidateConstraint": "in a test of its own",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What an operation did, or what was said that it would do; "" of `lock` is no word of it."""

    lock: str
    reads: bool
    rewrites: bool
    breaks: Breaks


@pytest.fixture(scope="module")
def before() -> ProjectState:
    state = ProjectState()
    for operation in TABLES:
        operation.state_forwards("stock", state)
    return state


@pytest.fixture
def stock(shop_database: ShopDatabase, before: ProjectState) -> Iterator[Any]:
    """The connection to a database with the two tables and their rows."""
    connection: Any = connections["default"]
    state = ProjectState()
    with connection.schema_editor() as editor:
        for operation in TABLES:
            after = state.clone()
            operation.state_forwards("stock", after)
            operation.database_forwards("stock", editor, state, after)
            state = after
    for number in range(ROWS):
        insert(before, f"t{number}", note="there")
    yield connection
    connection.close()


def insert(state: ProjectState, title: str, **more: object) -> None:
    state.apps.get_model("stock", "Item").objects.create(title=title, number=1, **more)


def said(operation: Operation, before: ProjectState) -> tuple[set[str], Done]:
    after = before.clone()
    operation.state_forwards("stock", after)
    place = Place(app_label="stock", before=before, after=after, alias="default")
    found = list(findings(operation, place))
    strongest = max((f.lock.value for f in found), key=STRENGTH.index, default="")
    severest = max((f.breaks for f in found), key=list(Breaks).index, default=Breaks.NOTHING)
    return {f.id.removeprefix("evolve.") for f in found}, Done(
        lock=strongest,
        reads=any(f.reads for f in found),
        rewrites=any(f.rewrites for f in found),
        breaks=severest,
    )


def does(operation: Operation, before: ProjectState, connection: Any) -> Done:
    """Executed, watched, and rolled back."""
    after = before.clone()
    operation.state_forwards("stock", after)
    with transaction.atomic(), connection.cursor() as cursor:
        (oid,) = ask(cursor, f"SELECT '{TABLE}'::regclass::oid")
        counters = f"SELECT pg_relation_filenode({oid}), pg_stat_get_xact_tuples_returned({oid})"
        file, before_read = ask(cursor, counters)
        with connection.schema_editor(atomic=False) as editor:
            operation.database_forwards("stock", editor, before, after)
        cursor.execute(
            "SELECT mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation = %s", [oid]
        )
        lock = max((mode for (mode,) in cursor), key=STRENGTH.index, default="")
        now, read = ask(cursor, counters)
        done = Done(
            lock=lock,
            reads=read > before_read,
            rewrites=now is not None and now != file,
            breaks=broken(before),
        )
        transaction.set_rollback(True)
    return done


def ask(cursor: Any, query: str) -> tuple[Any, ...]:
    cursor.execute(query)
    row: tuple[Any, ...] = cursor.fetchone()
    return row


def broken(before: ProjectState) -> Breaks:
    """What the running release cannot do any more."""
    try:
        with transaction.atomic():
            item = before.apps.get_model("stock", "Item").objects.order_by("id")[0]
    except DatabaseError:
        return Breaks.ALL
    if not isinstance(item.number, int) or not isinstance(item.title, str):
        return Breaks.VALUES
    try:
        with transaction.atomic():
            insert(before, "of a running release")
    except DatabaseError:
        return Breaks.INSERTS
    return Breaks.NOTHING


def test_what_is_said_of_an_operation_is_what_it_does(stock: Any, before: ProjectState) -> None:
    """Every prediction at once, on one table; the wrong ones are listed together."""
    wrong, executed = {}, 0
    for name, (operation, ids) in CASES.items():
        found, predicted = said(operation, before)
        assert found == set(ids.split()), name
        if found & NOT_EXECUTED or isinstance(operation, django.RunPython | django.RunSQL):
            continue
        actual = does(operation, before, stock)
        executed += 1
        if not found or not predicted.lock:  # harmless: whatever the lock, it is had for a moment
            actual = Done(
                lock="", reads=actual.reads, rewrites=actual.rewrites, breaks=actual.breaks
            )
        if actual != predicted:
            wrong[name] = (predicted, actual)
    assert not wrong, f"{len(wrong)} of {executed} predictions are wrong: {wrong}"
    documented = re.search(r"(\d+) operations are executed", (BASE_DIR / DOCUMENT).read_text())
    assert documented, DOCUMENT
    assert executed == int(documented[1])


def test_every_operation_of_djangos_is_looked_at_or_left_out_for_a_reason() -> None:
    every = {
        name
        for module in (django, postgres)
        for name, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, Operation) and member.__module__.startswith("django.")
    } - {"Operation", "CollationOperation"}
    looked_at = {type(operation).__name__ for operation, _ in CASES.values()}
    extensions = {name for name in every if name.endswith("Extension")}
    assert every - extensions - looked_at == APART.keys()


def test_a_foreign_key_stops_writers_to_the_table_it_refers_to(
    stock: Any, before: ProjectState
) -> None:
    """As its rule says; a column that only looks like one does not."""
    query = """SELECT mode FROM pg_locks WHERE pid = pg_backend_pid()
        AND relation = 'stock_owner'::regclass AND mode = 'ShareRowExclusiveLock'"""
    for name, locked in {"add reference": 1, "make reference": 1, "add loose reference": 0}.items():
        operation, _ = CASES[name]
        after = before.clone()
        operation.state_forwards("stock", after)
        with transaction.atomic(), stock.cursor() as cursor:
            with stock.schema_editor(atomic=False) as editor:
                operation.database_forwards("stock", editor, before, after)
            cursor.execute(query)
            assert len(cursor.fetchall()) == locked, name
            transaction.set_rollback(True)


def test_every_rule_is_met_by_an_operation() -> None:
    assert {f"evolve.{id}" for _, ids in CASES.values() for id in ids.split()} == set(RULES)


def test_the_measure_sees_a_lock_a_scan_and_a_rewrite(stock: Any, before: ProjectState) -> None:
    """What is measured is not always the same: nothing, and everything."""
    nothing = does(django.RunSQL("SELECT 1"), before, stock)
    assert nothing == Done(lock="", reads=False, rewrites=False, breaks=Breaks.NOTHING)
    everything = does(
        django.RunSQL(f"ALTER TABLE {TABLE} ADD x uuid NOT NULL DEFAULT gen_random_uuid()"),
        before,
        stock,
    )
    assert everything.rewrites
    assert everything.lock == Lock.ACCESS_EXCLUSIVE
    scan = does(django.RunSQL(f"SELECT count(*) FROM {TABLE} WHERE note > ''"), before, stock)
    assert scan.reads


def test_what_validates_apart_is_harmless(before: ProjectState) -> None:
    after = before.clone()
    AddConstraintNotValid("Item", POSITIVE).state_forwards("stock", after)
    place = Place(app_label="stock", before=after, after=after, alias="default")
    assert not list(findings(ValidateConstraint("Item", "counts"), place))
