"""Notices in words: what happened to Monitor's sources, for its operator. Pure.

Notices that are due together make one message, so that a hundred feeds of one failed host are one
mail. The same notices render to the same bytes and carry the same Message-ID on every attempt.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.alerts.wording import clean, cut, defused, line, moment
from monitor.model import Message, Notice

MOST = 50  # spelled out in one message; the rest is counted
SUBJECT_LIMIT = 160
_CHAT_MOST = 10


def notice_message(notices: Sequence[Notice], domain: str) -> Message:
    """Return one message that tells an operator of these notices, oldest first."""
    told = notices[:MOST]
    more = len(notices) - len(told)
    names = ",".join(str(notice.id) for notice in notices)
    key = hashlib.sha256(names.encode()).hexdigest()[:24]
    ending = f"\nAnd {more} more: monitor notices\n" if more else ""
    return Message(
        subject=_subject(notices),
        text=clean("\n".join(_paragraph(notice) for notice in told)).strip() + "\n" + ending,
        html=_html(told, more),
        message_id=f"<notice-{key}@{domain}>",
        headers={"X-Monitor-Notices": str(len(notices))},
        chat=_chat(notices),
        data={
            "schema": "monitor.notices/1",
            "idempotency_key": key,
            "notices": [_record(notice) for notice in notices],
        },
    )


def _subject(notices: Sequence[Notice]) -> str:
    first = line(notices[0].subject)
    others = f" (and {len(notices) - 1} more)" if len(notices) > 1 else ""
    return cut(f"[monitor] {first}", SUBJECT_LIMIT - len(others)) + others


def _paragraph(notice: Notice) -> str:
    return f"{line(notice.subject)}\n  {moment(notice.at)}\n" + "".join(
        f"  {each}\n" for each in _lines(notice)
    )


def _chat(notices: Sequence[Notice]) -> str:
    told = [defused(line(notice.subject)) for notice in notices[:_CHAT_MOST]]
    if len(notices) > _CHAT_MOST:
        told.append(f"and {len(notices) - _CHAT_MOST} more: monitor notices")
    return "\n".join(("[monitor] changes at the sources", *told))


def _html(told: Sequence[Notice], more: int) -> str:
    shown = [
        {
            "subject": line(notice.subject),
            "at": moment(notice.at),
            "lines": _lines(notice),
        }
        for notice in told
    ]
    loader = PackageLoader("monitor.alerts", "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    return environment.get_template("notices.html").render(notices=shown, more=more)


def _lines(notice: Notice) -> list[str]:
    return [cut(line(each), 500) for each in notice.detail.splitlines()]


def _record(notice: Notice) -> dict[str, object]:
    return {
        "id": notice.id,
        "at": notice.at.isoformat(),
        "kind": notice.kind.value,
        "feed": notice.feed_id,
        "subject": line(notice.subject),
        "detail": clean(notice.detail),
    }
