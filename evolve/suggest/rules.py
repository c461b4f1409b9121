"""What can be wrong with an operation: a rule for each id, in one sentence each. The ids stay.

`kind` is the kind of change that does the same without harm; where it is not among `KINDS` (or is
empty) `otherwise` is the way. A new kind therefore needs its name here, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`why` goes on from "app.Model.field: "; `otherwise` is what to do without a playbook."""

    name: str
    why: str
    otherwise: str
    kind: str = ""


RULES: Mapping[str, Rule] = {
    "evolve.L101": Rule(
        name="rename-column",
        why="a running release names the column by its old name, and fails from that moment on",
        otherwise="keep the column under its old name with `db_column`",
        kind="rename",
    ),
    "evolve.L102": Rule(
        name="remove-column",
        why="a running release lists the column in every SELECT and INSERT of its model, used or "
        "not, and fails from that moment on",
        otherwise="make it nullable or give it a `db_default`; remove the field from Django's "
        "state alone (SeparateDatabaseAndState), and drop the column once no release lists it",
        kind="remove",
    ),
    "evolve.L103": Rule(
        name="change-type",
        why="a column of another type is written anew, or read by a running release as another "
        "type than it knows",
        otherwise="a new field under another name, filled from the old one",
        kind="retype",
    ),
    "evolve.L104": Rule(
        name="set-not-null",
        why="every row is read under a lock that stops readers and writers, and a running release "
        "that leaves the value out fails",
        otherwise="a CHECK (... IS NOT NULL) that is added NOT VALID and then validated; SET NOT "
        "NULL reads nothing then",
        kind="not_null",
    ),
    "evolve.L105": Rule(
        name="add-not-null",
        why="a running release leaves the new column out of its INSERT, and fails: Django drops "
        "the default that it fills the rows with",
        otherwise="give the field a `db_default`, or `null=True` until no old release runs",
        kind="add",
    ),
    "evolve.L106": Rule(
        name="add-unique",
        why="its index is built under a lock that stops writers, and readers too where the same "
        "transaction has altered the table",
        otherwise="CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT ... USING INDEX, both by "
        "RunSQL with `state_operations`, in a migration with `atomic = False`",
        kind="unique",
    ),
    "evolve.L107": Rule(
        name="add-foreign-key",
        why="writers to both tables wait until the migration's transaction ends, and rows that "
        "are there are checked meanwhile",
        otherwise="add it with `db_constraint=False` and without an index; once the field is there "
        "a playbook of the kind `foreign_key` does the rest",
        kind="foreign_key",
    ),
    "evolve.L108": Rule(
        name="add-index",
        why="writers wait while the index is built, and readers too where the same transaction "
        "has altered the table",
        otherwise="AddIndexConcurrently of django.contrib.postgres.operations, in a migration of "
        "its own with `atomic = False`",
    ),
    "evolve.L109": Rule(
        name="volatile-default",
        why="every row gets a value of its own: the table is written anew under a lock that stops "
        "readers and writers",
        otherwise="add the column with null=True and without the default, then AlterField to the "
        "default, and fill the rows in batches",
        kind="add",
    ),
    "evolve.L110": Rule(
        name="add-check",
        why="every row is read under a lock that stops readers and writers, and a running release "
        "that writes an offender fails",
        otherwise="AddConstraintNotValid of django.contrib.postgres.operations, and "
        "ValidateConstraint in a migration of its own",
        kind="check",
    ),
    "evolve.L111": Rule(
        name="rename-table",
        why="a running release names the table by its old name, and fails from that moment on",
        otherwise="keep the table under its old name with `db_table`",
    ),
    "evolve.L112": Rule(
        name="drop-table",
        why="a running release may still name the table, and fails from that moment on",
        otherwise="delete the model one release after the last code that uses it, and its foreign "
        "keys to busy tables before it",
    ),
    "evolve.L113": Rule(
        name="drop-default",
        why="a running release writes DEFAULT into the column, which then is NULL, and fails",
        otherwise="keep the `db_default` until no release relies on it",
    ),
    "evolve.L114": Rule(
        name="add-generated",
        why="every row is computed: the table is written anew under a lock that stops readers and "
        "writers",
        otherwise="`db_persist=False` where PostgreSQL 18 and Django have it, which writes no row; "
        "else a plain field that follows from the others, by a playbook's `derive`",
    ),
    "evolve.L120": Rule(
        name="rows-in-migration",
        why="rows are changed in one transaction: they stay locked, nothing is pruned, and nobody "
        "keeps them in step with what running releases go on writing",
        otherwise="a playbook's expression, a `fill` or a `python` change; or batches of your own "
        "in a migration with `atomic = False`",
    ),
    "evolve.L130": Rule(
        name="not-understood",
        why="evolve does not read this operation, and cannot say what it locks or breaks",
        otherwise="look at manage.py sqlmigrate yourself, and put it into the baseline",
    ),
}
