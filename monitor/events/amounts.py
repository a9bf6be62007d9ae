"""Numbers, quantities and money as news writes them, in five languages.

    900 million dollars   $900M   Rs 5,000 crore   350 mn euros   EUR 1.5bn   900 milyon dolar
    90 كروڑ ڈالر   300 करोड डॉलर   900 مليون دولار

A number is read with its bounds ("up to", "more than", "300 to 400", "dozens"). A figure that lost
its digits ("$0M") is no figure. Which belongs to a deal is decided in `worth` and `counting`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.events import figures, number_words
from monitor.events.rates import OWN_CURRENCY, RATE_DATE, USD_PER_UNIT
from monitor.model.events import Annotated, Money, Quantity

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


_LARGE = 1e5  # the scale words that stand for a number without one before them
_SEVERAL = {("several",), ("few",)}  # hundred, dozen
_WIDEST_RANGE = 100  # "from 3 to 4,000" is no range of one count


@dataclass(frozen=True, slots=True)
class Number:
    """A number at words [start, end), with its bounds; `start` includes the words that set them."""

    start: int
    end: int
    minimum: float | None
    maximum: float | None
    approximate: bool = False
    scaled: bool = False  # written with a scale word: million, crore


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money at words [start, end), with the currency's family if several states share it.

    Rupees are India's in a deal of India's; where no state tells, they have no currency.
    """

    start: int
    end: int
    money: Money
    family: str = ""


def plain_number(written: str) -> float | None:
    """Read digits with separators: 5,000 and 5.000 are thousands, 1.5 and 1,5 are not.

    None for a number that lost its digits: a zero before a scale word says so elsewhere.
    """
    if not _NUMBER.fullmatch(written):
        return None
    if _THOUSANDS.fullmatch(written):
        digits = written.replace(",", "").replace(".", "")
        return float(digits) if len(digits) < 16 else None
    text = written.replace(",", ".") if written.count(",") == 1 else written.replace(",", "")
    try:
        return float(text) if len(text) < 16 else None
    except ValueError:
        return None


def numbers(article: Annotated, start: int, end: int) -> Iterator[Number]:
    """Yield the numbers among words [start, end), each with its scale word and bounds."""
    place = start
    while place < end:
        found = _number_at(article, place, end)
        if found is None:
            place += 1
            continue
        yield _bounded(article, found, start, end)
        place = found.end


def _number_at(article: Annotated, place: int, end: int) -> Number | None:
    """Read one number, or a range of two, that starts at a word."""
    first = _value_at(article, place, end)
    if first is None:
        return None
    value, after, scaled = _with_the_rest(article, first, end)
    if after + 1 < end:
        word = article.folded[after]
        joined = word in figures.RANGE_WORDS
        if word == "and":
            joined = article.folded[max(0, place - 1) : place] == ("between",)
        dashed = article.between[after].strip() in {"-", "\u2013", "\u2014"}
        second = (
            _value_at(article, after + 1 if joined else after, end) if joined or dashed else None
        )
        if second is not None:
            high, last, high_scaled = second
            # "3 to 4 billion": the scale word is both numbers'.
            shared = figures.SCALES.get(article.folded[last - 1], 1.0) if high_scaled else 1.0
            low = value * shared if high_scaled and not scaled else value
            low = low if low <= high else value
            if value < high <= low * _WIDEST_RANGE:
                return Number(place, last, low, high, scaled=high_scaled or scaled)
    dozens = figures.INDEFINITE.get(article.folded[place])
    if dozens is not None and after == place + 1:
        return Number(place, after, dozens, None, approximate=True)
    if article.folded[max(0, place - 1) : place] in _SEVERAL and value in {100.0, 12.0}:
        return Number(place, after, 2 * value, None, approximate=True)
    return Number(place, after, value, value, scaled=scaled)


def _with_the_rest(
    article: Annotated, first: tuple[float, int, bool], end: int
) -> tuple[float, int, bool]:
    """Add what stands in a smaller scale right behind: two crore and twenty lakh."""
    value, after, scaled = first
    rest = _value_at(article, after, end) if scaled else None
    if rest is None or not rest[2] or article.between[after].strip():
        return first
    return (value + rest[0], rest[1], True) if rest[0] < value else first


def _value_at(article: Annotated, place: int, end: int) -> tuple[float, int, bool] | None:
    """Return a number's value, the word after it, and whether a scale word stands there."""
    if place >= end:
        return None
    word = article.folded[place]
    if word == number_words.TURKISH_TEN and _unit_follows(article, place, end):
        return 10.0 + number_words.WORDS[article.folded[place + 1]], place + 2, False
    value = plain_number(word) if word[0].isdigit() else number_words.WORDS.get(word)
    if value is None:
        share = _share_of_one(article, place)
        scale = figures.SCALES.get(word, 0.0)
        return (share * scale, place + 1, True) if share and scale >= _LARGE else None
    value, after = _compound(article, place, end, value)
    scaled = False
    while after < end and (factor := figures.SCALES.get(article.folded[after])) is not None:
        if len(article.folded[after]) == 1 and article.between[after] not in {"", " ", "-"}:
            break
        if value == 0:
            return None  # a damaged figure: "0 million"
        value, after, scaled = value * factor, after + 1, True
    return value, after, scaled


