"""Bad input, end to end: a clear word that names the thing, nothing lost, and the rest goes on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from commands import monitor
from newsroom import RULE, Desk, Newsroom, feed, write_house
from servers import Reply, coded

FEED_TYPE = {"Content-Type": "application/rss+xml; charset=utf-8"}


@pytest.fixture
def house(tmp_path: Path):
    """A newsroom, a desk and a configuration between them; every feed is read from the start."""
    with Newsroom() as newsroom, Desk() as desk:
        write_house(tmp_path, desk.configuration(newsroom, every="1s"))
        yield tmp_path, newsroom, desk


def follow(folder: Path, *urls: str) -> None:
    for url in urls:
        done = monitor("feeds", "add", url, "--all", cwd=folder)
        assert done.code == 0, done.err


def run_once(folder: Path) -> None:
    done = monitor("run", "--once", cwd=folder)
    assert done.code == 0, done.err


def outcome_of(folder: Path, url: str) -> str:
    """What `feeds show` says of a feed, in one text."""
    shown = monitor("feeds", "show", url, cwd=folder)
    assert shown.code == 0, shown.err
    return " ".join(shown.out.split())


BROKEN_FEEDS = {
    "a page in a feed's place": (
        Reply(body="<!doctype html><html><body><h1>Sign in</h1></body></html>"),
        "HTML",
    ),
    "bytes that are no feed": (Reply(body=b"\x00\x01\x02 nothing of use", headers=FEED_TYPE), ""),
    "a gzip body cut short": (
        Reply(
            body=coded(b"<rss version='2.0'/>" * 50, "gzip").body[:-12],
            headers=FEED_TYPE | {"Content-Encoding": "gzip"},
        ),
        "broken body",
    ),
    "an empty answer": (Reply(body=b"", headers=FEED_TYPE), ""),
}


@pytest.mark.parametrize("fault", BROKEN_FEEDS)
def test_a_feed_with(fault, house):
    """is named with its fault, its neighbour is read, and its next good answer is not missed."""
    folder, newsroom, desk = house
    site = newsroom.site
    reply, word = BROKEN_FEEDS[fault]
    newsroom.publish(1)
    late = {"/news/90": "Country 90 takes delivery of drones, part 90"}
    good = Reply(body=feed(site, late), headers=FEED_TYPE)
    site.answer("/bad.xml", reply)
    follow(folder, site.url("/bad.xml"), newsroom.site.url("/feed.xml"))
    run_once(folder)
    assert set(desk.hooked()) == newsroom.expected
    assert word in outcome_of(folder, site.url("/bad.xml"))
    listed = {row["url"]: row for row in monitor("feeds", "list", "--json", cwd=folder).json()}
    assert listed[site.url("/bad.xml")]["failures"] == 1

    site.answer("/bad.xml", good)
    monitor("feeds", "poll", site.url("/bad.xml"), cwd=folder)
    asked = site.requests_to("/bad.xml")[-1]
    assert asked.header("If-None-Match") is None, "the bad answer's validators were not kept"


def test_a_typo_in_a_rule_is_shown_with_its_place_and_a_hint(house):
    folder, *_ = house
    (folder / "rules" / "drone-deals.yml").write_text(RULE.replace("NEAR/12", "NAER/12"))
    for command in (("check",), ("run", "--once")):
        done = monitor(*command, cwd=folder)
        text = done.out + done.err
        assert done.code in {1, 4}
        assert "drone-deals.yml:6:" in text
        assert "NEAR" in text
        assert "Traceback" not in text


def test_a_rule_broken_while_the_daemon_rests_leaves_the_last_good_rules_in_force(house):
    folder, newsroom, _desk = house
    newsroom.publish(1)
    follow(folder, newsroom.site.url("/feed.xml"))
    run_once(folder)
    (folder / "rules" / "drone-deals.yml").write_text(RULE.replace("NEAR/12", "NAER/12"))
    newsroom.publish(2)
    done = monitor("run", "--once", cwd=folder)
    assert done.code == 0, done.err
    assert "last good rules" in done.err


def test_a_missing_rules_folder_is_named(house):
    folder, *_ = house
    (folder / "rules" / "drone-deals.yml").unlink()
    (folder / "rules").rmdir()
    done = monitor("run", "--once", cwd=folder)
    assert done.code == 4
    assert str(folder / "rules") in done.err
    assert len(done.err.strip().splitlines()) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to take a folder's write permission from root")
def test_a_database_that_cannot_be_written_is_named(house):
    folder, newsroom, _ = house
    text = (folder / "monitor.toml").read_text()
    text = text.replace('path = "monitor.db"', 'path = "/proc/monitor.db"')
    (folder / "monitor.toml").write_text(text)
    done = monitor("feeds", "add", newsroom.site.url("/feed.xml"), cwd=folder)
    assert done.code == 5
    assert "/proc/monitor.db" in done.err
    assert len(done.err.strip().splitlines()) == 1


def test_a_refused_recipient_is_listed_and_the_others_are_told_once(house):
    folder, newsroom, desk = house
    desk.mailbox.replies["editor@example.org"] = "550 5.1.1 no such user"
    newsroom.publish(1)
    follow(folder, newsroom.site.url("/feed.xml"))
    run_once(folder)
    assert dict(desk.mails_to("analyst@example.org")) == dict.fromkeys(newsroom.expected, 1)
    assert dict(desk.hooked()) == dict.fromkeys(newsroom.expected, 1)
    dead = monitor("deliveries", "list", "--state", "dead", "--json", cwd=folder).json()
    assert [(row["recipient"], "550" in row["detail"]) for row in dead] == [
        ("editor@example.org", True)
    ]

    del desk.mailbox.replies["editor@example.org"]
    resent = monitor("deliveries", "resend", dead[0]["id"], cwd=folder)
    assert resent.code == 0, resent.err
    run_once(folder)
    assert dict(desk.mails_to("editor@example.org")) == dict.fromkeys(newsroom.expected, 1)
    assert all(len(ids) == 1 for ids in desk.message_ids().values())


def test_a_channel_that_is_down_loses_nothing(house):
    folder, newsroom, desk = house
    desk.hook.answer("/hook", Reply(503))
    newsroom.publish(1)
    follow(folder, newsroom.site.url("/feed.xml"))
    run_once(folder)
    pending = monitor("deliveries", "list", "--state", "pending", "--json", cwd=folder).json()
    assert [row["channel"] for row in pending] == ["hook"]
    desk.hook.answer("/hook", Reply(200, body=b"{}"))
    monitor("deliveries", "resend", pending[0]["id"], cwd=folder)
    run_once(folder)
    assert newsroom.expected <= set(desk.hooked())
