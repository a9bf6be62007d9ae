"""How far a deal has got, read from the verbs of its sentences: done, ahead, or given up.

    handed      delivered, arrived, took delivery, now flies         done: delivered
    bargained   signed, ordered, bought, chose                       done: agreed
    wished      wants, weighs, in talks, cleared the sale            planned
    dropped     will not buy, no longer wants                        cancelled

The tense counts as much as the word: `has received`, `is to receive`, `the first to receive`. What
is to be handed over is agreed where the article tells of a bargain that is done, else planned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from monitor.events import deal_words
from monitor.events.clauses import Reading
from monitor.model.events import Phase


class Deed(Enum):
    """What a word tells of a deal."""

    HANDED = auto()
    BARGAINED = auto()
    WISHED = auto()
    DROPPED = auto()


class Tense(Enum):
    """Whether a deed is done."""

    DONE = auto()
    AHEAD = auto()
    NOT = auto()


@dataclass(frozen=True, slots=True)
class Sign:
    """A word that tells how far a deal has got, and how much it tells of now."""

    deed: Deed
    tense: Tense
    weight: float
    at: int


_WINDOW = 7  # words from a verb back to the first of its auxiliaries
_COMPLETED_WITHIN = 5  # `took ... delivery`
_BARGAIN_WITHIN = 7
_WISHED_WITHIN = 9
_GOODS_WITHIN = 9
_HEADLINE = 0.6
_ASKING = frozenset({"should", "will", "can", "could", "would", "might"})  # should they buy?
_ENOUGH_TO_END = 0.9
_DATED_WITHIN = 8  # `deliveries of the first six aircraft began`
_WITHOUT_GOODS = 0.6
_LEAST_BARGAIN = 0.15  # what a bargain must weigh for deliveries ahead to be its deliveries


def signs(reading: Reading, number: int, goods: frozenset[int]) -> Iterator[Sign]:
    """Yield what the words of an English sentence tell of a deal in the goods named there."""
    sentence = reading.sentence(number)
    named = [at for at in range(sentence.start, sentence.end) if at in goods]
    for at in range(sentence.start, sentence.end):
        read = _read(reading, at, sentence.start, sentence.end, named)
        if read is not None:
            weight = _weight(reading, at, sentence.start, sentence.end)
            yield Sign(*read, weight if named else weight * _WITHOUT_GOODS, at)


def _read(
    reading: Reading, at: int, start: int, end: int, goods: list[int]
) -> tuple[Deed, Tense] | None:
    """Return what one word tells, None when it tells nothing of a deal."""
    word = reading.words[at]
    if word in deal_words.HANDING and _is_noun(reading, at, ""):
        return _dated(reading, at, start, end)
    deed, form = _deed(reading, at, end, goods)
    if deed is None:
        return None
    tense = _tense(reading, at, start, form)
    if word in deal_words.AWAITED and deed is Deed.HANDED:
        return deed, Tense.AHEAD
    if tense is Tense.NOT and deed is not Deed.HANDED:
        before = reading.words[max(start, at - _WINDOW) : at]
        return None if deal_words.NO_MORE.isdisjoint(before) else (Deed.DROPPED, Tense.DONE)
    return _scheduled(reading, at, deed, tense)


def _scheduled(reading: Reading, at: int, deed: Deed, tense: Tense) -> tuple[Deed, Tense]:
    """Read what a contract lays down: `will sell`; `supplies` in a text, not in a headline."""
    word = reading.words[at]
    if tense is Tense.AHEAD and word in deal_words.SELLING:
        return Deed.HANDED, tense
    if tense is Tense.DONE and at >= reading.article.title_end and word in deal_words.SCHEDULED:
        return deed, Tense.AHEAD
    return deed, tense


def _deed(reading: Reading, at: int, end: int, goods: list[int]) -> tuple[Deed | None, str]:
    """Return what a word does, with its form, by what stands beside it."""
    word = reading.words[at]
    following = reading.words[at + 1 : min(end, at + 1 + _BARGAIN_WITHIN)]
    if word in deal_words.EARNED and not deal_words.MONEY.isdisjoint(following):
        return Deed.BARGAINED, "past"  # a maker that receives so many millions has an order
    for deed, table, sure in (
        (Deed.HANDED, deal_words.AWAITED, bool(goods)),
        (Deed.WISHED, deal_words.WISHED, True),
        (Deed.BARGAINED, deal_words.BARGAINED, True),
        (Deed.HANDED, deal_words.HANDED, True),
        (Deed.HANDED, deal_words.HANDED_WITH_GOODS, _beside(at, goods)),
    ):
        form = table.get(word)
        if form is not None and sure and not _is_noun(reading, at, form):
            wished = deed is not Deed.WISHED or _for_the_goods(reading, at, end, goods)
            return (deed, form) if wished else (None, "")
    form = deal_words.BARGAINED_WITH_DEAL.get(word)
    if form is not None and (goods or not deal_words.DEALS.isdisjoint(following)):
        return (None, "") if word.startswith("reach") and goods else (Deed.BARGAINED, form)
    completing = deal_words.HANDED_WITH_WORD.get(word)
    if completing is not None and not completing.isdisjoint(following[:_COMPLETED_WITHIN]):
        return Deed.HANDED, "past"
    wishes = word in deal_words.WISHES and (goods or _for_the_goods(reading, at, end, goods))
    return (Deed.WISHED, "noun") if wishes else (None, "")


def _beside(at: int, goods: list[int]) -> bool:
    """Say whether the goods stand close to a verb, before it or behind."""
    return any(abs(one - at) <= _GOODS_WITHIN for one in goods)


def _present(word: str) -> bool:
    """Say whether a word is a present tense of handing over."""
    return "present" in {deal_words.HANDED.get(word), deal_words.HANDED_WITH_GOODS.get(word)}


def _for_the_goods(reading: Reading, at: int, end: int, goods: list[int]) -> bool:
    """Say whether what is wished, asked or weighed is the goods, a deal, or to get them."""
    first, last = at + 1, min(end, at + 1 + _WISHED_WITHIN)
    if not deal_words.BE.isdisjoint(reading.words[max(0, at - 3) : at]):
        first = max(0, at - _WISHED_WITHIN)  # `the purchase has been approved`
    return any(first <= one < last for one in goods) or any(
        word in deal_words.DEALS or word in deal_words.BARGAINED or word in deal_words.HANDED
        for word in reading.words[first:last]
    )


def _is_noun(reading: Reading, at: int, form: str) -> bool:
    """Say whether a word that may be a verb is a noun: after an article, adjective or owner."""
    if form == "past" or at == 0 or not form:
        return not form
    before = reading.words[at - 1]
    if before in deal_words.DETERMINERS:
        return form != "ing" or before in {"the", "a", "its", "their"}
    return reading.article.endings[at - 1] == "s"


def _dated(reading: Reading, at: int, start: int, end: int) -> tuple[Deed, Tense] | None:
    """Read when a delivery is: `deliveries began`, `delivery is due`; None where nothing says."""
    following = reading.words[at + 1 : min(end, at + 1 + _DATED_WITHIN)]
    before = reading.words[max(start, at - 3) : at]
    if not deal_words.MODALS.isdisjoint(following) or "to" in following[:3]:
        return Deed.HANDED, Tense.AHEAD
    if not {"due", "expected", "scheduled", "starts", "begins", "await", "awaits"}.isdisjoint(
        (*following, *before)
    ):
        return Deed.HANDED, Tense.AHEAD
    if not deal_words.BEGUN.isdisjoint((*following, *before)):
        return Deed.HANDED, Tense.DONE
    return None


def _tense(reading: Reading, at: int, start: int, form: str) -> Tense:
    """Read the auxiliaries before a verb: `has been`, `is to be`, `will not`, `no longer`."""
    negated = False
    for place in range(at - 1, max(start, at - _WINDOW) - 1, -1):
        word = reading.words[place]
        if word in deal_words.NOT:
            negated = True
        if word in deal_words.MODALS:
            return Tense.NOT if negated else Tense.AHEAD
        if word == "to":
            return Tense.NOT if negated else _infinitive(reading, place, start)
        if word in deal_words.HAVE:
            before = reading.words[max(start, place - 2) : place]
            negated = negated or not deal_words.NOTHING.isdisjoint(before)
            return Tense.NOT if negated else Tense.DONE
        passed = word in deal_words.NOT or word in deal_words.BE or word in deal_words.ADVERBS
        if not passed and not word.endswith("ly"):
            break
    if negated:
        return Tense.NOT
    before_it = reading.words[at - 1] if at > start else ""
    if reading.words[start] in _ASKING or (
        form == "ing" and before_it in {"before", "on", "about", "for"}
    ):
        return Tense.AHEAD
    before = reading.words[max(start, at - _WINDOW) : at]
    return Tense.DONE if deal_words.CONDITIONS.isdisjoint(before) else Tense.AHEAD


def _infinitive(reading: Reading, to: int, start: int) -> Tense:
    """Return what a verb after `to` tells: ahead, but done where a state is `the first to`."""
    before = reading.words[max(start, to - 5) : to]
    if not deal_words.REFUSING.isdisjoint(before[-3:]) or not deal_words.NOT.isdisjoint(
        before[-2:]
    ):
        return Tense.NOT
    became = not deal_words.BECOMING.isdisjoint(before)
    if became and not deal_words.FIRSTS.isdisjoint(before):
        return Tense.DONE
    return Tense.AHEAD if deal_words.STARTING.isdisjoint(before[-2:]) else Tense.DONE


def _weight(reading: Reading, at: int, start: int, end: int) -> float:
    """Return how much a word tells of now: less in a relative clause, after `after`, long ago."""
    before = reading.words[max(start, at - 4) : at]
    weight = 1.0
    if at < reading.article.title_end and _present(reading.words[at]):
        weight *= _HEADLINE  # `gives` in a headline may be yet to come
    if not deal_words.RELATIVES.isdisjoint(before):
        weight *= 0.5
    if not deal_words.LATER_THAN.isdisjoint(before):
        weight *= 0.6
    if not deal_words.LONG_AGO.isdisjoint(reading.words[max(start, at - 3) : min(end, at + 4)]):
        weight *= 0.6
    return weight


def phase_of(found: Iterable[Sign]) -> Phase | None:
    """Return how far a deal has got by all that its sentences tell, None when they tell nothing.

    `weight` of a sign counts its sentence too. Deliveries that lie ahead belong to the bargain
    where one is done.
    """
    told = list(found)
    handed = _sum(told, Deed.HANDED, Tense.DONE)
    bargained = _sum(told, Deed.BARGAINED, Tense.DONE)
    ahead = _sum(told, Deed.HANDED, Tense.AHEAD)
    planned = max(
        _sum(told, Deed.WISHED, Tense.DONE),
        _sum(told, Deed.BARGAINED, Tense.AHEAD),
        _sum(told, Deed.WISHED, Tense.AHEAD),
    )
    dropped = _sum(told, Deed.DROPPED, Tense.DONE) + _sum(told, Deed.DROPPED, Tense.AHEAD)
    if dropped > max(bargained, planned, handed) * _ENOUGH_TO_END:
        return Phase.CANCELLED  # what is given up had been wished or agreed
    if bargained >= _LEAST_BARGAIN:
        bargained += 0.5 * ahead
    else:
        planned = max(planned, ahead)
    scores = {
        Phase.CANCELLED: dropped,
        Phase.DELIVERED: handed,
        Phase.AGREED: bargained,
        Phase.PLANNED: planned,
    }
    phase = max(scores, key=lambda one: scores[one])
    return phase if scores[phase] > 0 else None


def _sum(told: list[Sign], deed: Deed, tense: Tense) -> float:
    """Return the weight of one kind of sign: the best in full, each further one at 40 per cent."""
    ranked = sorted(
        (sign.weight for sign in told if sign.deed is deed and sign.tense is tense), reverse=True
    )
    return sum(weight * 0.4**place for place, weight in enumerate(ranked[:5]))
