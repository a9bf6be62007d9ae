"""Word tables as they are written in this package: words parted by blanks."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the words of a table."""
    return frozenset(text.split())
