"""Rare words in common speak for one event; plain words and other languages say nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from annotated import plain
from hypothesis import given
from hypothesis import strategies as st
from story_samples import story, visit

from monitor.stories.diction import Usage, likeness, usage_of, words_of

PLAIN = ("ministry", "minist", "said", "report", "weapon", "nation", "from", "with") * 2
RARE = tuple(f"rare{letter}" for letter in "abcdefghijklmnopqrstu")


def told_in(*words: str, lang: str = "en"):
    return visit("a", words=words, lang=lang)


def test_rare_words_weigh_more_than_plain_ones():
    rare = likeness(told_in(*RARE), told_in(*RARE[:10], *(f"new{n}" for n in range(11))))
    common = likeness(
        told_in(*RARE[:11], *dict.fromkeys(PLAIN)),
        told_in(*(f"new{n}" for n in range(11)), *dict.fromkeys(PLAIN)),
    )
    assert rare == pytest.approx(10 / 21)
    assert common is not None
    assert common < 0.2


def test_texts_in_two_languages_or_of_a_few_words_say_nothing():
    assert likeness(told_in(*RARE), told_in(*RARE, lang="tr")) is None
    assert likeness(told_in(*RARE[:5]), told_in(*RARE)) is None


def test_a_word_that_many_followed_stories_use_weighs_less():
    stories = [story(visit(str(n), words=("rarea",)), identity=str(n)) for n in range(30)]
    usage = usage_of(("rarea", "rareb"), stories)
    assert usage.stories == 30
    assert usage.weight("rarea") < usage.weight("rareb") / 3


def test_the_story_compared_with_is_not_counted_against_its_own_words():
    usage = usage_of(RARE, [story(told_in(*RARE), replace(told_in(*RARE), article="b"))])
    assert usage.using["rarea"] == 0


@given(st.lists(st.sampled_from(RARE + PLAIN)), st.lists(st.sampled_from(RARE + PLAIN)))
def test_likeness_is_symmetric_and_between_nought_and_one(one, other):
    first, second = told_in(*dict.fromkeys(one)), told_in(*dict.fromkeys(other))
    found = likeness(first, second, Usage())
    assert found == likeness(second, first, Usage())
    assert found is None or 0 <= found <= 1


def test_an_article_is_known_by_the_words_of_its_head():
    assert words_of(plain("Overflight 2024 of the Sahel. Peanuts, peanuts.")) == (
        "overfl",
        "sahel",
        "peanut",
    )
    assert len(
        words_of(plain(" ".join(f"{chr(97 + n % 26)}word{n:03d}." for n in range(900))))
    ) == (26)
