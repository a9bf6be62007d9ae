"""An alert as data, for machines at the other end of a webhook. Pure.

The shape is a contract with receivers: fields are added, never renamed or given another meaning,
and `schema` changes when that cannot be kept.
"""

from __future__ import annotations

import re
from typing import Any

from monitor.alerts.wording import link
from monitor.formats.event_records import to_json
from monitor.model import Alert, Delivery, Evidence, Match, Quote

SCHEMA = "monitor.alert/1"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def payload(delivery: Delivery, copies: tuple[str, ...]) -> dict[str, object]:
    """Return the alert as a JSON-ready object.

    Texts are as found, so a receiver that shows them must escape them; `url` is null unless it is a
    plain web address. `idempotency_key` is the same on every attempt: a receiver that knows it
    already has this message. Spans are code points, relative to the text they come with.
    """
    fields: dict[str, object] = _storable(_fields(delivery, copies))
    return fields


def _storable(value: Any) -> Any:
    """Replace what is legal in JSON and yet refused by many who store it: NUL, lone surrogates.

    One code point for one, so that spans stay true.
    """
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {name: _storable(item) for name, item in value.items()}
    return value


def _fields(delivery: Delivery, copies: tuple[str, ...]) -> dict[str, object]:
    alert = delivery.alert
    address = link(alert.url)
    return {
        "schema": SCHEMA,
        "idempotency_key": delivery.message_id,
        "possible_repeat": delivery.possible_repeat,
        "alert": int(alert.id),
        "key": alert.key,
        "story": int(alert.story_id),
        "novelty": alert.novelty.value,
        "change": alert.change or None,
        "follows": None if alert.follows is None else int(alert.follows),
        "before": _before(delivery.before),
        "created": alert.created.isoformat(),
        "headline": alert.headline,
        "url": address.href if address else None,
        "source": alert.source,
        "also_carried_by": list(copies),
        "published": alert.published.isoformat() if alert.published else None,
        "text_source": alert.text_source.value,
        "severity": alert.severity.word,
        "topics": list(alert.topics),
        "rules": [match.rule_id for match in alert.matches],
        "matches": [_match(match) for match in alert.matches],
    }


def _before(alert: Alert | None) -> dict[str, object] | None:
    """Return what was told of the story before, where this alert changes it."""
    if alert is None or not alert.matches:
        return None
    return {
        "alert": int(alert.id),
        "headline": alert.headline,
        "source": alert.source,
        "published": alert.published.isoformat() if alert.published else None,
        "quote": _quote(alert.matches[0].quote),
    }


def _match(match: Match) -> dict[str, object]:
    return {
        "rule": match.rule_id,
        "title": match.rule_title,
        "version": match.rule_version,
        "topics": list(match.topics),
        "severity": match.severity.word,
        "confidence": match.confidence,
        "reason": match.reason,
        "quote": _quote(match.quote),
        "evidence": [_evidence(evidence) for evidence in match.evidence],
        "event": to_json(match.event) if match.event else None,
    }


def _quote(quote: Quote) -> dict[str, object]:
    return {
        "text": quote.text,
        "zone": quote.zone.value,
        "start": quote.start,
        "end": quote.end,
        "highlights": [list(span) for span in quote.highlights],
    }


def _evidence(evidence: Evidence) -> dict[str, object]:
    return {
        "field": evidence.field,
        "zone": evidence.zone.value,
        "start": evidence.start,
        "end": evidence.end,
        "exact": evidence.exact,
    }
