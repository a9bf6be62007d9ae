"""From a rule's word or phrase to the patterns it stands for."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from monitor.matching import affixes
from monitor.matching.expression import parse_words
from monitor.matching.folding import fold, words
from monitor.matching.inflection import english_forms
from monitor.matching.plan import Vocabulary
from monitor.matching.tree import ExpressionError, Term, Word

MAX_FORMS = 20_000
_LATIN_PREFIX = 4
_OTHER_PREFIX = 3
_MAX_WORDS = 40


def term_of(text: str, at: int = 0) -> Term:
    """Read an entry of a list file: `drone~`, `=UAV~`, `take~ delivery of`.

    Raises:
        ExpressionError: when the entry cannot be read.
    """
    written = text.strip()
    exact = written.startswith("=")
    body = (written[1:] if exact else written).strip().strip('"')
    found = parse_words(body, at)
    if not found:
        raise ExpressionError("E20", at, max(1, len(text)), f'"{text}" holds no word', "remove it")
    return Term(found, exact, written, at)


def numbers(
    term: Term,
    vocabulary: Vocabulary,
    *,
    language: str = "",
    inflect: Iterable[str] = (),
) -> tuple[int, ...]:
    """Return the pattern numbers of a term, each form once.

    Args:
        term: the word or phrase.
        vocabulary: where patterns are numbered.
        language: what `~` inflects in; "" lets the word's letters decide.
        inflect: languages whose affixes a whole name takes.

    Raises:
        ExpressionError: when the term has no words, a prefix too short, or too many forms.
    """
    if term.written.isalpha() and term.written.isascii() and not inflect:  # one plain word: most
        return (vocabulary.number((term.written.lower(),)),)
    if (plain := _plain(term)) and not inflect:
        return (vocabulary.number(plain),)
    forms = _forms(term, language)
    prefix = term.words[-1].prefix
    languages = tuple(inflect)
    found: dict[int, None] = {}
    for form in forms:
        variants = affixes.name_forms(form, languages) if languages and not term.exact else [form]
        for variant in variants:
            folded = _folded(variant)
            if folded:
                written = variant if term.exact else None
                found[vocabulary.number(folded, written, prefix=prefix)] = None
    if not found:
        raise _fault("E20", term, "folds to nothing", "write at least one letter or digit")
    return tuple(found)


def _plain(term: Term) -> tuple[str, ...]:
    """Return the pattern of a term that stands for itself alone; () for the others."""
    if term.exact:
        return ()
    for word in term.words:
        if word.inflect or word.prefix:
            return ()
    found = _folded([word.text for word in term.words])
    return found if len(found) <= _MAX_WORDS else ()


def _folded(pieces: Iterable[str]) -> tuple[str, ...]:
    """Return the folded words of a phrase; plain English needs no cutting."""
    found: list[str] = []
    for piece in pieces:
        if piece.isascii() and piece.isalpha():
            found.append(piece.lower())
        else:
            found += fold(piece)
    return tuple(found)


def _forms(term: Term, language: str) -> list[tuple[str, ...]]:
    """Return the phrases a term stands for, each as its written words."""
    if any(word.prefix for word in term.words[:-1]):
        raise _fault(
            "E22", term, "has a * inside", "only the last word of a phrase can be a prefix"
        )
    if term.words[-1].prefix:
        _check_prefix(term)
    choices = [_word_forms(word, language, exact=term.exact) for word in term.words]
    choices = [choice for choice in choices if choice != [()]]
    total = 1
    for choice in choices:
        total *= len(choice)
    if total > MAX_FORMS or len(choices) > _MAX_WORDS:
        raise _fault(
            "E23", term, f"stands for more than {MAX_FORMS} forms", "mark fewer words with ~"
        )
    return [tuple(word for part in chosen for word in part) for chosen in product(*choices)]


def _check_prefix(term: Term) -> None:
    stem = "".join(fold(term.words[-1].text))
    least = _LATIN_PREFIX if stem[:1].isascii() else _OTHER_PREFIX
    if len(term.words) > 1:
        least = 2
    if len(stem) < least:
        raise _fault(
            "E22", term, f"has a prefix of fewer than {least} letters",
            "write more letters before *, or list the words",
        )  # fmt: skip


def _word_forms(word: Word, language: str, *, exact: bool) -> list[tuple[str, ...]]:
    """Return the forms of one written word, each cut as text would be (`TB-2` is two words)."""
    pieces = words(word.text)
    if not word.inflect or not pieces:
        return [tuple(pieces)]
    last, before = pieces[-1], tuple(pieces[:-1])
    if last[:1].isdigit():
        return [(*before, last), (*before, last, "s")]
    return [(*before, form) for form in _inflected(last, language, exact=exact)]


def _inflected(word: str, language: str, *, exact: bool) -> tuple[str, ...]:
    spoken = affixes.language_of(word)
    if spoken in {"ar", "ur"} and language in {"ar", "ur"}:
        spoken = language
    elif spoken == "en" and language == "tr":
        spoken = "tr"
    if exact:
        return _exact_forms(word)
    if spoken == "en":
        return english_forms(word)
    return affixes.word_forms(word, spoken)


def _exact_forms(word: str) -> tuple[str, ...]:
    """Return the forms of a word whose written form counts: plural `UAVs`, capital kept."""
    if word.isupper():
        return (word, word + "s")
    if word[:1].isupper():
        return tuple(form[:1].upper() + form[1:] for form in english_forms(word))
    return english_forms(word)


def _fault(code: str, term: Term, message: str, hint: str) -> ExpressionError:
    return ExpressionError(
        code, term.at, max(1, len(term.written)), f'"{term.written}" {message}', hint
    )
