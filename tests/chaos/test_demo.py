"""The demo can be stopped at any point of its story, and then leaves nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from sample_app.demo import SQL, WIDTH, abridged
from sample_app.settings import BASE_DIR


@pytest.mark.parametrize(
    ("number", "chapter"),
    [
        (signal.SIGINT, "1. A shop"),
        pytest.param(signal.SIGTERM, "2. Look", marks=pytest.mark.thorough),
        pytest.param(signal.SIGHUP, "3. Change", marks=pytest.mark.thorough),
        pytest.param(signal.SIGINT, "this process does the work", marks=pytest.mark.thorough),
    ],
)
def test_a_stopped_demo_leaves_no_directory_and_no_process(
    number: signal.Signals, chapter: str
) -> None:
    # Not pytest's own directory: a socket's path must be short, and the server's user gets in.
    with tempfile.TemporaryDirectory(prefix="demo-", dir="/tmp") as home:
        Path(home).chmod(0o755)
        with subprocess.Popen(
            [sys.executable, "-u", "-m", "sample_app.demo"],
            cwd=BASE_DIR,
            env={**os.environ, "TMPDIR": home, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as demo:
            assert demo.stdout is not None
            told = []
            for line in demo.stdout:
                told.append(line)
                if chapter in line:
                    break
            assert demo.poll() is None, told
            assert list(Path(home).glob("evolve-pg-*"))
            demo.send_signal(number)
            # Its end shows that no child is left that could still write to the pipe.
            told += demo.stdout.readlines()
        assert demo.returncode == 128 + number, told
        assert not any(line.startswith("demo:") for line in told)
        assert list(Path(home).iterdir()) == []


def test_the_abridged_plan_keeps_every_step_and_says_what_it_left_out() -> None:
    plan = [
        "name   shop.Customer",
        "",
        "evolve: 1",
        "EXPAND: the new columns",
        "   1  add it",
        f"{SQL}{'x' * 200}",
        f"{SQL}second",
        f"{SQL}third",
        "   2  next",
        f"{SQL}only",
    ]
    told = abridged("\n".join(plan)).splitlines()
    assert max(map(len, told)) <= WIDTH
    assert [line for line in told if not line.startswith(SQL)] == [*plan[:2], *plan[3:5], plan[8]]
    assert [line for line in told if line.startswith(SQL)][1:] == [
        f"{SQL}... and 2 lines more",
        plan[9],
    ]
