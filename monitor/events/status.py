"""How far an event has got, and who vouches for it: phase, stance, and the one word of both.

The phase is the reading with most weight over the article's sentences, the headline first. A denial
counts for its speaker; denial together with confirmation elsewhere is shown as denied, with both
sentences as claims.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from monitor.events import deal_idioms, deal_words, phases, progress
from monitor.events.progress import Deed
from monitor.events.sentence_text import SentenceText
from monitor.events.vocabulary import words
from monitor.events.votes import Ballot
from monitor.events.vouching import Voice, stance_of, voices
from monitor.model import Evidence
from monitor.model.events import Claim, MentionKind, Phase, Stance, Via

_ROWS = {
    "ship_visit": phases.VISIT,
    "arms_ban": phases.BAN,
}
_YEAR = re.compile(r"(?<!\S)(?:19|20)\d\d(?!\S)")
_MOST_CLAIMS = 4
_DONE = frozenset(
    {Phase.SIGNED, Phase.COMPLETED, Phase.IN_FORCE, Phase.LIFTED, Phase.EXTENDED, Phase.AGREED}
)
_WILL = words("will would to should could may might never yet if unless until once")
_WOULD = words("would should could ought might")
_BEFORE = words("before until till")
_NO = words("not no never without nor")
_DECIDED = {"arms_ban": frozenset({"will", "to"})}  # who says that she will ban, bans
_PAST_PERFECT = 0.5
_DATED_NEWS = 0.9  # `had placed it on Wednesday on the list` is this week's news
_DATED_WITHIN = 5
_WEEKDAYS = words("monday tuesday wednesday thursday friday saturday sunday")
_PLACES = frozenset({MentionKind.PORT, MentionKind.STATE})
_LEFT_WITHIN = 4
_ASHORE = 0.5  # what a sentence of a visit counts that names neither ship nor port
_SHE = words(
    "she her ship ships vessel vessels visit call stop port harbour harbor pier quay crew sailors"
)
_AFTER_STRONGER = {"arms_ban": 0.5}
_LEAST_WEIGHT = 0.1


@dataclass(frozen=True, slots=True)
class Matter:
    """What an event is about: the words that name a deal's goods, the states a ship calls at."""

    goods: frozenset[int] = frozenset()
    grounds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """An event's phase and stance, the word for both, and the words that tell them."""

    phase: Phase | None
    stance: Stance
    status: str
    claims: tuple[Claim, ...]
    evidence: tuple[Evidence, ...]


