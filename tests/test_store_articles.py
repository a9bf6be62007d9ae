"""Articles: one per address, copies under one story, texts that get better."""

from __future__ import annotations

import random
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from stores import MINUTE, NOON, Desk, address, article, by_exact, entry

from monitor.articles.identity import fingerprint, story_of
from monitor.errors import NotFound
from monitor.model import ArticleId, EntryId, Fingerprint, TextSource
from monitor.store.articles import (
    COPIES_WITHIN,
    article_at,
    link_entry,
    load_article_to_match,
    load_entry_to_read,
    save_article,
)
from monitor.store.database import Database
from monitor.store.queues import Job
from monitor.store.schema import articles


def save(desk: Desk, entry_id, one, *, reread_at=None, now=NOON, judge=by_exact, spent=1):
    return desk.write(save_article, entry_id, one, judge, reread_at=reread_at, now=now, spent=spent)


def words(seed: int, number: int = 300) -> str:
    chosen = random.Random(seed)
    return " ".join(f"word{chosen.randrange(5_000)}" for _ in range(number))


def test_an_entry_to_read_comes_back_as_it_was_announced(desk: Desk):
    entry_id = desk.pending_entry(text="Summary.\n\nSecond paragraph.", lang="tr")
    pending = desk.read(load_entry_to_read, entry_id)
    name = pending.entry.guid.removeprefix("guid-")
    assert pending.entry == entry(name, text="Summary.\n\nSecond paragraph.", lang="tr")
    assert (pending.attempts, pending.reread_of) == (0, None)


def test_a_stored_article_comes_back_whole_and_waits_for_the_rules(desk: Desk):
    one = article(
        "babur", fingerprint=Fingerprint("f" * 64, (0, 5, 2**63 - 1), ("3", "2026")), note="by hand"
    )
    saved = desk.article(one)
    assert not saved.is_copy
    pending = desk.read(load_article_to_match, saved.id)
    assert pending.article == one
    assert pending.story_id == saved.story_id
    assert [due.id for due in desk.due(Job.MATCH)] == [saved.id]
    assert desk.due(Job.READ) == []


def test_an_address_is_read_once_whoever_announced_it(desk: Desk):
    saved = desk.article(article("babur"))
    assert desk.read(article_at, address("babur")) == saved.id
    assert desk.read(article_at, address("khaibar")) is None
    again = desk.pending_entry()
    desk.write(link_entry, again, saved.id)
    assert desk.due(Job.READ) == []
    assert desk.read(load_entry_to_read, again).reread_of == saved.id


def test_the_address_an_entry_gave_leads_to_the_article_behind_its_redirect(desk: Desk):
    entry_id = desk.pending_entry(url_key="short.example/1")
    saved = save(desk, entry_id, article("babur"))
    assert desk.read(article_at, "short.example/1") == saved.id
    other = desk.pending_entry(url_key="short.example/2")
    known = save(desk, other, article("babur", text="edited", fingerprint=Fingerprint("other")))
    assert (known.id, known.story_id, known.is_copy) == (saved.id, saved.story_id, True)
    assert desk.read(article_at, "short.example/2") == saved.id
    assert desk.read(load_article_to_match, saved.id).article == article("babur")


def test_an_exact_copy_elsewhere_joins_the_story(desk: Desk):
    first = desk.article(article("babur"))
    same = article("babur", "copy.example", fingerprint=article("babur").fingerprint)
    second = desk.article(same)
    assert second.id != first.id
    assert second.story_id == first.story_id
    assert second.is_copy


def test_a_lightly_edited_copy_is_found_and_another_report_is_not(desk: Desk):
    text = words(1)
    edited = text.replace("word1", "term1", 12) + " and so on"
    first = desk.article(article("a", text=text, fingerprint=fingerprint("A", text)))
    copy = article("b", "b.example", text=edited, fingerprint=fingerprint("B", edited))
    other = article("c", "c.example", fingerprint=fingerprint("C", words(2)))
    saved = save(desk, desk.pending_entry(), copy, judge=story_of)
    assert saved.story_id == first.story_id
    assert not save(desk, desk.pending_entry(), other, judge=story_of).is_copy


def test_a_bulletin_of_the_same_words_with_other_figures_is_another_report(desk: Desk):
    monday, tuesday = words(1) + " 12 of 345", words(1) + " 67 of 890"
    desk.article(article("a", text=monday, fingerprint=fingerprint("A", monday)))
    next_day = article("b", text=tuesday, fingerprint=fingerprint("B", tuesday))
    assert not save(desk, desk.pending_entry(), next_day, judge=story_of).is_copy


def test_copies_are_looked_for_among_the_articles_of_two_weeks(desk: Desk):
    first = desk.article(article("babur"))
    copy = replace(article("copy"), fingerprint=article("babur").fingerprint)
    late = save(desk, desk.pending_entry(), copy, now=NOON + COPIES_WITHIN + MINUTE)
    assert late.story_id != first.story_id


def test_an_entry_read_from_the_feed_alone_is_read_again_at_its_time(desk: Desk):
    entry_id = desk.pending_entry(url_key=address("babur"))
    poor = article("babur", text="Summary.", text_source=TextSource.FEED)
    saved = save(desk, entry_id, poor, reread_at=NOON + 2 * MINUTE)
    assert desk.due(Job.READ, NOON + MINUTE) == []
    assert [due.id for due in desk.due(Job.READ, NOON + 2 * MINUTE)] == [entry_id]
    pending = desk.read(load_entry_to_read, entry_id)
    assert (pending.attempts, pending.reread_of) == (1, saved.id)


