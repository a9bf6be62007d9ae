"""Random rules over random texts: the engine and the slow evaluator give the same matches."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.matching.expression import parse
from monitor.matching.folding import fold
from monitor.matching.loading import load
from monitor.matching.operators import Evaluation, whole
from tests.matching_oracle import Item, Oracle

WORDS = [
    "drone",
    "drones",
    "ship",
    "ships",
    "ban",
    "arms",
    "arm",
    "Turkey",
    "turkey",
    "navy",
    "deal",
    "U.S.",
    "F-16",
    "TB2",
    "visit",
    "visited",
]
LISTS = {
    "things": ["drone~", '"arms deal"', "=Turkey", "TB2"],
    "deeds": ["visit~", "ban~", '"arms ban"'],
}
LIST_FILE = b"""kind: lists
version: 1
lists:
  things: {type: cue, words: [drone~, arms deal, =Turkey, TB2]}
  deeds: {type: cue, words: [visit~, ban~, arms ban]}
  states:
    type: state
    items:
      TR: {names: [Turkey], guard: {case: proper, unless: 'Turkey NEAR/2 (ban~ OR visit~)'}}
      NV: {names: [navy, Turkey navy], guard: {unless: '"navy deal" OR @things SENTENCE navy'}}
  more:
    type: state
    items:
      TD: {names: [turkey deal], guard: {case: proper}}
