"""Markup to plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.formats.markup import plain_line, plain_text, tidy
from monitor.formats.scripts import language_fits


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<p>One\nline</p>", "One line"),
        ("One<br/>Two<br>Three", "One\nTwo\nThree"),
        ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        ("Arms &amp; drones &#8211; &quot;sold&quot;", 'Arms & drones – "sold"'),
        ("a <b>bold</b> claim", "a bold claim"),
        ("<script>alert('x')</script>kept<style>p{}</style>", "kept"),
        ("<!-- hidden -->seen", "seen"),
        ("3 < 5 and 6 > 4", "3 < 5 and 6 > 4"),
        ("zero\u200cwidth joins stay", "zero\u200cwidth joins stay"),
        ("a\x00b\u202ec\ud800", "abc"),
        ("&lt;b&gt;shown&lt;/b&gt;", "<b>shown</b>"),
        ("", ""),
    ],
)
def test_markup_becomes_text(source, expected):
    assert plain_text(source) == expected


def test_a_title_is_one_line():
    assert plain_line(" <b>Frigate</b>\n sails ") == "Frigate sails"


@given(st.text(max_size=200))
def test_tidying_twice_changes_nothing_more(text):
    once = tidy(text)
    assert tidy(once) == once
    assert "\n\n\n" not in once


@given(st.text(alphabet="<>!-/ap script&;#x1[CDATA]\n", max_size=300))
def test_no_markup_breaks_the_reader(text):
    assert "<script>" not in plain_text("<script>" + text + "</script>") or "<script>" in text


@pytest.mark.parametrize(
    ("lang", "text", "fits"),
    [
        ("en", "The frigate left the harbour", True),
        ("en", "پاکستان نے ڈرون خریدے", False),
        ("ur", "پاکستان نے ڈرون خریدے", True),
        ("ru", "The frigate left the harbour", False),
        ("hi", "भारत ने ड्रोन ख़रीदे", True),
        ("sr", "Ministar je stigao", True),
        ("tr", "İHA satışı", True),
    ],
)
def test_a_language_must_fit_the_script(lang, text, fits):
    assert language_fits(lang, text) is fits
