"""A real mail server on loopback that answers as scripted and keeps what it accepts.

with Mailbox(replies={"gone@example.org": "550 5.1.1 no such user"}) as mailbox:
    ...
    assert [mail["To"] for mail in mailbox.mails] == ["desk@example.org"]
"""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope


@dataclass
class Mailbox:
    """Accepts every mail, but for what `replies` says about a recipient, or about "DATA"."""

    replies: dict[str, str] = field(default_factory=dict)
    login: tuple[str, str] | None = None  # the only user and password let in
    tls: ssl.SSLContext | None = None  # offers STARTTLS
    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)

    def __enter__(self) -> Self:
        options: dict[str, Any] = {"tls_context": self.tls} if self.tls else {}
        if self.login:
            options |= {"authenticator": self._let_in, "auth_require_tls": False}
        # Port 0 lets the system choose; aiosmtpd would then knock at port 0, so we look ourselves.
        self._controller = _AnyPort(self, hostname="127.0.0.1", port=0, **options)
        self._controller.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._controller.stop()

    @property
    def port(self) -> int:
        return self._controller.server.sockets[0].getsockname()[1]

    def _let_in(self, _server, _session, _envelope, _mechanism, data) -> AuthResult:
        given = (data.login.decode(), data.password.decode())
        return AuthResult(success=given == self.login, handled=False)

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:  # noqa: N802  # the name aiosmtpd calls
        reply = self.replies.get(address, "250 OK")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802
        reply = self.replies.get("DATA", "250 2.0.0 OK: queued as 4F2A")
        if reply.startswith("250"):
            self.envelopes.append(envelope)
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return reply


class _AnyPort(Controller):
    def _trigger_server(self) -> None:
        while self.server is None or not self.server.sockets:
            time.sleep(0.005)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
