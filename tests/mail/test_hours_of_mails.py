"""Every hour in every mail names its zone: people in Poland and Belarus read the same mail."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from acts import tell_everybody, write
from every_letter import write_every_kind
from factories import make_registration, make_seminar
from sqlalchemy import select

from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.i18n import LANGUAGES
from seminars.mail.render import Rendered, render
from seminars.models import Message, MessageKind, Seminar

FIRST, *OTHERS = LANGUAGES
ONE_NOW_AND_THE_OTHERS_LATER = [FIRST, *(pytest.param(each, marks=pytest.mark.long) for each in OTHERS)]
HOUR = re.compile(r"\d{1,2}:\d{2}")
BLOCK = re.compile(r"</?(?:p|h1|h2|td|tr|table|title|br)\b[^>]*>")
TELL_NO_HOUR = {MessageKind.DIGEST, MessageKind.PASSWORD_SET, MessageKind.RIGHTS_CHANGED}


@pytest.mark.parametrize("language", ONE_NOW_AND_THE_OTHERS_LATER)
@pytest.mark.parametrize("zone", ["Europe/Minsk", "Europe/Warsaw"])
def test_every_hour_of_every_mail_names_its_zone(app, language, zone):
    with app.app_context():
        write_every_kind(language, timezone=zone)
        mails = [(message.kind, render(message)) for message in db.session.scalars(select(Message))]
    found = [(kind, line) for kind, mail in mails for line in lines(mail) if HOUR.search(line)]
    assert {kind for kind, _line in found} == set(MessageKind) - TELL_NO_HOUR
    assert [each for each in found if "UTC" not in each[1]] == []


def lines(mail: Rendered) -> list[str]:
    """Of the text, and the paragraphs of the page as a reader sees them."""
    page = re.sub(r"\s+", " ", mail.html.partition("</style>")[2])
    return [mail.subject, *mail.text.splitlines(), *(re.sub("<[^>]+>", "", each) for each in BLOCK.split(page))]


def test_a_move_to_the_day_of_the_change_of_clocks_tells_both_distances(app):
    with app.app_context():
        seminar = make_seminar(timezone="Europe/Warsaw", starts_at=local(2027, 3, 21, 1), ends_at=local(2027, 3, 21, 9))
        make_registration(seminar)
        new = {"starts_at": local(2027, 3, 28, 1), "ends_at": local(2027, 3, 28, 9)}
        write(lambda: changes.move(db.session.get_one(Seminar, seminar.id), **new, actor="olive@example.org"))
        tell_everybody()
        moved = render(db.session.scalars(select(Message).filter_by(kind=MessageKind.MOVED)).one())
    both = "Sunday 28 March 2027, 01:00–09:00 (Warsaw time, UTC+1, from 03:00 UTC+2)"
    assert [line.strip() for line in moved.text.splitlines() if HOUR.search(line)] == [
        f"Moved: {both}",
        "until now: Sunday 21 March 2027, 01:00–09:00 (Warsaw time, UTC+1)",
        f"now: {both}",
        both,
    ]


def local(*when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo("Europe/Warsaw")).astimezone(UTC)
