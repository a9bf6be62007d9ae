"""A deal is known again when its next stage is told, months later; another order is not."""

from __future__ import annotations

import pytest
from story_samples import deal, story

from monitor.model.stories import Novelty
from monitor.stories.lasting import LASTING_DAYS, carries_on, lasting_keys
from monitor.stories.likeness import is_same, same_event
from monitor.stories.story import place


def test_a_delivery_months_later_belongs_to_the_order():
    order = deal("a", status="agreed", quantity=(24, 24))
    delivery = deal("b", after=200, status="delivered", quantity=(24, 24))
    assert is_same(same_event(order, delivery))
    placed = place(delivery, [story(order)])
    assert (placed.story, placed.novelty) == ("one", Novelty.STATUS_CHANGED)


@pytest.mark.parametrize(
    "later",
    [
        deal("b", after=200, status="agreed"),
        deal("b", after=200, status=""),
        deal("b", after=200, status="delivered", recipient=("AZ",)),
        deal("b", after=200, status="delivered", system=("akinci",)),
        deal("b", after=LASTING_DAYS + 1, status="delivered"),
    ],
    ids=["another order", "no stage told", "another buyer", "another type", "years later"],
)
def test_what_is_no_later_stage_of_it_is_another_deal(later):
    assert not carries_on(deal("a", status="agreed"), later)
    assert not same_event(deal("a", status="agreed"), later).points


def test_a_delivered_deal_is_over():
    assert not carries_on(deal("a", status="delivered"), deal("b", after=90, status="delivered"))
    assert not carries_on(deal("a", status="cancelled"), deal("b", after=90, status="agreed"))


def test_only_deals_with_both_parties_and_a_type_are_kept_for_long():
    [facet] = deal().facets
    assert [*lasting_keys((facet,))] == ["lasting:TR>PK:tb2"]
    [unknown] = deal(system=()).facets
    assert [*lasting_keys((unknown,))] == []
