"""How alike two articles are in their rarer words. Pure.

Reports on one event by different hands share few sentences but many rare words: what was crossed,
caught, fetched or forgotten. Each common word weighs by how seldom news uses it, and the sum is set
against what the two texts could share at most (the cosine of their weighted word sets).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import log, sqrt

from monitor.model.events import Annotated
from monitor.model.stories import OpenStory, StoryFacts
from monitor.stories.common_words import COMMON, STEM

MOST_WORDS = 160
_SHORTEST = 4
_COMMON_SHARE = 0.1  # of all reports hold a common word; a rare one:
_RARE_SHARE = 0.005
_PRIOR = 50.0  # reports that the shares above count for, beside the stories being followed
_ENOUGH = 15  # words of a text, for its likeness to mean something


@dataclass(frozen=True, slots=True)
class Usage:
    """How many of the stories that are being followed use each word, besides one."""

    stories: int = 0
    using: Mapping[str, int] = field(default_factory=dict)

    def weight(self, word: str) -> float:
        """Return the square of how telling a word is, from its share among all reports."""
        share = _COMMON_SHARE if word in COMMON else _RARE_SHARE
        share = (share * _PRIOR + self.using.get(word, 0)) / (_PRIOR + self.stories)
        return log(share) ** 2


NO_USAGE = Usage()


def usage_of(words: Sequence[str], stories: Sequence[OpenStory]) -> Usage:
    """Return how often the stories followed use these words, and only these.

    One story less than do is counted: the one compared with uses the words it shares.
    """
    wanted = frozenset(words)
    using = Counter(
        word
        for story in stories
        for word in wanted.intersection(word for facts in story.articles for word in facts.words)
    )
    return Usage(len(stories), {word: times - 1 for word, times in using.items()})


def words_of(article: Annotated) -> tuple[str, ...]:
    """Return the words an article is known by: those of its head, cut to stems, each once."""
    found: dict[str, None] = {}
    for sentence in article.sentences:
        for word in article.folded[sentence.start : sentence.end] if not sentence.furniture else ():
            if len(word) >= _SHORTEST and not word[0].isdecimal():
                found[word[:STEM]] = None
        if len(found) >= MOST_WORDS:
            break
    return tuple(found)[:MOST_WORDS]


def likeness(one: StoryFacts, other: StoryFacts, usage: Usage = NO_USAGE) -> float | None:
    """Return how alike the rarer words of two articles are, from 0 to 1.

    None where that says nothing: in different languages, or where a text is very short.
    """
    if one.lang != other.lang or min(len(one.words), len(other.words)) < _ENOUGH:
        return None
    shared = sum(usage.weight(word) for word in {*one.words} & {*other.words})
    return min(1.0, shared / sqrt(_norm(one.words) * _norm(other.words)))


@lru_cache(maxsize=4096)
def _norm(words: tuple[str, ...]) -> float:
    return sum(NO_USAGE.weight(word) for word in words)
