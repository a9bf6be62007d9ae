"""How far an event has got, and who vouches for it: phase, stance, and the one word of both.

The phase is the reading with most weight over the article's sentences, the headline first. A denial
counts for its speaker; denial together with confirmation elsewhere is shown as denied, with both
sentences as claims.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from monitor.events import phases
from monitor.events.clauses import Reading, Relation
from monitor.events.cues import BUILD, GIVE, ING, REACH, SIGN, TAKE
from monitor.events.vocabulary import words
from monitor.events.votes import Ballot
from monitor.model import Evidence
from monitor.model.events import Claim, MentionKind, Phase, Stance

_ROWS = {
    "transfer": phases.TRANSFER,
    "ship_visit": phases.VISIT,
    "arms_ban": phases.BAN,
}
_YEAR = re.compile(r"(?<!\S)(?:19|20)\d\d(?!\S)")
_MOST_CLAIMS = 4
_DONE = frozenset(
    {Phase.DELIVERED, Phase.SIGNED, Phase.COMPLETED, Phase.IN_FORCE, Phase.LIFTED, Phase.AGREED}
)
_HYPOTHETICAL = words(
    """
    will would to should could may might never yet if unless until once
    """
)
_WISHES = dict.fromkeys(
    [
        "want",
        "wants",
        "wanted",
        "seek",
        "seeks",
        "sought",
        "seeking",
        "eye",
        "eyes",
        "eyed",
        "eyeing",
        "pursue",
        "pursues",
        "pursued",
        "pursuing",
        "await",
        "awaits",
        "awaited",
        "need",
        "needs",
        "needed",
        "offer",
        "offers",
        "offered",
        "pledge",
        "pledges",
        "pledged",
    ],
    True,
)
_HOLDING = (
    "receiv",
    "get",
    "got",
    "accept",
    "add",
    "operat",
    "field",
    "join",
    "induct",
    "take",
    "took",
    "unveil",
    "fl",
    "obtain",
    "adopt",
)
_DEED_WEIGHT = 0.9
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
    gains: defaultdict[Phase, list[float]] = defaultdict(list)
    deeds: defaultdict[Phase, list[float]] = defaultdict(list)
    seen: dict[Phase, tuple[float, Evidence]] = {}
    claims: list[Claim] = []
    for number in reading.body:
        if number not in relevant and reading.depth(number) > 1:
            continue
        text, starts = _text(reading, number)
        weight = ballot.sentence_weight(number) ** 2 * _freshness(text, published)
        for phase, share, left, right in _sightings(text, frame):
            gain = share * weight
            gains[phase].append(gain)
            if phase not in seen or gain > seen[phase][0]:
                seen[phase] = (gain, _evidence(reading, "phase", starts, left, right))
        if frame == "transfer":
            for phase, share, at in _deeds(reading, number):
                deeds[phase].append(share * weight)
                if phase not in seen:
                    seen[phase] = (share * weight, reading.article.evidence("phase", at, at + 1))
        claims += _claims(reading, number, text, starts, frame)
    stance = _stance(ballot, claims)
    scores = _totals(gains) or _totals(deeds)
    if not scores or max(scores.values()) < _LEAST_WEIGHT:
        return Standing(None, stance, _word(frame, None, stance), tuple(claims[:_MOST_CLAIMS]), ())
    phase = max(scores, key=lambda one: scores[one])
    return Standing(
        phase, stance, _word(frame, phase, stance), tuple(claims[:_MOST_CLAIMS]), (seen[phase][1],)
    )


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


def _sightings(text: str, frame: str) -> Iterator[tuple[Phase, float, int, int]]:
    """Yield the phases that a sentence tells, with their weight and place.

    Rows stand in order of dominance: "weighs an end to the ban" is a thought about it, so what
    follows a stronger row counts less. What will, may or should be done is not done.
    """
    share = 1.0
    told_already: set[Phase] = set()
    for phase, prior, pattern in phases.compiled(_ROWS.get(frame, phases.MEETING)):
        found = pattern.search(text)
        if found is None or phase in told_already:
            continue
        told_already.add(phase)
        told = phase
        if phase in _DONE:
            before = text[: found.start()].split()[-3:]
            if not _HYPOTHETICAL.isdisjoint(before):
                told = Phase.CONSIDERED if frame == "arms_ban" else Phase.PLANNED
        yield told, prior * share * (1.0 if told is phase else 0.6), found.start(), found.end()
        if told is phase:
            share *= _AFTER_STRONGER.get(frame, 0.7)


def _deeds(reading: Reading, number: int) -> Iterator[tuple[Phase, float, int]]:
    """Yield the phases that the verbs of giving and taking tell by their form alone."""
    sentence = reading.sentence(number)
    goods = any(
        m.kind is MentionKind.SYSTEM for m in reading.mentions(sentence.start, sentence.end)
    )
    told: set[Phase] = set()
    for at in range(sentence.start, sentence.end):
        word = reading.words[at]
        done = _deed(word)
        if done is None:
            continue
        form = next(
            cue.verbs[word] for cue in (GIVE, TAKE, REACH, SIGN, BUILD) if word in cue.verbs
        )
        before = reading.words[max(sentence.start, at - 4) : at]
        if not _HYPOTHETICAL.isdisjoint(before) or _WISHES.get(word):
            phase = Phase.PLANNED
        elif form == ING:
            phase = Phase.IN_PROGRESS if done is Phase.DELIVERED else Phase.PLANNED
        else:
            phase = done
        if phase not in told:
            told.add(phase)
            yield phase, _DEED_WEIGHT * (1.0 if goods else 0.5), at


def _deed(word: str) -> Phase | None:
    """Return what a verb tells when it is done: handing over delivers, ordering agrees."""
    if word in _WISHES:
        return Phase.PLANNED
    if (
        word in SIGN.verbs
        or word in BUILD.verbs
        or (word in TAKE.verbs and not word.startswith(_HOLDING))
    ):
        return Phase.AGREED
    if word in GIVE.verbs or word in REACH.verbs or word in TAKE.verbs:
        return Phase.DELIVERED
    return None


def _text(reading: Reading, number: int) -> tuple[str, list[int]]:
    """Return a sentence's folded words in one string, and where each starts in it."""
    sentence = reading.sentence(number)
    starts, place = [], 0
    for word in reading.words[sentence.start : sentence.end]:
        starts.append(place)
        place += len(word) + 1
    return " ".join(reading.words[sentence.start : sentence.end]), [sentence.start, *starts]


