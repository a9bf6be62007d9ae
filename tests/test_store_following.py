"""Events that are followed: told once, told again when they changed, merged and split by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from stores import NOON, Desk, article, match, to_two
from story_samples import deal, visit

from monitor.alerts.render import message
from monitor.errors import NotFound, UsageError
from monitor.formats.story_facts import from_json, to_json
from monitor.model import AlertId, Article, ArticleId, Delivery, DeliveryId, MatchResult, StoryId
from monitor.model.stories import News, Novelty, StoryFacts
from monitor.store.alerts import load_alert, save_matches
from monitor.store.deliveries import begin_delivery
from monitor.store.following import merge, split
from monitor.store.queues import Job
from monitor.store.retention import Retention, prune
from monitor.store.schema import articles, story_facts, story_keys
from monitor.stories.story import place
from monitor.stories.telling import tells_again

NEWS = News(place, tells_again)
RULE = match("ship-visits", notify=("new", "status_changed", "contradicted", "corroborated 3"))


def keyed(facts: StoryFacts) -> StoryFacts:
    held = (key for facet in facts.facets for _, keys in facet.roles for key in keys)
    return replace(facts, keys=tuple(f"{facts.facets[0].topic}:{key}" for key in held))


def tell(desk: Desk, one: Article, facts: StoryFacts, *found: object) -> AlertId | None:
    """What becomes of an article that is stored and tells these facts."""
    saved = desk.article(one)
    return match_again(desk, saved.id, facts, *found)


def match_again(desk: Desk, saved: ArticleId, facts: StoryFacts, *found) -> AlertId | None:
    result = MatchResult(found or (RULE,), facts=keyed(replace(facts, day=NOON.date())))
    return desk.write(
        save_matches, saved, result, to_two, now=NOON, message_domain="d.example", news=NEWS
    )


def story_of(desk: Desk, name: str) -> int:
    return desk.scalar(select(articles.c.story_id).where(articles.c.title == f"Headline {name}"))


def id_of(desk: Desk, name: str) -> ArticleId:
    return ArticleId(
        desk.scalar(select(articles.c.id).where(articles.c.title == f"Headline {name}"))
    )


def test_a_second_report_on_an_event_joins_it_and_is_not_told(desk: Desk):
    assert tell(desk, article("one"), visit(source="a.example")) is not None
    assert tell(desk, article("two"), visit(source="b.example")) is None
    assert story_of(desk, "one") == story_of(desk, "two")


def test_another_event_is_told_by_itself(desk: Desk):
    assert tell(desk, article("one"), visit()) is not None
    assert tell(desk, article("two"), visit(visitor=("CN",), ship=("luyang",))) is not None
    assert story_of(desk, "one") != story_of(desk, "two")


def test_a_change_is_told_again_as_an_answer_to_the_first_message(desk: Desk):
    first = tell(desk, article("one"), visit(status="planned", source="a.example"))
    second = tell(desk, article("two"), visit(status="arrived", source="b.example"))
    assert first is not None
    assert second is not None
    alert = desk.read(load_alert, second)
    assert alert.novelty is Novelty.STATUS_CHANGED
    assert alert.change == "planned as of 2026-11-21, arrived now"
    assert alert.follows == first
    begun = [desk.write(begin_delivery, DeliveryId(due.id), NOON) for due in desk.due(Job.SEND)]
    ids = {(each.alert.id, each.recipient): each.message_id for each in begun}
    for delivery in begun:
        follows = ids[first, delivery.recipient] if delivery.alert.id == second else ""
        assert delivery.thread == follows


def test_the_follow_up_says_so_in_its_subject_headers_and_text(desk: Desk):
    tell(desk, article("one"), visit(status="planned", source="a.example"))
    second = tell(desk, article("two"), visit(stance="denied", source="b.example"))
    assert second is not None
    delivery: Delivery = next(
        begun
        for due in desk.due(Job.SEND)
        if (begun := desk.write(begin_delivery, DeliveryId(due.id), NOON)).alert.id == second
    )
    made = message(delivery, ())
    assert made.subject.startswith("CONTRADICTED: ")
    assert made.headers["In-Reply-To"] == made.headers["References"] == delivery.thread
    assert "planned as of 2026-11-21, denied now (first told in alert" in " ".join(
        made.text.split()
    )
    assert made.data["novelty"] == "contradicted"


def test_the_follow_up_quotes_the_other_side(desk: Desk):
    first = tell(desk, article("one"), visit(status="planned", source="a.example"))
    second = tell(desk, article("two"), visit(stance="denied", source="b.example"))
    begun = [desk.write(begin_delivery, DeliveryId(due.id), NOON) for due in desk.due(Job.SEND)]
    plain = next(one for one in begun if one.alert.id == first)
    assert plain.before is None
    changed = next(one for one in begun if one.alert.id == second)
    assert changed.before is not None
    assert changed.before.id == first
    made = message(changed, ())
    assert "Before" in made.text
    assert "Before: \u201cThe *frigate* entered.\u201d" in made.chat
    assert f"alert {first}" in made.html
    before = made.data["before"]
    assert isinstance(before, dict)
    assert before["alert"] == first
    assert before["quote"]["text"] == "The frigate entered."


def test_a_third_source_is_told_where_a_rule_asks_for_it(desk: Desk):
    told = [
        tell(desk, article(name), visit(source=f"{name}.example"))
        for name in ("one", "two", "three", "four")
    ]
    assert [alert is not None for alert in told] == [True, False, True, False]


def test_matching_an_article_again_tells_no_change_a_second_time(desk: Desk):
    tell(desk, article("one"), visit(status="planned", source="a.example"))
    arrived = visit(status="arrived", source="b.example")
    assert tell(desk, article("two"), arrived) is not None
    assert match_again(desk, id_of(desk, "two"), arrived) is None


def test_a_rule_not_told_before_is_told_for_an_event_that_is_known(desk: Desk):
    first = tell(desk, article("one"), visit(source="a.example"))
    other = match("naval-news")
    second = tell(desk, article("two"), visit(source="b.example"), RULE, other)
    assert second is not None
    alert = desk.read(load_alert, second)
    assert [found.rule_id for found in alert.matches] == ["naval-news"]
    assert (alert.novelty, alert.follows) == (Novelty.NEW, first)


def test_an_old_event_is_not_followed_any_more(desk: Desk):
    long_ago = NOON - timedelta(days=31)
    tell(desk, article("one", published=long_ago), visit(source="a.example"))
    assert tell(desk, article("two"), visit(source="b.example")) is not None


def test_facts_that_name_nothing_open_an_event_of_their_own(desk: Desk):
    nothing = StoryFacts("", NOON.date())
    assert tell(desk, article("one"), nothing) is not None
    assert tell(desk, article("two"), nothing) is not None


def test_events_merged_by_hand_are_one_and_stay_so(desk: Desk):
    tell(desk, article("one"), visit(source="a.example"))
    tell(desk, article("two"), visit(visitor=("CN",), ship=("luyang",)), match("naval-news"))
    one, two = (StoryId(story_of(desk, name)) for name in ("one", "two"))
    assert desk.write(merge, one, two, NOON) == 1
    assert story_of(desk, "two") == one
    assert match_again(desk, id_of(desk, "two"), visit(), match("naval-news")) is None
    with pytest.raises(UsageError):
        desk.write(merge, one, one, NOON)
    with pytest.raises(NotFound):
        desk.write(merge, one, two, NOON)


def test_an_article_split_off_is_told_and_does_not_come_back(desk: Desk):
    tell(desk, article("one"), visit(source="a.example"))
    assert tell(desk, article("two"), visit(source="b.example")) is None
    two = id_of(desk, "two")
    fresh = desk.write(split, two, NOON)
    assert [due.id for due in desk.due(Job.MATCH)] == [two]
    assert match_again(desk, two, visit(source="b.example")) is not None
    assert story_of(desk, "two") == fresh != story_of(desk, "one")
    with pytest.raises(UsageError, match="the only one"):
        desk.write(split, two, NOON)
    with pytest.raises(NotFound):
        desk.write(split, ArticleId(999), NOON)


def test_an_article_that_was_told_is_split_off_and_not_told_again(desk: Desk):
    tell(desk, article("one"), visit(status="planned", source="a.example"))
    assert tell(desk, article("two"), visit(source="b.example")) is not None
    two = id_of(desk, "two")
    desk.write(split, two, NOON)
    assert desk.due(Job.MATCH) == []
    assert match_again(desk, two, visit(source="b.example")) is None


@given(st.sampled_from([visit, deal]), st.sampled_from(["", "x.example"]))
def test_facts_go_through_the_store_without_loss(report, source):
    facts = keyed(report("a", source=source, names=("x", "#12"), sketch=(1, 2), things=("port:x",)))
    assert from_json("a", to_json(facts)) == facts


def test_an_event_not_followed_any_more_is_not_looked_for(desk: Desk):
    tell(desk, article("one"), visit())
    desk.write(prune, Retention(), NOON)
    assert desk.scalar(select(func.count()).select_from(story_keys)) > 0
    later = NOON
    for _ in range(45):  # day by day, as a clock that jumps is not trusted
        later += timedelta(days=0.9)
        desk.write(prune, Retention(), later)
    assert desk.scalar(select(func.count()).select_from(story_keys)) == 0
    assert desk.scalar(select(func.count()).select_from(story_facts)) == 1


def test_a_deal_is_looked_for_as_long_as_deals_last(desk: Desk):
    def told(name: str, ago: timedelta, facts: StoryFacts) -> AlertId | None:
        saved = desk.article(article(name, published=NOON - ago))
        kept = replace(facts, day=(NOON - ago).date())
        kept = replace(keyed(kept), keys=("lasting:TR>PK:tb2", *keyed(kept).keys))
        result = MatchResult((RULE,), facts=kept)
        return desk.write(
            save_matches, saved.id, result, to_two, now=NOON, message_domain="d.example", news=NEWS
        )

    number = {"quantity": (24.0, 24.0)}
    first = told("one", timedelta(days=200), deal(status="agreed", source="a.example", **number))
    second = told("two", timedelta(), deal(status="delivered", source="b.example", **number))
    assert second is not None
    assert desk.read(load_alert, second).follows == first
    assert story_of(desk, "one") == story_of(desk, "two")


def test_a_deal_is_forgotten_later_than_a_visit(desk: Desk):
    kept = replace(keyed(deal()), keys=("lasting:TR>PK:tb2", "drone-deals:TR"), day=NOON.date())
    saved = desk.article(article("one"))
    desk.write(
        save_matches,
        saved.id,
        MatchResult((RULE,), facts=kept),
        to_two,
        now=NOON,
        message_domain="d.example",
        news=NEWS,
    )
    later = NOON
    for _ in range(45):
        later += timedelta(days=0.9)
        desk.write(prune, Retention(), later)
    assert desk.scalar(select(story_keys.c.key)) == "lasting:TR>PK:tb2"
