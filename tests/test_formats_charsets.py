"""Bytes to text: declared, marked, refuted by the bytes, or guessed and said so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.formats.charsets import decode

TURKISH = "İHA anlaşması: ışık, ğ, şimdi"
RUSSIAN = "Министр обороны прибыл с визитом"
URL = "https://desk.example/feed"


def rss(words: str, language: str = "", encoding: str = "") -> str:
    declaration = f'<?xml version="1.0" encoding="{encoding}"?>' if encoding else ""
    return f"{declaration}<rss><channel><language>{language}</language><title>{words}</title>"


@pytest.mark.parametrize(
    ("charset", "content_type", "encoding"),
    [
        ("utf-8", "", ""),
        ("utf-8", "text/xml; charset=iso-8859-1", ""),  # a server's default, refuted by the bytes
        ("utf-8", "text/xml", "windows-1254"),  # a lying prolog
        ("iso-8859-9", "text/xml; charset=ISO-8859-9", ""),
        ("iso-8859-9", "text/xml; charset=utf-8", "iso-8859-9"),  # the header lies
        ("windows-1254", "text/xml", "windows-1254"),
        ("iso-8859-9", "text/xml; charset=bogus", "iso-8859-9"),
        ("utf-8-sig", "text/xml; charset=windows-1254", "windows-1254"),  # the mark decides
        ("utf-16", "text/xml", "utf-16"),
        ("utf-16-le", "text/xml", ""),
        ("utf-16-be", "text/xml", ""),
    ],
)
def test_turkish_is_read_right_whatever_was_declared(charset, content_type, encoding):
    found = decode(rss(TURKISH, "", encoding).encode(charset), content_type, URL)
    assert TURKISH in found.text
    assert found.warning == ""


@pytest.mark.parametrize(
    ("words", "charset", "language", "url"),
    [
        (TURKISH, "iso-8859-9", "tr", URL),
        (TURKISH, "windows-1254", "tr-TR", URL),
        (TURKISH, "windows-1254", "", "https://gazete.example.tr/rss"),
        (RUSSIAN, "windows-1251", "ru", URL),
        ("الطائرات المسيرة", "windows-1256", "ar", URL),
        ("žluťoučký kůň", "windows-1250", "cs", URL),
        ("naïve café “quoted”", "windows-1252", "", URL),
    ],
)
def test_undeclared_legacy_text_is_guessed_by_language_and_flagged(words, charset, language, url):
    found = decode(rss(words, language).encode(charset), "text/xml", url)
    assert words in found.text
    assert "no charset declared" in found.warning


def test_a_page_declares_its_charset_in_a_meta_element():
    page = f'<html><head><meta charset="windows-1254"></head><body>{TURKISH}</body></html>'
    assert TURKISH in decode(page.encode("windows-1254"), "text/html", URL).text


def test_japanese_in_seven_bits_is_not_taken_for_ascii():
    body = rss("護衛艦", "ja", "iso-2022-jp").encode("iso-2022-jp")
    assert "護衛艦" in decode(body, "text/xml", URL).text


def test_broken_utf8_is_read_with_a_warning():
    found = decode(b"<rss>\xc3\xa9 good \xff bad</rss>", "text/xml; charset=utf-8", URL)
    assert "é good \ufffd bad" in found.text
    assert "not valid utf-8" in found.warning


@pytest.mark.parametrize("label", ["utf-7", "base64", "hex", "zlib", "rot13", "idna", "undefined"])
def test_codecs_that_are_no_charsets_of_the_web_are_refused(label):
    found = decode(b"<p>+AGE- caf\xe9</p>", f"text/html; charset={label}", URL)
    assert "+AGE- caf" in found.text


@given(st.binary(max_size=300), st.text(max_size=30))
def test_no_bytes_break_the_reader(body, content_type):
    assert isinstance(decode(body, content_type, URL).text, str)
    assert isinstance(decode(body, "text/xml; charset=utf-16", URL).text, str)


@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\ufeff\x00"), max_size=200)
)
def test_utf8_is_always_read_as_written(text):
    assert decode(("<rss>" + text).encode(), "", URL).text == "<rss>" + text
