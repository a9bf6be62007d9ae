"""The webhook: apprise's JSON plugin, sending the whole alert as data.

apprise's own payload is a title and a text. Receivers that are programs want fields, a key to tell
repeats by, and to be heard: `Retry-After` is honoured, a redirect is a failure (followed, a POST
becomes a GET and the alert is lost), and the answer's status says whether another try makes sense.
"""

from __future__ import annotations

import json
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from apprise import NotifyType
from apprise.plugins.custom_json import NotifyJSON

from monitor.model import Message, Refused, RetryLater, SendResult, Sent

_TIMEOUT = (10.0, 20.0)  # seconds to connect, and for each read; the deadline bounds the whole
_RETRIED = {408, 425, 429}
_WORDS = 200  # characters kept of a refusal's body


class Webhook(NotifyJSON):  # type: ignore[no-untyped-call]  # apprise is half typed
    """One POST of one alert. `message` is set before the send, `outcome` by it."""

    message: Message | None = None
    outcome: SendResult | None = None

    def send(
        self,
        body: str,
        title: str = "",
        notify_type: NotifyType = NotifyType.INFO,
        attach: object = None,
        **kwargs: Any,
    ) -> bool:
        """Post `message` and keep the receiver's verdict in `outcome`."""
        del body, title, attach, kwargs  # `message` says it all
        if self.message is None:
            self.outcome = Refused("a webhook needs a message")
            return False
        try:
            with self._post(self.message, notify_type) as response:
                self.outcome = verdict(response)
        except (requests.exceptions.InvalidURL, requests.exceptions.InvalidHeader):
            self.outcome = Refused("the address or a header of this webhook cannot be sent")
        except requests.RequestException as error:
            # The error's own words hold the whole address, so only its kind is told.
            self.outcome = RetryLater(f"webhook {self.host}: {type(error).__name__}")
        return isinstance(self.outcome, Sent)

    def _post(self, message: Message, notify_type: NotifyType) -> requests.Response:
        port = f":{self.port}" if isinstance(self.port, int) else ""
        url = f"{'https' if self.secure else 'http'}://{self.host}{port}{self.fullpath}"
        headers = {
            "User-Agent": "Monitor",
            "Content-Type": "application/json",
            "Idempotency-Key": message.message_id,
            **self.headers,
        }
        return requests.request(
            str(self.method),
            url,
            data=json.dumps(self._fields(message, notify_type)),
            params=self.params,
            headers=headers,
            auth=(self.user, self.password or "") if self.user else None,
            verify=self.verify_certificate,
            timeout=_TIMEOUT,
            allow_redirects=False,
            stream=True,  # an endless answer is not read
        )

    def _fields(self, message: Message, notify_type: NotifyType) -> dict[str, object]:
        """Return apprise's fields and ours; `:field=name` in the address renames or adds."""
        fields: dict[str, object] = {
            "title": message.subject,
            "message": message.text,
            "type": notify_type.value,
            **message.data,
        }
        for name, value in self.payload_extras.items():
            if name not in fields:
                fields[name] = value
            elif value:
                fields[value] = fields.pop(name)
            else:
                del fields[name]
        return fields


def verdict(response: requests.Response) -> SendResult:
    """Return what an HTTP answer means for a delivery.

    2xx is accepted. 408, 425, 429 and 5xx pass; a redirect does too, since an operator can mend it
    while we retry. Any other 4xx means this request will never do.
    """
    status = response.status_code
    if 200 <= status < 300:
        return Sent(f"answered {status}")
    if 300 <= status < 400:
        return RetryLater(
            f"answered {status}, a redirect, which is not followed: "
            "the configuration must hold the final address"
        )
    detail = f"answered {status}{_said(response)}"
    if status in _RETRIED or status >= 500 or status < 200:
        return RetryLater(detail, retry_after(response.headers.get("Retry-After"), response))
    return Refused(detail)


def retry_after(value: str | None, response: requests.Response) -> timedelta | None:
    """Return the wait a `Retry-After` asks for (RFC 9110, section 10.2.3), never negative.

    A date is taken relative to the answer's own `Date`, so that no clock of ours comes into it.
    """
    if value is None:
        return None
    if value.strip().isdecimal():
        return timedelta(seconds=min(int(value.strip()[:12]), 10**9))
    try:
        until = parsedate_to_datetime(value)
        wait = until - parsedate_to_datetime(response.headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    return max(wait, timedelta(0))


def _said(response: requests.Response) -> str:
    """Return the beginning of a text answer, after a colon; nothing when it does not come."""
    if not response.headers.get("Content-Type", "").startswith(("text/plain", "application/json")):
        return ""
    try:
        start = next(response.iter_content(_WORDS), b"")
    except requests.RequestException:
        return ""
    words = " ".join(start.decode("utf-8", "replace").split())
    return f": {words}" if words else ""
