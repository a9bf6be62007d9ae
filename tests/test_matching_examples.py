"""Tests in rules, parts of lists, habits from elsewhere: what is read, and how a fault is told."""

from __future__ import annotations

import pytest

from monitor.matching import load_rules
from monitor.matching.loading import read_files, rule_files
from monitor.matching.review import check, check_files
from tests.rule_texts import first, problems, rule

FILE_TEST = rule(
    "drone AND deal",
    "tests:\n  - {file: tests/deal.txt, expect: true}\n  - {text: x, expect: false}\n",
)


def test_a_test_may_keep_its_text_in_a_file_whose_first_line_is_the_title():
    told = b"A deal on drones\n\nThe drone deal was signed.\n"
    files = {"more/r.yml": FILE_TEST.encode(), "more/tests/deal.txt": told}
    report = check_files(files)
    assert not report.errors, report.render()
    assert report.rule_set is not None
    (example, _) = report.rule_set.rules[0].examples
    assert (example.title, example.text) == ("A deal on drones", "The drone deal was signed.")
    assert example.name == "tests/deal.txt"
    files["more/tests/deal.txt"] = b"\nNothing of the kind."
    assert "E30" in {one.code for one in check_files(files).problems}


def test_a_test_whose_file_is_missing_says_which_may_be_meant():
    files = {"r.yml": FILE_TEST.encode(), "tests/deals.txt": b"a\nb"}
    found = first(check_files(files), "E01")
    assert (found.line, found.column) == (6, 12)
    assert 'no text file "tests/deal.txt"' in found.message
    assert 'did you mean "deals.txt"' in found.help


def test_the_texts_of_tests_are_read_with_the_rules_and_an_edit_of_one_is_seen(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "r.yml").write_text(FILE_TEST)
    (tmp_path / "tests" / "deal.txt").write_text("A title\nA drone deal.")
    before = load_rules(tmp_path)
    (tmp_path / "tests" / "deal.txt").write_text("A title\nA drone.")
    after = load_rules(tmp_path, before)
    assert after.rules[0].examples[0].text == "A drone."
    assert after.version == before.version
    assert check(tmp_path / "r.yml").failed == 1
    (tmp_path / "tests" / "deal.txt").write_text("A title\n" + "drone deal " * 100_000)
    assert "E01" in {one.code for one in check(tmp_path).errors}
    (tmp_path / "r.yml").write_text(rule("drone", "tests: [{text: drone, expect: true}]\n"))
    assert list(read_files(rule_files(tmp_path))) == [str(tmp_path / "r.yml")]


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        ("{match: maybe}", "true, false or words"),
        ("{match: [true]}", "true, false or words"),
        ("{only: 1}", "only must be true or false"),
        ("{phase: planed}", 'did you mean "planned"'),
        ("{stance: [denied]}", "must be text"),
        ("{severity: hihg}", 'did you mean "high"'),
        ("{value: much}", "900 million USD"),
        ("{quantity: 3 to 4}", "300-400"),
        ("{because: [a]}", "expected because"),
    ],
)
def test_an_expectation_that_cannot_be_meant_is_an_error(expect, message):
    report = problems(rule("drone", f"tests: [{{text: A drone., expect: {expect}}}]\n"))
    assert message in " ".join(one.message + one.help for one in report.errors), report.render()


