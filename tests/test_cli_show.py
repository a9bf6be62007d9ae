"""How listings look."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.cli import show

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_narrow_terminals_take_from_the_widest_columns_only():
    assert show.fitted([3, 40, 8, 60], 80) == [3, 34, 8, 35]
    assert show.fitted([3, 40, 8, 60], 200) == [3, 40, 8, 60]
    assert show.fitted([3, 40, 8, 60], 10) == [3, 12, 8, 12]


def test_a_listing_in_a_pipe_is_whole_and_has_no_trailing_blanks(capsys):
    show.table(("id", "title"), [("1", "x" * 300), ("22", "short")], empty="none")
    first, second, third = capsys.readouterr().out.splitlines()
    assert first == "ID  TITLE"
    assert second == "1   " + "x" * 300
    assert third == "22  short"


def test_wide_and_right_to_left_letters_keep_the_columns(capsys):
    show.table(("a", "b"), [("\u6f22\u5b57", "1"), ("abcd", "2")], empty="none")
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "\u6f22\u5b57  1"
    assert lines[2] == "abcd  2"


def test_nothing_to_list_is_said_on_standard_error(capsys):
    show.table(("id",), [], empty="No feeds")
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "No feeds\n")


def test_control_characters_of_strangers_are_not_obeyed(capsys):
    show.table(("title",), [("\x1b[2J\rbad\nline\u202e",)], empty="none")
    assert capsys.readouterr().out == "TITLE\n[2J bad line\n"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=5), "5 s"),
        (timedelta(minutes=5), "5 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(days=3), "3 d"),
    ],
)
def test_lengths_of_time_are_said_in_their_largest_unit(length, words):
    assert show.span(length) == words
    assert show.ago(NOON - length, NOON) == f"{words} ago"
    assert show.until(NOON + length, NOON) == f"in {words}"


def test_what_never_was_and_what_is_due_have_words():
    assert show.ago(None, NOON) == "never"
    assert show.until(None, NOON) == "-"
    assert show.until(NOON, NOON) == "now"


def test_json_has_times_in_utc_and_lengths_in_seconds(capsys):
    show.as_json({"at": NOON, "every": timedelta(minutes=5), "title": "\u00fc"})
    text = capsys.readouterr().out
    assert '"2026-11-21T12:00:00Z"' in text
    assert '"every": 300.0' in text
    assert "\u00fc" in text
    with pytest.raises(TypeError):
        show.as_json({"x": object()})
