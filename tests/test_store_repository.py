"""The verbs as the daemon calls them: from a feed to a sent alert, and the runner's own."""

from __future__ import annotations

from datetime import timedelta

from stores import (
    MINUTE,
    NOON,
    TO_TWO,
    Desk,
    article,
    by_exact,
    by_guid,
    entry,
    match,
    poll,
    to_two,
)

from monitor.model import (
    ArticleId,
    Attempt,
    DeliveryId,
    DeliveryState,
    EntryId,
    FeedId,
    HostPause,
    MatchResult,
)
from monitor.store.queues import Due, Job
from monitor.store.retention import Retention


async def test_a_feed_becomes_a_sent_alert(desk: Desk):
    store = desk.repository
    desk.feed()
    (due_feed,) = await store.due_feeds(NOON, 10)
    feed, _state = await store.feed(FeedId(due_feed.id))
    saved = await store.save_poll(poll(feed.id, entry("babur"), entry("copy")), by_guid)
    assert saved.new_entries == 2
    first, second = await store.due_entries(NOON, 10)
    pending = await store.entry_to_read(EntryId(first.id))
    one = article("babur", url_key=pending.entry.url_key)
    stored = await store.save_article(pending.id, one, by_exact, None, NOON)
    assert (await store.entry_to_read(pending.id)).known_at == stored.id
    await store.link_entry(EntryId(second.id), stored.id)
    (to_match,) = await store.articles_to_match(NOON, 10)
    assert (await store.article_to_match(ArticleId(to_match.id))).article == one
    result = MatchResult((match(),))
    assert await store.save_matches(stored.id, result, to_two, NOON) is not None
    deliveries = await store.due_deliveries(NOON, 10)
    assert [lane for _, lane in deliveries] == [route.channel for route in TO_TWO]
    for identifier, _ in deliveries:
        delivery = await store.begin_delivery(DeliveryId(identifier), NOON)
        assert delivery.message_id.endswith("@alerts.example>")
        assert await store.also_told_by(delivery.alert) == ()
        await store.save_attempt(Attempt(delivery.id, NOON, DeliveryState.SENT, "250", None, 1))
    for due in (store.due_entries, store.articles_to_match, store.due_deliveries):
        assert await due(NOON + timedelta(days=9), 10) == ()


async def test_the_runner_leaves_out_what_it_is_busy_with_and_lanes_that_are_full(desk: Desk):
    store = desk.repository
    one, other = desk.feed("http" + "://a.example/f"), desk.feed("http" + "://b.example/f")
    assert await store.due_feeds(NOON, 10, (one,), ()) == (Due(other, "b.example"),)
    assert await store.due_feeds(NOON, 10, (), ["b.example"]) == (Due(one, "a.example"),)
    assert await store.next_due_at(Job.POLL, NOON - MINUTE) == NOON


async def test_failures_pauses_recovery_and_retention(desk: Desk):
    store = desk.repository
    entry_id, delivery_id = desk.pending_entry(), desk.delivery()
    assert (await store.job_failed(Job.READ, entry_id, "boom", NOON)).retry_at is not None
    assert (await store.give_up_on(Job.READ, entry_id, "boom", NOON)).retry_at is None
    pause = HostPause("a.example", NOON + MINUTE, "429")
    await store.remember_pause(pause)
    assert await store.pauses(NOON) == (pause,)
    await store.begin_delivery(delivery_id, NOON)
    assert await store.recover_after_crash(NOON) == 1
    assert (await store.prune(Retention(), NOON)).is_done
