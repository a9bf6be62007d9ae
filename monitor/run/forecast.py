"""What rules would have told of stored articles. Pure.

Alerts are counted as the store makes them: a story is told once for each rule, and the rules that
are new to a story on one article make one alert.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from monitor.model import ArticleId, Match, StoryId

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Found:
    """A rule that fires on a stored article."""

    article_id: ArticleId
    story_id: StoryId
    at: datetime  # when the article was published, or else read
    title: str
    url: str
    source: str
    match: Match


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the past the archive knew: what is counted over it is a floor."""

    articles: int
    first: datetime | None
    last: datetime | None
    let_go: int = 0  # articles of that time whose texts were let go

    @property
    def days(self) -> float:
        """The days from the first article to the last; never less than one."""
        if self.first is None or self.last is None:
            return 1.0
        return max((self.last - self.first) / _DAY, 1.0)

    @property
    def sentence(self) -> str:
        """The same in words."""
        if not self.articles:
            return "The archive holds no article of that time"
        days = f"{self.days:.0f} day{'s' if round(self.days) != 1 else ''}"
        lost = f"; the texts of {self.let_go:,} more were let go" if self.let_go else ""
        return f"The archive covers {days}, {self.articles:,} articles{lost}"


def coverage(moments: Sequence[datetime], let_go: int) -> Coverage:
    """Return what articles of these moments, the oldest first, cover."""
    if not moments:
        return Coverage(0, None, None, let_go)
    return Coverage(len(moments), moments[0], moments[-1], let_go)


@dataclass(slots=True)
class Telling:
    """The alerts a rule set would have made, article after article, the oldest first."""

    firsts: dict[tuple[StoryId, str], Found] = field(default_factory=dict)  # by story and rule
    per_day: Counter[date] = field(default_factory=Counter)

    def add(self, found: Iterable[Found]) -> None:
        """Take in what fires on one article."""
        new = [one for one in found if (one.story_id, one.match.rule_id) not in self.firsts]
        for one in new:
            self.firsts[one.story_id, one.match.rule_id] = one
        if new:
            self.per_day[new[0].at.date()] += 1

    @property
    def alerts(self) -> int:
        """How many alerts would have been made."""
        return self.per_day.total()

    def of_rule(self, rule_id: str) -> dict[StoryId, Found]:
        """The stories told for one rule, each with the article that told it first."""
        return {story: one for (story, rule), one in self.firsts.items() if rule == rule_id}
