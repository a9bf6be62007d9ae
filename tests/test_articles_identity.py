"""Is this article one we have read?"""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.articles.identity import (
    LOOKUP_KEYS,
    SKETCH_SIZE,
    containment,
    fingerprint,
    likeness,
    lookup_keys,
    story_of,
)
from monitor.model import Article, KnownArticle, StoryId, TextSource

STORY = """The defence ministry said on Tuesday that the first of twelve armed drones ordered two years
ago had been handed over at an air base near the capital, where crews had trained since the spring.

The minister told reporters that the aircraft would patrol the northern border and the gas fields off
the coast. He gave no price, but an official of the maker put the contract at 280 million dollars,
including ground stations, spare parts and five years of support.

Opposition members asked why parliament had not been told of the sale before it was signed. A vote on
a committee of inquiry is expected next week, after the budget debate has ended."""
FOLLOW_UP = """Parliament voted on Wednesday to set up a committee of inquiry into the purchase of armed
drones after opposition members complained that they had learned of the contract from the newspapers.

The committee will hear the defence minister and officials of the maker in December. Its report is due
in the spring, the speaker said, and may recommend that future contracts need approval beforehand."""
BULLETIN = """The ministry of defence said on {day} that {planes} aircraft and {ships} ships of the
neighbour were detected around the island in the {hours} hours up to 6 a.m. Of these, {crossed} aircraft
crossed the median line. The armed forces monitored the situation and employed aircraft, navy vessels
and coastal missile systems in response to the activity."""


def article(
    text: str, title: str = "Drones handed over", key: str = "https://b.example/2"
) -> Article:
    return Article(
        url=key,
        url_key=key,
        title=title,
        text=text,
        source="b.example",
        text_source=TextSource.PAGE,
        fingerprint=fingerprint(title, text),
    )


def known(text: str, title: str = "Drones handed over", key="https://a.example/1") -> KnownArticle:
    return KnownArticle(StoryId(7), key, fingerprint(title, text))


def test_the_same_address_is_the_same_story():
    assert story_of(article("other words", key="https://a.example/1"), [known(STORY)]) == 7


def test_the_same_words_are_the_same_story_whatever_their_case_and_marks():
    assert story_of(article(STORY.upper()), [known(STORY)]) == 7
    assert story_of(article(STORY.replace(",", " -")), [known(STORY)]) == 7


@pytest.mark.parametrize(
    "copy",
    [
        "CAPITAL (Agency) - " + STORY + "\n\nFollow us for more. All rights reserved.",
        STORY.rpartition("\n\n")[0],
        STORY[: len(STORY) // 2],
        STORY.replace("Tuesday", "yesterday").replace("told reporters", "said").replace("gas ", ""),
    ],
    ids=["agency line", "last paragraph lost", "cut in half", "words changed"],
)
def test_an_edited_copy_is_the_same_story(copy):
    assert story_of(article(copy, "Another headline"), [known(STORY)]) == 7


def test_a_follow_up_by_another_author_is_a_story_of_its_own():
    assert story_of(article(FOLLOW_UP), [known(STORY)]) is None
    assert likeness(fingerprint("", FOLLOW_UP), fingerprint("", STORY)) < 0.05


def test_a_digest_that_repeats_a_known_notice_is_not_its_copy():
    notice = STORY.partition("\n\n")[0]
    digest = f"{notice}\n\n{FOLLOW_UP}\n\n{BULLETIN}"
    assert containment(fingerprint("", notice), fingerprint("", digest)) > 0.9
    assert story_of(article(digest), [known(notice)]) is None


def test_a_bulletin_with_the_figures_of_another_day_is_news():
    monday = BULLETIN.format(day="Monday", planes=12, ships=7, hours=24, crossed=5)
    tuesday = BULLETIN.format(day="Tuesday", planes=31, ships=9, hours=24, crossed=22)
    assert likeness(fingerprint("", monday), fingerprint("", tuesday)) > 0.5
    assert story_of(article(tuesday), [known(monday)]) is None
    assert story_of(article(monday), [known(monday, "x")]) == 7


def test_a_headline_of_few_words_and_no_text_is_no_identity():
    assert story_of(article("", "Morning briefing"), [known("", "Morning briefing")]) is None
    told = "Ministry confirms sale of ten drones to Ruritania"
    assert story_of(article("", told), [known("", told)]) == 7


def test_the_likeliest_of_several_stories_is_chosen():
    near = replace(known(STORY + " " + FOLLOW_UP[:200]), story_id=StoryId(8))
    assert story_of(article(STORY + " More."), [near, known(STORY)]) == 7


@pytest.mark.parametrize(
    "text",
    [
        "पाकिस्तान ने तुर्की से बारह ड्रोन ख़रीदने का समझौता किया है और रक्षा मंत्री ने मंगलवार को इसकी पुष्टि की "
        * 2,
        "پاکستان نے ترکی سے بارہ ڈرون خریدنے کا معاہدہ کیا ہے اور وزیر دفاع نے منگل کو اس کی تصدیق کی ہے "
        * 2,
        "国防部周二表示首批十二架武装无人机已在首都附近的空军基地交付机组人员自春季以来一直在那里接受训练",
    ],
)
def test_texts_in_other_scripts_are_recognised_too(text):
    assert story_of(article(text, "x"), [known(text + " 。 " + text[:20], "y")]) == 7


def test_turkish_capitals_are_folded():
    assert fingerprint("", "İHA SATIŞI").exact == fingerprint("", "iha satışı").exact


def test_lookup_keys_fit_a_signed_64_bit_column_and_find_copies():
    own, copy = fingerprint("", STORY), fingerprint("", "CAPITAL - " + STORY + " Ends.")
    assert len(lookup_keys(own)) == LOOKUP_KEYS
    assert all(0 <= key < 2**63 for key in own.sketch)
    assert set(lookup_keys(own)) & set(lookup_keys(copy))


def test_a_fingerprint_of_five_kilobytes_takes_little_time():
    text = " ".join(f"word{number % 700} and{number}" for number in range(400))[:5_000]
    best = min(_seconds(text) for _ in range(7))
    assert best < 0.006  # four times the 1.5 ms it takes on an idle machine


def _seconds(text: str) -> float:
    started = time.process_time()
    fingerprint("title", text)
    return time.process_time() - started


WORDS = st.lists(st.sampled_from([f"word{number}" for number in range(400)]), max_size=600)


@given(WORDS, WORDS)
def test_likeness_is_even_handed_bounded_and_near_the_truth(left, right):
    one, other = fingerprint("", " ".join(left)), fingerprint("", " ".join(right))
    estimate = likeness(one, other)
    assert estimate == likeness(other, one)
    shingles = [{tuple(words[n : n + 4]) for n in range(len(words) - 3)} for words in (left, right)]
    if one.sketch and other.sketch:
        union = len(shingles[0] | shingles[1])
        truth = len(shingles[0] & shingles[1]) / union
        assert abs(estimate - truth) < 0.25
        if union <= SKETCH_SIZE:
            assert estimate == truth


@given(st.text(), st.text())
def test_no_text_breaks_a_fingerprint(title, text):
    made = fingerprint(title, text)
    assert len(made.exact) == 64
    assert list(made.sketch) == sorted(set(made.sketch))[:SKETCH_SIZE]
