# ruff: noqa: E501
"""The names of visiting ships: after a prefix, after a ship noun, or between quotation marks.

    USS Gerald R. Ford   the frigate Admiral Gorshkov   المدمرة «دنا»   پی این ایس عالمگیر

A name is given as it is written, without its prefix.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from monitor.events import grammar, number_words
from monitor.events.clauses import Reading
from monitor.events.cues import LEAVE, VISIT
from monitor.events.vocabulary import words
from monitor.events.votes import Ballot
from monitor.model.events import Mention, MentionKind, Party, Sentence, Via

#: Words that say that a ship is meant; those of other languages as stems.
SHIP_NOUNS = words(
    """
    frigate frigates destroyer destroyers corvette corvettes submarine submarines cruiser
    cruisers carrier carriers warship warships ship ships vessel vessels tanker cutter flotilla
    fleet squadron boat craft barque minehunter minehunters minesweeper oiler firkateyni korveti
    gemisi destroyeri المدمره الفرقاطه السفينه جهاز पोत युद्धपोत जहाज जहाजों
    """
)
_STEMS = (
    "مدمر", "المدمر", "فرقاط", "الفرقاط", "سفين", "السفين", "قاعد", "القاعد", "غواص", "الغواص",
    "حامل", "الحامل", "كورفيت", "الكورفيت", "طراد", "الطراد", "بارج", "البارج", "جهاز", "ابدوز", "فريگيٹ",
    "पोत", "युद्धपोत", "जहाज", "पनडुब्बी", "फ्रिगेट", "विध्वंसक", "firkateyn", "korvet", "gemi", "muhri", "denizalti",
)  # fmt: skip
_KINDS = (
    "क्रूजर", "फ्रिगेट", "विध्वंसक", "कोर्वेट", "कार्वेट", "पनडुब्बी", "टैंकर", "युद्धपोत", "विमानवाहक", "فريگيٹ", "كروزر", "كارويٹ", "ابدوز", "ٹينكر",
    "تباه",
)  # fmt: skip
_MARKS = words(
    "है हैं था थे थी को के की का ने में से पर तक भी व और तथा कन نے كو كے كي كا مين سے پر تك بهي هے هين تها تهے اور"
)
_AFTER_A_NAME = (
    "उस",
    "तटरक्षक",
    "उन",
    "इस",
    "इन",
    "अन्य",
    "اس",
    "ان",
    "ديگر",
    "है",
    "था",
    "थे",
    "गय",
    "गए",
    "हुआ",
    "हुए",
    "कर",
    "जो",
    "जिस",
    "जिन",
    "शाम",
    "सोम",
    "मंग",
    "बुध",
    "गुर",
    "शुक्र",
    "शनि",
    "रवि",
    "نامي",
    "جو",
    "جس",
    "شامل",
    "سمي",
    "पहुंच",
    "समेत",
    "सहित",
    "नाम",
)
#: What navies put before a ship's name.
PREFIXES = words(
    """
    uss usns uscgc hms rfa hmas adv hmcs ccgs hmnzs hnlms zr ms hnoms knm hdms hswms fgs its esps
    sps nrp orp hs tcg tcsg pns pmss ins icgs bns slns ums kri kd rss kdb htms brp js jds rok roks
    rocs iris irins ens sas nns arc arm bap bae nam le fs cs rnov snv kn mv rfns voea hmpngs hmbs hmjs
    """
)
_SPELLED = (
    ("پي", "اين", "ايس"), ("اي", "اين", "ايس"), ("ايي", "اين", "ايس"), ("يو", "ايس", "ايس"),
    ("ٹي", "سي", "جي"), ("ايچ", "ايم", "ايس"), ("بي", "اين", "ايس"), ("اييه", "اين", "ايس"),
    ("आईएनएस",), ("आई", "एन", "एस"), ("आइएनएस",), ("यूएसएस",), ("यू", "एस", "एस"), ("पीएनएस",), ("टीसीजी",),
    ("एचएमएस",), ("बीएनएस",), ("بي", "ان", "اس"), ("يو", "اس", "اس"),
)  # fmt: skip
_NAME = re.compile(r"[A-ZÇĞİÖŞÜ][\w\u00c0-\u024f]*")
_PART_OF_NAME = words("am de la del of the al")
_NOT_A_NAME = words(
    """
    the a on in at to for and is was will has had after with her his its two three first may
    navy group monday tuesday wednesday thursday friday saturday sunday
    """
)
_LONGEST_NAME = 4
_CALLED_WITHIN = 9
#: What a ship does, and nobody else.
_AT_SEA = words(
    """
    docked docks berthed berths moored moors anchored tied ties sailed sails steamed steams slipped
    drifted alongside
    """
)
_SURE, _LIKELY = 1.0, 0.6


def ship_parties(reading: Reading, ballot: Ballot, visitors: tuple[str, ...]) -> tuple[Party, ...]:
    """Return the visiting ships by name, the most spoken of first."""
    weights: defaultdict[str, float] = defaultdict(float)
    spans: dict[str, tuple[int, int]] = {}
    for number in reading.body:
        for start, end, surely in _names(reading, number, visitors):
            name = " ".join(reading.words[start:end])
            weights[name] += ballot.sentence_weight(number) * surely
            spans.setdefault(name, (start, end))
    if not weights:
        return ()
    top = max(weights.values())
    chosen = [name for name, weight in weights.items() if weight >= 0.5 * top]
    return tuple(_ship(reading, *spans[name]) for name in chosen[:6])


def _ship(reading: Reading, start: int, end: int) -> Party:
    evidence = reading.article.evidence("ship", start, end)
    return Party(
        evidence.exact, evidence.exact, evidence.zone, evidence.start, evidence.end, Via.NAME
    )


def _names(
    reading: Reading, number: int, visitors: tuple[str, ...]
) -> Iterator[tuple[int, int, float]]:
    """Yield the places of ship names in a sentence, and how surely they are names."""
    sentence = reading.sentence(number)
    mentions = [
        mention
        for mention in reading.mentions(sentence.start, sentence.end)
        if mention.kind is MentionKind.SHIP
    ]
    taken: set[int] = set()
    for mention in mentions:
        if mention.state and visitors and mention.state not in visitors:
            taken |= set(range(mention.start, mention.end + _LONGEST_NAME))
            continue
        start, end = _named(reading, mention, sentence)
        if end > start:
            taken |= set(range(start, end))
            yield start, end, _SURE
    yield from _quoted(reading, sentence)
    if reading.foreign:
        yield from _spelled(reading, sentence)
    if sentence.end > reading.article.title_end:
        for start, end in (
            *_after_nouns(reading, sentence),
            *_moving(reading, sentence),
            *_called_ships(reading, sentence),
        ):
            if start not in taken:
                yield start, end, _LIKELY


def _named(reading: Reading, mention: Mention, sentence: Sentence) -> tuple[int, int]:
    """Return the name within or after a mention, its prefix cut off; empty when it has none."""
    start = mention.start + mention.named
    if tuple(reading.words[mention.start : mention.end]) in _SPELLED:
        return 0, 0  # read by `_spelled`
    while start < mention.end and reading.words[start] in PREFIXES:
        start += 1
    if mention.named or start == mention.end:
        return start, _end_of_name(reading, start, sentence.end)
    whole = mention.state and not mention.generic and _is_a_name(reading, start)
    return (start, mention.end) if whole else (0, 0)


def _is_a_name(reading: Reading, start: int) -> bool:
    """Say whether a listed ship's word is her name, and not her class: `Type 054A`, `Ada-class`."""
    word = reading.words[start]
    after = reading.words[start + 1 : start + 3]
    return len(word) > 3 and word != "type" and not {"class", "sinifi"} & set(after)


