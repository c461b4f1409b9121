"""Fill the shop with rows in seconds, inside the database: names as varied as real ones."""

from __future__ import annotations

from typing import Any, LiteralString

import psycopg

Connection = psycopg.Connection[Any]

FIRST = (
    "Ada", "Zoë", "Łukasz", "Mary", "Nguyễn", "Ólafur", "美咲", "Jean-Luc", "D'Arcy", "Иван",
    "Siobhán", "Björk", "José", "Fatima", "Aarav", "Chloé", "Kwame", "Lē", "Sørina", "100%",
)  # fmt: skip
LAST = (
    "Lovelace", "McDonald", "van der Berg", "O'Neill", "García Márquez", "李", "Þórsdóttir",
    "Smith", "de la Cruz", "Şahin", "Müller-Lüdenscheidt", "ibn Sīnā", "Brontë", "Ng", "Петров",
    'the "Rock"', "\\ Backslash", "{curly}", "Jr. 3rd", "😀",
)  # fmt: skip

# One word, two, three and more, spaces where nobody expects them, and more than a column holds.
CUSTOMERS: LiteralString = """
INSERT INTO shop_customer (email, phone, balance, created_at, full_name)
SELECT 'customer-' || n || '@example.com', '+49 30 ' || n, (n %% 100000) / 100.0,
       timestamptz '2020-01-01' + n * interval '1 minute',
       left(CASE
         WHEN n %% 1000 = 1 THEN repeat(f, 1 + 90 / length(f)) || ' ' || l
         WHEN n %% 1000 = 2 THEN f || ' ' || repeat(l || ' ', 1 + 90 / length(l))
         WHEN n %% 500 = 3 THEN f || '  ' || l
         WHEN n %% 500 = 4 THEN ' ' || f
         WHEN n %% 500 = 5 THEN f || ' '
         WHEN n %% 5000 = 6 THEN ''
         WHEN n %% 10 = 7 THEN f
         WHEN n %% 10 = 8 THEN f || ' ' || second || ' ' || l
         ELSE f || ' ' || l || '-' || n %% 1013
       END, 200)
FROM (
  SELECT n, (%(first)s::text[])[1 + h %% cardinality(%(first)s::text[])] AS f,
         (%(first)s::text[])[1 + h / 1009 %% cardinality(%(first)s::text[])] AS second,
         (%(last)s::text[])[1 + h / 100003 %% cardinality(%(last)s::text[])] AS l
  FROM generate_series(1, %(rows)s::bigint) AS n, abs(hashint8(n)::bigint) AS h
) AS names
"""

PRODUCTS: LiteralString = """
INSERT INTO shop_product (sku, price, title)
SELECT 'SKU-' || n, 1 + n %% 1000, 'Product ' || n FROM generate_series(1, %(rows)s::bigint) AS n
"""

ADDRESSES: LiteralString = """
INSERT INTO shop_address (customer_id, city, street, house_number)
SELECT id, 'City ' || id %% 97, 'Street ' || id %% 1013,
       (id %% 200)::text || left('abc', (id %% 4)::int)
FROM shop_customer ORDER BY id LIMIT %(rows)s
"""

ORDERS: LiteralString = """
INSERT INTO shop_order (id, customer_id, status, note, quantity)
SELECT gen_random_uuid(), id, 'open', '', (id %% 50)::int
FROM shop_customer ORDER BY id LIMIT %(rows)s
"""


# Every third one without a country.
SUPPLIERS: LiteralString = """
INSERT INTO shop_supplier (name, country)
SELECT 'Supplier ' || n, CASE WHEN n %% 3 > 0 THEN 'Country ' || n %% 7 END
FROM generate_series(1, %(rows)s::bigint) AS n
"""

VOUCHERS: LiteralString = """
INSERT INTO shop_voucher (id, code)
SELECT gen_random_uuid(), 'V-' || n FROM generate_series(1, %(rows)s::bigint) AS n
"""


PARCELS: LiteralString = """
INSERT INTO shop_parcel (weight, label)
SELECT n %% 500, 'Label ' || n FROM generate_series(1, %(rows)s::bigint) AS n
"""


