"""Who stands where in a sentence: the actors, what governs each, and the clause a word is in.

English tells roles by place and preposition, Turkish by endings, Urdu and Hindi by the word after,
Arabic by the word before or a letter written onto the name. All are read into one set of relations,
so that the frames ask the same question in every language: is this actor the giver (BY, FROM), the
receiver (TO), the ground (IN, ON), or does it stand free, as a subject does?
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import islice

from monitor.events import grammar
from monitor.model.events import Annotated, Mention, MentionKind, Sentence, Via


class Relation(StrEnum):
    """What ties an actor to the words around it."""

    FREE = "free"
    TO = "to"
    FOR = "for"
    FROM = "from"
    BY = "by"
    WITH = "with"
    IN = "in"
    ON = "on"
    AGAINST = "against"
    OF = "of"
    OWNER = "owner"  # possessive, or a demonym that only describes the next noun


@dataclass(frozen=True, slots=True)
class Actor:
    """A state, or what stands for one, at words [start, end), and what ties it to the others."""

    state: str
    start: int
    end: int
    relation: Relation
    via: Via
    kind: MentionKind
    possessive: bool = False
    describes: str = ""  # the noun that a demonym or possessive goes with, folded
    group: int = -1  # the first word of the enumeration it belongs to


# No sentence of a news text is longer; what is, is a table or a flood.
_LONGEST_CLAUSE = 80
_MOST_ACTORS = 60
_LONGEST_JOINT = 4
_BLOCS = frozenset({"UN", "EU", "NATO"})
_LONGEST_PERSON = 5
_SUBJECT_MARKS = frozenset({"نے", "ने"})
_MOST_AGENTS = 3  # the Pakistani foreign ministry spokesman
_OF_STATE = frozenset({"كے", "كي", "كا", "के", "की", "का"})
_STATE_WORDS = frozenset({"دوله", "ودوله", "جمهوريه"})
_ACTING = {MentionKind.STATE, MentionKind.FORCE, MentionKind.ORGANISATION}


class Reading:
    """One article, read sentence by sentence."""

    def __init__(self, article: Annotated) -> None:
        self.article = article
        self.words = article.folded
        self._mentions = _without_ships_names(article)
        self._starts = [mention.start for mention in self._mentions]
        self._actors: dict[int, list[Actor]] = {}

    @cached_property
    def foreign(self) -> bool:
        """Whether the article is written in a language that marks roles by endings or particles."""
        return self.article.lang in {"tr", "ur", "hi", "ar"}

    @cached_property
    def body(self) -> list[int]:
        """The sentences of the article proper, title first, at most a few hundred."""
        sentences = self.article.sentences
        return [number for number, one in enumerate(sentences) if not one.furniture][:400]

    @cached_property
    def first_paragraph(self) -> int:
        """The number of the text's first paragraph."""
        for number in self.body:
            if self.article.sentences[number].start >= self.article.title_end:
                return self.article.sentences[number].paragraph
        return 0

    def depth(self, number: int) -> int:
        """Return how deep a sentence lies: 0 the title, 1 the first paragraph, and so on."""
        sentence = self.article.sentences[number]
        if sentence.start < self.article.title_end:
            return 0
        return sentence.paragraph - self.first_paragraph + 1

    def sentence(self, number: int) -> Sentence:
        """Return a sentence by its number."""
        return self.article.sentences[number]

    def mentions(self, start: int, end: int) -> Sequence[Mention]:
        """Return the things named at words [start, end)."""
        left = bisect_right(self._starts, start - 1)
        right = bisect_right(self._starts, end - 1)
        return self._mentions[left:right]

    def actors(self, number: int) -> list[Actor]:
        """Return the actors of a sentence, in order."""
        known = self._actors.get(number)
        if known is None:
            found = list(islice(self._read_actors(self.sentence(number)), _MOST_ACTORS))
            if self.article.lang in {"tr", "ur", "hi"}:
                found = _as_the_last(self.words, found)
            known = self._actors[number] = found
        return known

    def _read_actors(self, sentence: Sentence) -> Iterator[Actor]:
        before: Actor | None = None
        for mention in self.mentions(sentence.start, sentence.end):
            if mention.kind not in _ACTING or not mention.state:
                continue
            if before is not None and mention.start < before.end:
                continue
            actor = self._actor(mention, sentence, before)
            yield actor
            before = actor

    def _actor(self, mention: Mention, sentence: Sentence, before: Actor | None) -> Actor:
        relation = self._relation(mention, sentence)
        group = mention.start
        if before is not None and self._joined(before, mention):
            group = before.group
            if (
                relation in {Relation.FREE, Relation.OWNER}
                and before.relation is not Relation.OWNER
            ):
                relation = before.relation
        possessive = self.article.endings[mention.end - 1] == "s" or self._trailing_apostrophe(
            mention.end
        )
        describes = ""
        if relation is Relation.OWNER or possessive or mention.via is Via.DEMONYM:
            describes = self._described(mention.end, sentence.end)
            if describes in grammar.AGENT_NOUNS:
                before_it = self._governor(mention.start, sentence.start)
                relation = before_it if relation is Relation.OWNER else relation
            elif relation is Relation.FREE and not self.foreign:
                relation = Relation.OWNER
        return Actor(
            mention.state, mention.start, mention.end, relation, mention.via, mention.kind,
            possessive, describes, group,
        )  # fmt: skip

    def _trailing_apostrophe(self, end: int) -> bool:
        gap = self.article.between[end] if end < len(self.article.between) else ""
        return gap[:1] in {"'", "\u2019"} and self.words[end - 1].endswith("s")

    def _joined(self, before: Actor, mention: Mention) -> bool:
        """Say whether an actor goes on an enumeration: `to Mali and to neighbouring Chad`."""
        company = MentionKind.ORGANISATION
        if (before.kind is company) != (mention.kind is company):
            return False
        if (before.state in _BLOCS) != (mention.state in _BLOCS):
            return False  # the Security Council, Russia and China among its members
        gap = self.words[before.end : mention.start]
        comma = any("," in self.article.between[at] for at in range(before.end, mention.start + 1))
        if self.article.lang == "ar" and mention.prefix.startswith("و") and len(gap) <= 1:
            return True
        if len(gap) > _LONGEST_JOINT or not (comma or not grammar.JOINING.isdisjoint(gap)):
            return False
        return all(
            word in grammar.JOINING or word in grammar.BETWEEN_NAMES or word in _STATE_WORDS
            for word in gap
        )

    def _described(self, place: int, end: int) -> str:
        """Return the noun a demonym or possessive goes with, at most four words on."""
        for at in range(place, min(end, place + 5)):
            word = self.words[at]
            if word in grammar.AGENT_NOUNS or word in grammar.OTHER_HEADS:
                return word
            if at > place and any(sign in self.article.between[at] for sign in ",;:("):
                return ""
            if word in grammar.PREPOSITIONS or word in grammar.BREAKS:
                return ""
        return ""

    def _relation(self, mention: Mention, sentence: Sentence) -> Relation:
        ending = self.article.endings[mention.end - 1]
        lang = self.article.lang
        if lang == "tr":
            return self._turkish(mention, sentence, ending)
        if lang in {"ur", "hi"}:
            return self._after(mention, sentence)
        if lang == "ar":
            return self._arabic(mention, sentence)
        if ending == "s" or self._trailing_apostrophe(mention.end):
            return Relation.OWNER
        governor = self._governor(mention.start, sentence.start)
        if mention.via is Via.DEMONYM and governor is Relation.FREE:
            return Relation.OWNER
        return governor

    def _governor(self, start: int, first: int) -> Relation:
        """Return the preposition before a name, articles and short descriptions skipped."""
        for at in range(start - 1, max(first, start - 5) - 1, -1):
            word = self.words[at]
            if word in grammar.ENGLISH_RELATIONS:
                return Relation(grammar.ENGLISH_RELATIONS[word])
            if "," in self.article.between[at]:
                return self._apposition(at - 1, first) if word in {"a", "an"} else Relation.FREE
            if word not in grammar.SKIPPED:
                return Relation.FREE
        return Relation.FREE

    def _apposition(self, last: int, first: int) -> Relation:
        """Return what governs the name that `, a Polish company` explains: `to UMO, a ...`."""
        for at in range(last, max(first, last - 3) - 1, -1):
            word = self.words[at]
            if word in grammar.ENGLISH_RELATIONS:
                return Relation(grammar.ENGLISH_RELATIONS[word])
            if not self.article.written[at][:1].isupper():
                return Relation.FREE
        return Relation.FREE

    def _turkish(self, mention: Mention, sentence: Sentence, ending: str) -> Relation:
        following = self.words[mention.end] if mention.end < sentence.end else ""
        if following in grammar.TURKISH_AFTER:
            return Relation(grammar.TURKISH_AFTER[following])
        for endings, relation in grammar.TURKISH_ENDINGS:
            if ending in endings:
                return Relation(relation)
        return Relation.OWNER if mention.via is Via.DEMONYM else Relation.FREE

    def _after(self, mention: Mention, sentence: Sentence) -> Relation:
        """Read the postposition after a name, or after the noun that acts for it: `ترك فوج نے`."""
        at = mention.end
        agents = 0
        while at + 1 < sentence.end and agents < _MOST_AGENTS:
            own = self.words[at] in _OF_STATE and not grammar.AGENTS_ABROAD.isdisjoint(
                self.words[at + 1 : at + 3]
            )
            if not own and (
                self.words[at] not in grammar.AGENTS_ABROAD
                or (agents == 0 and mention.via is Via.NAME)
            ):
                break
            while own and self.words[at] not in grammar.AGENTS_ABROAD:
                at += 1
            at += 1
            agents += 1
        if agents:
            at = self._past_the_name(at, sentence.end)
        if at >= sentence.end:
            return Relation.OWNER if mention.via is Via.DEMONYM else Relation.FREE
        two = " ".join(self.words[at : at + 2])
        if two in grammar.POSTPOSITIONS:
            return Relation(grammar.POSTPOSITIONS[two])
        found = grammar.POSTPOSITIONS.get(self.words[at])
        if found is None:
            return Relation.OWNER if mention.via is Via.DEMONYM else Relation.FREE
        return Relation(found)

    def _past_the_name(self, at: int, end: int) -> int:
        """Return where the postposition stands that a person's name may keep from his office."""
        for place in range(at, min(end, at + _LONGEST_PERSON)):
            if self.words[place] in _SUBJECT_MARKS:
                return place
            if self.words[place] in grammar.POSTPOSITIONS:
                break
        return at

    def _arabic(self, mention: Mention, sentence: Sentence) -> Relation:
        if mention.prefix in {"ل", "لل", "ول", "ولل"}:
            return Relation.TO
        if mention.prefix.startswith("ب"):
            return Relation.IN
        start = mention.start
        if mention.via is Via.DEMONYM:
            while start > sentence.start and self.words[start - 1] in grammar.AGENTS_ABROAD:
                start -= 1
        for at in range(start - 1, max(sentence.start, start - 3) - 1, -1):
            if self.words[at] in grammar.ARABIC_BEFORE:
                return Relation(grammar.ARABIC_BEFORE[self.words[at]])
        if start < mention.start:
            return Relation.FREE
        return Relation.OWNER if mention.via is Via.DEMONYM else Relation.FREE

    def clause(self, number: int, word: int) -> tuple[int, int]:
        """Return the clause a word stands in: up to a semicolon, a dash, `while` or `but`."""
        sentence = self.sentence(number)
        start = max(sentence.start, word - _LONGEST_CLAUSE)
        end = min(sentence.end, word + _LONGEST_CLAUSE)
        for at in range(word, start, -1):
            if self._breaks(at):
                start = at
                break
        for at in range(word + 1, end):
            if self._breaks(at):
                end = at
                break
        return start, end

    def _breaks(self, at: int) -> bool:
        gap = self.article.between[at]
        if ";" in gap or " - " in gap or "\u2014" in gap or (": " in gap):
            return True
        return self.words[at] in grammar.CLAUSE_STARTS


