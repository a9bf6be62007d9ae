"""What may be written in the configuration file, section by section, with its defaults.

Every model is frozen and refuses what it does not know. Paths are relative to the file's folder.
"""

from __future__ import annotations

import re
from datetime import timedelta
from ipaddress import ip_address
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    field_validator,
    model_validator,
)

from monitor.config.values import ClockTime, Duration, QuietHours, Size, quiet_hours, zone
from monitor.model import Severity

Positive = Annotated[StrictInt, Field(ge=1)]
Share = Annotated[float, Field(ge=0, le=1)]
Texts = tuple[StrictStr, ...]


def _severity(value: object) -> Severity:
    words = [severity.word for severity in Severity]
    if isinstance(value, str) and value.lower() in words:
        return Severity[value.upper()]
    raise ValueError(f"must be one of {', '.join(words)}, not {value!r}")


def _one_or_more(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _endpoint(value: str) -> str:
    host, _, port = value.rpartition(":")
    try:
        ip_address(host.strip("[]"))
        number = int(port)
    except ValueError:
        number = 0
    if not 1 <= number <= 65535:
        raise ValueError(f'must be an address with a port such as "127.0.0.1:8080", not {value!r}')
    return value


Endpoint = Annotated[StrictStr, AfterValidator(_endpoint)]


class Section(BaseModel):
    """One table of the file."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, arbitrary_types_allowed=True
    )


class Sourced(Section):
    """A secret address, written here or, better, kept elsewhere."""

    url: StrictStr | None = None
    url_file: StrictStr | None = None  # a file with the address on its first line
    url_credential: StrictStr | None = None  # a name under systemd's $CREDENTIALS_DIRECTORY
    url_env: StrictStr | None = None  # an environment variable

    def sources(self) -> tuple[str, ...]:
        """Return the names of the settings that give the address."""
        names = ("url", "url_file", "url_credential", "url_env")
        return tuple(name for name in names if getattr(self, name) is not None)


class StoreSection(Sourced):
    """Where everything is remembered: a SQLite file, or a database's address."""

    path: StrictStr | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        given = (*self.sources(), *(("path",) if self.path is not None else ()))
        if len(given) > 1:
            raise ValueError(f"names the database {len(given)} times: {', '.join(given)}")
        return self


class RulesSection(Section):
    """Where the rule files are."""

    path: StrictStr = "rules"


class Polling(Section):
    """How feeds and pages are asked for."""

    every: Duration = timedelta(minutes=15)  # for feeds that say nothing else
    host_gap: Duration = timedelta(seconds=1)  # between two requests to one host
    page_gap: Duration = timedelta(seconds=3)  # between two article pages of one host
    deadline: Duration = timedelta(seconds=30)  # for a whole exchange, redirects included
    max_feed: Size = 10_000_000  # bytes, unpacked
    max_page: Size = 5_000_000
    max_redirects: Annotated[StrictInt, Field(ge=0, le=20)] = 5
    connections: Positive = 400
    contact: StrictStr = ""  # a page or mail address, sent in the User-Agent
    robots: StrictBool = True  # robots.txt is obeyed for article pages
    allowed_ports: tuple[Annotated[StrictInt, Field(ge=1, le=65535)], ...] = (80, 443)
    allow_private: tuple[Endpoint, ...] = ()  # private addresses that may be asked, with port
    proxy: StrictStr | None = None
    jitter: Share = 0.1  # at most this share of a wait is added
    slowest: Duration | None = None  # a feed that publishes rarely may be asked this rarely
    without_validators: Duration | None = None  # the least wait where each poll costs a whole feed

    @field_validator("every")
    @classmethod
    def _not_too_often(cls, value: timedelta) -> timedelta:
        if value < timedelta(seconds=1):
            raise ValueError("must be at least a second")
        return value


class Reading(Section):
    """How articles are read."""

    at_once: Positive = 8
    reread_after: tuple[Duration, ...] = (
        timedelta(minutes=2),
        timedelta(minutes=15),
        timedelta(hours=2),
        timedelta(hours=12),
    )


class Children(Section):
    """The killable processes that parse, extract and match."""

    workers: Positive | None = None  # None: one per processor but one
    memory: Size = 1_000_000_000  # bytes one may use
    deadline: Duration = timedelta(seconds=30)  # for one task
    tasks: Positive = 500  # then it is replaced


class Delivery(Section):
    """How alerts are handed over, and for how long that is tried."""

    at_once: Positive = 8
    backoff: Duration = timedelta(seconds=30)  # after the first failure; doubled each time
    backoff_cap: Duration = timedelta(hours=1)
    give_up_after: Duration = timedelta(hours=72)
    message_domain: StrictStr = "monitor.localhost"  # the right half of every Message-ID

    @field_validator("message_domain")
    @classmethod
    def _is_domain(cls, value: str) -> str:
        labels = value.split(".")
        if not value.isascii() or not all(part.replace("-", "").isalnum() for part in labels):
            raise ValueError(f"must be a host name such as monitor.example.org, not {value!r}")
        return value


class ChannelSection(Sourced):
    """One way to tell somebody, and what that somebody wants to be told."""

    to: Texts = ()
    topics: Texts = ()
    rules: Texts = ()
    min_severity: Annotated[Severity, BeforeValidator(_severity)] = Severity.LOW
    per_minute: Annotated[float, Field(gt=0, le=6000)] = 60.0
    deadline: Duration = timedelta(seconds=60)  # for one send
    operator: StrictBool = False  # told how the feeds do, and of no alert
    digest: Annotated[tuple[ClockTime, ...], BeforeValidator(_one_or_more)] = ()  # "07:00"
    digest_below: Annotated[Severity, BeforeValidator(_severity)] = Severity.MEDIUM
    quiet: Annotated[QuietHours | None, BeforeValidator(quiet_hours)] = None  # "22:00-06:30"
    quiet_besides: Annotated[Severity, BeforeValidator(_severity)] = Severity.CRITICAL
    timezone: Annotated[ZoneInfo, BeforeValidator(zone)] = ZoneInfo("UTC")

    @field_validator("deadline")
    @classmethod
    def _within_reason(cls, value: timedelta) -> timedelta:
        """Keep below the time after which a send without an end is taken for lost (the store's)."""
        if not timedelta(seconds=1) <= value <= timedelta(minutes=5):
            raise ValueError("must be between 1s and 5m")
        return value

    @model_validator(mode="after")
    def _operators_hear_of_feeds_only(self) -> Self:
        if self.operator and (self.digest or self.quiet):
            raise ValueError("is the operator's: notices come at once; remove digest and quiet")
        if self.operator and (self.topics or self.rules):
            raise ValueError(
                "is the operator's: it is told how the feeds do, and of no alert; "
                "remove topics and rules, or operator"
            )
        return self

    @model_validator(mode="after")
    def _one_address(self) -> Self:
        given = self.sources()
        if not given:
            raise ValueError(
                "has no address: give it one of url, url_file, url_credential or url_env"
            )
        if len(given) > 1:
            raise ValueError(f"has {len(given)} addresses: {', '.join(given)}; keep one")
        return self

    @field_validator("to")
    @classmethod
    def _each_once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(recipient.strip() for recipient in value):
            raise ValueError("must not hold an empty recipient")
        return tuple(dict.fromkeys(recipient.strip() for recipient in value))


class Push(Section):
    """Hubs that tell us of changes (W3C WebSub), instead of waiting for the next poll."""

    callback: StrictStr | None = None  # our address as hubs reach it; without it, none is asked
    listen: Endpoint = "127.0.0.1:8484"  # where they arrive, through a web server that speaks TLS
    lease: Duration = timedelta(days=10)  # how long a hub is to tell us before it is asked again

    @field_validator("callback")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value):
            raise ValueError("must be an address such as https://monitor.example.org/push")
        return value

    @field_validator("lease")
    @classmethod
    def _not_too_short(cls, value: timedelta) -> timedelta:
        if value < timedelta(minutes=10):
            raise ValueError("must be at least 10m")
        return value


