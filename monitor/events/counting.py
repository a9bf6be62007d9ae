"""How many of the goods a deal is about.

A number counts the goods only when it stands right before them; sets of several are multiplied,
two types side by side are added.
"""

from __future__ import annotations

from bisect import bisect_right

from monitor.events import amounts, cues, grammar, number_words
from monitor.events.amounts import Number
from monitor.events.clauses import Reading
from monitor.events.vocabulary import words
from monitor.events.votes import Ballot, another_case
from monitor.model import Evidence
from monitor.model.events import Mention, Quantity

_GOODS_NOUNS = words(
    """
    aircraft drones drone uavs uav airframes machines planes munitions systems units jets
    vehicles examples helicopters araci ucak siha iha dron
    طايره طايرات مسيره مسيرات درونات طيارے طيارون ڈرون ڈرونز ड्रोन विमान यूएवी
    """
)
_ALLOWED_BETWEEN = words(
    """
    armed turkish new more of the its large small combat attack reconnaissance surveillance
    military unmanned aerial israeli chinese american iranian used second-hand heavier heavy
    type long range medium strike ve adet bayraktar such additional further other tactical
    kamikaze exploding loitering naval maritime weaponised weaponized modern advanced them
    """
)
_COLLECTIVES = words("pair couple dozen dozens scores hundreds trio quartet")
_OTHER_HEADS = words(
    """
    contract contracts deal deals order orders deliveries shipments flights crews pilots plants
    factories attacks strikes sites
    """
)
_SETS = words("systems sets batteries squadrons packages complexes lots tranches batches")
_SET_OF = words("of with comprising containing each having")
_HAVE_BEEN = words("have has had been were was are is will be")
_ARE = {("are",), ("were",), ("all",), ("be",), ("is",)}
_IN_ALL = {("in", "all"), ("in", "total"), ("all", "told")}
_ONLY = words("the just only")  # the one drone; one drone is any
_LEAST_WHOLE = 0.6
_WHOLE_BEFORE = 2  # sentences from the whole to its parts
_OF_THEM = {("of", "them"), ("of", "which")}
_ORDINALS = {("st",), ("nd",), ("rd",), ("th",)}
_LABELS = {
    ("block",),
    ("type",),
    ("mark",),
    ("fiscal",),
    ("no",),
    ("group",),
    ("class",),
    ("phase",),
    ("number",),
}
_NOT_COUNTED = words(
    """
    hours hour years year months month days day km kilometres miles metres per percent cent %
    people soldiers o'clock
    """
)


def quantity_of(
    ballot: Ballot, goods: tuple[Mention, ...], states: frozenset[str]
) -> tuple[Quantity, Evidence] | None:
    """Return how many of the goods the deal is about, or None.

    Two types counted side by side ("up to 60 TB3s and nine Akincis") are added.
    """
    reading = ballot.reading
    starts = {mention.start: mention for mention in goods}
    best: tuple[float, int, Number, str] | None = None
    wholes: list[tuple[int, Number]] = []
    for number in reading.body:
        sentence = reading.sentence(number)
        if reading.depth(number) > 4:
            break
        for count in amounts.numbers(reading.article, sentence.start, sentence.end):
            score, key = _counts(reading, count, sentence.end, starts)
            score *= ballot.sentence_weight(number)
            if score > 0.4 and another_case(reading, number, count.start, states):
                score *= 0.3
            if score >= _LEAST_WHOLE and not key:
                wholes.append((number, count))
            if score > 0.4 and (best is None or score > best[0] + 0.05):
                best = (score, number, count, key)
    if best is None:
        return None
    _, number, count, key = best
    number, count, key = _whole(reading, (number, count, key), wholes)
    total = _in_sets(reading, number, count) or _added(reading, number, count, key, starts)
    return total, reading.article.evidence("quantity", count.start, count.end)


def _whole(
    reading: Reading, part: tuple[int, Number, str], wholes: list[tuple[int, Number]]
) -> tuple[int, Number, str]:
    """Return the count of all, where types are counted after it: `Twelve aircraft. Eight were`.

    A number without a noun stands beside the part: the two divide the whole.
    """
    number, count, key = part
    least = count.minimum or 0.0
    for at, whole in wholes:
        rest = (whole.minimum or 0.0) - least
        sentence = reading.sentence(number)
        divided = any(
            other.minimum == rest and other.start != count.start
            for other in amounts.numbers(reading.article, sentence.start, sentence.end)
        )
        if key and 0 < number - at <= _WHOLE_BEFORE and rest > 0 and divided:
            return at, whole, ""
    return part


def _in_sets(reading: Reading, number: int, count: Number) -> Quantity | None:
    """Multiply a count by that of the sets it stands in: `three systems of six aircraft each`."""
    at = count.start
    if at < 3 or reading.words[at - 1] not in _SET_OF or reading.words[at - 2] not in _SETS:
        return None
    sentence = reading.sentence(number)
    for other in amounts.numbers(reading.article, sentence.start, at):
        if other.end == at - 2 and other.minimum and count.minimum and count.maximum:
            return Quantity(
                other.minimum * count.minimum, (other.maximum or 0) * count.maximum or None
            )
    return None


def _added(
    reading: Reading, number: int, count: Number, key: str, starts: dict[int, Mention]
) -> Quantity:
    """Add the count of a second type that stands beside the first in its sentence."""
    sentence = reading.sentence(number)
    for other in amounts.numbers(reading.article, sentence.start, sentence.end):
        score, second = _counts(reading, other, sentence.end, starts)
        if other.start == count.start or score < 0.8 or not key or not second or second == key:
            continue
        low = (
            None
            if None in {count.minimum, other.minimum}
            else (count.minimum or 0) + (other.minimum or 0)
        )
        high = (
            None
            if None in {count.maximum, other.maximum}
            else (count.maximum or 0) + (other.maximum or 0)
        )
        return Quantity(low, high, count.approximate or other.approximate)
    return amounts.quantity(count)


