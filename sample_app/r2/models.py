"""The shop's models in release r2: the new side of every change."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sample_app import base


class Customer(base.Customer):
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80, null=True)


class Product(base.Product):
    name = models.CharField(max_length=120, db_index=True)


class Address(base.Address):
    line = models.CharField(max_length=140)


class Supplier(base.Supplier):
    country = models.CharField(max_length=40)


class Voucher(base.Voucher):
    token = models.UUIDField(unique=True)


class Parcel(base.Parcel):
    pass


class Ticket(base.Ticket):
    state = models.CharField(max_length=20)


class Invoice(base.Invoice):
    total = models.IntegerField()

    class Meta(base.Invoice.Meta):
        abstract = False
        constraints = [  # noqa: RUF012 - as Django has it
            models.CheckConstraint(
                condition=models.Q(total__gte=0) & models.Q(discount__lte=models.F("total")),
                name="invoice_total_is_sound",
            )
        ]


class Profile(base.Profile):
    city = models.CharField(max_length=80, null=True, blank=True)
    settings = models.JSONField(default=dict)


class Device(base.Device):
    traits = models.JSONField(default=dict)


class Webhook(base.Webhook):
    body = models.JSONField(default=dict)


class Booking(base.Booking):
    total = models.DecimalField(max_digits=12, decimal_places=2, db_index=True)


class Delivery(base.Delivery):
    supplier = models.ForeignKey("shop.Supplier", models.SET_NULL, null=True)


class Payment(base.Payment):
    currency = models.CharField(
        max_length=8, db_index=True, choices=[("EUR", "Euro"), ("USD", "Dollar")]
    )


class Licence(base.Licence):
    serial = models.UUIDField(unique=True)


class Article(base.Article):
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80, null=True)
    view_count = models.IntegerField(db_index=True)
    section = models.CharField(max_length=40)


class Account(base.Account):
    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "login"], name="one_login_of_a_tenant")
        ]


class Contact(base.Contact):
    number = models.CharField(max_length=20, null=True, blank=True, db_index=True)


class Item(base.Item):
    slug = models.SlugField(max_length=80)


class Basket(base.Basket):
    total = models.DecimalField(max_digits=12, decimal_places=2)


class BasketLine(base.BasketLine):
    pass


class Order(base.Order):
    quantity = models.BigIntegerField(db_index=True)
