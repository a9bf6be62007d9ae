"""From the rules that fire to the events they tell: the matching stage and the event stage joined.

Only an article that matched is read for its events. A rule's `event` and `where` are judged here,
on the record: a rule that requires a supplier is silent on an article that names none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import structlog

from monitor.events import FRAMES, Reading, extract_from, holds, satisfies
from monitor.events.passage import beside_the_news, only, opening_of, passage_of
from monitor.events.quoting import telling_quote
from monitor.matching import RuleSet
from monitor.matching.affixes import language_of
from monitor.matching.annotate import Annotator
from monitor.matching.conditions import Condition, parse_condition
from monitor.matching.expectations import ReadEvent
from monitor.matching.rules import Example, Rule
from monitor.model import Match, MatchResult, Severity
from monitor.model.events import Annotated, EventRecord, Prominence
from monitor.stories.facts import facts_of
from monitor.stories.telling import wanted

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Conditions:
    """A rule's conditions on the record, read once."""

    where: Condition | None
    raise_to: tuple[tuple[Severity, Condition], ...]
    lower_to: tuple[tuple[Severity, Condition], ...]


def with_events(
    rules: RuleSet,
    result: MatchResult,
    *,
    title: str,
    text: str,
    lang: str | None,
    published: date | None,
) -> MatchResult:
    """Return what `rules` found in an article with the events it tells, judged by the rules."""
    if not result.matches:
        return result
    return _reader(rules).read(result, title, text, lang or "", published)


def event_reader(rules: RuleSet) -> ReadEvent:
    """Return what reads the event behind a match of a rule's test, as it is read of an article."""
    reader = EventReader(rules)

    def read(rule: Rule, match: Match, example: Example) -> Match | None:  # noqa: ARG001
        published = example.published.date() if example.published else None
        spoken = language_of(f"{example.title} {example.text}")
        # Short texts say no more of their language than their script; the daemon knows it.
        lang = example.lang or (spoken if spoken in {"ar", "ur", "hi"} else "")
        told = reader.read(MatchResult((match,)), example.title, example.text, lang, published)
        return told.matches[0] if told.matches else None

    return read


# A rule set cannot be hashed, and making its reader takes as long as reading twenty articles, so
# the readers of the sets last used are kept: the one in force, and one or two being tried.
_MOST_READERS = 3
_READERS: list[tuple[RuleSet, EventReader]] = []


def _reader(rules: RuleSet) -> EventReader:
    for held, reader in tuple(_READERS):
        if held is rules:
            return reader
    reader = EventReader(rules)
    _READERS.append((rules, reader))
    del _READERS[:-_MOST_READERS]
    return reader


class EventReader:
    """Reads events for one rule set; make it once and keep it as long as the set."""

    def __init__(self, rules: RuleSet) -> None:
        self._set = rules
        self._rules = {rule.id: rule for rule in rules.rules}
        self._annotator = Annotator(rules)
        self._conditions: dict[str, _Conditions] = {}

    def read(
        self, result: MatchResult, title: str, text: str, lang: str, published: date | None
    ) -> MatchResult:
        """Return the matches with their events, those left out whose rule asks for more."""
        if not result.matches:
            return result
        article = self._annotator.annotate(title, text, lang)
        matches = tuple(self._judged(result, article, published))
        facts = facts_of(article, _news(matches), published) if matches else None
        return replace(result, matches=matches, facts=facts)

    def _judged(
        self, result: MatchResult, article: Annotated, published: date | None
    ) -> Iterator[Match]:
        told = _Told(self._set, article, published, self._annotator.titles)
        for match in result.matches:
            record = told.by(match)
            rule = self._rules.get(match.rule_id)
            if rule is None or self._wanted(rule, record):
                severity = match.severity if rule is None else self._severity(rule, record)
                confidence = match.confidence if record is None else record.confidence
                notify = match.notify if rule is None else wanted(rule.alert)
                yield replace(
                    match,
                    event=record,
                    severity=severity,
                    confidence=confidence,
                    notify=notify,
                    quote=telling_quote(article, record, match.quote),
                )

    def _wanted(self, rule: Rule, record: EventRecord | None) -> bool:
        if not satisfies(rule.event, record):
            return False
        where = self._read(rule).where
        if where is None:
            return True
        return record is not None and holds(where, record) is True

    def _severity(self, rule: Rule, record: EventRecord | None) -> Severity:
        """Return the rule's severity as the record raises or lowers it; the gravest raise wins."""
        conditions = self._read(rule)
        if record is None:
            return rule.severity
        raised = [level for level, test in conditions.raise_to if holds(test, record) is True]
        lowered = [level for level, test in conditions.lower_to if holds(test, record) is True]
        if raised:
            return max(rule.severity, *raised)
        return min((rule.severity, *lowered))

    def _read(self, rule: Rule) -> _Conditions:
        known = self._conditions.get(rule.id)
        if known is None:
            known = self._conditions[rule.id] = _Conditions(
                parse_condition(rule.where) if rule.where else None,
                tuple((level, parse_condition(text)) for level, text in rule.raise_to.items()),
                tuple((level, parse_condition(text)) for level, text in rule.lower_to.items()),
            )
        return known


