"""One article scanned once for all rules: which patterns stand where.

Everything beyond the raw hits of the automaton is worked out on first use and kept: the places of a
pattern in words, the mentions of a list after its guards, what is furniture.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple, Protocol

from monitor.matching.folding import clitic_start, fold
from monitor.matching.plan import Mentions, Plan, Vocabulary
from monitor.matching.text import TokenStream


class Leaf(NamedTuple):
    """A term or list item at a place: words [start, end); `label` is "" for a plain term."""

    start: int
    end: int
    label: str


class Hit(NamedTuple):
    """A stretch of words [start, end) that satisfies a part of a rule, and the words that do it."""

    start: int
    end: int
    leaves: tuple[Leaf, ...]


class Automaton(Protocol):
    """What the scan needs of the multi-pattern search."""

    def find_matches_as_indexes(
        self,
        haystack: str,
        overlapping: bool = ...,  # noqa: FBT001
    ) -> list[tuple[int, int, int]]:
        """Return pattern number, start and end of every hit."""
        ...


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about an article beside its words."""

    lang: str = ""
    source: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a pattern stands for in a list: an item, and whether it names its capital."""

    key: str
    capital: bool = False


@dataclass(frozen=True, slots=True)
class Guard:
    """What a mention of an item must bear: a capital initial, and no words that mean another."""

    proper: bool = False
    unless: Plan | None = None


@dataclass(frozen=True, slots=True)
class WordList:
    """A list as the matcher sees it: its patterns, what each stands for, and the items' guards."""

    name: str
    type: str
    meanings: dict[int, tuple[Meaning, ...]]
    guards: dict[str, Guard]

    @property
    def longest_wins(self) -> bool:
        """Whether a longer mention of the same type hides those inside it: true of names."""
        return self.type not in {"cue", ""}


class Mention(NamedTuple):
    """One item of a list at a place."""

    start: int
    end: int
    key: str


_FEW = 6  # patterns up to which a pass over all hits for each is cheaper than grouping them

# How a guard's expression is evaluated; the operators' module provides it.
GuardEvaluator = Callable[["Scan", Plan], list[Hit]]


# Words before a capital's name that make it a place rather than a government; and after it.
_PLACE_BEFORE = frozenset(fold("in at near from to outside around في من إلى قرب"))
_PLACE_AFTER = frozenset(fold("میں سے में से"))
_PLACE_ENDING = ("da", "de", "ta", "te", "dan", "den", "tan", "ten", "daki", "deki", "taki", "teki")


