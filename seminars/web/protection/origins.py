"""Where a request comes from, by what its browser says of it. Pages can write none of these headers."""

from collections.abc import Iterator
from enum import Enum
from urllib.parse import urlsplit

from flask import current_app, request


class Origin(Enum):
    OWN = "own"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


# Fetch Metadata, section 2.3. Another site of the same domain is another site; "none" says that no page asked for it.
_BY_SITE = {"same-origin": Origin.OWN, "same-site": Origin.FOREIGN, "cross-site": Origin.FOREIGN}
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def origin() -> Origin:
    """Where the present request comes from. If its headers contradict one another, it is foreign."""
    said = {_by_fetch_metadata(), _by_origin()}
    if said == {Origin.UNKNOWN}:
        return _by_referer()
    return Origin.FOREIGN if Origin.FOREIGN in said else Origin.OWN


def _by_fetch_metadata() -> Origin:
    return _BY_SITE.get(request.headers.get("Sec-Fetch-Site", ""), Origin.UNKNOWN)


def _by_origin() -> Origin:
    """Of "null" nobody knows whose it is: a sandboxed frame has it, and a page of ours without a Referer."""
    written = request.headers.get("Origin", "")
    if written in ("", "null"):
        return Origin.UNKNOWN
    return Origin.OWN if written.lower() in _own_origins() else Origin.FOREIGN


def _by_referer() -> Origin:
    """It can only tell that a request is foreign: programs between browser and site leave it out and write it anew."""
    try:
        parts = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # no page of ours has such an address
        return Origin.FOREIGN
    is_ours = not parts.netloc or f"{parts.scheme}://{parts.netloc}".lower() in _own_origins()
    return Origin.UNKNOWN if is_ours else Origin.FOREIGN


def _own_origins() -> set[str]:
    """That of PUBLIC_BASE_URL, and that of the host that was asked, which is one of TRUSTED_HOSTS. A proxy may have
    taken https away from it without telling."""
    return set(_serialized(current_app.config["PUBLIC_BASE_URL"], request.host_url, f"https://{request.host}"))


def _serialized(*addresses: str) -> Iterator[str]:
    """As browsers write an origin: in small letters and without the port that goes without saying."""
    for address in addresses:
        scheme, _, host = address.lower().rstrip("/").partition("://")
        yield f"{scheme}://{host.removesuffix(_DEFAULT_PORTS.get(scheme, ''))}"
