"""The channels in force, and who is told of what: read at start, changed by a reload, never mixed.

A reload checks every address and then swaps one reference. A channel that stays as it was keeps its
pace and its rest; one that is taken away refuses what still waits for it.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.alerts.channels import Channels, ChannelSpec
from monitor.alerts.routing import Subscription, routes_for
from monitor.config import Channel, Settings
from monitor.model import Match, Message, Route, SendResult


class ChannelsInForce:
    """One set of channels at a time, with its routes."""

    def __init__(self, settings: Settings) -> None:
        """Take the channels of the settings.

        Raises:
            ConfigError: a channel's address is of no use.
        """
        self._channels = channels_of(settings)
        self._settings = settings

    async def send(self, channel: str, recipient: str, message: Message) -> SendResult:
        """Send one message to one recipient (fits `pipeline.Send`)."""
        return await self._channels.send(channel, recipient, message)

    def routes(self, matches: Sequence[Match]) -> tuple[Route, ...]:
        """Who is told of an alert (fits `pipeline.Routes`); the operator's channels of none."""
        wanted = [
            Subscription(
                channel.name,
                channel.to or ("",),
                channel.topics,
                channel.rules,
                channel.min_severity,
            )
            for channel in self._settings.channels
            if not channel.operator
        ]
        return routes_for(wanted)(matches)

    @property
    def operator_routes(self) -> tuple[Route, ...]:
        """The recipients of notices: those of the channels that are the operator's."""
        return tuple(
            Route(channel.name, recipient)
            for channel in self._settings.channels
            if channel.operator
            for recipient in channel.to or ("",)
        )

    def replace(self, settings: Settings) -> None:
        """Put the channels of other settings in force.

        Raises:
            ConfigError: a channel's address is of no use; the former channels stay.
        """
        self._channels = self._channels.changed(list(map(_spec, settings.channels)))
        self._settings = settings


def channels_of(settings: Settings) -> Channels:
    """Every configured channel, ready to send.

    Raises:
        ConfigError: a channel's address is of no use.
    """
    return Channels(list(map(_spec, settings.channels)))


def _spec(channel: Channel) -> ChannelSpec:
    return ChannelSpec(
        channel.name, channel.url.reveal(), channel.to, channel.per_minute, channel.deadline
    )
