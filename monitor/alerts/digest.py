"""Several alerts as one message: a line or two each, the gravest first, by topic. Pure.

Nothing is left out of the count: what is not spelled out is numbered, and `monitor alerts show`
tells the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.alerts.event import event_line, lead_event, status_word
from monitor.alerts.payload import payload
from monitor.alerts.wording import clean, cut, defused, line, link, moment
from monitor.model import Alert, Delivery, Message

SCHEMA = "monitor.digest/1"
MOST = 100  # alerts spelled out
SUBJECT_LIMIT = 160
_CHAT_MOST = 20
_HEADLINE = 200
_TOPICS_NAMED = 4
_REPEAT = "This may be a repeat: an earlier attempt to send it broke off before it was confirmed."


@dataclass(frozen=True, slots=True)
class Entry:
    """One alert of a digest, as shown: every text cleaned, nothing escaped yet."""

    number: int
    severity: str
    topics: str
    headline: str
    told: str  # its status and event in a line; "" when no event was read
    change: str
    source: str
    published: str
    href: str  # "" when the address is not fit to follow


def digest_message(delivery: Delivery) -> Message:
    """Return the message for a delivery that carries a digest."""
    alerts = sorted(delivery.digest, key=_rank)
    entries = [_entry(alert) for alert in alerts[:MOST]]
    more = len(alerts) - len(entries)
    note = _REPEAT if delivery.possible_repeat else ""
    told = [payload(replace(delivery, alert=alert, digest=()), ()) for alert in alerts]
    return Message(
        subject=subject(alerts),
        text=_plain(entries, more, note),
        html=_html(entries, more, note),
        message_id=delivery.message_id,
        headers={"X-Monitor-Digest": str(len(alerts))},
        chat=_chat(alerts),
        data={
            "schema": SCHEMA,
            "idempotency_key": delivery.message_id,
            "possible_repeat": delivery.possible_repeat,
            "count": len(alerts),
            "alerts": told,
        },
    )


def subject(alerts: Sequence[Alert]) -> str:
    """Return `[digest] 12 alerts: ship-visits 7, arms-deals 5`, one line, capped."""
    count = Counter(topic for alert in alerts for topic in alert.topics)
    named = [f"{line(topic)} {times}" for topic, times in count.most_common(_TOPICS_NAMED)]
    more = ", ..." if len(count) > _TOPICS_NAMED else ""
    topics = f": {', '.join(named)}{more}" if named else ""
    return cut(f"[digest] {_counted(len(alerts))}{topics}", SUBJECT_LIMIT)


def _rank(alert: Alert) -> tuple[int, tuple[str, ...], int]:
    return -alert.severity, alert.topics, alert.id


def _counted(count: int) -> str:
    return f"{count} alert{'' if count == 1 else 's'}"


def _entry(alert: Alert) -> Entry:
    record = lead_event(alert)
    address = link(alert.url)
    told = ": ".join(part for part in (status_word(record), event_line(record)) if part)
    return Entry(
        number=int(alert.id),
        severity=alert.severity.word,
        topics=cut(", ".join(line(topic) for topic in alert.topics), 100),
        headline=cut(line(alert.headline), _HEADLINE),
        told=told,
        change=cut(line(alert.change), 400),
        source=cut(line(alert.source), 120),
        published=moment(alert.published) if alert.published else "no date given",
        href=address.href if address else "",
    )


def _plain(entries: Sequence[Entry], more: int, note: str) -> str:
    blocks = [*([note] if note else []), *("\n".join(_lines(entry)) for entry in entries)]
    if more:
        blocks.append(f"And {more} more: monitor alerts list")
    return clean("\n\n".join(blocks)).strip() + "\n"


def _lines(entry: Entry) -> Iterator[str]:
    yield f"{entry.severity.upper()} | {entry.topics}"
    yield entry.headline
    if entry.told:
        yield f"  {entry.told}"
    if entry.change:
        yield f"  {entry.change}"
    yield f"  {entry.source}, {entry.published}. Alert {entry.number}"
    if entry.href:
        yield f"  {entry.href}"


def _chat(alerts: Sequence[Alert]) -> str:
    told = [
        defused(f"[{alert.severity.word}] {cut(line(alert.headline), 120)} (alert {alert.id})")
        for alert in alerts[:_CHAT_MOST]
    ]
    if len(alerts) > _CHAT_MOST:
        told.append(f"and {len(alerts) - _CHAT_MOST} more: monitor alerts list")
    return "\n".join((f"[digest] {_counted(len(alerts))}", *told))


def _html(entries: Sequence[Entry], more: int, note: str) -> str:
    environment = Environment(
        loader=PackageLoader("monitor.alerts", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
    )
    return environment.get_template("digest.html").render(entries=entries, more=more, note=note)
