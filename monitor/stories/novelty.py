"""What an article adds to a known event: a source, a change, a denial, or nothing. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.model.stories import Facet, Novelty, StoryFacts
from monitor.stories.stages import ENDED, STEPS
from monitor.stories.turns import Turn

COPY = 0.5  # of the sketch in common: one text, so one source
_DENIED = "denied"
_DONE = 4  # of the steps: from here on it has happened, whatever stopped it before
_DOUBTED = frozenset({"alleged", "disputed"})
_HEARSAY = "reported"


def describe(new: StoryFacts, known: Sequence[StoryFacts]) -> tuple[Novelty, str]:
    """Return what an article adds to the articles of its event, and one sentence on it."""
    if any(_is_copy(new, facts) for facts in known):
        return Novelty.REPEAT, "a copy of a text that told it before"
    change = _change(new, known) or _turn(new, known)
    if change is not None:
        return change
    before = independent_sources(known)
    after = independent_sources((*known, new))
    if after > before:
        return Novelty.CORROBORATED, f"told by {_sources(after)} now"
    return Novelty.REPEAT, "a source that told it before"


def independent_sources(articles: Sequence[StoryFacts]) -> int:
    """Return how many sources tell an event on their own.

    The pages of one site are one source, and so are near-copies of one agency text on many sites.
    """
    counted: list[StoryFacts] = []
    for facts in articles:
        if not any(_one_source(facts, other) for other in counted):
            counted.append(facts)
    return len(counted)


def _one_source(one: StoryFacts, other: StoryFacts) -> bool:
    return bool(one.source and one.source == other.source) or _is_copy(one, other)


def _is_copy(one: StoryFacts, other: StoryFacts) -> bool:
    if not one.sketch or not other.sketch:
        return False
    shared = len({*one.sketch} & {*other.sketch})
    return shared >= COPY * min(len(one.sketch), len(other.sketch))


def _sources(count: int) -> str:
    return f"{count} independent sources"


def _change(new: StoryFacts, known: Sequence[StoryFacts]) -> tuple[Novelty, str] | None:
    """Return what is different from all that was known of the same topics, None for nothing."""
    for facet in new.facets:
        word = _word(facet)
        told = [
            (_word(old), facts)
            for facts in known
            for old in facts.facets
            if _comparable(facet, old)
        ]
        # A denial denies what was told, however little was known of how far it had got.
        told = [(old, facts) for old, facts in told if old or word == _DENIED]
        if not word or not told or facet.prominence == "background":
            continue
        found = _difference(word, [old for old, _ in told])
        if found is not None:
            last, facts = told[-1]
            since = f" as of {facts.day.isoformat()}" if facts.day else " before"
            return found, f"{last or 'told'}{since}, {word} now"
    return None


def _turn(new: StoryFacts, known: Sequence[StoryFacts]) -> tuple[Novelty, str] | None:
    """Return the turn that an article's opening gives the event, None for none.

    Of a ban no stop and no going on is looked for: to stop something is what it is.
    """
    opening = [turn for turn in new.turns if turn not in _not_news(new, known)]
    told = {turn for facts in known for turn in facts.turns}
    told |= {_DENIED for facts in known for facet in facts.facets if _word(facet) == _DENIED}
    if Turn.DENIED in opening and Turn.DENIED not in told:
        return Novelty.CONTRADICTED, f"{_since(known)} not disputed, denied now"
    if Turn.CONFIRMED in opening and _doubted(known) and Turn.CONFIRMED not in told:
        return Novelty.STATUS_CHANGED, f"{_since(known)} denied or in doubt, confirmed now"
    stopped = [facts for facts in known if Turn.STOPPED in facts.turns]
    words = {_word(facet) for facet in new.facets}
    if Turn.GOES_ON in opening and stopped and not words & ENDED and Turn.GOES_ON not in told:
        return Novelty.STATUS_CHANGED, f"{_since(stopped)} stopped, goes on now"
    is_done = any(STEPS.get(word, 0) >= _DONE for word in words)
    if Turn.STOPPED in opening and not is_done and Turn.STOPPED not in told:
        return Novelty.STATUS_CHANGED, f"{_since(known)} going on, stopped now"
    return None


def _not_news(new: StoryFacts, known: Sequence[StoryFacts]) -> frozenset[str]:
    topics = {facet.topic for facts in (new, *known) for facet in facts.facets}
    return frozenset({Turn.STOPPED, Turn.GOES_ON} if "arms-bans" in topics else ())


def _doubted(known: Sequence[StoryFacts]) -> bool:
    """Tell whether what was told last was denied, alleged or hearsay."""
    last = known[-1]
    words = {_word(facet) for facet in last.facets}
    return Turn.DENIED in last.turns or bool(words & {_DENIED, *_DOUBTED})


def _since(known: Sequence[StoryFacts]) -> str:
    day = known[-1].day
    return f"as of {day.isoformat()}" if day else "before"


def _comparable(one: Facet, other: Facet) -> bool:
    return one.topic == other.topic and other.prominence != "background"


def _word(facet: Facet) -> str:
    """Return the one word in which a facet's standing is compared; "" when it is not known.

    Hearsay tells no standing: the next paper, which has it from the same mouths, changes nothing.
    """
    if facet.stance in {"denied", "disputed"} or facet.status == _DENIED:
        return _DENIED
    if facet.stance in _DOUBTED or facet.status in _DOUBTED:
        return "alleged"
    return "" if _HEARSAY in {facet.stance, facet.status} else facet.status


def _difference(word: str, told: Sequence[str]) -> Novelty | None:
    """Say how a word differs from those told before.

    A denial of what nobody denied contradicts it. An end, a revival, a confirmation and a step
    further than any before are changes; a step back is an older report.
    """
    last = told[-1]
    if word in told and word == last:
        return None
    if word == _DENIED:
        return None if _DENIED in told else Novelty.CONTRADICTED
    if word in _DOUBTED:
        return None
    if word in ENDED:
        return None if word in told else Novelty.STATUS_CHANGED
    if last in ENDED or (last in {_DENIED, *_DOUBTED} and word not in told):
        return Novelty.STATUS_CHANGED
    reached = max((STEPS.get(old, 0) for old in told), default=0)
    return Novelty.STATUS_CHANGED if reached and STEPS.get(word, 0) > reached else None