def _as_the_last(words: Sequence[str], actors: list[Actor]) -> list[Actor]:
    """Give a name what stands after the one it is joined with: `Mali and Chad to`.

    A comma does not join: it sets off the subject.
    """
    read: list[Actor] = []
    after: Actor | None = None
    for actor in reversed(actors):
        if (
            after is not None
            and actor.group == after.group
            and actor.relation is Relation.FREE
            and not grammar.JOINING.isdisjoint(words[actor.end : after.start])
        ):
            after = replace(actor, relation=after.relation)
        else:
            after = actor
        read.append(after)
    return read[::-1]


def _without_ships_names(article: Annotated) -> tuple[Mention, ...]:
    """Drop places that are ships by name: Tripoli, once USS Tripoli or the frigate Tripoli is."""
    ships = {
        article.folded[mention.start + 1 : mention.end]
        for mention in article.mentions
        if mention.kind is MentionKind.SHIP and mention.named
    }
    kinds = {
        mention.end
        for mention in article.mentions
        if mention.kind is MentionKind.SHIP and mention.generic and article.lang == "en"
    }
    ships |= {
        article.folded[mention.start : mention.end]
        for mention in article.mentions
        if mention.kind is MentionKind.PORT
        and mention.start in kinds
        and not article.between[mention.start].strip()
        and mention.start >= article.title_end
    }
    if not ships:
        return article.mentions
    return tuple(
        mention
        for mention in article.mentions
        if mention.kind is MentionKind.SHIP
        or article.folded[mention.start : mention.end] not in ships
    )
