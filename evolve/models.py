"""evolve's own tables. They live in the database whose data evolves; `store` alone writes them.

Columns are only ever added within a major version, so that a release may be rolled back.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from evolve.states import TERMINAL


class Leased(models.Model):
    """A row that one worker at a time holds; `generation` grows with each new holder."""

    lease_owner = models.TextField(db_default="")
    lease_until = models.DateTimeField(null=True)
    generation = models.BigIntegerField(db_default=0)

    class Meta:
        abstract = True


class Evolution(Leased):
    """One run of a playbook on this database.

    `drift` is how far the drift check has come in its round, and `drift_due` when it looks again.
    `fingerprint` is the table in the catalog as evolve has left it.
    """

    name = models.CharField(max_length=63)
    state = models.CharField(max_length=20)
    environment = models.TextField(db_default="")
    schema_name = models.TextField()
    table_name = models.TextField()
    columns = models.JSONField()
    playbook = models.TextField()
    plan = models.JSONField()
    evolve_version = models.TextField()
    created_at = models.DateTimeField(db_default=Now())
    state_since = models.DateTimeField(db_default=Now())
    hold = models.TextField(db_default="")
    hold_clears = models.TextField(db_default="")
    hold_since = models.DateTimeField(null=True)
    pause_requested = models.BooleanField(db_default=False)
    revert_requested = models.BooleanField(db_default=False)
    request = models.JSONField(null=True)
    tuning = models.JSONField(db_default=models.Value({}, models.JSONField()))
    drift = models.JSONField(db_default=models.Value({}, models.JSONField()))
    drift_due = models.DateTimeField(null=True)
    fingerprint = models.JSONField(db_default=models.Value({}, models.JSONField()))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name"],
                condition=~models.Q(state__in=sorted(TERMINAL)),
                name="evolve_one_active_of_a_name",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class StepRecord(models.Model):
    """A step that is applied now."""

    evolution = models.ForeignKey(Evolution, models.CASCADE, related_name="steps")
    step = models.TextField()
    applied_at = models.DateTimeField(db_default=Now())
    milliseconds = models.FloatField(db_default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evolution", "step"], name="evolve_step_once")
        ]

    def __str__(self) -> str:
        return self.step


class Segment(Leased):
    """A part of the table, as a range of pages, and how far its backfill has come.

    `group_page` is the first page of the group under way and `group_end` the one behind its last,
    as its first batch has laid down; `stripe` is its pass, and `cursor` the page to go on from.
    `batch_pages` is what a worker that knows no better begins with. The `last` segment goes on
    behind its `end_page`, the table's size when it was made, where every row agrees already.
    `filenode` names the file to which all these belong. Of the latest batch there are its rows,
    its time, and the rest before it; `work_ms` adds up both, `busy_ms` what sessions were at work
    for it. `hot_rows` of `rows_done` have stayed on their page.
    """

    evolution = models.ForeignKey(Evolution, models.CASCADE, related_name="segments")
    number = models.IntegerField()
    last = models.BooleanField(db_default=True)
    start_page = models.BigIntegerField(db_default=0)
    end_page = models.BigIntegerField(db_default=0)
    group_page = models.BigIntegerField(db_default=0)
    group_end = models.BigIntegerField(db_default=0)
    cursor = models.BigIntegerField(db_default=0)
    stripe = models.IntegerField(db_default=0)
    batch_pages = models.BigIntegerField(db_default=1)
    sweep = models.IntegerField(db_default=0)
    filenode = models.BigIntegerField(db_default=0)
    done = models.BooleanField(db_default=False)
    rows_done = models.BigIntegerField(db_default=0)
    hot_rows = models.BigIntegerField(db_default=0)
    batches = models.BigIntegerField(db_default=0)
    batch_rows = models.IntegerField(db_default=500)
    batch_ms = models.FloatField(db_default=0)
    rest_ms = models.FloatField(db_default=0)
    work_ms = models.FloatField(db_default=0)
    busy_ms = models.FloatField(db_default=0)
    advanced_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evolution", "number"], name="evolve_segment_once")
        ]

    def __str__(self) -> str:
        return f"{self.evolution_id}/{self.number}"


class Event(models.Model):
    """What happened, who did it, with the facts at hand; never changed afterwards."""

    evolution = models.ForeignKey(Evolution, models.CASCADE, related_name="events")
    at = models.DateTimeField(db_default=Now())
    kind = models.CharField(max_length=40)
    actor = models.TextField(db_default="")
    data = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.at} {self.kind}"


class Evidence(models.Model):
    """An observation, with its time and source."""

    evolution = models.ForeignKey(Evolution, models.CASCADE, related_name="evidence")
    at = models.DateTimeField(db_default=Now())
    kind = models.CharField(max_length=40)
    data = models.JSONField()

    def __str__(self) -> str:
        return f"{self.kind} at {self.at}"


class Conflict(models.Model):
    """A statement that changed both sides of one row so that they did not agree; new won."""

    evolution = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.evolution} at {self.at}"


class Instance(models.Model):
    """One process of an application, as it reports itself.

    `columns` maps "schema.table" to the columns that the process's models list. By `role` and
    `application_name` its sessions are known among those of the server. `protocol` is what the
    report means; see evolve.pg.protocol.
    """

    instance = models.TextField(primary_key=True)
    consumer = models.TextField()
    release = models.TextField()
    host = models.TextField()
    pid = models.IntegerField()
    kind = models.TextField(db_default="")
    role = models.TextField(db_default="")
    application_name = models.TextField(db_default="")
    protocol = models.SmallIntegerField(db_default=1)
    columns = models.JSONField()
    first_seen = models.DateTimeField(db_default=Now())
    last_seen = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.consumer} {self.release} {self.host}:{self.pid}"
