"""The command line of `manage.py evolve`: its verbs, and what each of them takes."""

from __future__ import annotations

import math
from argparse import ArgumentParser, ArgumentTypeError

from evolve.changes import KINDS
from evolve.proof.gate import KINDS as KINDS_OF_REFUSAL
from evolve.states import State

EPILOG = (
    "Exit codes: 0 done, 1 error, 2 usage, 3 waiting (it clears by itself), "
    "4 refused (it needs a person), 5 differences found."
)

VERBS = {
    "check": "validate playbooks without a database",
    "new": "write a commented playbook",
    "suggest": "write playbooks and migrations for what the models, or a migration, want to change",
    "lint": "find operations of migrations that would break a running release or lock a table",
    "plan": "show everything that would happen; change nothing",
    "start": "expand and dual-write at once, then backfill until ready",
    "adopt": "start with what somebody has begun by hand: columns that are there, their trigger",
    "worker": "carry on whatever has work, until stopped",
    "wait": "wait until an evolution has come as far as a state",
    "status": "the truth at this moment; without NAME, every playbook and evolution",
    "pause": "stop after the batch under way",
    "resume": "go on after a pause",
    "tune": "change the pace while it runs; without KEY=VALUE, show what there is",
    "verify": "count rows that do not agree, in one snapshot",
    "revert": "take everything back: the schema as it was",
    "swap": "exchange old and new column of a change that keeps the name",
    "contract": "remove the old side, once the gate permits it",
    "restore": "bring the old side back after it was dropped, from its archive",
    "acknowledge": "answer for something that is in the gate's way, by its name",
    "history": "who did what when",
    "doctor": "what cannot be seen in this environment, and the rights that would open it",
    "forget": "take over what another environment began, on a copy of its database",
}
WITHOUT_NAME = frozenset(
    {"check", "new", "suggest", "lint", "worker", "status", "doctor", "forget"}
)
ASKING = (
    "start",
    "adopt",
    "pause",
    "resume",
    "tune",
    "revert",
    "swap",
    "contract",
    "restore",
    "acknowledge",
)
WITHOUT_DATABASE = frozenset({"check", "new"})
FORMATS = {"lint": ("text", "json", "github")}


def add(parser: ArgumentParser) -> None:
    """Everything that can be typed after `manage.py evolve`."""
    parser.epilog = EPILOG
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    subs = {
        verb: verbs.add_parser(verb, help=text, description=text) for verb, text in VERBS.items()
    }
    for verb, sub in subs.items():
        if verb not in WITHOUT_NAME:
            sub.add_argument("name", metavar="NAME", help="the playbook's name")
        if verb not in WITHOUT_DATABASE:
            sub.add_argument("--database", metavar="ALIAS", help="only this database alias")
        sub.add_argument(
            "--format",
            choices=FORMATS.get(verb, ("text", "json")),
            default="text",
            help="text is the default",
        )
    for verb in ASKING:
        subs[verb].add_argument(
            "--actor", default="", help="who asks, for the history; CI's variables say it, too"
        )
    for_authors(subs)
    for_everyday(subs)
    for_operators(subs)


def for_authors(subs: dict[str, ArgumentParser]) -> None:
    subs["check"].add_argument(
        "name", nargs="?", metavar="NAME", help="only this playbook, by its name or its file"
    )
    subs["new"].add_argument("kind", metavar="KIND", help=", ".join(KINDS))
    subs["new"].add_argument("model", metavar="MODEL", help="app.Model")
    subs["new"].add_argument("fields", nargs="+", metavar="FIELD", help="old fields, then new ones")
    subs["new"].add_argument("--output", metavar="FILE", help="write it there, not to stdout")
    suggest = subs["suggest"]
    suggest.add_argument("apps", nargs="*", metavar="APP", help="else those that are no packages")
    suggest.add_argument(
        "--migration",
        action="append",
        metavar="APP.0007",
        help="of a migration that exists; several that follow each other",
    )
    suggest.add_argument("--dry-run", action="store_true", help="print it, write nothing")
    lint = subs["lint"]
    lint.add_argument("apps", nargs="*", metavar="APP", help="else those that are no packages")
    lint.add_argument("--baseline", metavar="FILE", help="findings in it are known, and no error")
    lint.add_argument(
        "--write-baseline", action="store_true", help="write all findings into --baseline"
    )


