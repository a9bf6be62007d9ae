"""Rules over articles: what fires, on which words, with which quote; reload, budgets, drafts."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from monitor.errors import RuleError
from monitor.matching import RuleProblems, load_rules
from monitor.matching.draft import draft
from monitor.matching.explain import explain
from monitor.matching.loading import load
from monitor.matching.query import compile_query
from monitor.matching.review import check_files
from monitor.model import Severity

CASES = Path(__file__).parent / "cases" / "rules"
LISTS = (CASES / "sample_lists.yml").read_text("utf-8")


def rule_set(match: str, rest: str = "", lists: str = LISTS):
    indented = match.replace("\n", "\n  ")
    files = {
        "r.yml": f"kind: rule\nid: r\nmatch: |\n  {indented}\n{rest}".encode(),
        "lists/l.yml": lists.encode(),
    }
    return load(files).rule_set()


def fires(match: str, text: str, title: str = "", rest: str = "", **facts) -> bool:
    return bool(rule_set(match, rest).match(title, text, **facts).matches)


def test_a_match_carries_its_words_quote_reason_and_rule():
    rules = rule_set(
        "@drones SENTENCE @give", "title: Drones given\nseverity: high\ntopics: [a, b]\n"
    )
    text = "Nothing here. On Monday Turkey sent “two TB2s” to Pakistan. Nothing there."
    (match,) = rules.match("A title", text).matches
    assert (match.rule_id, match.rule_title, match.severity, match.topics) == (
        "r",
        "Drones given",
        Severity.HIGH,
        ("a", "b"),
    )
    assert match.rule_version == rules.rules[0].version
    assert [(one.exact, text[one.start : one.end]) for one in match.evidence] == [
        ("sent", "sent"),
        ("TB2", "TB2"),
    ]
    assert match.quote.text == "On Monday Turkey sent “two TB2s” to Pakistan."
    assert [match.quote.text[a:b] for a, b in match.quote.highlights] == ["sent", "TB2"]
    assert match.reason == '@give "sent", @drones "TB2"'


def test_a_long_sentence_is_cut_around_its_words():
    text = "word " * 200 + "the drone was sold today " + "word " * 200
    (match,) = rule_set("drone AND sold").match("", text).matches
    quote = match.quote
    assert len(quote.text) <= 400
    assert [quote.text[a:b] for a, b in quote.highlights] == ["drone", "sold"]
    assert text[quote.start : quote.end] == quote.text


def test_a_text_of_one_unbroken_run_is_quoted_within_the_limit():
    (match,) = rule_set("drone*").match("", "drone" + "x" * 5000).matches
    assert len(match.quote.text) <= 400


@pytest.mark.parametrize(
    ("match", "text", "expected"),
    [
        ("@states[TR]", "Turkey said no.", True),
        ("@states[TR]", "They ate turkey.", False),
        ("@states[TR]", "Roast Turkey with potatoes.", False),
        ("@states[TR]", "Roast Turkey with potatoes was served at noon. Turkey said no.", True),
        ("@states[TR]", "Ankara said no.", True),
        ("@states[TR]", "They met in Ankara.", False),
        ("@states[TR]", "Toplantı Ankara'da yapıldı.", False),
        ("@states[TR]", "Türkiyenin donanması", True),
        ("@states[TR]", "أعلنت وتركيا", True),
        ("@states[-TR]", "Turkey said no.", False),
        ("@states[SD]", "South Sudan said no.", False),
        ("@states[SS]", "South Sudan said no.", True),
        ("@states[SD]", "South Sudan and Sudan said no.", True),
        ("@ships", "TCG Anadolu sailed.", True),
        ("@ships", "The TCG sailed.", False),
        ("@ships", "They bought TCG. Anadolu said no.", False),
        ("@drones", "UAVs flew", True),
        ("@drones", "uavs flew", False),
        ("@give", "teslimat başladı", True),
    ],
)
def test_lists_mean_what_their_guards_and_forms_say(match, text, expected):
    assert fires(match, text) == expected


def test_a_written_form_is_let_pass_in_a_headline_all_in_capitals():
    assert fires("=Anka", "", title="TURKEY SHOWS ANKA AT FAIR")
    assert not fires("=Anka", "anka")


def test_a_phrase_does_not_reach_over_a_sentence_end():
    assert not fires('"Turkey Navy"', "It went to Turkey. Navy men saw it.")
    assert fires('"Turkey Navy"', "It is Turkey's Navy.")


def test_facts_about_the_article_can_be_asked_for():
    assert fires("drone AND source:daily.example", "drone", source="www.daily.example")
    assert not fires("drone AND source:daily.example", "drone", source="notdaily.example")
    assert fires('drone AND url:"arms deals"', "drone", url="https://x.example/news/arms-deals/1")
    assert fires("drone AND lang:tr", "drone", lang="tr-TR")


def test_an_exclusion_takes_out_mentions_not_the_article():
    rest = "unless: {show: '\"drone show\"~'}\n"
    assert not fires("drone~", "A drone show.", rest=rest)
    assert fires("drone~", "A drone show. And a drone.", rest=rest)


def test_a_sentence_exclusion_is_judged_in_each_sentence():
    rest = "unless: {build: {scope: sentence, expr: 'ship NEAR/5 build~ AND NOT visit~'}}\n"
    assert not fires("ship", "They build a ship. A visit was made.", rest=rest)
    assert fires("ship", "They build a ship for a visit.", rest=rest)


def test_keep_protects_from_the_other_exclusions():
    rest = "unless: {c: 'cruise', k: {keep: true, expr: '\"cruise missile\"~'}}\n"
    assert fires("cruise", "A cruise missile flew.", rest=rest)
    assert not fires("cruise", "A cruise went on.", rest=rest)


def test_a_disabled_rule_does_not_fire():
    assert not fires("drone", "drone", rest="status: disabled\n")


def test_a_rule_that_runs_out_of_steps_is_named_and_the_others_go_on():
    files = {
        "a.yml": b"kind: rule\nid: heavy\nmatch: 'a1 NEAR/50 a2 NEAR/50 a1 NEAR/50 a2 NEAR/50 a1'\n",
        "b.yml": b"kind: rule\nid: light\nmatch: a1\n",
    }
    result = load(files).rule_set().match("", "a 1 a 2 " * 300)
    assert result.over_budget == ("heavy",)
    assert [match.rule_id for match in result.matches] == ["light"]


def test_an_alternative_out_of_steps_does_not_hold_back_the_others():
    heavy = (
        "kind: rule\nid: r\nmatch:\n  heavy: 'a1 NEAR/50 a2 NEAR/50 a1 NEAR/50 a2'\n  light: a1\n"
    )
    result = load({"r.yml": heavy.encode()}).rule_set().match("", "a 1 a 2 " * 300)
    assert [match.reason.split(":")[0] for match in result.matches] == ["light"]
    assert result.over_budget == ()


def test_a_book_is_read_as_far_as_the_limit():
    text = "word " * 40_000 + "drone"
    assert not fires("drone", text)
    assert fires("drone", "drone " + text)


def test_rules_not_reached_in_the_article_time_are_named():
    clock = itertools.count()
    entries = "".join(f"  - {{id: r{n}, match: drone}}\n" for n in range(12))
    rules = load({"r.yml": f"kind: rules\nrules:\n{entries}".encode()}).rule_set()
    slow = type(rules)(
        rules.rules,
        rules.lists,
        rules.vocabulary,
        rules.wordlists,
        timer=lambda: float(next(clock)),
    )
    found = slow.match("", "drone")
    assert [match.rule_id for match in found.matches] == [f"r{n}" for n in range(7)]
    assert found.over_budget == tuple(f"r{n}" for n in range(7, 12))


def test_a_rule_version_changes_with_the_rule_and_with_its_lists():
    usual = rule_set("@drones").rules[0].version
    assert rule_set("@drones").rules[0].version == usual
    assert rule_set("@drones OR x1").rules[0].version != usual
    assert (
        rule_set("@drones", lists=LISTS.replace("TB2]", "TB2, Songar]")).rules[0].version != usual
    )
    assert rule_set("@drones", lists=LISTS.replace("donate~", "donor~")).rules[0].version == usual


def test_a_reload_takes_over_what_did_not_change_and_reads_what_did(tmp_path):
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "l.yml").write_text(LISTS, "utf-8")
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.yml").write_text(
            f"kind: rule\nid: {name}\nmatch: '@drones AND word{name}'\n"
        )
    first = load_rules(tmp_path)
    (tmp_path / "b.yml").write_text("kind: rule\nid: b\nmatch: '@drones AND another'\n")
    second = load_rules(tmp_path, first)
    assert second.rule("a") is first.rule("a")
    assert second.rule("b") is not first.rule("b")
    assert second.version != first.version
    text = "A drone and another thing, worda."
    assert {m.rule_id for m in first.match("", text).matches} == {"a"}
    assert {m.rule_id for m in second.match("", text).matches} == {"a", "b"}
    (tmp_path / "lists" / "l.yml").write_text(LISTS.replace("TB2]", "TB2, Songar]"), "utf-8")
    third = load_rules(tmp_path, second)
    assert third.rule("a") is not second.rule("a")
    assert {m.rule_id for m in third.match("", "Songar, worda").matches} == {"a"}


def test_a_failed_reload_leaves_the_set_before_as_it_was(tmp_path):
    (tmp_path / "a.yml").write_text("kind: rule\nid: a\nmatch: drone\n")
    first = load_rules(tmp_path)
    (tmp_path / "a.yml").write_text("kind: rule\nid: a\nmatch: drone AND\n")
    with pytest.raises(RuleProblems):
        load_rules(tmp_path, first)
    assert first.match("", "drone").matches


def test_a_query_is_a_rule_set_of_one_rule_over_the_same_lists():
    rules = rule_set("other")
    query = compile_query("@drones NEAR/5 sell~", rules)
    assert [m.rule_id for m in query.match("", "They sell the TB2").matches] == ["query"]
    assert len(rules.vocabulary.patterns) < len(query.vocabulary.patterns)
    assert compile_query("drone").match("", "A drone").matches


@pytest.mark.parametrize(
    ("text", "code"), [("@dronse", "E10"), ("a AND", "E02"), ("NOT a", "E21"), ("a b", "E04")]
)
def test_a_bad_query_says_where(text, code):
    with pytest.raises(RuleProblems) as raised:
        compile_query(text, rule_set("x1"))
    assert raised.value.problems[0].code == code


def test_a_query_may_ask_for_a_source_or_language_alone():
    query = compile_query("source:daily.example AND (lang:tr OR url:navy) AND NOT drone")
    facts = {"lang": "tr", "source": "daily.example"}
    (match,) = query.match("Bir gemi", "Metin.", **facts).matches
    assert (match.evidence, match.quote.text) == ((), "Bir gemi")
    assert not query.match("A drone", "", **facts).matches
    assert not query.match("Bir gemi", "Metin.", lang="tr", source="other.example").matches


def test_an_explanation_tells_the_nearest_miss():
    rules = rule_set("drone~ NEAR/3 sell~")
    told = explain(rules, "r", "", "They sell one and two and three and four drones.")
    assert not told.fired
    assert "closest pair is 7 words apart" in told.render()
    assert json.loads(json.dumps(told.as_dict()))["alternatives"]["match"]["note"].startswith(
        "NEAR/3"
    )


@pytest.mark.parametrize(
    ("match", "text", "note"),
    [
        ("drone THEN/5 sell", "sell drone", "in the other order"),
        ("drone NEAR/5 sell", "drone\n\nsell", "never in one paragraph"),
        ("drone SENTENCE sell", "A drone. Others sell.", "sentence 1 comes nearest, without sell"),
        ("ATLEAST/3(drone)", "drone", "1 of 3 hits"),
        ("FIRST/2(drone)", "one two three drone", "the first hit is word 4"),
        ("drone AND NOT toy", "drone toy", "barred by NOT toy"),
        ("drone AND ship", "drone", "absent"),
        ("=Anka", "anka", "only in a form that does not count"),
        ("drone", "Text.\n\nAlso read: drone", "only in furniture"),
        ("title:drone", "drone", "only outside this zone"),
        ("drone NOTNEAR/2 toy", "toy drone", "within 2 words"),
    ],
)
def test_a_part_that_fails_says_why(match, text, note):
    assert note in explain(rule_set(match), "r", "", text).render()


def test_an_explanation_shows_what_an_exclusion_took():
    rules = rule_set("drone~", "unless: {bees: 'drone~ NEAR/3 bee~'}\n")
    told = explain(rules, "r", "", "Drones and bees.")
    assert told.because == "unless.bees"
    assert "taken out by an exclusion" in told.render()
    assert 'unless.bees (mention): "Drones" text 0-6' in told.render()


def test_a_draft_matches_its_examples_and_passes_check():
    rules = rule_set("other")
    examples = [
        (
            "Deal",
            "Turkey will send two TB2 drones to Pakistan.\n\nThe ministers also spoke of trade and of the weather in the region.",
        ),
        ("Gift", "Pakistan said that Turkey supplied drones last year. More will come."),
    ]
    text = draft(rules, examples, "my-draft")
    report = check_files({"d.yml": text.encode(), "lists/l.yml": LISTS.encode()})
    assert report.errors == ()
    assert not [one for one in report.warnings if one.file == "d.yml"]
    assert report.tests == 3
    assert "@drones SENTENCE @give" in text


def test_a_draft_without_lists_rests_on_shared_words():
    text = draft(
        load({}).rule_set(),
        [("", "The hovercraft regatta began."), ("", "A regatta of hovercraft.")],
        "d",
    )
    assert not check_files({"d.yml": text.encode()}).errors


def test_examples_that_share_nothing_make_no_draft():
    with pytest.raises(RuleError, match="share neither"):
        draft(load({}).rule_set(), [("", "abc"), ("", "xyz")], "d")
