"""Who vouches for an event: a party denies it, somebody alleges it, the papers report it.

A denial counts for its speaker. What is only reported is so when the opening says it: an official
who confirms it, or a second mention further down of what `is said`, is weighed against that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from monitor.events import stances
from monitor.events.clauses import Relation
from monitor.events.sentence_text import SentenceText
from monitor.model.events import Claim, Stance

_LEAST = ((Stance.DENIED, 1.2), (Stance.ALLEGED, 1.2), (Stance.REPORTED, 1.0))
_SHORT_TITLE = 5  # words, and one
_CONFIRMED = 0.8  # what an official's word takes from a report in the same opening


@dataclass(frozen=True, slots=True)
class Voice:
    """A claim, or an official's word for the event, and how much it counts."""

    stance: Stance
    weight: float
    claim: Claim | None


def voices(sentence: SentenceText, frame: str, weight: float) -> Iterator[Voice]:
    """Yield who denies, alleges, reports or confirms in a sentence."""
    for stance, share, pattern in stances.patterns():
        found = pattern.search(sentence.text)
        if found is None:
            continue
        if stance is Stance.DENIED and not _denies(sentence, found.start(), frame):
            continue
        at = sentence.word_at(found.start())
        speaker = next(
            (
                actor.state
                for actor in reversed(sentence.reading.actors(sentence.number))
                if actor.start <= at
                and actor.relation in {Relation.FREE, Relation.OWNER, Relation.OF}
            ),
            "",
        )
        evidence = sentence.evidence("stance", found.start(), found.end())
        yield Voice(stance, weight * share, Claim(stance, speaker, evidence))
    if stances.OFFICIAL.search(sentence.text):
        yield Voice(Stance.OFFICIAL_CLAIM, weight, None)


def _denies(sentence: SentenceText, at: int, frame: str) -> bool:
    """Say whether a denial is of the event's own deed: one of the cargo leaves the landing."""
    text = sentence.text
    if stances.NOT_A_DENIAL.search(text):
        return False
    matter = stances.MATTERS.get(frame)
    near = " ".join(text[max(0, at - 120) : at + 120].split(" ")[1:-1])
    if sentence.number == 0 and len(sentence.places) <= _SHORT_TITLE:
        return True  # `Bishkek denies`: what it denies, the text tells
    return matter is None or sentence.reading.foreign or matter.search(near) is not None


def stance_of(heard: Iterable[Voice]) -> Stance:
    """Return the strongest stance of the opening; a lone one further down is only a claim."""
    weights: defaultdict[Stance, float] = defaultdict(float)
    for voice in heard:
        weights[voice.stance] += voice.weight
    if weights[Stance.OFFICIAL_CLAIM] >= 1.0:
        weights[Stance.REPORTED] -= _CONFIRMED
    return next((one for one, least in _LEAST if weights[one] >= least), Stance.ASSERTED)
