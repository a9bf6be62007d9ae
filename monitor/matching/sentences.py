"""Where sentences, paragraphs and quotations start and end, judged from what stands between words.

Only the gaps that hold a stop or a line break are looked at, some fifty in an article, so this
costs far less than a splitter that reads the whole text again. Rules read: a full stop ends a
sentence unless the word before it is an abbreviation, an initial or a number's label, or the next
word starts small; `U.S.`, `a.m.` and their like end one only before a word that usually starts one.
The danda, the Urdu and Arabic full stop and question mark end sentences without such doubts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.matching.folding import words_of

_ENDS = frozenset("!?\u0964\u0965\u06d4\u061f\u203d")
_STOPS = frozenset(".\u2026") | _ENDS
_OPENING = frozenset("\u201c\u201e\u00ab\u2018\u2039")
_CLOSING = frozenset("\u201d\u00bb\u2019\u203a")

# Abbreviations that stand before a name or number and so never end a sentence.
_BEFORE_NAME = words_of("""
    mr mrs ms dr prof gen lt col maj capt cpt sgt cpl pvt adm vadm radm cmdr cdr brig brg st sen
    rep gov pres hon rev fr amb min sec insp supt det rs no nos vol fig ch art sect para pp vs v
    cf al ca approx est incl dept div regt bn bde sq ft mt av yrd doç dz kuv tümg tuğg korg alb
    yzb jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat
    sun डॉ श्री कु ڈاکٹر د أ م
""")
# Abbreviations that may also be a sentence's last word.
_EITHER = words_of("""
    inc corp ltd co plc llc etc bros jr sr ret retd a.m p.m am pm as aş vb vs ing dip ph d
""")
_STARTERS = words_of("""
    the a an this that these those he she it they we i you his her its their our but and so yet
    however in on at for from after before as when while if since although though according also
    both there here what who why how no not one two some many most all another other officials
    analysts he's it's meanwhile still now last earlier later separately under with by to
""")


class _StopIn(dict[str, int]):
    """Where a gap holds the stop after which a sentence may start, -1 when it holds none."""

    def __missing__(self, gap: str) -> int:
        if len(self) > 10_000:
            self.clear()
        stop = next((place for place, sign in enumerate(gap) if sign in _STOPS), -1)
        spaced = stop >= 0 and any(sign.isspace() for sign in gap[stop:])
        value = self[gap] = stop if spaced else -1
        return value


_STOP_IN = _StopIn()


@dataclass(frozen=True, slots=True)
class Breaks:
    """The first word of each sentence and of each paragraph, ascending, 0 always among them."""

    sentences: tuple[int, ...]
    paragraphs: tuple[int, ...]


def breaks(written: Sequence[str], between: Sequence[str], title_end: int) -> Breaks:
    """Find sentence and paragraph starts among words and the gaps before them.

    The title is one sentence, whatever stops it holds. A single line break is a paragraph's end
    unless the next line goes on in small letters after no stop (text wrapped by lines).
    """
    sentences: list[int] = [0]
    paragraphs: list[int] = [0]
    for token in [at for at, gap in enumerate(between) if gap != " "]:
        if token == 0 or token >= len(written):
            continue
        gap = between[token]
        if token == title_end:
            paragraphs.append(token)
            sentences.append(token)
        elif token < title_end:
            continue
        elif "\n" in gap and _ends_paragraph(gap, written[token]):
            paragraphs.append(token)
            sentences.append(token)
        elif len(gap) > 1 and _ends_sentence(written, between, token, gap):
            sentences.append(token)
    return Breaks(tuple(sentences), tuple(paragraphs))


def _ends_paragraph(gap: str, following: str) -> bool:
    if gap.count("\n") > 1:
        return True
    return not following[0].islower() or not _STOPS.isdisjoint(gap)


def _ends_sentence(written: Sequence[str], between: Sequence[str], token: int, gap: str) -> bool:
    """Say whether the gap before a word ends the sentence before it."""
    stop = _STOP_IN[gap]
    if stop < 0:
        return False
    following = written[token]
    if gap[stop] in _ENDS:
        # "Did it land?" asked the minister: the question ends, the sentence goes on.
        return not following[0].islower()
    if following[0].islower():
        return False
    if stop > 0:
        return True
    return not _is_abbreviation(written, between, token)


def _is_abbreviation(written: Sequence[str], between: Sequence[str], token: int) -> bool:
    """Say whether the full stop after the word before `token` belongs to that word."""
    word = written[token - 1]
    small = word.lower()
    if small in _BEFORE_NAME:
        # "May 5. No. 10 ...", but "He said no. The ...": a capital No or a following number.
        return not (
            small in {"no", "min", "sun", "art", "fig", "est", "sat"} and _plain(written, token)
        )
    dotted = token >= 2 and between[token - 1] == "." and len(written[token - 2]) == 1
    if dotted or small in _EITHER:
        return written[token].lower() not in _STARTERS
    return len(word) == 1 and word.isalpha() and word.isupper()


def _plain(written: Sequence[str], token: int) -> bool:
    """Say whether the word before `token` is an ordinary word here, not an abbreviation."""
    return written[token - 1].islower() or not written[token][0].isdigit()


def quotations(between: Sequence[str], paragraph_starts: Sequence[int]) -> list[tuple[int, int]]:
    """Return the stretches of words between quotation marks, ascending.

    A straight mark opens and closes in turn; a quotation ends at the latest with its paragraph.
    """
    starts = set(paragraph_starts)
    found: list[tuple[int, int]] = []
    opened: int | None = None
    for token, gap in enumerate(between):
        if opened is not None and token in starts and token != opened:
            found.append((opened, token))
            opened = None
        for sign in gap:
            if sign in _OPENING or (sign == '"' and opened is None):
                opened = token if opened is None else opened
            elif opened is not None and (sign == '"' or (sign in _CLOSING)):
                found.append((opened, token))
                opened = None
    if opened is not None:
        found.append((opened, len(between) - 1))
    return [(start, end) for start, end in found if start < end]
