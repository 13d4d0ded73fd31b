"""Which address a text means: people paste it with what stood around it."""

import re
from urllib.parse import unquote

from email_validator import EmailNotValidError, validate_email

LONGEST = 254  # characters (RFC 5321, 4.5.3.1.3, without the angle brackets)

# What no reader sees: format characters, fillers and variation selectors (Default_Ignorable_Code_Point of UAX #44),
# and the blank Braille pattern.
_INVISIBLE = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_BEFORE, _AFTER = " <([«“„\"'‘‚‹”’", " >)]»”“\"'’‘›.,;:!?"


def understood(text: str) -> str:
    """The address that stands in `Anna <a@mail.ru>`, `mailto:a@mail.ru?subject=x` (RFC 6068) or `"a@mail.ru";`.

    Anything else comes back without what nobody sees and what cannot begin or end an address. Nothing is dropped
    that could belong to the address itself: in `anna ivanova@mail.ru` no program knows what was meant.
    """
    text = _INVISIBLE.sub("", text)
    named = re.fullmatch(r"[^<>]*<([^<>]+)>[\s.,;:]*", text)
    address = (named[1] if named else text).lstrip(_BEFORE).rstrip(_AFTER)
    if address.lower().startswith("mailto:"):
        address = unquote(address[len("mailto:") :].partition("?")[0]).lstrip(_BEFORE).rstrip(_AFTER)
    return address


def well_formed(address: str) -> str | None:
    """The address as it is stored; None if it cannot be one."""
    try:
        return stored(address)
    except EmailNotValidError:
        return None


def stored(address: str) -> str:
    """The address as it is stored, its domain in lower case and in the letters of its language. Raises
    EmailNotValidError, which tells the reason in English, if it cannot be one that mail reaches (RFC 5321 and 5891, and
    no special-use domain of RFC 6761)."""
    return validate_email(address, strict=True, allow_smtputf8=False, check_deliverability=False).normalized


def letters_that_cannot_be_mailed(address: str) -> str:
    """Each character before the @ that mail does not carry without SMTPUTF8 (RFC 6531), if nothing else is wrong."""
    local, _, domain = address.rpartition("@")
    foreign = "".join(dict.fromkeys(each for each in local if not each.isascii()))
    mailable = "".join(each if each.isascii() else "a" for each in local)
    return foreign if foreign and well_formed(f"{mailable}@{domain}") else ""