def _counts(
    reading: Reading, count: Number, end: int, starts: dict[int, Mention]
) -> tuple[float, str]:
    """Score how surely a number counts the goods, and return the type it counts, if named."""
    largest = count.maximum if count.maximum is not None else count.minimum
    if largest is None or not _is_count(reading, count, largest):
        return 0.0, ""
    text = reading.words[count.start]
    sure = 0.4 if text.isdigit() and len(text) == 4 and 1900 <= largest <= 2100 else 1.0
    at = count.end
    if text in number_words.DUALS:
        return 0.75, ""
    if text in _COLLECTIVES and reading.words[at : at + 1] == ("of",):
        at += 1
    if reading.words[at : at + 2] in _OF_THEM and _says_how_many(reading, count.start):
        return 0.6 * sure, ""
    if reading.words[at : at + 2] in {("of", "the"), ("of", "its"), ("of", "these")}:
        at += 2
    if at < end and _is_given(reading, at):
        return 0.55 * sure, ""
    further = reading.words[at : at + 1] == ("more",) and _is_got(reading, count.start)
    if further or reading.words[at : at + 2] in _IN_ALL or _is_the_number(reading, count.start):
        return (0.95 if further else 0.7) * sure, ""
    score, key = _counted(reading, at, end, starts)
    if not {"which", "who"}.isdisjoint(reading.words[max(0, count.start - 3) : count.start]):
        sure *= 0.6  # Kyrgyzstan, which bought three
    return score * sure, key


def _counted(reading: Reading, at: int, end: int, starts: dict[int, Mention]) -> tuple[float, str]:
    """Return how surely the goods follow a number, and which type of them."""
    for place in range(at, min(end, at + 6)):
        if place in starts:
            mention = starts[place]
            following = reading.words[mention.end : mention.end + 1]
            beside = not reading.article.between[mention.end].strip(" -")
            if beside and not _OTHER_HEADS.isdisjoint(following):
                return 0.0, ""  # two Akinci contracts
            return (1.0, mention.key) if not mention.generic else (0.85, "")
        word = reading.words[place]
        if word in _GOODS_NOUNS:
            return 0.75, ""
        capital = reading.article.written[place][:1].isupper()
        broken = reading.article.between[place].strip(" -\u2011") or word in number_words.WORDS
        if broken or not _may_describe(word, capital=capital):
            break
    return 0.0, ""


def _is_the_number(reading: Reading, place: int) -> bool:
    """Say whether a number is called so: `their number was put at eighteen`."""
    before = reading.words[max(0, place - 5) : place]
    return "number" in before and reading.depth(_sentence_at(reading, place)) <= 2


def _says_how_many(reading: Reading, place: int) -> bool:
    """Say whether a number is told of all: `there are five of them`, not `two of them`."""
    before = reading.words[max(0, place - 1) : place]
    return before in _ARE and reading.depth(_sentence_at(reading, place)) <= 2


def _is_given(reading: Reading, place: int) -> bool:
    """Say whether a number stands for the goods: `part of 291 sold by the United States`."""
    while reading.words[place : place + 1] and reading.words[place] in _HAVE_BEEN:
        place += 1
    word = reading.words[place] if place < len(reading.words) else ""
    given = cues.PAST in {cues.GIVE.verbs.get(word), cues.TAKE.verbs.get(word)}
    return given and reading.depth(_sentence_at(reading, place)) <= 2


def _is_got(reading: Reading, place: int) -> bool:
    """Say whether a verb of ordering or getting stands right before a number: ordered twelve."""
    before = reading.words[place - 1] if place else ""
    return bool(cues.TAKE.verbs.get(before) or cues.GIVE.verbs.get(before))


def _is_count(reading: Reading, count: Number, largest: float) -> bool:
    """Say whether a number can count things: whole, not huge, and no part of a name."""
    if not 1 <= largest <= 1e6 or largest != int(largest):
        return False
    one = reading.words[count.start] == "one"
    alone = one and not _ONLY.isdisjoint(reading.words[max(0, count.start - 1) : count.start])
    return (alone or not one) and not _is_a_label(reading, count)


def _sentence_at(reading: Reading, word: int) -> int:
    """Return the sentence a word stands in."""
    starts = [sentence.start for sentence in reading.article.sentences]
    return bisect_right(starts, word) - 1


def _is_a_label(reading: Reading, count: Number) -> bool:
    """Say whether a number is part of a name or a label: block 50, TB2, MQ-9, the 12th base."""
    first = count.start
    following = reading.words[count.end : count.end + 1]
    if following in _ORDINALS and not reading.article.between[count.end]:
        return True
    if reading.article.between[first] in {"-", "\u2011", ""} and first:
        return True
    if reading.words[first - 1 : first] in _LABELS:
        return True
    if reading.words[first] in number_words.DUALS:
        return False
    return any(
        mention.start <= first < mention.end
        for mention in reading.mentions(max(0, first - 4), count.end)
    )


def _may_describe(word: str, *, capital: bool) -> bool:
    """Say whether a word may stand between a number and the goods: no verb or preposition.

    A name may end in s (`twelve Hermes drones`), another word that does is a noun of its own.
    """
    if word in _ALLOWED_BETWEEN:
        return True
    if (
        word in grammar.PREPOSITIONS
        or word in grammar.BREAKS
        or word in _NOT_COUNTED
        or word in grammar.AGENT_NOUNS
    ):
        return False
    if word[:1].isdigit() or cues.GIVE.form(word):
        return False
    return capital or not word.endswith("s")
