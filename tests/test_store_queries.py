"""Listings: what is followed, found, told and stuck."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from stores import MINUTE, NOON, Desk, article, by_guid, entry, match, poll

from monitor.errors import NotFound
from monitor.model import (
    AlertId,
    ArticleId,
    DeliveryState,
    FeedStatus,
    Health,
    HostPause,
    PollOutcome,
    judge,
)
from monitor.store import queries
from monitor.store.deliveries import begin_delivery
from monitor.store.feeds import load_feed, set_status
from monitor.store.polling import save_poll
from monitor.store.queues import remember_pause

B_URL = "http" + "://b.example/feed"


def test_feeds_are_listed_with_what_they_announced(desk: Desk):
    first, second = desk.feed(title="A"), desk.feed(B_URL, title="B")
    desk.announce(first, entry("one"), entry("two"))
    desk.announce(first, entry("three"), at=NOON + MINUTE)
    rows = desk.read(queries.list_feeds, NOON)
    assert [(row.feed.title, row.entries, row.health) for row in rows] == [
        ("A", 3, Health.HEALTHY),
        ("B", 0, Health.NEW),
    ]
    assert rows[0].last_entry == NOON + MINUTE
    assert (rows[0].feed, rows[0].state) == desk.read(load_feed, first)
    for name in (str(second), B_URL):
        assert desk.read(queries.find_feed, name, NOON) == rows[1]


def test_a_feed_nobody_follows_is_named_with_a_hint(desk: Desk):
    with pytest.raises(NotFound, match="no feed x; 'monitor feeds list' shows"):
        desk.read(queries.find_feed, "x", NOON)


def test_a_feeds_health_is_one_word(desk: Desk):
    feed_id = desk.feed()

    def word(minutes: int = 0) -> Health:
        feed, state = desk.read(load_feed, feed_id)
        return judge(feed.status, state, NOON + minutes * MINUTE).health

    assert word() is Health.NEW
    desk.announce(feed_id)
    assert word(15) is Health.HEALTHY
    assert word(21) is Health.LATE
    failed = poll(feed_id)
    desk.write(save_poll, replace(failed, state=replace(failed.state, failures=1)), by_guid)
    assert word() is Health.FAILING
    desk.write(set_status, feed_id, FeedStatus.PAUSED, NOON)
    assert word() is Health.PAUSED
    desk.write(set_status, feed_id, FeedStatus.GONE, NOON)
    assert word() is Health.GONE


def test_polls_are_a_ledger_with_the_last_first(desk: Desk):
    first, second = desk.feed(), desk.feed(B_URL)
    desk.announce(first, entry("one"))
    broken = poll(second, at=NOON + MINUTE, outcome=PollOutcome.BROKEN, detail="it is HTML")
    desk.write(save_poll, broken, by_guid)
    assert [
        (row.feed_url, row.at, row.outcome, row.detail, row.new_entries)
        for row in desk.read(queries.list_polls)
    ] == [
        (B_URL, NOON + MINUTE, PollOutcome.BROKEN, "it is HTML", 0),
        (desk.read(load_feed, first)[0].url, NOON, PollOutcome.ENTRIES, "200", 1),
    ]
    assert [row.feed_id for row in desk.read(queries.list_polls, second)] == [second]
    assert len(desk.read(queries.list_polls, limit=1)) == 1


def test_entries_are_listed_by_feed_and_state(desk: Desk):
    first, second = desk.feed(), desk.feed(B_URL)
    desk.announce(first, entry("one"), entry("two"))
    desk.write(save_poll, replace(poll(second), silent=(entry("old"),)), by_guid)
    titles = [row.title for row in desk.read(queries.list_entries)]
    assert titles == ["Headline old", "Headline two", "Headline one"]
    assert len(desk.read(queries.list_entries, first)) == 2
    assert [row.feed_id for row in desk.read(queries.list_entries, state="baseline")] == [second]


def test_articles_are_listed_with_their_rules_and_what_they_copy(desk: Desk):
    first = desk.article(article("babur"))
    desk.matched(first.id, match("a"), match("b"))
    copy = article("copy", "copy.example", fingerprint=article("babur").fingerprint)
    second = desk.article(copy)
    rows = desk.read(queries.list_articles)
    assert [(row.id, row.copy_of, row.rules, row.state) for row in rows] == [
        (second.id, first.id, (), "to_match"),
        (first.id, None, ("a", "b"), "matched"),
    ]
    assert [row.id for row in desk.read(queries.list_articles, "matched")] == [first.id]


def test_an_article_is_shown_whole(desk: Desk):
    saved = desk.article(article("babur"))
    desk.matched(saved.id, match("a"), match("b"))
    shown = desk.read(queries.show_article, saved.id)
    assert shown.article == article("babur")
    assert shown.matches == (match("a"), match("b"))
    with pytest.raises(NotFound, match="there is no article 77"):
        desk.read(queries.show_article, ArticleId(77))


def test_alerts_are_listed_with_how_their_deliveries_stand(desk: Desk):
    old = desk.alert(article("one"))
    new = desk.alert(article("two"), at=NOON + MINUTE)
    delivery_id = desk.read(queries.show_alert, new).deliveries[0].id
    desk.write(begin_delivery, delivery_id, NOON + MINUTE)
    rows = desk.read(queries.list_alerts)
    assert [row.id for row in rows] == [new, old]
    assert rows[0].deliveries == {DeliveryState.PENDING: 1, DeliveryState.SENDING: 1}
    assert rows[0].topics == ("ship-visits",)
    assert [row.id for row in desk.read(queries.list_alerts, NOON + MINUTE)] == [new]
    assert len(desk.read(queries.list_alerts, limit=1)) == 1


def test_an_alert_is_shown_with_its_copies_and_recipients(desk: Desk):
    alert_id = desk.alert(article("babur"))
    for host in ("b.example", "c.example"):
        desk.article(article("babur", host, fingerprint=article("babur").fingerprint))
    shown = desk.read(queries.show_alert, alert_id)
    assert shown.alert.matches == (match(),)
    assert shown.also_told_by == ("b.example", "c.example")
    assert {row.recipient for row in shown.deliveries} == {"ayse@example.org", "omar@example.org"}
    with pytest.raises(NotFound, match="there is no alert 77"):
        desk.read(queries.show_alert, AlertId(77))


def test_the_counts_say_what_there_is_and_what_waits(desk: Desk):
    empty = desk.read(queries.counts, NOON)
    assert (empty.feeds, empty.alerts, empty.last_poll, empty.oldest_waiting) == ({}, 0, None, None)
    desk.alert(article("babur"))
    desk.article(article("copy", fingerprint=article("babur").fingerprint))
    desk.feed(B_URL)
    pause = HostPause("b.example", NOON + timedelta(hours=2), "429")
    desk.write(remember_pause, pause)
    found = desk.read(queries.counts, NOON + MINUTE)
    assert found.feeds == {"healthy": 1, "new": 1}
    assert found.entries == {"read": 2}
    assert found.articles == {"matched": 1, "to_match": 1}
    assert found.deliveries == {"pending": 2}
    assert (found.stories, found.alerts) == (1, 1)
    assert (found.last_poll, found.oldest_waiting) == (NOON, NOON)
    assert found.pauses == (pause,)