def test_a_list_may_take_in_some_items_of_another():
    lists = """kind: lists
lists:
  drones: {type: system, items: {tb2: {names: [TB2]}, akinci: {names: [Akinci]}, anka: {names: [Anka]}}}
  others: {type: cue, words: ["@drones[-tb2,-anka]", glider]}
  two: {type: cue, words: ["@drones[tb2, anka]"]}
"""
    text = rule("@others OR @two SENTENCE now")
    report = check_files({"r.yml": text.encode(), "l.yml": lists.encode()})
    assert not report.errors, report.render()
    rules = report.rule_set
    assert rules is not None
    assert rules.match("", "An Akinci.").matches
    assert rules.match("", "A glider.").matches
    assert not rules.match("", "An Anka.").matches
    assert rules.match("", "An Anka now.").matches
    assert rules.match("", "A TB2 now.").matches
    assert not rules.match("", "A TB2.").matches


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("@drones[-tb3]", "E10"),
        ("@drones[]", "E20"),
        ("@drones[tb2,-tb2]", "E03"),
        ("@drones[-tb2]", "E20"),
        ("@drones OR x", "E02"),
        ("@drones[tb2", "E02"),
    ],
)
def test_a_selection_that_cannot_be_read_is_an_error_in_the_list(words, code):
    lists = f"""kind: lists
lists:
  drones: {{type: system, items: {{tb2: {{names: [TB2]}}}}}}
  others: {{type: cue, words: ["{words}", glider]}}
"""
    found = first(problems(rule("@others"), lists), code)
    assert found.file == "lists/l.yml"
    assert found.line == 4


def test_a_fault_is_told_once_not_by_what_follows_from_it():
    found = problems(rule("@nothing AND NOT drone OR deal", ""))
    assert len(found.errors) == 1
    assert {one.code for one in problems(rule("@nothing AND NOT drone")).errors} == {"E10"}


@pytest.mark.parametrize(
    ("match", "code", "hint"),
    [
        ("“arms ban” AND drone", "E02", 'straight ones: "arms ban"'),
        ("drone w/5 deal", "E04", "write NEAR/5"),
        ("drone pre/3 deal", "E04", "write THEN/3"),
        ("drone w/s deal", "E04", "write SENTENCE"),
        ("drone ANDNOT deal", "E04", "write AND NOT"),
        ("drone | deal", "E04", "write OR"),
        ("drone && deal", "E04", "write AND"),
        ("drone AND -deal", "E04", "write AND NOT deal"),
        ("drone AND +deal", "E04", "write AND deal"),
        ("drone AND NOT-deal", "E04", "put a blank"),
        ("drone AND (deal, pact)", "E04", "write OR"),
        ("drone AND wom?n", "E22", "write the forms out"),
        ("drone NEER/5 deal", "E04", 'did you mean "NEAR"'),
    ],
)
def test_a_habit_from_another_query_language_is_named(match, code, hint):
    assert hint in first(problems(rule(match)), code).help


def test_numbers_signs_and_names_are_no_habits():
    for match in (
        "drone AND 1,500",
        "drone’s AND $",
        "drone AND O'Brien",
        "drone AND C-130",
        "drone AND S+P",
    ):
        assert not problems(rule(match)).errors, match


def test_a_tab_at_the_start_of_a_line_says_so():
    found = first(problems("kind: rule\nid: r\nmatch: |\n\tdrone AND deal\n"), "E01")
    assert (found.line, found.column) == (4, 1)
    assert "no tabs" in found.help


@pytest.mark.parametrize(
    ("match", "column", "message"),
    [
        ("match: drone and deal", 14, "in small letters"),
        ('match: "drone AND \\"arms deal\\" deal"', 8, 'at "deal"'),
    ],
)
def test_a_fault_in_a_text_on_one_line_is_shown_where_it_can_be(match, column, message):
    found = first(problems(f"kind: rule\nid: r\n{match}\n"), "E04")
    assert (found.line, found.column) == (3, column)
    assert message in found.message


def test_what_no_event_has_cannot_be_required():
    event = (
        "event: {frames: [transfer], roles: {supplier: states}, require: [supplier or recipent]}\n"
    )
    told = " ".join(one.message + one.help for one in problems(rule("drone", event)).errors)
    assert 'write "@states"' in told
    assert 'did you mean "recipient"' in told


def test_a_few_rules_beside_many_lists_are_told_once_of_the_idle_ones():
    lists = "kind: lists\nlists:\n" + "".join(
        f"  list{n}: {{type: cue, words: [word{n}]}}\n" for n in range(20)
    )
    found = [one for one in problems(rule("@list3 AND drone"), lists).problems if one.code == "W30"]
    assert [one.message for one in found] == ["19 of 20 lists are used by no rule"]
