"""What was dropped lies in the archive, or nothing is dropped."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import tracemalloc
from collections.abc import Iterator
from itertools import pairwise, repeat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evolve import archives
from evolve.errors import Held
from evolve.service import asking
from evolve.states import State
from tests.phases.conftest import Ground
from tests.support import evolutions
from tests.support.archiving import archiving
from tests.support.storages import FAULTS, Faulty
from tests.support.typed import typed

ODD = 'O\'Neil, "Shaq"\n Łódź'


@pytest.fixture
def fault() -> Iterator[type[Faulty]]:
    Faulty.fault, Faulty.struck = "", 0
    yield Faulty
    Faulty.fault = ""


def test_what_is_dropped_lies_in_the_archive_with_its_keys_or_is_not_dropped(
    ground: Ground, tmp_path: Path, fault: type[Faulty]
) -> None:
    """Whatever the storage does, in one plain sentence without its secrets; by a worker after the
    quarantine and by `contract --now`, at the first try that succeeds."""
    name = ground.case.playbook
    with ground.shop.connect() as connection, archiving(tmp_path), evolutions.working() as database:
        connection.execute("UPDATE shop_customer SET full_name = %s WHERE id = 1", [ODD])
        evolutions.to_ready(ground.database, ground.case)
        before = connection.execute("SELECT id, full_name FROM shop_customer").fetchall()
        aside = evolutions.carry(
            database, asking.contract(database, name, now=False), State.QUARANTINED
        )
        assert "evolve restore alone, from the storage 'old'" in typed(f"plan {name}").out
        for number, fault.fault in enumerate(FAULTS, 1):
            asked = asking.contract(database, name, now=True)
            with pytest.raises(Held) as caught:
                evolutions.carry(database, asked, State.DONE)
            assert fault.struck == number
            assert "archive" in caught.value.message
            assert "secret" not in caught.value.message + caught.value.hint
            assert f"why held   {database.store.get(name).hold}" in typed(f"status {name}").out
            database.store.request_pause(database.store.get(name), wanted=False)
        held = f"SELECT count({aside.plan.aside['full_name']}) FROM shop_customer"
        assert connection.execute(held.encode()).fetchone() == (len(before),)
        fault.fault = ""
        done = evolutions.carry(database, asking.contract(database, name, now=True), State.DONE)
        assert done.state is State.DONE, done.hold
    (path,) = tmp_path.rglob("*.json")
    manifest = archives.Manifest.from_json(json.loads(path.read_text()))
    packed = (tmp_path / manifest.file).read_bytes()
    assert hashlib.sha256(packed).hexdigest() == manifest.sha256
    head, *rows = csv.reader(io.StringIO(gzip.decompress(packed).decode(), newline=""))
    assert head == ["id", "full_name"]
    assert sorted((int(key), value) for key, value in rows) == sorted(before)
    assert manifest.rows == len(before)
    assert manifest.key == (("id", "bigint"),)
    assert manifest.columns == (("full_name", "character varying(200)"),)
    assert (manifest.keep_until - manifest.made_at).days == 90
    assert manifest.plan == archives.plan_digest(done.plan_data)
    told = [event["data"] for event in typed(f"history {name} --format json").json["events"]
            if event["kind"] == "archived"]  # fmt: skip
    assert [(one["storage"], one["file"]) for one in told] == [("old", manifest.file)]


def test_an_archive_needs_a_storage_that_the_settings_have(ground: Ground) -> None:
    with evolutions.swiftly(PROFILES={"default": {"archive": "defualt"}}):
        found = typed("status")
    assert found.code == 2
    assert "did you mean 'default'?" in found.said


@settings(max_examples=50)
@given(
    rows=st.lists(st.lists(st.text(alphabet='ab",\n\r ł'), min_size=2, max_size=3)),
    cuts=st.lists(st.integers(0, 200)),
)
def test_records_are_counted_wherever_the_blocks_are_cut(
    rows: list[list[str]], cuts: list[int]
) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    data = text.getvalue().encode()
    records = archives.Records()
    places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    for start, end in pairwise(places):
        assert records.add(data[start:end]) == data[start:end]
    assert records.number == len(rows)


def test_memory_is_bounded_however_large_the_archive(tmp_path: Path) -> None:
    """24 MB go through 4 MB."""
    row = b"1," + bytes(range(35, 127)) * 400 + b"\n"
    number = 24_000_000 // len(row)
    with archiving(tmp_path):
        tracemalloc.start()
        try:
            name, content = archives.put("old", "large", repeat(row, number))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert content.records == number - 1
    assert (tmp_path / name).stat().st_size == content.bytes
    assert peak < 4_000_000
