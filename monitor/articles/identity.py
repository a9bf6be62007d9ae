"""Is this article one we have read? By canonical address, by equal words, or by likeness. Pure.

Likeness is the Jaccard share of common word shingles, estimated from a bottom-k sketch (Broder,
"On the resemblance and containment of documents", 1997).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from hashlib import blake2b, sha256
from heapq import nsmallest

from monitor.formats.addresses import url_key
from monitor.model import Article, Fingerprint, KnownArticle, StoryId

__all__ = ["fingerprint", "likeness", "lookup_keys", "story_of", "url_key"]

SKETCH_SIZE = 128
SHINGLE_WORDS = 4
SAME_STORY = 0.6
LOOKUP_KEYS = 16
_FEWEST_SHINGLES = 20  # a sketch of less says little: two short notices share too much by chance
_FEWEST_WORDS = 6  # "Morning briefing" is the headline of a different story every day

# Letters of scripts without spaces are words of their own; marks and joiners belong to their word.
_WORD = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
    "|(?:[^\\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
    "|[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0970-\u0dff\u200c\u200d])+"
)
_DOTLESS = str.maketrans(
    {"\u0131": "i", "\u0130": "i", "\u200c": None, "\u200d": None, "\u0307": None}
)


def fingerprint(title: str, text: str) -> Fingerprint:
    """Return how an article with these words is recognised again.

    The exact part covers title and text; the sketch the text alone, because copies keep the text
    and change the headline.
    """
    words = _words(text)
    folded = " ".join([*_words(title), "|", *words])
    return Fingerprint(exact=sha256(folded.encode()).hexdigest(), sketch=_sketch(words))


def likeness(one: Fingerprint, other: Fingerprint) -> float:
    """Return the estimated share of shingles two texts have in common, 0 to 1.

    The standard error is about 0.045 at one half. 0 when either text is too short to say.
    """
    if not one.sketch or not other.sketch:
        return 0.0
    left, right = set(one.sketch), set(other.sketch)
    smallest = nsmallest(SKETCH_SIZE, left | right)
    return sum(value in left and value in right for value in smallest) / len(smallest)


def lookup_keys(print_: Fingerprint) -> tuple[int, ...]:
    """Return the values to index a fingerprint by: its smallest, each a signed 64-bit integer.

    Two texts of likeness s share none of them with a chance of about (1 - s)^16: one in two
    million at the threshold of 0.6.
    """
    return print_.sketch[:LOOKUP_KEYS]


def story_of(article: Article, known: Sequence[KnownArticle]) -> StoryId | None:
    """Return the story an article belongs to, or None when it tells a new one."""
    for other in known:
        if other.url_key == article.url_key:
            return other.story_id
    if len(_words(article.title)) + len(_words(article.text)) >= _FEWEST_WORDS:
        for other in known:
            if other.fingerprint.exact == article.fingerprint.exact:
                return other.story_id
    best = max(
        known, key=lambda other: likeness(article.fingerprint, other.fingerprint), default=None
    )
    if best and likeness(article.fingerprint, best.fingerprint) >= SAME_STORY:
        return best.story_id
    return None


def _words(text: str) -> list[str]:
    """Return the folded words of a text: compatibility forms, case and dotted i made one."""
    folded = unicodedata.normalize("NFKC", text.translate(_DOTLESS)).lower()
    return _WORD.findall(folded)


def _sketch(words: list[str]) -> tuple[int, ...]:
    """Return the smallest hashes of a text's shingles, ascending; empty when it has too few."""
    count = len(words) - SHINGLE_WORDS + 1
    shingles = {" ".join(words[start : start + SHINGLE_WORDS]) for start in range(count)}
    if len(shingles) < _FEWEST_SHINGLES:
        return ()
    return tuple(sorted(_hash(shingle) for shingle in shingles)[:SKETCH_SIZE])


def _hash(shingle: str) -> int:
    """Return 63 bits of BLAKE2b: the same on every machine, and never negative in a database."""
    return int.from_bytes(blake2b(shingle.encode(), digest_size=8).digest(), "big") >> 1
