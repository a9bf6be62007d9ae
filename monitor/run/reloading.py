"""What SIGHUP does: the rules and the configuration are read again, and put in force if good.

Channels, and who is told of what, change at once. Everything else that a process is built on (the
database, polling, children) wants a restart, and the log says which sections do.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final

import structlog

from monitor.config import Settings, load
from monitor.errors import ConfigError
from monitor.run import refusals
from monitor.run.app import App

log = structlog.get_logger()

_WANT_A_RESTART: Final = (
    "store_url",
    "rules",
    "polling",
    "reading",
    "children",
    "delivery",
    "push",
    "metrics",
    "log",
)


@dataclass(slots=True)
class Reloading:
    """The settings as they were read last."""

    settings: Settings

    async def reload(self, app: App) -> str:
        """Read everything again; what became of it, in a few words."""
        return f"{await self.reload_rules(app)}, {self.reload_settings(app)}"

    async def reload_rules(self, app: App) -> str:
        """Read the rules again; broken, the last good ones stay."""
        outcome = await app.rules.reload()
        await refusals.tell(app.database, outcome.problem, app.now())
        return "the last good rules stay in force" if outcome.problem else "rules reloaded"

    def reload_settings(self, app: App) -> str:
        """Read the configuration again; broken, it changes nothing."""
        try:
            found = load(self.settings.path, os.environ)
            app.channels.replace(found)
        except ConfigError as error:
            log.error("configuration refused; the former one stays", error=str(error))
            return "the former configuration stays"
        late = [
            name for name in _WANT_A_RESTART if getattr(found, name) != getattr(app.settings, name)
        ]
        if late:
            log.warning("changes that want a restart", sections=", ".join(late))
        if found.channels != self.settings.channels:
            log.info("channels in force", channels=len(found.channels))
        self.settings = found
        return "configuration reloaded"
