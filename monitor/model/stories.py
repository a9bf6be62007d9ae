"""What is remembered of an article so that its event is known again, and what became of it.

    EventRecord, Annotated --facts--> StoryFacts --place--> Placement

Facts are keys, never words of one language: a Turkish and an English report on one ship name the
same states, the same port and the same ship.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.model.correlations import Correlate

NOTIFY = ("new", "status_changed", "contradicted")  # of a rule that does not say


class Novelty(StrEnum):
    """What an article adds to an event."""

    NEW = "new"
    CORROBORATED = "corroborated"
    STATUS_CHANGED = "status_changed"
    CONTRADICTED = "contradicted"
    BACKGROUND = "background"
    CORRELATED = "correlated"  # no report of an event, but several events together
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Facet:
    """One topic's side of an event, as an article tells it; what it does not say stays empty."""

    topic: str
    frame: str = ""
    roles: tuple[tuple[str, tuple[str, ...]], ...] = ()  # keys by role, in the order of weight
    status: str = ""
    stance: str = ""
    prominence: str = ""
    start: date | None = None  # the first and last day on which it happened or will
    end: date | None = None
    usd: tuple[float, float] | None = None  # its worth, bounds included
    quantity: tuple[float, float] | None = None

    def keys(self, role: str) -> tuple[str, ...]:
        """Return the keys that fill a role."""
        return next((keys for name, keys in self.roles if name == role), ())


@dataclass(frozen=True, slots=True)
class StoryFacts:
    """An article as far as telling events apart needs it."""

    article: str
    day: date | None  # of publication
    source: str = ""
    lang: str = ""
    facets: tuple[Facet, ...] = ()
    states: tuple[str, ...] = ()  # those named, the most named first
    things: tuple[str, ...] = ()  # named ships, types, ports, forces, exercises: `port:karachi`
    names: tuple[str, ...] = ()  # other names and figures, folded
    openers: tuple[str, ...] = ()  # words with a capital where any word has one: names, perhaps
    sounds: tuple[str, ...] = ()  # of its names, in any script: see `monitor.stories.sounds`
    words: tuple[str, ...] = ()  # of its head, cut to stems: see `monitor.stories.diction`
    turns: tuple[str, ...] = ()  # what its opening says became of the event: `events.turns`
    sketch: tuple[int, ...] = ()  # the article's fingerprint, for texts that share passages
    keys: tuple[str, ...] = ()  # under which it is looked up: a topic with a party or a thing


@dataclass(frozen=True, slots=True)
class OpenStory:
    """An event still being followed: its articles so far, the oldest first."""

    id: str
    articles: tuple[StoryFacts, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One line of a score: how much, and for what."""

    points: float
    reason: str
    telling: bool = False  # it speaks of this event, not only of its parties and its time


@dataclass(frozen=True, slots=True)
class Score:
    """How alike the events of two articles are, with the table it is the sum of."""

    points: tuple[Point, ...] = ()

    @property
    def total(self) -> float:
        """The sum; from `story.SAME` on it is one event."""
        return sum(point.points for point in self.points)


@dataclass(frozen=True, slots=True)
class Constraints:
    """What the operator has decided: pairs of articles that are one event, and that are not."""

    same: frozenset[frozenset[str]] = frozenset()
    different: frozenset[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article belongs, what it adds there, and why."""

    story: str | None  # None: it opens a new one
    novelty: Novelty
    reason: str  # one sentence
    score: Score = Score()
    against: str = ""  # the article it was found to share the event with
    sources: int = 1  # independent sources of the event, this article included


Place = Callable[[StoryFacts, Sequence[OpenStory], Constraints], Placement]
TellsAgain = Callable[[Placement, Sequence[str]], bool]  # given what a rule wants to hear of


@dataclass(frozen=True, slots=True)
class News:
    """The decisions on events that saving a match takes, as pure functions."""

    place: Place
    tells_again: TellsAgain
    correlate: Correlate | None = None
