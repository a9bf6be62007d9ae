"""Channels: one message to one recipient, and what came of it. The owner of apprise.

apprise knows how a hundred services are spoken to. What it leaves open is settled here: one target
per call, so that each recipient succeeds or fails alone; our own pace instead of sleeps in its
threads; no redirects; a deadline on the whole send; a rest for a channel that is down; errors
sorted into "later" and "never"; and no secret in any word that leaves this module.

`sending.py` has the pace, the rest and the deadline of a channel; here is what one send is.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from apprise import Apprise, AppriseAsset, AppriseResult, NotifyFormat, NotifyType
from apprise.common import PersistentStoreMode
from apprise.plugins import url_to_dict
from rich.console import Console

from monitor.alerts.fitting import as_markdown, fitted, length_as_html, length_as_markdown
from monitor.alerts.mail import Mail
from monitor.alerts.masking import MASK, mask, secrets_of, tame
from monitor.alerts.sending import Sender
from monitor.alerts.terminal import picture
from monitor.alerts.webhook import Webhook
from monitor.alerts.wording import clean, cut
from monitor.errors import ConfigError
from monitor.model import Message, Refused, RetryLater, SendResult, Sent, Severity

TERMINAL = "terminal:"
_JOINT = 8  # characters apprise may put around a title that it joins to the body
_OWN: dict[str, type[Mail | Webhook]] = {
    "mailto": Mail,
    "mailtos": Mail,
    "json": Webhook,
    "jsons": Webhook,
}
_STATUS = re.compile(r"\berror=(\d{3})\b")
_RETRIED = {408, 425, 429}
_TONES = {Severity.HIGH: NotifyType.WARNING, Severity.CRITICAL: NotifyType.FAILURE}


@dataclass(frozen=True, slots=True)
class ChannelSpec:
    """One configured channel. The address holds its secrets, so it is never shown."""

    name: str
    url: str = field(repr=False)
    recipients: tuple[str, ...] = ()  # empty: the one place the address itself reaches
    per_minute: float = 60.0
    deadline: timedelta = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class ChannelState:
    """How a channel is doing, for listings; every word is masked."""

    name: str
    target: str
    is_resting: bool
    failures: int  # in a row
    stuck: int  # sends past their deadline that have not ended
    last: str  # what came of the last send, "" before the first


class Channels:
    """Every configured channel, ready to send.

    Raises:
        ConfigError: an address is of no use; the channel is named, its address is not.
    """

    def __init__(
        self, specs: Sequence[ChannelSpec], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Check every address. `clock` counts seconds and only goes forward."""
        tame()
        self._clock = clock
        self._specs = {spec.name: spec for spec in specs}
        self._targets = {spec.name: _checked(spec) for spec in specs}
        self._senders = {
            spec.name: Sender(
                partial(_deliver, spec.url),
                secrets_of(spec.url),
                spec.per_minute,
                spec.deadline,
                clock,
            )
            for spec in specs
        }

    def changed(self, specs: Sequence[ChannelSpec]) -> Channels:
        """Return the channels as they are to be now; one that is the same keeps pace and rest.

        Raises:
            ConfigError: an address is of no use.
        """
        new = Channels(specs, self._clock)
        same = (spec.name for spec in specs if self._specs.get(spec.name) == spec)
        new._senders.update({name: self._senders[name] for name in same})
        return new

    async def send(self, channel: str, recipient: str, message: Message) -> SendResult:
        """Send one message to one recipient; failures are values, and the deadline is kept."""
        sender = self._senders.get(channel)
        if sender is None:
            return Refused(f"no channel named {channel} is configured")
        return await sender.send(recipient, message)

    def describe(self, channel: str) -> str:
        """Say where a channel leads, without its secrets."""
        return self._targets[channel]

    def states(self) -> tuple[ChannelState, ...]:
        """Return how each channel is doing, in the configured order."""
        return tuple(
            ChannelState(
                name,
                self._targets[name],
                sender.is_resting,
                sender.failures,
                sender.stuck,
                sender.last,
            )
            for name, sender in self._senders.items()
        )


def _deliver(url: str, recipient: str, message: Message) -> SendResult:
    """Send in this thread. Whatever breaks is a value: the thread has nobody to raise to."""
    try:
        if url.startswith(TERMINAL):
            return _print(message)
        plugin = _plugin(url, recipient)
        own = isinstance(plugin, Mail | Webhook)
        if own:
            plugin.message = message
        title, body, form = _shaped(plugin, message.chat)
        service = Apprise(asset=plugin.asset)
        service.add(plugin)
        severity = message.alert.severity if message.alert else Severity.LOW
        tone = _TONES.get(severity, NotifyType.INFO)
        result = service.notify(
            body=body or message.subject,
            title=title,
            notify_type=tone,
            body_format=form,
        )
        if own and plugin.outcome is not None:
            outcome: SendResult = plugin.outcome
            return outcome
        return _verdict(result)
    except Exception as error:  # noqa: BLE001  # a plugin of a hundred may raise anything
        return RetryLater(f"the channel's own code failed: {type(error).__name__}: {error}")


_printing = threading.Lock()


def _print(message: Message) -> SendResult:
    """Draw the alert on standard output; two alerts never mix their lines."""
    console = Console(highlight=False)
    with _printing:
        if message.alert is not None:
            console.print(picture(message.alert, message.copies), crop=False)
        else:
            console.print(clean(message.chat), markup=False)
        console.print()
    return Sent("printed")


