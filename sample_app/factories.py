"""Rows of the shop for tests, by factory-boy, in whichever release the process is.

Values are made from a counter, so that a failing test shows the same rows again.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import factory
from django.conf import settings
from factory.django import DjangoModelFactory

from sample_app.load import FIRST, LAST


def first_name(n: int) -> str:
    return FIRST[n % len(FIRST)]


def last_name(n: int) -> str:
    return LAST[n // len(FIRST) % len(LAST)]


class CustomerBase(DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = "shop.Customer"
        abstract = True

    email = factory.Sequence(lambda n: f"customer-{n}@example.org")
    phone = factory.Sequence(lambda n: f"+49 30 {n}")
    balance = factory.Sequence(lambda n: Decimal(n) / 100)


class OldCustomerFactory(CustomerBase):
    full_name = factory.Sequence(lambda n: f"{first_name(n)} {last_name(n)}")


class NewCustomerFactory(CustomerBase):
    first_name = factory.Sequence(first_name)
    last_name = factory.Sequence(last_name)


class ProductBase(DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = "shop.Product"
        abstract = True

    sku = factory.Sequence(lambda n: f"SKU-{n}")
    price = Decimal("9.99")


class OldProductFactory(ProductBase):
    title = factory.Sequence(lambda n: f"Product {n}")


class NewProductFactory(ProductBase):
    name = factory.Sequence(lambda n: f"Product {n}")


_OLD = settings.SHOP_RELEASE == "r1"
CustomerFactory: Any = OldCustomerFactory if _OLD else NewCustomerFactory
ProductFactory: Any = OldProductFactory if _OLD else NewProductFactory


class AddressBase(DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = "shop.Address"
        abstract = True

    customer = factory.SubFactory(CustomerFactory)
    city = factory.Sequence(lambda n: f"City {n}")


class OldAddressFactory(AddressBase):
    street = factory.Sequence(lambda n: f"Street {n}")
    house_number = factory.Sequence(lambda n: f"{n}a")


class NewAddressFactory(AddressBase):
    line = factory.Sequence(lambda n: f"Street {n} {n}a")


AddressFactory: Any = OldAddressFactory if _OLD else NewAddressFactory


class OrderFactory(DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = "shop.Order"

    customer = factory.SubFactory(CustomerFactory)
    quantity = factory.Sequence(lambda n: 1 + n % 50)
