"""The operators' files that come with Monitor: rules, seeds, service units.

In a checkout they are the folders at the top; a wheel carries the same folders as `monitor/_data`
(pyproject.toml maps them), so that `init` and `demo` work from any folder after `pip install`.
"""

from __future__ import annotations

from pathlib import Path

import monitor
from monitor.errors import NotFound


def bundled(name: str) -> Path:
    """Return where the bundled file or folder `name` lies, such as "rules" or "seeds/feeds.opml".

    Raises:
        NotFound: neither the installed package nor a checkout around it has it.
    """
    package = Path(monitor.__file__).resolve().parent
    for folder in (package / "_data", package.parent):
        if (folder / name).exists():
            return folder / name
    raise NotFound(
        f"{name}: this file should have come with Monitor, and is not in {package}; "
        "install Monitor again"
    )
