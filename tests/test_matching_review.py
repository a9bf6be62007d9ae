"""Checking rule files: every fault at its place, all at once, and never a crash."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import RuleError
from monitor.matching import RuleProblems, load_rules
from monitor.matching.review import check, check_files
from tests.rule_texts import LISTS, SAMPLE, first, problems, rule


def codes(rule: str, lists: str = LISTS) -> set[str]:
    return {one.code for one in problems(rule, lists).problems}


def test_the_sample_rule_is_good_and_its_tests_pass():
    report = problems(SAMPLE)
    assert report.errors == ()
    assert (report.tests, report.failed, report.unjudged) == (2, 0, 1)
    assert "1 expectations about events not judged" in report.summary()
    assert report.exit_code == 0


@pytest.mark.parametrize(
    ("match", "code", "line", "column", "length"),
    [
        ("drone AND deal OR pact", "E03", 4, 18, 2),
        ("drone deal", "E04", 4, 9, 4),
        ("drone and deal", "E04", 4, 9, 3),
        ("drone NEAR deal", "E04", 4, 9, 4),
        ("drone near/5 deal", "E04", 4, 9, 6),
        ("(drone AND deal", "E02", 4, 3, 1),
        ("drone AND\ndeal)", "E02", 5, 7, 1),
        ('drone AND "deal', "E02", 4, 13, 1),
        ("@dronse AND deal", "E10", 4, 3, 7),
        ("drone AND @states[TR,XX]", "E10", 4, 13, 14),
        ("titel:drone", "E10", 4, 3, 6),
        ("drone NEAR/99 deal", "E23", 4, 9, 7),
        ("dr* AND deal", "E22", 4, 3, 3),
        ("NOT drone", "E21", 4, 3, 3),
        ("drone OR NOT deal", "E21", 4, 12, 3),
        ("drone NEAR/5 (deal AND NOT pact)", "E21", 4, 26, 3),
        ("title:drone NEAR/5 body:deal", "E20", 4, 3, 6),
        ("drone SENTENCE source:x.example", "E20", 4, 18, 7),
        ("drone AND @states[]", "E20", 4, 13, 9),
        ('drone AND "-"', "E20", 4, 13, 3),
        ("source:daily.example", "E21", 3, 8, 1),
        ("drone AND NOT drone~", "E20", 3, 8, 1),
        ('"drone deal" AND NOT deal', "E20", 3, 8, 1),
        ("a NEAR/3 b NEAR/4 c", "E03", 4, 14, 6),
    ],
)  # fmt: skip
def test_an_error_in_an_expression_has_its_code_and_place(match, code, line, column, length):
    found = first(problems(rule(match)), code)
    assert (found.line, found.column, found.length) == (line, column, length), found.render()
    assert found.rule == "r"


def test_an_error_shows_the_line_a_caret_and_what_to_write():
    found = first(problems(rule("drone AND deal OR pact")), "E03")
    assert found.render() == (
        "r.yml:4:18: error[E03]: AND and OR mixed without parentheses\n"
        "    4 |   drone AND deal OR pact\n"
        "      |                  ^^\n"
        "help: write  a AND (b OR c)   or   (a AND b) OR c"
    )


def test_all_errors_of_all_files_come_at_once():
    report = problems(
        rule("@dronse AND @statez", "severity: hihg\ntopcs: [x]\n"),
        LISTS.replace("type: ship\n", "tipe: ship\n"),
    )
    messages = " ".join(one.message + one.help for one in report.errors)
    for wanted in (
        "@dronse",
        "@statez",
        "hihg",
        "topcs",
        "tipe",
        'did you mean "drones"',
        'did you mean "high"',
        'did you mean "topics"',
    ):
        assert wanted in messages


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("kind: rule\nid: a\nid: b\nmatch: drone\n", "written twice"),
        ("kind: rule\nid: a\nmatch: &x drone\nunless: {u: *x}\n", ""),
        ("kind: rule\nid: a\nmatch: [drone]\n", "match must be text"),
        ("kind: rule\nmatch: drone\n", 'needs the key "id"'),
        ("kind: rull\nid: a\nmatch: drone\n", 'did you mean "rule"'),
        ("- drone\n", "starts with kind"),
        ("id: a\nmatch: drone\n", 'needs the key "kind"'),
        ("kind: rule\nid: a\nmatch: >\n  drone AND\n  deal\n", "| block"),
        ("kind: rule\nid: a b\nmatch: drone\n", "no rule id"),
        ("kind: rule\nid: a\nmatch: drone\ntests: [{text: x, expect: {macth: true}}]\n", 'did you mean "match"'),
        ("kind: rule\nid: a\nmatch: drone\nwhere: value >> 3\n", "compared with a number"),
        ("kind: rule\nid: a\nmatch: drone\nwhere: valeu > 3\n", 'did you mean "value"'),
        ("kind: rule\nid: a\nmatch: drone\nwhere: value > 5 USD AND value < 3 USD\n", "no value can satisfy"),
        ("kind: rule\nid: a\nmatch: drone\nevent: {frames: [tranfser]}\n", 'did you mean "transfer"'),
        ("kind: rule\nid: a\nmatch: 'a\tb: c\n", "YAML"),
        ("kind: rule\nid: a\nmatch: @drones\n", "quoted"),
        ("[" * 5000, "deeply"),
        ("- " * 5000, "deeply"),
        ("kind: rule\x00", "not a text file"),
    ],
)  # fmt: skip
def test_a_broken_file_is_reported_not_raised(text, message):
    report = problems(text)
    assert message in " ".join(one.message + " " + one.help for one in report.problems)


def test_two_rules_with_one_id_are_an_error_that_shows_both_places():
    report = check_files(
        {
            "a.yml": b"kind: rule\nid: r\nmatch: drone\n",
            "b.yml": b"kind: rule\nid: r\nmatch: deal\n",
        }
    )
    found = first(report, "E11")
    assert found.file == "b.yml"
    assert "a.yml:2" in found.help


def test_lists_that_include_each_other_are_an_error():
    lists = "kind: lists\nlists:\n  a: {type: cue, words: [x1, '@b']}\n  b: {type: cue, words: [x2, '@a']}\n"
    assert "E12" in codes(rule("@a"), lists)


def test_no_stays_norway():
    lists = "kind: lists\nlists:\n  s: {type: state, items: {NO: {names: [Norway]}}}\n"
    assert not problems(rule("@s[NO] AND drone"), lists).errors


@pytest.mark.parametrize(
    ("match", "rest", "code"),
    [
        ("drone NEAR/20 deal", "", "W37"),
        ("drone OR drone~", "", "W39"),
        ('embargo OR "arms embargo"', "", "W39"),
        ("@states OR @states[TR]", "", "W39"),
        ("the AND government", "", "W33"),
        ("drone", "", "W35"),
        ("drone", "tests: [{text: A drone., expect: true}]\n", "W35"),
        ("drone AND equipment~ AND aircraft~", "", "W38"),
        ("drone", "review_by: 2025-01-01\n", "W40"),
        ("drone", "unless: {u: 'cricket'}\n", "W34"),
        ("drone", "where: value > 5 million Rs\n", "W36"),
        ("drone", "", "W30"),
    ],
)  # fmt: skip
def test_what_is_doubtful_is_warned_of(match, rest, code):
    assert code in codes(rule(match, rest))


def test_names_that_collide_or_are_common_words_are_warned_of():
    lists = """kind: lists
