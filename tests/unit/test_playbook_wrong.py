"""Every mistake is told with its line, what was found and what was meant."""

from __future__ import annotations

import pytest

from evolve.changes import KINDS
from evolve.errors import Exit, PlaybookError, Problem
from evolve.playbook.load import parse
from tests.unit.wrong_playbooks import (
    CASES,
    HEAD,
    MERGE,
    RENAME,
    RETYPE,
    SPLIT,
    Wrong,
    below,
    split,
)


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(PlaybookError) as caught:
        parse(text, name="case", path="case.yaml", kinds=KINDS)
    assert caught.value.exit_code is Exit.USAGE
    return caught.value.problems


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.law)
def test_a_mistake_is_told_at_its_place(case: Wrong) -> None:
    found = problems(case.text)
    told = [
        problem
        for problem in found
        if problem.line == case.line
        and case.column in (None, problem.column)
        and all(word in str(problem) for word in case.words)
    ]
    assert told, [(p.line, p.column, str(p)) for p in found]


@pytest.mark.parametrize("example", [RENAME, SPLIT, MERGE, RETYPE], ids="rsmt")
def test_the_examples_that_are_broken_here_are_valid_themselves(example: str) -> None:
    parse(HEAD + example, name="case", path="case.yaml", kinds=KINDS)


def test_there_are_many_cases_and_each_is_another() -> None:
    assert len({case.text for case in CASES}) == len(CASES) >= 60


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    text = "evolve: 2\nmodel: x\nchange:\n  rename: a b\n  too: c\nownr: me\nverify: 1\n"
    assert [p.line for p in problems(text)] == [1, 2, 4, 5, 6, 7]


def test_a_misspelt_key_is_not_told_as_missing_too() -> None:
    (problem,) = problems(split("sql: split_part(full_name, ' ', 1)", "sq: x"))
    assert problem.nearest == "sql"


def test_a_mistake_of_the_kind_is_told_beside_one_of_the_file() -> None:
    text = HEAD + "change:\n  rename: a\n  to: a\nownr: me\n"
    assert [p.line for p in problems(text)] == [5, 6]


def test_the_message_names_file_line_and_column() -> None:
    with pytest.raises(PlaybookError, match=r"(?m)^a/case\.yaml:6:1: unknown key; found 'ownr'"):
        parse(below("ownr: me\n"), name="case", path="a/case.yaml", kinds=KINDS)


@pytest.mark.parametrize(
    ("name", "near"),
    [("Split_Name", "split-name"), ("", ""), ("-a", "a"), ("a" * 51, "a" * 50), ("a\n", "a")],
)
def test_a_file_name_that_is_no_name_is_refused(name: str, near: str) -> None:
    with pytest.raises(PlaybookError) as caught:
        parse(below(""), name=name, path="x", kinds=KINDS)
    (problem,) = caught.value.problems
    assert (problem.line, problem.nearest) == (1, near)
    assert repr(name) in str(problem)
