"""An archive of articles through matching, events and alert decisions, in memory; nothing is sent.

    desk = Desk(rules)
    for article in in_order(articles):
        outcome = desk.take(article)

The decisions are those of the daemon: near-copies join the story they copy, an article of a known
event joins its story, and a story is told once for each rule and again for what a rule asks for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from monitor.articles import identity
from monitor.matching import RuleSet
from monitor.model import Article, KnownArticle, Match, MatchResult, StoryId, TextSource
from monitor.model.stories import (
    Constraints,
    Novelty,
    OpenStory,
    Placement,
    StoryFacts,
)
from monitor.run.coming import Watch
from monitor.run.rules import match_article
from monitor.stories.lasting import PREFIX
from monitor.stories.likeness import FOLLOWED_DAYS
from monitor.stories.story import place
from monitor.stories.telling import to_tell

COPIES_WITHIN_DAYS = 14
_MOST_COPIES_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One article of an archive."""

    id: str
    title: str
    text: str
    lang: str = ""
    source: str = ""
    url: str = ""
    published: datetime | None = None

    @property
    def day(self) -> date | None:
        """The day of publication, if it is known."""
        return self.published.date() if self.published else None


@dataclass(frozen=True, slots=True)
class Told:
    """An alert that would have been sent."""

    number: int
    event: str
    placement: Placement
    article: Dispatch
    matches: tuple[Match, ...]  # those it is told for, the gravest first
    status: str
    articles: tuple[str, ...]  # of the event so far, this one last


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article."""

    article: str
    matched: bool
    event: str | None = None
    placement: Placement | None = None
    told: Told | None = None
    together: tuple[Told, ...] = ()  # correlations that it completes


@dataclass(frozen=True, slots=True)
class _Copyable:
    """An article that a later one may copy."""

    known: KnownArticle
    day: date | None


@dataclass
class Desk:
    """What a daemon would remember of the articles so far."""

    rules: RuleSet
    constraints: Constraints = field(default_factory=Constraints)
    alerts: int = 0
    events: int = 0
    _stories: dict[str, OpenStory] = field(default_factory=dict)
    _told: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _read: int = 0
    _watch: Watch = field(default_factory=Watch)
    _event_of_story: dict[StoryId, str] = field(default_factory=dict)
    _copyable: defaultdict[int | str, list[_Copyable]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def take(self, one: Dispatch) -> Outcome:
        """Take one article as the daemon would, and say what became of it."""
        article = _article(one)
        story = self._file(article, one.day)
        result = match_article(self.rules, article)
        if not result.matches or result.facts is None:
            return Outcome(one.id, matched=False)
        facts = replace(result.facts, article=one.id)
        placement = self._place(facts, self._event_of_story.get(story))
        event = placement.story or self._open()
        self._event_of_story[story] = event
        known = self._stories[event].articles if event in self._stories else ()
        self._stories[event] = OpenStory(event, (*known, facts))
        told = self._tell(one, event, placement, result.matches)
        together = tuple(self._together(one, event, placement, result))
        return Outcome(
            one.id, matched=True, event=event, placement=placement, told=told, together=together
        )

    def _together(
        self, one: Dispatch, event: str, placement: Placement, result: MatchResult
    ) -> Iterator[Told]:
        """Yield the alerts on correlations that an article completes."""
        completed = self._watch.take(
            result.patterns,
            result.matches,
            event,
            title=one.title,
            day=one.day,
            sources=placement.sources,
        )
        for found, match in completed:
            self.alerts += 1
            events = dict.fromkeys(each.event for each in found.events)
            yield Told(
                number=self.alerts,
                event=event,
                placement=Placement(event, Novelty.CORRELATED, found.reason),
                article=replace(one, title=found.pattern.title),
                matches=(match,),
                status="",
                articles=tuple(
                    facts.article for each in events for facts in self._stories[each].articles[:1]
                ),
            )

    def _file(self, article: Article, day: date | None) -> StoryId:
        """Tell copies from news, as reading does."""
        print_ = article.fingerprint
        keys: tuple[int | str, ...] = (
            article.url_key,
            print_.exact,
            *identity.lookup_keys(print_),
        )
        alike = [each for key in keys for each in self._copyable.get(key, ())]
        recent = [each.known for each in alike if _within(each.day, day, COPIES_WITHIN_DAYS)]
        self._read += 1
        story = identity.story_of(article, recent[:_MOST_COPIES_LOOKED_AT]) or StoryId(self._read)
        known = _Copyable(KnownArticle(story, article.url_key, print_), day)
        for key in keys:
            self._copyable[key].append(known)
        return story

    def _place(self, facts: StoryFacts, copied: str | None) -> Placement:
        """Place an article; one that copies a story's text belongs there whatever it says."""
        if copied is not None:
            story = self._stories[copied]
            same = frozenset({frozenset({facts.article, story.articles[-1].article})})
            return place(facts, [story], Constraints(same=same))
        lasting = {key for key in facts.keys if key.startswith(PREFIX)}
        followed = [
            story
            for story in self._stories.values()
            if _within(story.articles[-1].day, facts.day, FOLLOWED_DAYS)
            or (lasting and any(lasting.intersection(held.keys) for held in story.articles))
        ]
        return place(facts, followed, self.constraints)

    def _open(self) -> str:
        self.events += 1
        return f"event-{self.events}"

    def _tell(
        self, one: Dispatch, event: str, placement: Placement, found: Sequence[Match]
    ) -> Told | None:
        notify = {match.rule_id: match.notify for match in found}
        rules = to_tell(placement, notify, self._told[event])
        self._told[event].update(rules)
        if not rules:
            return None
        self.alerts += 1
        articles = self._stories[event].articles
        matches = sorted(
            (match for match in found if match.rule_id in rules), key=lambda m: -m.severity
        )
        lead = {facet.topic: facet for facet in articles[-1].facets}.get(matches[0].topics[0])
        return Told(
            number=self.alerts,
            event=event,
            placement=placement,
            article=one,
            matches=tuple(matches),
            status=lead.status if lead else "",
            articles=tuple(facts.article for facts in articles),
        )


def in_order(articles: Iterable[Dispatch]) -> list[Dispatch]:
    """Return articles in order of publication; those without a date keep their place at the end."""
    return sorted(
        articles,
        key=lambda one: (one.published is None, one.published and one.published.timestamp()),
    )


def counted(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """Return how many of the articles that matched were of each novelty, and correlations."""
    count = Counter(one.placement.novelty for one in outcomes if one.placement)
    count[Novelty.CORRELATED] = sum(len(one.together) for one in outcomes)
    return {novelty.value: count[novelty] for novelty in Novelty}


def _article(one: Dispatch) -> Article:
    """Return an article of an archive as one that was read from its page."""
    return Article(
        url=one.url,
        url_key=one.url or one.id,
        title=one.title,
        text=one.text,
        source=one.source,
        text_source=TextSource.PAGE,
        fingerprint=identity.fingerprint(one.title, one.text),
        published=one.published,
        lang=one.lang or None,
    )


def _within(one: date | None, other: date | None, days: int) -> bool:
    """Tell whether two days lie no further apart; an unknown day is near every other."""
    return one is None or other is None or abs((other - one).days) <= days
