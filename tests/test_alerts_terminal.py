from __future__ import annotations

import io

from alert_samples import alert, match, quote
from rich.console import Console

from monitor.alerts.terminal import picture
from monitor.model import TextSource


def drawn(told, copies=(), *, colour=False) -> str:
    console = Console(
        file=io.StringIO(),
        width=100,
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
    )
    console.print(picture(told, copies), crop=False)
    return console.file.getvalue()


def test_the_words_that_fired_stand_out():
    assert "\x1b[1;30;43msell\x1b[0m" in drawn(alert(), colour=True)


def test_an_alert_shows_its_headline_topics_rule_reason_and_link():
    shown = drawn(alert(), ("wire.example",))
    for words in (
        "HIGH",
        "drone-deals, arms-deals",
        "Türkiye to sell 40 drones to Azerbaijan",
        "A drone deal is agreed (drone-deals-agreed 3f2a9c1b77aa)",
        "one sentence: @states (Türkiye), sell, then @drones (drones)",
        "news.example.org, 20 November 2026, 14:05 UTC",
        "wire.example",
        "https://news.example.org/2026/11/20/drones?page=1&from=feed",
    ):
        assert words in shown


def test_a_text_cannot_move_the_cursor_or_use_our_markup():
    evil = "\x1b]0;owned\x07 [bold]x[/bold] \x1b[2J\u202eexe"
    told = alert(headline=evil, matches=(match(quote=quote(evil, "bold"), reason=evil),))
    shown = drawn(told)
    assert not set("\x1b\x07\u202e") & set(shown)
    assert "[bold]x[/bold]" in shown


def test_an_alert_that_rests_on_less_than_the_page_says_so():
    assert "headline only" in drawn(alert(text_source=TextSource.TITLE))


def test_a_link_that_is_none_is_withheld():
    assert "withheld" in drawn(alert(url="javascript:alert(1)"))


def test_a_long_link_is_not_broken():
    url = "https://news.example.org/" + "a-very-long-slug-" * 12
    assert url in drawn(alert(url=url))