def _compound(article: Annotated, place: int, end: int, value: float) -> tuple[float, int]:
    """Read a number of two words: twenty-four, half a dozen, ثمان عشرة; and the word after it."""
    word = article.folded[place]
    after = place + 1
    if word == "dozen" and article.folded[max(0, place - 2) : place] == ("half", "a"):
        return 6.0, after
    if word[0].isdigit() or after >= end:
        return value, after
    following = article.folded[after]
    if 2 < value < 10 and following in number_words.ARABIC_TEN:
        return value + 10, after + 1
    unit = number_words.WORDS.get(following, 99.0)
    if 20 <= value < 100 and unit < 10 and article.between[after] in {"-", " "}:
        return value + unit, after + 1
    return value, after


def _unit_follows(article: Annotated, place: int, end: int) -> bool:
    """Say whether a Turkish unit follows ten: `on sekiz`."""
    if article.lang != "tr" or place + 1 >= end:
        return False
    return 2 <= number_words.WORDS.get(article.folded[place + 1], 0.0) <= 9


def _share_of_one(article: Annotated, place: int) -> float:
    """Return how much of a scale word is meant: `a billion`, `half a billion`; 0 if none."""
    before = article.folded[max(0, place - 3) : place]
    if before[-1:] != ("a",):
        return 0.0
    if before[-2:-1] == ("half",):
        return 0.5
    return 0.25 if before == ("quarter", "of", "a") else 1.0


def _bounded(article: Annotated, number: Number, start: int, end: int) -> Number:
    """Widen a number by the words that make it a bound: up to, more than, about, or so."""
    if number.minimum != number.maximum:
        return number
    low, high, about = number.minimum, number.maximum, number.approximate
    first = number.start
    before = " ".join(article.folded[max(start, first - 4) : first])
    after = " ".join(article.folded[number.end : min(end, number.end + 3)])
    if figures.AT_MOST.search(before) or figures.AT_MOST_AFTER.match(after):
        low = None
    elif figures.AT_LEAST.search(before) or figures.AT_LEAST_AFTER.match(after):
        high = None
    elif figures.ABOUT.search(before):
        about = True
    return Number(first, number.end, low, high, about, number.scaled)


def amounts(article: Annotated, start: int, end: int) -> Iterator[Amount]:
    """Yield the sums of money among words [start, end)."""
    for number in numbers(article, start, end):
        currency, first, last = _currency(article, number, start, end)
        if currency is None:
            continue
        suffix = article.folded[last] if last < end else ""
        if not number.scaled and suffix in figures.SCALES:
            continue
        family = currency if currency in OWN_CURRENCY else ""
        code = OWN_CURRENCY[family].get("", "") if family else currency
        yield Amount(first, last, priced(number.minimum, number.maximum, code), family)


def priced(minimum: float | None, maximum: float | None, currency: str) -> Money:
    """Return a sum with its rough worth in US dollars, when the rate table knows the currency."""
    rate = USD_PER_UNIT.get(currency)
    known = maximum if maximum is not None else minimum
    usd = round(known * rate, 2) if rate is not None and known is not None else None
    return Money(minimum, maximum, currency, usd, RATE_DATE if usd is not None else "")


def _currency(
    article: Annotated, number: Number, start: int, end: int
) -> tuple[str | None, int, int]:
    """Return the currency written beside a number, and the span of both."""
    for width in (2, 1):
        first = number.start - width
        if first >= start:
            sign = " ".join(article.folded[first : number.start])
            found = figures.BEFORE.get(sign)
            if width == 2 and not _one_sign(article, first):
                continue
            if found is not None:
                return found, first, number.end
    place = number.end
    for skipped in range(2):
        for width in (3, 2, 1):
            words = " ".join(article.folded[place + skipped : min(end, place + skipped + width)])
            if (found := figures.AFTER.get(words)) is not None:
                return found, number.start, min(end, place + skipped + width)
        if place >= end or article.folded[place] not in figures.BETWEEN_SUM_AND_CURRENCY:
            break
    return None, number.start, number.end


def _one_sign(article: Annotated, first: int) -> bool:
    """Say whether two words are one sign, as in A$ and US$, and not `a $900M deal`."""
    return article.written[first].isupper() and not article.between[first + 1].strip(".")


def quantity(number: Number) -> Quantity:
    """Return a number as a count of things."""
    return Quantity(number.minimum, number.maximum, number.approximate)
