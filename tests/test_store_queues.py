"""Queues: what is due, in which order, and what becomes of work we could not finish."""

from __future__ import annotations

from datetime import timedelta

from stores import MINUTE, NOON, Desk, article, entry

from monitor.model import Attempt, DeliveryState, FeedStatus, HostPause
from monitor.store.deliveries import begin_delivery, save_attempt
from monitor.store.feeds import load_feed, set_status
from monitor.store.queries import list_articles, list_deliveries, list_entries
from monitor.store.queues import (
    BACKOFF,
    FEED_REST,
    Job,
    due,
    give_up_on,
    job_failed,
    load_pauses,
    next_due_at,
    remember_pause,
    try_again,
)

HOSTS = ("a.example", "b.example", "c.example")


def feed_at(desk: Desk, host: str, name: str = "feed"):
    return desk.feed(f"http://{host}/{name}")


def lanes(desk: Desk, job: Job, limit: int = 100, **left_out) -> list[str]:
    return [one.lane for one in desk.read(due, job, NOON, limit, **left_out)]


def test_each_job_has_its_lanes(desk: Desk):
    feed_id = feed_at(desk, "News.Example")
    assert lanes(desk, Job.POLL) == ["news.example"]
    desk.announce(feed_id, entry("a", url="http" + "://b.example:8080/x"), entry("b", url=None))
    assert lanes(desk, Job.READ) == ["b.example", ""]
    desk.article(article("babur"))
    assert lanes(desk, Job.MATCH) == [""]
    desk.delivery()
    assert lanes(desk, Job.SEND) == ["mail", "mail"]


def test_lanes_take_turns_and_within_a_lane_the_longest_waiting_is_first(desk: Desk):
    for name in ("1", "2", "3"):
        feed_at(desk, "a.example", name)
    for host in HOSTS[1:]:
        feed_at(desk, host)
    assert lanes(desk, Job.POLL, 3) == list(HOSTS)
    assert lanes(desk, Job.POLL) == [*HOSTS, "a.example", "a.example"]


def test_busy_ids_and_full_lanes_are_left_out(desk: Desk):
    ids = [feed_at(desk, host) for host in HOSTS]
    assert lanes(desk, Job.POLL, busy=(ids[0],)) == ["b.example", "c.example"]
    assert lanes(desk, Job.POLL, full=("b.example",)) == ["a.example", "c.example"]
    assert lanes(desk, Job.POLL, 1, busy=ids[:2], full=("x",)) == ["c.example"]


def test_a_paused_host_is_asked_nothing_until_its_time(desk: Desk):
    feed_id = feed_at(desk, "a.example")
    desk.announce(feed_id, entry("a", url="http" + "://a.example/1"))
    later = NOON + timedelta(hours=1)
    desk.write(remember_pause, HostPause("a.example", later, "429"))
    assert lanes(desk, Job.READ) == []
    assert desk.read(next_due_at, Job.READ, NOON) == later
    assert [one.lane for one in desk.due(Job.READ, later)] == ["a.example"]


def test_the_longer_pause_stands(desk: Desk):
    long = HostPause("a.example", NOON + 10 * MINUTE, "429")
    for pause in (long, HostPause("a.example", NOON + MINUTE, "503")):
        desk.write(remember_pause, pause)
    assert desk.read(load_pauses, NOON) == (long,)
    longer = HostPause("a.example", NOON + 20 * MINUTE, "503")
    desk.write(remember_pause, longer)
    assert desk.read(load_pauses, NOON) == (longer,)
    assert desk.read(load_pauses, NOON + 20 * MINUTE) == ()


def test_the_next_due_time_is_that_of_what_is_not_due_yet(desk: Desk):
    assert desk.read(next_due_at, Job.POLL, NOON) is None
    first = feed_at(desk, "a.example")
    desk.announce(first)
    feed_at(desk, "b.example")  # due now
    assert desk.read(next_due_at, Job.POLL, NOON) == NOON + 15 * MINUTE
    desk.write(set_status, first, FeedStatus.PAUSED, NOON)
    assert desk.read(next_due_at, Job.POLL, NOON) is None


