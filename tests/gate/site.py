"""A site with one asynchronous view, as an ASGI server loads it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

import django

django.setup()

from sample_app.settings import SHOP_RELEASE  # noqa: E402 - needs the models

Product = import_module(f"sample_app.{SHOP_RELEASE}.models").Product
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def application(scope: dict[str, Any], _: object, send: Send) -> None:
    """How many products there are."""
    assert scope["type"] == "http"
    body = str(await Product.objects.acount()).encode()
    length = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": length})
    await send({"type": "http.response.body", "body": body})
