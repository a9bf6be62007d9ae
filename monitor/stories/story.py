"""Is this an event we know, and what does the article add to it? Pure.

    placement = place(facts, open_stories, constraints)

A false merge loses an alert and a false split repeats one, so in doubt events stay apart: the best
score must reach `likeness.SAME`, speak of more than the parties and the time, and not come out of a
chain of likenesses that ends anywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model.stories import (
    Constraints,
    Facet,
    Novelty,
    OpenStory,
    Placement,
    Point,
    Score,
    StoryFacts,
)
from monitor.stories.diction import Usage, usage_of
from monitor.stories.likeness import family, is_same, same_event
from monitor.stories.novelty import describe, independent_sources
from monitor.stories.sides import is_two_sided, parties

LIKE_ALL = 3.0  # points on average with a story's articles
OLD_DAYS = 2 * 365
_MANY_STORIES = 3  # whose parties are the same: between these two there is always news
_RARE_IN = 2  # stories that may share a name which still tells one of them
_NO_CONSTRAINTS = Constraints()

_Parties = tuple[str, frozenset[str]]  # a family of topics, and between whom


def place(
    new: StoryFacts,
    open_stories: Sequence[OpenStory],
    constraints: Constraints = _NO_CONSTRAINTS,
) -> Placement:
    """Return the story an article belongs to, and what it adds there; None opens a new one.

    What the operator decided goes before every score: a story that holds an article said to tell
    another event is not considered, one that holds an article said to tell the same is taken.
    """
    known = _Known(_common(open_stories), _busy(open_stories), usage_of(new.words, open_stories))
    found = (_candidate(new, story, constraints, known) for story in open_stories)
    best = max((one for one in found if one is not None), key=_rank, default=None)
    if best is None:
        return _opening(new)
    novelty, reason = describe(new, best.story.articles)
    return Placement(
        story=best.story.id,
        novelty=novelty,
        reason=reason,
        score=best.score,
        against=best.against,
        sources=independent_sources((*best.story.articles, new)),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What the open stories have in common, and so tells none of them from another."""

    names: frozenset[str]
    busy: frozenset[_Parties]
    usage: Usage


@dataclass(frozen=True, slots=True)
class _Candidate:
    story: OpenStory
    score: Score
    against: str
    decided: bool  # by the operator


def _rank(candidate: _Candidate) -> tuple[bool, float, str]:
    """The operator's word first, then the points; the id settles ties in any order."""
    return candidate.decided, candidate.score.total, candidate.story.id


def _candidate(
    new: StoryFacts, story: OpenStory, constraints: Constraints, known: _Known
) -> _Candidate | None:
    pairs = {frozenset({new.article, facts.article}) for facts in story.articles}
    if not story.articles or pairs & constraints.different:
        return None
    scores = {
        facts.article: same_event(new, facts, known.names, known.usage) for facts in story.articles
    }
    against = max(scores, key=lambda article: (scores[article].total, article))
    score = scores[against]
    mean = sum(each.total for each in scores.values()) / len(scores)
    if pairs & constraints.same:
        return _Candidate(story, score, against, decided=True)
    if score.points and _parties_of(new) & known.busy:
        score = Score((*score.points, Point(-1.0, "between these parties there is much news")))
    alike = is_same(score) and mean >= LIKE_ALL
    return _Candidate(story, score, against, decided=False) if alike else None


def _opening(new: StoryFacts) -> Placement:
    """Return what an event not known before is: news, or an old one that an article recalls."""
    if new.facets and all(_is_old(facet, new) for facet in new.facets):
        return Placement(None, Novelty.BACKGROUND, "an event of years ago, told again")
    return Placement(None, Novelty.NEW, "no event like it is being followed")


def _is_old(facet: Facet, facts: StoryFacts) -> bool:
    """Tell whether a facet is of years ago: dates are misread too often to trust a shorter time."""
    if facts.day is None or facet.end is None or facet.prominence != "background":
        return False
    return (facts.day - facet.end).days > OLD_DAYS


def _parties_of(facts: StoryFacts) -> set[_Parties]:
    """Return each topic's family with its parties, for those that have two sides."""
    return {(family(facet), parties(facet)) for facet in facts.facets if is_two_sided(facet)}


def _busy(stories: Sequence[OpenStory]) -> frozenset[_Parties]:
    """Return the parties between whom several events are being followed."""
    count = Counter(
        pair
        for story in stories
        for pair in {pair for facts in story.articles for pair in _parties_of(facts)}
    )
    return frozenset(pair for pair, times in count.items() if times >= _MANY_STORIES)


def _common(stories: Sequence[OpenStory]) -> frozenset[str]:
    """Return the names and things that too many of the stories share to tell one of them."""
    count = Counter(
        name
        for story in stories
        for name in {name for facts in story.articles for name in (*facts.names, *facts.things)}
    )
    most = max(_RARE_IN, len(stories) // 20)
    return frozenset(name for name, times in count.items() if times > most)
