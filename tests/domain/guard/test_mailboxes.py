"""What is known of a mailbox, for how long, and that no address is kept for it."""

from datetime import UTC, datetime, timedelta

import pytest
from acts import write
from factories import make_seminar
from mail_room import MailRoom
from rotation import rotate
from sqlalchemy import select

from seminars.domain.guard import mailboxes
from seminars.extensions import db
from seminars.models import UNTIL_GATHERED, Mailbox, Message

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)
ADA = "ada+x@agro.by"

pytestmark = pytest.mark.usefixtures("inside")


def known() -> list[Mailbox]:
    return list(db.session.scalars(select(Mailbox).execution_options(populate_existing=True)))


def forget_old(now: datetime) -> None:
    write(lambda: mailboxes.forget_old(now=now))


def test_no_address_is_kept():
    write(lambda: mailboxes.note_act(ADA, now=NOW))
    assert [each.key for each in known() if "ada" in each.key or len(each.key) != 40] == []


def test_an_act_is_remembered_for_a_year_of_the_mailbox_and_of_its_domain():
    write(lambda: mailboxes.note_act(ADA, now=NOW))
    forget_old(NOW + 365 * DAY - timedelta(seconds=1))
    assert mailboxes.has_anybody_acted("agro.by")
    assert len(known()) == 2
    forget_old(NOW + 365 * DAY)
    assert known() == []


def test_that_somebody_wants_to_be_left_in_peace_is_kept_for_30_days():
    write(lambda: mailboxes.keep_quiet(ADA, now=NOW))
    forget_old(NOW + 30 * DAY - timedelta(seconds=1))
    assert mailboxes.is_quiet(ADA, now=NOW + 30 * DAY - timedelta(seconds=1))
    assert not mailboxes.is_quiet(ADA, now=NOW + 30 * DAY)
    forget_old(NOW + 30 * DAY)
    assert known() == []


def test_what_is_known_outlives_a_new_secret_key(app):
    write(lambda: mailboxes.note_act(ADA, now=NOW))
    write(lambda: mailboxes.keep_quiet("ada@gmail.com", now=NOW))
    rotate(app)
    assert (mailboxes.has_anybody_acted("agro.by"), mailboxes.is_quiet("a.da@gmail.com", now=NOW)) == (True, True)
    assert write(lambda: mailboxes.takes_at_once("ada@gmail.com", now=NOW)) is False
    write(lambda: mailboxes.note_act("ada@gmail.com", now=NOW + DAY))
    assert write(lambda: mailboxes.takes_at_once("ada@gmail.com", now=NOW + DAY)) is True
    write(lambda: mailboxes.keep_quiet(ADA, now=NOW + DAY))
    row = db.session.get_one(Mailbox, mailboxes.key_of(ADA), populate_existing=True)
    assert (row.acted_at, row.quiet_until) == (NOW, NOW + 31 * DAY)


def test_a_new_secret_key_lets_nobody_have_ten_answers_more(app):
    room, seminar = MailRoom(NOW), make_seminar(capacity=40, starts_at=NOW + 20 * DAY)
    for number in range(10):
        room.type_in(seminar, number)
    rotate(app)
    room.type_in(seminar, 11)
    assert db.session.query(Message).filter_by(due_at=UNTIL_GATHERED).count() == 1


def test_whoever_takes_their_data_back_is_not_known_any_more_and_still_left_in_peace():
    write(lambda: mailboxes.note_act(ADA, now=NOW))
    write(lambda: mailboxes.keep_quiet(ADA, now=NOW))
    write(lambda: mailboxes.forget(ADA))
    row = db.session.get_one(Mailbox, mailboxes.key_of(ADA), populate_existing=True)
    assert (row.acted_at, row.quiet_until) == (None, NOW + 30 * DAY)


def test_what_was_counted_goes_after_two_days_but_not_of_mails_that_still_wait():
    room = MailRoom(NOW)
    where = make_seminar(starts_at=NOW + 20 * DAY)
    for number in range(11):
        room.type_in(where, number, ADA)
    assert set(db.session.scalars(select(Message.mailbox))) == {mailboxes.key_of(ADA)}
    room.look()
    forget_old(NOW + 2 * DAY)
    assert list(db.session.scalars(select(Message.mailbox).order_by(Message.id))) == [None] * 10 + [
        mailboxes.key_of(ADA)
    ]
    assert known() == []
