"""Bytes to text: what the sender declared, checked against the bytes themselves.

The order is that of RFC 7303 and of the WHATWG encoding standard, with one departure: bytes with
letters beyond ASCII that are valid UTF-8 are UTF-8, whatever was declared, because text in another
charset is almost never valid UTF-8 by accident, while servers often declare the wrong default.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What a label means in practice: the superset that browsers read for it.
_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_REFUSED = frozenset({"utf-7", "idna", "punycode", "rot13", "unicode_escape", "raw_unicode_escape"})
_SEVEN_BIT = ("iso2022", "hz")
# The legacy charset in which a language was most often written on the web.
_BY_LANGUAGE = {
    "cp1254": "tr az tk",
    "cp1251": "ru uk be bg sr mk mn kk ky tg tt",
    "cp1250": "pl cs sk hu ro hr sl bs",
    "cp1253": "el",
    "cp1255": "he iw yi",
    "cp1256": "ar fa ur ps ku",
    "cp1257": "lt lv et",
    "cp1258": "vi",
    "cp874": "th",
    "gb18030": "zh",
    "cp932": "ja",
    "cp949": "ko",
}
_LEGACY = {
    language: charset for charset, names in _BY_LANGUAGE.items() for language in names.split()
}
_COUNTRY_LANGUAGE = {
    "ua": "uk", "by": "be", "rs": "sr", "kz": "ru", "cz": "cs", "gr": "el", "il": "he",
    "ir": "fa", "pk": "ur", "sa": "ar", "ae": "ar", "eg": "ar", "iq": "ar", "sy": "ar",
    "jo": "ar", "cn": "zh", "tw": "zh", "jp": "ja", "kr": "ko", "vn": "vi", "ee": "et",
    "si": "sl", "ba": "bs",
}  # fmt: skip
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_PROLOG = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w.:-]+)")
_META = re.compile(rb"<meta\b[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_LANGUAGE = re.compile(
    rb"(?:<(?:dc:)?language>\s*|\b(?:xml:)?lang\s*=\s*[\"'])([a-zA-Z]{2,3})\b", re.IGNORECASE
)
_HEAD = 4_096


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the charset it was read in, and what the operator should know about it."""

    text: str
    charset: str
    warning: str = ""


def decode(body: bytes, content_type: str, url: str) -> Decoded:
    """Return `body` as text; never fails, and says so when the charset is only a guess."""
    marked = next((charset for mark, charset in _BOMS if body.startswith(mark)), None)
    certain = marked or _utf16_without_mark(body)
    if certain:
        return _lenient(body, certain, "")
    declared = _declared(body, content_type)
    if body.isascii():
        charset = next((name for name in declared if name.startswith(_SEVEN_BIT)), "ascii")
        return _lenient(body, charset, "")
    for charset in ("utf-8", *declared):
        text = _strict(body, charset)
        if text is not None:
            return Decoded(text, charset)
    if declared:
        charset = "utf-8" if "utf-8" in declared else declared[0]
        return _lenient(body, charset, f"some bytes are not valid {charset}, as declared")
    guess = _guess(body, url)
    return _lenient(body, guess, f"no charset declared: read as {guess}")


def _declared(body: bytes, content_type: str) -> list[str]:
    """Return the usable charsets named by header, prolog and meta element, most trusted first."""
    labels = [found[1] for found in [_HEADER.search(content_type)] if found]
    head = body[:_HEAD]
    labels += [
        found[1].decode("ascii", "ignore")
        for found in (_PROLOG.search(head), _META.search(head))
        if found
    ]
    names = [_known(label) for label in labels]
    return list(dict.fromkeys(name for name in names if name))


def _known(label: str) -> str | None:
    """Return Python's name for a charset label, widened to its superset; None when unknown."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    if name in _REFUSED or name.startswith(("utf-16", "utf-32")):  # those show in the bytes
        return None
    try:
        name.encode("ascii").decode(name)
    except (LookupError, UnicodeError, ValueError):  # a codec that is no charset, or a 16-bit one
        return None
    return _SUPERSETS.get(name, name)


def _utf16_without_mark(body: bytes) -> str | None:
    """Return the UTF-16 variant a text that starts with `<` is in, if its bytes say so."""
    head = body[:64].lstrip(b" \t\r\n")
    if head.startswith(b"<\x00"):
        return "utf-16-le"
    if body.startswith(b"\x00<"):
        return "utf-16-be"
    return None


def _strict(body: bytes, charset: str) -> str | None:
    try:
        return body.decode(charset)
    except (UnicodeError, ValueError):
        # Two bytes mean nothing in windows-1252 and yet occur; a few of them refute nothing.
        if charset.startswith("cp125"):
            text = body.decode(charset, "replace")
            return text if text.count("\ufffd") * 1_000 < len(text) else None
        return None


def _lenient(body: bytes, charset: str, warning: str) -> Decoded:
    text = body.decode(charset, "replace")
    if not warning and "\ufffd" in text:
        warning = f"some bytes are not valid {charset}"
    return Decoded(text.removeprefix("\ufeff"), charset, warning)


def _guess(body: bytes, url: str) -> str:
    """Return the likeliest charset of undeclared bytes: by language, then country, then habit."""
    found = _LANGUAGE.search(body[: 4 * _HEAD])
    language = found[1].decode("ascii").lower() if found else ""
    if language not in _LEGACY:
        country = (urlsplit(url).hostname or "").rpartition(".")[2]
        language = _COUNTRY_LANGUAGE.get(country, country)
    return _LEGACY.get(language, "cp1252")
