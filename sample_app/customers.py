"""What a release does to customers, in every way in which Django and SQL can write."""

from __future__ import annotations

import random
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.models import F
from django.utils import timezone

from sample_app.driver import Action
from sample_app.load import FIRST, LAST
from sample_app.names import CUSTOMERS
from sample_app.twin import Row
from sample_app.twin_rows import TwinRows

HOT_ROWS = 50
HELD = 20


class Customers(ABC):
    """Actions on customers; a release adds how its own side of a name is written.

    Emails are made up of a key of this writer, so that inserts and upserts never meet another
    writer's on the unique index. Rows of others are changed under their twin's lock.
    """

    side: tuple[str, ...]

    def __init__(self, chance: random.Random, alias: str = "default") -> None:
        self.chance = chance
        self.alias = alias
        self.model: Any = apps.get_model("shop", "Customer")
        self.objects = self.model._default_manager.using(alias)
        self.rows = TwinRows(CUSTOMERS, alias)
        self._owner = uuid.uuid4().hex[:10]
        self._numbers = 0
        self._mine: dict[str, int] = {}
        self._held: list[Any] = []
        self._extent: tuple[int, int] | None = None

    @abstractmethod
    def names(self, before: Row | None = None) -> dict[str, Any]:
        """Values for this release's side: of a new row, or some that differ from `before`."""

    def actions(self) -> Sequence[Action]:
        weighted: Sequence[tuple[Callable[[], int], int]] = (
            (self.save_new, 4),
            (self.bulk_create, 2),
            (self.insert_raw, 2),
            (self.copy_in, 1),
            (self.get_or_create, 2),
            (self.upsert, 4),
            (self.save_changed, 8),
            (self.save_unchanged, 2),
            (self.save_stale, 4),
            (self.update_side, 6),
            (self.update_side_raw, 4),
            (self.update_many, 2),
            (self.bulk_update, 2),
            (self.update_balance, 4),
            (self.update_phone_raw, 4),
            (self.delete_object, 2),
            (self.delete_raw, 2),
        )
        return [Action(name=run.__name__, run=run, weight=weight) for run, weight in weighted]

    # Rows that were not there.

    def save_new(self) -> int:
        customer = self.model(**self._fresh())
        customer.save(using=self.alias)
        return self._added(customer)

    def bulk_create(self) -> int:
        return self._added(*self.objects.bulk_create([self.model(**self._fresh()) for _ in "abc"]))

    def insert_raw(self) -> int:
        row = self._fresh()
        names = ", ".join(f'"{name}"' for name in row)
        places = ", ".join(["%s"] * len(row))
        with connections[self.alias].cursor() as cursor:
            cursor.execute(
                f"INSERT INTO shop_customer ({names}) VALUES ({places}) RETURNING id",
                list(row.values()),
            )
            (key,) = cursor.fetchone() or (0,)
        self._remember(row["email"], key)
        return self.rows.add({**row, "id": key})

    def copy_in(self) -> int:
        rows = [self._fresh() for _ in "abc"]
        names = ", ".join(f'"{name}"' for name in rows[0])
        connection = connections[self.alias]
        with connection.cursor() as cursor:
            statement = f"COPY shop_customer ({names}) FROM STDIN"
            with connection.wrap_database_errors, cursor.copy(statement) as copy:
                for row in rows:
                    copy.write_row(list(row.values()))
            query = "SELECT email, id FROM shop_customer WHERE email = ANY(%s)"
            cursor.execute(query, [[row["email"] for row in rows]])
            keys = dict(cursor.fetchall())
        for email, key in keys.items():
            self._remember(email, key)
        return self.rows.add(*({**row, "id": keys[row["email"]]} for row in rows))

    def get_or_create(self) -> int:
        fresh = self._fresh()
        email = fresh.pop("email")
        if self._mine and self.chance.random() < 0.5:
            email = self.chance.choice(list(self._mine))
            self.rows.locked([self._mine[email]])
        customer, created = self.objects.get_or_create(email=email, defaults=fresh)
        return self._added(customer) if created else 0

    def upsert(self) -> int:
        """One row of this writer's that may be there, and one that is not."""
        fresh, again = self._fresh(), self._fresh()
        if self._mine:
            again["email"] = self.chance.choice(list(self._mine))
        known = self._mine.get(again["email"])
        before = self.rows.locked([known]).get(known) if known is not None else None
        written = ["phone", *self.side]
        customers = self.objects.bulk_create(
            [self.model(**fresh), self.model(**again)],
            update_conflicts=True,
            unique_fields=["email"],
            update_fields=written,
        )
        if before is None:
            return self._added(*customers)
        self.rows.change(before, {name: again[name] for name in written})
        return self._added(customers[0]) + 1

    # Rows that are there.

    def save_changed(self) -> int:
        for key, before in self._locked(1).items():
            customer = self.objects.get(pk=key)
            return self._saved(customer, before, self.names(before))
        return 0

    def save_unchanged(self) -> int:
        for key, before in self._locked(1).items():
            customer = self.objects.get(pk=key)
            self._hold(customer)
            return self._saved(customer, before, {})
        return 0

    def save_stale(self) -> int:
        """Save an object that was read some transactions ago, with every field it has."""
        if not self._held:
            return 0
        customer = self._held.pop(0)
        for before in self.rows.locked([customer.pk]).values():
            return self._saved(customer, before, {"phone": self._phone()})
        return 0

    def update_side(self) -> int:
        for key, before in self._locked(1).items():
            names = self.names(before)
            self.objects.filter(pk=key).update(**names)
            return self.rows.change(before, names)
        return 0

    def update_side_raw(self) -> int:
        for key, before in self._locked(1).items():
            names = self.names(before)
            assignments = ", ".join(f'"{name}" = %s' for name in names)
            self._execute(
                f"UPDATE shop_customer SET {assignments} WHERE id = %s", [*names.values(), key]
            )
            return self.rows.change(before, names)
        return 0

    def update_many(self) -> int:
        names = self.names()
        found = self._locked(4)
        self.objects.filter(pk__in=list(found)).update(**names)
        return sum(self.rows.change(before, names) for before in found.values())

    def bulk_update(self) -> int:
        found = self._locked(3)
        customers = list(self.objects.filter(pk__in=list(found)).order_by("pk"))
        written = {}
        for customer in customers:
            written[customer.pk] = {**self.names(found[customer.pk]), "phone": self._phone()}
            assign(customer, written[customer.pk])
        self.objects.bulk_update(customers, ["phone", *self.side])
        return sum(self.rows.change(found[c.pk], {**values(c), **written[c.pk]}) for c in customers)

    def update_balance(self) -> int:
        for key, before in self._locked(1).items():
            self.objects.filter(pk=key).update(balance=F("balance") + 1)
            return self.rows.change(before, {"balance": before["balance"] + 1})
        return 0

    def update_phone_raw(self) -> int:
        for key, before in self._locked(1).items():
            phone = self._phone()
            self._execute("UPDATE shop_customer SET phone = %s WHERE id = %s", [phone, key])
            return self.rows.change(before, {"phone": phone})
        return 0

    # Rows that go.

    def delete_object(self) -> int:
        for key in self._locked(1):
            self.objects.get(pk=key).delete()
            self.rows.remove([key])
            return 1
        return 0

    def delete_raw(self) -> int:
        keys = list(self._locked(2))
        for key in keys:
            self._execute("DELETE FROM shop_customer WHERE id = %s", [key])
        self.rows.remove(keys)
        return len(keys)

    # What the actions are made of.

    def _saved(self, customer: models.Model, before: Row, changed: Row) -> int:
        assign(customer, changed)
        customer.save(using=self.alias, force_update=True)
        return self.rows.change(before, values(customer))

    def _added(self, *customers: Any) -> int:
        for customer in customers:
            self._remember(customer.email, customer.pk)
        return self.rows.add(*map(values, customers))

    def _remember(self, email: str, key: int) -> None:
        self._mine[email] = key
        if self._extent is not None:
            self._extent = (self._extent[0], max(self._extent[1], key))

    def _hold(self, customer: models.Model) -> None:
        if len(self._held) < HELD:
            self._held.append(customer)

    def _locked(self, count: int) -> dict[int, Row]:
        """Some rows, locked. A part of the choices falls on few rows, so that writers meet."""
        if self._extent is None:
            self._extent = self.rows.extent()
        low, high = self._extent
        last = low + HOT_ROWS if self.chance.random() < 0.2 else high
        start = self.chance.randint(low, max(low, last))
        return self.rows.locked(self.rows.near(start, count))

    def _fresh(self) -> dict[str, Any]:
        self._numbers += 1
        return {
            "email": f"{self._owner}-{self._numbers}@example.com",
            "phone": self._phone(),
            "balance": Decimal(self.chance.randrange(10**6)) / 100,
            "created_at": timezone.now(),
            **self.names(),
        }

    def _phone(self) -> str:
        return f"+{self.chance.randrange(10**9)}"

    def _execute(self, statement: str, params: Sequence[Any]) -> None:
        with connections[self.alias].cursor() as cursor:
            cursor.execute(statement, params)


