from __future__ import annotations

import os
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path

import pytest
from alert_samples import alert, delivery, match, quote
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from monitor.alerts.mail import compose
from monitor.alerts.render import SUBJECT_LIMIT, channel_test, message
from monitor.model import Delivery, Message, Severity, TextSource

CASES = Path(__file__).parent / "cases" / "messages"
REGENERATE = "MONITOR_REGENERATE" in os.environ  # set it, run, and review the difference
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@dataclass(frozen=True)
class Case:
    delivery: Delivery
    copies: tuple[str, ...]


@pytest.mark.parametrize("path", sorted(CASES.glob("*.json")), ids=lambda path: path.stem)
@pytest.mark.parametrize("form", ["txt", "html", "chat"])
def test_messages_read_as_they_always_did(path, form):
    case = TypeAdapter(Case).validate_json(path.read_text(encoding="utf-8"))
    made = message(case.delivery, case.copies)
    said = {"txt": f"{made.subject}\n\n{made.text}", "html": made.html, "chat": made.chat}[form]
    golden = path.with_suffix(f".{form}")
    if REGENERATE:
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")


class _Tags(HTMLParser):
    """What a browser would make of the page: its elements and where they lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.handlers: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.add(tag)
        self.links |= {value for name, value in attrs if name in {"href", "src", "background"}}
        self.handlers |= {name for name, _ in attrs if name.startswith("on")}


def _hostile(text: str) -> Delivery:
    """An alert whose every text is the same hostile one."""
    made = match(
        rule_id=text, rule_title=text, rule_version=text, reason=text, topics=(text,),
        quote=quote(text or "-"),
    )  # fmt: skip
    told = alert(headline=text, url=text, source=text, matches=(made, replace(made, quote=quote())))
    return delivery(told)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7 * 7 }}{% for x in () %}",
        "<a href='javascript:alert(1)'>x</a>",
        "]]><!-- </style><svg onload=alert(1)>",
        "' autofocus onfocus=alert(1) x='",
    ],
)
def test_markup_in_a_text_is_shown_and_never_obeyed(text):
    page = message(_hostile(text), (text,)).html
    plain = _Tags(message(delivery(alert(url="")), ("b.example",)).html)
    found = _Tags(page)
    assert found.tags <= plain.tags
    assert found.links == set()
    assert found.handlers == set()
    assert "49" not in page


@settings(max_examples=150)
@given(ANY_TEXT)
def test_any_text_gives_a_message_that_can_be_sent(text):
    made = message(_hostile(text), (text,))
    made.text.encode(), made.html.encode(), made.chat.encode()
    assert len(made.subject) <= SUBJECT_LIMIT
    wire = compose(made, ("Monitor", "m@example.org"), ("", "r@example.org"), {})
    mail = message_from_bytes(wire, policy=policy.default)
    assert mail.get_all("Subject") == [mail["Subject"]]
    assert mail["Bcc"] is None
    assert [str(address) for address in mail["To"].addresses] == ["r@example.org"]


def test_a_headline_cannot_add_a_header_or_a_recipient():
    made = message(delivery(alert(headline="Deal\r\nBcc: x@evil.example\r\n\r\nbody\x00")), ())
    assert made.subject.endswith("Deal Bcc: x@evil.example body")
    assert "\n" not in made.subject


def test_a_subject_names_severity_and_topics_and_stays_short():
    made = message(delivery(alert(headline="Word " * 100)), ())
    assert made.subject.startswith("[high] drone-deals, arms-deals: Word Word")
    assert len(made.subject) <= SUBJECT_LIMIT
    assert made.subject.endswith("…")


def test_the_gravest_match_leads():
    low = match(severity=Severity.LOW, quote=quote("A lesser sentence."))
    grave = match(severity=Severity.CRITICAL, quote=quote("A grave sentence."))
    made = message(delivery(alert(matches=(low, grave))), ())
    assert made.subject.startswith("[critical]")
    assert made.text.index("grave") < made.text.index("lesser")


def test_every_rule_that_fired_is_named_with_its_version_and_reason():
    second = match(rule_id="arms-deals", rule_title="An arms deal", reason="sell near missiles")
    made = message(delivery(alert(matches=(match(), second))), ())
    for text in (made.text, made.html):
        assert "arms-deals" in text
        assert "sell near missiles" in text
        assert "3f2a9c1b77aa" in text


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (TextSource.PAGE, "the article's page"),
        (TextSource.FEED, "feed's own text only"),
        (TextSource.TITLE, "headline only"),
    ],
)
def test_a_reader_is_told_which_text_the_alert_rests_on(source, said):
    assert said in message(delivery(alert(text_source=source)), ()).text


def test_a_possible_repeat_says_so_and_nothing_else_changes():
    first = message(delivery(), ())
    again = message(delivery(possible_repeat=True), ())
    assert "may be a repeat" in again.text
    assert "may be a repeat" in again.html
    assert "may be a repeat" in again.chat
    assert (again.message_id, again.subject) == (first.message_id, first.subject)
    assert message(delivery(), ()) == first


def test_a_chat_text_pings_nobody_and_ends_in_its_link():
    told = alert(
        headline="@everyone <!channel> [x](http://evil.example)", url="https://a.example/@everyone"
    )
    chat = message(delivery(told), ("<@123>",)).chat
    for token in ("@everyone", "<!channel>", "](", "<@123>"):
        assert token not in chat
    assert chat.splitlines()[-1] == "https://a.example/%40everyone"


def test_the_data_of_a_message_name_the_alert_the_rules_and_the_key():
    data = message(delivery(), ("b.example",)).data
    assert data["schema"] == "monitor.alert/1"
    assert data["alert"] == 12
    assert data["idempotency_key"] == "<a1b2.c3d4@monitor.localhost>"
    assert data["rules"] == ["drone-deals-agreed"]
    assert data["also_carried_by"] == ["b.example"]
    assert data["matches"][0]["quote"]["highlights"] == [[13, 17], [21, 27]]


def test_the_data_hold_no_link_that_is_no_web_address():
    assert message(delivery(alert(url="javascript:alert(1)")), ()).data["url"] is None


def test_a_test_message_is_plainly_one():
    made: Message = channel_test("desk<b>", "<t@monitor.localhost>")
    assert made.subject.startswith("[test]")
    assert "desk&lt;b&gt;" in made.html
    assert made.alert is None
