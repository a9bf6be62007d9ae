"""Denials, confirmations, stops and second thoughts are read from openings, in five languages."""

from __future__ import annotations

import pytest
from annotated import plain
from story_samples import visit

from monitor.model.stories import Novelty
from monitor.stories.novelty import describe
from monitor.stories.turns import OPENING, Turn, turns_of


def turn_of(text: str, lang: str = "en") -> set[str]:
    return {*turns_of(plain(text, lang))}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The ministry denied that any crates had been unloaded."),
        ("en", "Nobody crossed the line at any moment, the general stated."),
        ("en", "There was no violation of anybody's airspace."),
        ("en", "The minister brushed aside the report as fabricated."),
        ("tr", "Bakanlık iddiaları yalanladı."),
        ("ur", "وزارت نے اس خبر کی تردید کی۔"),
        ("hi", "मंत्रालय ने इस खबर का खंडन किया।"),
        ("ar", "نفت الوزارة وصول الشحنة."),
    ],
)
def test_a_denial_is_read_as_one(lang, text):
    assert Turn.DENIED in turn_of(text, lang)


@pytest.mark.parametrize(
    "text",
    [
        "The harbour master denied the vessel permission to dock.",
        "It cannot be denied that the two are close.",
        "Ottawa drops its presumption of denial.",
        "Nobody was hurt, the police said.",
    ],
)
def test_what_only_looks_like_a_denial_is_none(text):
    assert Turn.DENIED not in turn_of(text)


@pytest.mark.parametrize(
    ("lang", "text", "turn"),
    [
        ("en", "The palace conceded that the deal exists.", Turn.CONFIRMED),
        ("tr", "Bakan haberi doğruladı.", Turn.CONFIRMED),
        ("hi", "सेना ने इसकी पुष्टि की।", Turn.CONFIRMED),
        ("en", "Both aircraft were turned back over the gulf.", Turn.STOPPED),
        ("ar", "ألغت البحرية الزيارة.", Turn.STOPPED),
        ("en", "The crew is free to go.", Turn.GOES_ON),
        ("en", "The frigate may come after all.", Turn.GOES_ON),
        ("tr", "Mürettebat serbest bırakıldı.", Turn.GOES_ON),
        ("ar", "تراجعت الحكومة عن قرارها.", Turn.GOES_ON),
    ],
)
def test_other_turns_are_read(lang, text, turn):
    assert turn in turn_of(text, lang)


def test_only_the_opening_is_read():
    assert turn_of("It sailed. " * OPENING + "The ministry denied it.") == set()


def test_a_denial_contradicts_what_nobody_denied_before():
    novelty, reason = describe(visit("b", turns=("denied",), after=1), [visit("a")])
    assert novelty is Novelty.CONTRADICTED
    assert reason == "as of 2025-03-03 not disputed, denied now"
    known = [visit("a"), visit("b", turns=("denied",))]
    assert describe(visit("c", turns=("denied",)), known)[0] is Novelty.CORROBORATED


def test_what_was_denied_and_is_confirmed_has_changed():
    known = [visit("a", turns=("denied",), status="")]
    assert describe(visit("b", turns=("confirmed",), status=""), known)[0] is Novelty.STATUS_CHANGED
    assert describe(visit("b", turns=("confirmed",)), [visit("a")])[0] is Novelty.CORROBORATED


def test_what_was_stopped_and_goes_on_has_changed_and_the_other_way_round():
    stopped = visit("a", turns=("stopped",), status="")
    goes_on = visit("b", turns=("goes on",), status="")
    assert describe(goes_on, [stopped])[0] is Novelty.STATUS_CHANGED
    assert describe(stopped, [goes_on])[0] is Novelty.STATUS_CHANGED
    assert describe(goes_on, [visit("c")])[0] is Novelty.CORROBORATED


def test_what_has_happened_was_not_stopped_and_what_is_refused_does_not_go_on():
    came = visit("b", turns=("stopped",), status="arrived")
    assert describe(came, [visit("a")])[0] is Novelty.CORROBORATED
    refused = visit("b", turns=("goes on",), status="refused")
    stopped = visit("a", turns=("stopped",), status="refused")
    assert describe(refused, [stopped])[0] is Novelty.CORROBORATED


@pytest.mark.parametrize(
    "text",
    [
        "Why the cutter could not be let in was explained on Tuesday.",
        "Nobody was released, the spokesman said.",
        "The visit had been postponed a month before.",
    ],
)
def test_a_turn_that_did_not_come_or_came_before_is_none(text):
    assert not turn_of(text) & {Turn.STOPPED, Turn.GOES_ON}