def _news(matches: tuple[Match, ...]) -> tuple[tuple[str, EventRecord | None], ...]:
    """The events that an article is followed by: its news, or all where none of them is.

    A report that recalls another event in passing does not tell that event.
    """
    told = [(topic, match.event) for match in matches for topic in match.topics]
    main = [
        (topic, record)
        for topic, record in told
        if record is not None and record.prominence is Prominence.MAIN
    ]
    return tuple(dict(main or told).items())


class _Told:
    """The events of one article, each read once: those of its opening, and those of passages."""

    def __init__(
        self,
        rules: RuleSet,
        article: Annotated,
        published: date | None,
        titles: Mapping[str, str],
    ) -> None:
        self._rules = rules
        self._article = article
        self._published = published
        self._titles = titles
        self._readings: dict[int | None, Reading] = {None: Reading(article)}
        self._records: dict[tuple[str, int | None], EventRecord | None] = {}

    def by(self, match: Match) -> EventRecord | None:
        """Return the event that a match tells, where it tells it."""
        topic = next((topic for topic in match.topics if topic in FRAMES), "")
        if not topic:
            return None
        paragraph = passage_of(self._article, match.quote)
        if match.rule_id in (self._of_the_opening if paragraph is not None else ()):
            paragraph = None
        key = (topic, paragraph)
        if key not in self._records:
            record = _extracted(self._reading(paragraph), topic, self._published)
            named = _named(record, self._titles)
            self._records[key] = named if paragraph is None else beside_the_news(named)
        return self._records[key]

    @cached_property
    def _of_the_opening(self) -> frozenset[str]:
        """The rules that fire on the opening too: they tell the news, wherever their quote is."""
        article = self._article
        found = self._rules.match(article.title, opening_of(article), lang=article.lang or None)
        return frozenset(match.rule_id for match in found.matches)

    def _reading(self, paragraph: int | None) -> Reading:
        if paragraph is not None and paragraph not in self._readings:
            self._readings[paragraph] = Reading(only(self._article, paragraph))
        return self._readings[paragraph]


def _named(record: EventRecord | None, titles: Mapping[str, str]) -> EventRecord | None:
    """Return the record with the names that the lists give its parties, whatever its language."""
    if record is None:
        return None
    roles = tuple(
        (role, tuple(replace(party, name=titles.get(party.key, "")) for party in held))
        for role, held in record.roles
    )
    return replace(record, roles=roles)


def _extracted(reading: Reading, topic: str, published: date | None) -> EventRecord | None:
    """The event an article reports; none, and a line in the log, where reading it went wrong.

    An alert without its facts is worth more than no alert.
    """
    try:
        return extract_from(reading, topic, published)
    except Exception:
        log.exception("an event could not be read", topic=topic, title=reading.article.title[:200])
        return None
