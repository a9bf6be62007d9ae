"""The page of promises says what the tests say: no more, and no less."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs" / "reliability.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| R(\d+) \| [^|]+ \| ([a-z ]+) \| (.*) \|$", re.MULTILINE)
SHOWN = re.compile(r"`(\w+)`: ([^;.|]+)")
STATES = {"met", "partly", "not shown", "not met", "not offered"}


def functions() -> dict[str, dict[str, str]]:
    """Every test by its file, with its docstring."""
    found: dict[str, dict[str, str]] = {}
    for path in TESTS.glob("test_*.py"):
        tests = found.setdefault(path.stem.removeprefix("test_"), {})
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                tests[node.name.removeprefix("test_")] = ast.get_docstring(node) or ""
    return found


def test_every_promise_stands_there_once_with_a_known_state():
    rows = ROW.findall(PAGE)
    assert [int(number) for number, _, _ in rows] == list(range(1, 119))
    assert {state for _, state, _ in rows} <= STATES


def test_every_test_named_there_exists():
    tests = functions()
    named = [
        (file, name.strip().replace(" ", "_"))
        for _, _, shown in ROW.findall(PAGE)
        for file, names in SHOWN.findall(shown)
        for name in names.split(",")
    ]
    assert len(named) > 100
    assert [(file, name) for file, name in named if name not in tests[file]] == []


def test_what_is_met_is_shown_and_what_is_not_says_why():
    for number, state, shown in ROW.findall(PAGE):
        if state in {"met", "partly"}:
            assert SHOWN.search(shown), f"R{number} is {state} and names no test"
        if state in {"not met", "not offered"}:
            assert len(shown) > 20, f"R{number} is {state} and does not say why"


def test_a_promise_that_a_test_is_named_for_is_not_called_unmet():
    states = {int(number): state for number, state, _ in ROW.findall(PAGE)}
    claimed = {
        int(number)
        for tests in functions().values()
        for docstring in tests.values()
        for number in re.findall(r"\bR(\d{1,3})\b", docstring)
    }
    assert {number for number in claimed if states[number] in {"not met", "not offered"}} == set()


def test_the_sum_at_the_top_is_that_of_the_rows():
    counted = Counter(state for _, state, _ in ROW.findall(PAGE))
    for state, number in counted.items():
        assert f"{number} {state}" in PAGE.partition("## ")[0]
