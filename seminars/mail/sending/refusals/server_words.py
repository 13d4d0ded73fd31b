"""The words of a mail server: as organisers may read them, and as they are compared."""

import contextlib
import hashlib
import re

from flask_mail import BadHeaderError

from seminars.mail.encoding import UndeliverableAddress, wire_address
from seminars.mail.sending.refusals.answers import Answer
from seminars.text import clean_line

LONGEST = 500
SHORTEST_NAME = 3  # of what stands before an @; "a" would be masked in every word
MASK = "…"
_ADDRESS = re.compile(r"<[^<>]*@[^<>]*>|\"[^\"]*\"@[^\s<>()\[\],;:\"']+|[^\s<>()\[\],;:\"'=]+@[^\s<>()\[\],;:\"']+")
_WORD = re.compile(r"[^\s<>()\[\]{},;:\"'=/]+")
_LONG_ENOUGH_FOR_AN_ID = 20


def shown(answer: Answer, address: str) -> str:
    """What it said, in one line, without any address, nor the parts of the recipient's."""
    said = _ADDRESS.sub(MASK, clean_line(answer.said))
    for part, is_long_enough in _parts(address):
        if is_long_enough:
            said = re.sub(rf"(?<![\w.-]){re.escape(part)}(?![\w-])", MASK, said, flags=re.IGNORECASE)
    return clean_line(f"{answer.code} {said}")[:LONGEST]


def likeness(answer: Answer, address: str) -> str:
    """What is alike where a server says the same of several mails: without addresses, and without numbers, ids and
    times, which differ for each."""
    _code, _blank, said = shown(answer, address).partition(" ")
    said = said.removeprefix(answer.enhanced)
    words = " ".join("#" if _is_an_id(word[0]) else word[0] for word in _WORD.finditer(said)).lower()
    return f"{answer.code} {answer.enhanced or '-'} {words}"[:LONGEST]


def domain_key(address: str) -> str:
    """Tells domains apart, and names none."""
    return hashlib.sha256(address.rpartition("@")[2].lower().encode()).hexdigest()[:16]


def _parts(address: str) -> list[tuple[str, bool]]:
    name, _at, domain = address.rpartition("@")
    with contextlib.suppress(BadHeaderError, UndeliverableAddress):
        in_ascii = wire_address(address).rpartition("@")[2]
        return [(in_ascii, True), (domain, True), (name, len(name) >= SHORTEST_NAME)]
    return [(domain, bool(domain)), (name, len(name) >= SHORTEST_NAME)]


def _is_an_id(word: str) -> bool:
    return any(each.isdigit() for each in word) or len(word) >= _LONG_ENOUGH_FOR_AN_ID
