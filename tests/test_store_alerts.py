"""Alerts: a story is told once for each rule, to each recipient once."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select
from stores import MINUTE, NOON, TO_TWO, Desk, address, article, by_exact, match, to_two

from monitor.errors import NotFound
from monitor.model import (
    AlertId,
    ArticleId,
    Evidence,
    MatchResult,
    Quote,
    Severity,
    TextSource,
    Zone,
)
from monitor.store.alerts import also_told_by, load_alert, save_matches
from monitor.store.articles import save_article
from monitor.store.queries import show_article
from monitor.store.queues import Job
from monitor.store.schema import alerts, deliveries, matches


def rows(desk: Desk, table) -> int:
    return desk.scalar(select(func.count()).select_from(table))


def test_a_match_becomes_an_alert_with_a_delivery_for_each_recipient(desk: Desk):
    one = article("babur")
    found = (
        match("ship-visits"),
        match(
            "naval-deals",
            severity=Severity.CRITICAL,
            topics=("arms-deals", "ship-visits"),
            evidence=(Evidence("ship", Zone.TITLE, 0, 8, "Fırkateyn"),),
            quote=Quote(Zone.TITLE, 0, 20, "Fırkateyn \u202eKarachi", ((0, 9), (12, 19))),
            confidence=0.1,
        ),
    )
    alert = desk.read(load_alert, desk.alert(one, *found))
    assert alert.matches == found
    assert (alert.headline, alert.url, alert.source) == (one.title, one.url, one.source)
    assert (alert.text_source, alert.published, alert.created) == (TextSource.PAGE, NOON, NOON)
    assert alert.severity is Severity.CRITICAL
    assert alert.topics == ("ship-visits", "arms-deals")
    assert alert.key.startswith(f"story:{alert.story_id}:")
    assert rows(desk, deliveries) == len(TO_TWO)
    assert desk.due(Job.MATCH) == []


def test_an_article_without_matches_makes_no_alert(desk: Desk):
    saved = desk.article(article("babur"))
    result = MatchResult((), over_budget=("slow-rule",))
    made = desk.write(save_matches, saved.id, result, to_two, now=NOON, message_domain="d.example")
    assert made is None
    assert desk.due(Job.MATCH) == []
    assert desk.read(show_article, saved.id).over_budget == ("slow-rule",)


def test_a_copy_is_told_by_the_alert_of_its_story(desk: Desk):
    first = desk.alert(article("babur"))
    copy = article("babur", "copy.example", fingerprint=article("babur").fingerprint)
    assert desk.alert(copy) is None
    assert rows(desk, alerts) == 1
    assert desk.read(also_told_by, desk.read(load_alert, first)) == ("copy.example",)


def test_a_copy_on_which_another_rule_fires_is_told_for_that_rule_alone(desk: Desk):
    desk.alert(article("babur"), match("ship-visits"))
    copy = article("babur", "copy.example", fingerprint=article("babur").fingerprint)
    second = desk.alert(copy, match("ship-visits"), match("arms-bans"))
    alert = desk.read(load_alert, second)
    assert [one.rule_id for one in alert.matches] == ["arms-bans"]
    assert alert.source == "copy.example"
    assert rows(desk, matches) == 3


def test_routes_are_asked_for_the_matches_that_are_told(desk: Desk):
    desk.alert(article("babur"), match("a"))
    asked = []

    def note(told):
        asked.append([one.rule_id for one in told])
        return ()

    copy = article("babur", "copy.example", fingerprint=article("babur").fingerprint)
    saved = desk.article(copy)
    result = MatchResult((match("a"), match("b")))
    made = desk.write(save_matches, saved.id, result, note, now=NOON, message_domain="d.example")
    assert asked == [["b"]]
    assert desk.read(load_alert, made).key  # told to nobody, and there all the same


def test_saving_matches_again_after_a_crash_tells_nothing_twice(desk: Desk):
    saved = desk.article(article("babur"))
    assert desk.matched(saved.id) is not None
    assert desk.matched(saved.id) is None
    assert (rows(desk, alerts), rows(desk, deliveries)) == (1, len(TO_TWO))


def test_a_rule_given_twice_counts_once(desk: Desk):
    alert = desk.read(load_alert, desk.alert(article("babur"), match("a"), match("a")))
    assert len(alert.matches) == 1


def test_what_was_told_stays_as_it_was_told_when_the_text_gets_better(desk: Desk):
    entry_id = desk.pending_entry(url_key=address("babur"))
    poor = article("babur", text="Summary.", text_source=TextSource.FEED)
    saved = desk.write(save_article, entry_id, poor, by_exact, reread_at=NOON + MINUTE, now=NOON)
    told = desk.matched(saved.id, match("a", reason="summary"))
    before = desk.read(load_alert, told)
    desk.write(save_article, entry_id, article("babur"), by_exact, reread_at=None, now=NOON)
    more = desk.matched(saved.id, match("a", reason="page"), match("b"))
    assert desk.read(load_alert, told) == before
    assert [one.rule_id for one in desk.read(load_alert, more).matches] == ["b"]


def test_matches_nobody_was_told_follow_the_text(desk: Desk):
    first = desk.article(article("babur"))
    desk.matched(first.id, match("a"))
    copy = article("babur", "copy.example", fingerprint=article("babur").fingerprint)
    saved = desk.article(copy)
    desk.matched(saved.id, match("a", reason="before"))
    desk.matched(saved.id, match("a", reason="after"))
    assert [one.reason for one in desk.read(show_article, saved.id).matches] == ["after"]


def test_message_ids_are_valid_unique_and_stable(desk: Desk):
    desk.alert(article("one"), match("a"))
    desk.alert(article("two"), match("a"), at=NOON + MINUTE)
    with desk.database.reading() as connection:
        found = connection.execute(select(deliveries.c.message_id)).scalars().all()
    assert len(set(found)) == 4
    for message_id in found:
        assert re.fullmatch(r"<alert-[0-9a-f]{20}\.[0-9a-f]{12}@alerts\.example>", message_id)


def test_a_database_begun_anew_uses_other_message_ids(desk: Desk):
    # Mail servers drop a message whose id they have seen, and stories are counted from 1 each time.
    desk.alert(article("one"), at=NOON)
    desk.alert(article("two"), at=NOON + MINUTE)
    with desk.database.reading() as connection:
        query = select(deliveries.c.message_id).order_by(deliveries.c.id)
        ids = connection.execute(query).scalars().all()
    assert len({message_id.split(".")[0] for message_id in ids}) == 2


def test_unknown_alerts_and_articles_are_named(desk: Desk):
    with pytest.raises(NotFound, match="there is no alert 77"):
        desk.read(load_alert, AlertId(77))
    with pytest.raises(NotFound, match="there is no article 77"):
        desk.matched(ArticleId(77))
