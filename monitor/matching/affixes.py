# ruff: noqa: RUF001 (letters of several scripts)
"""Endings and prefixes of Turkish, Arabic, Urdu and Hindi, worked out on the rule side.

Like `inflection`, this widens a rule's word to the forms a text may carry: Turkish case and
possessive endings, the Arabic article and the prepositions written onto a word, the oblique and
plural forms of Urdu and Hindi. The forms are candidates: some do not exist in the language, and
then they never match. A word whose plural is built inside (Arabic broken plurals) must be listed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

LANGUAGES = ("en", "tr", "ar", "ur", "hi")

_ARABIC_SCRIPT = re.compile("[\u0600-\u06ff]")
_URDU_LETTERS = re.compile(
    "[\u0679\u0688\u0691\u06ba\u06d2\u06af\u0686\u067e\u0698\u06a9\u06c1\u06be\u06cc\u06c3"
    "\u06d3\u06c2]"
)
_DEVANAGARI = re.compile("[\u0900-\u097f]")
_TURKISH_LETTERS = re.compile("[çğıİöşüÇĞÖŞÜâîû]")
_ARABIC_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")


def language_of(word: str) -> str:
    """Return the language a word's letters speak for: `ar`, `ur`, `hi`, `tr`, else `en`."""
    if _ARABIC_SCRIPT.search(word):
        return "ur" if _URDU_LETTERS.search(word) else "ar"
    if _DEVANAGARI.search(word):
        return "hi"
    return "tr" if _TURKISH_LETTERS.search(word) else "en"


# --- Turkish --------------------------------------------------------------------------------------

_TURKISH_VOWELS = "aeıioöuü"
_SOFTENED = {"k": "ğ", "p": "b", "ç": "c", "t": "d"}


def _turkish_lower(word: str) -> str:
    return word.replace("I", "ı").replace("İ", "i").lower()


def _harmony(stem: str) -> tuple[str, str]:
    """Return the two-way and the four-way vowel that follow a stem's last vowel."""
    last = next((sign for sign in reversed(stem) if sign in _TURKISH_VOWELS), "e")
    two = "a" if last in "aıou" else "e"
    four = {"a": "ı", "ı": "ı", "e": "i", "i": "i", "o": "u", "u": "u", "ö": "ü", "ü": "ü"}[last]
    return two, four


def _turkish_cases(stem: str, *, buffer: str) -> list[str]:
    """Return a stem with its case endings; `buffer` is the consonant before a vowel ending."""
    two, four = _harmony(stem)
    hard = "t" if stem[-1] in "fstkçşhp" else "d"
    vowel_end = stem[-1] in _TURKISH_VOWELS
    give = buffer if vowel_end else ""
    of = "n" if vowel_end else ""
    endings = [
        f"{give}{four}", f"{give}{two}", f"{hard}{two}", f"{hard}{two}n", f"{of}{four}n",
        f"{'y' if vowel_end else ''}l{two}", f"{hard}{two}ki", f"l{four}", f"{hard}{four}r",
        f"c{two}",
    ]  # fmt: skip
    return [stem + ending for ending in endings]


def _possessed(stem: str) -> list[str]:
    """Return a stem with the possessive of the third person (`gemi`: `gemisi`) and its cases."""
    two, four = _harmony(stem)
    owned = stem + ("s" if stem[-1] in _TURKISH_VOWELS else "") + four
    hard = "d"
    tails = [
        "",
        f"n{four}",
        f"n{two}",
        f"n{hard}{two}",
        f"n{hard}{two}n",
        f"n{four}n",
        f"yl{two}",
        f"nc{two}",
    ]
    return [owned + tail for tail in tails]


def _turkish_noun(word: str) -> list[str]:
    two, _ = _harmony(word)
    plural = f"{word}l{two}r"
    forms = [word, *_turkish_cases(word, buffer="y"), *_possessed(word)]
    forms += [plural, *_turkish_cases(plural, buffer="y"), *_possessed(plural)]
    soft = _SOFTENED.get(word[-1])
    if soft and len(word) > 2:
        softened = word[:-1] + ("g" if word.endswith("nk") else soft)
        _, four = _harmony(softened)
        forms += [softened + four, softened + two, f"{softened}{four}n", *_possessed(softened)]
    return forms


