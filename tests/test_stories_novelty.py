"""What an article adds to a known event: a source, a change, a denial, or nothing."""

from __future__ import annotations

import pytest
from story_samples import deal, visit

from monitor.model.stories import Novelty
from monitor.stories.novelty import describe, independent_sources

SKETCH = tuple(range(100))


@pytest.mark.parametrize(
    ("before", "now", "novelty"),
    [
        (["planned"], "arrived", Novelty.STATUS_CHANGED),
        (["refused"], "planned", Novelty.STATUS_CHANGED),
        (["planned"], "cancelled", Novelty.STATUS_CHANGED),
        (["planned", "arrived"], "planned", Novelty.CORROBORATED),
        (["arrived"], "arrived", Novelty.CORROBORATED),
        (["arrived"], "", Novelty.CORROBORATED),
        ([""], "arrived", Novelty.CORROBORATED),
        (["arrived"], "denied", Novelty.CONTRADICTED),
        (["arrived", "denied"], "denied", Novelty.CORROBORATED),
        (["denied"], "arrived", Novelty.STATUS_CHANGED),
    ],
)
def test_a_status_is_compared_with_all_that_was_told(before, now, novelty):
    known = [visit(f"k{number}", status=status) for number, status in enumerate(before)]
    assert describe(visit("new", status=now), known)[0] is novelty


def test_a_claim_that_is_confirmed_has_changed():
    novelty, reason = describe(deal("b"), [deal("a", stance="alleged")])
    assert novelty is Novelty.STATUS_CHANGED
    assert reason == "alleged as of 2025-03-03, agreed now"


def test_hearsay_that_is_told_plainly_is_no_change_and_can_be_denied():
    heard = deal("a", stance="reported")
    assert describe(deal("b"), [heard])[0] is Novelty.CORROBORATED
    assert describe(deal("b", stance="denied"), [heard])[0] is Novelty.CONTRADICTED


def test_a_denial_contradicts_whatever_its_phase():
    assert describe(deal("b", stance="denied"), [deal("a")])[0] is Novelty.CONTRADICTED


def test_background_changes_nothing():
    later = visit("b", status="departed", prominence="background")
    assert describe(later, [visit("a")])[0] is Novelty.CORROBORATED


def test_the_same_source_again_is_a_repeat():
    assert describe(visit("b", source="a.example"), [visit("a")])[0] is Novelty.REPEAT


def test_ten_papers_with_one_agency_text_are_one_source():
    copies = [visit(f"paper{number}", sketch=SKETCH) for number in range(10)]
    assert independent_sources(copies) == 1
    own = visit("own", sketch=tuple(range(200, 300)))
    assert describe(own, copies) == (Novelty.CORROBORATED, "told by 2 independent sources now")
    assert describe(visit("eleventh", sketch=SKETCH), copies)[0] is Novelty.REPEAT
