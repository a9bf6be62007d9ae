"""A hub on loopback: asked by the real daemon, calling back, and pushing."""

from __future__ import annotations

import hashlib
import hmac
import socket
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import pytest
from newsroom import Desk, Newsroom, feed, wait_until, write_house
from servers import Reply, Request
from test_url_to_alert import Daemon, add

HOUR = "1h"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def call(url: str, body: bytes | None = None, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(url, data=body, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


@dataclass
class HubSite:
    """The hub of a newsroom's feed; it confirms, or does not, as told."""

    newsroom: Newsroom
    wishes: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.newsroom.site.answer("/hub", self._take)
        self.newsroom.site.answer("/feed.xml", self._feed)

    def _take(self, request: Request) -> Reply:
        fields = parse_qs(request.body.decode())
        self.wishes.append({name: values[0] for name, values in fields.items()})
        return Reply(202)

    def _feed(self, request: Request) -> Reply:
        site, tag = self.newsroom.site, f'"{len(self.newsroom.titles)}"'
        links = f'<{site.url("/hub")}>; rel="hub", <{site.url("/feed.xml")}>; rel="self"'
        if request.header("If-None-Match") == tag.encode():
            return Reply(304, headers={"ETag": tag})
        headers = {"ETag": tag, "Content-Type": "application/rss+xml", "Link": links}
        return Reply(body=feed(site, self.newsroom.titles), headers=headers)

    def confirm(self, lease: int = 864_000, **changes: str) -> tuple[int, str]:
        wish = self.wishes[-1]
        query = {
            "hub.mode": "subscribe",
            "hub.topic": wish["hub.topic"],
            "hub.challenge": "a challenge & more",
            "hub.lease_seconds": str(lease),
        }
        return call(f"{wish['hub.callback']}?{urlencode(query | changes)}")

    def push(self, secret: str | None = None, callback: str | None = None) -> tuple[int, str]:
        wish = self.wishes[-1]
        body = b"<feed/>"
        key = (secret or wish["hub.secret"]).encode()
        signed = {"X-Hub-Signature": f"sha256={hmac.new(key, body, hashlib.sha256).hexdigest()}"}
        return call(callback or wish["hub.callback"], body, **signed)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as one:
        yield one


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk() as one:
        yield one


@pytest.fixture
def hub(newsroom: Newsroom) -> HubSite:
    return HubSite(newsroom)


@pytest.fixture
def daemon(tmp_path: Path, newsroom: Newsroom, desk: Desk, hub: HubSite) -> Iterator[Daemon]:
    """A daemon that polls once an hour and wants to be told by hubs; its hub was asked."""
    port = free_port()
    words = f'[push]\ncallback = "http://127.0.0.1:{port}/push"\nlisten = "127.0.0.1:{port}"\n'
    write_house(tmp_path, desk.configuration(newsroom, HOUR) + words)
    newsroom.publish(1)
    newsroom.expected.clear()
    add(tmp_path, newsroom.site.url("/feed.xml"))
    one = Daemon(tmp_path)
    one.start()
    wait_until(lambda: bool(hub.wishes), 30, "the wish to be told")
    yield one
    if one.process is not None:
        one.stop()


def ask(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "monitor.db")) as database:
        return database.execute(query).fetchall()


def rest(folder: Path) -> None:
    """Let the moment pass in which a feed that was just polled is not asked again."""
    with closing(sqlite3.connect(folder / "monitor.db")) as database:
        database.execute("UPDATE feeds SET last_polled = added_at")
        database.commit()


def test_a_push_brings_the_news_an_hour_early(
    daemon: Daemon, hub: HubSite, newsroom: Newsroom, desk: Desk, tmp_path: Path
):
    """R25."""
    assert hub.wishes[-1]["hub.mode"] == "subscribe"
    assert len(hub.wishes[-1]["hub.secret"]) >= 32
    assert hub.confirm() == (200, "a challenge & more")
    state, lease = ask(tmp_path, "SELECT state, lease_until > next_due FROM subscriptions")[0]
    assert (state, lease) == ("active", 1)
    rest(tmp_path)
    newsroom.publish(2)
    assert hub.push() == (202, "")
    wait_until(lambda: set(desk.hooked()) == newsroom.expected, 20, "the alert")


def test_what_is_forged_or_unknown_does_nothing(
    daemon: Daemon, hub: HubSite, newsroom: Newsroom, tmp_path: Path
):
    """R25."""
    assert hub.confirm(**{"hub.topic": "https://elsewhere.example/feed"})[0] == 404
    assert hub.confirm(**{"hub.mode": "unsubscribe"})[0] == 404
    hub.confirm()
    rest(tmp_path)
    polls = len(newsroom.site.requests_to("/feed.xml"))
    before = ask(tmp_path, "SELECT next_due FROM feeds")
    assert hub.push(secret="guessed")[0] == 202, "who forges learns nothing"
    unsigned = call(hub.wishes[-1]["hub.callback"], b"<feed/>")
    assert unsigned[0] == 202
    base = hub.wishes[-1]["hub.callback"].rpartition("/")[0]
    assert hub.push(callback=f"{base}/nobody")[0] == 410
    assert call(f"{base}/nobody?hub.mode=subscribe")[0] == 404
    time.sleep(1.0)
    assert ask(tmp_path, "SELECT next_due FROM feeds") == before
    assert len(newsroom.site.requests_to("/feed.xml")) == polls


def test_a_lease_is_renewed_before_it_ends_and_over_a_restart(
    daemon: Daemon, hub: HubSite, tmp_path: Path
):
    """R25."""
    hub.confirm()
    first = hub.wishes[-1]
    daemon.stop()
    with closing(sqlite3.connect(tmp_path / "monitor.db")) as database:
        database.execute("UPDATE subscriptions SET next_due = '2026-01-01 00:00:00.000000'")
        database.commit()
    wishes = len(hub.wishes)
    daemon.start()
    wait_until(lambda: len(hub.wishes) > wishes, 30, "the renewal")
    assert hub.wishes[-1] == first, "the same subscription, the same secret"
    assert ask(tmp_path, "SELECT state FROM subscriptions") == [("active",)]


def test_a_hub_that_denies_is_noted_and_polling_goes_on(
    daemon: Daemon, hub: HubSite, tmp_path: Path
):
    """R25."""
    denied = {"hub.mode": "denied", "hub.reason": "not you"}
    assert hub.confirm(**denied) == (200, "")
    rows = ask(tmp_path, "SELECT state, detail, next_due > '2026-02' FROM subscriptions")
    assert rows == [("denied", "denied by the hub: not you", 1)]
    assert ask(tmp_path, "SELECT status, failures FROM feeds") == [("active", 0)]