"""
NAMES = {
    "states": {
        "TR": Item(("Turkey",), proper=True, unless="Turkey NEAR/2 (ban~ OR visit~)"),
        "NV": Item(("navy", '"Turkey navy"'), unless='"navy deal" OR @things SENTENCE navy'),
    },
    "more": {"TD": Item(('"turkey deal"',), proper=True)},
}

terms = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(
        [
            "drone~",
            "ship~",
            "=Turkey",
            "=turkey",
            "turk*",
            "dron*",
            "visit~",
            '"arms deal"',
            '"arms ban"~',
            '"turkey visit*"',
            '"F-16 ship"',
            "@things",
            "@deeds",
            "@states",
            "@states",
            "@states[TR]",
            "@states[-TR]",
            "@more",
        ]
    ),
)


def _chain(atoms):
    near = st.tuples(
        st.sampled_from(
            ["NEAR/0", "NEAR/2", "NEAR/5", "THEN/1", "THEN/4", "SENTENCE", "PARAGRAPH"]
        ),
        st.lists(atoms, min_size=2, max_size=3),
    )
    apart = st.tuples(atoms, st.sampled_from(["NOTNEAR/2", "NOTNEAR/6"]), atoms).map(
        lambda p: f"({p[0]} {p[1]} {p[2]})"
    )
    return st.one_of(near.map(lambda pair: "(" + f" {pair[0]} ".join(pair[1]) + ")"), apart)


def _positional(atoms):
    """What may stand beside NEAR: no NOT, no facts, no zones that could collide."""
    return st.one_of(
        _chain(atoms),
        st.lists(atoms, min_size=2, max_size=3).map(lambda parts: "(" + " OR ".join(parts) + ")"),
        st.lists(atoms, min_size=2, max_size=2).map(lambda parts: "(" + " AND ".join(parts) + ")"),
        st.tuples(st.sampled_from(["ATLEAST/1", "ATLEAST/2", "FIRST/3", "FIRST/9"]), atoms).map(
            lambda p: f"{p[0]}({p[1]})"
        ),
    )


positional = st.recursive(terms, _positional, max_leaves=5)
sentence = st.tuples(
    st.sampled_from(["SENTENCE", "PARAGRAPH"]), positional, positional, positional
).map(lambda p: f"({p[1]} AND NOT {p[2]}) {p[0]} {p[3]}")
fields = st.tuples(
    st.sampled_from(["title:", "lead:", "head:", "body:", "quote:", "furniture:"]), positional
).map(lambda p: f"{p[0]}({p[1]})")
facts = st.sampled_from(
    [
        "lang:en",
        "lang:tr",
        "source:daily.example",
        "source:(other.example OR daily.example)",
        "url:ships",
    ]
)
atoms = st.one_of(positional, positional, sentence.map(lambda s: f"({s})"), fields)
expressions = st.one_of(
    atoms,
    st.lists(atoms, min_size=1, max_size=3).flatmap(
        lambda parts: st.tuples(atoms, facts).map(
            lambda extra: " AND ".join([*parts, f"NOT {extra[0]}", extra[1]])
        )
    ),
    st.lists(atoms, min_size=2, max_size=3).map(" OR ".join),
)

gaps = st.sampled_from(
    [
        " ",
        " ",
        " ",
        " ",
        " ",
        ", ",
        ". ",
        ".\n\n",
        " \u2014 ",
        "-",
        ' "',
        '" ',
        "'s ",
        "\n\nAlso read: ",
        "? ",
    ]
)
texts = st.lists(
    st.tuples(st.sampled_from([*WORDS, "the", "of", "Officials", "said"]), gaps),
    min_size=0,
    max_size=30,
).map(lambda pairs: "".join(word + gap for word, gap in pairs))
titles = st.lists(st.sampled_from([*WORDS, "the", "DRONE"]), max_size=4).map(" ".join)


def _rules(sources):
    entries = "".join(
        f"  - id: r{number}\n    match: |\n      {source}\n"
        for number, source in enumerate(sources)
    )
    return {
        "rules.yml": f"kind: rules\nversion: 1\nrules:\n{entries}".encode(),
        "lists.yml": LIST_FILE,
    }


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(expressions, min_size=1, max_size=8), titles, texts)
def test_the_engine_agrees_with_the_slow_evaluator(sources, title, text):
    loaded = load(_rules(sources))
    loaded.problems.found = [one for one in loaded.problems.found if not one.is_error]
    rules = loaded.rule_set()
    facts = {
        "lang": "en",
        "source": "www.daily.example".removeprefix("www."),
        "url": "https://x.example/ships-visit",
    }
    fired = {match.rule_id for match in rules.match(title, text, **facts).matches}
    refused = {rule.id for rule in rules.rules}
    for number, source in enumerate(sources):
        if f"r{number}" in refused:
            expected = Oracle(title, text, LISTS, names=NAMES, **facts).matches(parse(source))
            assert (f"r{number}" in fired) == expected, source


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(positional, titles, texts)
def test_the_engine_finds_the_same_stretches_of_words(source, title, text):
    rules = load(_rules([source])).rule_set()
    scan = rules.scan(title, text)
    plan = rules.rules[0].alternatives[0].plan
    mine = {(hit.start, hit.end) for hit in Evaluation(scan).hits(plan, whole(scan.stream))}
    oracle = Oracle(title, text, LISTS, names=NAMES)
    theirs = {
        (start, end) for start, end, _ in oracle.article(parse(source), range(len(scan.stream)), "")
    }
    assert mine == theirs


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([*WORDS, "drone~", "turk*"]), titles, texts)
def test_each_piece_of_evidence_folds_to_its_pattern_and_lies_outside_furniture(word, title, text):
    rules = load(_rules([word])).rule_set()
    scan = rules.scan(title, text)
    ranges = [
        (scan.stream.starts[a], scan.stream.ends[b - 1]) for a, b in scan.stream.furniture_ranges
    ]
    forms = {
        rules.vocabulary.patterns[one].strip() for one in range(len(rules.vocabulary.patterns))
    }
    for match in rules.match(title, text).matches:
        for one in match.evidence:
            source = title if one.zone == "title" else text
            assert source[one.start : one.end] == one.exact
            folded = " ".join(fold(one.exact))
            assert folded in forms or any(folded.startswith(form) for form in forms)
            offset = 0 if one.zone == "title" else len(title) + 2
            assert not any(a <= one.start + offset < b for a, b in ranges)
        left, right = match.quote.start, match.quote.end
        source = title if match.quote.zone == "title" else text
        assert source[left:right] == match.quote.text
        assert len(match.quote.text) <= 400
