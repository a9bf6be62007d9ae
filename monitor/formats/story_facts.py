"""What is remembered of an article's event as JSON's types and back, without loss."""

from __future__ import annotations

from datetime import date
from typing import Any

from monitor.model.stories import Facet, StoryFacts

Json = dict[str, Any]


def to_json(facts: StoryFacts) -> Json:
    """Return facts in JSON's types; what is empty is left out.

    The article is not among them: a row of the store knows whose facts it holds.
    """
    record: Json = {
        "day": facts.day.isoformat() if facts.day else None,
        "source": facts.source,
        "lang": facts.lang,
        "facets": [_facet(facet) for facet in facts.facets],
        "states": list(facts.states),
        "things": list(facts.things),
        "names": list(facts.names),
        "openers": list(facts.openers),
        "sounds": list(facts.sounds),
        "words": list(facts.words),
        "turns": list(facts.turns),
        "sketch": list(facts.sketch),
        "keys": list(facts.keys),
    }
    return {name: value for name, value in record.items() if value}


def from_json(article: str, record: Json) -> StoryFacts:
    """Return an article's facts as `to_json` wrote them."""
    return StoryFacts(
        article=article,
        day=_day(record.get("day")),
        source=record.get("source", ""),
        lang=record.get("lang", ""),
        facets=tuple(_facet_from(one) for one in record.get("facets", ())),
        states=tuple(record.get("states", ())),
        things=tuple(record.get("things", ())),
        names=tuple(record.get("names", ())),
        openers=tuple(record.get("openers", ())),
        sounds=tuple(record.get("sounds", ())),
        words=tuple(record.get("words", ())),
        turns=tuple(record.get("turns", ())),
        sketch=tuple(record.get("sketch", ())),
        keys=tuple(record.get("keys", ())),
    )


def _facet(facet: Facet) -> Json:
    record: Json = {
        "topic": facet.topic,
        "frame": facet.frame,
        "roles": [[name, list(keys)] for name, keys in facet.roles],
        "status": facet.status,
        "stance": facet.stance,
        "prominence": facet.prominence,
        "start": facet.start.isoformat() if facet.start else None,
        "end": facet.end.isoformat() if facet.end else None,
        "usd": list(facet.usd) if facet.usd else None,
        "quantity": list(facet.quantity) if facet.quantity else None,
    }
    return {name: value for name, value in record.items() if value}


def _facet_from(record: Json) -> Facet:
    return Facet(
        topic=record["topic"],
        frame=record.get("frame", ""),
        roles=tuple((name, tuple(keys)) for name, keys in record.get("roles", ())),
        status=record.get("status", ""),
        stance=record.get("stance", ""),
        prominence=record.get("prominence", ""),
        start=_day(record.get("start")),
        end=_day(record.get("end")),
        usd=_pair(record.get("usd")),
        quantity=_pair(record.get("quantity")),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _pair(bounds: list[float] | None) -> tuple[float, float] | None:
    return (bounds[0], bounds[1]) if bounds else None
