"""Which rules fire, and on which words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from monitor.model.events import EventRecord
from monitor.model.evidence import Evidence, Zone
from monitor.model.stories import NOTIFY, StoryFacts

if TYPE_CHECKING:
    from monitor.model.correlations import Pattern


class Severity(IntEnum):
    """How much a rule's author thinks an alert matters; ordered, so levels compare."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """The lower-case word used in rule files, listings and mails."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Quote:
    """The sentence an analyst is shown, with the words that fired marked inside it."""

    zone: Zone
    start: int  # in the zone's string
    end: int
    text: str
    highlights: tuple[tuple[int, int], ...] = ()  # spans relative to `text`


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that fires on an article, and the words it fires on."""

    rule_id: str
    rule_title: str
    rule_version: str  # changes whenever the compiled rule does
    topics: tuple[str, ...]
    severity: Severity
    evidence: tuple[Evidence, ...]
    quote: Quote
    reason: str  # one line: which part of the rule was satisfied by which words
    confidence: float = 1.0
    event: EventRecord | None = None  # what the article reports, when its topic has a frame
    notify: tuple[str, ...] = NOTIFY  # of which news of a known event its rule tells again


@dataclass(frozen=True, slots=True)
class MatchResult:
    """All rules that fire on an article, and those that ran out of their time budget."""

    matches: tuple[Match, ...]
    over_budget: tuple[str, ...] = ()
    patterns: tuple[Pattern, ...] = ()  # the correlations that these matches may complete
    facts: StoryFacts | None = None  # by which the event is known again, when something matched
