from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.fitting import as_markdown, fitted, length_as_html, length_as_markdown

LINK = "https://news.example.org/a_b/(c)?d=1&e=2"
SWELLING = st.text(st.sampled_from("&<*_ab \n"), max_size=300)


@given(SWELLING, st.sampled_from([len, length_as_html, length_as_markdown]), st.integers(100, 400))
def test_a_text_fits_as_the_service_counts_it_and_keeps_its_link(text, length, room):
    short = fitted(f"{text}\n{LINK}", room, length)
    assert length(short) <= room
    assert short.endswith("\n" + LINK)


@given(SWELLING, st.integers(-5, 30))
def test_a_link_that_does_not_fit_is_left_out_and_never_cut(text, room):
    short = fitted(f"{text}\n{LINK}", room)
    assert len(short) <= max(room, 1)
    assert "http" not in short


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=100))
def test_markdown_shows_the_text_literally(text):
    written = as_markdown(text)
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", written) == text
    assert re.search(r"(?<!\\)(?:\\\\)*[_\[\]<>`#]", written) is None


def test_markdown_makes_the_last_line_a_link_that_names_its_host():
    assert as_markdown(f"Deal\n{LINK}") == (
        "Deal\n\n[Read at news.example.org](https://news.example.org/a_b/%28c%29?d=1&e=2)"
    )
