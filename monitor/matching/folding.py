# ruff: noqa: RUF001 (letters of several scripts)
"""Words as they are compared: cut from text, folded to one spelling, never stemmed.

A word of the text is a run of letters or a run of digits; `TB2`, `TB-2` and `TB 2` are the same two
words. Folding removes what writers leave out or vary (capitals, accents, the dot of the Turkish i,
Arabic vowel signs and letter variants, the Devanagari nukta) and keeps what tells words apart
(Devanagari vowel signs, the s of `arms`). Text and rule patterns go through the same functions, so
a hit is always an exact run of whole words with exact places in the original.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Signs that belong to the word they stand in although Unicode does not call them letters: combining
# marks of Latin, Hebrew, Arabic and the Indic scripts, joiners, the soft hyphen, the Turkish dot.
_MARKS = (
    "\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u0900-\u0903\u093a-\u093c\u093e-\u094f\u0951-\u0957\u0962\u0963"
    "\u0980-\u0983\u09bc\u09be-\u09cd\u0a01-\u0a03\u0a3c-\u0a4d\u0a81-\u0a83\u0abc-\u0acd"
    "\u0b01-\u0b03\u0b3c-\u0b57\u0b82\u0bbe-\u0bcd\u0c00-\u0c04\u0c3e-\u0c56\u0c81-\u0c83"
    "\u0cbc-\u0cd6\u0d00-\u0d03\u0d3b-\u0d4d\u0d82\u0d83\u0dca-\u0ddf\u0e31-\u0e3a\u0e47-\u0e4e"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u200e\u200f\u2060\u20d0-\u20ff\ufe00-\ufe0f"
    "\ufe20-\ufe2f"
)


def _letter_ranges() -> str:
    """Return the letters of the Basic Multilingual Plane, plus the marks, as a character class.

    The class is spelled out because `re` cannot say "a word character or a mark, but no digit".
    """
    ranges: list[str] = []
    start: int | None = None
    for code in range(0x41, 0x10000):
        if chr(code).isalpha():
            if start is None:
                start = code
        elif start is not None:
            ranges.append(f"{chr(start)}-{chr(code - 1)}")
            start = None
    # Styled letters that headlines borrow from mathematics, and the rarer ideographs.
    return "".join(ranges) + "\U0001d400-\U0001d7cb\U00020000-\U0003ffff" + _MARKS


_LETTERS = f"[{_letter_ranges()}]+"
_APOSTROPHES = "'\u2019\u02bc`\uff07"
_DIGITS = r"\d+(?:[.,\u066b\u066c]\d+)*"

#: One word of text, with what an apostrophe hangs on it (`Turkey's`, `Baykar'a`); also `%` and
#: currency signs, so that `under $` can be asked for.
WORD = re.compile(
    f"((?:{_LETTERS}|{_DIGITS})(?:[{_APOSTROPHES}]{_LETTERS})?"
    "|[%$\u20ac\u00a3\u00a5\u20b9\u20ba\u20a8\u20bd\u066a])"
)

_DROPPED = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u0621\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u093c\u09bc\u0a3c\u0abc\u200c-\u200f\u2060\ufe00-\ufe0f]"
)

# Letters that are written in more than one way for the same sound or shape. Arabic and Urdu
# keyboards differ in kaf, yeh and heh; the final teh marbuta is often typed as heh. The Urdu bari
# ye stays: it is a letter of its own.
_SAME_LETTER = str.maketrans(
    {
        "ı": "i", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "æ": "ae", "œ": "oe",
        "ə": "a", "ħ": "h",
        "\u0671": "\u0627", "\u0672": "\u0627", "\u0673": "\u0627",
        "\u0649": "\u064a", "\u06cc": "\u064a", "\u06d0": "\u064a", "\u06cd": "\u064a",
        "\u06a9": "\u0643", "\u06aa": "\u0643", "\u06ac": "\u0643", "\u06ad": "\u0643",
        "\u06c1": "\u0647", "\u06be": "\u0647", "\u06c3": "\u0647", "\u06d5": "\u0647",
        "\u0629": "\u0647", "\u06c0": "\u0647", "\u06ba": "\u0646",
        "\u0901": "\u0902", "\u066a": "%",
    }
)  # fmt: skip

# हिन्दी and हिंदी: a nasal before its own class of consonants is written as a letter or as a dot.
_HINDI_NASAL = re.compile("[\u0919\u091e\u0923\u0928\u092e]\u094d(?=[\u0915-\u092e])")

_TURKISH_ENDING = re.compile(
    r"(?:l[ae]r|n?[iu]n|y?l[ae]|n?[dt][ae]n?|ki|y?[iuae]|n[iuae]|s[iu]n?|l[iu]k?|n?c[ae]|m[iu]z"
    r"|[dt][iu]r|yken)+"
)
_SHORTEST_STEM = 3
# Names whose apostrophe is part of the name although what follows looks like a Turkish ending.
_WHOLE = {"sanaa": "sanaa", "shia": "shia", "sunnia": "sunnia", "kaa": "kaa", "rashaya": "rashaya"}
_CLITICS = frozenset({"s", "d", "ll", "re", "ve", "m"})
_GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?")


def words_of(table: str) -> frozenset[str]:
    """Return the words of a table written as running text."""
    return frozenset(table.split())


class _Folded(dict[str, str]):
    """Words already folded; emptied when a flood of strange words has filled it."""

    limit = 300_000

    def __missing__(self, word: str) -> str:
        if len(self) >= self.limit:
            self.clear()
        folded = self[word] = _fold(word)
        return folded


def _fold_letters(word: str) -> str:
    """Fold one run of letters or digits that holds no apostrophe."""
    if word.isascii():
        return word.lower()
    folded = unicodedata.normalize("NFKD", word).casefold()
    # A few ligatures stand for whole phrases: folded to one word, as they are written.
    folded = _DROPPED.sub("", folded).translate(_SAME_LETTER).replace(" ", "")
    if "\u094d" in folded:
        folded = _HINDI_NASAL.sub("\u0902", folded)
    return folded


def _fold_number(word: str) -> str:
    """Return a number in ASCII digits, without the commas that group thousands."""
    digits = "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else "," if sign == "\u066c" else "."
        if sign == "\u066b" else sign
        for sign in word
    )  # fmt: skip
    return digits.replace(",", "") if _GROUPED.fullmatch(digits) else digits


def clitic_start(word: str) -> int:
    """Return where the ending after an apostrophe starts, or the length of a word without one.

    `Turkey's` and `Türkiye'nin` carry endings that are not part of the word; in `Qur'an` and
    `O'Brien` the apostrophe belongs to the name.
    """
    place = next((at for at, sign in enumerate(word) if sign in _APOSTROPHES), -1)
    if place < 0:
        return len(word)
    stem, ending = word[:place], _fold_letters(word[place + 1 :])
    if ending in _CLITICS:
        return place
    long_enough = len(stem) >= _SHORTEST_STEM or stem.isupper() or stem[-1:].isdigit()
    if not long_enough or (_fold_letters(stem) + ending) in _WHOLE:
        return len(word)
    return place if _TURKISH_ENDING.fullmatch(ending) else len(word)


def _fold(word: str) -> str:
    if word[0].isdigit():
        number = re.match(_DIGITS, word)
        return _fold_number(number.group()) if number else word
    stem = word[: clitic_start(word)]
    for apostrophe in _APOSTROPHES:
        if apostrophe in stem:
            stem = stem.replace(apostrophe, "")
    # A word that folds to nothing (a lone vowel sign) stays itself, so that words keep their count.
    return _fold_letters(stem) or word


FOLDED = _Folded()


def fold_all(written: list[str]) -> list[str]:
    """Return the folded forms of many words; those met before cost one look-up in C."""
    folded = list(map(FOLDED.get, written))
    if None in folded:
        return [FOLDED[word] for word in written]
    return folded  # type: ignore[return-value]


_MARKED = re.compile("['`,]")


def fold_ascii(written: list[str]) -> str | None:
    """Return words folded and joined by blanks, or None when a word holds more than ASCII.

    The whole text goes through a few passes in C, and nothing is looked up word by word: beside a
    large rule set each look-up would miss the processor's cache. Only words with an apostrophe or
    a comma (endings, grouped numbers) are more than their small letters.
    """
    joined = " ".join(written)
    if not joined.isascii():
        return None
    small = joined.lower()
    pieces: list[str] = []
    done = 0
    for mark in _MARKED.finditer(joined):
        if mark.start() < done:
            continue
        start = joined.rfind(" ", 0, mark.start()) + 1
        end = joined.find(" ", mark.start())
        end = len(joined) if end < 0 else end
        pieces += (small[done:start], FOLDED[joined[start:end]])
        done = end
    return "".join((*pieces, small[done:])) if pieces else small


def fold_word(word: str) -> str:
    """Return the form in which one word of text is compared."""
    return FOLDED[word]


def words(text: str) -> list[str]:
    """Cut a text into its words as written."""
    return WORD.findall(text)


def fold(text: str) -> tuple[str, ...]:
    """Cut a text into words and fold each; the pattern of a phrase."""
    return tuple(map(FOLDED.__getitem__, WORD.findall(text)))


def pattern(folded: Iterable[str]) -> str:
    """Return folded words as the automaton looks for them: a blank before and after each."""
    return f" {' '.join(folded)} "
