"""An article as the event stage reads it: its words, with every named thing of the lists marked.

The lists' guards have been applied and the longest name of a type wins, as in matching itself. An
organisation, force, system, ship or port leads to the state it belongs to by `of` and `maker`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from monitor.matching.folding import clitic_start, fold
from monitor.matching.lists import Item, NamedList
from monitor.matching.matcher import RuleSet
from monitor.matching.scan import Scan
from monitor.matching.text import TokenStream
from monitor.model import Zone
from monitor.model.events import Annotated, Mention, MentionKind, Sentence, Via

# The facts of an event stand in an article's first pages; what is longer is a dump or a book.
LONGEST_TEXT = 60_000
MOST_MENTIONS = 3_000
_KINDS = {kind.value: kind for kind in MentionKind} | {"aircraft": MentionKind.SYSTEM}
_VIA = {"demonyms": Via.DEMONYM, "capital": Via.CAPITAL, "metonyms": Via.METONYM}
_PARTICLES = ("وبال", "وال", "ولل", "بال", "لل", "ول", "وب", "ال", "ل", "ب", "و")
_MOST_STEPS = 4  # a system's maker's parent's state


class Annotator:
    """Marks the named things of articles for one rule set; make it once and keep it."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules

    @cached_property
    def _lists(self) -> list[NamedList]:
        return [named for named in self._rules.lists.values() if named.type in _KINDS]

    @cached_property
    def _names(self) -> dict[tuple[str, str], dict[tuple[str, ...], Via]]:
        """By list and item: each name folded, and what sort of name it is."""
        return {
            (named.name, key): {
                fold(" ".join(word.text for word in name.term.words)): _VIA.get(name.role, Via.NAME)
                for name in item.names
            }
            for named in self._lists
            for key, item in named.items.items()
        }

    @cached_property
    def titles(self) -> dict[str, str]:
        """By key: the first name that the lists give an item, which is how readers know it."""
        return {
            key: " ".join(word.text for word in item.names[0].term.words)
            for named in reversed(self._lists)
            for key, item in named.items.items()
            if key and item.names
        }

    @cached_property
    def _owners(self) -> dict[str, Item]:
        """The items that others belong to, by key; states come last and so win."""
        kinds = ("organisation", "force", "state")
        return {
            key: item
            for kind in kinds
            for named in self._lists
            if named.type == kind
            for key, item in named.items.items()
        }

    @cached_property
    def _states(self) -> frozenset[str]:
        return frozenset(
            key for named in self._lists if named.type == "state" for key in named.items
        )

    def annotate(self, title: str, text: str, lang: str = "") -> Annotated:
        """Return an article's words, sentences, quotations and named things.

        Of a text longer than 60,000 characters only the beginning is read.
        """
        scan = self._rules.scan(title, text[:LONGEST_TEXT], lang=lang)
        return _annotated(scan.stream, title, text, lang, tuple(self._mentions(scan)))

    def _mentions(self, scan: Scan) -> list[Mention]:
        found = [
            mention
            for named in self._lists
            if not scan.present.isdisjoint(self._rules.wordlists[named.name].meanings)
            for mention in self._of_list(scan, named)
        ]
        found += self._seats(scan, found)
        found.sort(key=lambda mention: (mention.start, -mention.end))
        return list(_outermost(found))[:MOST_MENTIONS]

    def _seats(self, scan: Scan, found: list[Mention]) -> list[Mention]:
        """Return the capitals spoken of as places: `the ministry in Berlin` tells the state."""
        known = {
            (mention.start, mention.end) for mention in found if mention.kind is MentionKind.STATE
        }
        seats = []
        for named in self._lists:
            if named.type != MentionKind.STATE.value:
                continue
            meanings = self._rules.wordlists[named.name].meanings
            for number in scan.present & meanings.keys():
                for meaning in meanings[number]:
                    if meaning.capital:
                        places = set(scan.places(number)) - known
                        seats += [_seat(named, meaning.key, place) for place in places]
        stream = scan.stream
        return [
            seat
            for seat in seats
            if stream.written[seat.start][0].isupper()
            and not stream.in_furniture(seat.start, seat.end)
        ]

    def _of_list(self, scan: Scan, named: NamedList) -> Iterator[Mention]:
        kind = _KINDS[named.type]
        for start, end, key in scan.mentions(named.name, furniture=False):
            item = named.items.get(key)
            if item is None or not key:
                continue
            names = self._names[named.name, key]
            words = tuple(scan.stream.folded[start:end])
            state = self.state_of(key, item, kind)
            via = names.get(words, Via.NAME) if kind is MentionKind.STATE else Via.OWNER
            prefix = "" if words in names or words[0].isascii() else _particle(words, names)
            if prefix:
                via = _without(words, prefix, names, via)
            category = str(item.data.get("class") or named.data.get("class") or "")
            generic = bool(item.data.get("generic"))
            name_follows = any(name.named for name in item.names) and words not in names
            yield Mention(
                start,
                end,
                kind,
                named.name,
                key,
                state,
                via,
                category,
                generic=generic,
                prefix=prefix,
                named=name_follows,
            )

    def state_of(self, key: str, item: Item, kind: MentionKind) -> str:
        """Return the state an item counts for, "" when the lists do not say."""
        if kind is MentionKind.STATE:
            return key
        owner = item.owner
        for _ in range(_MOST_STEPS):
            if owner in self._states:
                return owner
            above = self._owners.get(owner)
            if above is None:
                return ""
            owner = above.owner
        return ""


