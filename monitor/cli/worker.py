"""`monitor worker`: one of several processes, on one machine or many, over one PostgreSQL."""

from __future__ import annotations

import typer

from monitor.cli.context import examples, settings
from monitor.errors import ConfigError

EXAMPLES = examples(
    "monitor db upgrade          once, before the first worker starts",
    "monitor worker              work until Ctrl-C or SIGTERM; SIGHUP reloads the rules",
)


def worker(ctx: typer.Context) -> None:
    """Share the work of one PostgreSQL database with other workers.

    Start as many as there are machines or processors to spare, in place of `monitor run`. Each can
    be stopped, or killed, at any moment: the others go on with what it held.
    """
    from monitor.run import log

    found = settings(ctx)
    log.configure(found.log.level, found.log.format)
    try:
        from monitor.run.worker import run_worker
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"workers need {error.name}: pip install 'event-monitor[postgresql]'"
        ) from error
    run_worker(found)