_SOFT_ROOTS = frozenset({"git", "et", "tat", "güt"})


def _turkish_verb(infinitive: str) -> list[str]:
    """Return the finite forms and participles that reports use of a verb given as -mek or -mak."""
    root = infinitive[:-3]
    two, four = _harmony(root)
    vowel_end = root[-1] in _TURKISH_VOWELS
    hard = "t" if root[-1] in "fstkçşhp" else "d"
    soft = root[:-1] + "d" if root in _SOFT_ROOTS or root.endswith("et") else root
    link = "y" if vowel_end else ""
    narrow = root[:-1] if vowel_end else soft
    _, narrow_four = (
        _harmony(narrow) if any(sign in _TURKISH_VOWELS for sign in narrow) else (two, four)
    )
    future = f"{soft}{link}{two}c{two}"
    forms = [infinitive, root + f"m{two}", root + f"m{two}s{four}"]
    forms += [root + f"{hard}{four}", root + f"{hard}{four}lar", root + f"{hard}{four}ler"]
    forms += [
        root + f"m{four}ş",
        root + f"m{four}şt{four}",
        f"{narrow}{narrow_four}yor",
        f"{narrow}{narrow_four}yordu",
    ]
    forms += [
        future + "k",
        future + "klar",
        future + "kler",
        future + "ğ" + four,
        future + "ktı",
        future + "kti",
    ]
    forms += [
        f"{soft}{link}{two}n",
        f"{soft}{two}r",
        f"{soft}{four}r",
        root + f"{hard}{four}k",
        root + f"{hard}{four}ğ{four}",
    ]
    forms += [
        root + f"m{two}y{two}",
        root + f"m{two}y{'ı' if two == 'a' else 'i'}",
        root + f"m{two}k{hard}{two}",
        f"{soft}{link}{four}p",
    ]
    return forms


def turkish_forms(word: str) -> tuple[str, ...]:
    """Return a Turkish word with its endings; -mek and -mak make it a verb."""
    small = _turkish_lower(word)
    if len(small) < 2 or not any(sign in _TURKISH_VOWELS for sign in small):
        return (word,)
    if len(small) > 4 and small.endswith(("mek", "mak")):
        return tuple(dict.fromkeys(_turkish_verb(small)))
    return tuple(dict.fromkeys(_turkish_noun(small)))


# --- Arabic ---------------------------------------------------------------------------------------

_ARTICLE = "ال"
_PROCLITICS = ("و", "ف", "ب", "ل", "ك", "وب", "ول")
# The particle of the future stands before verbs of the present alone, and they begin so.
_FUTURE = "س"
_PRESENT = ("ي", "ت", "ن", "أ")


def _with_proclitics(word: str) -> list[str]:
    """Return a word with the conjunctions and prepositions that are written onto it."""
    forms = [word]
    if word.startswith(_ARTICLE):
        rest = word[len(_ARTICLE) :]
        forms += [clitic + word for clitic in ("و", "ف", "ب", "ك", "وب")]
        forms += ["لل" + rest, "ولل" + rest]
    else:
        forms += [clitic + word for clitic in _PROCLITICS]
    return forms