def standing(
    ballot: Ballot,
    frame: str,
    relevant: frozenset[int],
    published: date | None,
    matter: Matter,
) -> Standing:
    """Read phase and stance from the title and the sentences that tell of the event."""
    reading = ballot.reading
    heard: list[Voice] = []
    told: list[_Told] = []
    for number in reading.body:
        if number not in relevant and reading.depth(number) > 1:
            continue
        sentence = SentenceText(reading, number)
        weight = ballot.sentence_weight(number) ** 2
        if frame == "transfer":
            told += _of_a_deal(sentence, weight, published, matter.goods)
        else:
            aside = frame == "ship_visit" and number > 0 and not _names_ship_or_port(sentence)
            weight *= _ASHORE if aside else 1.0
            told += (
                one
                for one in _of_a_row(sentence, frame, weight, published)
                if one.phase is not Phase.DEPARTED or _left_there(one, matter.grounds)
            )
        heard += voices(sentence, frame, ballot.sentence_weight(number))
    phase = _phase(told, frame)
    telling = [one for one in sorted(told, key=lambda one: -one.weight) if one.phase is phase][:1]
    evidence = tuple(one.sentence.evidence("phase", one.left, one.right) for one in telling)
    if frame == "transfer" and telling:
        phase = deal_idioms.finer(telling[0].phase, evidence[0].exact)
    stance = stance_of(heard)
    claims = [voice.claim for voice in heard if voice.claim is not None]
    return Standing(
        phase, stance, _word(frame, phase, stance), tuple(claims[:_MOST_CLAIMS]), evidence
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """A phase told at places [left, right) of a sentence, and how much that counts."""

    phase: Phase
    weight: float
    sentence: SentenceText
    left: int
    right: int
    sign: progress.Sign | None = None


_PHASES = {
    Deed.HANDED: Phase.DELIVERED,
    Deed.BARGAINED: Phase.AGREED,
    Deed.WISHED: Phase.PLANNED,
    Deed.DROPPED: Phase.CANCELLED,
}


def _of_a_deal(
    sentence: SentenceText, weight: float, published: date | None, goods: frozenset[int]
) -> Iterator[_Told]:
    """Yield what a sentence tells of a deal, by its verbs and by its turns of phrase."""
    reading = sentence.reading
    bounds = reading.sentence(sentence.number)
    named = not goods.isdisjoint(range(bounds.start, bounds.end))
    spoken = named or not deal_words.DEALS.isdisjoint(reading.words[bounds.start : bounds.end])
    aside = not reading.foreign and not spoken  # trains pull out of stations too
    for deed, usual, prior, pattern in deal_idioms.rows(reading.article.lang):
        found = pattern.search(sentence.text)
        if found is not None and not (aside and deed is Deed.DROPPED):
            at = sentence.word_at(found.start())
            before = reading.words[max(sentence.first, at - 5) : at]
            unsure = deed is Deed.BARGAINED and not deal_words.UNSURE.isdisjoint(before)
            tense = progress.Tense.AHEAD if unsure else usual  # whether an order is placed
            sign = progress.Sign(deed, tense, prior, at)
            yield _told(sentence, sign, weight, published, (found.start(), found.end()))
    if not reading.foreign:
        for sign in progress.signs(reading, sentence.number, goods):
            left = sentence.places[sign.at - sentence.first]
            yield _told(sentence, sign, weight, published, (left, left + 1))


def _told(
    sentence: SentenceText,
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


def _freshness_near(sentence: SentenceText, at: int, published: date | None) -> float:
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


def _of_a_row(
    sentence: SentenceText, frame: str, weight: float, published: date | None
) -> Iterator[_Told]:
    """Yield what a sentence tells of a visit, a ban or a meeting."""
    lang = sentence.reading.article.lang
    for phase, share, left, right in _sightings(sentence.text, frame, lang):
        fresh = _freshness_near(sentence, sentence.word_at(left), published)
        yield _Told(phase, share * weight * fresh, sentence, left, right)


def _left_there(told: _Told, grounds: frozenset[str]) -> bool:
    """Say whether what a ship left is where she called: she left her own port before."""
    reading = told.sentence.reading
    end = told.sentence.word_at(max(told.left, told.right - 1)) + 1
    places = (
        mention
        for mention in reading.mentions(end, end + _LEFT_WITHIN)
        if mention.state and mention.kind in _PLACES and mention.via is not Via.DEMONYM
    )
    named = next(places, None)
    if named is None or not grounds or reading.foreign:
        return True
    onward = not {"for", "to", "towards"}.isdisjoint(reading.words[end - 1 : named.start])
    return onward or named.state in grounds


def _names_ship_or_port(sentence: SentenceText) -> bool:
    """Say whether a sentence speaks of a ship or port, if only as `she`: else it is ashore."""
    bounds = sentence.reading.sentence(sentence.number)
    words_ = sentence.reading.words[bounds.start : bounds.end]
    return not _SHE.isdisjoint(words_) or any(
        mention.kind in {MentionKind.SHIP, MentionKind.PORT}
        for mention in sentence.reading.mentions(bounds.start, bounds.end)
    )


def _totals(gains: dict[Phase, list[float]]) -> dict[Phase, float]:
    """Return each phase's weight: the best sighting in full, each further one at 40 per cent."""
    return {
        phase: sum(gain * 0.4**place for place, gain in enumerate(sorted(found, reverse=True)[:5]))
        for phase, found in gains.items()
    }


def _freshness(text: str, published: date | None) -> float:
    """Return how much words tell of now: those beside a past year recall."""
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
        if factor == _PAST_PERFECT:
            continue  # what had happened before takes nothing from what happens
        if told is phase or frame == "arms_ban":
            share *= _AFTER_STRONGER.get(frame, 0.7)


def _turned(
    phase: Phase, frame: str, lang: str, text: str, found: re.Match[str]
) -> tuple[Phase, float]:
    """Return what a phase becomes by the words around it, and how much of its weight is left.

    What will, may or should be done is not done; what had been done was done before.
    """
    before = text[: found.start()].split()
    near = before[-3:]
    told_before = "had" in near or "having" in near or found.group().endswith(("misti", "mustu"))
    if told_before or (lang == "ar" and _had_in_arabic(before)):
        after = text[found.end() :].split()[:_DATED_WITHIN]
        news = not _WEEKDAYS.isdisjoint((*after, *near))
        return phase, _PAST_PERFECT if not news else _DATED_NEWS
    if frame == "ship_visit" and phase in {Phase.COMPLETED, Phase.DEPARTED}:
        ahead = not _WILL.isdisjoint(near) or _will_be(lang, text, found)
        return _turned_visit(phase, near, ahead=ahead)
    if frame == "arms_ban" and phase is Phase.LIFTED and not _NO.isdisjoint(near):
        return Phase.IN_FORCE, 0.7
    if frame == "arms_ban" and phase in _DONE and not _WOULD.isdisjoint(before[-6:]):
        return Phase.CONSIDERED, 0.7
    if phase in _DONE and not (_WILL - _DECIDED.get(frame, frozenset())).isdisjoint(near):
        return (Phase.CONSIDERED if frame == "arms_ban" else Phase.PLANNED), 0.6
    return phase, 1.0


def _had_in_arabic(before: list[str]) -> bool:
    """Say whether a verb's deed was done before another: after Brazil had put off their coming."""
    near = before[-5:]
    return bool(near) and "قد" in near and any(word.startswith("كان") for word in near)


def _turned_visit(phase: Phase, near: list[str], *, ahead: bool) -> tuple[Phase, float]:
    """Return what an arrival or departure becomes: a ship that will leave has arrived."""
    if phase is Phase.DEPARTED and (ahead or not _BEFORE.isdisjoint(near)):
        return Phase.COMPLETED, 0.6
    if ahead:
        return Phase.PLANNED, 0.6
    return (Phase.REFUSED, 0.7) if "not" in near else (phase, 1.0)


def _will_be(lang: str, text: str, found: re.Match[str]) -> bool:
    """Say whether the verb of a sentence in another language lies ahead."""
    ahead = phases.AHEAD.get(lang)
    if ahead is None:
        return False
    start = max(0, found.start() - 40) if lang == "ar" else found.start()
    return ahead.search(text[start : found.end() + 40]) is not None


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
