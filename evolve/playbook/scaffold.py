"""The text of a new playbook, for `manage.py evolve new KIND MODEL FIELD...`."""

from __future__ import annotations

from collections.abc import Sequence

from evolve.errors import PlaybookError, UsageError
from evolve.playbook.load import Kinds, parse
from evolve.playbook.nearest import nearest

HEAD = """\
# Read through, decide what is marked `decide`, save as playbooks/<name>.yaml.
# The file's name (a-z, 0-9 and -) becomes the evolution's name.
evolve: 1
model: {model}
change:
"""
TAIL = """\
# Checks of your own; each query gives one value, compared as text. {table} is the model's table.
# verify:
#   - name: nothing-is-lost
#     query: select count(*) from {table} where ...
#     expect: 0
# Only ever stricter than the profile of the environment.
# contract:
#   quiet_for: 24h
#   quarantine: 7d
"""


def scaffold(kind: str, model: str, fields: Sequence[str], kinds: Kinds) -> str:
    """A playbook's text that loads, with a comment at all that a person must decide.

    Raises UsageError where the arguments make no playbook.
    """
    if kind not in kinds:
        near = nearest(kind, kinds)
        meant = f"; did you mean {near!r}?" if near else ""
        expected = ", ".join(kinds)
        raise UsageError(
            f"unknown kind of change {kind!r}{meant}",
            hint=f"evolve new KIND MODEL FIELD..., where KIND is one of {expected}",
        )
    for word in (*model.split("."), *fields):
        if not word.isidentifier():
            raise UsageError(
                f"not a name: {word!r}", hint="evolve new KIND app.Model FIELD..., as in models.py"
            )
    lines = kinds[kind].draft(fields).splitlines()
    change = "".join(f"  {line}\n" for line in lines)
    text = HEAD.format(model=model) + change + TAIL
    try:
        parse(text, name="new", path="new.yaml", kinds=kinds)
    except PlaybookError as error:
        reasons = "; ".join(dict.fromkeys(str(problem) for problem in error.problems))
        raise UsageError(f"these arguments make no playbook: {reasons}") from error
    return text
