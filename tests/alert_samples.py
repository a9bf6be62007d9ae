"""Alerts to send in tests: one believable story, changed as a test needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from monitor.model import (
    Alert,
    AlertId,
    ArticleId,
    Delivery,
    DeliveryId,
    Evidence,
    Match,
    Quote,
    Severity,
    StoryId,
    TextSource,
    Zone,
)

SENTENCE = (
    "Türkiye will sell 40 drones to Azerbaijan under a deal worth $900 million, officials said."
)


def quote(text: str = SENTENCE, *words: str) -> Quote:
    """A quote with these words highlighted where they first stand."""
    spans = tuple((text.index(word), text.index(word) + len(word)) for word in words)
    return Quote(Zone.TEXT, 0, len(text), text, spans)


def match(**changes: Any) -> Match:
    made = Match(
        rule_id="drone-deals-agreed",
        rule_title="A drone deal is agreed",
        rule_version="3f2a9c1b77aa41d0",
        topics=("drone-deals", "arms-deals"),
        severity=Severity.HIGH,
        evidence=(Evidence("match", Zone.TEXT, 13, 17, "sell"),),
        quote=quote(SENTENCE, "sell", "drones"),
        reason="one sentence: @states (Türkiye), sell, then @drones (drones)",
    )
    return replace(made, **changes)


def alert(**changes: Any) -> Alert:
    made = Alert(
        id=AlertId(12),
        key="story:4:drone-deals-agreed",
        story_id=StoryId(4),
        article_id=ArticleId(9),
        headline="Türkiye to sell 40 drones to Azerbaijan",
        url="https://news.example.org/2026/11/20/drones?page=1&from=feed",
        source="news.example.org",
        text_source=TextSource.PAGE,
        published=datetime(2026, 11, 20, 14, 5, tzinfo=UTC),
        created=datetime(2026, 11, 20, 14, 25, tzinfo=UTC),
        matches=(match(),),
    )
    return replace(made, **changes)


def delivery(told: Alert | None = None, **changes: Any) -> Delivery:
    made = Delivery(
        id=DeliveryId(5),
        alert=told or alert(),
        channel="desk",
        recipient="desk@example.org",
        attempts=0,
        first_tried=None,
        possible_repeat=False,
        message_id="<a1b2.c3d4@monitor.localhost>",
    )
    return replace(made, **changes)
