"""What could have been missed: counted from rows written before the work they stand for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from stores import MINUTE, NOON, Desk, article, by_exact, entry, match, poll

from monitor.feeds.novelty import unseen
from monitor.model import Article, ArticleId, EntryId, Learnt, PollOutcome, TextSource
from monitor.store.articles import save_article
from monitor.store.coverage import Coverage, coverage
from monitor.store.polling import save_poll
from monitor.store.queues import Job, give_up_on

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
B_URL = "http" + "://b.example/feed"


def of(desk: Desk, start=NOON, end=NOON + DAY, now=NOON + DAY) -> tuple[Coverage, ...]:
    return desk.read(coverage, start, end, now)


def read(desk: Desk, entry_id: EntryId, one: Article) -> ArticleId:
    """Read an entry as this article; the rules have not seen it yet."""
    saved = desk.write(save_article, entry_id, one, by_exact, reread_at=None, now=NOON)
    return saved.id


def polled(desk: Desk, feed_id, at, outcome=PollOutcome.UNCHANGED) -> None:
    desk.write(save_poll, poll(feed_id, at=at, outcome=outcome, since=NOON), unseen)


def test_every_entry_is_counted_as_far_as_it_came(desk: Desk):
    feed_id = desk.feed()
    names = ("page", "feed", "matched", "waits", "failed")
    desk.announce(feed_id, *(entry(name) for name in names))
    due = {row.id for row in desk.due(Job.READ)}
    page, feed, matched, _waits, failed = (EntryId(number) for number in sorted(due))
    read(desk, page, article("page"))
    read(desk, feed, article("feed", text_source=TextSource.FEED, note="no page: 403"))
    desk.matched(read(desk, matched, article("matched")), match())
    desk.write(give_up_on, Job.READ, failed, "no way", NOON)
    (row,) = of(desk)
    assert (row.seen, row.fetched, row.extracted, row.flagged) == (5, 2, 3, 1)
    assert (row.matched, row.failed) == (1, 1)
    assert row.unfinished == 3  # one to be read, two to be matched
    assert not row.is_whole


def test_what_a_crash_left_undone_shows_as_unfinished(desk: Desk):
    """The entry is a row before its page is asked for: nothing else has happened yet."""
    desk.announce(desk.feed(), entry("one"), entry("two"))
    (row,) = of(desk)
    assert (row.seen, row.unfinished, row.fetched) == (2, 2, 0)


def test_what_a_feed_held_before_us_is_not_counted(desk: Desk):
    feed_id = desk.feed()
    first = replace(poll(feed_id), silent=(entry("old"),))
    desk.write(save_poll, first, unseen)
    (row,) = of(desk)
    assert row.seen == 0


def test_polls_are_counted_by_how_they_ended_and_the_longest_silence_is_told(desk: Desk):
    feed_id = desk.feed()
    for hours, outcome in (
        (1, PollOutcome.UNCHANGED),
        (2, PollOutcome.FAILED),
        (3, PollOutcome.OFFLINE),
        (9, PollOutcome.ENTRIES),
    ):
        polled(desk, feed_id, NOON + hours * HOUR, outcome)
    (row,) = of(desk, end=NOON + 12 * HOUR, now=NOON + 12 * HOUR)
    assert (row.polls, row.failed_polls, row.offline_polls) == (2, 1, 1)
    assert row.unwatched == 8 * HOUR


def test_a_source_that_was_never_asked_is_listed_all_the_same(desk: Desk):
    desk.feed()
    desk.feed(B_URL)
    rows = of(desk, end=NOON + 6 * HOUR, now=NOON + 6 * HOUR)
    assert [row.polls for row in rows] == [0, 0]
    assert [row.unwatched for row in rows] == [6 * HOUR, 6 * HOUR]


def test_the_rhythm_says_how_many_entries_were_to_be_expected(desk: Desk):
    feed_id = desk.feed()
    done = poll(feed_id)
    learnt = Learnt(last_new=NOON, gap=30 * MINUTE, window=9)
    desk.write(save_poll, replace(done, state=replace(done.state, learnt=learnt)), unseen)
    (row,) = of(desk, end=NOON + 6 * HOUR)
    assert row.expected == 12
    assert of(desk, start=NOON - DAY, end=NOON - HOUR)[0].expected == 0


def test_gaps_are_summed(desk: Desk):
    feed_id = desk.feed()
    desk.announce(feed_id, entry("old"))
    rolled = Learnt(window=20, last_new=NOON, gap=HOUR, overlapped=5)
    for number in (1, 2):
        done = poll(feed_id, entry(f"n{number}", published=None), at=NOON + number * 6 * HOUR)
        state = replace(done.state, learnt=rolled)
        desk.write(save_poll, replace(done, state=state, since=NOON), unseen)
    (row,) = of(desk)
    assert row.lost == 6 + 12


def test_only_the_span_asked_for_is_counted(desk: Desk):
    feed_id = desk.feed()
    desk.announce(feed_id, entry("one"))
    assert of(desk, NOON - DAY, NOON)[0].seen == 0
    assert of(desk, NOON, NOON + MINUTE)[0].seen == 1
