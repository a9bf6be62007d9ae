"""An alert in words: subject, plain text, HTML, chat text and data for one delivery. Pure.

The same delivery renders to the same bytes on every attempt, but for the note that says it may be a
repeat. What is said and in which order is decided here (`View`); the looks are in `templates/`.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from functools import cache

from jinja2 import PackageLoader, StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from monitor.alerts.digest import digest_message
from monitor.alerts.event import event_line, lead_event, leading_first, status_word
from monitor.alerts.payload import payload
from monitor.alerts.wording import (
    Link,
    Piece,
    clean,
    cut,
    defused,
    direction,
    line,
    link,
    moment,
    pieces,
)
from monitor.model import Alert, Delivery, Match, Message, Quote, TextSource
from monitor.model.stories import Novelty

SUBJECT_LIMIT = 160  # code points; mail programs show about half of it, lists the rest
HEADLINE_LIMIT = 300
QUOTE_LIMIT = 1_200
CHAT_QUOTE_LIMIT = 600
RULE_LIMIT = 20  # an alert with more matches names the first and counts the rest
COPIES_LIMIT = 12
PLAIN_WIDTH = 76

RESTS_ON = {
    TextSource.PAGE: "the article's page",
    TextSource.FEED: "the feed's own text only; the article's page could not be read",
    TextSource.TITLE: "the headline only; neither the page nor the feed gave a text",
}
NEWS = {
    Novelty.STATUS_CHANGED: "CHANGED",
    Novelty.CONTRADICTED: "CONTRADICTED",
    Novelty.CORROBORATED: "CORROBORATED",
    Novelty.BACKGROUND: "BACKGROUND",
    Novelty.CORRELATED: "TOGETHER",
}
_REPEAT = "This may be a repeat: an earlier attempt to send it broke off before it was confirmed."


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule that fired, as shown."""

    id: str
    title: str
    version: str
    severity: str
    reason: str
    quote: tuple[Piece, ...]  # empty when the lead quote says it already


@dataclass(frozen=True, slots=True)
class Before:
    """What was told of the story before, as shown."""

    quote: tuple[Piece, ...]
    told: str  # by whom, and when


@dataclass(frozen=True, slots=True)
class View:
    """What a reader is shown of an alert: every text cleaned, nothing escaped yet."""

    severity: str
    topics: str
    headline: str
    status: str  # of the event, in capitals; "" when it is not known
    change: str  # what is different from what was told before; "" for a new event
    event: str  # who, whom, what, how many, worth, when; "" when no event was read
    quote: tuple[Piece, ...]
    before: Before | None  # the other side of a change
    source: str
    published: str
    link: Link | None
    rests_on: str
    partial: bool  # not the whole article was read
    rules: tuple[RuleView, ...]
    more_rules: int
    copies: str
    repeat: str
    number: int
    created: str


def message(delivery: Delivery, copies: tuple[str, ...]) -> Message:
    """Return the message for one delivery; `copies` are other sources of its alert's story."""
    if delivery.digest:
        return digest_message(delivery)
    shown = view(delivery, copies)
    return Message(
        subject=subject(delivery.alert),
        text=_plain(shown),
        html=_template("alert.html").render(v=shown),
        message_id=delivery.message_id,
        headers={
            "X-Monitor-Alert": str(delivery.alert.id),
            "X-Monitor-Severity": shown.severity,
            "X-Monitor-Topics": cut(shown.topics, 200),
            "X-Monitor-Novelty": delivery.alert.novelty.value,
            **_threading(delivery),
        },
        chat=_chat(shown),
        data=payload(delivery, copies),
        alert=delivery.alert,
        copies=copies,
    )


def channel_test(channel: str, message_id: str) -> Message:
    """Return a message that is plainly a test, for `channels test`."""
    text = (
        f"This is a test of the channel {line(channel)}.\n\n"
        "It took the way an alert takes. Nothing happened in the world; nothing needs doing."
    )
    return Message(
        subject="[test] Monitor can reach you here",
        text=text + "\n",
        html=_template("test.html").render(channel=line(channel)),
        message_id=message_id,
        headers={"X-Monitor-Test": "yes"},
        chat=text,
        data={"schema": "monitor.test/1", "idempotency_key": message_id, "channel": channel},
    )


def subject(alert: Alert) -> str:
    """Return `NOVELTY: STATUS: [severity] topics: headline`, one line, capped.

    The novelty is said of what is not new, the status if it is known.
    """
    novelty = NEWS.get(alert.novelty, "")
    status = status_word(lead_event(alert))
    topics = ", ".join(line(topic) for topic in alert.topics)
    head = f"[{alert.severity.word}] {cut(topics, 60)}: " if topics else f"[{alert.severity.word}] "
    lead = "".join(f"{word}: " for word in dict.fromkeys((novelty, status)) if word)
    return cut(lead + head + line(alert.headline), SUBJECT_LIMIT)


