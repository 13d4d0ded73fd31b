"""Whatever somebody is called: no mail and no calendar makes a link of it, and none tells for whom they work."""

import re
import unicodedata
from email import message_from_bytes
from email.header import decode_header, make_header

import pytest
from acts import set_all
from every_letter import write_every_kind
from factories import ADA, make_registration, make_seminar
from sqlalchemy import select

from seminars import clock, tokens
from seminars.database.units import write_unit
from seminars.domain.programme import personal_feeds
from seminars.extensions import db
from seminars.mail.render import as_mail
from seminars.models import Message, MessageKind, Recipient, Registration
from seminars.models.messages.kinds import KINDS

# All that programs take for a dot (UTS #46), and what else NFKC makes one.
NAMES = {
    "given_name": "щц.com щц．рус щц。by",
    "surname": "щц｡net щц․org щц﹒pl",
    "patronymic": "щц…com щц︒by щц.ﬁ щц.c\N{COMBINING ACUTE ACCENT}om",
}
A_LINK = re.compile(r"щц[.。]+\w\w")
FREE_TEXT = {"organisation": "21vek.by", "position": "щцposition.by", "town": "щцtown.by", "needs": "щцneeds.by"}


def everything_of(mail: bytes) -> str:
    """Headers and parts as their reader sees them, calendars unfolded, all in NFKC."""
    read = message_from_bytes(mail)
    headers = [str(make_header(decode_header(value))) for value in read.values()]
    parts = [(part.get_payload(decode=True) or b"").decode() for part in read.walk()]
    text = "\n".join([*headers, *parts])
    return unicodedata.normalize("NFKC", re.sub("\r?\n[ \t]", "", text))


@pytest.fixture
def mails(inside) -> dict[MessageKind, str]:
    """Everything that a mail of each kind holds, while all people are called by what looks like an address."""
    write_every_kind("be")
    set_all(Registration, **NAMES, **FREE_TEXT)
    found = dict.fromkeys(MessageKind, "")
    for message in db.session.scalars(select(Message).where(Message.to != "")).all():
        found[message.kind] += everything_of(as_mail(message).as_bytes())
    db.session.rollback()
    return found


def test_no_name_becomes_a_link_in_any_mail_or_calendar_part(mails):
    assert {kind: A_LINK.findall(text) for kind, text in mails.items() if A_LINK.search(text)} == {}
    named = {kind for kind, text in mails.items() if "щц. com щц. рус щц。 by щц。 net щц. org щц. pl" in text}
    assert named == {kind for kind in MessageKind if KINDS[kind].to != Recipient.ORGANISER}


def test_what_people_wrote_of_their_work_stands_in_no_mail(mails):
    words = [text.removesuffix(".by") for text in FREE_TEXT.values()]
    assert [(kind, word) for kind, text in mails.items() for word in words if word in text] == []


@pytest.mark.usefixtures("inside")
def test_nobodys_name_stands_in_the_calendar_of_their_seminars(app, client):
    make_registration(make_seminar())
    set_all(Registration, **NAMES, **FREE_TEXT)
    with write_unit():
        feed = personal_feeds.get_or_create(ADA.email, now=clock.now())
        address = f"/be/calendar/mine/{tokens.feed_token(feed.id, feed.version)}.ics"
        db.session.commit()
    calendar = client.get(address).text.replace("\r\n ", "")
    assert "BEGIN:VEVENT" in calendar
    assert [word for word in ("щц", "21vek") if word in calendar] == []
