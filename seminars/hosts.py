"""Names of hosts: how they are compared, and how they stand in the addresses of a site and of a mailbox."""

import re
from collections.abc import Collection
from contextlib import suppress
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

import idna

_PORT = re.compile(r":[0-9]*$", re.ASCII)
_SITE_ADDRESS = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
_NAME_OUTSIDE_ASCII = re.compile(r"(?<=//)[^/:@]*[^\x00-\x7f/:@][^/:@]*")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_LOCAL_PART = re.compile(rf"{_ATOM}(\.{_ATOM})*")
_DOMAIN = re.compile(rf"{_LABEL}(\.{_LABEL})*")
_LONGEST_LOCAL_PART, _LONGEST_DOMAIN = 64, 253  # RFC 5321, section 4.5.3.1; RFC 1035, section 2.3.4
# Where a server listens that hears of all IPv4, or of this machine alone.
_SEEN_AS_LOCALHOST = ("127.0.0.1", "localhost", "0.0.0.0", "*", "")  # noqa: S104 - nothing listens by this


def plain(written: str) -> str:
    """The form in which two hosts are compared: without port, brackets, capital letters and the dot at the end of a
    full name (RFC 9110 section 4.2.3, RFC 1034 section 3.1), names outside ASCII as A-labels (RFC 5890).

    "LOCALHOST.:5000" → "localhost", "[0::1]:80" → "::1". Raises ValueError for what cannot be a name.
    """
    for text in (written, _PORT.sub("", written)):
        with suppress(ValueError):
            return str(ip_address(text.removeprefix("[").removesuffix("]")))
    return a_labels(_PORT.sub("", written).lower().removesuffix("."))


def a_labels(name: str) -> str:
    """The name in ASCII, as the net carries it (RFC 5890); what is ASCII stays as it is written. Raises ValueError."""
    labels = name.split(".")
    return ".".join(each if each.isascii() else idna.encode(each, uts46=True).decode("ascii") for each in labels)


def is_among(host: str, known: Collection[str]) -> bool:
    """Whether the host is one of the known, all in plain form; one that begins with a dot stands for those in it."""
    return any(host == each.removeprefix(".") or (each[:1] == "." and host.endswith(each)) for each in known)


def is_of_this_machine(host: str) -> bool:
    """Whether only this machine reaches the host by this name."""
    try:
        return ip_address(host.removeprefix("[").removesuffix("]")).is_loopback
    except ValueError:
        return host == "localhost"


def seen_as(listens: str) -> str:
    """How an address calls the host that a server listens on: IPv6 in brackets (RFC 3986 section 3.2.2)."""
    if listens in _SEEN_AS_LOCALHOST:
        return "localhost"
    with suppress(ValueError):
        address = IPv6Address(listens)
        return "[::1]" if address.is_unspecified else f"[{address}]"  # "localhost" is often an IPv4 address alone
    return listens


def site_address(written: str) -> tuple[str, str]:
    """(address without anything behind host and port, name of the host); a name outside ASCII becomes A-labels.

    Raises ValueError if it is of another form.
    """
    address = _NAME_OUTSIDE_ASCII.sub(lambda name: plain(name[0]), written)
    parts = urlsplit(address)
    if not _SITE_ADDRESS.fullmatch(address) or parts.port == 0 or not parts.hostname:
        raise ValueError(written)
    return address, parts.hostname


def mailbox(written: str) -> str:
    """The address of a mailbox in ASCII, as it stands in mails and calendars: its domain as A-labels.

    Raises ValueError, whose text is the reason and never names the address, for anything but one plain address
    (RFC 5322, section 3.4.1, dot-atom): a comma, a blank or a second @ would make it two or another one.
    """
    local_part, at, domain = written.partition("@")
    if not at or "@" in domain:
        raise ValueError("an address has exactly one @")
    if not local_part.isascii():
        raise ValueError("the part before the @ is not ASCII")
    if not _LOCAL_PART.fullmatch(local_part) or len(local_part) > _LONGEST_LOCAL_PART:
        raise ValueError("the part before the @ is not one plain name")
    with suppress(ValueError):
        domain = a_labels(domain)
    if not _DOMAIN.fullmatch(domain) or len(domain) > _LONGEST_DOMAIN:
        raise ValueError("the part after the @ is not a domain name")
    return f"{local_part}@{domain}"