def _seat(named: NamedList, key: str, place: tuple[int, int]) -> Mention:
    return Mention(*place, MentionKind.STATE, named.name, key, key, Via.SEAT)


def _outermost(found: list[Mention]) -> Iterator[Mention]:
    """Yield the mentions that lie inside no longer one: the state inside a navy's name goes."""
    longest: Mention | None = None
    for mention in found:
        if longest is not None and mention.end <= longest.end and mention.start < longest.end:
            same_place = (mention.start, mention.end) == (longest.start, longest.end)
            if not same_place or (mention.kind, mention.key) == (longest.kind, longest.key):
                continue
        if longest is None or mention.end > longest.end:
            longest = mention
        yield mention


def annotate(rules: RuleSet, title: str, text: str, lang: str = "") -> Annotated:
    """Return one article annotated; many articles go through one `Annotator`."""
    return Annotator(rules).annotate(title, text, lang)


def _particle(words: tuple[str, ...], names: dict[tuple[str, ...], Via]) -> str:
    """Return the Arabic particle written onto a name's first word, "" when there is none."""
    for particle in _PARTICLES:
        rest = words[0].removeprefix(particle)
        if rest == words[0]:
            continue
        for again in (rest, "ال" + rest):
            if (again, *words[1:]) in names:
                return particle
    return ""


def _without(
    words: tuple[str, ...], prefix: str, names: dict[tuple[str, ...], Via], via: Via
) -> Via:
    rest = words[0].removeprefix(prefix)
    for again in (rest, "ال" + rest):
        if (found := names.get((again, *words[1:]))) is not None:
            return found
    return via


def _annotated(
    stream: TokenStream, title: str, text: str, lang: str, mentions: tuple[Mention, ...]
) -> Annotated:
    offset = len(title) + 2
    end = stream.title_end
    cut = [clitic_start(word) for word in stream.written]
    return Annotated(
        title=title,
        text=text,
        lang=lang,
        written=tuple(stream.written),
        folded=tuple(stream.folded),
        endings=tuple(
            "".join(fold(word[place + 1 :])) if place < len(word) else ""
            for word, place in zip(stream.written, cut, strict=True)
        ),
        starts=tuple(
            start if number < end else start - offset for number, start in enumerate(stream.starts)
        ),
        ends=tuple(
            start + place if number < end else start + place - offset
            for number, (start, place) in enumerate(zip(stream.starts, cut, strict=True))
        ),
        between=tuple(stream.between),
        title_end=end,
        sentences=tuple(_sentences(stream)),
        quoted=tuple(stream.quoted_ranges),
        mentions=mentions,
    )


def _sentences(stream: TokenStream) -> Iterator[Sentence]:
    for number in range(len(stream.sentence_starts)):
        start, end = stream.sentence_range(number)
        if start < end:
            zone = Zone.TITLE if start < stream.title_end else Zone.TEXT
            furniture = stream.in_furniture(start, end)
            yield Sentence(start, end, zone, stream.paragraph_of(start), furniture)
