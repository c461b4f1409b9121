"""The shop's models in release r1: the old side of every change."""

from __future__ import annotations

from django.db import models

from sample_app import base


class Customer(base.Customer):
    full_name = models.CharField(max_length=200)


class Product(base.Product):
    title = models.CharField(max_length=120, db_index=True)


class Address(base.Address):
    street = models.CharField(max_length=100)
    house_number = models.CharField(max_length=20)


class Supplier(base.Supplier):
    country = models.CharField(max_length=40, null=True, blank=True)


class Voucher(base.Voucher):
    pass


class Parcel(base.Parcel):
    label = models.CharField(max_length=40, db_index=True)


class Ticket(base.Ticket):
    status = models.CharField(max_length=20)


class Invoice(base.Invoice):
    total = models.IntegerField()


class Profile(base.Profile):
    data = models.JSONField(default=dict)


class Device(base.Device):
    colour = models.CharField(max_length=20)
    width = models.IntegerField(null=True, blank=True)


class Webhook(base.Webhook):
    payload = models.JSONField(default=dict)


class Booking(base.Booking):
    pass


class Delivery(base.Delivery):
    supplier_id = models.BigIntegerField(null=True)


class Payment(base.Payment):
    currency = models.CharField(
        max_length=8,
        db_index=True,
        choices=[("EUR", "Euro"), ("EURO", "Euro"), ("USD", "Dollar"), ("US$", "Dollar")],
    )


class Licence(base.Licence):
    code = models.CharField(max_length=36, unique=True)


class Article(base.Article):
    author = models.CharField(max_length=200)
    views = models.CharField(max_length=20)
    section = models.CharField(max_length=40, null=True, blank=True)


class Account(base.Account):
    pass


class Contact(base.Contact):
    phone = models.CharField(max_length=40, null=True, blank=True)


class Item(base.Item):
    pass


class Basket(base.Basket):
    pass


class BasketLine(base.BasketLine):
    pass


class Order(base.Order):
    quantity = models.IntegerField(db_index=True)
