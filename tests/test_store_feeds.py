"""Feeds, entries and polls: the same promises on SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from stores import FEED_URL, MINUTE, NOON, Desk, by_guid, entry, poll

from monitor.errors import NotFound
from monitor.feeds.novelty import unseen
from monitor.model import Entry, FeedId, FeedStatus, FirstPoll, PollHints, Validators
from monitor.store.feeds import (
    FeedChange,
    NewFeed,
    add_feed,
    change_feed,
    load_feed,
    remove_feed,
    set_status,
)
from monitor.store.polling import save_poll
from monitor.store.queues import Job
from monitor.store.schema import entries, feeds, polls


def test_a_feed_comes_back_as_it_was_added_and_is_due_at_once(desk: Desk):
    new = NewFeed(
        FEED_URL,
        "Fleet news",
        ("naval", "asia"),
        timedelta(minutes=7.5),
        FirstPoll.SINCE,
        3,
        NOON - timedelta(days=1),
    )
    added = desk.write(add_feed, new, NOON)
    assert added.is_new
    feed, state = desk.read(load_feed, added.id)
    assert (feed.url, feed.title, feed.tags, feed.every) == (
        new.url,
        new.title,
        new.tags,
        new.every,
    )
    assert (feed.first_poll, feed.first_poll_count) == (FirstPoll.SINCE, 3)
    assert feed.first_poll_since == new.first_poll_since
    assert state.next_due == NOON
    assert state.due_reason == "never polled"
    assert state.baseline_at is None


def test_adding_an_address_twice_tells_so_and_changes_nothing(desk: Desk):
    first = desk.write(add_feed, NewFeed(FEED_URL, "First"), NOON)
    second = desk.write(add_feed, NewFeed(FEED_URL, "Second"), NOON + MINUTE)
    assert second.id == first.id
    assert not second.is_new
    assert desk.read(load_feed, first.id)[0].title == "First"


def test_a_poll_is_remembered_with_its_validators_byte_for_byte(desk: Desk):
    feed_id = desk.feed()
    odd = Validators(FEED_URL, 'W/"\xe9\xff  "', "21 Nov 2026, noon")
    done = poll(feed_id, entry("one"))
    state = replace(
        done.state,
        validators=odd,
        failures=2,
        hints=PollHints(timedelta(minutes=90), (1, 23), (0, 6)),
        items=b"\x00eight b",
    )
    desk.write(save_poll, replace(done, state=state), by_guid)
    assert desk.read(load_feed, feed_id)[1] == state


def test_an_entry_is_announced_once_however_often_it_is_polled(desk: Desk):
    feed_id = desk.feed()
    assert desk.announce(feed_id, entry("one"), entry("two")).new_entries == 2
    assert desk.announce(feed_id, entry("two"), entry("one"), entry("three")).new_entries == 1
    assert len(desk.due(Job.READ)) == 3


def test_the_same_entry_in_two_feeds_is_announced_by_both(desk: Desk):
    assert desk.announce(desk.feed(), entry("one")).new_entries == 1
    other = desk.feed("http" + "://other.example/feed")
    assert desk.announce(other, entry("one")).new_entries == 1


def test_silent_entries_are_remembered_and_never_read(desk: Desk):
    feed_id = desk.feed()
    old = entry("old", text="long text")
    first = replace(poll(feed_id, entry("new")), silent=(old,))
    saved = desk.write(save_poll, first, unseen)
    assert (saved.new_entries, saved.baselined) == (1, 1)
    assert len(desk.due(Job.READ)) == 1
    assert desk.announce(feed_id, old).new_entries == 0
    kept = desk.scalar(select(entries.c.text).where(entries.c.state == "baseline"))
    assert kept == ""


def test_a_reused_guid_with_another_address_and_headline_is_a_new_entry(desk: Desk):
    feed_id = desk.feed()
    first = entry("one", guid="item-1")
    again = entry("two", guid="item-1", title="Something else entirely")
    desk.write(save_poll, poll(feed_id, first), unseen)
    assert desk.write(save_poll, poll(feed_id, again), unseen).new_entries == 1
    assert desk.write(save_poll, poll(feed_id, first, again), unseen).new_entries == 0


def test_only_entries_that_share_a_guid_or_an_address_are_compared(desk: Desk):
    feed_id = desk.feed()
    desk.announce(feed_id, *(entry(f"e{number}") for number in range(5)))
    compared: list[str] = []

    def note(announced, known):
        compared.extend(one.title for one in known)
        return ()

    same_address = entry("e1", guid="other guid")
    same_guid = entry("e2", url_key=None)
    desk.write(save_poll, poll(feed_id, same_address, same_guid, entry("e9")), note)
    assert sorted(compared) == ["Headline e1", "Headline e2"]


def test_what_the_operator_did_during_a_poll_stands(desk: Desk):
    feed_id = desk.feed()
    desk.write(set_status, feed_id, FeedStatus.PAUSED, NOON)
    desk.announce(feed_id, entry("one"))
    assert desk.read(load_feed, feed_id)[0].status is FeedStatus.PAUSED


def test_a_feed_takes_its_own_title_unless_the_operator_gave_one(desk: Desk):
    nameless, named = desk.feed(), desk.feed("http" + "://b.example/feed", title="Mine")
    for feed_id in (nameless, named):
        desk.write(save_poll, poll(feed_id, title="Theirs"), by_guid)
    assert desk.read(load_feed, nameless)[0].title == "Theirs"
    assert desk.read(load_feed, named)[0].title == "Mine"


def test_a_feed_that_is_gone_is_not_due_until_made_active(desk: Desk):
    feed_id = desk.feed()
    gone = poll(feed_id, status=FeedStatus.GONE)
    desk.write(save_poll, replace(gone, state=replace(gone.state, next_due=None)), by_guid)
    assert desk.due(Job.POLL, NOON + timedelta(days=900)) == []
    desk.write(set_status, feed_id, FeedStatus.ACTIVE, NOON)
    assert [one.id for one in desk.due(Job.POLL)] == [feed_id]


def test_a_new_interval_counts_from_now(desk: Desk):
    feed_id = desk.feed()
    desk.announce(feed_id)
    desk.write(change_feed, feed_id, FeedChange(every=2 * MINUTE), NOON + MINUTE)
    feed, state = desk.read(load_feed, feed_id)
    assert feed.every == 2 * MINUTE
    assert state.next_due == NOON + MINUTE


def test_a_removed_feed_takes_its_entries_and_polls_along(desk: Desk):
    feed_id = desk.feed()
    desk.announce(feed_id, entry("one"))
    desk.write(remove_feed, feed_id)
    for table in (feeds, entries, polls):
        assert desk.scalar(select(func.count()).select_from(table)) == 0
    with pytest.raises(NotFound, match=f"no feed {feed_id}"):
        desk.announce(feed_id, entry("two"))


@pytest.mark.parametrize(
    "verb",
    [
        load_feed,
        remove_feed,
        lambda c, n: set_status(c, n, FeedStatus.PAUSED, NOON),
        lambda c, n: change_feed(c, n, FeedChange(every=MINUTE), NOON),
    ],
)
def test_an_unknown_feed_is_named(desk: Desk, verb):
    with pytest.raises(NotFound, match="there is no feed 77"):
        desk.write(verb, FeedId(77))


def test_text_no_database_can_hold_is_stored_with_its_length_kept(desk: Desk):
    feed_id = desk.feed()
    hostile = entry("one", guid="g\x00\ud800", title="a\x00b", text="\udfff\U0001f6a2 ship")
    assert desk.write(save_poll, poll(feed_id, hostile), unseen).new_entries == 1
    title = desk.scalar(select(entries.c.title))
    text = desk.scalar(select(entries.c.text))
    assert (title, text) == ("a\ufffdb", "\ufffd\U0001f6a2 ship")


def test_guids_and_addresses_of_any_length_are_kept_apart(desk: Desk):
    feed_id = desk.feed()
    long = "x" * 20_000
    one = entry("one", guid=long + "1", url_key=long + "1")
    two = entry("two", guid=long + "2", url_key=long + "2")
    assert desk.announce(feed_id, one, two).new_entries == 2
    assert desk.announce(feed_id, two, one).new_entries == 0


def test_a_thousand_entries_in_one_poll_are_saved_and_compared(desk: Desk):
    feed_id = desk.feed()
    many = [entry(f"e{number}") for number in range(1_000)]
    assert desk.announce(feed_id, *many).new_entries == 1_000
    assert desk.announce(feed_id, *many).new_entries == 0


names = st.sampled_from("abcd")
announced = st.builds(
    lambda guid, key, title: Entry(guid, key and f"u{key}", key and f"u{key}", title),
    names,
    st.none() | names,
    st.sampled_from(["Frigate calls at Karachi", "Navy buys drones", "Ban on arms is lifted"]),
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rounds=st.lists(st.lists(announced, max_size=5), max_size=5))
def test_whatever_a_feed_announces_nothing_is_new_twice(sqlite_file_url: str, rounds):
    with Desk(sqlite_file_url) as desk:
        number = desk.scalar(select(func.count()).select_from(feeds))
        feed_id = desk.feed(f"http://f{number}.example/")
        for batch in rounds:
            first = desk.write(save_poll, poll(feed_id, *batch), unseen)
            assert first.new_entries <= len(batch)
            assert desk.write(save_poll, poll(feed_id, *batch), unseen).new_entries == 0
            assert desk.write(save_poll, poll(feed_id, *batch[::-1]), unseen).new_entries == 0
