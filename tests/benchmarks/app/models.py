"""One table, in its old shape, and as it is when the new columns are there."""

from __future__ import annotations

from django.db import models


class Fields(models.Model):
    id = models.BigIntegerField(primary_key=True)
    token = models.UUIDField(unique=True)
    created_at = models.DateTimeField()
    full_name = models.CharField(max_length=200)
    note = models.TextField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.full_name


class Row(Fields):
    class Meta:
        app_label = "bench"
        db_table = "bench_row"
        managed = False


class FilledRow(Fields):
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80, null=True)

    class Meta:
        app_label = "bench"
        db_table = "bench_filled"
        managed = False
