"""People take their data back: who goes together, what others get, and until when an address is kept."""

from dataclasses import replace

import pytest
from acts import let_mails_leave, messages, wish, write
from at_noon import DAY, HOUR, NOW, START, act, seminar_with, sign_up, states
from rotation import rotate
from sqlalchemy import select

from seminars.database.units import write_unit
from seminars.domain.guard import mailboxes
from seminars.domain.people.sign_up import WhenShort
from seminars.domain.privacy import erasure
from seminars.extensions import db
from seminars.models import Activity, Invitation, Mailbox, MessageKind, MessageState, Registration

pytestmark = pytest.mark.usefixtures("sound_at_noon")


def erased() -> list[bool]:
    return [person.erased_at is not None for person in db.session.query(Registration).order_by(Registration.id)]


def finish(now=NOW + HOUR) -> int:
    return write(lambda: erasure.finish(now=now))


def test_all_whom_one_form_signed_up_go_together_and_others_under_the_address_stay():
    seminar = seminar_with(2)
    (ada, *_others) = sign_up(seminar, "Ada", "Aga", "Alla", when_short=WhenShort.SPLIT)
    sign_up(seminar, "Sister", person=replace(wish("Sister").person, email="ada@example.org"))
    act(erasure.erase, ada)
    assert erased() == [True, True, True, False]
    assert states()["Sister"] == "offered"  # the seats went on at once


def test_nobody_knows_any_more_that_they_acted_from_a_mail():
    (ada,) = sign_up(seminar_with(1), "Ada")
    write(lambda: mailboxes.note_act(ada.email, now=NOW))
    acted = select(Mailbox.acted_at).where(Mailbox.key == mailboxes.key_of(ada.email))
    assert db.session.scalar(acted) == NOW
    act(erasure.erase, ada)
    assert db.session.scalar(acted) is None


def test_erasing_twice_is_erasing_once():
    (ada,) = sign_up(seminar_with(1), "Ada")
    for _ in range(2):
        act(erasure.erase, ada)
    assert db.session.query(Activity).filter_by(kind="erased").count() == 1
    assert [each.kind for each in messages()] == [MessageKind.CONFIRMED, MessageKind.ERASED]


def test_a_place_at_a_seminar_that_has_begun_is_not_given_back_but_nobody_knows_whose_it_was():
    (ada,) = sign_up(seminar_with(1), "Ada")
    let_mails_leave()
    act(erasure.erase, ada, now=START)
    assert (ada.status, ada.surname, erased()) == ("confirmed", "", [True])
    assert [each.kind for each in messages()] == [MessageKind.CONFIRMED]


def test_the_acknowledgement_keeps_the_address_until_it_was_sent_or_given_up_and_nothing_else_does():
    (ada,) = sign_up(seminar_with(1), "Ada")
    let_mails_leave()
    act(erasure.erase, ada)
    assert [each.to for each in messages()] == ["", "ada@example.org"]
    assert finish() == 0
    with write_unit():
        messages()[1].state = MessageState.FAILED
        db.session.commit()
    assert (finish(), [each.to for each in messages()]) == (1, ["", ""])
    assert erasure.unfinished(now=NOW + HOUR) == []


def test_what_was_held_back_for_longer_than_a_week_is_left_to_retention():
    (ada,) = sign_up(seminar_with(1), "Ada")
    act(erasure.erase, ada)
    let_mails_leave()
    assert erasure.unfinished(now=NOW + 7 * DAY) == []
    assert len(erasure.unfinished(now=NOW + 7 * DAY - HOUR)) == 1
    assert finish() == 1


def sequences() -> list[int | None]:
    return [each.calendar_sequence for each in messages() if each.calendar_method]


def test_an_erased_address_that_comes_back_after_a_new_secret_key_goes_on_where_its_calendar_is(app):
    seminar = seminar_with(2)
    (ada,) = sign_up(seminar, "Ada")
    let_mails_leave()
    act(erasure.erase, ada)
    let_mails_leave()
    rotate(app)
    rotate(app)
    sign_up(seminar, "Ada")
    assert sequences() == [0, 1, 2]
    assert [each.email_key for each in db.session.query(Invitation)] == ["ada@example.org"]


def test_rows_of_a_key_that_was_forgotten_for_a_while_become_one(app):
    seminar = seminar_with(2)
    (ada,) = sign_up(seminar, "Ada")
    let_mails_leave()
    act(erasure.erase, ada)
    let_mails_leave()
    rotate(app)
    known, app.config["SECRET_KEY_FALLBACKS"] = app.config["SECRET_KEY_FALLBACKS"], ()
    (again,) = sign_up(seminar, "Ada")
    app.config["SECRET_KEY_FALLBACKS"] = known
    let_mails_leave()
    act(erasure.erase, again)
    assert sequences() == [0, 1, 0, 2]
    assert db.session.query(Invitation).count() == 1