class Metrics(Section):
    """Numbers for Prometheus, at /metrics."""

    listen: Endpoint | None = None  # "127.0.0.1:9464"; none: not served

    @field_validator("listen")
    @classmethod
    def _on_loopback(cls, value: str | None) -> str | None:
        """Whoever may read them is not asked who he is."""
        if value is not None and not ip_address(value.rpartition(":")[0].strip("[]")).is_loopback:
            raise ValueError("must be a loopback address; put a web server before it for others")
        return value


class Log(Section):
    """What is logged, and in which form."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "json", "text"] = "auto"


ChannelName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]


class File(Section):
    """The whole file."""

    store: StoreSection = StoreSection()
    rules: RulesSection = RulesSection()
    polling: Polling = Polling()
    reading: Reading = Reading()
    children: Children = Children()
    delivery: Delivery = Delivery()
    push: Push = Push()
    metrics: Metrics = Metrics()
    channels: dict[ChannelName, ChannelSection] = Field(default_factory=dict)
    log: Log = Log()

    @classmethod
    def names_at(cls, path: tuple[Any, ...]) -> tuple[str, ...]:
        """Return the settings that may be written in the table at `path`."""
        model: type[BaseModel] = cls
        for step in path:
            if step == "channels":
                model = ChannelSection
            elif step in model.model_fields:
                kind = model.model_fields[str(step)].annotation
                model = kind if isinstance(kind, type) and issubclass(kind, BaseModel) else Section
        return tuple(model.model_fields)