def test_a_reading_that_an_outage_of_our_own_cut_off_is_not_counted(desk: Desk):
    """R22."""
    entry_id = desk.pending_entry(url_key=address("babur"))
    poor = article("babur", text="Summary.", text_source=TextSource.FEED)
    for _ in range(9):
        save(desk, entry_id, poor, reread_at=NOON + MINUTE, spent=0)
    assert desk.read(load_entry_to_read, entry_id).attempts == 0


def test_a_better_text_replaces_a_poor_one_and_the_rules_see_it(desk: Desk):
    entry_id = desk.pending_entry(url_key=address("babur"))
    poor = article("babur", text="Summary.", text_source=TextSource.FEED)
    saved = save(desk, entry_id, poor, reread_at=NOON + MINUTE)
    desk.matched(saved.id)
    assert desk.due(Job.MATCH) == []
    whole = article("babur", url=address("moved"), url_key=address("moved"))
    better = save(desk, entry_id, whole, now=NOON + MINUTE)
    assert better.id == saved.id
    assert desk.read(load_article_to_match, saved.id).article == whole
    assert [due.id for due in desk.due(Job.MATCH, NOON + MINUTE)] == [saved.id]
    assert desk.due(Job.READ, NOON + timedelta(days=1)) == []
    assert desk.read(article_at, address("moved")) == saved.id


def test_a_poorer_text_never_replaces_a_better_one(desk: Desk):
    saved = desk.article(article("babur"))
    desk.matched(saved.id)
    poor = article("babur", text="Summary.", text_source=TextSource.FEED)
    save(desk, desk.pending_entry(), poor)
    assert desk.read(load_article_to_match, saved.id).article == article("babur")
    assert desk.due(Job.MATCH) == []


def test_the_whole_text_may_show_a_copy_where_the_summary_did_not(desk: Desk):
    first = desk.article(article("babur"))
    entry_id = desk.pending_entry(url_key=address("b", "b.example"))
    poor = article("b", "b.example", text="Summary.", text_source=TextSource.FEED)
    alone = save(desk, entry_id, poor, reread_at=NOON + MINUTE)
    assert alone.story_id != first.story_id
    whole = article("b", "b.example", fingerprint=article("babur").fingerprint)
    joined = save(desk, entry_id, whole, now=NOON + MINUTE)
    assert (joined.id, joined.story_id) == (alone.id, first.story_id)


def test_a_story_that_was_told_keeps_its_article(desk: Desk):
    desk.article(article("babur"))
    entry_id = desk.pending_entry(url_key=address("b", "b.example"))
    poor = article("b", "b.example", text="Summary.", text_source=TextSource.FEED)
    alone = save(desk, entry_id, poor, reread_at=NOON + MINUTE)
    desk.matched(alone.id)
    whole = article("b", "b.example", fingerprint=article("babur").fingerprint)
    assert save(desk, entry_id, whole, now=NOON + MINUTE).story_id == alone.story_id


def test_saving_an_article_again_after_a_crash_changes_nothing(desk: Desk):
    entry_id = desk.pending_entry()
    first = save(desk, entry_id, article("babur"))
    again = save(desk, entry_id, article("babur"))
    assert (again.id, again.story_id) == (first.id, first.story_id)
    assert desk.scalar(select(func.count()).select_from(articles)) == 1


def test_an_article_without_a_link_is_read_again_by_its_entry(desk: Desk):
    entry_id = desk.pending_entry(url=None, url_key=None)
    saved = save(desk, entry_id, article("babur", url="", url_key="guid:1"))
    assert desk.read(load_entry_to_read, entry_id).reread_of == saved.id


def test_unknown_entries_and_articles_are_named(desk: Desk):
    with pytest.raises(NotFound, match="there is no entry 77"):
        desk.read(load_entry_to_read, EntryId(77))
    with pytest.raises(NotFound, match="there is no article 77"):
        desk.read(load_article_to_match, ArticleId(77))


def test_an_entrys_own_text_is_kept_until_its_article_needs_it_no_more(desk: Desk):
    entry_id = desk.pending_entry(text="Summary.")
    poor = article("babur", text="Summary.", text_source=TextSource.FEED)
    save(desk, entry_id, poor, reread_at=NOON + MINUTE)
    assert desk.read(load_entry_to_read, entry_id).entry.text == "Summary."
    save(desk, entry_id, article("babur"), now=NOON + MINUTE)
    assert desk.read(load_entry_to_read, entry_id).entry.text == ""


@pytest.mark.parametrize("of_one", ["address", "text"])
def test_copies_that_arrive_at_once_by_several_workers_are_one_story(desk: Desk, of_one: str):
    pending = [desk.pending_entry() for _ in range(8)]
    barrier = threading.Barrier(len(pending))

    def read(number: int, entry_id: EntryId) -> None:
        name = "same" if of_one == "address" else f"copy {number}"
        one = article(name, fingerprint=Fingerprint("the same words"))
        with Database(desk.url) as database:
            barrier.wait()
            with database.writing() as connection:
                save_article(connection, entry_id, one, by_exact, reread_at=None, now=NOON)

    threads = [threading.Thread(target=read, args=one) for one in enumerate(pending)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert desk.scalar(select(func.count(articles.c.story_id.distinct()))) == 1
    expected = 1 if of_one == "address" else len(pending)
    assert desk.scalar(select(func.count()).select_from(articles)) == expected
    assert desk.due(Job.READ) == []
