"""Addresses of people who were made up end in .invalid, where no mail can arrive (RFC 6761, section 6.4). A folder
keeps their mail like any other; no mail server is ever asked for them."""

from collections.abc import Sequence

from flask import current_app

LAST_LABEL = "invalid"


class InventedAddress(Exception):
    """A mail to somebody who was made up was about to be given to a mail server."""


def stays_here(address: str) -> bool:
    """Whether a mail to this address must not leave, since there is a server that it would go to."""
    return current_app.extensions["mail"].server is not None and is_invented(address)


def is_invented(address: str) -> bool:
    last_label = address.rpartition("@")[2].rstrip("> .").rpartition(".")[2]
    return last_label.lower() == LAST_LABEL


def refuse(recipients: Sequence[str] | str) -> None:
    """Raise InventedAddress if a mail server would be asked for one."""
    if any(map(is_invented, [recipients] if isinstance(recipients, str) else recipients)):
        raise InventedAddress
