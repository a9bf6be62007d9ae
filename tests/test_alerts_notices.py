"""Notices in words, for the operator alone."""

from __future__ import annotations

from datetime import UTC, datetime

from monitor.alerts.notices import MOST, notice_message
from monitor.model import FeedId, Notice, NoticeKind

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
EVIL = "feed 1 is failing: <b>@everyone</b>\r\nBcc: x@example.org"


def notice(number: int = 1, subject: str = "feed 1 is failing: Fleet") -> Notice:
    detail = "failed 3 times in a row\nhttps://news.example/feed"
    return Notice(number, NOON, NoticeKind.HEALTH, FeedId(1), subject, detail)


def test_a_notice_says_what_happened_to_which_feed_and_why():
    message = notice_message([notice()], "monitor.example.org")
    assert message.subject == "[monitor] feed 1 is failing: Fleet"
    assert "failed 3 times in a row" in message.text
    assert "https://news.example/feed" in message.html
    assert message.alert is None
    assert message.data["notices"][0]["kind"] == "health"


def test_many_notices_are_one_message_that_counts_the_rest():
    message = notice_message([notice(number) for number in range(1, 121)], "d")
    assert message.subject.endswith("(and 119 more)")
    assert f"And {120 - MOST} more: monitor notices" in message.text
    assert "and 110 more" in message.chat
    assert len(message.data["notices"]) == 120


def test_the_same_notices_are_the_same_message_on_every_attempt():
    one, again = (notice_message([notice(7), notice(9)], "d.example") for _ in range(2))
    assert one == again
    assert one.message_id != notice_message([notice(7)], "d.example").message_id


def test_what_a_feed_calls_itself_adds_no_header_no_mention_and_no_markup():
    """R65, R66: the title is the publisher's."""
    message = notice_message([notice(subject=EVIL)], "d")
    assert "\n" not in message.subject
    assert "\r" not in message.subject
    assert "@everyone" not in message.chat
    assert "<b>@" not in message.html
