"""The operator hears of trouble on a route of its own, once; the analysts never."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from mailbox import Mailbox
from pathlib import Path

import pytest
from commands import typed as monitor
from newsroom import Desk, Newsroom, write_house
from servers import Reply
from sqlalchemy import update
from stores import Desk as Store

from monitor.store.schema import feeds

OPERATOR = """
[channels.operator]
operator = true
url = "mailto://127.0.0.1:{port}?from=monitor@example.org"
to = ["operator@example.org"]
"""


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as one:
        yield one


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk() as one:
        yield one


@pytest.fixture
def ops() -> Iterator[Mailbox]:
    with Mailbox() as one:
        yield one


@pytest.fixture
def folder(tmp_path: Path, newsroom: Newsroom, desk: Desk, ops: Mailbox) -> Path:
    write_house(tmp_path, desk.configuration(newsroom, "1h") + OPERATOR.format(port=ops.port))
    for path in ("/feed.xml", "/gone.xml"):
        done = monitor("feeds", "add", newsroom.site.url(path), "--all", cwd=tmp_path)
        assert done.code == 0, done.err
    return tmp_path


def everything_is_due(folder: Path) -> None:
    """Let an hour pass, as far as the feeds know."""
    with Store(f"sqlite:///{folder / 'monitor.db'}") as store:
        past = datetime(2020, 1, 1, tzinfo=UTC)
        store.write(lambda connection: connection.execute(update(feeds).values(next_due=past)))


def once(folder: Path) -> None:
    done = monitor("run", "--once", cwd=folder)
    assert done.code == 0, done.err


def test_a_feed_that_is_gone_is_told_to_the_operator_once_and_to_no_analyst(
    folder, newsroom, desk, ops
):
    """R21: operator told once."""
    newsroom.publish(1)
    newsroom.site.answer("/gone.xml", Reply(410))
    once(folder)
    once(folder)
    assert len(ops.mails) == 1
    assert "feed 2 is gone" in str(ops.mails[0]["Subject"])
    assert all("[monitor]" not in str(mail["Subject"]) for mail in desk.mailbox.mails)
    assert len(desk.mailbox.mails) == 2
    assert sum(desk.hooked().values()) == 1


def test_a_feed_that_fails_and_recovers_is_two_messages(folder, newsroom, ops):
    """A failure from the third in a row on."""
    newsroom.publish(1)
    newsroom.site.answer("/gone.xml", Reply(500))
    for _ in range(4):
        once(folder)
        everything_is_due(folder)
    assert len(ops.mails) == 1
    assert "is failing" in str(ops.mails[0]["Subject"])
    newsroom.site.answer(
        "/gone.xml",
        Reply(body="<rss version='2.0'><channel><item><title>a</title></item></channel></rss>"),
    )
    once(folder)
    everything_is_due(folder)
    once(folder)
    assert [str(mail["Subject"]).split(":")[0] for mail in ops.mails] == [
        "[monitor] feed 2 is failing",
        "[monitor] feed 2 is healthy again",
    ]


def test_an_operators_channel_is_told_no_alert(folder, newsroom, ops):
    newsroom.publish(1)
    once(folder)
    assert ops.mails == []


def test_an_operators_channel_with_topics_is_refused(folder):
    path = folder / "monitor.toml"
    path.write_text(path.read_text() + 'topics = ["x"]\n')
    refused = monitor("feeds", "list", cwd=folder)
    assert refused.code == 3
    assert "is the operator's" in refused.err
