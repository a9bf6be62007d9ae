"""`monitor match`, as typed: texts in, matches out, in order and without a database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import RULE
from commands import typed as monitor

ARTICLE = "Frigate visits Karachi\n\nThe frigate arrived on Monday, the navy said.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "port-calls.yml").write_text(RULE)
    return tmp_path


def lines(*articles: object) -> str:
    return "".join(json.dumps(article) + "\n" for article in articles)


def matched(folder: Path, text: str, *options: str):
    return monitor("match", "--jsonl", "-", "--rules", "drafts", *options, cwd=folder, stdin=text)


def test_each_line_gets_its_answer_in_order(folder):
    text = lines(
        {"id": "a", "title": "Weather", "text": "Rain."},
        {"id": 2, "title": "Visit", "text": "\u2693 The frigate arrived."},
    )
    first, second = matched(folder, text).lines()
    assert first == {"id": "a", "topics": [], "matches": []}
    assert second["id"] == 2
    assert second["topics"] == ["ship-visits"]
    [match] = second["matches"]
    assert (match["rule"], match["severity"]) == ("port-calls", "medium")
    spans = [(each["zone"], each["start"], each["end"]) for each in match["evidence"]]
    assert spans == [("text", 6, 13), ("text", 14, 21)]  # code points
    assert [each["exact"] for each in match["evidence"]] == ["frigate", "arrived"]


def test_spans_in_the_title_say_so(folder):
    [record] = matched(folder, lines({"id": 1, "title": "Frigate visits Karachi"})).lines()
    assert {each["zone"] for each in record["matches"][0]["evidence"]} == {"title"}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("not json", "not a line of JSON"),
        ("[1]", 'expected an object with "id"'),
        ('{"title": "x"}', 'expected an object with "id"'),
        ('{"id": 1, "text": 5}', '"text" must be a string'),
        ('{"id": 1}', 'neither "title" nor "text"'),
    ],
)
def test_a_bad_line_ends_the_run_and_is_named_by_its_number(folder, line, fault):
    good = lines({"id": 1, "title": "Frigate visits"})
    failed = matched(folder, f"{good}\n{line}\n{good}")
    assert failed.code == 1
    assert len(failed.lines()) == 1  # what came before it is out
    assert failed.err.startswith("monitor: error: standard input:3: ")
    assert fault in failed.err
    assert len(failed.err.splitlines()) == 1


def test_broken_code_points_pass_through_as_json_escapes(folder):
    done = matched(folder, '{"id": "\\ud800", "text": "A frigate arrived \\ud800."}\n')
    assert done.code == 0
    assert done.lines()[0]["id"] == "\ud800"


def test_a_text_file_is_matched_with_its_first_line_as_title(folder):
    (folder / "a.txt").write_text(ARTICLE)
    done = monitor("match", "a.txt", "--rules", "drafts", cwd=folder)
    assert done.code == 0
    assert "a.txt: port-calls [medium] ship-visits" in done.out
    record = monitor("match", "a.txt", "--json", "--rules", "drafts", cwd=folder).lines()[0]
    assert record["id"] == "a.txt"
    assert record["matches"][0]["quote"]["text"]


def test_standard_input_is_a_text_too(folder):
    quiet = monitor("match", "-", "--rules", "drafts", cwd=folder, stdin="Weather\nRain.\n")
    assert quiet.out == "-: no rule fires\n"


def test_the_configured_rules_are_used_and_else_those_that_came_along(folder):
    (folder / "a.txt").write_text(ARTICLE)
    bundled = monitor("match", "a.txt", cwd=folder)
    assert bundled.code == 0, bundled.err
    assert "port-calls" not in bundled.out
    (folder / "monitor.toml").write_text('[rules]\npath = "drafts"\n')
    assert "port-calls" in monitor("match", "a.txt", cwd=folder).out


def test_what_cannot_be_read_is_named(folder):
    failed = monitor("match", "--jsonl", "absent.jsonl", "--rules", "drafts", cwd=folder)
    assert failed.code == 1
    assert failed.err.startswith("monitor: error: absent.jsonl: cannot read")
    assert monitor("match", cwd=folder).code == 2
    assert monitor("match", "x", "--jsonl", "y", cwd=folder).code == 2
    assert monitor("match", "x", "--rules", "absent", cwd=folder).code == 4