def test_an_entry_we_cannot_read_is_put_aside_after_three_tries(desk: Desk):
    entry_id = desk.pending_entry()
    now = NOON
    for wait in BACKOFF:
        mishap = desk.write(job_failed, Job.READ, entry_id, "KeyError: 'x'", now)
        assert mishap.retry_at == now + wait
        assert desk.due(Job.READ, now) == []
        now += wait
        assert [one.id for one in desk.due(Job.READ, now)] == [entry_id]
    assert desk.write(job_failed, Job.READ, entry_id, "KeyError: 'x'", now).retry_at is None
    assert desk.due(Job.READ, now + timedelta(days=900)) == []
    aside = desk.read(list_entries, state="failed")
    assert [(one.id, one.detail) for one in aside] == [(entry_id, "KeyError: 'x'")]


def test_an_article_that_kills_its_child_is_put_aside_and_its_neighbours_go_on(desk: Desk):
    bad, good = desk.article(article("bad")), desk.article(article("good"))
    desk.write(give_up_on, Job.MATCH, bad.id, "it ran out of memory", NOON)
    assert [one.id for one in desk.due(Job.MATCH)] == [good.id]
    assert [one.detail for one in desk.read(list_articles, "failed")] == ["it ran out of memory"]
    assert desk.matched(good.id) is not None


def test_a_feed_is_never_put_aside(desk: Desk):
    feed_id = feed_at(desk, "a.example")
    for number in range(1, 6):
        mishap = desk.write(job_failed, Job.POLL, feed_id, "KeyError", NOON)
        assert (mishap.failures, mishap.retry_at) == (number, NOON + FEED_REST)
    assert desk.write(give_up_on, Job.POLL, feed_id, "KeyError", NOON).retry_at is not None
    feed, state = desk.read(load_feed, feed_id)
    assert feed.status is FeedStatus.ACTIVE
    assert state.last_outcome == "failed inside Monitor: KeyError"
    assert [one.id for one in desk.due(Job.POLL, NOON + FEED_REST)] == [feed_id]


def test_a_delivery_that_failed_inside_us_may_have_arrived(desk: Desk):
    delivery_id = desk.delivery()
    desk.write(begin_delivery, delivery_id, NOON)
    retry_at = desk.write(job_failed, Job.SEND, delivery_id, "OSError", NOON).retry_at
    assert delivery_id in {one.id for one in desk.due(Job.SEND, retry_at)}
    assert desk.write(begin_delivery, delivery_id, retry_at).possible_repeat


def test_a_delivery_put_aside_is_dead_and_a_sent_one_stays_sent(desk: Desk):
    bad, sent = desk.delivery(), desk.delivery()
    desk.write(begin_delivery, sent, NOON)
    desk.write(save_attempt, Attempt(sent, NOON, DeliveryState.SENT, "250", None, 1))
    for delivery_id in (bad, sent):
        desk.write(give_up_on, Job.SEND, delivery_id, "boom", NOON)
        desk.write(job_failed, Job.SEND, delivery_id, "boom", NOON)
    states = {one.id: one.state for one in desk.read(list_deliveries)}
    assert (states[bad], states[sent]) == (DeliveryState.DEAD, DeliveryState.SENT)
    assert sent not in {one.id for one in desk.due(Job.SEND, NOON + timedelta(days=9))}


def test_a_row_that_is_gone_fails_no_further(desk: Desk):
    for job in Job:
        desk.write(job_failed, job, 77, "it was removed", NOON)
        desk.write(give_up_on, job, 77, "it was removed", NOON)


def test_work_that_succeeds_forgets_its_failures(desk: Desk):
    saved = desk.article(article("babur"))
    for _ in BACKOFF:
        desk.write(job_failed, Job.MATCH, saved.id, "boom", NOON)
    desk.matched(saved.id)
    row = desk.read(list_articles)[0]
    assert (row.state, row.detail) == ("matched", "")


def test_what_was_put_aside_can_be_tried_again_by_hand(desk: Desk):
    entry_id, saved = desk.pending_entry(), desk.article(article("babur"))
    for job, row_id in ((Job.READ, entry_id), (Job.MATCH, saved.id)):
        assert not desk.write(try_again, job, row_id, NOON)
        desk.write(give_up_on, job, row_id, "boom", NOON)
        assert row_id not in {one.id for one in desk.due(job, NOON)}
        assert desk.write(try_again, job, row_id, NOON)
        assert row_id in {one.id for one in desk.due(job, NOON)}
    assert not desk.write(try_again, Job.POLL, 1, NOON)
