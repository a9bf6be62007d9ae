"""From an article and its records to the facts by which its event is known again. Pure.

    facts = facts_of(annotated, records, day)

`records` pairs each topic that matched with its event record, or None when it has none: an article
with nothing but a topic still has its states, things and names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from monitor.events.wording import contract_status
from monitor.model.events import Annotated, EventRecord, MentionKind, Money, Quantity
from monitor.model.stories import Facet, StoryFacts
from monitor.stories.common_words import COMMON, STEM
from monitor.stories.diction import words_of
from monitor.stories.lasting import lasting_keys
from monitor.stories.likeness import family
from monitor.stories.sides import LEADING_STATES
from monitor.stories.sounds import sound_of
from monitor.stories.turns import turns_of

MOST_NAMES = 60
MOST_SOUNDS = 120
MOST_THINGS = 30
MOST_STATES = 12
MOST_KEYS = 40
LONGEST_KEY = 100
_SHORTEST_NAME = 4
_YEARS = range(1900, 2101)
_PAST_YEARS = 3
_LEAST_FIGURE = 32  # what is smaller may be a day, or anybody's number
_NAMED_KINDS = frozenset(
    {
        MentionKind.SHIP,
        MentionKind.SYSTEM,
        MentionKind.PORT,
        MentionKind.AIRBASE,
        MentionKind.EXERCISE,
        MentionKind.ORGANISATION,
    }
)
# Capitalised in every report, so no sign of one event.
_COMMON = frozenset(
    {
        "gaza", "crimea", "donbas", "kashmir", "january", "february", "march", "april",
        "june", "july", "august", "september", "october", "november", "december", "monday",
        "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "president",
        "minister", "ministry", "prime", "foreign", "defence", "defense", "army", "navy",
        "naval", "force", "forces", "general", "admiral", "colonel", "captain", "commander",
        "chief", "government", "parliament", "senate", "congress", "council", "court",
        "party", "reuters", "agency", "news", "north", "south", "east", "west", "northern",
        "southern", "eastern", "western", "republic", "kingdom", "united", "states",
        "union", "nations", "security", "secretary", "spokesman", "spokesperson",
        "spokeswoman", "embassy", "ambassador", "airport", "base", "port", "ocean", "gulf",
        "coast", "guard", "fleet", "squadron", "royal", "national", "state", "city",
        "world", "international", "european", "africa", "asia", "europe", "middle",
        "atlantic", "pacific", "mediterranean", "black", "arab", "muslim", "christian",
        "operation", "exercise", "ocak", "subat", "mart", "nisan", "mayis", "haziran",
        "temmuz", "agustos", "eylul", "ekim", "kasim", "aralik", "pazartesi", "sali",
        "carsamba", "persembe", "cuma", "cumartesi", "pazar", "cumhurbaskani", "bakan",
        "bakani", "bakanligi", "disisleri", "savunma", "milli", "genelkurmay", "deniz",
        "hava", "kara", "kuvvetleri", "komutanligi", "baskan", "baskani", "dogu", "bati",
        "kuzey", "guney",
    }
)  # fmt: skip


def facts_of(
    annotated: Annotated,
    records: Sequence[tuple[str, EventRecord | None]],
    day: date | None,
) -> StoryFacts:
    """Return what is to be remembered of an article's event.

    Which article it is, where it stood and its sketch are filled in by whoever knows them.
    """
    states = Counter(m.state for m in annotated.mentions if m.state)
    things = Counter(
        f"{m.kind.value}:{m.key}"
        for m in annotated.mentions
        if m.kind in _NAMED_KINDS and not m.generic and m.key
    )
    names, openers, sounds = _names(annotated, day)
    facets = tuple(facet_of(topic, record) for topic, record in records)
    named = tuple(key for key, _ in states.most_common(MOST_STATES))
    return StoryFacts(
        article="",
        day=day,
        lang=annotated.lang,
        facets=facets,
        states=named,
        things=tuple(key for key, _ in things.most_common(MOST_THINGS)),
        names=names,
        openers=openers,
        sounds=sounds,
        words=words_of(annotated),
        turns=turns_of(annotated),
        keys=tuple(islice(dict.fromkeys(_keys(facets, named)), MOST_KEYS)),
    )


def _keys(facets: Sequence[Facet], states: Sequence[str]) -> Iterator[str]:
    """Yield the keys that two articles on one event have at least one of in common."""
    yield from lasting_keys(tuple(facets))
    for facet in facets:
        held = [key for _, keys in facet.roles for key in keys[:4]]
        for key in (*held, *states[:LEADING_STATES]):
            yield f"{family(facet)}:{key}"[:LONGEST_KEY]


def facet_of(topic: str, record: EventRecord | None) -> Facet:
    """Return one topic's side of an event; the topic alone when there is no record of it."""
    if record is None:
        return Facet(topic)
    when = record.when
    return Facet(
        topic=topic,
        frame=record.frame,
        roles=tuple(
            (name, tuple(dict.fromkeys(party.key for party in held))) for name, held in record.roles
        ),
        status=contract_status(topic, record) or "",
        stance=record.stance.value,
        prominence=record.prominence.value,
        start=when.start if when else None,
        end=when.end if when else None,
        usd=_worth(record.value),
        quantity=_bounds(record.quantity),
    )