# What the table of values names, and what it does not.
TICKETS: LiteralString = """
INSERT INTO shop_ticket (id, subject, status)
SELECT gen_random_uuid(), 'Ticket ' || n,
       (ARRAY['new', 'in work', 'closed', '', 'Æther 😀'])[1 + n %% 5]
FROM generate_series(1, %(rows)s::bigint) AS n
"""


# Some with a total below nothing, some with a discount above the total.
INVOICES: LiteralString = """
INSERT INTO shop_invoice (id, number, total, discount)
SELECT gen_random_uuid(), 'I-' || n, n %% 500 - CASE WHEN n %% 10 = 7 THEN 800 ELSE 0 END,
       CASE WHEN n %% 5 = 0 THEN 700 WHEN n %% 5 < 3 THEN 0 END
FROM generate_series(1, %(rows)s::bigint) AS n
"""


# A city, none, an explicit null, and documents that are no objects.
PROFILES: LiteralString = """
INSERT INTO shop_profile (nickname, data)
SELECT 'Nick ' || n, CASE n %% 10
  WHEN 7 THEN '{"theme": {"dark": true}}' WHEN 8 THEN '{"address": {"zip": 1.50}, "é 😀": []}'
  WHEN 9 THEN '[1, "two"]'
  ELSE jsonb_build_object('address', jsonb_build_object('city', 'City ' || n %% 97), 'n', n) END
FROM generate_series(1, %(rows)s::bigint) AS n
"""

DEVICES: LiteralString = """
INSERT INTO shop_device (id, serial, colour, width)
SELECT gen_random_uuid(), 'D-' || n, (ARRAY['red', '', 'blåsvart 😀'])[1 + n %% 3],
       CASE WHEN n %% 4 > 0 THEN n - 100 END
FROM generate_series(1, %(rows)s::bigint) AS n
"""

WEBHOOKS: LiteralString = """
INSERT INTO shop_webhook (url, payload)
SELECT 'https://example.com/' || n, CASE n %% 5
  WHEN 3 THEN '{"user_id": null, "user": {"name": "Zoë"}}' WHEN 4 THEN '{}'
  ELSE jsonb_build_object('user_id', n, 'kind', 'paid') END
FROM generate_series(1, %(rows)s::bigint) AS n
"""


BOOKINGS: LiteralString = """
INSERT INTO shop_booking (guest, nights, rate)
SELECT 'Guest ' || n, n %% 14, CASE WHEN n %% 6 > 0 THEN n / 4.0 END
FROM generate_series(1, %(rows)s::bigint) AS n
"""


# Every fifth one of a supplier that is not there, some of none.
DELIVERIES: LiteralString = """
INSERT INTO shop_delivery (note, supplier_id)
SELECT 'Delivery ' || n, CASE WHEN n %% 5 = 0 THEN -n WHEN n %% 7 > 0 THEN s.id END
FROM generate_series(1, %(rows)s::bigint) AS n
LEFT JOIN (SELECT min(id) AS id FROM shop_supplier) AS s ON true
"""


PAYMENTS: LiteralString = """
INSERT INTO shop_payment (amount, currency)
SELECT n, (ARRAY['EUR', 'EURO', 'USD', 'US$', 'EURO'])[1 + n %% 5]
FROM generate_series(1, %(rows)s::bigint) AS n
"""

LICENCES: LiteralString = """
INSERT INTO shop_licence (holder, code)
SELECT 'Holder ' || n, md5(n::text)::uuid FROM generate_series(1, %(rows)s::bigint) AS n
"""

# Every fifth one has the login of the one before.
ACCOUNTS: LiteralString = """
INSERT INTO shop_account (tenant, login)
SELECT (n - 1) / 1000, 'user ' || (n - CASE WHEN n %% 5 = 0 THEN 1 ELSE 0 END)
FROM generate_series(1, %(rows)s::bigint) AS n
"""


# Of some the section is left empty.
ARTICLES: LiteralString = """
INSERT INTO shop_article (slug, author, views, section)
SELECT 'article-' || n, 'Author ' || n, n * 3, CASE WHEN n %% 3 > 0 THEN 'essays' END
FROM generate_series(1, %(rows)s::bigint) AS n
"""


