"""Reminders, thanks and mails to organisers, as the worker posts and sends them: what they say, in each language."""

import re
from datetime import UTC, datetime

import pytest
from factories import make_organiser, make_registration, make_seminar
from life_of_a_seminar import DAY, HOUR, NOTICES, live_through, work
from sqlalchemy import select
from standing_clock import StandingClock

from seminars.domain.checks.invariants import find_violations
from seminars.extensions import db
from seminars.mail.mime import SeminarMessage
from seminars.mail.sending import delivery
from seminars.models import Message, MessageKind, MessageState

START = datetime(2027, 3, 21, 7, tzinfo=UTC)
BY_CALENDAR = (MessageKind.REMINDER_WEEK, MessageKind.REMINDER_DAY, MessageKind.THANKS)


@pytest.fixture
def posted(app, monkeypatch):
    """Each mail as it goes to the transport, beside what it tells of."""
    mails: list[tuple[MessageKind, str, SeminarMessage]] = []
    as_mail = delivery.as_mail

    def noted(message: Message) -> SeminarMessage:
        mail = as_mail(message)
        mails.append((message.kind, message.facts.get("notice", ""), mail))
        return mail

    monkeypatch.setattr(delivery, "as_mail", noted)
    with app.app_context():
        yield mails


def live(monkeypatch, language: str = "en") -> StandingClock:
    clock = StandingClock(monkeypatch, START - 22 * DAY)
    live_through(clock, starts_at=START, language=language)
    return clock


LONG = pytest.mark.long


@pytest.mark.parametrize("language", ["be", "en", pytest.param("ru", marks=LONG), pytest.param("pl", marks=LONG)])
def test_each_kind_is_rendered_and_sent_in_each_language(posted, monkeypatch, language):
    clock = live(monkeypatch, language)
    unsent = select(Message.kind, Message.state, Message.last_error).where(Message.state != MessageState.SENT)
    assert db.session.execute(unsent).all() == []
    assert {notice for _kind, notice, _mail in posted if notice} == NOTICES
    assert {kind for kind, *_ in posted} >= {*BY_CALENDAR, MessageKind.NOTICE, MessageKind.DIGEST}
    for _kind, _notice, mail in posted:
        assert mail.subject
        assert (mail.body.count("{"), mail.html.count("{{")) == (0, 0)
        assert "None" not in mail.body
    assert find_violations(now=clock.now) == []


def test_reminders_show_the_seminar_the_code_and_the_link_and_have_no_calendar_part(posted, monkeypatch):
    live(monkeypatch)
    week, eve, thanks = (next(mail for kind, _, mail in posted if kind == each) for each in BY_CALENDAR)
    assert week.subject == "Reminder: Small towns and clusters (en), Klichev, 21 March 2027"
    assert eve.subject.startswith("We look forward to seeing you tomorrow: ")
    for mail in (week, eve):
        assert "Sunday 21 March 2027" in mail.body
        assert "Code:" in mail.body
        assert "/en/registrations/1-1~" in mail.body
        assert "+375 29 000-00-01" in mail.body
    assert re.findall(r"/1-1~[^/#\s]+([/#]\w+)$", week.body, re.MULTILINE) == ["#answer", "/cancellation"]
    assert "/en/seminars/life" in thanks.body
    assert [mail.calendar for mail in (week, eve, thanks)] == [None] * 3


def test_what_organisers_get_holds_nothing_personal(posted, monkeypatch):
    live(monkeypatch)
    theirs = [mail for kind, _, mail in posted if kind in (MessageKind.NOTICE, MessageKind.DIGEST)]
    assert len(theirs) == len(NOTICES) + 1
    for mail in theirs:
        assert mail.recipients == [("", "olive@example.org")]
        for personal in ("Ada", "Klichevskaya", "example.com", "/registrations/1-1~"):
            assert personal not in mail.body + mail.html + mail.subject


def test_each_notice_leads_to_the_list_of_its_seminar_or_the_report_and_says_what_it_is(posted, monkeypatch):
    live(monkeypatch)
    said = {notice: mail for _kind, notice, mail in posted if notice}
    of_a_seminar = [said[notice] for notice in sorted(NOTICES - {"check_failed"})]
    for mail in of_a_seminar:
        page = "changes/" if mail is said["changed"] else "registrations"
        assert f"https://seminars.example.org/organiser/seminars/life/{page}" in mail.body
        assert "Klichev, 2" in mail.subject
    assert "2 places are taken." in said["full"].body
    assert "2 mails were written." in said["changed"].body
    assert "To the report" in said["changed"].html
    assert "1 person awaits approval. 0 people are on the waiting list." in said["undecided"].body
    assert "2 rules that must always hold are broken." in said["check_failed"].body
    assert "https://seminars.example.org/organiser/\n" in said["check_failed"].body


def test_the_daily_mail_can_be_ended_by_one_press_and_no_other_mail_says_so(posted, monkeypatch):
    live(monkeypatch)
    (digest,) = (mail for kind, _, mail in posted if kind == MessageKind.DIGEST)
    link = digest.extra_headers["List-Unsubscribe"].strip("<>")
    assert digest.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link.startswith("https://seminars.example.org/organiser/digest/1-1~")
    assert link in digest.body
    assert "Klichev, 21 March 2027\n" in digest.body
    assert "2 signed up" in digest.body
    assert [kind for kind, _, mail in posted if mail.extra_headers and kind != MessageKind.DIGEST] == []


def test_of_a_seminar_without_venue_hours_and_phone_they_say_what_is_known(posted, monkeypatch):
    clock = StandingClock(monkeypatch, START - 22 * DAY)
    make_organiser()
    first_day = START.replace(hour=21)  # midnight in Minsk
    seminar = make_seminar(
        starts_at=first_day, ends_at=first_day + DAY, hours_known=False, venue=None, host_phone="", capacity=1
    )
    make_registration(seminar, now=clock.now)
    clock.now = first_day - 7 * DAY + 12 * HOUR
    work()
    assert [kind for kind, *_ in posted[1:]] == [MessageKind.NOTICE, MessageKind.REMINDER_WEEK]
    for _kind, _notice, mail in posted[1:]:
        assert "the hours will be announced" in mail.body