def _worth(value: Money | None) -> tuple[float, float] | None:
    """Return a deal's worth in dollars; a bound that is open is the other one."""
    if value is None or value.usd is None:
        return None
    return (value.usd, value.usd)


def _bounds(quantity: Quantity | None) -> tuple[float, float] | None:
    if quantity is None:
        return None
    known = [bound for bound in (quantity.minimum, quantity.maximum) if bound is not None]
    return (min(known), max(known)) if known else None


def _names(
    annotated: Annotated, day: date | None
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the names that no list knows, with the figures, words that may be names, and sounds.

    A word that the article also writes small is no name. One that opens a sentence or stands in a
    headline, where some papers capitalise every word, may be one. In scripts without capitals any
    rarer word may be, and counts by its sound alone.
    """
    small = {
        folded
        for written, folded in zip(annotated.written, annotated.folded, strict=True)
        if written[:1].islower()
    }
    known = {word for m in annotated.mentions for word in range(m.start, m.end)}
    names: dict[str, None] = {}
    openers: dict[str, None] = {}
    sounds: dict[str, None] = {}
    for sentence in annotated.sentences:
        for word in range(sentence.start, sentence.end) if not sentence.furniture else ():
            written, folded = annotated.written[word], annotated.folded[word]
            if word in known or folded in small:
                continue
            if _is_figure(folded, day):
                names[f"#{folded}"] = None
            elif not written[:1].isupper():
                if _is_rare(folded) and not written[:1].islower() and folded[:STEM] not in COMMON:
                    sounds[sound_of(written, annotated.lang)] = None
            elif _is_rare(folded):
                sounds[sound_of(written, annotated.lang)] = None
                opens = word == sentence.start or word < annotated.title_end
                (openers if opens else names)[folded] = None
                if not opens and _goes_on(annotated, word - 1, names):
                    del names[annotated.folded[word - 1]]
    sounds.pop("", None)
    return (
        tuple(islice(names, MOST_NAMES)),
        tuple(islice((word for word in openers if word not in names), MOST_NAMES)),
        tuple(islice(sounds, MOST_SOUNDS)),
    )


def _goes_on(annotated: Annotated, before: int, names: dict[str, None]) -> bool:
    """Tell whether a name goes on from the word before: of a person's names the last one counts."""
    first, last = annotated.folded[before], annotated.folded[before + 1]
    return first != last and first in names and not annotated.between[before + 1].strip(" -.")


def _is_figure(folded: str, day: date | None) -> bool:
    """Tell whether a number is one that tells an event: no year, unless one well in the past."""
    if not folded.isdecimal() or (number := int(folded[:9])) < _LEAST_FIGURE:
        return False
    return number not in _YEARS or (day is not None and number <= day.year - _PAST_YEARS)


def _is_rare(folded: str) -> bool:
    return len(folded) >= _SHORTEST_NAME and folded not in _COMMON
