"""A change in the words of one person: from what they were last told to how it is now."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from acts import act
from factories import ADA, make_registration, make_seminar, texts

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.domain.outbox import messages
from seminars.domain.registrations import corrections, self_service
from seminars.domain.seminars import changes
from seminars.domain.seminars.content import VenueText, venue_of
from seminars.extensions import db
from seminars.i18n import Texts
from seminars.mail.render import render
from seminars.mail.sending.delivery import deliver_due
from seminars.models import Message, MessageKind, MessageState, Registration, Seminar, Status, Submission

pytestmark = pytest.mark.usefixtures("inside")

START = datetime(2088, 3, 12, 7, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
HOURS = "10:00–15:00 (Minsk time, UTC+3)"


@pytest.fixture
def seminar():
    return make_seminar(starts_at=START)


def _messages(kind=None):
    found = db.session.query(Message).populate_existing().order_by(Message.id)
    return found.filter_by(kind=kind).all() if kind else found.all()


def _states():
    return [(message.kind.value, message.state) for message in _messages()]


def _last():
    return render(_messages()[-1])


def test_two_moves_that_wait_for_the_mail_server_are_one_mail(seminar):
    make_registration(seminar)
    deliver_due()
    act(changes.move, seminar, starts_at=START + DAY)
    act(changes.move, seminar, starts_at=START + 2 * DAY, venue=VenueText(name=texts("Library")))
    text = _last().text
    assert text.startswith(f"Moved: Sunday 14 March 2088, {HOURS}\nYour place is kept.\n\nWhen\n")
    assert f"  until now: Friday 12 March 2088, {HOURS}\n  now: Sunday 14 March 2088, {HOURS}\n" in text
    assert "  until now: Hall 3 (en), Lenin Street 1 (en), Klichev\n  now: Library (en), Klichev\n" in text
    assert deliver_due() == 1
    assert _states() == [
        ("registration_confirmed", MessageState.SENT),
        ("seminar_moved", MessageState.SUPERSEDED),
        ("seminar_moved", MessageState.SENT),
    ]


def test_the_next_change_begins_where_the_last_mail_ended(seminar):
    make_registration(seminar)
    act(changes.move, seminar, starts_at=START + DAY)
    deliver_due()
    act(changes.extend, seminar, ends_at=START + DAY + 6 * HOUR)
    assert f"  until now: Saturday 13 March 2088, {HOURS}\n" in _last().text
    assert _last().subject.startswith("Extended: ")


def test_there_and_back_again_is_no_news(seminar):
    make_registration(seminar)
    deliver_due()
    act(changes.move, seminar, starts_at=START + DAY)
    act(changes.move, seminar, starts_at=START)
    assert deliver_due() == 0
    assert {state for kind, state in _states() if kind == "seminar_moved"} == {MessageState.SUPERSEDED}
    act(changes.postpone, seminar)
    act(changes.move, seminar, starts_at=START)
    assert deliver_due() == 0


def test_a_postponement_that_was_told_makes_the_same_date_news(seminar):
    make_registration(seminar)
    act(changes.postpone, seminar)
    deliver_due()
    act(changes.move, seminar, starts_at=START)
    rendered = _last()
    assert rendered.subject.startswith("New date: ")
    assert f"  until now: Friday 12 March 2088, {HOURS}, postponed\n" in rendered.text
    assert b"METHOD:REQUEST" in rendered.calendar
    assert b"STATUS:CONFIRMED" in rendered.calendar


def test_a_corrected_spelling_is_no_news_in_a_later_mail(seminar):
    make_registration(seminar)
    deliver_due()
    act(changes.correct_venue, seminar, venue=replace(venue_of(seminar), name=texts("Hall 3a")))
    act(changes.move, seminar, starts_at=START + DAY)
    text = _last().text
    assert "Where" not in text
    assert "Hall 3a (en), Lenin Street 1 (en), Klichev" in text


def test_a_confirmation_that_waits_while_the_seminar_is_put_off_invites_to_nothing(seminar):
    make_registration(seminar)
    act(changes.postpone, seminar)
    (confirmation,) = _messages(MessageKind.CONFIRMED)
    rendered = render(confirmation)
    assert rendered.calendar is None
    assert "The seminar is postponed, and your place is kept" in rendered.text
    assert deliver_due() == 2
    act(changes.move, seminar, starts_at=START)
    assert b"METHOD:REQUEST" in render(confirmation).calendar


def test_a_confirmation_that_waits_while_the_seminar_moves_goes_out_and_so_does_the_move(seminar):
    """The page on which they signed up told the old date."""
    make_registration(seminar)
    act(changes.move, seminar, starts_at=START + DAY)
    assert deliver_due() == 2
    assert "Saturday 13 March" in render(_messages(MessageKind.CONFIRMED)[0]).text


def test_calendar_parts_of_put_off_and_called_off_seminars_cancel_the_event_itself(seminar):
    make_registration(seminar)
    for verb, values in ((changes.postpone, {}), (changes.cancel, {"reason": texts("Ice")})):
        act(verb, seminar, **values)
        calendar = _last().calendar
        assert b"METHOD:CANCEL" in calendar
        assert b"STATUS:CANCELLED" in calendar
    assert "Reason: Ice (en)" in _last().text


WORDS = {
    (Status.CONFIRMED, changes.move): "Your place is kept.",
    (Status.WAITING, changes.move): "You are still on the waiting list; it is not a place yet",
    (Status.OFFERED, changes.move): "A place is offered to you.",
    (Status.PENDING, changes.move): "Your registration still awaits approval",
    (Status.CONFIRMED, changes.postpone): "Your place is kept.",
    (Status.WAITING, changes.postpone): "Your place in the queue is kept.",
    (Status.PENDING, changes.postpone): "Your registration is kept",
    (Status.CONFIRMED, changes.cancel): "You had a place; please do not travel.",
    (Status.WAITING, changes.cancel): "You were on the waiting list",
    (Status.PENDING, changes.cancel): "Your registration awaited approval",
}


@pytest.mark.parametrize(("status", "verb"), WORDS)
def test_each_state_has_its_own_words_and_only_a_place_an_entry(seminar, status, verb):
    person = make_registration(seminar)
    with write_unit():
        db.session.query(Registration).update({"status": status})
        # Or whoever waits is offered one of the free places.
        db.session.query(Seminar).update({"queue_closed": True})
        db.session.commit()
    values = {"starts_at": START + DAY} if verb is changes.move else {}
    act(verb, seminar, **values, **({"reason": texts("Ice")} if verb is changes.cancel else {}))
    rendered = _last()
    assert WORDS[status, verb] in rendered.text
    assert WORDS[status, verb] in rendered.html
    assert (rendered.calendar is not None) == (status == Status.CONFIRMED)
    assert deliver_due() >= 1
    db.session.refresh(person)
    assert person.told_change_id == _messages()[-1].change_id


def test_whoever_left_meanwhile_is_told_nothing_more(seminar):
    make_registration(seminar)
    make_registration(seminar, replace(ADA, surname="Other", email="other@example.org"))
    deliver_due()
    act(changes.move, seminar, starts_at=START + DAY)
    with write_unit():
        db.session.query(Registration).filter_by(email="other@example.org").update({"status": Status.CANCELLED})
        db.session.commit()
    assert deliver_due() == 1


def test_a_place_that_changed_in_another_language_alone_can_be_told(seminar):
    make_registration(seminar)
    act_venue = replace(venue_of(seminar), name=Texts({**texts("Hall 3"), "ru": "Другой зал"}))
    act(changes.move, seminar, venue=act_venue)
    rendered = _last()
    assert "Другой зал" in rendered.text
    assert "Другой зал" in rendered.html
    assert deliver_due() == 2


def test_back_again_is_told_to_whom_a_mail_may_have_reached(seminar):
    """The server took the mail, perhaps, and the connection broke before it said so."""
    make_registration(seminar)
    deliver_due()
    act(changes.move, seminar, starts_at=START + DAY)
    with write_unit():
        db.session.query(Message).filter_by(kind=MessageKind.MOVED).update({"last_error": "TimeoutError: timed out"})
        db.session.commit()
    act(changes.move, seminar, starts_at=START)
    text = _last().text
    assert f"  until now: Saturday 13 March 2088, {HOURS}\n  now: Friday 12 March 2088, {HOURS}\n" in text
    assert deliver_due() == 1


def test_a_confirmation_with_the_new_date_makes_going_back_news(seminar):
    make_registration(seminar)
    act(changes.move, seminar, starts_at=START + DAY)
    with write_unit():
        db.session.query(Message).filter_by(kind=MessageKind.MOVED).update({"due_at": START})
        db.session.commit()
    assert deliver_due() == 1
    act(changes.move, seminar, starts_at=START)
    assert "  until now: Saturday 13 March 2088" in _last().text
    assert deliver_due() == 1


def test_what_is_called_off_is_named_as_the_person_knows_it(seminar):
    make_registration(seminar)
    deliver_due()
    act(changes.move, seminar, starts_at=START + 9 * DAY, town_code="brest", venue=VenueText())
    for verb, values in ((changes.postpone, {}), (changes.cancel, {"reason": texts("Ice")})):
        act(verb, seminar, **values)
        rendered = _last()
        assert "12 March 2088" in rendered.subject
        assert "Friday 12 March 2088, 10:00–15:00" in rendered.text
        assert "Hall 3 (en), Lenin Street 1 (en), Klichev" in rendered.text
        assert "21 March" not in rendered.subject + rendered.text + rendered.html


def test_a_mail_that_is_sent_again_says_what_it_said(seminar):
    make_registration(seminar)
    deliver_due()
    act(changes.move, seminar, starts_at=START + DAY)
    act(changes.move, seminar, starts_at=START + 2 * DAY)
    before = _last().text
    assert deliver_due() == 1
    assert _last().text == before
    with write_unit():
        messages.send_again(db.session.get_one(Message, _messages()[-1].id), actor="olive@example.org")
        db.session.commit()
    assert _last().text == before
    assert deliver_due() == 1


def test_a_language_chosen_meanwhile_is_the_language_of_the_mail(seminar):
    person = make_registration(seminar, language="be")
    deliver_due()
    act(changes.move, seminar, starts_at=START + DAY)
    act(self_service.change_language, person, "pl", now=clock.now())
    assert _last().subject.startswith("Przeniesione: ")


def test_an_address_corrected_after_the_seminar_was_called_off_is_told_so(seminar):
    make_registration(seminar)
    act(changes.cancel, seminar, reason=texts("Ice"))
    with write_unit():
        corrections.correct_address(db.session.query(Submission).one(), "right@example.org")
        db.session.commit()
    assert deliver_due() == 1
    (sent,) = [message for message in _messages() if message.state == MessageState.SENT]
    assert (sent.to, sent.kind) == ("right@example.org", MessageKind.SEMINAR_CANCELLED)
    assert find_violations(now=clock.now()) == []
