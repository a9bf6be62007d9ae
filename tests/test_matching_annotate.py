"""An article's named things, as the event stage reads them."""

from __future__ import annotations

import time

import pytest

from monitor.events import FRAMES, extract
from monitor.matching.annotate import LONGEST_TEXT, annotate
from monitor.model import Zone
from monitor.model.events import MentionKind, Via
from tests.annotated import article, shipped


def named(text: str, title: str = "", lang: str = "en"):
    read = article(title, text, lang)
    return [
        (" ".join(read.folded[one.start : one.end]), one.kind, one.state, one.via)
        for one in read.mentions
    ]


def test_a_name_a_demonym_and_a_capital_lead_to_their_state():
    found = named("Ankara and Pakistan signed with a Turkish firm in Berlin.")
    assert found == [
        ("ankara", MentionKind.STATE, "TR", Via.CAPITAL),
        ("pakistan", MentionKind.STATE, "PK", Via.NAME),
        ("turkish", MentionKind.STATE, "TR", Via.DEMONYM),
        ("berlin", MentionKind.STATE, "DE", Via.SEAT),
    ]


def test_a_force_a_maker_and_a_port_stand_for_their_state():
    found = named("The Turkish Navy and Baykar came to Karachi.")
    assert [(kind, state) for _, kind, state, _ in found] == [
        (MentionKind.FORCE, "TR"),
        (MentionKind.ORGANISATION, "TR"),
        (MentionKind.PORT, "PK"),
    ]


def test_the_longest_name_wins_over_those_inside_it():
    assert [name for name, *_ in named("The ship reached Port Sudan.")] == ["port sudan"]


def test_a_guard_drops_the_bird():
    assert named("They had roast turkey for dinner.") == []


def test_a_particle_written_onto_an_arabic_name_is_told():
    read = article("", "تصدير السلاح لإسرائيل", "ar")
    assert [one.prefix for one in read.mentions if one.state == "IL"] == ["ل"]


def test_spans_point_into_the_string_they_belong_to():
    read = article("Turkey sells drones", "Pakistan's air force buys.")
    for at, word in enumerate(read.written):
        source = read.title if read.zone_of(at) is Zone.TITLE else read.text
        assert word.startswith(source[read.starts[at] : read.ends[at]])
    assert read.evidence("x", 3, 4).exact == "Pakistan"


def test_one_article_can_be_annotated_without_an_annotator():
    assert annotate(shipped(), "", "Turkey").mentions[0].key == "TR"


@pytest.mark.parametrize(
    "text",
    [
        "Turkey sold Pakistan 700 drones for 900 million dollars on 2 May 2025. " * 15_000,
        "Turkey " * 200_000,
        "$1 million " * 100_000,
        "2 May " * 150_000,
        "a" * 1_000_000,
        ", and " * 150_000,
    ],
    ids=["sentences", "names", "money", "dates", "one-word", "joints"],
)
def test_a_text_of_a_megabyte_costs_no_more_than_its_beginning(text):
    began = time.process_time()
    read = article("Turkey sells drones", text)
    assert read.ends[-1] <= LONGEST_TEXT
    for topic in FRAMES:
        extract(read, topic, None)
    assert time.process_time() - began < 6.0
