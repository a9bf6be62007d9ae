"""Mail against a real server that accepts, refuses and hesitates recipient by recipient."""

from __future__ import annotations

import socket
import ssl
import threading
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from mailbox import Mailbox

import pytest
from alert_samples import alert, delivery
from servers import make_certificates, openssl_is_here

from monitor.alerts import mail as mail_module
from monitor.alerts.channels import Channels, ChannelSpec
from monitor.alerts.mail import tls_context
from monitor.alerts.render import message
from monitor.model import Refused, RetryLater, Sent

MESSAGE = message(delivery(), ())


def channel(port: int, to: tuple[str, ...] = (), query: str = "", user: str = "") -> Channels:
    at = f"{user}@" if user else ""
    url = f"mailto://{at}127.0.0.1:{port}?from=monitor@example.org{query}"
    return Channels([ChannelSpec("desk", url, recipients=to)])


def body(mail: EmailMessage, kind: str) -> str:
    """A text as written, without the line ends of the wire."""
    return mail.get_body((kind,)).get_content().replace("\r\n", "\n")


async def test_a_mail_carries_both_texts_and_the_deliverys_own_id():
    with Mailbox() as mailbox:
        result = await channel(mailbox.port).send("desk", "desk@example.org", MESSAGE)
    assert result == Sent("250 2.0.0 OK: queued as 4F2A")
    (mail,) = mailbox.mails
    assert mail["Message-ID"] == MESSAGE.message_id
    assert mail["Subject"] == MESSAGE.subject
    assert mail["From"] == "Monitor <monitor@example.org>"
    assert mail["To"] == "desk@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Monitor-Alert"] == "12"
    assert parsedate_to_datetime(mail["Date"]).tzinfo is not None
    assert body(mail, "plain") == MESSAGE.text
    assert body(mail, "html") == MESSAGE.html


async def test_a_repeat_carries_the_same_id():
    with Mailbox() as mailbox:
        desk = channel(mailbox.port)
        await desk.send("desk", "a@example.org", MESSAGE)
        await desk.send("desk", "a@example.org", message(delivery(possible_repeat=True), ()))
    first, again = mailbox.mails
    assert first["Message-ID"] == again["Message-ID"]


async def test_each_recipient_is_told_alone_and_fails_alone():
    replies = {
        "gone@example.org": "550 5.1.1 no such user here",
        "later@example.org": "451 4.7.1 greylisted, come back",
    }
    with Mailbox(replies) as mailbox:
        desk = channel(mailbox.port)
        results = [
            await desk.send("desk", name, MESSAGE)
            for name in ("gone@example.org", "desk@example.org", "later@example.org")
        ]
    assert results == [
        Refused("550 5.1.1 no such user here"),
        Sent("250 2.0.0 OK: queued as 4F2A"),
        RetryLater("451 4.7.1 greylisted, come back"),
    ]
    assert [envelope.rcpt_tos for envelope in mailbox.envelopes] == [["desk@example.org"]]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [("452 4.2.2 mailbox full", RetryLater), ("554 5.7.1 looks like spam", Refused)],
)
async def test_a_refusal_of_the_text_itself_is_told_apart(reply, kind):
    with Mailbox({"DATA": reply}) as mailbox:
        result = await channel(mailbox.port).send("desk", "desk@example.org", MESSAGE)
    assert result == kind(reply)


async def test_a_server_that_is_not_there_is_tried_again():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    result = await channel(port).send("desk", "desk@example.org", MESSAGE)
    assert isinstance(result, RetryLater)
    assert "127.0.0.1" in result.detail


async def test_a_server_that_hangs_up_is_tried_again():
    def hang_up() -> None:
        server.accept()[0].close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=hang_up)
        thread.start()
        result = await channel(server.getsockname()[1]).send("desk", "a@example.org", MESSAGE)
        thread.join()
    assert isinstance(result, RetryLater)


async def test_a_wrong_password_is_the_operators_business_and_is_never_shown():
    with Mailbox(login=("user", "right-one")) as mailbox:
        wrong = channel(mailbox.port, user="user:wr0ng-one")
        result = await wrong.send("desk", "desk@example.org", MESSAGE)
        right = channel(mailbox.port, user="user:right-one")
        assert isinstance(await right.send("desk", "desk@example.org", MESSAGE), Sent)
    assert isinstance(result, Refused)
    assert "535" in result.detail
    assert "wr0ng-one" not in repr((result, wrong.states()))


@pytest.mark.parametrize(
    "headline", ["Deal\r\nBcc: all@example.org", "x" * 10_000, "🇹🇷 Türkiye İĞŞ", "a\x00b\ud800c"]
)
async def test_a_hostile_headline_arrives_as_one_subject(headline):
    made = message(delivery(alert(headline=headline)), ())
    with Mailbox() as mailbox:
        assert isinstance(await channel(mailbox.port).send("desk", "a@example.org", made), Sent)
    (mail,) = mailbox.mails
    assert mail.get_all("Subject") == [made.subject]
    assert mail["Bcc"] is None
    assert mailbox.envelopes[0].rcpt_tos == ["a@example.org"]


async def test_a_line_that_is_a_single_dot_does_not_end_the_mail():
    made = message(delivery(alert(headline="before\n.\nafter")), ())
    odd = type(made)(made.subject, "before\n.\n..\nafter\n", made.html, made.message_id)
    with Mailbox() as mailbox:
        await channel(mailbox.port).send("desk", "a@example.org", odd)
    assert body(mailbox.mails[0], "plain") == "before\n.\n..\nafter\n"


async def test_threads_and_the_operators_own_headers_are_kept():
    threaded = type(MESSAGE)(
        "s", "t", "<p>h</p>", "<b@x>", headers={"References": "<a@x>", "In-Reply-To": "<a@x>"}
    )
    with Mailbox() as mailbox:
        desk = channel(mailbox.port, query="&%2BX-Team=night")
        await desk.send("desk", "a@example.org", threaded)
    (mail,) = mailbox.mails
    assert (mail["References"], mail["In-Reply-To"]) == ("<a@x>", "<a@x>")
    assert mail["X-Team"] == "night"


@pytest.mark.skipif(not openssl_is_here(), reason="the openssl command makes the certificates")
async def test_starttls_is_used_and_the_certificate_is_checked(tmp_path):
    context = make_certificates(tmp_path).server("good")
    with Mailbox(tls=context) as mailbox:
        url = f"mailtos://127.0.0.1:{mailbox.port}?from=monitor@example.org"
        strict = Channels([ChannelSpec("desk", url)])
        refused = await strict.send("desk", "a@example.org", MESSAGE)
        lax = Channels([ChannelSpec("desk", f"{url}&verify=no")])
        sent = await lax.send("desk", "a@example.org", MESSAGE)
    assert isinstance(refused, RetryLater)
    assert "certificate" in refused.detail
    assert isinstance(sent, Sent)


async def test_a_server_without_starttls_is_refused_when_tls_was_asked_for():
    with Mailbox() as mailbox:
        url = f"mailtos://127.0.0.1:{mailbox.port}?from=monitor@example.org"
        result = await Channels([ChannelSpec("desk", url)]).send("desk", "a@b.example", MESSAGE)
    assert isinstance(result, Refused)
    assert mailbox.mails == []


def test_the_authorities_are_loaded_once():
    assert tls_context(verify=True) is tls_context(verify=True)
    assert tls_context(verify=True).verify_mode is ssl.CERT_REQUIRED
    assert mail_module.tls_context(verify=False).verify_mode is ssl.CERT_NONE
