"""From a configuration file to Settings: found, read, judged whole, secrets fetched."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from monitor.config.places import line_of, places
from monitor.config.sections import (
    ChannelSection,
    Children,
    Delivery,
    File,
    Log,
    Metrics,
    Polling,
    Push,
    Reading,
    Sourced,
)
from monitor.config.values import Secret
from monitor.errors import ConfigError
from monitor.model import Severity
from monitor.model.timetables import AT_ONCE, Quiet, Timetable

FILE_NAME = "monitor.toml"
_WORLD_READABLE = 0o004
_TOML_LINE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_PLAINLY = {
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "tuple_type": "must be a list in brackets",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "string_pattern_mismatch": "may hold letters, digits, - and _ only, at most 40",
}


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel with its address at hand."""

    name: str
    url: Secret
    to: tuple[str, ...]  # empty: the one place the address itself reaches
    topics: tuple[str, ...]
    rules: tuple[str, ...]
    min_severity: Severity
    per_minute: float
    deadline: timedelta
    operator: bool = False  # told how the feeds do, and of no alert
    timetable: Timetable = AT_ONCE


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the operator decided."""

    path: Path  # the file they came from
    store_url: Secret
    rules: Path
    polling: Polling
    reading: Reading
    children: Children
    delivery: Delivery
    channels: tuple[Channel, ...]
    log: Log
    push: Push
    metrics: Metrics
    warnings: tuple[str, ...] = ()  # nothing that stops us, but the operator should know


def find(chosen: Path | None, environ: Mapping[str, str]) -> Path:
    """Return the configuration file to use: the chosen one, or the first there is.

    Looked for in this order: `$MONITOR_CONFIG`, `./monitor.toml`,
    `~/.config/monitor/monitor.toml` (or under `$XDG_CONFIG_HOME`), `/etc/monitor/monitor.toml`.

    Raises:
        ConfigError: there is none; the message says where one was looked for.
    """
    if chosen is None and environ.get("MONITOR_CONFIG"):
        chosen = Path(environ["MONITOR_CONFIG"])
    if chosen is not None:
        return chosen
    personal = environ.get("XDG_CONFIG_HOME") or f"{environ.get('HOME', '~')}/.config"
    candidates = [
        Path(FILE_NAME),
        Path(personal).expanduser() / "monitor" / FILE_NAME,
        Path("/etc/monitor") / FILE_NAME,
    ]
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    looked = ", ".join(str(candidate) for candidate in candidates)
    raise ConfigError(f"no configuration found (looked for {looked}); `monitor init` writes one")


def load(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """Read the configuration at `path`, or the one that `find` finds.

    Raises:
        ConfigError: it cannot be read or is wrong; all its errors at once, one a line, each as
            `file:line: [section] setting: what and how to mend it`. No secret is quoted.
    """
    path = find(path, environ)
    text = _text(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_syntax(path, str(error), text)) from None
    reader = _Reader(path, places(text), environ)
    try:
        file = File.model_validate(data)
    except ValidationError as error:
        reader.errors.extend(_Problem(_place(e), _said(e)) for e in error.errors())
        raise ConfigError(reader.report()) from None
    settings = reader.settings(file)
    if reader.errors:
        raise ConfigError(reader.report())
    return settings


@dataclass(frozen=True, slots=True)
class _Problem:
    place: tuple[str, ...]
    said: str


class _Reader:
    """Turns a judged file into settings, gathering every error on the way."""

    def __init__(
        self, path: Path, lines: Mapping[tuple[str, ...], int], environ: Mapping[str, str]
    ) -> None:
        self.path = path
        self.folder = path.resolve().parent
        self.lines = lines
        self.environ = environ
        self.errors: list[_Problem] = []
        self.warnings: list[str] = []

    def settings(self, file: File) -> Settings:
        self._check_mode(file)
        if not file.channels:
            self.warnings.append(f"{self.path}: no channel is set up: alerts are kept, not sent")
        return Settings(
            path=self.path,
            store_url=self._store_url(file),
            rules=self.folder / Path(file.rules.path).expanduser(),
            polling=file.polling,
            reading=file.reading,
            children=file.children,
            delivery=file.delivery,
            channels=tuple(self._channel(*item) for item in file.channels.items()),
            log=file.log,
            push=file.push,
            metrics=file.metrics,
            warnings=tuple(self.warnings),
        )

    def report(self) -> str:
        """Return every error, one a line, in the file's order."""
        placed = [(line_of(error.place, self.lines), error) for error in self.errors]
        placed.sort(key=lambda item: item[0] or 0)
        return "\n".join(
            f"{self.path}{f':{line}' if line else ''}: {_spelled(error.place)}{error.said}"
            for line, error in placed
        )

    def _store_url(self, file: File) -> Secret:
        if file.store.sources():
            return self._address(file.store, ("store",))
        state = self.environ.get("STATE_DIRECTORY", "").split(":")[0]  # systemd.exec(5)
        folder = Path(state) if state and file.store.path is None else self.folder
        place = folder / Path(file.store.path or "monitor.db").expanduser()
        return Secret(f"sqlite:///{place}")

    def _channel(self, name: str, section: ChannelSection) -> Channel:
        return Channel(
            name=name,
            url=self._address(section, ("channels", name)),
            to=section.to,
            topics=section.topics,
            rules=section.rules,
            min_severity=section.min_severity,
            per_minute=section.per_minute,
            deadline=section.deadline,
            operator=section.operator,
            timetable=_timetable(section),
        )

    def _address(self, section: Sourced, place: tuple[str, ...]) -> Secret:
        """Fetch a secret address from where the section says it is."""
        (source,) = section.sources()
        value: str = getattr(section, source)
        if source == "url":
            return self._said(value, (*place, source), "is empty")
        if source == "url_env":
            return self._said(
                self.environ.get(value, ""), (*place, source), f"${value} is not set, or empty"
            )
        folder = self.folder
        if source == "url_credential":
            given = self.environ.get("CREDENTIALS_DIRECTORY")
            if not given:
                why = "no $CREDENTIALS_DIRECTORY: is Monitor run by systemd with LoadCredential?"
                return self._said("", (*place, source), why)
            folder = Path(given)
        return self._from_file(folder / Path(value).expanduser(), (*place, source))

    def _from_file(self, path: Path, place: tuple[str, ...]) -> Secret:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
            if path.stat().st_mode & _WORLD_READABLE:
                self.warnings.append(f"{path}: anybody here can read this secret; chmod 600 mends")
        except (OSError, UnicodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "is not UTF-8 text"
            return self._said("", place, f"{path}: {why}")
        return self._said(lines[0] if lines else "", place, f"{path}: is empty")

    def _said(self, value: str, place: tuple[str, ...], otherwise: str) -> Secret:
        """Return the value as a secret; an empty one is an error."""
        if not value.strip():
            self.errors.append(_Problem(place, otherwise))
        return Secret(value.strip())

    def _check_mode(self, file: File) -> None:
        inline = [
            name
            for name, channel in file.channels.items()
            if channel.url is not None and not channel.url.startswith("terminal:")
        ]
        inline += ["store"] if file.store.url and "@" in file.store.url else []
        if inline and self.path.stat().st_mode & _WORLD_READABLE:
            self.warnings.append(
                f"{self.path}: anybody here can read the secrets of {', '.join(inline)}; "
                "chmod 600 mends, or keep them in url_file or url_credential"
            )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeError:
        raise ConfigError(f"{path}: is not UTF-8 text") from None


def _syntax(path: Path, said: str, text: str) -> str:
    found = _TOML_LINE.search(said)
    line, column = found.groups() if found else (None, None)
    place = f"{line}:{column}" if line else str(max(len(text.splitlines()), 1))
    return f"{path}:{place}: not TOML: {_TOML_LINE.sub('', said)}"


def _timetable(section: ChannelSection) -> Timetable:
    quiet = Quiet(*section.quiet, section.quiet_besides) if section.quiet else None
    return Timetable(section.digest, section.digest_below, quiet, section.timezone)


def _place(error: ErrorDetails) -> tuple[str, ...]:
    return tuple(str(step) for step in error["loc"] if step != "[key]")


def _said(error: ErrorDetails) -> str:
    """Return what is wrong in the operator's words."""
    kind = error["type"]
    if kind == "extra_forbidden":
        return _unknown(error["loc"])
    if kind == "literal_error":
        return f"must be one of {error['ctx']['expected'].replace(chr(39), '')}"
    words = _PLAINLY.get(kind) or error["msg"].removeprefix("Value error, ")
    return words.replace("Input should be", "must be")


def _unknown(loc: tuple[Any, ...]) -> str:
    names = File.names_at(loc[:-1])
    near = get_close_matches(str(loc[-1]), names, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(names)}"
    return f"is not a {'setting' if loc[:-1] else 'section'} we know; {hint}"


def _spelled(place: tuple[str, ...]) -> str:
    """Return a setting's place as the file spells it: `[channels.ops] to: `."""
    table = 2 if place[:1] == ("channels",) else 1
    section = f"[{'.'.join(place[:table])}] " if place else ""
    rest = "".join(f"[{int(s) + 1}]" if s.isdecimal() else s for s in place[table:])
    return f"{section}{rest}: " if rest else section
