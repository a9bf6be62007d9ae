"""How far an event has got, and who vouches for it: phase, stance, and the one word of both.

The phase is the reading with most weight over the article's sentences, the headline first. A denial
counts for its speaker; denial together with confirmation elsewhere is shown as denied, with both
sentences as claims.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

from monitor.events import deal_idioms, phases, progress, stances
from monitor.events.clauses import Reading, Relation
from monitor.events.progress import Deed
from monitor.events.vocabulary import words
from monitor.events.votes import Ballot
from monitor.model import Evidence
from monitor.model.events import Claim, Phase, Stance

_ROWS = {
    "ship_visit": phases.VISIT,
    "arms_ban": phases.BAN,
}
_YEAR = re.compile(r"(?<!\S)(?:19|20)\d\d(?!\S)")
_MOST_CLAIMS = 4
_DONE = frozenset(
    {Phase.DELIVERED, Phase.SIGNED, Phase.COMPLETED, Phase.IN_FORCE, Phase.LIFTED, Phase.AGREED}
)
_WILL = words("will would to should could may might never yet if unless until once")
_DECIDED = {"arms_ban": frozenset({"will", "to"})}  # who says that she will ban, bans
_PAST_PERFECT = 0.5
_AFTER_STRONGER = {"arms_ban": 0.5}
_LEAST_WEIGHT = 0.1


@dataclass(frozen=True, slots=True)
class Standing:
    """An event's phase and stance, the word for both, and the words that tell them."""

    phase: Phase | None
    stance: Stance
    status: str
    claims: tuple[Claim, ...]
    evidence: tuple[Evidence, ...]


def standing(
    ballot: Ballot, frame: str, relevant: frozenset[int], published: date | None
) -> Standing:
    """Read phase and stance from the title and the sentences that tell of the event."""
    reading = ballot.reading
    claims: list[Claim] = []
    told: list[_Told] = []
    for number in reading.body:
        if number not in relevant and reading.depth(number) > 1:
            continue
        sentence = _Text(reading, number)
        weight = ballot.sentence_weight(number) ** 2
        if frame == "transfer":
            told += _of_a_deal(sentence, weight, published)
        else:
            told += _of_a_row(sentence, frame, weight * _freshness(sentence.text, published))
        claims += _claims(sentence, frame)
    phase = _phase(told, frame)
    stance = _stance(ballot, claims)
    evidence = tuple(
        one.sentence.evidence("phase", one.left, one.right)
        for one in sorted(told, key=lambda one: -one.weight)
        if one.phase is phase
    )[:1]
    return Standing(
        phase, stance, _word(frame, phase, stance), tuple(claims[:_MOST_CLAIMS]), evidence
    )


class _Text:
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


@dataclass(frozen=True, slots=True)
class _Told:
    """A phase told at places [left, right) of a sentence, and how much that counts."""

    phase: Phase
    weight: float
    sentence: _Text
    left: int
    right: int
    sign: progress.Sign | None = None


_PHASES = {
    Deed.HANDED: Phase.DELIVERED,
    Deed.BARGAINED: Phase.AGREED,
    Deed.WISHED: Phase.PLANNED,
    Deed.DROPPED: Phase.CANCELLED,
}


def _of_a_deal(sentence: _Text, weight: float, published: date | None) -> Iterator[_Told]:
    """Yield what a sentence tells of a deal, by its verbs and by its turns of phrase."""
    reading = sentence.reading
    for deed, tense, prior, pattern in deal_idioms.rows(reading.article.lang):
        found = pattern.search(sentence.text)
        if found is not None:
            at = sentence.word_at(found.start())
            sign = progress.Sign(deed, tense, prior, at)
            yield _told(sentence, sign, weight, published, (found.start(), found.end()))
    if not reading.foreign:
        for sign in progress.signs(reading, sentence.number):
            left = sentence.places[sign.at - sentence.first]
            yield _told(sentence, sign, weight, published, (left, left + 1))


def _told(
    sentence: _Text,
    sign: progress.Sign,
    weight: float,
    published: date | None,
    span: tuple[int, int],
) -> _Told:
    """Weigh a sign by its sentence, and by the year that stands beside it."""
    share = sign.weight * weight * _freshness_near(sentence, sign.at, published)
    phase = Phase.PLANNED if sign.tense is progress.Tense.AHEAD else _PHASES[sign.deed]
    if sign.deed is Deed.DROPPED:
        phase = Phase.CANCELLED
    return _Told(phase, share, sentence, *span, replace(sign, weight=share))


def _freshness_near(sentence: _Text, at: int, published: date | None) -> float:
    """Return how much a word tells of now: less when a past year stands beside it."""
    near = sentence.reading.words[max(sentence.first, at - 6) : at + 10]
    return _freshness(" ".join(near), published)


def _phase(told: list[_Told], frame: str) -> Phase | None:
    """Return the phase that most is told of."""
    if frame == "transfer":
        return progress.phase_of(one.sign for one in told if one.sign is not None)
    gains: defaultdict[Phase, list[float]] = defaultdict(list)
    for one in told:
        gains[one.phase].append(one.weight)
    scores = _totals(gains)
    if not scores or max(scores.values()) < _LEAST_WEIGHT:
        return None
    return max(scores, key=lambda one: scores[one])


def _of_a_row(sentence: _Text, frame: str, weight: float) -> Iterator[_Told]:
    lang = sentence.reading.article.lang
    for phase, share, left, right in _sightings(sentence.text, frame, lang):
        yield _Told(phase, share * weight, sentence, left, right)


