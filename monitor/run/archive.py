"""Stored articles through rules, a batch at a time: what search, backtest and diff share."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from monitor.errors import NotFound
from monitor.matching import RuleSet
from monitor.matching.problems import nearest
from monitor.matching.rules import Rule
from monitor.model import ArticleId, MatchResult
from monitor.run.forecast import Coverage, Found, coverage
from monitor.run.rules import match_article
from monitor.store import archive
from monitor.store.archive import Archived, Dated
from monitor.store.database import Database

BATCH = 100


class Progress(Protocol):
    """Who watches a long run."""

    def begin(self, total: int) -> None:
        """So many articles are to be gone through."""

    def advance(self, done: int) -> None:
        """So many more are done."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A stored article, and what fires on it."""

    archived: Archived
    found: tuple[Found, ...]
    over_budget: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The stored articles of a time, the oldest first, and what they cover."""

    articles: tuple[Dated, ...]
    coverage: Coverage

    @property
    def ids(self) -> tuple[ArticleId, ...]:
        """Their numbers."""
        return tuple(one.id for one in self.articles)


def stretch(database: Database, since: datetime | None) -> Stretch:
    """Return the articles published, or else read, since a moment."""
    with database.reading() as connection:
        dated = archive.articles_since(connection, since)
        let_go = archive.texts_let_go(connection, since)
    return Stretch(dated, coverage([one.at for one in dated], let_go))


def articles(database: Database, ids: Sequence[ArticleId]) -> Iterator[Archived]:
    """Yield stored articles in the order of their numbers given.

    Each batch is read in a transaction of its own: one held for minutes would keep the daemon's log
    from being taken back into the file.
    """
    for start in range(0, len(ids), BATCH):
        with database.reading() as connection:
            some = archive.load_articles(connection, ids[start : start + BATCH])
        yield from some


def judged(database: Database, rules: RuleSet, ids: Sequence[ArticleId]) -> Iterator[Judged]:
    """Yield stored articles with what the rules find in each."""
    for one in articles(database, ids):
        result = match_article(rules, one.article)
        yield Judged(one, found_in(one, result), result.over_budget)


def found_in(one: Archived, result: MatchResult) -> tuple[Found, ...]:
    """Return what fires on an article, each with where it was found."""
    article = one.article
    return tuple(
        Found(one.id, one.story_id, one.at, article.title, article.url, article.source, match)
        for match in result.matches
    )


def find_rule(rules: RuleSet, rule_id: str) -> Rule:
    """Return the rule of that id.

    Raises:
        NotFound: there is none; the message names the nearest.
    """
    found = rules.rule(rule_id)
    if found is not None:
        return found
    hint = nearest(rule_id, (rule.id for rule in rules.rules)) or "`monitor rules list` shows them"
    raise NotFound(f"there is no rule {rule_id}; {hint}")


def only(rules: RuleSet, ids: Collection[str]) -> RuleSet:
    """Return the same set with only these rules."""
    return replace(rules, rules=tuple(rule for rule in rules.rules if rule.id in ids), sources={})
