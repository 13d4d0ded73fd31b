"""A person with unmistakable words in everything that can be typed, and a search through all that is kept."""

import re
from email import message_from_bytes, policy
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from seminars.domain.people.sign_up import Person
from seminars.extensions import Base, db

# Each stands in one field; all begin alike, so that no other word of the tests is found by mistake.
MARK = "zzyzx"
PLANTED = Person(
    surname="Plantedova-Zzyzxsurname",
    given_name="Zzyzxgiven",
    patronymic="Zzyzxpatronymic",
    email="zzyzxmail@planted.example.org",
    phone="+375 29 777-31-77",
    organisation="Zzyzxorganisation",
    organisation_kind="school",
    position="Zzyzxposition",
    town="г. Пинск, Zzyzxtown",
    needs="Zzyzxneeds",
)
COMPANION = Person(given_name="Zzyzxfriend", surname="Zzyzxfriendly")
NEW_ADDRESS = "zzyzxnew@planted.example.org"
WORDS = frozenset(
    {
        "zzyzxsurname",
        "zzyzxgiven",
        "zzyzxpatronymic",
        "zzyzxmail",
        "777-31-77",
        "zzyzxorganisation",
        "zzyzxposition",
        "zzyzxtown",
        "zzyzxneeds",
        "zzyzxfriend",
        "zzyzxfriendly",
        "zzyzxnew",
        "zzyzxnote",
        "zzyzxdeclined",
        "zzyzxwithdrawn",
        "zzyzxbot",
        "zzyzxrefused",
    }
)
_WORD = re.compile(rf"{MARK}\w*|777-31-77", re.IGNORECASE)


def in_the_database(app: Flask) -> dict[str, set[str]]:
    """The planted words by the place where they stand, "table.column", in all columns of all tables."""
    found: dict[str, set[str]] = {}
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            for row in db.session.execute(select(table)).mappings():
                for column, value in row.items():
                    # JSON of SQLite writes what is not ASCII as \uXXXX, and so would a dump; here it is read back.
                    words = {word.lower() for word in _WORD.findall(repr(value))}
                    if words:
                        found.setdefault(f"{table.name}.{column}", set()).update(words)
        db.session.rollback()
    return found


def in_the_folder(app: Flask) -> dict[str, set[str]]:
    """The planted words by file of the instance folder, in its bytes, and in mails as their reader sees them."""
    folder, found = Path(app.config["INSTANCE"]), {}
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        content = file.read_bytes()
        text = content.decode("latin-1") + (_as_read(content) if "mail" in file.parts else "")
        words = {word.lower() for word in _WORD.findall(text)}
        if words:
            found[str(file.relative_to(folder))] = words
    return found


def _as_read(content: bytes) -> str:
    mail = message_from_bytes(content, policy=policy.default)
    parts = [part.get_payload(decode=True) or b"" for part in mail.walk()]
    return " ".join([*map(str, mail.values()), *(part.decode(errors="replace") for part in parts)])


def words_of(found: dict[str, set[str]]) -> set[str]:
    return set().union(*found.values())
