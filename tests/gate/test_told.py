"""Whoever wants to be told of an evolution is: signals on every move, a warning when it waits."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from evolve.checks.evolutions import nothing_waits
from evolve.signals import moved
from sample_app.settings import BASE_DIR
from tests.command.conftest import Write
from tests.command.test_too_early import NEW, TITLE, done, ready
from tests.support.cluster import ShopDatabase


@contextmanager
def chat() -> Iterator[tuple[str, list[str]]]:
    """A webhook on this machine, and what was posted to it."""
    posted: list[str] = []

    class Chat(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posted.append(json.loads(body)["text"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = HTTPServer(("127.0.0.1", 0), Chat)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", posted
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def example(**settings: str) -> Any:
    """The receiver that the documentation shows, as it stands there."""
    text = (BASE_DIR / "evolve" / "README.md").read_text()
    code = text.split("<!-- webhook -->\n```python\n")[1].split("```")[0]
    names: dict[str, Any] = {}
    exec(code.replace("https://chat.example/hook", settings["hook"]), names)
    return names["tell"]


def test_every_move_is_told_and_no_receiver_can_stop_one(shop: ShopDatabase) -> None:
    seen: list[tuple[str, str]] = []

    def listen(name: str, source: str, target: str, **more: object) -> None:
        assert (name, more["alias"]) == (TITLE, "default")
        seen.append((source, target))

    def broken(**_: object) -> None:
        raise RuntimeError("the chat is down")

    with chat() as (hook, posted):
        tell = example(hook=hook)
        for receiver in (broken, listen):
            moved.connect(receiver)
        try:
            ready(TITLE)
        finally:
            for receiver in (broken, listen, tell):
                assert moved.disconnect(receiver)
    with shop.connect() as connection:
        rows = connection.execute(
            "SELECT data->>'from', kind FROM evolve_event WHERE data ? 'from' ORDER BY id"
        ).fetchall()
    assert seen == rows
    assert seen[-1] == ("verifying", "ready")
    assert any(f"{TITLE} on default is ready" in text for text in posted), posted


def test_an_evolution_that_is_not_contracted_is_warned_of(
    shop: ShopDatabase, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the owner that the playbook names; not before its time, and not once it is aside."""
    ready(TITLE)
    assert nothing_waits(databases=["default"]) == []
    with shop.connect() as connection:
        connection.execute("UPDATE evolve_evolution SET state_since = now() - interval '20 days'")
        (warning,) = nothing_waits(databases=["default"])
        assert warning.id == "evolve.W025"
        assert "has been ready for 20 d" in warning.msg
        assert "it belongs to" not in warning.msg
        text = (BASE_DIR / "playbooks" / f"{TITLE}.yaml").read_text()
        owned = write(TITLE, text.replace("evolve: 1\n", "evolve: 1\nowner: team-shop\n"))
        monkeypatch.setattr("evolve.playbook.find.directories", lambda: (owned.parent,))
        (warning,) = nothing_waits(databases=["default"])
        assert warning.msg.endswith("has been ready for 20 d; it belongs to team-shop")
        monkeypatch.undo()
        assert warning.hint is not None
        assert f"evolve contract {TITLE} --dry-run" in warning.hint
        NEW.report(connection, "shop_product")
        done(f"contract {TITLE}")
        connection.execute("UPDATE evolve_evolution SET state_since = now() - interval '20 days'")
    assert nothing_waits(databases=["default"]) == []