def _totals(gains: dict[Phase, list[float]]) -> dict[Phase, float]:
    """Return each phase's weight: the best sighting in full, each further one at 40 per cent."""
    return {
        phase: sum(gain * 0.4**place for place, gain in enumerate(sorted(found, reverse=True)[:5]))
        for phase, found in gains.items()
    }


def _freshness(text: str, published: date | None) -> float:
    """Return how much a sentence tells of now: one that names a past year recalls."""
    if published is None:
        return 1.0
    years = [int(year) for year in _YEAR.findall(text)]
    return 0.5 if years and max(years) < published.year else 1.0


def _sightings(text: str, frame: str, lang: str) -> Iterator[tuple[Phase, float, int, int]]:
    """Yield the phases that a sentence tells, with their weight and place.

    Rows stand in order of dominance: "weighs an end to the ban" is a thought about it, so what
    follows a stronger row counts less.
    """
    share = 1.0
    told_already: set[Phase] = set()
    for phase, prior, pattern in phases.compiled(_ROWS.get(frame, phases.MEETING)):
        found = pattern.search(text)
        if found is None or phase in told_already:
            continue
        told_already.add(phase)
        told, factor = _turned(phase, frame, lang, text, found)
        yield told, prior * share * factor, found.start(), found.end()
        if told is phase:
            share *= _AFTER_STRONGER.get(frame, 0.7)


def _turned(
    phase: Phase, frame: str, lang: str, text: str, found: re.Match[str]
) -> tuple[Phase, float]:
    """Return what a phase becomes by the words around it, and how much of its weight is left.

    What will, may or should be done is not done; what had been done was done before.
    """
    before = text[: found.start()].split()
    near = before[-3:]
    if "had" in near:
        return phase, _PAST_PERFECT
    if frame == "ship_visit" and phase in {Phase.COMPLETED, Phase.DEPARTED}:
        if not _WILL.isdisjoint(near) or _will_be(lang, text, found):
            ahead = Phase.PLANNED if phase is Phase.COMPLETED else Phase.COMPLETED
            return ahead, 0.6
        if "not" in near:
            return Phase.REFUSED, 0.7
    elif phase in _DONE and not (_WILL - _DECIDED.get(frame, frozenset())).isdisjoint(near):
        return (Phase.CONSIDERED if frame == "arms_ban" else Phase.PLANNED), 0.6
    return phase, 1.0


def _will_be(lang: str, text: str, found: re.Match[str]) -> bool:
    """Say whether the verb of a sentence in another language lies ahead."""
    ahead = phases.AHEAD.get(lang)
    if ahead is None:
        return False
    start = max(0, found.start() - 40) if lang == "ar" else found.start()
    return ahead.search(text[start : found.end() + 40]) is not None


def _claims(sentence: _Text, frame: str) -> Iterator[Claim]:
    """Yield who denies, alleges or reports in a sentence."""
    for stance, pattern in stances.patterns():
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
        yield Claim(stance, speaker, sentence.evidence("stance", found.start(), found.end()))


def _denies(sentence: _Text, at: int, frame: str) -> bool:
    """Say whether a denial is of the event's own deed: one of the cargo leaves the landing."""
    text = sentence.text
    if stances.NOT_A_DENIAL.search(text):
        return False
    matter = stances.MATTERS.get(frame)
    near = " ".join(text[max(0, at - 120) : at + 120].split(" ")[1:-1])
    return matter is None or sentence.reading.foreign or matter.search(near) is not None


def _stance(ballot: Ballot, claims: list[Claim]) -> Stance:
    """Return the strongest stance of the opening; a lone one further down is only a claim."""
    reading = ballot.reading
    weights: defaultdict[Stance, float] = defaultdict(float)
    by_span = {claim.evidence: claim for claim in claims}
    for claim in by_span.values():
        weights[claim.stance] += ballot.sentence_weight(_sentence_of(reading, claim.evidence))
    for stance, least in ((Stance.DENIED, 1.2), (Stance.ALLEGED, 1.2), (Stance.REPORTED, 1.0)):
        if weights[stance] >= least:
            return stance
    return Stance.ASSERTED


def _sentence_of(reading: Reading, evidence: Evidence) -> int:
    article = reading.article
    for number in reading.body:
        sentence = reading.sentence(number)
        if (
            sentence.zone is evidence.zone
            and article.starts[sentence.start] <= evidence.start < article.ends[sentence.end - 1]
        ):
            return number
    return 0


_WORDS = {
    ("ship_visit", Phase.COMPLETED): "occurred",
    ("military_flight", Phase.COMPLETED): "occurred",
    ("exercise", Phase.COMPLETED): "occurred",
    ("incursion", Phase.COMPLETED): "occurred",
    ("pact", Phase.COMPLETED): "occurred",
    ("cyber", Phase.COMPLETED): "occurred",
    ("arms_ban", Phase.IN_FORCE): "imposed",
}


def _word(frame: str, phase: Phase | None, stance: Stance) -> str:
    """Return the one status word an alert leads with."""
    if stance is Stance.DENIED:
        return "denied"
    if phase is None:
        return stance.value if stance in {Stance.ALLEGED, Stance.REPORTED} else ""
    if stance is Stance.ALLEGED:
        return "alleged"
    return _WORDS.get((frame, phase), phase.value)
