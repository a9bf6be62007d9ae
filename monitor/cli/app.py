"""The command as a whole: its nouns and verbs, its global options, and how it ends.

Exit codes (also in docs/operate.md): 0 done; 1 it failed, or found faults it was asked to find;
2 called wrongly; 3 configuration; 4 rules; 5 database; 6 another Monitor is at work; 7 nothing by
that name; 130 interrupted.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

import monitor
from monitor.cli import (
    alerts,
    articles,
    channels,
    check,
    coverage,
    daemon,
    db,
    deliveries,
    digests,
    doctor,
    entries,
    events,
    feeds,
    match,
    replay,
    rules,
    search,
    start,
    status,
    worker,
)
from monitor.cli.context import EXIT_CODES, Choices
from monitor.errors import MonitorError

INTERRUPTED = 130
READER_GONE = 1

app = typer.Typer(
    name="monitor",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EXIT_CODES,
)

BEGIN = "Begin"
RUN = "Run and watch"
RULES = "Rules"
app.command("init", rich_help_panel=BEGIN, epilog=start.INIT_EXAMPLES)(start.init)
app.command("demo", rich_help_panel=BEGIN, epilog=start.DEMO_EXAMPLES)(start.demo)
app.command("run", rich_help_panel=RUN, epilog=daemon.EXAMPLES)(daemon.run)
app.command("worker", rich_help_panel=RUN, epilog=worker.EXAMPLES)(worker.worker)
app.command("status", rich_help_panel=RUN, epilog=status.EXAMPLES)(status.status)
app.command("coverage", rich_help_panel=RUN, epilog=coverage.EXAMPLES)(coverage.coverage)
app.command("notices", rich_help_panel=RUN, epilog=coverage.NOTICES_EXAMPLES)(coverage.notices)
app.command("doctor", rich_help_panel=RUN, epilog=doctor.EXAMPLES)(doctor.doctor)
app.command("check", rich_help_panel=RULES, epilog=check.EXAMPLES)(check.check)
app.command("match", rich_help_panel=RULES, epilog=match.EXAMPLES)(match.match)
app.command("replay", rich_help_panel=RULES, epilog=replay.EXAMPLES)(replay.replay)
app.command("search", rich_help_panel=RULES, epilog=search.EXAMPLES)(search.search)
app.add_typer(rules.app, name="rules", rich_help_panel=RULES)
app.add_typer(feeds.app, name="feeds", rich_help_panel=RUN)
app.add_typer(entries.app, name="entries", rich_help_panel=RUN)
app.add_typer(articles.app, name="articles", rich_help_panel=RUN)
app.add_typer(events.app, name="events", rich_help_panel=RUN)
app.add_typer(alerts.app, name="alerts", rich_help_panel=RUN)
app.add_typer(deliveries.app, name="deliveries", rich_help_panel=RUN)
app.add_typer(digests.app, name="digests", rich_help_panel=RUN)
app.add_typer(channels.app, name="channels", rich_help_panel=RUN)
app.add_typer(db.app, name="db", rich_help_panel=RUN)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"monitor {monitor.__version__}")
        raise typer.Exit


@app.callback()
def _globally(
    ctx: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            "-c",
            metavar="FILE",
            help="The configuration file. Without it: $MONITOR_CONFIG, ./monitor.toml,"
            " ~/.config/monitor/monitor.toml, /etc/monitor/monitor.toml, the first there is.",
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say which version."),
    ] = False,
) -> None:
    """Watch news feeds for events that matter, and tell the right people once."""
    del version  # its callback has answered
    ctx.obj = Choices(config=config)


def main() -> None:
    """Run the command line and end the process with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code; what went wrong is on standard error."""
    # A lone surrogate in somebody's text comes out as \udXXX, in JSON as its valid escape.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = app(arguments, prog_name="monitor", standalone_mode=False)
        sys.stdout.flush()
    except MonitorError as error:
        print(f"monitor: error: {error}", file=sys.stderr)
        return error.exit_code
    except TyperException as error:
        return _called_wrongly(error)
    except (typer.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has enough; the flush at exit must not complain once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    if code == INTERRUPTED:  # typer turns Ctrl-C into this code, without a word
        print("monitor: interrupted", file=sys.stderr)
    return code if isinstance(code, int) else 0


def _called_wrongly(error: TyperException) -> int:
    """Say in one line what is wrong with the command line, and where its help is."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "monitor"
    message = error.format_message()
    if not message:  # a noun without its verb: typer's answer is that noun's help
        typer.echo(context.get_help() if context is not None else "")
        return error.exit_code
    print(f"monitor: error: {message}\n  {path} --help says how it is called", file=sys.stderr)
    return error.exit_code
