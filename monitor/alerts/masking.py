"""Secrets kept out of every word Monitor says about a channel. Pure but for `tame`.

A channel's address is its secret: tokens sit in the path, the host, the user name or the query,
differently for each service. So the parts of the address that could be one are all masked wherever
they turn up, whoever wrote the sentence.
"""

from __future__ import annotations

import logging
import re
from urllib.parse import parse_qsl, unquote, urlsplit

MASK = "***"
_SHORTEST = 5  # shorter words are no secrets worth the name, and masking them garbles sentences
_USERINFO = re.compile(r"(?<=://)[^/\s@]+@")
_QUERY = re.compile(r"(?<=[?&])(?!(?:from|to|name)=)([\w.+:-]+)=[^&\s\"']+")


def secrets_of(url: str) -> tuple[str, ...]:
    """Return every part of a channel's address that may be secret, longest first.

    The password always counts, however short. The host counts unless the address is a mail
    server's or a webhook's: other services put tokens there.
    """
    parts = urlsplit(url)
    found = {
        url if parts.netloc else "",
        parts.path.strip("/"),
        *parts.path.split("/"),
        parts.query,
    }
    found |= {value for name, value in parse_qsl(parts.query) if name not in {"from", "to", "name"}}
    if parts.scheme not in {"mailto", "mailtos", "json", "jsons", "http", "https"}:
        found |= {parts.netloc, parts.netloc.rpartition("@")[2]}
    userinfo = parts.netloc.rpartition("@")[0]
    user, _, password = userinfo.partition(":")
    if parts.scheme not in {"mailto", "mailtos"}:
        found |= {userinfo, user}
    words = {word for word in found if len(word) >= _SHORTEST} | ({password} - {""})
    words |= {unquote(word) for word in words}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def mask(text: str, secrets: tuple[str, ...] = ()) -> str:
    """Return the text with the given secrets, and whatever looks like one in an address, masked."""
    for secret in secrets:
        text = text.replace(secret, MASK)
    return _QUERY.sub(rf"\1={MASK}", _USERINFO.sub(f"{MASK}@", text))


def tame() -> None:
    """Keep the libraries under the channels from logging addresses, at whatever level is set.

    apprise logs tokens at DEBUG, and at INFO and ERROR for addresses it refuses; urllib3 logs full
    paths at DEBUG. What apprise says about a send is read from its result instead.
    """
    for name, level in (("apprise", logging.WARNING), ("urllib3", logging.ERROR)):
        library = logging.getLogger(name)
        library.setLevel(level)
        library.propagate = False
        if not library.handlers:
            library.addHandler(logging.NullHandler())