def view(delivery: Delivery, copies: tuple[str, ...]) -> View:
    """Choose and clean what a reader is shown: the gravest match leads."""
    alert = delivery.alert
    matches = leading_first(alert)
    lead = matches[0].quote
    event = lead_event(alert)
    return View(
        severity=alert.severity.word,
        topics=", ".join(line(topic) for topic in alert.topics),
        headline=cut(line(alert.headline), HEADLINE_LIMIT),
        status=status_word(event),
        change=_change(alert),
        event=event_line(event),
        quote=_quoted(lead, QUOTE_LIMIT),
        before=_before(delivery.before),
        source=cut(line(alert.source), 120),
        published=moment(alert.published) if alert.published else "the publisher gives no date",
        link=link(alert.url),
        rests_on=RESTS_ON[alert.text_source],
        partial=alert.text_source is not TextSource.PAGE,
        rules=tuple(_rule(match, lead) for match in matches[:RULE_LIMIT]),
        more_rules=max(len(matches) - RULE_LIMIT, 0),
        copies=_listed([cut(line(source), 80) for source in copies], COPIES_LIMIT),
        repeat=_REPEAT if delivery.possible_repeat else "",
        number=int(alert.id),
        created=moment(alert.created),
    )


def _before(alert: Alert | None) -> Before | None:
    if alert is None or not alert.matches:
        return None
    source = cut(line(alert.source), 120)
    told = f"{source}, {moment(alert.published or alert.created)}, alert {alert.id}"
    return Before(_quoted(leading_first(alert)[0].quote, QUOTE_LIMIT // 2), told)


def _threading(delivery: Delivery) -> dict[str, str]:
    """Return the headers that put a follow-up under the first message (RFC 5322, 3.6.4)."""
    if not delivery.thread:
        return {}
    return {"In-Reply-To": delivery.thread, "References": delivery.thread}


def _change(alert: Alert) -> str:
    if not alert.change:
        return ""
    first = f" (first told in alert {alert.follows})" if alert.follows else ""
    word = NEWS.get(alert.novelty, "").capitalize()
    return f"{word}: {line(alert.change)}{first}" if word else ""


def _rule(match: Match, lead: Quote) -> RuleView:
    return RuleView(
        id=line(match.rule_id),
        title=cut(line(match.rule_title), 160),
        version=line(match.rule_version)[:12],
        severity=match.severity.word,
        reason=cut(line(match.reason), 400),
        quote=() if match.quote.text == lead.text else _quoted(match.quote, QUOTE_LIMIT // 2),
    )


def _quoted(quote: Quote, limit: int) -> tuple[Piece, ...]:
    """Return the quote's pieces on one line, cut at the limit with an ellipsis."""
    kept: list[Piece] = []
    room = limit
    for piece in pieces(quote.text, quote.highlights):
        text = cut(" ".join(piece.text.split("\n")), room)
        kept.append(Piece(text, piece.marked))
        room -= len(piece.text)
        if room <= 0:
            break
    return tuple(kept)


def _listed(names: list[str], limit: int) -> str:
    shown = ", ".join(names[:limit])
    return f"{shown} and {len(names) - limit} more" if len(names) > limit else shown


def _starred(quote: tuple[Piece, ...]) -> str:
    """Return the quote with *stars* around what fired; the stars hug the words."""
    return "".join(
        piece.text.replace(piece.text.strip(), f"*{piece.text.strip()}*", 1)
        if piece.marked and piece.text.strip()
        else piece.text
        for piece in quote
    ).strip()


def _plain(shown: View) -> str:
    """Return the plain text of a mail, at most `PLAIN_WIDTH` columns but for addresses."""
    text = _template("alert.txt").render(v=shown)
    return clean(text).strip() + "\n"


def _chat(shown: View) -> str:
    """Return the short text for chat services, free of mentions and markup that would act."""
    quote = cut(_starred(shown.quote), CHAT_QUOTE_LIMIT)
    rules = _listed([rule.id for rule in shown.rules], 5)
    parts = [
        defused(f"[{shown.severity}] {shown.topics}"),
        defused(shown.headline),
        *([defused(_told(shown))] if _told(shown) else []),
        defused(f"\u201c{quote}\u201d"),
        defused(f"{shown.source}, {shown.published}. Rule: {rules}. Alert {shown.number}."),
    ]
    if shown.change:
        parts.insert(1, defused(shown.change))
    if shown.before:
        earlier = cut(_starred(shown.before.quote), CHAT_QUOTE_LIMIT // 2)
        parts.append(defused(f"Before: \u201c{earlier}\u201d ({shown.before.told})"))
    if shown.partial:
        parts.append(f"Rests on {shown.rests_on}.")
    if shown.copies:
        parts.append(defused(f"Also carried by {shown.copies}."))
    if shown.repeat:
        parts.append(shown.repeat)
    if shown.link:
        parts.append(shown.link.href.replace("@", "%40"))
    return "\n".join(parts)


def _told(shown: View) -> str:
    """Return the event in a line, its status first."""
    return ": ".join(part for part in (shown.status, shown.event) if part)


def _wrapped(text: str, indent: int, first: int | None = None) -> str:
    """Fill the text to the plain width, never breaking a long word such as an address."""
    return textwrap.fill(
        text,
        PLAIN_WIDTH,
        initial_indent=" " * (indent if first is None else first),
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


@cache
def _template(name: str) -> Template:
    environment = ImmutableSandboxedEnvironment(
        loader=PackageLoader("monitor.alerts", "templates"),
        autoescape=lambda template: template is not None and template.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["direction"] = direction
    environment.filters["starred"] = _starred
    environment.filters["wrapped"] = _wrapped
    return environment.get_template(name)
