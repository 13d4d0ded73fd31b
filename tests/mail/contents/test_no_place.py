"""What somebody reads for whom there was no place: kind words, and which seminars of the region are still to come."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from acts import act, sign_up, write
from factories import ADA, make_registration, make_seminar, texts
from sqlalchemy import select
from standing_clock import StandingClock

from seminars.domain.notices import reminders
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.mail.mime import SeminarMessage
from seminars.mail.render import as_mail
from seminars.models import Message, MessageKind, Seminar, SeminarStatus

START = datetime(2027, 3, 21, 7, tzinfo=UTC)
END, DAY = START + timedelta(hours=5), timedelta(days=1)


@pytest.fixture
def seminar(app, monkeypatch):
    with app.app_context():
        StandingClock(monkeypatch, END)
        yield make_seminar(starts_at=START, ends_at=END, needs_approval=True)


def mail(seminar: Seminar, language: str = "en") -> SeminarMessage:
    sign_up(seminar, "Ada", "Adam", now=START - 9 * DAY, language=language)
    return written(seminar)


def written(seminar: Seminar) -> SeminarMessage:
    write(lambda: reminders.post_due(db.session.get_one(Seminar, seminar.id), now=END))
    return as_mail(db.session.scalars(select(Message).filter_by(kind=MessageKind.NO_PLACE)).one())


def make_coming(slug: str, in_days: int, **values) -> Seminar:
    return make_seminar(slug=slug, title=texts(slug.title()), starts_at=START + in_days * DAY, **values)


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("be", "На гэты раз месца не знайшлося: Клічаў, 21 сакавіка 2027 – Small towns and clusters (be)"),
        ("ru", "На этот раз места не нашлось: Кличев, 21 марта 2027 – Small towns and clusters (ru)"),
        ("pl", "Tym razem zabrakło miejsca: Kliczew, 21 marca 2027 – Small towns and clusters (pl)"),
        ("en", "There was no place this time: Klichev, 21 March 2027 – Small towns and clusters (en)"),
    ],
)
def test_the_subject_says_what_where_and_when_in_each_language(seminar, language, subject):
    assert mail(seminar, language).subject == subject


def test_it_names_everybody_who_was_signed_up_under_the_address_and_leads_to_their_page(seminar):
    make_registration(seminar, replace(ADA, surname="Bela"), now=START - DAY)
    sent = mail(seminar)
    assert sent.body.startswith(
        "There was no place this time.\n\nThe seminar is over, and we could not offer a place in it:\n"
        "Ada Bela\nA Ada\nB Adam\n\nWe are sorry."
    )
    assert sent.body.count("/en/registrations/") == 1
    assert "Ada Bela, A Ada, B Adam" in sent.html


def test_the_next_three_of_the_region_that_take_place_are_listed(seminar):
    make_coming("fourth", 5)
    make_coming("third", 4)
    make_coming("second", 2, town_code="mogilev")
    make_coming("first", 1)
    make_coming("elsewhere", 1, town_code="bialystok", timezone="Europe/Warsaw")
    make_coming("draft", 1, status=SeminarStatus.DRAFT)
    make_coming("begun", 0)
    act(changes.postpone, make_coming("postponed", 3), now=END)
    act(changes.cancel, make_coming("cancelled", 3), reason={}, now=END)
    sent = mail(seminar)
    coming = sent.body.partition("The next seminars in the region\n\n")[2].partition("More seminars")[0]
    addresses = [line.rpartition("/")[2] for line in coming.splitlines() if line.startswith("http")]
    assert addresses == ["first", "second", "third"]
    assert coming.splitlines()[:3] == [
        "Monday 22 March 2027, 10:00–15:00 (Minsk time, UTC+3)",
        "Klichev: First (en)",
        "https://seminars.example.org/en/seminars/first",
    ]
    assert [sent.html.count(f'/en/seminars/{slug}"') for slug in ("first", "second", "third", "fourth")] == [1, 1, 1, 0]


def test_where_none_is_to_come_the_programme_of_the_region_is_there_all_the_same(seminar):
    sent = mail(seminar)
    assert "The next seminars" not in sent.body + sent.html
    for part in (sent.body, sent.html):
        assert "https://seminars.example.org/en/?region=mogilev" in part


def test_what_is_listed_is_true_when_the_mail_leaves(seminar):
    coming = make_coming("first", 1)
    assert "/en/seminars/first" in mail(seminar).body
    act(changes.postpone, coming, now=END)
    assert "/en/seminars/first" not in written(seminar).body
