"""Mail scanners open every link of every mail before its reader does: that changes nothing at all."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from typing import Any

import pytest
from every_letter import write_every_kind
from flask import Flask
from installations import BASE_URL
from sqlalchemy import select

from seminars.extensions import Base, db
from seminars.mail.render import as_mail
from seminars.models import Message, MessageKind


@pytest.fixture
def links(app: Flask) -> set[str]:
    """Every address that stands in a mail of any kind: in its text, its page, its calendar and its headers."""
    with app.app_context():
        write_every_kind()
        # One whose address was removed with all that was known of its reader is not sent any more.
        messages = db.session.scalars(select(Message).where(Message.to != "")).all()
        assert {message.kind for message in messages} == set(MessageKind)
        letters = [message_from_bytes(as_mail(message).as_bytes(), policy=policy.default) for message in messages]
        db.session.rollback()
    return {link for letter in letters for link in links_in(letter)}


def links_in(letter: EmailMessage) -> set[str]:
    unfolded = [str(value) for value in letter.values()]
    for part in letter.walk():
        if part.get_content_type() == "text/calendar":
            unfolded.append(re.sub(r"\r?\n[ \t]", "", part.get_content()))
        elif part.get_content_maintype() == "text":
            unfolded.append(unescape(part.get_content()))
    found = {link for text in unfolded for link in re.findall(r"https?://[^\s\"'<>\\]+", text)}
    return {link.partition("#")[0].rstrip(".,)") for link in found}


def everything_stored(app: Flask) -> dict[str, list[tuple[Any, ...]]]:
    with app.app_context():
        return {
            table.name: sorted((tuple(row) for row in db.session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


@pytest.mark.long
def test_fetching_every_link_of_every_mail_changes_no_row(app, links):
    ours = sorted(link for link in links if link.startswith(BASE_URL))
    kinds = ("/registrations/", "/new-address/", "/organiser/digest/", "/seminars/", "/mine/", "/organiser/seminars/")
    assert [any(kind in link for link in ours) for kind in kinds] == [True] * len(kinds)
    before = everything_stored(app)
    for link in ours:
        for method in ("GET", "HEAD"):
            # A scanner has no cookies, no language and no address that it came from.
            answer = app.test_client().open(
                link.removeprefix(BASE_URL), method=method, base_url=BASE_URL, follow_redirects=True
            )
            expected = 410 if "/role-offers/" in link else 200  # that one was taken
            assert answer.status_code == expected, f"{method} {link}: {answer.status_code}"
    assert everything_stored(app) == before
