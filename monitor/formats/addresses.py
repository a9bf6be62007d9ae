"""Web addresses: resolved against their page, and reduced to the key that identifies an article."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from yarl import URL

_LONGEST = 4_096
_TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "hsa_", "_hs", "vero_", "oly_")
_TRACKING_NAMES = """
_ga _gl __twitter_impression amp at_bbc_team at_campaign at_format at_link_id at_link_origin
at_link_type at_medium at_ptr_name campaign_id cmp cmpid cmp_id dclid ef_id emc fbclid fb_ref
fb_source gclid gbraid guce_referrer guce_referrer_sig guccounter igsh igshid ito mbid mc_cid
mc_eid mkt_tok msclkid ncid ns_campaign ns_mchannel ns_source ocid output_type outputtype s_cid
smid smtyp spm src_rss taid traffic_source trk trkcampaign twclid wbraid wt_mc wt_zmc xtor yclid
"""
_TRACKING = frozenset(_TRACKING_NAMES.split())
# A word that is tracking only with some values: elsewhere it may name the article.
_TRACKING_IF_VALUE = frozenset(("ref", "src", "source", "from", "via", "rss", "feed", "partner"))
_TRACKING_VALUES = frozenset(
    (
        "rss",
        "feed",
        "feeds",
        "rssfeed",
        "twitter",
        "facebook",
        "telegram",
        "whatsapp",
        "newsletter",
        "email",
        "mail",
        "social",
        "share",
    )
)
_MOBILE = re.compile(r"^(?:www|m|mobile|amp)\.(?=[^.]+\.)")
_CONTROL = re.compile(r"[\x00-\x20\x7f]+")


def resolve(link: str, base: str) -> str | None:
    """Return `link` as an absolute http or https address, or None when it is none."""
    cleaned = _CONTROL.sub(lambda found: "" if "\n" in found[0] else "%20", link.strip())
    if not cleaned or len(cleaned) > _LONGEST:
        return None
    try:
        url = URL(urljoin(base, cleaned))
        usable = url.scheme in {"http", "https"} and bool(url.host)
    except ValueError:
        return None
    return str(url) if usable else None


def url_key(url: str) -> str | None:
    """Return the canonical form that two addresses of one article share; None if not of the web.

    The key is for comparing, never for fetching: it ignores the scheme, `www.`, mobile and AMP
    hosts, default ports, user names, the order of parameters, tracking parameters, a closing slash
    and the fragment. A parameter is dropped only when it is known to be tracking, because taking
    two articles for one loses an alert, while the opposite mistake is caught by the fingerprint.
    """
    if len(url) > _LONGEST:
        return None
    try:
        parsed = URL(url.strip())
        host = parsed.raw_host
        if parsed.scheme not in {"http", "https"} or not host:
            return None
        port = parsed.explicit_port
        path = _path(parsed.raw_path)
        query = _query(parsed)
    except ValueError:
        return None
    place = _MOBILE.sub("", host.lower().rstrip("."))
    if port is not None and port not in {80, 443}:
        place = f"{place}:{port}"
    fragment = parsed.raw_fragment
    route = f"#{fragment}" if fragment.startswith(("!", "/")) else ""  # a page drawn by a script
    return f"https://{place}{path}{query}{route}"


def host_of(url: str) -> str:
    """Return the publisher's host name without `www.`, in Unicode; "" when there is none."""
    try:
        host = URL(url).host or ""
    except ValueError:
        return ""
    return host.lower().removeprefix("www.")


def is_front_page(url: str) -> bool:
    """Tell whether an address is a site's front page: no path and no parameters."""
    try:
        parsed = URL(url)
    except ValueError:
        return False
    return parsed.path in {"", "/"} and not parsed.query_string


def _path(path: str) -> str:
    """Return the path without a closing slash and without its AMP form."""
    bare = path.rstrip("/")
    bare = bare.removesuffix("/amp")
    if bare.endswith(".amp.html"):
        bare = bare.removesuffix(".amp.html") + ".html"
    return bare or "/"


def _query(url: URL) -> str:
    """Return the parameters that may name the article, sorted."""
    kept = sorted(
        (name, value) for name, value in url.query.items() if not _is_tracking(name, value)
    )
    if not kept:
        return ""
    return "?" + URL.build(query=kept).raw_query_string


def _is_tracking(name: str, value: str) -> bool:
    lowered = name.lower()
    return (
        lowered in _TRACKING
        or lowered.startswith(_TRACKING_PREFIXES)
        or (lowered in _TRACKING_IF_VALUE and (value.lower() in _TRACKING_VALUES))
    )
