"""Which entries are new: guid and address decide, a date never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.novelty import unseen
from monitor.model import Entry, KnownEntry

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def entry(guid="g1", key="https://desk.example/1", title="Frigate visits Karachi") -> Entry:
    return Entry(guid=guid, url=key, url_key=key, title=title)


def known(*entries: Entry) -> list[KnownEntry]:
    return [KnownEntry(one.guid, one.url_key, one.title) for one in entries]


OLD = entry()


def test_a_first_sight_is_new():
    assert unseen([OLD], []) == (OLD,)


def test_what_is_known_is_not_new_in_whatever_order():
    """R50: re-ordered."""
    entries = [entry(f"g{n}", f"https://desk.example/{n}", f"Report {n}") for n in range(5)]
    assert unseen(entries[::-1], known(*entries)) == ()


def test_an_edited_headline_is_not_new():
    assert unseen([replace(OLD, title="Frigate leaves Karachi after talks")], known(OLD)) == ()


def test_an_edited_address_with_a_like_headline_is_not_new():
    moved = replace(OLD, url_key="https://desk.example/2", title="Frigate visits Karachi port")
    assert unseen([moved], known(OLD)) == ()


def test_a_guid_reused_for_other_words_at_another_address_is_new():
    """R50: guid reused for new text."""
    reused = entry("g1", "https://desk.example/2", "Parliament lifts the arms ban")
    assert unseen([reused], known(OLD)) == (reused,)
    assert unseen([reused], known(OLD, reused)) == ()


def test_a_guid_that_changes_with_each_poll_is_not_new():
    """R50."""
    assert unseen([replace(OLD, guid="g2")], known(OLD)) == ()


def test_another_headline_behind_a_known_address_is_not_new():
    assert unseen([entry("g2", OLD.url_key, "Something else entirely")], known(OLD)) == ()


def test_entries_without_address_are_told_apart_by_guid_and_headline():
    bare = Entry("7", None, None, "Morning report")
    assert unseen([bare], known(bare)) == ()
    assert unseen([replace(bare, title="Ship seized off the coast")], known(bare)) != ()
    assert unseen([replace(bare, guid="8")], known(bare)) != ()


def test_a_feed_emptied_and_filled_again_brings_nothing_new():
    """R50: emptied and refilled gives nothing."""
    entries = [entry(f"g{n}", f"https://desk.example/{n}", f"Report {n}") for n in range(50)]
    assert unseen([], known(*entries)) == ()
    assert unseen(entries, known(*entries)) == ()


def test_a_date_makes_nothing_new():
    assert unseen([replace(OLD, published=NOW)], known(OLD)) == ()


def test_duplicates_within_one_feed_are_taken_once():
    twins = [OLD, replace(OLD, guid="g2"), OLD]
    assert unseen(twins, []) == (OLD,)


ENTRIES = st.lists(
    st.builds(
        entry,
        guid=st.sampled_from(["a", "b", "c"]),
        key=st.none() | st.sampled_from(["https://x.example/1", "https://x.example/2"]),
        title=st.sampled_from(["", "Frigate visits Karachi", "Arms ban lifted"]),
    ),
    max_size=8,
)


@given(ENTRIES, ENTRIES)
def test_what_was_taken_once_is_never_taken_again(first, second):
    taken = unseen(first, known(*second))
    assert unseen(first, known(*second, *taken)) == ()
    assert unseen(taken, known(*second)) == taken
