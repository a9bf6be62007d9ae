"""Metrics: valid OpenMetrics text, with the numbers that say whether news arrives."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path

import pytest
from commands import typed
from hypothesis import given
from hypothesis import strategies as st
from newsroom import Desk as Told
from newsroom import Newsroom, wait_until, write_house
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from sqlalchemy import text as sql
from stores import MINUTE, NOON, Desk, article
from test_run_push import free_port
from test_url_to_alert import Daemon, add

from monitor.model import DeliveryId
from monitor.run import metrics
from monitor.run.metrics import Family, of_database, of_process
from monitor.store.deliveries import begin_delivery
from monitor.store.measures import measure
from monitor.store.queues import Job, give_up_on


def read(exposition: str) -> dict[str, dict[tuple[str, ...], float]]:
    """The samples by name and labels, read by the reference parser."""
    return {
        sample.name: {
            tuple(other.labels.values()): other.value
            for other in family.samples
            if other.name == sample.name
        }
        for family in text_string_to_metric_families(exposition)
        for sample in family.samples
    }


def measured(desk: Desk, now=NOON) -> dict[str, dict[tuple[str, ...], float]]:
    return read(metrics.text(of_database(desk.read(measure, now))))


def test_an_empty_database_has_valid_metrics(desk: Desk):
    found = measured(desk)
    assert found["monitor_polls_total"] == {(): 0}
    assert found["monitor_due"] == {("poll",): 0, ("read",): 0, ("match",): 0, ("send",): 0}
    assert found["monitor_database_bytes"][()] > 10_000


def test_queues_are_measured_by_depth_and_by_the_oldest(desk: Desk):
    desk.feed("http://other.example/feed")
    desk.pending_entry()
    found = measured(desk, NOON + 2 * MINUTE)
    assert found["monitor_due"][("poll",)] == 1
    assert found["monitor_due"][("read",)] == 1
    assert found["monitor_oldest_due_seconds"][("poll",)] == 120
    assert found["monitor_oldest_due_seconds"][("send",)] == 0
    assert found["monitor_polls_last_hour"] == {("entries",): 1}
    assert found["monitor_since_success_seconds"] == {(): 120}
    assert found["monitor_feeds"] == {("healthy",): 1, ("new",): 1}


def test_deliveries_are_measured_by_channel_and_state(desk: Desk):
    delivery = desk.delivery()
    desk.write(begin_delivery, delivery, NOON)
    desk.write(give_up_on, Job.SEND, delivery, "refused", NOON)
    found = measured(desk, NOON + MINUTE)
    assert found["monitor_deliveries"] == {("mail", "dead"): 1, ("mail", "pending"): 1}
    assert found["monitor_channel_due"] == {("mail",): 1}
    assert found["monitor_channel_oldest_due_seconds"] == {("mail",): 60}
    assert found["monitor_alerts_total"] == {(): 1}
    assert DeliveryId(delivery)


def test_what_was_put_aside_is_counted_from_its_index(desk: Desk):
    saved = desk.article(article("one"))
    desk.write(give_up_on, Job.MATCH, saved.id, "a killer", NOON)
    assert measured(desk)["monitor_put_aside"] == {("match",): 1, ("read",): 0}
    if desk.url.startswith("sqlite"):
        plan = "EXPLAIN QUERY PLAN SELECT count(*) FROM articles WHERE state = 'failed'"
        how = desk.read(lambda connection: str(connection.execute(sql(plan)).all()))
        assert "articles_failed" in how


def test_totals_do_not_fall_when_a_feed_goes(desk: Desk):
    feeds = [desk.feed(f"http://news.example/{name}") for name in "ab"]
    for feed in feeds:
        desk.announce(feed)
    before = measured(desk)["monitor_polls_total"]
    desk.write(lambda connection: connection.execute(sql("DELETE FROM polls WHERE id = 1")))
    assert measured(desk)["monitor_polls_total"] == before == {(): 2}


@given(st.text(max_size=30), st.floats(0, 1e12))
def test_any_words_and_numbers_are_written_so_that_they_are_read_back(words: str, number: float):
    family = Family("monitor_test", "gauge", words, (({"channel": words}, number),))
    found = read(metrics.text([family]))
    assert found == {"monitor_test": {(words,): pytest.approx(number)}}


def test_a_process_counts_its_own_jobs():
    found = read(metrics.text(of_process(NOON, {"poll": 3}, {"poll": 1})))
    assert found["monitor_jobs_total"] == {("poll",): 3}
    assert found["monitor_jobs_in_work"] == {("poll",): 1}
    assert found["monitor_start_time_seconds"] == {(): NOON.timestamp()}


def test_the_daemon_serves_its_metrics_on_loopback_alone(tmp_path: Path):
    port = free_port()
    with Newsroom() as newsroom, Told() as told:
        words = f'[metrics]\nlisten = "127.0.0.1:{port}"\n'
        house = write_house(tmp_path, told.configuration(newsroom) + words)
        newsroom.publish(1)
        add(tmp_path, newsroom.site.url("/feed.xml"))
        daemon = Daemon(tmp_path)
        daemon.start()
        try:
            newsroom.site.wait_for(2, "/feed.xml", timeout=20)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
                assert answer.headers["Content-Type"] == metrics.CONTENT_TYPE
                served = answer.read().decode()
            wait_until(lambda: refused(port, "/other") == 404, 5, "a 404")
        finally:
            daemon.stop()
        assert newsroom.site.url("") not in served, "no address is told"
        found = read(served)
        assert found["monitor_jobs_total"][("poll",)] >= 1
        assert found["monitor_feeds"] == {("healthy",): 1}
        said = typed("status", "--metrics", cwd=tmp_path)
        assert said.code == 0, said.err
        assert read(said.out)["monitor_feeds"] == {("healthy",): 1}
        house.write_text(house.read_text().replace(words, words.replace("127.0.0.1", "0.0.0.0")))
        denied = typed("check", cwd=tmp_path)
        assert denied.code == 3
        assert "must be a loopback address" in denied.err


def refused(port: int, path: str) -> int:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5)
    except urllib.error.HTTPError as error:
        return error.code
    return 200
