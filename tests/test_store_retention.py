"""What is let go in time, and that a wrong clock lets nothing go."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, insert, select
from stores import MINUTE, NOON, Desk, article, match

from monitor.model import ArticleId, Fingerprint, HostPause
from monitor.store.alerts import load_alert
from monitor.store.articles import COPIES_WITHIN, article_at
from monitor.store.queries import list_polls, show_article
from monitor.store.queues import remember_pause
from monitor.store.retention import Pruned, Retention, prune
from monitor.store.schema import article_sketches, host_pauses, polls

KEEP = Retention(texts=timedelta(days=90), polls=timedelta(days=30))


def live_until(desk: Desk, end: datetime) -> Pruned:
    """Prune once a day, as the daemon does, so that the clock is seen to run; the last outcome."""
    now, pruned = NOON, Pruned()
    while now <= end:
        pruned = desk.write(prune, KEEP, now)
        now += timedelta(days=1)
    return pruned


def rows(desk: Desk, table) -> int:
    return desk.scalar(select(func.count()).select_from(table))


def test_old_texts_go_and_what_was_told_stays(desk: Desk):
    alert_id = desk.alert(article("babur"), match())
    before = desk.read(load_alert, alert_id)
    live_until(desk, NOON + timedelta(days=89))
    assert desk.read(show_article, before.article_id).article.text
    live_until(desk, NOON + timedelta(days=91))
    kept = desk.read(show_article, before.article_id).article
    assert (kept.text, kept.title) == ("", article("babur").title)
    assert desk.read(load_alert, alert_id) == before
    assert desk.read(article_at, kept.url_key) == before.article_id


def test_an_article_that_waits_for_the_rules_keeps_its_text(desk: Desk):
    saved = desk.article(article("babur"))
    live_until(desk, NOON + timedelta(days=100))
    assert desk.read(show_article, saved.id).article.text


def test_polls_sketches_and_pauses_go_when_they_serve_no_more(desk: Desk):
    one = article("babur", fingerprint=Fingerprint("x", tuple(range(40))))
    desk.matched(desk.article(one).id)
    desk.write(remember_pause, HostPause("a.example", NOON + MINUTE, "429"))
    assert rows(desk, article_sketches) == 16
    live_until(desk, NOON + COPIES_WITHIN + timedelta(days=1))
    assert (rows(desk, article_sketches), rows(desk, host_pauses)) == (0, 0)
    assert len(desk.read(list_polls)) == 1
    live_until(desk, NOON + timedelta(days=31))
    assert desk.read(list_polls) == ()


def test_much_is_let_go_in_batches(desk: Desk):
    feed_id = desk.feed()
    old = {"feed_id": feed_id, "outcome": "unchanged", "detail": "304", "new_entries": 0, "lost": 0}
    rows = [old | {"at": NOON - timedelta(days=60) + n * MINUTE} for n in range(1_100)]
    desk.write(lambda connection: connection.execute(insert(polls), rows))
    batches = []
    while not batches or not batches[-1].is_done:
        batches.append(desk.write(prune, KEEP, NOON))
    assert [batch.polls for batch in batches] == [500, 500, 100]


def test_a_clock_that_jumps_ahead_lets_nothing_go_for_a_day(desk: Desk):
    saved = desk.article(article("babur"))
    desk.matched(saved.id)
    desk.write(prune, KEEP, NOON)
    wild = NOON + timedelta(days=3650)
    for hours in (0, 1, 23):
        pruned = desk.write(prune, KEEP, wild + timedelta(hours=hours))
        assert "the clock jumped ahead" in pruned.refused
        assert pruned.is_done
    # Put right again, nothing was lost and pruning goes on.
    assert desk.write(prune, KEEP, NOON + timedelta(hours=25)).refused == ""
    assert desk.read(show_article, ArticleId(saved.id)).article.text


def test_a_clock_that_stays_ahead_for_a_day_is_believed(desk: Desk):
    desk.write(prune, KEEP, NOON)
    late = NOON + timedelta(days=20)  # the daemon was off
    assert desk.write(prune, KEEP, late).refused
    assert desk.write(prune, KEEP, late + timedelta(hours=20)).refused
    assert desk.write(prune, KEEP, late + timedelta(hours=25)).refused == ""
