"""SIGHUP: what can change safely does, whole; what is broken changes nothing."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from newsroom import Desk, Newsroom, headline_of, wait_until, write_house
from servers import Reply
from test_url_to_alert import Daemon, add, all_told

MORE = """
[channels.second]
url = "json://127.0.0.1:{port}/second"
per_minute = 6000
"""


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as one:
        yield one


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk() as one:
        one.hook.answer("/second", Reply(200, body=b"{}"))
        yield one


@pytest.fixture
def daemon(tmp_path: Path, newsroom: Newsroom, desk: Desk) -> Iterator[Daemon]:
    write_house(tmp_path, desk.configuration(newsroom))
    add(tmp_path, newsroom.site.url("/feed.xml"))
    one = Daemon(tmp_path)
    one.start()
    newsroom.site.wait_for(1, "/feed.xml", timeout=20)
    yield one
    if one.process is not None:
        one.stop()


def told(daemon: Daemon, event: str) -> list[dict]:
    lines = [json.loads(line) for line in daemon.log.read_text().splitlines() if line[:1] == "{"]
    return [line for line in lines if line["event"] == event]


def hang_up(daemon: Daemon) -> None:
    assert daemon.process is not None
    daemon.process.send_signal(signal.SIGHUP)


def seconds(desk: Desk) -> set[str]:
    bodies = [json.loads(request.body) for request in desk.hook.requests_to("/second")]
    return {headline_of(body.get("headline") or body["title"]) for body in bodies}


def test_a_new_channel_is_told_after_a_reload_without_a_restart(
    daemon: Daemon, newsroom: Newsroom, desk: Desk, tmp_path: Path
):
    """R101."""
    newsroom.publish(1)
    wait_until(lambda: all_told(newsroom, desk), 30, "the first alert")
    file = tmp_path / "monitor.toml"
    words = file.read_text()
    file.write_text(words + MORE.format(port=desk.hook.port))
    hang_up(daemon)
    wait_until(lambda: bool(told(daemon, "channels in force")), 15, "the reload")
    second = newsroom.publish(2)
    wait_until(lambda: seconds(desk) == {second}, 30, "the alert on the new channel")

    file.write_text(words.replace("[store]", "[stoer]"))
    hang_up(daemon)
    refusal = "configuration refused; the former one stays"
    wait_until(lambda: bool(told(daemon, refusal)), 15, "the refusal")
    assert "[stoer]" in told(daemon, refusal)[0]["error"]
    third = newsroom.publish(3)
    wait_until(lambda: third in seconds(desk), 30, "the alert on the channel that stayed")

    file.write_text(words.replace('every = "1s"', 'every = "2s"'))
    hang_up(daemon)
    late = "changes that want a restart"
    wait_until(lambda: bool(told(daemon, late)), 15, "the warning")
    assert told(daemon, late)[0]["sections"] == "polling"
    assert daemon.stop() == 0