class Scan:
    """The hits of one article, by pattern number, and what follows from them."""

    def __init__(  # noqa: PLR0917
        self,
        stream: TokenStream,
        automaton: Automaton | None,
        vocabulary: Vocabulary,
        lists: dict[str, WordList],
        facts: Facts,
        evaluate_guard: GuardEvaluator,
        memberships: Sequence[tuple[int, ...]] = (),
    ) -> None:
        self.stream = stream
        self.vocabulary = vocabulary
        self.facts = facts
        self._lists = lists
        self._evaluate_guard = evaluate_guard
        self._raw_hits = (
            automaton.find_matches_as_indexes(stream.haystack, overlapping=True)
            if automaton
            else []
        )
        self.present: set[int] = {hit[0] for hit in self._raw_hits}
        #: The patterns that stand in the article, and the groups they belong to.
        self.everything = self.present
        if memberships and self.present:
            first = next(iter(self.present))  # twice, so that several are always returned
            self.everything = self.present.union(*itemgetter(first, *self.present)(memberships))
        self._places: dict[int, list[tuple[int, int]]] = {}
        self._mentions: dict[tuple[str, bool], list[Mention]] = {}
        self._unguarded: dict[tuple[str, bool], list[Mention]] = {}
        self._leaves: dict[tuple[int, bool], list[Hit]] = {}
        self._resolving: set[str] = set()

    @cached_property
    def found(self) -> dict[int, list[int]]:
        """Where each pattern starts in the haystack."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for number, place, _ in self._raw_hits:
            found[number].append(place)
        return found

    def _starts(self, number: int) -> list[int]:
        """Return where a pattern starts; all patterns are grouped once several were asked for."""
        if len(self._places) < _FEW and "found" not in self.__dict__:
            return [hit[1] for hit in self._raw_hits if hit[0] == number]
        return self.found.get(number, [])

    # --- Patterns -------------------------------------------------------------------------------

    def places(self, number: int) -> list[tuple[int, int]]:
        """Return where a pattern stands, as words [start, end), furniture included."""
        known = self._places.get(number)
        if known is None:
            raw = self._starts(number)
            known = self._places[number] = self._valid(number, raw) if raw else []
        return known

    def _valid(self, number: int, raw: list[int]) -> list[tuple[int, int]]:
        stream, vocabulary = self.stream, self.vocabulary
        length = vocabulary.lengths[number]
        written = vocabulary.written.get(number)
        named = number in vocabulary.named
        valid = []
        for place in raw:
            start = stream.token_at(place + 1)
            end = start + length
            if length > 1 and stream.sentence_of(start) != stream.sentence_of(end - 1):
                continue
            if written is not None and not self._as_written(start, end, written):
                continue
            if named:
                end = self._end_of_name(end)
                if end < 0:
                    continue
            valid.append((start, end))
        return valid

    def _as_written(self, start: int, end: int, written: Sequence[str]) -> bool:
        """Say whether words stand as a rule writes them; a headline all in capitals is let pass."""
        tokens = self.stream.written[start:end]
        last = tokens[-1]
        tokens[-1] = last[: clitic_start(last)]
        if tuple(tokens) == tuple(written):
            return True
        shouting = end <= self.stream.title_end and self.title_shouts
        return shouting and [token.lower() for token in tokens] == [
            word.lower() for word in written
        ]

    @cached_property
    def title_shouts(self) -> bool:
        """Whether the title is written in capitals throughout, so that capitals mean nothing."""
        return len(self.stream.title) > 10 and self.stream.title.isupper()

    def _end_of_name(self, token: int) -> int:
        """Return the end of the capitalised name that starts at a word, or -1 if none does."""
        stream = self.stream
        if token >= len(stream) or not stream.written[token][0].isupper():
            return -1
        if stream.sentence_of(token) != stream.sentence_of(token - 1):
            return -1
        end = token + 1
        numbers = stream.word_numbers
        while end < len(stream) and numbers[end] == numbers[token]:
            end += 1
        return end

    def term_hits(self, ids: tuple[int, ...], *, furniture: bool) -> list[Hit]:
        """Return the hits of any of some patterns, in the article proper or in its furniture."""
        key = (id(ids), furniture)
        known = self._leaves.get(key)
        if known is not None:
            return known
        found: set[tuple[int, int]] = set()
        for number in ids:
            if number in self.present:
                found.update(self.places(number))
        hits = [
            Hit(start, end, (Leaf(start, end, ""),))
            for start, end in sorted(found)
            if self.stream.in_furniture(start, end) == furniture
        ]
        self._leaves[key] = hits
        return hits

    # --- Lists ----------------------------------------------------------------------------------

    def mention_hits(self, plan: Mentions, *, furniture: bool) -> list[Hit]:
        """Return the mentions of a list's chosen items, after guards and longest names."""
        key = (id(plan), furniture)
        known = self._leaves.get(key)
        if known is not None:
            return known
        keys = plan.keys
        hits = [
            Hit(
                start, end, (Leaf(start, end, f"@{plan.name} {item}" if item else f"@{plan.name}"),)
            )
            for start, end, item in self.mentions(plan.name, furniture=furniture)
            if keys is None or item in keys
        ]
        self._leaves[key] = hits
        return hits

    def mentions(self, name: str, *, furniture: bool) -> list[Mention]:
        """Return every mention of a list's items, in order, guarded; longest names win."""
        known = self._mentions.get((name, furniture))
        if known is None:
            wordlist = self._lists[name]
            known = self._guarded(wordlist, furniture=furniture)
            if wordlist.longest_wins:
                rivals = [
                    mention
                    for other in self._lists.values()
                    if other.type == wordlist.type and other.name != name
                    for mention in self._raw(other, furniture=furniture)
                ]
                known = _without_shadowed(known, rivals)
            self._mentions[name, furniture] = known
        return known

    def _raw(self, wordlist: WordList, *, furniture: bool) -> list[Mention]:
        """Return every place where a list's patterns stand, unguarded."""
        known = self._unguarded.get((wordlist.name, furniture))
        if known is None:
            known = self._unguarded[wordlist.name, furniture] = self._found_in(wordlist, furniture)
        return known

    def _found_in(self, wordlist: WordList, furniture: bool) -> list[Mention]:  # noqa: FBT001
        found: set[Mention] = set()
        for number in self.present & wordlist.meanings.keys():
            for start, end in self.places(number):
                if self.stream.in_furniture(start, end) != furniture:
                    continue
                for meaning in wordlist.meanings[number]:
                    if not (meaning.capital and self._is_place(start, end)):
                        found.add(Mention(start, end, meaning.key))
        return sorted(found)

    def _is_place(self, start: int, end: int) -> bool:
        """Say whether a capital is spoken of as a place: `in Ankara`, `Ankara'da`."""
        stream = self.stream
        if start > 0 and stream.folded[start - 1] in _PLACE_BEFORE:
            return stream.sentence_of(start - 1) == stream.sentence_of(start)
        last = stream.written[end - 1]
        ending = "".join(fold(last[clitic_start(last) :]))
        if ending in _PLACE_ENDING:
            return True
        return end < len(stream) and stream.folded[end] in _PLACE_AFTER and not last.isascii()

    def _guarded(self, wordlist: WordList, *, furniture: bool) -> list[Mention]:
        mentions = self._raw(wordlist, furniture=furniture)
        if not wordlist.guards or wordlist.name in self._resolving:
            return mentions
        self._resolving.add(wordlist.name)
        barred: dict[str, set[int]] = {}
        kept = []
        for mention in mentions:
            guard = wordlist.guards.get(mention.key)
            if guard is not None:
                if guard.proper and not self._is_proper(mention):
                    continue
                if guard.unless is not None:
                    tokens = barred.get(mention.key)
                    if tokens is None:
                        tokens = barred[mention.key] = self._tokens_of(guard.unless)
                    if not tokens.isdisjoint(range(mention.start, mention.end)):
                        continue
            kept.append(mention)
        self._resolving.discard(wordlist.name)
        return kept

    def _tokens_of(self, plan: Plan) -> set[int]:
        """Return the words that stand in any hit of a guard's expression."""
        return {
            token
            for hit in self._evaluate_guard(self, plan)
            for leaf in hit.leaves
            for token in range(leaf.start, leaf.end)
        }

    def _is_proper(self, mention: Mention) -> bool:
        first = self.stream.written[mention.start][0]
        return not first.islower()


def _without_shadowed(mentions: list[Mention], rivals: list[Mention]) -> list[Mention]:
    """Drop each mention that lies inside a longer one of the same type that means another item."""
    everything = sorted({*mentions, *rivals}, key=lambda mention: (mention.start, -mention.end))
    kept: list[Mention] = []
    wanted = set(mentions)
    covering: list[Mention] = []
    for mention in everything:
        covering = [one for one in covering if one.end > mention.start]
        shadowed = any(
            one.end >= mention.end
            and one.end - one.start > mention.end - mention.start
            and one.key != mention.key
            for one in covering
        )
        if not shadowed:
            covering.append(mention)
            if mention in wanted:
                kept.append(mention)
    return kept