class OldCustomers(Customers):
    """Release r1: one field for the whole name."""

    side = ("full_name",)

    def names(self, before: Row | None = None) -> dict[str, Any]:
        words = [self.chance.choice(FIRST)]
        words += self.chance.choices(LAST, k=self.chance.choice((0, 1, 1, 1, 2)))
        oddity = self.chance.random()
        if oddity < 0.02:
            words[0] *= 90 // len(words[0])
        elif oddity < 0.04:
            words.append("")
        elif oddity < 0.05:
            words = [""]
        return {"full_name": " ".join(words)[:200]}


class NewCustomers(Customers):
    """Release r2: two fields, and values that one field cannot tell apart."""

    side = ("first_name", "last_name")

    def names(self, before: Row | None = None) -> dict[str, Any]:
        first = self.chance.choice(FIRST)
        if self.chance.random() < 0.2:
            first = f"{first} {self.chance.choice(FIRST)}"
        last = None if self.chance.random() < 0.1 else self.chance.choice(LAST)
        if before is None:
            return {"first_name": first, "last_name": last}
        kept = self.chance.choice(("", "", "first_name", "last_name"))
        row = {"first_name": first, "last_name": last}
        return {**row, kept: before[kept]} if kept else row


RELEASES: dict[str, type[Customers]] = {"r1": OldCustomers, "r2": NewCustomers}


def values(row: models.Model) -> dict[str, Any]:
    """What an object holds, by column."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def assign(row: models.Model, changed: Row) -> None:
    for name, value in changed.items():
        setattr(row, name, value)