lists:
  makers:
    type: organisation
    items:
      pac: {names: [PAC, "Pakistan Aeronautical Complex"]}
      action: {names: ["=PAC", people], of: XX}
      action2: {names: ["Pakistan Aeronautical Complex"]}
"""
    found = codes(rule("@makers"), lists)
    assert {"W31", "W32", "W42"} <= found


def test_an_exclusion_that_takes_out_every_match_is_an_error():
    assert "E20" in codes(rule("drone~ AND deal", "unless: {u: 'drone~ OR ship'}\n"))
    assert "E20" in codes(rule("drone AND deal", "unless: {u: {scope: article, expr: deal}}\n"))


def test_a_failing_test_is_an_error_that_says_what_happened():
    report = problems(rule("drone", "tests:\n  - {name: quiet, text: A drone., expect: false}\n"))
    found = first(report, "E30")
    assert "expected no match" in found.message
    assert found.line == 6
    assert report.exit_code == 1


def test_a_test_names_the_exclusion_that_must_silence_the_rule():
    good = rule(
        "drone~",
        "unless: {bees: 'drone~ NEAR/5 bee~'}\ntests: [{text: Drones and bees., expect: {match: false, because: unless.bees}}, {text: drone, expect: true}]\n",
    )
    assert not problems(good).errors
    assert "E30" in codes(good.replace("because: unless.bees", "because: unless.wasps"))


def test_strict_makes_warnings_fail():
    files = {"r.yml": rule("drone").encode()}
    assert check_files(files).exit_code == 0
    assert check_files(files, strict=True).exit_code == 2


def test_the_report_is_json():
    told = json.loads(json.dumps(problems(rule("drone AND deal OR pact")).as_dict()))
    assert told["problems"][0]["code"] == "E03"
    assert told["ok"] is False


def test_breadth_is_measured_on_a_sample():
    sample = [("", f"drone number {n}" if n % 2 else "nothing") for n in range(40)]
    files = {
        "a.yml": b"kind: rule\nid: a\nmatch: drone\n",
        "b.yml": b"kind: rule\nid: b\nmatch: drone*\n",
    }
    found = {one.code for one in check_files(files, against=sample).problems}
    assert {"W33", "W41"} <= found


def test_an_exclusion_that_silences_most_matches_of_a_sample_is_named():
    sample = [("", f"A drone {'race' if n % 4 else 'deal'}, number {n}.") for n in range(40)]
    text = rule("drone", "unless: {races: {scope: sentence, expr: race}, shows: drone AND show}\n")
    report = check_files({"r.yml": text.encode()}, against=sample)
    found = first(report, "W34")
    assert found.message == 'unless "races" silences 30 of 40 matches'


def test_mutation_tells_what_no_test_covers():
    text = rule(
        "drone AND (sell OR buy)",
        "unless: {bees: 'drone NEAR/3 bee', shows: '\"drone show\"'}\n"
        "tests: [{text: They sell a drone., expect: true}, {text: sell a drone bee, expect: false}]\n",
    )
    report = check_files({"r.yml": text.encode()}, mutate=True)
    (told,) = report.coverage
    assert told.exclusions == ("shows",)
    assert "buy" in told.words
    assert "sell" not in told.words


def test_a_missing_or_empty_folder_is_one_clear_line(tmp_path):
    with pytest.raises(RuleError, match="no such rules folder"):
        load_rules(tmp_path / "nowhere")
    with pytest.raises(RuleError, match="holds no rule files"):
        load_rules(tmp_path)


def test_loading_refuses_a_set_with_an_error_and_lists_all(tmp_path):
    (tmp_path / "a.yml").write_text(rule("drone AND deal OR pact"))
    (tmp_path / "b.yml").write_text(rule("drone deal").replace("id: r", "id: s"))
    with pytest.raises(RuleProblems) as raised:
        load_rules(tmp_path)
    assert {one.code for one in raised.value.problems} == {"E03", "E04"}
    assert raised.value.exit_code == 4


def test_one_rule_file_is_checked_with_the_lists_beside_it(tmp_path):
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "l.yml").write_text(LISTS, "utf-8")
    (tmp_path / "r.yml").write_text(SAMPLE, "utf-8")
    assert not check(tmp_path / "r.yml").errors


_PIECES = st.sampled_from([*list("[]{}()\"'~*@=:|>-#&!%\n\t \\,/"), "AND ", "OR ", "NOT ", "NEAR/9 ", "title:", "@states", "- ", "  ", "kind: ", "\u202e", "é", "İ", "٣", "\ufeff", "\x07", "null", "*x", "&x "])  # fmt: skip


@st.composite
def _mutated(draw, text):
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(text)))
        kind = draw(st.sampled_from(["insert", "delete", "double", "swap"]))
        size = draw(st.integers(1, 12))
        if kind == "insert":
            text = text[:at] + draw(_PIECES) + text[at:]
        elif kind == "delete":
            text = text[:at] + text[at + size :]
        elif kind == "double":
            text = text[: at + size] + text[at : at + size] + text[at + size :]
        else:
            other = draw(st.integers(0, len(text)))
            text = text[:at] + text[other : other + size] + text[at:]
    return text


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(_mutated(SAMPLE), _mutated(LISTS))
def test_a_mutated_file_gives_errors_with_places_or_loads_but_never_crashes(sample, lists):
    started = time.perf_counter()
    report = check_files(
        {"r.yml": sample.encode("utf-8", "replace"), "l.yml": lists.encode("utf-8", "replace")}
    )
    assert time.perf_counter() - started < 2
    for one in report.problems:
        assert one.line >= 1
        assert one.column >= 1
        one.render()


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_judged(content):
    check_files({"r.yml": content})
