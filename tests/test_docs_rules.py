"""Every example of docs/rules.md is run: rule files load and pass their tests, expressions do as told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.matching.loading import load
from monitor.matching.query import compile_query
from monitor.matching.review import check_files
from monitor.matching.tree import COUNTERS, METADATA, PROXIMITY, UNITS, ZONES
from monitor.run.correlating import failing_tests
from monitor.run.events import event_reader

PAGE = (Path(__file__).parent.parent / "docs" / "rules.md").read_text("utf-8")
RULES_FOLDER = Path(__file__).parent.parent / "rules"
YAML = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
EXAMPLES = re.findall(r"```example\n(.*?)```", PAGE, re.DOTALL)
LISTS = next(block for block in YAML if block.startswith("kind: lists"))
RULES = [block for block in YAML if block.startswith("kind: rule\n")]
CORRELATIONS = [block for block in YAML if block.startswith("kind: correlation\n")]


@pytest.mark.parametrize("block", RULES)
def test_a_rule_of_the_page_loads_and_passes_its_own_tests(block):
    lists = {path.name: path.read_bytes() for path in (RULES_FOLDER / "lists").glob("*.yml")}
    shipped = lists if "where:" in block else {"lists.yml": LISTS.encode()}
    report = check_files({"page.yml": block.encode(), **shipped}, events=event_reader)
    assert report.errors == (), [one.summary() for one in report.errors]


@pytest.mark.parametrize("block", CORRELATIONS)
def test_a_correlation_of_the_page_loads_and_passes_its_own_tests(block):
    found = load({"page.yml": block.encode()}).rule_set()
    assert found.correlations[0].examples
    assert failing_tests(found) == ()


def test_every_yaml_block_is_a_rule_a_correlation_or_the_lists():
    assert len(RULES) + len(CORRELATIONS) + 1 == len(YAML)
    assert len(RULES) >= 5


@pytest.mark.parametrize("block", EXAMPLES)
def test_an_expression_of_the_page_does_as_the_page_says(block):
    rules = load({"lists.yml": LISTS.encode()}).rule_set()
    lines = [line.partition(": ") for line in block.strip().split("\n")]
    (expression,) = [text for key, _, text in lines if key == "expression"]
    query = compile_query(expression, rules)
    assert {key for key, _, _ in lines} <= {"expression", "matches", "quiet"}
    for key, _, text in lines:
        if key != "expression":
            found = bool(query.match("", text.replace("\\n", "\n")).matches)
            assert found == (key == "matches"), f"{expression}: {text}"


def test_every_operator_and_field_stands_on_the_page():
    for word in (*COUNTERS, *PROXIMITY):
        assert f"{word}/" in PAGE
    for word in (*UNITS, "AND", "OR", "NOT", *(f"{name}:" for name in (*ZONES, *METADATA))):
        assert word in PAGE


def test_every_code_that_checking_gives_stands_on_the_page():
    source = Path(__file__).parent.parent / "monitor" / "matching"
    used = set()
    for path in source.glob("*.py"):
        used |= set(re.findall(r'"([EW]\d\d)"', path.read_text("utf-8")))
    told = set(re.findall(r"\| ([EW]\d\d) \|", PAGE))
    assert used <= told
