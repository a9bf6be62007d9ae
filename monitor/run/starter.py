"""What `monitor init` writes: configuration, rules and feeds to start from."""

from __future__ import annotations

from monitor.config import STARTER
from monitor.run.bundled import bundled


def starter_files() -> dict[str, bytes]:
    """Return the starter files by their path under the new folder.

    Raises:
        NotFound: the rules or the feed list did not come with this installation.
    """
    files = {
        "monitor.toml": STARTER.encode(),
        "feeds.opml": bundled("seeds/feeds.opml").read_bytes(),
    }
    rules = bundled("rules")
    for path in sorted(rules.rglob("*.yml")):
        files[f"rules/{path.relative_to(rules)}"] = path.read_bytes()
    return files
