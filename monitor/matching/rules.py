"""What a rule is once it has been read: its parts, frozen, with the places they came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from monitor.matching.plan import Plan
from monitor.matching.presearch import Needs
from monitor.matching.problems import Place
from monitor.model import Severity
from monitor.model.correlations import Pattern, PatternTest

# One empty mapping for all: most rules leave most keys out.
_NOTHING: Mapping[Any, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way a rule can fire; a rule with one expression has one, named ""."""

    name: str
    plan: Plan
    place: Place
    needs: Needs = ()


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What takes mentions, sentences or the whole article out of a rule's sight.

    `keep` turns it round: the words it finds are protected from the rule's other exclusions.
    """

    name: str
    scope: str  # mention, sentence or article
    plan: Plan
    place: Place
    keep: bool = False
    needs: Needs = ()


@dataclass(frozen=True, slots=True)
class Example:
    """One of the tests a rule carries: a text, and what must come of it."""

    name: str
    title: str
    text: str
    expect: Mapping[str, Any]
    place: Place
    lang: str = ""
    source: str = ""
    url: str = ""
    published: datetime | None = None
    gate: bool = True  # whether its failing keeps an edit of the rule from coming into force


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule in force."""

    id: str
    title: str
    topics: tuple[str, ...]
    severity: Severity
    alternatives: tuple[Alternative, ...]
    place: Place
    version: str  # changes whenever what it matches, or how it is judged, does
    exclusions: tuple[Exclusion, ...] = ()
    status: str = "stable"  # experimental, stable or disabled
    description: str = ""
    raise_to: Mapping[Severity, str] = field(default_factory=lambda: _NOTHING)
    lower_to: Mapping[Severity, str] = field(default_factory=lambda: _NOTHING)
    event: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)  # read by the event stage
    where: str = ""
    alert: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    review_by: str = ""
    replaces: str = ""
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrelationExample:
    """One of the tests a correlation carries."""

    test: PatternTest
    place: Place


@dataclass(frozen=True, slots=True)
class Correlation:
    """Several events that mean something together; read here, judged by the event stage."""

    pattern: Pattern
    place: Place
    examples: tuple[CorrelationExample, ...] = ()

    @property
    def id(self) -> str:
        """Its name, which no rule and no other correlation has."""
        return self.pattern.id