# As people type them: with a zone, spaces and signs; some have none, some are no number.
CONTACTS: LiteralString = """
INSERT INTO shop_contact (name, phone)
SELECT 'Contact ' || n, CASE n %% 5
  WHEN 0 THEN NULL WHEN 1 THEN '030 / ' || 100000 + n WHEN 2 THEN '0049 (30) ' || 200000 + n
  WHEN 3 THEN '+44 20 ' || 300000 + n ELSE 'ask Zoë' END
FROM generate_series(1, %(rows)s::bigint) AS n
"""


ITEMS: LiteralString = """
INSERT INTO shop_item (name, price)
SELECT 'Item ' || n, 1 + n %% 90 + 0.25 FROM generate_series(1, %(rows)s::bigint) AS n
"""

BASKETS: LiteralString = """
INSERT INTO shop_basket (holder)
SELECT 'Holder ' || n FROM generate_series(1, %(rows)s::bigint) AS n
"""

# Three things in most baskets, and in some none.
BASKET_LINES: LiteralString = """
INSERT INTO shop_basketline (basket_id, item_id, amount)
SELECT b.id, i.id, 1 + i.id % 4 FROM shop_basket AS b CROSS JOIN generate_series(0, 2) AS n
JOIN shop_item AS i ON i.id = b.id + n WHERE b.id % 4 > 0
"""


def load(
    connection: Connection,
    *,
    customers: int = 200_000,
    products: int = 0,
    addresses: int = 0,
    orders: int = 0,
    suppliers: int = 0,
    vouchers: int = 0,
    parcels: int = 0,
    tickets: int = 0,
    invoices: int = 0,
    profiles: int = 0,
    devices: int = 0,
    webhooks: int = 0,
    bookings: int = 0,
    deliveries: int = 0,
    payments: int = 0,
    licences: int = 0,
    articles: int = 0,
    accounts: int = 0,
    contacts: int = 0,
    baskets: int = 0,
) -> None:
    """Add rows to the empty tables of release r1, as their owner, and gather their statistics.

    `addresses` and `orders` are at most as many as there are customers.
    """
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(CUSTOMERS, {"rows": customers, "first": list(FIRST), "last": list(LAST)})
        cursor.execute(PRODUCTS, {"rows": products})
        cursor.execute(ADDRESSES, {"rows": addresses})
        cursor.execute(ORDERS, {"rows": orders})
        cursor.execute(SUPPLIERS, {"rows": suppliers})
        cursor.execute(VOUCHERS, {"rows": vouchers})
        cursor.execute("ANALYZE shop_customer, shop_product, shop_address, shop_order")
        cursor.execute(PARCELS, {"rows": parcels})
        cursor.execute(TICKETS, {"rows": tickets})
        cursor.execute(INVOICES, {"rows": invoices})
        cursor.execute(
            "ANALYZE shop_supplier, shop_voucher, shop_parcel, shop_ticket, shop_invoice"
        )
        cursor.execute(PROFILES, {"rows": profiles})
        cursor.execute(DEVICES, {"rows": devices})
        cursor.execute(WEBHOOKS, {"rows": webhooks})
        cursor.execute(BOOKINGS, {"rows": bookings})
        cursor.execute("ANALYZE shop_profile, shop_device, shop_webhook, shop_booking")
        cursor.execute(DELIVERIES, {"rows": deliveries})
        cursor.execute(PAYMENTS, {"rows": payments})
        cursor.execute(LICENCES, {"rows": licences})
        cursor.execute(ARTICLES, {"rows": articles})
        cursor.execute(ACCOUNTS, {"rows": accounts})
        cursor.execute(
            "ANALYZE shop_delivery, shop_payment, shop_licence, shop_article, shop_account"
        )
        cursor.execute(CONTACTS, {"rows": contacts})
        cursor.execute("ANALYZE shop_contact")
        for query in (ITEMS, BASKETS):
            cursor.execute(query, {"rows": baskets})
        cursor.execute(BASKET_LINES)
        cursor.execute("ANALYZE shop_item, shop_basket, shop_basketline")
