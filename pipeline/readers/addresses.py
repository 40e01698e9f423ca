"""Addresses on the web: which they are, how they are shown, and what is named after them."""

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from pipeline.readers.drafts import shown

_WEB = re.compile(r"(?:feed:)?https?://|feed://", re.IGNORECASE)
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|igshid", re.IGNORECASE)
"""What senders add to a link to see who followed it; it leads nowhere else."""
_LOGIN = re.compile(
    r"(?:^|[./_-])(?:log-?in|sign-?in|signon|sso|oauth2?|auth|accounts?|register|subscribe)(?=$|[./_-])",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"(?:^|[./_-])(?:consent|cookie-?wall|cookies?|privacy-?(?:gate|wall)|gdpr)(?=$|[./_-])",
    re.IGNORECASE,
)


def is_address(path: str | Path) -> bool:
    """Whether a path is an address on the web: http, https, or feed for either."""
    return isinstance(path, str) and _WEB.match(path) is not None


def of_feed(address: str) -> str | None:
    """The address that `feed:` stands before; None where it does not."""
    if not address.lower().startswith("feed:"):
        return None
    inner = address[len("feed:") :].removeprefix("//")
    return inner if _WEB.match(inner) else f"http://{inner}"


def bare(address: str) -> str:
    """An address without what is nobody's business: user, password, and the place in the page."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "an address that cannot be read"
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()


def named(paths: Iterable[str]) -> tuple[str | Path, ...]:
    """Paths, and addresses among them, as they are given in words."""
    return tuple(path if is_address(path) else Path(path) for path in paths)


def kept(path: str) -> str:
    """A path as it may be written down: an address without user and password."""
    return bare(path) if is_address(path) else path


def told(address: str | Path) -> str:
    """A path or an address as a person may see it: inert, and without user and password."""
    return shown(bare(address) if isinstance(address, str) and is_address(address) else address)


def same(address: str) -> str:
    """What two addresses of one page have in common: all but scheme and tracking."""
    parts = urlsplit(bare(address))
    kept = [(k, v) for k, v in parse_qsl(parts.query, True) if not _TRACKING.fullmatch(k)]
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}{query}"


def web_or_none(address: str | None) -> str | None:
    """An address to be passed on: of the web, or none at all."""
    if address and address.lower().startswith(("https://", "http://")):
        return bare(address)
    return None


def host_of(address: str | None) -> str | None:
    """The host that an address names, without "www."."""
    return (urlsplit(address).hostname or "").removeprefix("www.") or None if address else None


def wall(before: str, after: str) -> str | None:
    """What stands before a page when a redirect leads to another kind of place: None for no wall.

    Told by the names in the new address that the old one does not have.
    """
    old, new = (re.sub(r"[?#].*", "", bare(one)) for one in (before, after))
    for pattern, what in ((_LOGIN, "login"), (_CONSENT, "cookie")):
        if pattern.search(new) and not pattern.search(old):
            return what
    return None
