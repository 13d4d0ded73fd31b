"""What the second step says a change does: to whom, in which words, and who is left to the organisers."""

import html
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from acts import set_all
from factories import ADA, make_registration, make_seminar, texts

from seminars.models import Registration, Seminar, Session, Speaker, Status

CHANGES = "/organiser/seminars/klichev/changes"
STARTS = datetime(2029, 3, 7, 8, 30, tzinfo=UTC)
WISH = {
    "kind": "move", "version": "1", "town": "klichev", "first_day": "2029-03-09", "begins": "11:30", "ends": "16:30",
    "venue_name-en": "Hall 3 (en)",
}  # fmt: skip


@pytest.fixture
def klichev(app) -> None:
    """Ada has a place, Bela (Polish) too, Cyd gave a phone alone; two speak."""
    with app.app_context():
        speakers = [Speaker(slug=name.lower(), name=name) for name in ("Boris", "Anna")]
        talk = Session(position=1, title=texts("Talk"), speakers=speakers)
        seminar = make_seminar(starts_at=STARTS, sessions=[talk])
        make_registration(seminar, ADA)
        make_registration(seminar, replace(ADA, given_name="Bela", email="bela@example.org"), language="pl")
        make_registration(seminar, replace(ADA, given_name="Cyd", email="", phone="+375 29 765-43-21"))


def shown(olive, **typed: str) -> str:
    return " ".join(html.unescape(olive.post(CHANGES, WISH | typed).text).split())


def lead(page: str) -> str:
    return re.search(r'<p class="lead">(.*?)</p>', page)[1]


def test_one_breath_says_what_it_does(olive, klichev):
    assert lead(shown(olive)) == (
        "We will write to 2 people: 2 with a place. 1 person gave no e-mail address: please phone them. "
        "The reminders will go out: Friday 2 March 2029, 10:00; Thursday 8 March 2029, 12:00. "
        "Pages, calendars and feeds will follow by themselves."
    )
    postponed = lead(shown(olive, kind="postpone"))
    assert postponed.endswith("please phone them. There will be no reminders.")


def test_a_correction_is_told_to_nobody(app, olive, klichev):
    page = shown(olive, first_day="2029-03-07", same_place="y")
    assert lead(page) == "Nobody will be written to: the place is the same. Pages and calendars will follow."
    assert ("<details" in page, "yourself" in page) == (False, False)


def test_each_state_is_named_with_its_number_and_each_mail_is_shown(app, olive, klichev):
    with app.app_context():
        set_all(Seminar, queue_closed=True)
        set_all(Registration, status=Status.WAITING)
    page = shown(olive)
    assert "We will write to 2 people: 2 on the waiting list." in lead(page)
    assert "The reminders will go out" not in lead(page)
    mails = re.findall(r"<summary>([^<]+) <small>([^<]+)</small>.*?<div lang=\"(\w+)\">", page)
    assert mails == [
        ("On the waiting list, Polish", "1 person", "pl"),
        ("On the waiting list, English", "1 person", "en"),
    ]
    assert "You are still on the waiting list" in page
    assert (page.count("ABC234"), page.count("/registrations/…")) == (2, 2)


def test_who_gets_no_mail_of_ours_is_named(app, olive, klichev):
    page = shown(olive)
    assert "<h3>Please tell 2 speakers and the host yourself.</h3>" in page
    assert "<li>Anna</li> <li>Boris</li>" in page
    assert '<a href="tel:+375290000001">+375 29 000-00-01</a>' in page
    with app.app_context():
        set_all(Seminar, host={}, host_phone="", host_email="")
    assert "<h3>Please tell 2 speakers yourself.</h3>" in shown(olive)


def test_words_that_some_read_in_another_language_are_warned_of_and_sent_all_the_same(olive, klichev):
    assert "Languages that they read: English: 1" in shown(olive, again="y")
    page = shown(olive, **{"reason-ru": "Лёд"})
    assert "1 person reads in Polish and will see your words in Russian." in page
    assert "1 person reads in English and will see your words in Russian." in page
    assert "will see the words" not in shown(olive, **{"reason-pl": "Lód", "reason-en": "Ice"})
    assert olive.post(CHANGES, WISH | {"reason-ru": "Лёд", "confirmed": "y"}).status_code == 303


def test_of_two_who_move_it_at_once_the_second_sees_both_and_may_go_on(olive, klichev):
    first, second = WISH | {"confirmed": "y"}, WISH | {"first_day": "2029-03-10", "confirmed": "y"}
    assert olive.post(CHANGES, first).location == f"{CHANGES}/1"
    answer = olive.post(CHANGES, second)
    assert answer.status_code == 409
    assert "9 March 2029" in answer.text
    assert 'value="2029-03-10"' in answer.text
    assert olive.post(CHANGES, second | {"version": "2"}).location == f"{CHANGES}/2"
