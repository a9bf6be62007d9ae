"""Alerts of the past are counted as the store would have made them."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from stores import NOON, match

from monitor.model import ArticleId, StoryId
from monitor.run.forecast import Coverage, Found, Telling, coverage

HOUR = timedelta(hours=1)


def found(story: int, rule: str = "calls", hours: float = 0) -> Found:
    at = NOON + hours * HOUR
    return Found(ArticleId(1), StoryId(story), at, "Headline", "", "news.example", match(rule))


def test_a_story_is_told_once_for_each_rule():
    telling = Telling()
    telling.add([found(1)])
    telling.add([found(1, hours=1)])
    telling.add([found(1, "bans", hours=2)])
    assert telling.alerts == 2
    assert telling.of_rule("calls") == {StoryId(1): found(1)}


def test_two_rules_on_one_article_make_one_alert():
    telling = Telling()
    telling.add([found(1), found(1, "bans")])
    assert telling.alerts == 1
    assert len(telling.firsts) == 2


def test_alerts_are_counted_on_the_day_of_their_article():
    telling = Telling()
    for story, hours in ((1, 0), (2, 5), (3, 30)):
        telling.add([found(story, hours=hours)])
    assert dict(telling.per_day) == {NOON.date(): 2, (NOON + 30 * HOUR).date(): 1}


def test_what_fires_on_nothing_tells_nothing():
    telling = Telling()
    telling.add([])
    assert telling.alerts == 0


@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["calls", "bans", "deals"]))))
def test_alerts_never_exceed_pairs_of_story_and_rule(pairs):
    telling = Telling()
    for story, rule in pairs:
        telling.add([found(story, rule)])
    assert telling.alerts == len(set(pairs)) == len(telling.firsts)


def test_coverage_is_never_less_than_a_day_and_says_what_was_let_go():
    assert coverage([], 0).sentence == "The archive holds no article of that time"
    assert coverage([NOON], 0).days == 1
    ten_days = coverage([NOON, NOON + 240 * HOUR], 7)
    assert ten_days == Coverage(2, NOON, NOON + 240 * HOUR, 7)
    assert ten_days.sentence == (
        "The archive covers 10 days, 2 articles; the texts of 7 more were let go"
    )
