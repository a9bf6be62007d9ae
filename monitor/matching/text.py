"""An article as a stream of folded words with places: the one form in which rules see text.

    haystack   " the turkish navy f 16 "     what the automaton scans; made at once
    words      start, end, as written        where each folded word stands in the original
    units      sentence, paragraph, zone     computed only when a rule's words were found

Everything the automaton needs costs four passes in C; the rest waits until a candidate asks, since
most articles match nothing. Title and text share one stream: the title is its first paragraph.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from operator import add
from typing import NamedTuple

from monitor.matching import furniture, sentences
from monitor.matching.folding import WORD, clitic_start, fold_all, fold_ascii
from monitor.model import Zone

_FEW = 8
_LEAD_WORDS = 45
_LEAD_PARAGRAPHS = 3
_JOINERS = frozenset(
    {"", "-", "\u2010", "\u2011", "\u2013", ".", "/", "'", "\u2019", "&", "\u00b7"}
)


class _StartsWord(dict[str, int]):
    """Whether what stands before a word separates it from the word before (1) or joins them (0)."""

    def __missing__(self, between: str) -> int:
        if len(self) > 10_000:
            self.clear()
        value = self[between] = int(between not in _JOINERS)
        return value


_STARTS_WORD = _StartsWord()


class Span(NamedTuple):
    """A half-open stretch of code points of the title or of the text."""

    zone: Zone
    start: int
    end: int


class TokenStream:
    """The words of one title and text, folded, with the way back to the original."""

    def __init__(self, title: str, text: str) -> None:
        self.title = title
        self.text = text
        self._offset = len(title) + 2
        self.full = f"{title}\n\n{text}"
        parts: list[str] = WORD.split(self.full)
        self._parts = parts
        self.written: list[str] = parts[1::2]
        joined = fold_ascii(self.written)
        if joined is None:
            self.folded = fold_all(self.written)
            joined = " ".join(self.folded)
        self.haystack = f" {joined} "
        self._asked = 0

    def __len__(self) -> int:
        return len(self.written)

    @cached_property
    def folded(self) -> list[str]:
        """The words as they are compared."""
        return self.haystack[1:-1].split(" ") if self.written else []

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(map(len, self._parts)))

    @cached_property
    def between(self) -> list[str]:
        """What stands before each word, and after the last."""
        return self._parts[0::2]

    @cached_property
    def starts(self) -> list[int]:
        """Where each word starts in title, blank line and text."""
        return self._ends[0:-1:2]

    @cached_property
    def ends(self) -> list[int]:
        """Where each word ends in title, blank line and text."""
        return self._ends[1::2]

    @cached_property
    def places(self) -> list[int]:
        """Where each word starts in the haystack."""
        lengths = accumulate(map(len, self.folded), initial=1)
        return list(map(add, lengths, range(len(self.folded) + 1)))

    def token_at(self, place: int) -> int:
        """Return the last word that starts at or before a place of the haystack."""
        self._asked += 1
        if self._asked <= _FEW:  # counting blanks up to it is cheaper than placing every word
            return self.haystack.count(" ", 1, place)
        return bisect_right(self.places, place) - 1

    @cached_property
    def word_numbers(self) -> list[int]:
        """The number of each token's written word: `F-16s` is three tokens and one word."""
        return list(accumulate(map(_STARTS_WORD.__getitem__, self.between[:-1])))

    @cached_property
    def title_end(self) -> int:
        """How many words the title has."""
        return len(WORD.findall(self.title))

    @cached_property
    def _breaks(self) -> sentences.Breaks:
        return sentences.breaks(self.written, self.between, self.title_end)

    @property
    def sentence_starts(self) -> Sequence[int]:
        """The first word of each sentence, ascending; the title is one sentence."""
        return self._breaks.sentences

    @property
    def paragraph_starts(self) -> Sequence[int]:
        """The first word of each paragraph, ascending; the title is one paragraph."""
        return self._breaks.paragraphs

    def sentence_of(self, token: int) -> int:
        """Return the number of the sentence a word stands in."""
        return bisect_right(self._breaks.sentences, token) - 1

    def paragraph_of(self, token: int) -> int:
        """Return the number of the paragraph a word stands in."""
        return bisect_right(self._breaks.paragraphs, token) - 1

    def sentence_range(self, number: int) -> tuple[int, int]:
        """Return the first word of a sentence and the first word after it."""
        return _unit(self._breaks.sentences, number, len(self))

    def paragraph_range(self, number: int) -> tuple[int, int]:
        """Return the first word of a paragraph and the first word after it."""
        return _unit(self._breaks.paragraphs, number, len(self))

    @cached_property
    def furniture_ranges(self) -> list[tuple[int, int]]:
        """The stretches of words in which the site speaks, not the article; ascending."""
        ranges = [self.paragraph_range(number) for number in range(len(self.paragraph_starts))]
        body = [(start, end) for start, end in ranges if start >= self.title_end and start < end]
        judged = furniture.furniture([self._paragraph_text(start, end) for start, end in body])
        return [unit for unit, is_furniture in zip(body, judged, strict=True) if is_furniture]

    def _paragraph_text(self, start: int, end: int) -> str:
        """Return a paragraph with its opening and closing punctuation."""
        before, after = self.between[start], self.between[end]
        left = self.starts[start] - (len(before) - before.rfind("\n") - 1)
        newline = after.find("\n")
        right = self.ends[end - 1] + (newline if newline >= 0 else len(after))
        return self.full[max(left, 0) : right]

    def in_furniture(self, start: int, end: int) -> bool:
        """Say whether any word of a stretch stands in furniture."""
        ranges = self.furniture_ranges
        if not ranges:
            return False
        place = bisect_right(ranges, (start, len(self) + 1)) - 1
        if place >= 0 and ranges[place][1] > start:
            return True
        return place + 1 < len(ranges) and ranges[place + 1][0] < end

    @cached_property
    def lead_end(self) -> int:
        """The first word after the lead: the opening paragraphs, up to a few lines of prose."""
        words = self.word_numbers
        paragraphs = 0
        end = self.title_end
        for number in range(len(self.paragraph_starts)):
            start, stop = self.paragraph_range(number)
            if start < self.title_end or start == stop or self.in_furniture(start, stop):
                continue
            end = stop
            paragraphs += 1
            enough = words[stop - 1] - words[self.title_end] + 1 >= _LEAD_WORDS
            if enough or paragraphs == _LEAD_PARAGRAPHS:
                break
        return end

    @cached_property
    def quoted_ranges(self) -> list[tuple[int, int]]:
        """The stretches of words between quotation marks; a quotation ends with its paragraph."""
        return sentences.quotations(self.between, self.paragraph_starts)

    def in_quotation(self, start: int, end: int) -> bool:
        """Say whether a stretch of words stands wholly between quotation marks."""
        ranges = self.quoted_ranges
        place = bisect_right(ranges, (start, len(self) + 1)) - 1
        return place >= 0 and ranges[place][1] >= end

    def span(self, start: int, end: int) -> Span:
        """Return where a stretch of words stands in the original, endings after apostrophes cut."""
        last = self.written[end - 1]
        left = self.starts[start]
        right = self.starts[end - 1] + clitic_start(last)
        if start < self.title_end:
            return Span(Zone.TITLE, left, min(right, len(self.title)))
        return Span(Zone.TEXT, left - self._offset, right - self._offset)

    def exact(self, span: Span) -> str:
        """Return the original words of a span."""
        source = self.title if span.zone is Zone.TITLE else self.text
        return source[span.start : span.end]


def _unit(starts: Sequence[int], number: int, total: int) -> tuple[int, int]:
    following = starts[number + 1] if number + 1 < len(starts) else total
    return starts[number], following
