"""English inflection, worked out on the rule side: `supply~` stands for all its forms.

The text is never stemmed, since stems merge what rules must tell apart (`arms` and `arm`). A word
marked `~` becomes the list of its forms instead: regular endings by the usual spelling rules,
irregular verbs and nouns from tables, and the British and American spellings of each.
"""

from __future__ import annotations

from functools import lru_cache

from monitor.matching.english import (
    BOTH,
    DOUBLING,
    NEVER_IZE,
    NO_VERB,
    NOUNS,
    OUR,
    PAIRS,
    VERBS,
    VERBS_LIKE_NOUNS,
)

_VOWELS = "aeiou"


def _table(text: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Read a table of irregular words: base form, then one group of alternatives per form."""
    rows = [row.split() for row in text.replace("\n", "|").split("|") if row.strip()]
    return {row[0]: tuple(tuple(form.split("/")) for form in row[1:]) for row in rows}


_IRREGULAR_VERBS = _table(VERBS)
_IRREGULAR_NOUNS = _table(NOUNS)
_BASE_OF = {
    form: base
    for table in (_IRREGULAR_NOUNS, _IRREGULAR_VERBS)
    for base, groups in table.items()
    for group in groups
    for form in group
    if form != base
}
_SPELLINGS = {british: american for british, ((american,),) in _table(PAIRS).items()}
_SPELLINGS |= {word: word.replace("our", "or") for word in OUR}
_SPELLINGS |= {american: british for british, american in _SPELLINGS.items()}


def spellings(word: str) -> tuple[str, ...]:
    """Return a word with its British and American spellings, itself first."""
    found = [word]
    if other := _SPELLINGS.get(word):
        found.append(other)
    for ending, twin in (
        ("ise", "ize"),
        ("ize", "ise"),
        ("isation", "ization"),
        ("ization", "isation"),
    ):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2 and stem + "ise" not in NEVER_IZE:
            found.append(stem + twin)
    return tuple(dict.fromkeys(found))


def _with_s(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def _doubles(word: str) -> bool:
    """Say whether a verb doubles its last consonant: `plan`, `ship`, `deter`, but not `visit`."""
    if word in DOUBLING or word in BOTH:
        return True
    if len(word) < 3 or word[-1] in "aeiouwxyh" or word[-2] not in _VOWELS:
        return False
    start = word[:-2]
    # One vowel letter before the last consonant, and no syllable before it.
    return (start[-1] not in _VOWELS and not any(sign in _VOWELS + "y" for sign in start)) or (
        start.endswith("qu") and not any(sign in _VOWELS for sign in start[:-2])
    )


def _stems(word: str) -> list[str]:
    """Return the stems to which -ed and -ing are added, one or both of two spellings."""
    if not _doubles(word):
        return [word]
    doubled = word + ("k" if word.endswith("c") else word[-1])
    return [word, doubled] if word in BOTH else [doubled]


def _with_ing(word: str) -> list[str]:
    if word.endswith("ie"):
        return [word[:-2] + "ying"]
    if word.endswith("e") and not word.endswith(("ee", "ye", "oe")) and len(word) > 2:
        return [word[:-1] + "ing"]
    if word.endswith("ic"):
        return [word + "king"]
    return [stem + "ing" for stem in _stems(word)]


def _with_ed(word: str) -> list[str]:
    if word.endswith("e"):
        return [word + "d"]
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return [word[:-1] + "ied"]
    if word.endswith("ic"):
        return [word + "ked"]
    return [stem + "ed" for stem in _stems(word)]


def _is_noun_only(word: str) -> bool:
    return (
        len(word) > 4
        and word not in VERBS_LIKE_NOUNS
        and word not in _IRREGULAR_VERBS
        and word not in DOUBLING
        and word not in BOTH
        and NO_VERB.search(word) is not None
    )


def _forms(word: str) -> list[str]:
    """Return the forms of one spelling of one base word."""
    noun = _IRREGULAR_NOUNS.get(word)
    verb = _IRREGULAR_VERBS.get(word)
    if word == "be":
        return [word, *(form for group in verb or () for form in group)]
    plain = verb is not None and len(verb) > 2  # do, have: the table holds every form
    forms = [word]
    forms += [form for group in noun or () for form in group]
    if noun is None and not plain:
        forms.append(_with_s(word))
    forms += [form for group in verb or () for form in group]
    if noun is None and not _is_noun_only(word):
        forms += _with_ing(word)
        if verb is None:
            forms += _with_ed(word)
    return forms


@lru_cache(maxsize=20_000)
def english_forms(word: str) -> tuple[str, ...]:
    """Return every form of an English word, the given one first, in both spellings.

    Any form of an irregular word finds its family (`sold` gives `sell, sells, selling, sold`); a
    regular word is taken for the base form. Capitals are not kept.
    """
    small = word.lower()
    base = (
        small
        if small in _IRREGULAR_VERBS or small in _IRREGULAR_NOUNS
        else _BASE_OF.get(small, small)
    )
    if len(base) < 2 or (not base.isalpha() and "-" not in base):
        return (small,)
    forms = [small]
    for spelling in spellings(base):
        forms += _forms(spelling)
    return tuple(dict.fromkeys(forms))
