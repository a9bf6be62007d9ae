"""`monitor channels`: who can be told, and whether it works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import show
from monitor.cli.context import AsJson, examples, settings
from monitor.errors import MonitorError, NotFound

if TYPE_CHECKING:
    from monitor.config import Channel, Settings
    from monitor.model import SendResult

app = typer.Typer(no_args_is_help=True, help="Who is told, by which way; try it.")


class NotAccepted(MonitorError):
    """A channel did not take a test message."""


@app.command("list", epilog=examples("monitor channels list", "monitor channels list --json"))
def list_(ctx: typer.Context, json_: AsJson = False) -> None:
    """List the configured channels and what each is told; addresses are masked."""
    from monitor.run.channels import channels_of

    found = settings(ctx)
    leads_to = channels_of(found)
    if json_:
        show.as_json(
            [
                {
                    "name": channel.name,
                    "leads_to": leads_to.describe(channel.name),
                    "to": list(channel.to),
                    "topics": list(channel.topics),
                    "rules": list(channel.rules),
                    "min_severity": channel.min_severity.word,
                }
                for channel in found.channels
            ]
        )
        return
    show.table(
        ("channel", "leads to", "recipients", "told"),
        [
            (
                channel.name,
                leads_to.describe(channel.name),
                ", ".join(channel.to) or "-",
                _wants(channel),
            )
            for channel in found.channels
        ],
        empty="No channels: alerts are made and told to nobody (see [channels] in monitor.toml)",
    )


@app.command("test", epilog=examples("monitor channels test desk"))
def try_(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="CHANNEL", help="Its name in monitor.toml.")],
    to: Annotated[str | None, typer.Option(help="Only this recipient.")] = None,
) -> None:
    """Send a test message now, and say what the other side answered."""
    import asyncio

    found = settings(ctx)
    channel = next((each for each in found.channels if each.name == name), None)
    if channel is None:
        known = ", ".join(each.name for each in found.channels) or "none"
        raise NotFound(f"there is no channel {name}; configured: {known}")
    recipients = [to] if to else list(channel.to) or [""]
    results = asyncio.run(_send_tests(found, name, recipients))
    refused = [_say(name, recipient, result) for recipient, result in results]
    if any(refused):
        raise NotAccepted(f"channel {name} did not accept the test message")


async def _send_tests(
    found: Settings, name: str, recipients: list[str]
) -> list[tuple[str, SendResult]]:
    import uuid

    from monitor.alerts.render import channel_test
    from monitor.run.channels import channels_of

    channels = channels_of(found)
    results = []
    for recipient in recipients:
        message_id = f"<test-{uuid.uuid4().hex}@{found.delivery.message_domain}>"
        result = await channels.send(name, recipient, channel_test(name, message_id))
        results.append((recipient, result))
    return results


def _say(name: str, recipient: str, result: SendResult) -> bool:
    """Print what came of one test; whether it failed."""
    from monitor.model import Refused, Sent

    where = f"{name} ({recipient})" if recipient else name
    if isinstance(result, Sent):
        print(f"{where}: accepted{': ' + result.detail if result.detail else ''}")
        return False
    word = "refused for good" if isinstance(result, Refused) else "not accepted now"
    print(f"{where}: {word}: {result.detail}")
    return True


def _wants(channel: Channel) -> str:
    """What a channel is told, in words."""
    from monitor.model import Severity

    parts = [", ".join(channel.topics or channel.rules) or "everything"]
    if channel.min_severity > Severity.LOW:
        parts.append(f"from {channel.min_severity.word}")
    return " ".join(parts)
