"""`monitor search`, as typed: the archive in the language of the rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from archives import house, record, stocked
from commands import typed as monitor


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six articles, one every ten days, of which those with even numbers report a visit."""
    records = [record(number, visit=number % 2 == 0, days_ago=10 * number) for number in range(6)]
    return stocked(house(tmp_path), *records)


def test_the_newest_come_first_with_the_words_marked(folder):
    found = monitor("search", "frigate NEAR/8 arrive~", "--since", "all", cwd=folder)
    assert found.code == 0, found.err
    titles = [line for line in found.out.splitlines() if "Report" in line]
    assert [title.partition("Report ")[2] for title in titles] == [
        "0 from Colombo", "2 from Colombo", "4 from Colombo",
    ]  # fmt: skip
    assert "**frigate** of the navy **arrived**" in found.out
    assert "3 found in 6 articles" in found.err
    assert "covers 50 days, 6 articles" in found.err


def test_a_query_may_name_the_lists_of_the_rules(folder):
    found = monitor("search", "@harbours[colombo] SENTENCE frigate", "--json", cwd=folder).json()
    assert [each["title"] for each in found] == ["Report 0 from Colombo", "Report 2 from Colombo"]
    assert [each["exact"] for each in found[0]["evidence"]] == ["frigate", "Colombo"]
    start, end = found[0]["highlights"][0]
    assert found[0]["quote"]["text"][start:end] == "frigate"


def test_older_articles_are_left_out_and_a_limit_stops_the_search(folder):
    lately = monitor("search", "harbour", "--since", "15d", cwd=folder)
    assert "2 found in 2 articles" in lately.err
    first = monitor("search", "harbour", "--since", "all", "--limit", "1", cwd=folder)
    assert "1 found in the newest 1 of 6 articles; --limit finds more" in first.err
    today = monitor("search", "harbour", "--since", "2020-01-01", cwd=folder)
    assert "6 found" in today.err


def test_a_query_that_cannot_be_read_is_code_two_with_its_place_and_a_hint(folder):
    for query, hint in (
        ("frigate visit", "quote a phrase"),
        ("@harbour", 'did you mean "harbours"'),
        ("NOT frigate", "query:1:1"),
    ):
        failed = monitor("search", query, cwd=folder)
        assert failed.code == 2, query
        assert hint in failed.err
        assert "Traceback" not in failed.err


def test_a_stretch_of_time_that_is_none_is_code_two(folder):
    failed = monitor("search", "frigate", "--since", "yesterday", cwd=folder)
    assert failed.code == 2
    assert "30d" in failed.err


def test_without_a_database_there_is_nothing_to_search(tmp_path):
    house(tmp_path)
    failed = monitor("search", "frigate", cwd=tmp_path)
    assert failed.code == 5
    assert not (tmp_path / "monitor.db").exists()
