"""What is known of a mailbox, for how long, and that no address is kept for it."""

from datetime import UTC, datetime, timedelta

import pytest
from acts import write
from factories import make_seminar
from mail_room import MailRoom
from sqlalchemy import select

from seminars.domain.guard import mailboxes
from seminars.extensions import db
from seminars.models import Mailbox, Message

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
