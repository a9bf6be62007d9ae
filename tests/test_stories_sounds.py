"""A name is heard alike in five scripts' spellings, and short or common words are not heard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stories.sounds import LEAST, MOST, sound_of


@pytest.mark.parametrize(
    "spellings",
    [
        [("Anastasiades", "en"), ("Anastasiadis", "tr"), ("اناستاسياديس", "ar")],
        [("Chengdu", "en"), ("چینگدو", "ur"), ("चेंगदू", "hi")],
        [("Makran", "en"), ("مكران", "ar")],
        [("Sogavare", "en"), ("سوغافاري", "ar")],
        [("Kharkiv", "en"), ("خاركيف", "ar")],
        [("Samuelsen", "en"), ("السامويلسن", "ar")],
    ],
)
def test_a_name_sounds_alike_in_every_script(spellings):
    heard = {sound_of(word, lang) for word, lang in spellings}
    assert len(heard) == 1
    assert heard != {""}


@pytest.mark.parametrize("word", ["Haley", "Oslo", "Aoki", ""])
def test_what_has_too_few_consonants_is_not_heard(word):
    assert sound_of(word, "en") == ""


@given(st.text(max_size=30), st.sampled_from(["en", "tr", "ur", "hi", "ar", ""]))
def test_any_word_is_heard_or_not(word, lang):
    heard = sound_of(word, lang)
    assert heard == "" or (LEAST <= len(heard) <= MOST and heard.isascii())
