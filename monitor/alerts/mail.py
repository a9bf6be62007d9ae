"""Mail: apprise's e-mail plugin with our own message and an ear for the server's answer.

apprise reads the address, knows the providers' servers, ports and logins, and runs the send. Two
things it cannot do are done here instead, in one subclass:

- The message. apprise makes a new Message-ID for each attempt and a plain part that loses the
  links. Ours carries the delivery's own Message-ID, so a receiver can tell a repeat, and both
  texts as rendered.
- The conversation. apprise reports every refusal as False. Here the server's code decides: 4xx is
  worth another try, 5xx is not (RFC 5321, section 4.2.1), and its words are kept.

The TLS context is made once: loading the authorities costs more than the rest of a mail.
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from email import policy
from email.message import EmailMessage
from email.utils import formataddr, formatdate
from functools import cache
from typing import Any

from apprise import NotifyType
from apprise.plugins.email import NotifyEmail

from monitor.model import Message, Refused, RetryLater, SendResult, Sent

# 7bit is what every server takes; quoted-printable or base64 is chosen per part.
_POLICY = policy.SMTP.clone(cte_type="7bit")
_PATIENCE = 20  # seconds for one answer of the server; the channel's deadline bounds the whole


class Mail(NotifyEmail):  # type: ignore[no-untyped-call]  # apprise is half typed
    """One mail to one recipient. `message` is set before the send, `outcome` by it."""

    message: Message | None = None
    outcome: SendResult | None = None

    def send(
        self,
        body: str,
        title: str = "",
        notify_type: NotifyType = NotifyType.INFO,
        attach: object = None,
        body_format: object = None,
        **kwargs: Any,
    ) -> bool:
        """Send `message` to the only target and keep the server's verdict in `outcome`."""
        del body, title, notify_type, attach, body_format, kwargs  # `message` says it all
        if self.message is None or len(self.targets) != 1:
            self.outcome = Refused("a mail needs a message and exactly one recipient")
            return False
        name, recipient = self.targets[0][0], str(self.targets[0][1])
        sender = (str(self.from_addr[0] or "Monitor"), str(self.from_addr[1]))
        try:
            content = compose(self.message, sender, (str(name or ""), recipient), self.headers)
        except (ValueError, UnicodeError) as error:
            self.outcome = Refused(f"no mail can be made for this recipient: {error}")
            return False
        self.outcome = self._talk(sender[1], recipient, content)
        return isinstance(self.outcome, Sent)

    def _talk(self, sender: str, recipient: str, content: bytes) -> SendResult:
        server: smtplib.SMTP | None = None
        try:
            server = self._connect()
            return _hand_over(server, sender, recipient, content)
        except smtplib.SMTPResponseException as error:
            return verdict(error.smtp_code, error.smtp_error)
        except smtplib.SMTPNotSupportedError as error:
            return Refused(f"the mail server cannot do what the address asks: {error}")
        except (OSError, smtplib.SMTPException) as error:
            return RetryLater(f"mail server {self.smtp_host}: {_reason(error)}")
        finally:
            if server is not None:
                # Its verdict is in; a rude goodbye changes nothing.
                with contextlib.suppress(OSError, smtplib.SMTPException):
                    server.quit()

    def _connect(self) -> smtplib.SMTP:
        """Open the connection the way the address asks: TLS, STARTTLS or bare, then log in."""
        context = tls_context(verify=self.verify_certificate)
        host, port = self.smtp_host, int(self.port or 0)  # 0: the protocol's own
        server: smtplib.SMTP
        if self.secure_mode == "ssl":
            server = smtplib.SMTP_SSL(host, port, timeout=_PATIENCE, context=context)
        else:
            server = smtplib.SMTP(host, port, timeout=_PATIENCE)
        try:
            if self.secure_mode == "starttls":
                server.starttls(context=context)
            if self.user and self.password:
                server.login(self.user, self.password)
        except (OSError, smtplib.SMTPException):
            server.close()
            raise
        return server


def compose(
    message: Message, sender: tuple[str, str], recipient: tuple[str, str], extra: dict[str, str]
) -> bytes:
    """Return the mail as it goes over the wire.

    `Auto-Submitted` (RFC 3834) and Exchange's own header keep absence notes from answering;
    `List-Id` (RFC 2919) lets a reader sort alerts with one filter. `Precedence` is left out: RFC
    2076 discourages it, and it makes some servers hold mail back.

    Raises:
        ValueError: an address or a header cannot be written down.
    """
    mail = EmailMessage(policy=_POLICY)
    headers = {
        "From": formataddr(sender),
        "To": formataddr(recipient),
        "Subject": message.subject,
        "Date": formatdate(usegmt=True),
        "Message-ID": message.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Id": "Monitor alerts <alerts.monitor.localhost>",
        **message.headers,
        **extra,
    }
    for name, value in headers.items():
        mail[name] = value
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    return mail.as_bytes()


@cache
def tls_context(*, verify: bool) -> ssl.SSLContext:
    """Return the one TLS context for all mail, checking the server unless told not to."""
    context = ssl.create_default_context()
    if not verify:  # the operator wrote verify=no into the address
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def verdict(code: int, words: bytes | str) -> SendResult:
    """Return what an SMTP reply means for a delivery (RFC 5321, section 4.2.1)."""
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    detail = f"{code} {' '.join(said.split())[:300]}"
    if code < 400:
        return Sent(detail)
    return RetryLater(detail) if code < 500 else Refused(detail)


def _hand_over(server: smtplib.SMTP, sender: str, recipient: str, content: bytes) -> SendResult:
    server.ehlo_or_helo_if_needed()
    code, words = server.mail(sender)
    if code < 400:
        code, words = server.rcpt(recipient)
    if code >= 400:
        return verdict(code, words)
    return verdict(*server.data(content))


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