def _asset() -> AppriseAsset:
    """Return apprise's settings: nothing on disk, nothing followed, nothing fetched from its site.

    `async_mode` off makes apprise work in the calling thread, so its threads are ours to count.
    """
    return AppriseAsset(
        app_id="Monitor",
        app_desc="Monitor",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        async_mode=False,
        http_redirects=False,
        storage_mode=PersistentStoreMode.MEMORY,
        secure_logging=True,
    )


def _parsed(url: str) -> dict[str, Any] | None:
    """Return an address as apprise reads it; a bare web address is a webhook unless it knows it."""
    scheme = url.partition(":")[0].lower()
    read: Any = _OWN[scheme].parse_url if scheme in _OWN else url_to_dict
    results: dict[str, Any] | None = read(url)  # ours spare loading every service: over a second
    if results is None and scheme in {"http", "https"}:
        return _parsed(f"json{'s' * (scheme == 'https')}{url[len(scheme) :]}")
    return results


def _plugin(url: str, recipient: str) -> Any:
    """Return a fresh apprise service aimed at one recipient.

    Raises:
        ConfigError: apprise cannot use the address, or not for this recipient.
    """
    results = _parsed(url)
    if results is None:
        scheme, found, _ = url.partition("://")
        why = f"no service is known by {scheme}://, or a part is missing" if found else "no scheme"
        raise ConfigError(f"apprise cannot read the address: {why}")
    _aim(results, recipient)
    asset = _asset()
    own = _OWN.get(results["schema"])
    try:
        plugin: Any = (
            own(**{**results, "asset": asset})
            if own is not None
            else Apprise.instantiate(results, asset=asset, suppress_exceptions=False)
        )
    except TypeError as error:  # apprise's own way to say that a part is missing
        hint = "; a mail address needs ?from=monitor@example.org" if own is Mail else ""
        raise ConfigError(f"apprise cannot use the address: {error}{hint}") from None
    plugin.request_rate_per_sec = 0  # our pace rules; apprise would sleep in the thread
    plugin.retry = 0  # our outbox retries
    return plugin


def _aim(results: dict[str, Any], recipient: str) -> None:
    """Point an address at one recipient; one that reaches several at once is refused.

    A call with two targets cannot say which of them failed, so the other would be told again.
    """
    takes_targets = "targets" in results
    if recipient and not takes_targets:
        raise ConfigError("this service reaches one fixed place; remove `to`")
    if recipient:
        results["targets"] = [recipient]
    targets = results.get("targets") or ()
    if not isinstance(targets, str) and len(tuple(targets)) > 1:
        raise ConfigError("the address names several recipients; list them under `to` instead")


def _checked(spec: ChannelSpec) -> str:
    """Return where a channel leads, masked, after trying its address out without sending."""
    if spec.url.startswith(TERMINAL):
        return "terminal"
    secrets = secrets_of(spec.url)
    try:
        for recipient in spec.recipients or ("",):
            plugin = _plugin(spec.url, recipient)
    except Exception as error:  # noqa: BLE001  # each service has its own way to refuse
        why = mask(str(error), secrets)
        raise ConfigError(f"channel {spec.name}: {why}") from None
    if isinstance(plugin, Mail):
        if len(plugin.targets) != 1:
            what = "several recipients" if plugin.targets else "something that is no mail address"
            raise ConfigError(f"channel {spec.name}: {what}; list mail addresses under `to`")
        if plugin.cc or plugin.bcc or plugin.pgp_mode != "no":
            raise ConfigError(
                f"channel {spec.name}: cc, bcc and pgp are not supported in a mail address; "
                "list every recipient under `to`"
            )
        return f"mail by {plugin.smtp_host}:{plugin.port} from {plugin.from_addr[1]}"
    if isinstance(plugin, Webhook):
        return f"webhook at {plugin.host}{f':{plugin.port}' if plugin.port else ''}/{MASK}"
    return f"{plugin.service_name} by apprise ({spec.url.partition(':')[0]}://{MASK})"


def _shaped(plugin: Any, chat: str) -> tuple[str, str, NotifyFormat]:
    """Return a chat text's title and body in the markup a service speaks, within its limit."""
    title, _, body = chat.partition("\n")
    room = plugin.body_maxlen - len(title) - _JOINT
    spoken = plugin.resolve_format(NotifyFormat.TEXT)
    if spoken is NotifyFormat.MARKDOWN:
        return title, as_markdown(fitted(body, room, length_as_markdown)), NotifyFormat.MARKDOWN
    length = length_as_html if spoken is NotifyFormat.HTML else len
    return title, fitted(body, room, length), NotifyFormat.TEXT


def _verdict(result: AppriseResult) -> SendResult:
    """Return what apprise's result means; the HTTP status, if any, is in its log lines."""
    if result:
        return Sent("accepted")
    lines = [entry.message for entry in result.logs()]
    detail = cut(
        "; ".join(" ".join(line.split()) for line in lines) or "apprise gave no reason", 300
    )
    statuses = [int(found) for line in lines for found in _STATUS.findall(line)]
    final = [status for status in statuses if 400 <= status < 500 and status not in _RETRIED]
    return Refused(detail) if final else RetryLater(detail)
