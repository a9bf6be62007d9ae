"""Stored articles as an archive, on both kinds of database."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update
from stores import NOON, article, by_exact

from monitor.model import Fingerprint
from monitor.store import archive, queries
from monitor.store.queues import Job
from monitor.store.schema import articles

DAY = timedelta(days=1)


def dated(name, days_ago, **changes):
    return article(name, published=NOON - days_ago * DAY, **changes)


def imported(desk, *found):
    return desk.write(archive.import_articles, found, by_exact, NOON)


def test_what_is_imported_is_found_by_its_moment_the_oldest_first(desk):
    assert imported(desk, dated("b", 1), dated("a", 5), dated("c", 40)) == 3
    since = desk.read(archive.articles_since, NOON - 30 * DAY)
    loaded = desk.read(archive.load_articles, [one.id for one in since])
    assert [one.article.title for one in loaded] == ["Headline a", "Headline b"]
    assert [one.at for one in loaded] == [NOON - 5 * DAY, NOON - DAY]
    assert len(desk.read(archive.articles_since, None)) == 3


def test_an_undated_article_counts_from_when_it_was_read(desk):
    imported(desk, article("undated", published=None))
    [one] = desk.read(archive.articles_since, NOON - DAY)
    assert one.at == NOON


def test_importing_again_adds_nothing_and_nothing_becomes_due(desk):
    assert imported(desk, dated("a", 1)) == 1
    assert imported(desk, dated("a", 1), dated("b", 1)) == 1
    assert desk.due(Job.MATCH) == []
    assert {row.state for row in desk.read(queries.list_articles)} == {"matched"}


def test_an_article_read_from_a_feed_is_not_imported_again(desk):
    desk.article(article("one"))
    assert imported(desk, article("one")) == 0


def test_a_feed_that_announces_an_imported_article_finds_it_known(desk):
    imported(desk, article("one"))
    assert desk.article(article("one")).is_copy
    assert desk.due(Job.MATCH) == []


def test_copies_of_the_same_fortnight_are_one_story_whatever_their_order(desk):
    same = Fingerprint("one text")
    imported(
        desk,
        dated("late", 1, fingerprint=same),
        dated("early", 3, fingerprint=same),
        dated("long ago", 300, fingerprint=same),
    )
    stories = {row.title: row.story_id for row in desk.read(queries.list_articles)}
    assert stories["Headline late"] == stories["Headline early"] != stories["Headline long ago"]


def test_an_article_whose_text_was_let_go_is_left_out_and_counted(desk):
    imported(desk, dated("a", 1), dated("b", 2))
    [first, _] = desk.read(archive.articles_since, None)
    gone = update(articles).where(articles.c.id == first.id).values(text="", text_dropped_at=NOON)
    desk.write(lambda connection: connection.execute(gone).rowcount)
    assert len(desk.read(archive.articles_since, None)) == 1
    assert desk.read(archive.texts_let_go, None) == 1
    assert desk.read(archive.texts_let_go, NOON - DAY) == 0


def test_articles_that_are_gone_are_left_out_of_what_is_loaded(desk):
    imported(desk, dated("a", 1))
    [one] = desk.read(archive.articles_since, None)
    assert [each.id for each in desk.read(archive.load_articles, [99, one.id])] == [one.id]


def test_rules_are_counted_by_the_articles_they_fired_on(desk):
    desk.alert(article("one"))
    assert desk.read(archive.matches_by_rule, NOON - DAY) == {"ship-visits": 1}
    assert desk.read(archive.matches_by_rule, NOON + DAY) == {}
