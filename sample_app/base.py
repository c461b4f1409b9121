"""What both releases have in common; each adds its own side of what evolves."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.db import models
from django.utils import timezone


class Customer(models.Model):
    email = models.EmailField(unique=True)
    phone = models.CharField(max_length=40, blank=True, default="")
    balance = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.email


class Product(models.Model):
    sku = models.CharField(max_length=32, unique=True)
    price = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.sku


class Address(models.Model):
    customer = models.ForeignKey("shop.Customer", models.CASCADE, related_name="addresses")
    city = models.CharField(max_length=80)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.city


class Supplier(models.Model):
    name = models.CharField(max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Voucher(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=40, unique=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code


class Parcel(models.Model):
    weight = models.IntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.weight} g"


class Ticket(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField(max_length=80)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.subject


class Invoice(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=40)
    discount = models.IntegerField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number


class Profile(models.Model):
    nickname = models.CharField(max_length=40)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.nickname


class Device(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    serial = models.CharField(max_length=40)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.serial


class Webhook(models.Model):
    url = models.URLField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.url


class Booking(models.Model):
    guest = models.CharField(max_length=80)
    nights = models.IntegerField()
    rate = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.guest


class Delivery(models.Model):
    note = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.note


class Payment(models.Model):
    amount = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.amount)


class Licence(models.Model):
    holder = models.CharField(max_length=80)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.holder


class Article(models.Model):
    slug = models.CharField(max_length=60)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.slug


class Account(models.Model):
    tenant = models.IntegerField()
    login = models.CharField(max_length=60)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.login


class Contact(models.Model):
    name = models.CharField(max_length=80)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    name = models.CharField(max_length=80)
    price = models.DecimalField(max_digits=8, decimal_places=2)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Basket(models.Model):
    holder = models.CharField(max_length=80)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.holder


class BasketLine(models.Model):
    basket = models.ForeignKey("shop.Basket", models.CASCADE, related_name="lines")
    item = models.ForeignKey("shop.Item", models.CASCADE, related_name="+")
    amount = models.IntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.amount} of {self.item_id}"


class Order(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey("shop.Customer", models.CASCADE, related_name="orders")
    status = models.CharField(max_length=20, default="open")
    note = models.TextField(blank=True, default="")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)
