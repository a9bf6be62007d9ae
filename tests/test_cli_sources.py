"""`monitor feeds discover`, `add --pick`, `set`, `poll --explain`, `notices`: as typed, on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from commands import RULE
from commands import typed as monitor
from servers import Reply, Site
from sqlalchemy import update
from stores import Desk as Store

from monitor.model import Learnt
from monitor.store.learning import as_json
from monitor.store.schema import feeds

HTML = {"Content-Type": "text/html; charset=utf-8"}
RSS = '<rss version="2.0"><channel><title>{0}</title><ttl>90</ttl><item><title>One</title><link>/1</link></item></channel></rss>'


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as one:
        home = '<link rel="alternate" type="application/rss+xml" title="World" href="/world.xml">'
        home += '<a href="/navy.rss">Navy</a><a href="/broken.rss">x</a>'
        one.answer("/", Reply(body=f"<html><head>{home}</html>", headers=HTML))
        for path, title in (("/world.xml", "World"), ("/navy.rss", "Navy")):
            one.answer(path, Reply(body=RSS.format(title), headers={"ETag": 'W/"v1"'}))
        yield one


@pytest.fixture
def folder(tmp_path: Path, site: Site) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "port-calls.yml").write_text(RULE)
    (tmp_path / "monitor.toml").write_text(
        f'[polling]\nevery = "20m"\nhost_gap = "0s"\npage_gap = "0s"\njitter = 0.0\nallow_private = ["127.0.0.1:{site.port}"]\n'
        "[children]\nworkers = 1\n"
    )
    return tmp_path


def listed(folder: Path) -> list[dict[str, object]]:
    return monitor("feeds", "list", "--json", cwd=folder).json()


def once(folder: Path) -> None:
    done = monitor("run", "--once", cwd=folder)
    assert done.code == 0, done.err


def explained(folder: Path, name: str = "1") -> dict[str, object]:
    return monitor("feeds", "poll", name, "--explain", "--json", cwd=folder).json()


# --- Discovery ------------------------------------------------------------------------------------


def test_a_home_page_leads_to_its_feeds_each_read_once(folder, site):
    found = monitor("feeds", "discover", site.url("/"), "--json", cwd=folder).json()
    assert [(feed["url"], feed["title"], feed["entries"]) for feed in found] == [
        (site.url("/world.xml"), "World", 1),
        (site.url("/navy.rss"), "Navy", 1),
    ]
    assert len(site.requests_to("/world.xml")) == 1
    assert "World" in monitor("feeds", "discover", site.url("/"), cwd=folder).out


def test_a_page_that_announces_nothing_is_tried_at_the_usual_places(folder, site):
    site.answer("/", Reply(body="<html><p>Nothing</p></html>", headers=HTML))
    site.answer("/rss", Reply(body=RSS.format("Hidden")))
    found = monitor("feeds", "discover", site.url("/"), "--json", cwd=folder).json()
    assert [feed["title"] for feed in found] == ["Hidden"]


def test_adding_a_home_page_offers_its_feeds_and_follows_the_one_picked(folder, site):
    offer = monitor("feeds", "add", site.url("/"), cwd=folder)
    assert offer.code == 2
    assert f"--pick 2  {site.url('/navy.rss')}  Navy" in offer.err
    done = monitor("feeds", "add", site.url("/"), "--pick", "2", cwd=folder)
    assert done.out == f"Following feed 1: {site.url('/navy.rss')}\n"
    assert monitor("feeds", "add", site.url("/"), "--pick", "9", cwd=folder).code == 2


def test_a_feed_at_a_sites_root_is_followed_as_it_is(folder, site):
    site.answer("/", Reply(body=RSS.format("Root")))
    assert monitor("feeds", "add", site.url("/"), cwd=folder).code == 0
    assert monitor("feeds", "add", site.url("/"), "--as-is", cwd=folder).code == 0


def test_a_home_page_that_cannot_be_had_is_a_clear_failure(folder, site):
    site.answer("/", Reply(503))
    failed = monitor("feeds", "add", site.url("/"), cwd=folder)
    assert failed.code == 7
    assert "the server failed (503)" in failed.err
    assert "--as-is" in failed.err


# --- Pages as sources -----------------------------------------------------------------------------


def test_a_page_without_a_feed_is_followed_by_its_links_and_its_rebuilding_is_an_alarm(
    folder, site
):
    """Feature 3: selector loss is a health alarm, not silence."""
    site.answer("/press", Reply(body='<main><h2><a href="/a">A</a></h2></main>', headers=HTML))
    done = monitor("feeds", "add", site.url("/press"), "--links", "main h2 a", "--all", cwd=folder)
    assert done.code == 0, done.err
    once(folder)
    [entry] = monitor("feeds", "entries", "--json", cwd=folder).json()
    assert (entry["title"], entry["url"]) == ("A", site.url("/a"))
    site.answer("/press", Reply(body="<div class=new>All new</div>", headers=HTML))
    monitor("feeds", "poll", "1", cwd=folder)
    once(folder)
    [feed] = listed(folder)
    assert feed["health"] == "failing"
    assert "finds no link" in explained(folder)["last_answer"]["detail"]


def test_a_selector_that_makes_no_sense_is_refused(folder, site):
    failed = monitor("feeds", "add", site.url("/press"), "--links", "main >", cwd=folder)
    assert failed.code == 2
    assert "not a CSS selector" in failed.err


# --- Settings of one feed -------------------------------------------------------------------------


def test_a_feed_is_followed_in_another_way_from_now_on(folder, site):
    monitor("feeds", "add", site.url("/world.xml"), cwd=folder)
    done = monitor(
        "feeds", "set", "1", "--every", "5m", "--slowest", "2h", "--ignore-hints", "--reread",
        "--title", "Mine", "--tag", "navy", cwd=folder,
    )  # fmt: skip
    assert done.code == 0, done.err
    [feed] = listed(folder)
    assert (feed["every"], feed["slowest"]) == (300, 7200)
    assert (feed["ignore_hints"], feed["reread"]) == (True, True)
    assert (feed["title"], feed["tags"]) == ("Mine", ["navy"])
    assert monitor("feeds", "set", "1", "--heed-hints", cwd=folder).code == 0
    assert listed(folder)[0]["every"] == 300
    assert monitor("feeds", "set", "1", cwd=folder).code == 2


def test_an_interval_given_to_a_feed_with_hints_ignored_is_kept(folder, site):
    """R12: ttl of 90 minutes, overruled by the operator."""
    monitor("feeds", "add", site.url("/world.xml"), cwd=folder)
    monitor("feeds", "add", site.url("/navy.rss"), "--every", "5m", "--ignore-hints", cwd=folder)
    once(folder)
    first, second = (explained(folder, number) for number in ("1", "2"))
    assert "the feed's own ttl is 1 h 30 min" in first["due_reason"]
    assert second["due_reason"].startswith("every 5 min")


# --- Why it is asked when it is -------------------------------------------------------------------


def test_explain_tells_the_last_answer_the_validators_and_the_next_poll_with_its_reason(
    folder, site
):
    """R27: last status, validators, next due and why; no request is made."""
    monitor("feeds", "add", site.url("/world.xml"), cwd=folder)
    assert explained(folder)["due_reason"] == "never polled"
    once(folder)
    asked = len(site.requests_to("/world.xml"))
    told = explained(folder)
    assert (told["etag"], told["validators_from"]) == ('W/"v1"', site.url("/world.xml"))
    assert told["last_answer"]["outcome"] == "entries"
    assert told["ttl"] == 5400
    shown = monitor("feeds", "poll", "1", "--explain", cwd=folder).out
    assert 'If-None-Match: W/"v1"' in shown
    assert "the feed's own ttl is 1 h 30 min" in shown
    assert len(site.requests_to("/world.xml")) == asked


def test_a_feed_asked_for_by_hand_is_polled_next(folder, site):
    monitor("feeds", "add", site.url("/world.xml"), cwd=folder)
    once(folder)
    assert "is due now" in monitor("feeds", "poll", "1", cwd=folder).out
    once(folder)
    requests = site.requests_to("/world.xml")
    assert len(requests) == 2
    assert requests[1].header("If-None-Match") == b'W/"v1"'


def test_by_hand_nobody_is_asked_before_the_time_a_server_named(folder, site):
    """R9: not a single request before the time, by manual refresh either."""
    site.answer("/world.xml", Reply(429, headers={"Retry-After": "3600"}))
    monitor("feeds", "add", site.url("/world.xml"), cwd=folder)
    once(folder)
    told = monitor("feeds", "poll", "1", cwd=folder).out
    assert "but not before" in told
    assert "429" in told
    once(folder)
    assert len(site.requests_to("/world.xml")) == 1
    assert explained(folder)["not_before"] is not None


def test_a_feed_that_is_gone_or_paused_is_not_asked_by_hand(folder, site):
    """R12: 410 is not overruled."""
    site.answer("/world.xml", Reply(410))
    monitor("feeds", "add", site.url("/world.xml"), cwd=folder)
    once(folder)
    refused = monitor("feeds", "poll", "1", cwd=folder)
    assert refused.code == 2
    assert "is gone" in refused.err


# --- What the operator sees -----------------------------------------------------------------------


def test_notices_and_status_name_what_is_wrong(folder, site):
    site.answer("/world.xml", Reply(410))
    monitor("feeds", "add", site.url("/world.xml"), cwd=folder)
    once(folder)
    [notice] = monitor("notices", "--json", cwd=folder).json()
    assert (notice["kind"], notice["feed"], notice["waiting"]) == ("health", 1, 0)
    assert "feed 1 is gone" in monitor("notices", cwd=folder).out
    status = monitor("status", cwd=folder).out
    assert status.count("feed 1 is gone") == 2  # as it is, and as it was told
    told = monitor("status", "--json", cwd=folder).json()["notices"]
    assert ["feed 1 is gone" in each["subject"] for each in told] == [True]
    assert [
        feed["health"]
        for feed in monitor("feeds", "list", "--trouble", "--json", cwd=folder).json()
    ] == ["gone"]


def test_coverage_answers_what_could_have_been_missed(folder, site):
    site.answer("/feed", Reply(500))
    monitor("feeds", "add", site.url("/world.xml"), "--all", cwd=folder)
    monitor("feeds", "add", site.url("/feed"), cwd=folder)
    once(folder)
    told = monitor("coverage", "--json", cwd=folder).json()
    whole, failing = told["sources"]
    assert (whole["polls"], whole["seen"], whole["unfinished"], whole["whole"]) == (1, 1, 0, True)
    assert (failing["polls"], failing["failed_polls"], failing["whole"]) == (0, 1, False)
    said = monitor("coverage", cwd=folder).out
    assert "1 of 2 sources without a known hole." in said
    assert "1 poll failed." in said


def test_a_span_that_ends_before_it_begins_is_refused(folder):
    failed = monitor("coverage", "--from", "2026-11-02", "--to", "2026-11-01", cwd=folder)
    assert failed.code == 2
    assert monitor("coverage", "--from", "soon", cwd=folder).code == 2


def test_a_page_keeps_its_selector_in_an_exported_list(folder, site):
    monitor("feeds", "add", site.url("/press"), "--links", "main h2 a", cwd=folder)
    listing = monitor("feeds", "export", cwd=folder).out
    monitor("feeds", "remove", "1", cwd=folder)
    done = monitor("feeds", "import", "-", stdin=listing, cwd=folder)
    assert done.code == 0, done.err
    assert listed(folder)[0]["links"] == "main h2 a"


def test_a_page_that_robots_txt_forbids_is_not_followed(folder, site):
    """R26: a page is no feed, however it is followed."""
    site.answer("/robots.txt", Reply(body=b"User-agent: *\nDisallow: /press\n"))
    site.answer("/press", Reply(body='<a href="/a">A</a>', headers=HTML))
    monitor("feeds", "add", site.url("/press"), "--links", "a", cwd=folder)
    once(folder)
    assert site.requests_to("/press") == []
    assert "robots.txt" in explained(folder)["last_answer"]["detail"]


def test_a_gap_is_seen_in_the_listing_and_in_the_feeds_own_page(folder, site):
    """Feature 10: how many entries may be lost, where the operator looks."""
    monitor("feeds", "add", site.url("/world.xml"), cwd=folder)
    once(folder)
    with Store(f"sqlite:///{folder / 'monitor.db'}") as store:
        lost_at = datetime.fromisoformat(listed(folder)[0]["last_polled"])
        learnt = as_json(Learnt(window=9, last_new=lost_at, lost=12, lost_at=lost_at))
        store.write(lambda connection: connection.execute(update(feeds).values(learnt=learnt)))
    assert "healthy, gap" in monitor("feeds", "list", cwd=folder).out
    assert "up to 12 entries may be lost before" in monitor("feeds", "show", "1", cwd=folder).out
    assert listed(folder)[0]["lost"] == 12
