"""What evolve logs is where its host wants it, and never on a stdout that is not its own."""

from __future__ import annotations

import json

from tests.operations.project import Project
from tests.operations.test_operations import NAME, must, project, seen

__all__ = ["project"]

SAYING = """
from evolve.log import Log
Log().info("said_softly")
Log().warning("said_loudly", evolution="some")
"""
CONFIGURED = """
import structlog
structlog.configure(processors=[structlog.processors.KeyValueRenderer()])
"""
LOGGING = """
LOGGING = {"version": 1, "handlers": {"out": {"class": "logging.StreamHandler",
    "stream": "ext://sys.stdout"}}, "loggers": {"evolve": {"handlers": ["out"], "level": "INFO"}}}
"""


def started(project: Project) -> None:
    project.release(1)
    must(project, "migrate", "-v0")
    seen(project, "id", "full_name")
    project.release(2)


def test_migrate_says_nothing_of_its_own(project: Project) -> None:
    """Neither while an evolution is started by it nor while one is reverted."""
    started(project)
    for target in ("0002", "0001"):
        done = project.manage("migrate", "people", target, "-v0")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_answer_stands_alone_on_stdout_and_a_worker_logs_on_stderr(project: Project) -> None:
    started(project)
    found = project.manage("evolve", "start", NAME, "--detach", "--format", "json")
    assert (found.stdout.count("\n"), found.stderr) == (1, "")
    assert json.loads(found.stdout)["ok"] is True
    worked = project.manage("evolve", "worker", "--once", "--format", "json")
    assert json.loads(worked.stdout)["turns"] > 0
    events = [json.loads(line) for line in worked.stderr.splitlines()]
    assert [event["event"] for event in events][:1] == ["worker_started"]
    assert {"state_moved", "worker_stopped"} <= {event["event"] for event in events}
    assert all(event["level"] == "info" and event["timestamp"] for event in events)


def test_a_program_that_imports_evolve_hears_warnings_on_stderr_alone(project: Project) -> None:
    project.release(1)
    done = project.manage("shell", "-v0", "-c", SAYING)
    assert (done.returncode, done.stdout) == (0, ""), done
    assert [json.loads(line)["event"] for line in done.stderr.splitlines()] == ["said_loudly"]


def test_a_project_has_the_log_where_it_wants_it(project: Project) -> None:
    """By its structlog, or by LOGGING; also where the command itself would choose otherwise."""
    project.release(1)
    settings = project.root / "settings.py"
    plain = settings.read_text()
    settings.write_text(plain + CONFIGURED)
    done = project.manage("shell", "-v0", "-c", SAYING)
    assert "event='said_softly'" in done.stdout
    assert done.stderr == ""
    settings.write_text(plain + LOGGING)
    done = project.manage("shell", "-v0", "-c", SAYING)
    events = [json.loads(line)["event"] for line in done.stdout.splitlines()]
    assert (events, done.stderr) == (["said_softly", "said_loudly"], "")
    must(project, "migrate", "-v0")
    worked = project.manage("evolve", "worker", "--once")
    assert "worker_started" in worked.stdout
    assert worked.stderr == ""
