"""A sentence as one string of folded words, for patterns of several words, and the way back."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from monitor.events.clauses import Reading
from monitor.model import Evidence


class SentenceText:
    """A sentence's folded words in one string, with the way back to their numbers."""

    def __init__(self, reading: Reading, number: int) -> None:
        sentence = reading.sentence(number)
        words = reading.words[sentence.start : sentence.end]
        self.reading = reading
        self.number = number
        self.first = sentence.start
        self.text = " ".join(words)
        self.places = list(accumulate((len(word) + 1 for word in words), initial=0))

    def word_at(self, place: int) -> int:
        """Return the number of the word that stands at a place of the string."""
        return self.first + bisect_right(self.places, place) - 1

    def evidence(self, field: str, left: int, right: int) -> Evidence:
        """Return the words that stand at places [left, right) as evidence."""
        end = max(self.word_at(max(left, right - 1)), self.word_at(left)) + 1
        return self.reading.article.evidence(field, self.word_at(left), end)
