"""How far a long command is, for whoever watches standard error; ready for `monitor.run`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from monitor.cli.show import progress_wanted

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn, TaskID


class Bar:
    """A progress bar; without a terminal it shows nothing."""

    def __init__(self, drawn: Progress | None = None, task: TaskID | None = None) -> None:
        self._drawn = drawn
        self._task = task
        self.total = 0
        self.done = 0

    def begin(self, total: int) -> None:
        """So much is to be gone through."""
        self.total = total
        if self._drawn is not None and self._task is not None:
            self._drawn.update(self._task, total=total)

    def advance(self, done: int) -> None:
        """So much more is done."""
        self.done += done
        if self._drawn is not None and self._task is not None:
            self._drawn.advance(self._task, done)


@contextmanager
def bar(what: str) -> Iterator[Bar]:
    """Show a bar for the length of the block, and take it away at its end."""
    from rich.progress import MofNCompleteColumn

    with _drawn(what, MofNCompleteColumn()) as drawn:
        yield drawn


@contextmanager
def byte_bar(what: str) -> Iterator[Bar]:
    """Show the same for a file that is read, counted in bytes."""
    from rich.progress import DownloadColumn

    with _drawn(what, DownloadColumn()) as drawn:
        yield drawn


@contextmanager
def _drawn(what: str, amount: ProgressColumn) -> Iterator[Bar]:
    if not progress_wanted():
        yield Bar()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TimeRemainingColumn

    columns = (what, BarColumn(), amount, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as drawn:
        yield Bar(drawn, drawn.add_task(what, total=None))
