"""Forms of words, worked out on the rule side."""

from __future__ import annotations

import pytest

from monitor.matching.affixes import (
    arabic_forms,
    hindi_forms,
    language_of,
    name_forms,
    turkish_forms,
    urdu_forms,
)
from monitor.matching.inflection import english_forms


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("supply", "supplies supplied supplying"),
        ("ban", "bans banned banning"),
        ("ship", "ships shipped shipping"),
        ("visit", "visits visited visiting"),
        ("transfer", "transfers transferred transferring"),
        ("deliver", "delivers delivered delivering"),
        ("refuel", "refuels refuelled refueled refuelling refueling"),
        ("authorise", "authorize authorised authorized authorising authorizing"),
        ("defence", "defense defences defenses"),
        ("licence", "license licensed licenced licensing"),
        ("harbour", "harbor harbors harbours harboured"),
        ("armour", "armor armors"),
        ("manoeuvre", "maneuver maneuvers manoeuvres"),
        ("sell", "sells sold selling"),
        ("sold", "sell selling"),
        ("buy", "bought buying buys"),
        ("overfly", "overflies overflew overflown overflying"),
        ("lie", "lies lying lay"),
        ("die", "dies died dying"),
        ("embargo", "embargoes embargos"),
        ("aircraft", "aircraft"),
        ("serviceman", "servicemen"),
        ("memorandum", "memoranda memorandums"),
        ("crisis", "crises"),
        ("agree", "agrees agreed agreeing"),
        ("UAV", "uav uavs"),
    ],
)
def test_a_word_has_its_forms(word, forms):
    assert set(forms.split()) <= set(english_forms(word))


@pytest.mark.parametrize(
    ("word", "not_a_form"),
    [
        ("visit", "visitted"),
        ("acquisition", "acquisitioned"),
        ("aircraft", "aircrafts"),
        ("advise", "advize"),
        ("arm", "army"),
    ],
)
def test_a_word_has_no_wrong_forms(word, not_a_form):
    assert not_a_form not in english_forms(word)


def test_letters_tell_the_language():
    assert [language_of(word) for word in ("ship", "gemi ç", "پاکستان", "تركيا", "जहाज")] == [
        "en",
        "tr",
        "ur",
        "ar",
        "hi",
    ]


def test_turkish_nouns_and_verbs_take_their_endings():
    assert {"fırkateynler", "fırkateynin", "fırkateyni"} <= set(turkish_forms("fırkateyn"))
    assert {"uçağı", "uçaklar", "uçağın"} <= set(turkish_forms("uçak"))
    assert {"sattı", "satacak", "satıyor", "satması"} <= set(turkish_forms("satmak"))


def test_the_particle_of_the_future_stands_before_verbs_not_names():
    assert "سيزور" in arabic_forms("يزور")
    assert "وسيزور" in arabic_forms("يزور")
    assert not any(word.startswith("س") for word in arabic_forms("وريا"))
    assert ("سوريا",) not in name_forms(("وريا",), ("ar",))


def test_arabic_names_take_their_particles():
    forms = {" ".join(one) for one in name_forms(("تركيا",), ["ar"])}
    assert {"تركيا", "وتركيا", "لتركيا", "بتركيا"} <= forms
    forms = {" ".join(one) for one in name_forms(("القوات", "المسلحة"), ["ar"])}
    assert {"والقوات المسلحة", "للقوات المسلحة"} <= forms


def test_a_name_in_another_script_stays_as_it_is():
    assert name_forms(("Turkey",), ["ar"]) == [("Turkey",)]
    assert name_forms(("पाकिस्तान",), ["ar", "tr"]) == [("पाकिस्तान",)]


def test_urdu_and_hindi_words_take_oblique_and_plural():
    assert {"جہازوں", "جہاز"} <= set(urdu_forms("جہاز"))
    assert {"طیارے", "طیاروں"} <= set(urdu_forms("طیارہ"))
    assert {"सौदे", "सौदों"} <= set(hindi_forms("सौदा"))
    assert {"जहाजों"} <= set(hindi_forms("जहाज"))