def _evidence(reading: Reading, field: str, starts: list[int], left: int, right: int) -> Evidence:
    first = starts[0]
    inside = [first + at for at, start in enumerate(starts[1:]) if left <= start < right]
    return reading.article.evidence(
        field, inside[0] if inside else first, (inside[-1] if inside else first) + 1
    )


def _claims(
    reading: Reading, number: int, text: str, starts: list[int], frame: str
) -> Iterator[Claim]:
    """Yield who denies, alleges or reports in a sentence."""
    for stance, pattern in phases.stance_patterns():
        found = pattern.search(text)
        if found is None:
            continue
        if stance is Stance.DENIED and not _denies(text, found.start(), frame):
            continue
        at = starts[0] + sum(start <= found.start() for start in starts[1:]) - 1
        speaker = next(
            (
                actor.state
                for actor in reversed(reading.actors(number))
                if actor.start <= at
                and actor.relation in {Relation.FREE, Relation.OWNER, Relation.OF}
            ),
            "",
        )
        yield Claim(
            stance, speaker, _evidence(reading, "stance", starts, found.start(), found.end())
        )


def _denies(text: str, at: int, frame: str) -> bool:
    """Say whether a denial is of the event's own deed: one of the cargo leaves the landing."""
    if phases.NOT_A_DENIAL.search(text):
        return False
    matter = phases.MATTERS.get(frame)
    near = " ".join(text[max(0, at - 120) : at + 120].split(" ")[1:-1])
    return matter is None or not text.isascii() or matter.search(near) is not None


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
