"""One rule on one article, taken apart: what became of each part, as data and as lines to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from monitor.model import Evidence, Quote

MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an expression: whether it holds, on which words, and what is missing."""

    what: str
    holds: bool
    words: tuple[Evidence, ...] = ()
    total: int = 0
    note: str = ""
    barred: bool = False  # a part that must not hold
    parts: tuple[Part, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the part for JSON output."""
        return {
            "what": self.what,
            "holds": self.holds,
            "hits": self.total,
            "words": [_word(one) for one in self.words],
            "note": self.note,
            "barred": self.barred,
            "parts": [part.as_dict() for part in self.parts],
        }


def _word(one: Evidence) -> dict[str, Any]:
    return {"zone": one.zone.value, "start": one.start, "end": one.end, "text": one.exact}


@dataclass(frozen=True, slots=True)
class Explanation:
    """One rule on one article, taken apart."""

    rule: str
    version: str
    title: str
    fired: bool
    alternative: str
    because: str  # the exclusion that kept it from firing, "" otherwise
    candidate: bool  # whether the article holds all words the rule cannot do without
    missing: tuple[str, ...]  # groups of words of which none was found
    alternatives: tuple[tuple[str, Part], ...]
    masked: tuple[tuple[str, str, tuple[Evidence, ...]], ...]  # exclusion, scope, what it found
    evidence: tuple[Evidence, ...] = ()
    quote: Quote | None = None
    over_budget: bool = False
    notes: tuple[str, ...] = field(default=())

    def render(self) -> str:
        """Return the explanation as indented lines."""
        return "\n".join(_lines(self))

    def as_dict(self) -> dict[str, Any]:
        """Return the explanation for JSON output."""
        return {
            "rule": self.rule,
            "version": self.version,
            "match": self.fired,
            "alternative": self.alternative,
            "because": self.because,
            "candidate": self.candidate,
            "missing": list(self.missing),
            "over_budget": self.over_budget,
            "alternatives": {name or "match": part.as_dict() for name, part in self.alternatives},
            "masked": [
                {"unless": name, "scope": scope, "words": [_word(one) for one in words]}
                for name, scope, words in self.masked
            ],
            "evidence": [_word(one) for one in self.evidence],
            "quote": self.quote.text if self.quote else "",
            "notes": list(self.notes),
        }


def _lines(told: Explanation) -> Iterator[str]:
    outcome = "MATCH" if told.fired else "NO MATCH"
    by = f" by {told.alternative}" if told.alternative else ""
    because = f" because {told.because}" if told.because else ""
    yield f"{told.rule} {told.version}  {outcome}{by}{because}"
    for note in told.notes:
        yield f"  note        {note}"
    for name, part in told.alternatives:
        if told.fired and told.alternative != name and not part.holds:
            continue
        yield f"  {name or 'match'}"
        yield from _part_lines(part, 4)
    if not told.masked:
        yield "  masked      nothing"
    for name, scope, words in told.masked:
        yield f"  masked      unless.{name} ({scope}): {_quoted(words)}"
    if told.quote is not None:
        yield f"  quote       {' '.join(told.quote.text.split())}"


def _part_lines(part: Part, indent: int) -> Iterator[str]:
    sign = ("barred" if part.holds else "ok") if part.barred else ("ok" if part.holds else "--")
    name = f"NOT {part.what}" if part.barred else part.what
    found = f"  {_quoted(part.words)}" if part.words and not part.parts else ""
    count = f"  ({part.total} hits)" if part.total > 1 and not part.parts else ""
    note = f"  {part.note}" if part.note else ""
    yield f"{' ' * indent}{sign:<7}{name}{found}{count}{note}"
    for inner in part.parts:
        yield from _part_lines(inner, indent + 4)


def _quoted(words: Sequence[Evidence]) -> str:
    shown = [
        f'"{" ".join(one.exact.split())}" {one.zone.value} {one.start}-{one.end}'
        for one in words[:MOST_WORDS]
    ]
    return ", ".join(shown)
