"""Which script a text is written in, to doubt a language that cannot be its own."""

from __future__ import annotations

import re

_SAMPLE = 2_000
_SCRIPTS = {
    "Arabic": (
        re.compile("[\u0620-\u06ff\u0750-\u077f]"),
        "ar fa ur ps ku ckb sd ug dv bal pa ks az",
    ),
    "Devanagari": (re.compile("[\u0904-\u0939]"), "hi mr ne sa bho mai kok sd ks"),
    "Cyrillic": (re.compile("[\u0400-\u04ff]"), "ru uk be bg sr mk mn kk ky tg tt uz ba os ce cv"),
    "Hebrew": (re.compile("[\u05d0-\u05ea]"), "he iw yi"),
    "Greek": (re.compile("[\u0370-\u03ff]"), "el"),
    "Chinese": (re.compile("[\u3040-\u30ff\u3400-\u9fff]"), "zh ja yue wuu"),
    "Hangul": (re.compile("[\uac00-\ud7af]"), "ko"),
}
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_NEVER_LATIN = frozenset(
    (
        "ar",
        "fa",
        "ur",
        "ps",
        "ckb",
        "hi",
        "mr",
        "ne",
        "ru",
        "uk",
        "be",
        "bg",
        "mk",
        "he",
        "iw",
        "yi",
        "el",
        "zh",
        "ja",
        "ko",
        "th",
    )
)


def language_fits(lang: str, text: str) -> bool:
    """Tell whether a text can be in a language (base tag), judged by its script alone."""
    sample = text[:_SAMPLE]
    letters = max(sum(sign.isalpha() for sign in sample), 1)
    for letter, languages in _SCRIPTS.values():
        if len(letter.findall(sample)) * 2 > letters:
            return lang in languages.split()
    return lang not in _NEVER_LATIN or len(_LATIN.findall(sample)) * 10 < letters * 9
