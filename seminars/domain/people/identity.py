"""Who is who: the keys that find duplicates, and the short code a person can read out at a door."""

import re
import secrets
import unicodedata
from contextlib import suppress

import idna
from sqlalchemy import exists, select

from seminars.domain.people.folding import fold
from seminars.extensions import db
from seminars.models import Registration

KEY_VERSION = 2
LONGEST_KEY = 250
# Without 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: all of them get mixed up when read out or written by hand.
CODE_ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
# Of the first name key alone, which stays as it was written; folding.py has the present letters.
_SAME_LETTERS = str.maketrans({"ё": "е", "і": "и", "ў": "у"})


def email_key(address: str) -> str:
    """The address as duplicates are compared: NFC, lower case, the domain in its ASCII form; dots and +tags stay."""
    local, _, domain = unicodedata.normalize("NFC", address).strip().lower().rpartition("@")
    with suppress(idna.IDNAError):
        domain = idna.encode(domain, uts46=True).decode()
    return f"{local}@{domain}"


def name_key(surname: str, given_name: str) -> str:
    """Surname and given name as duplicates are compared, at most LONGEST_KEY characters: folded, and one of the two may
    be missing."""
    return fold(f"{surname} {given_name}", longest=LONGEST_KEY)


def name_keys(surname: str, given_name: str) -> set[str]:
    """The keys of all versions under which this person may be registered. A registration bears the key of the version
    in which it was written until the worker renews it (rekeying.py), and may have to keep it."""
    return {name_key(surname, given_name), _first_name_key(surname, given_name)}


def _first_name_key(surname: str, given_name: str) -> str:
    """The key of version 1, which told apart Łukasz and Lukasz, and some apostrophes."""
    folded = unicodedata.normalize("NFKC", f"{surname} {given_name}").casefold().translate(_SAME_LETTERS)
    return " ".join(re.sub(r"[\W_]+", " ", folded).split())[:LONGEST_KEY]


def new_code() -> str:
    """Six characters that no registration has yet."""
    while True:
        code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(6))
        if not db.session.scalar(select(exists().where(Registration.code == code))):
            return code