def for_everyday(subs: dict[str, ArgumentParser]) -> None:
    states = [state.value for state in State]
    subs["plan"].add_argument(
        "--offline", action="store_true", help="only the derived playbook, without a database"
    )
    subs["plan"].add_argument(
        "--trial", action="store_true",
        help="forecast the backfill by trying it on a copy of some rows, which is rolled back",
    )  # fmt: skip
    subs["plan"].add_argument(
        "--show-values", action="store_true",
        help="rows that stand against it, by key and with what they hold",
    )  # fmt: skip
    for start in (subs["start"], subs["adopt"]):
        start.add_argument("--detach", action="store_true", help="return after dual_write")
        start.add_argument("--noinput", action="store_true", help="do not ask for confirmation")
    subs["adopt"].add_argument(
        "--replace-trigger",
        action="append",
        default=[],
        metavar="TRIGGER",
        help="goes in the transaction in which evolve's is installed; a revert brings it back",
    )
    wait = subs["wait"]
    wait.add_argument("--for", dest="state", required=True, choices=states, metavar="STATE",
                      help=", ".join(states))  # fmt: skip
    wait.add_argument("--timeout", type=seconds, metavar="SECONDS", help="give up after so long")
    status = subs["status"]
    status.add_argument("name", nargs="?", metavar="NAME", help="the playbook's name")
    status.add_argument("--watch", action="store_true", help="again and again, until Ctrl-C")
    status.add_argument("--evidence", action="store_true", help="with all that the gate sees")
    status.add_argument("--require", choices=states, metavar="STATE",
                        help="exit 3 unless it has come as far as STATE")  # fmt: skip
    for_the_gate(subs)
    subs["resume"].add_argument(
        "--accept-changes",
        action="store_true",
        help="what somebody else has changed of the table is meant",
    )
    subs["revert"].add_argument(
        "--accept-loss",
        action="store_true",
        help="new values that do not follow from the old ones go with it",
    )


def for_the_gate(subs: dict[str, ArgumentParser]) -> None:
    contract = subs["contract"]
    contract.add_argument("--now", action="store_true", help="drop without a quarantine")
    contract.add_argument(
        "--undo", action="store_true", help="bring the old columns back; or take an approval back"
    )
    contract.add_argument("--dry-run", action="store_true", help="only ask the gate")
    contract.add_argument("--wait", action="store_true", help="until the gate permits it")
    contract.add_argument("--timeout", type=seconds, metavar="SECONDS",
                          help="exit 3 when --wait has taken so long")  # fmt: skip
    contract.add_argument(
        "--when-clear", action="store_true", help="let a worker do it once the gate permits it"
    )
    contract.add_argument(
        "--overrule", action="append", default=[], choices=tuple(KINDS_OF_REFUSAL), metavar="KIND",
        help="go on in spite of one kind of refusal: " + ", ".join(KINDS_OF_REFUSAL),
    )  # fmt: skip
    contract.add_argument("--because", default="", metavar="REASON", help="why it is overruled")
    restore = subs["restore"]
    restore.add_argument(
        "--accept-loss", action="store_true",
        help="NULL in rows that have changed since and from which nothing leads back",
    )  # fmt: skip
    restore.add_argument("--undo", action="store_true", help="take back a restore under way")
    acknowledge = subs["acknowledge"]
    acknowledge.add_argument("subject", metavar="SUBJECT", help="as the refusal names it")
    acknowledge.add_argument("--because", required=True, metavar="REASON", help="is recorded")


def seconds(text: str) -> float:
    """A time to wait. Raises ArgumentTypeError."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise ArgumentTypeError(f"expected a number of seconds, found {text!r}")
    return value


def for_operators(subs: dict[str, ArgumentParser]) -> None:
    subs["worker"].add_argument(
        "--once", action="store_true", help="stop when nothing is left to do"
    )
    subs["worker"].add_argument(
        "--check", action="store_true",
        help="exit 4 if there is work and no worker of this host is alive",
    )  # fmt: skip
    subs["tune"].add_argument(
        "words", nargs="*", metavar="KEY=VALUE",
        help="such as batch-ms=50 hold.replica_lag=10; KEY=off, KEY=default",
    )  # fmt: skip
    subs["verify"].add_argument(
        "--show-values", action="store_true", help="keys of rows that differ, too"
    )
    doctor = subs["doctor"]
    doctor.add_argument("--grants", action="store_true", help="print the SQL that opens it")
    for role in ("application", "worker", "monitoring"):
        doctor.add_argument(
            f"--{role}", default=role, metavar="ROLE", help=f"the role of the {role}, for --grants"
        )
    forget = subs["forget"]
    forget.add_argument(
        "--this-is-a-copy", action="store_true", required=True, help="this database is a copy"
    )
    forget.add_argument("--noinput", action="store_true", help="do not ask for confirmation")
    subs["swap"].add_argument("--undo", action="store_true", help="exchange them back")
