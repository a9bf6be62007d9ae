"""`monitor run` in its short forms, and `monitor channels`, as typed, between servers on loopback."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import monitor
from newsroom import Desk, Newsroom, write_house


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as one:
        yield one


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk() as one:
        yield one


@pytest.fixture
def folder(tmp_path: Path, newsroom: Newsroom, desk: Desk) -> Path:
    """A configuration that reaches both, and a feed whose one story is to be told."""
    write_house(tmp_path, desk.configuration(newsroom, every="1h"))
    newsroom.publish(1)
    done = monitor("feeds", "add", newsroom.site.url("/feed.xml"), "--all", cwd=tmp_path)
    assert done.code == 0, done.err
    return tmp_path


def test_once_does_what_is_due_and_ends(folder, desk):
    done = monitor("run", "--once", cwd=folder)
    assert done.code == 0, done.err
    assert "1 feed polled, 1 entry read, 1 article matched, 3 messages sent" in done.err
    assert len(desk.mailbox.mails) == 2
    assert sum(desk.hooked().values()) == 1
    again = monitor("run", "--once", cwd=folder)
    assert "0 feeds polled" in again.err
    assert len(desk.mailbox.mails) == 2
    listed = monitor("deliveries", "list", "--state", "sent", "--json", cwd=folder).json()
    assert len(listed) == 3


def test_a_dry_run_prints_what_would_be_told_sends_nothing_and_remembers_nothing(folder, desk):
    done = monitor("run", "--dry-run", cwd=folder)
    assert done.code == 0, done.err
    assert "drone-deals" in done.out
    assert "Nothing was sent" in done.err
    assert desk.mailbox.mails == []
    assert monitor("alerts", "list", "--json", cwd=folder).json() == []
    assert monitor("feeds", "list", "--json", cwd=folder).json()[0]["last_polled"] is None


def test_once_and_dry_run_exclude_each_other(folder):
    assert monitor("run", "--once", "--dry-run", cwd=folder).code == 2


def test_a_fresh_folder_without_feeds_runs_to_its_end(tmp_path, newsroom, desk):
    write_house(tmp_path, desk.configuration(newsroom))
    done = monitor("run", "--once", cwd=tmp_path)
    assert done.code == 0, done.err
    assert "0 feeds polled" in done.err


def test_a_second_monitor_on_the_same_database_is_refused(folder):
    with (folder / "monitor.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused = monitor("run", "--once", cwd=folder)
    assert refused.code == 6
    assert "another Monitor" in refused.err


def test_channels_are_listed_masked_with_what_they_are_told(folder):
    record = monitor("channels", "list", "--json", cwd=folder).json()
    assert [each["name"] for each in record] == ["mail", "hook"]
    assert record[0]["to"] == ["analyst@example.org", "editor@example.org"]
    shown = monitor("channels", "list", cwd=folder).out
    assert "everything" in shown


def test_a_test_message_arrives_and_the_answer_is_shown(folder, desk):
    done = monitor("channels", "test", "mail", "--to", "analyst@example.org", cwd=folder)
    assert done.code == 0, done.err
    assert done.out.startswith("mail (analyst@example.org): accepted")
    [mail] = desk.mailbox.mails
    assert "[test]" in mail["Subject"]


def test_a_refused_test_message_is_code_one_with_the_servers_words(folder, desk):
    desk.mailbox.replies["gone@example.org"] = "550 5.1.1 no such user"
    done = monitor("channels", "test", "mail", "--to", "gone@example.org", cwd=folder)
    assert done.code == 1
    assert "no such user" in done.out
    assert "refused for good" in done.out


def test_an_unknown_channel_is_code_seven_and_the_known_ones_are_named(folder):
    failed = monitor("channels", "test", "pager", cwd=folder)
    assert failed.code == 7
    assert "mail, hook" in failed.err
