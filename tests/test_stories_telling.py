"""Which rules tell an article of a known event again."""

from __future__ import annotations

from monitor.model.stories import NOTIFY, Novelty, Placement
from monitor.stories.telling import to_tell, wanted


def placed(novelty: Novelty, sources: int = 1) -> Placement:
    return Placement("one", novelty, "", sources=sources)


def test_a_rule_is_always_told_for_the_first_time():
    for novelty in Novelty:
        assert to_tell(placed(novelty), {"visits": ()}, told=()) == ("visits",)


def test_a_repeat_is_told_to_nobody_again():
    assert to_tell(placed(Novelty.REPEAT), {"visits": NOTIFY}, told={"visits"}) == ()


def test_a_change_is_told_to_whoever_asks_for_it():
    notify = {"visits": NOTIFY, "quiet": ("new",)}
    changed = placed(Novelty.STATUS_CHANGED)
    assert to_tell(changed, notify, told={"visits", "quiet"}) == ("visits",)


def test_corroboration_is_told_at_the_number_asked_for_and_only_then():
    notify = {"visits": (*NOTIFY, "corroborated 3")}
    told = [
        sources
        for sources in range(2, 6)
        if to_tell(placed(Novelty.CORROBORATED, sources), notify, told={"visits"})
    ]
    assert told == [3]


def test_a_rule_that_does_not_say_hears_of_changes():
    assert wanted({}) == NOTIFY
    assert wanted({"notify": ["new", "corroborated 2"]}) == ("new", "corroborated 2")