def _after_nouns(reading: Reading, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Yield the capitalised words that follow a ship noun: `the frigate Surcouf`."""
    for word in range(sentence.start, sentence.end - 1):
        if reading.words[word] in SHIP_NOUNS and word + 1 >= reading.article.title_end:
            start = word + 1
            while start < sentence.end and reading.words[start] in PREFIXES:
                start += 1
            end = _end_of_name(reading, start, sentence.end)
            beside = not reading.article.between[word + 1].strip(" \"'\u2018\u201c")
            if end > start and beside:
                yield start, end


def _moving(reading: Reading, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Yield names that do what only ships do: `the Smolny tied up`."""
    for word in range(sentence.start, sentence.end - 2):
        if reading.words[word] != "the" or reading.mentions(word + 1, word + 2):
            continue
        end = _end_of_name(reading, word + 1, sentence.end)
        following = reading.words[end : end + 3]
        if end > word + 1 and not _AT_SEA.isdisjoint(following):
            yield word + 1, end


def _called_ships(reading: Reading, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Yield names that are called ships, or are several and come: `the Makran and the Dena`.

    What is called one stands behind a comma: `the Oliver Henry, a Coast Guard cutter`.
    """
    at = sentence.start
    while at < sentence.end - 2:
        found = list(_names_with_article(reading, at, sentence.end))
        if not found:
            at += 1
            continue
        at = found[-1][1]
        following = reading.words[at : min(sentence.end, at + _CALLED_WITHIN)]
        explained = at < sentence.end and "," in reading.article.between[at]
        named = explained and not SHIP_NOUNS.isdisjoint(following)
        come = any(VISIT.form(word) in {"past", "present"} for word in following)
        if named or (len(found) > 1 and (come or _of_a_navy(reading, at))):
            yield from found


def _names_with_article(reading: Reading, at: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the names of an enumeration, each with its article: `the Gromky, the Rezky and the`."""
    while at < end - 1 and reading.words[at] == "the" and not reading.mentions(at + 1, at + 2):
        last = _end_of_name(reading, at + 1, end)
        if last == at + 1 or reading.article.endings[last - 1]:
            return
        yield at + 1, last
        at = last + (last < end and reading.words[last] == "and")


def _of_a_navy(reading: Reading, at: int) -> bool:
    """Say whether a navy's name follows after `of`."""
    return reading.words[at : at + 1] == ("of",) and any(
        mention.kind is MentionKind.FORCE for mention in reading.mentions(at + 1, at + 4)
    )


def _quoted(reading: Reading, sentence: Sentence) -> Iterator[tuple[int, int, float]]:
    """Yield short quotations close behind a ship noun: `المدمرة «دنا»`."""
    for start, end in reading.article.quoted:
        if sentence.start <= start and end <= sentence.end and end - start <= _LONGEST_NAME:
            before = reading.words[max(sentence.start, start - 3) : start]
            if any(word.startswith(_STEMS) for word in before):
                yield start, end, _SURE


def _spelled(reading: Reading, sentence: Sentence) -> Iterator[tuple[int, int, float]]:
    """Yield the names behind a prefix that is spelled out, or behind a kind of ship.

    A name ends before a postposition, a verb of coming or going, a place; more may follow by comma.
    """
    at = sentence.start
    while at < sentence.end:
        prefix = next((one for one in _SPELLED if reading.words[at : at + len(one)] == one), ())
        kind = reading.words[at].startswith(_KINDS)
        at += max(1, len(prefix))
        if not prefix and not kind:
            continue
        for start, end in _enumerated(reading, at, sentence.end):
            at = end
            yield start, end, _SURE if prefix else _LIKELY


def _enumerated(reading: Reading, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a name and those joined to it: `तीर, सुजाता और शार्दूल`."""
    for _ in range(_LONGEST_NAME):
        last = start
        while last < min(end, start + 3) and not _ends_a_name(reading, last, first=last == start):
            last += 1
        if last == start:
            return
        yield start, last
        joined = last < end and (
            "," in reading.article.between[last]
            or "\u060c" in reading.article.between[last]
            or reading.words[last] in grammar.JOINING
        )
        if not joined:
            return
        start = last + (reading.words[last] in grammar.JOINING)


def _ends_a_name(reading: Reading, at: int, *, first: bool) -> bool:
    """Say whether a word is no part of a ship's name."""
    word = reading.words[at]
    if not first and reading.article.between[at].strip(" -"):
        return True
    return (
        any(reading.words[at : at + len(one)] == one for one in _SPELLED)
        or word in grammar.POSTPOSITIONS
        or word in _MARKS
        or word in grammar.JOINING
        or word[0].isdigit()
        or word in number_words.WORDS
        or word.startswith((*_STEMS, *_AFTER_A_NAME))
        or bool(VISIT.form(word) or LEAVE.form(word))
        or (not first and bool(reading.mentions(at, at + 1)))
    )


def _end_of_name(reading: Reading, start: int, end: int) -> int:
    """Return the end of the run of capitalised words that starts at a word."""
    article = reading.article
    at = start
    while at < min(end, start + _LONGEST_NAME):
        if at > start and article.between[at].strip(" -.\u2011"):
            break
        small = article.folded[at]
        capital = bool(_NAME.match(article.written[at])) and small not in _NOT_A_NAME
        digits = at > start and small.isdigit() and len(small) <= 2
        inner = (
            at > start
            and small in _PART_OF_NAME
            and at + 1 < end
            and bool(_NAME.match(article.written[at + 1]))
        )
        if not (capital or digits or inner):
            break
        at += 1
        if article.endings[at - 1]:
            break  # an ending after an apostrophe ends the name
    return at
