"""The surroundings judged: what a run needs, whether it is there, and how to mend what is not.

Nothing is fetched, sent or changed; the worst that is written is an empty file in the state folder,
which goes again.
"""

from __future__ import annotations

import os
import platform
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from monitor import __version__
from monitor.config import Settings
from monitor.errors import AlreadyRunning, MonitorError
from monitor.matching import load_rules
from monitor.run.app import lock_file, state_folder
from monitor.run.channels import channels_of
from monitor.run.lock import sole_instance
from monitor.store import migrations
from monitor.store.engines import library_warning, parse_url, sqlite_path

LIBRARIES = ("aiohttp", "apprise", "apscheduler", "feedparser", "sqlalchemy", "trafilatura")
UNIT = Path("/etc/systemd/system/monitor.service")
RUNNING_SYSTEMD = Path("/run/systemd/system")  # sd_booted(3)
SCRAPS = 500_000_000  # bytes of free disk below which somebody should know
FEW_FILES = 1_024  # open files: feeds, pages and the database's own, side by side


class Word(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARN = "warn"  # it runs, and somebody should know
    FAIL = "fail"  # it will not run


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do about it."""

    about: str
    word: Word
    said: str
    mend: str = ""


def examine(now: datetime) -> Iterator[Finding]:
    """Yield what holds for this machine, whatever the configuration says."""
    yield Finding("monitor", Word.OK, f"{__version__}, Python {platform.python_version()}")
    yield _libraries()
    warning = library_warning()
    if warning is None:
        yield Finding("sqlite", Word.OK, "its library has no known flaw")
    else:
        yield Finding("sqlite", Word.WARN, warning, "a newer Python or system SQLite")
    yield _time_zone(now)
    yield _open_files()
    yield _encoding()
    yield _systemd()


def examine_settings(settings: Settings) -> Iterator[Finding]:
    """Yield what holds for what is configured."""
    yield from (Finding("configuration", Word.WARN, said) for said in settings.warnings)
    yield Finding("configuration", Word.OK, str(settings.path))
    folder = state_folder(settings)
    yield from _folder(folder)
    yield _database(settings)
    yield _daemon(settings)
    yield _judged("rules", "monitor rules check", lambda: _rules(settings))
    yield from _channels(settings)


def _libraries() -> Finding:
    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            return Finding("libraries", Word.FAIL, f"{name} is missing", "install Monitor again")
    return Finding("libraries", Word.OK, ", ".join(found))


def _time_zone(now: datetime) -> Finding:
    """Judge the clock by Monitor's own files, which were not written in the future."""
    offset = time.strftime("%z")
    said = f"{time.tzname[0]} ({offset}); {now:%Y-%m-%d %H:%M} UTC; Monitor writes times in UTC"
    written = datetime.fromtimestamp(Path(__file__).stat().st_mtime, tz=now.tzinfo)
    if now < written - timedelta(days=1):
        return Finding("clock", Word.WARN, f"{said}; behind its own files", "set the clock (NTP)")
    return Finding("clock", Word.OK, said)


def _open_files() -> Finding:
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    said = f"{soft:,} may be open at once"
    if soft < FEW_FILES:
        return Finding("open files", Word.WARN, said, f"ulimit -n {FEW_FILES}, or LimitNOFILE=")
    return Finding("open files", Word.OK, said)


def _encoding() -> Finding:
    encoding = (sys.stdout.encoding or "none").lower()
    if encoding.replace("-", "") == "utf8":
        return Finding("terminal", Word.OK, "UTF-8")
    mend = "LANG=C.UTF-8, or PYTHONUTF8=1"
    return Finding("terminal", Word.WARN, f"{encoding} cannot show all languages", mend)


def _systemd() -> Finding:
    if not RUNNING_SYSTEMD.is_dir():
        said = "not the service manager here; run monitor under another that restarts it"
        return Finding("systemd", Word.OK, said)
    if UNIT.is_file():
        return Finding("systemd", Word.OK, f"the unit is installed: {UNIT}")
    mend = "docs/operate.md, As a service"
    return Finding("systemd", Word.WARN, "there, and Monitor's unit is not installed", mend)


def _folder(folder: Path) -> Iterator[Finding]:
    try:
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free
    except OSError as error:
        mend = "make it, or give it to the user Monitor runs as"
        yield Finding("state folder", Word.FAIL, f"{folder}: {error.strerror}", mend)
        return
    said = f"{folder}, {free / 1e9:.1f} GB free"
    if free < SCRAPS:
        yield Finding("state folder", Word.WARN, said, "free some space: a full disk stops work")
        return
    yield Finding("state folder", Word.OK, said)


def _database(settings: Settings) -> Finding:
    url = settings.store_url.reveal()
    path = sqlite_path(parse_url(url))
    if path is not None and not path.exists():
        return Finding("database", Word.OK, f"{path} is not there yet; the first run makes it")
    return _judged("database", "", lambda: _schema(url))


def _schema(url: str) -> str:
    migrations.require_current(url)
    return f"schema {migrations.known_version()}; monitor db check reads it whole"


def _daemon(settings: Settings) -> Finding:
    lock = lock_file(settings)
    if not lock.exists() or not os.access(lock, os.W_OK):
        return Finding("daemon", Word.OK, "none has run here as this user")
    try:
        with sole_instance(lock):
            return Finding("daemon", Word.OK, "not running")
    except AlreadyRunning:
        return Finding("daemon", Word.OK, "running")


def _rules(settings: Settings) -> str:
    rules = load_rules(settings.rules)
    return f"{len(rules.rules)} in {settings.rules}, version {rules.version}"


def _channels(settings: Settings) -> Iterator[Finding]:
    if not settings.channels:
        said = "none: alerts are made and told to nobody"
        yield Finding("channels", Word.WARN, said, "[channels.NAME] in the configuration")
        return
    try:
        channels = channels_of(settings)
    except MonitorError as error:
        yield Finding("channels", Word.FAIL, str(error), "its address in the configuration")
        return
    for channel in settings.channels:
        said = f"leads to {channels.describe(channel.name)}; monitor channels test tries it"
        yield Finding(f"channel {channel.name}", Word.OK, said)


def _judged(about: str, mend: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(about, Word.OK, look())
    except MonitorError as error:
        return Finding(about, Word.FAIL, str(error).partition("\n")[0], mend)
