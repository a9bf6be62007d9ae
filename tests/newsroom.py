"""A newsroom on loopback: it publishes stories as feeds and pages, and a desk that is told of them.

with Newsroom() as newsroom, Desk() as desk:
    newsroom.publish("Pacifica", 1)          # a story that the rule wants
    ...
    assert desk.mailed("analyst@example.org") == newsroom.expected
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from mailbox import Mailbox
from pathlib import Path
from typing import Self

from servers import Reply, Request, Site

RULE = """\
kind: rule
version: 1
id: drone-deals
title: Drones supplied
topics: [drone-deals]
match: drone~ NEAR/12 (deliver~ OR order~ OR buy~)
severity: {base: medium}
tests:
  - {text: "Drones were delivered on Monday.", expect: {match: true}}
  - {text: "The museum shows an old drone.", expect: {match: false}}
"""

_WORDS = [
    "ministry",
    "budget",
    "harbour",
    "winter",
    "committee",
    "engine",
    "crew",
    "valley",
    "spokesman",
    "tender",
    "repair",
    "border",
    "treaty",
    "runway",
    "school",
    "bridge",
    "election",
    "market",
    "summer",
    "minister",
    "radar",
    "inquiry",
    "river",
    "training",
    "factory",
    "village",
    "parade",
    "contract",
    "museum",
    "engineer",
    "island",
    "council",
    "patrol",
    "weather",
    "archive",
    "festival",
    "railway",
    "hospital",
    "report",
    "visitor",
    "delegation",
    "exercise",
    "forest",
    "station",
    "auction",
]


@dataclass
class Newsroom:
    """One site, one feed that grows, and what should be told about it."""

    site: Site = field(default_factory=Site)
    titles: dict[str, str] = field(default_factory=dict)  # path -> title, in order of publication
    expected: set[str] = field(default_factory=set)

    def __enter__(self) -> Self:
        self.site.start()
        self.site.answer("/feed.xml", self._feed)
        return self

    def __exit__(self, *_exc: object) -> None:
        self.site.stop()

    def publish(self, number: int, *, wanted: bool = True) -> str:
        """Put a story on the site and in the feed; return its title."""
        deed = "takes delivery of" if wanted else "opens a museum for"
        title = f"Country {number} {deed} drones, part {number}"
        path = f"/news/{number}"
        self.site.answer(path, Reply(body=page(title, number, wanted), headers=_HTML))
        self.announce(path, title, wanted=wanted)
        return title

    def announce(self, path: str, title: str, *, wanted: bool = True) -> None:
        """Put a link to a page in the feed, whatever the page is."""
        self.titles[path] = title
        if wanted:
            self.expected.add(title)

    def _feed(self, request: Request) -> Reply:
        """The feed as it is now; 304 to whoever has it already."""
        tag = f'W/"{len(self.titles)}"'
        if request.header("If-None-Match") == tag.encode():
            return Reply(304, headers={"ETag": tag})
        headers = {"ETag": tag, "Content-Type": "application/rss+xml; charset=utf-8"}
        return Reply(body=feed(self.site, self.titles), headers=headers)


_HTML = {"Content-Type": "text/html; charset=utf-8"}


def feed(site: Site, titles: dict[str, str]) -> str:
    """An RSS feed, newest entry first."""
    items = "".join(
        f"<item><title>{escape(title)}</title><link>{site.url(path)}</link>"
        f"<guid>{site.url(path)}</guid><description>{escape(summary(title))}</description></item>"
        for path, title in reversed(list(titles.items()))
    )
    return f'<rss version="2.0"><channel><title>The Desk Post</title>{items}</channel></rss>'


def summary(title: str) -> str:
    return f"{title}. The drones were delivered on Monday, the ministry said."


def page(title: str, number: int, wanted: bool = True) -> str:
    """An article's page with a menu and related links; each number has another text."""
    words = random.Random(number)
    details = [" ".join(words.choices(_WORDS, k=16)).capitalize() + "." for _ in range(5)]
    lead = (
        f"The ministry of country {number} said that drones were delivered to a base on Monday."
        if wanted
        else f"A museum in country {number} shows how the pilots of a base once lived and worked."
    )
    body = "".join(f"<p>{escape(text)}</p>" for text in (lead, *details))
    return (
        f"<html><head><title>{escape(title)} - The Desk Post</title></head><body>"
        "<nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav>"
        f"<article><h1>{escape(title)}</h1>{body}</article>"
        "<aside>Also read: <a href='/x'>Drone deliveries ordered</a></aside></body></html>"
    )


@dataclass
class Desk:
    """Who is told: a mail server with two readers, and a webhook receiver."""

    mailbox: Mailbox = field(default_factory=Mailbox)
    hook: Site = field(default_factory=Site)

    def __enter__(self) -> Self:
        self.mailbox.__enter__()
        self.hook.start()
        self.hook.answer("/hook", Reply(200, body=b"{}"))
        return self

    def __exit__(self, *exc: object) -> None:
        self.hook.stop()
        self.mailbox.__exit__(*exc)

    def mails_to(self, reader: str) -> Counter[str]:
        """How often each headline was mailed to a reader."""
        return Counter(
            headline_of(str(mail["Subject"]))
            for mail in list(self.mailbox.mails)
            if reader in str(mail["To"])
        )

    def message_ids(self) -> dict[tuple[str, str], set[str]]:
        """The Message-IDs under which each reader got each headline."""
        found: dict[tuple[str, str], set[str]] = {}
        for mail in list(self.mailbox.mails):
            key = (str(mail["To"]), headline_of(str(mail["Subject"])))
            found.setdefault(key, set()).add(str(mail["Message-ID"]))
        return found

    def hooked(self) -> Counter[str]:
        """How often each headline reached the webhook."""
        bodies = [json.loads(request.body) for request in self.hook.requests_to("/hook")]
        return Counter(headline_of(body.get("headline") or body["title"]) for body in bodies)

    def configuration(self, newsroom: Newsroom, every: str = "1s") -> str:
        """A monitor.toml that polls the newsroom and tells this desk."""
        return f"""\
[store]
path = "monitor.db"
[rules]
path = "rules"
[polling]
every = "{every}"
host_gap = "0s"
page_gap = "0s"
deadline = "3s"
jitter = 0.0
allow_private = ["127.0.0.1:{newsroom.site.port}"]
[children]
workers = 1
[delivery]
backoff = "1s"
backoff_cap = "2s"
[channels.mail]
url = "mailto://127.0.0.1:{self.mailbox.port}?from=monitor@example.org"
to = ["analyst@example.org", "editor@example.org"]
per_minute = 6000
[channels.hook]
url = "json://127.0.0.1:{self.hook.port}/hook"
per_minute = 6000
[log]
level = "info"
format = "json"
"""


def headline_of(subject: str) -> str:
    """The headline inside a subject such as "[medium] drone-deals: HEADLINE"."""
    return "Country " + subject.partition("Country ")[2]


def write_house(folder: Path, configuration: str) -> Path:
    """Write a configuration and one rule; return the configuration's path."""
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "rules" / "drone-deals.yml").write_text(RULE)
    path = folder / "monitor.toml"
    path.write_text(configuration)
    path.chmod(0o600)
    return path


def wait_until(true: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait for a condition; AssertionError naming it when it does not come true in time."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        pause.wait(0.05)