def arabic_phrase(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return an Arabic phrase with proclitics on its first word, with and without article."""
    bare = tuple(_ARABIC_MARKS.sub("", word) for word in words)
    variants = [bare]
    if not any(word.startswith(_ARTICLE) for word in bare):
        variants.append(tuple(_ARTICLE + word for word in bare))
    return [(first, *variant[1:]) for variant in variants for first in _with_proclitics(variant[0])]


_POSSESSED = ("ها", "ه", "هم")


def _arabic_endings(bare: str) -> tuple[list[str], list[str]]:
    """Return a word with the endings of number and gender, and with those of possession."""
    if bare.endswith("ة"):
        stem = bare[:-1]
        return [bare, stem + "ات", stem + "تين", stem + "تان"], [
            stem + "ت" + end for end in _POSSESSED
        ]
    endings = ("", "ا", "ة", "ات", "ين", "ون", "ان")
    return [bare + end for end in endings], [bare + end for end in _POSSESSED]


def arabic_forms(word: str) -> tuple[str, ...]:
    """Return an Arabic word with its usual endings and written-on particles."""
    bare = _ARABIC_MARKS.sub("", word)
    if len(bare) < 2:
        return (bare,)
    free, possessed = _arabic_endings(bare)
    forms = [first for form in free for (first,) in arabic_phrase((form,))]
    forms += [clitic + form for form in possessed for clitic in ("", "و", "ب", "ل", "ف")]
    if bare.startswith(_PRESENT):
        forms += [clitic + _FUTURE + form for form in free for clitic in ("", "و", "ف")]
    return tuple(dict.fromkeys(forms))


# --- Urdu and Hindi -------------------------------------------------------------------------------


def urdu_forms(word: str) -> tuple[str, ...]:
    """Return an Urdu word with its oblique and plural forms."""
    forms = [word]
    if word.endswith(("ا", "ہ")):
        forms += [word[:-1] + ending for ending in ("ے", "وں", "ی", "یوں", "یں")]
        forms.append(word + "ؤں")
    elif word.endswith("ی"):
        forms += [word + "اں", word[:-1] + "یاں", word[:-1] + "یوں", word + "وں"]
    elif word.endswith("ے"):
        forms += [word[:-1] + "ا", word[:-1] + "ی", word[:-1] + "وں"]
    else:
        forms += [word + ending for ending in ("وں", "یں", "ز", "ی", "ات", "و")]
    return tuple(dict.fromkeys(forms))


def hindi_forms(word: str) -> tuple[str, ...]:
    """Return a Hindi word with its oblique and plural forms."""
    forms = [word]
    if word.endswith("ा"):
        forms += [word[:-1] + ending for ending in ("े", "ों", "ी", "ियों", "ियां", "ीं")]
    elif word.endswith("ी"):
        forms += [word[:-1] + ending for ending in ("ियां", "ियाँ", "ियों", "ीं")]
    elif word.endswith("े"):
        forms += [word[:-1] + ending for ending in ("ा", "ी", "ों")]
    elif word.endswith("ि"):
        forms += [word + "यां", word + "याँ", word + "यों"]
    elif word.endswith(("ु", "ू")):
        forms += [word[:-1] + "ुओं", word[:-1] + "ुएं"]
    else:
        forms += [word + ending for ending in ("ों", "ें", "ो", "ी", "्स")]
    return tuple(dict.fromkeys(forms))


_WORD_FORMS: dict[str, Callable[[str], tuple[str, ...]]] = {
    "tr": turkish_forms,
    "ar": arabic_forms,
    "ur": urdu_forms,
    "hi": hindi_forms,
}


@lru_cache(maxsize=20_000)
def word_forms(word: str, language: str) -> tuple[str, ...]:
    """Return the inflected forms of one word of a language other than English."""
    return _WORD_FORMS[language](word)


def name_forms(words: tuple[str, ...], languages: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the forms of a name: affixes on the word that carries them, by the name's script.

    Turkish, Urdu and Hindi inflect the last word, Arabic takes its proclitics on the first. A name
    in a script of none of the languages stays as it is.
    """
    spoken = language_of(" ".join(words))
    if spoken == "ar" and "ar" not in languages and "ur" in languages:
        spoken = "ur"  # the letters of short names do not tell the two apart
    if spoken == "en" and "tr" in languages:
        spoken = "tr"
    if spoken not in languages or spoken == "en":
        return [words]
    if spoken == "ar":
        return arabic_phrase(words)
    forms = word_forms(words[-1], spoken)
    return [(*words[:-1], form) for form in forms]
