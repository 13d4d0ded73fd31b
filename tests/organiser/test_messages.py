import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from acts import act
from every_letter import write_every_kind
from factories import ADA, make_registration, make_seminar, texts
from sqlalchemy import select, update
from visitors import Counted

from seminars import clock, mail
from seminars.database.units import write_unit
from seminars.domain.checks.messages import promised_messages
from seminars.domain.errors import NotSendable
from seminars.domain.outbox import messages
from seminars.domain.registrations import addresses, leaving
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.i18n import day
from seminars.mail import maildir
from seminars.mail.render import as_mail, render
from seminars.mail.sending.delivery import deliver_due
from seminars.mail.sending.transport import mailer
from seminars.models import (
    Activity,
    CalendarMethod,
    Message,
    MessageKind,
    MessageState,
    Registration,
    Seminar,
    Status,
)
from seminars.organiser import kept_mail


@pytest.fixture
def message(app):
    """The id of Ada's confirmation, which is queued."""
    with app.app_context():
        make_registration(make_seminar())
        return db.session.query(Message).one().id


def _set(app, state, **values):
    with app.app_context(), write_unit():
        db.session.query(Message).one().state = state
        for name, value in values.items():
            setattr(db.session.query(Message).one(), name, value)
        db.session.commit()


def test_a_failed_message_is_sent_again_with_a_newer_invitation(app, olive, message):
    _set(app, MessageState.FAILED, last_error="SMTPDataError: no such mailbox")
    page = olive.get(f"/organiser/messages/{message}").text
    assert "no such mailbox" in page
    assert "Send again" in page
    assert olive.post(f"/organiser/messages/{message}/repetition").status_code == 303
    with app.app_context():
        old, new = db.session.query(Message).order_by(Message.id).all()
        assert (old.state, new.state) == (MessageState.SUPERSEDED, MessageState.QUEUED)
        assert (new.kind, new.to, new.facts) == (old.kind, old.to, {})
        assert (new.calendar_method, new.calendar_sequence) == (CalendarMethod.REQUEST, old.calendar_sequence + 1)
        assert list(promised_messages(old.created_at)) == []
        assert db.session.query(Activity).filter_by(kind="message_sent_again").one().actor == "olive@example.org"


def test_a_double_click_sends_once(app, olive, message):
    _set(app, MessageState.SENT)
    for _ in range(2):
        assert olive.post(f"/organiser/messages/{message}/repetition").status_code == 303
    with app.app_context():
        assert db.session.query(Message).count() == 2
    assert "Not sent" in olive.get("/organiser/messages").text


def test_what_is_on_its_way_or_no_longer_true_is_not_sent_again(app, message):
    with app.app_context():
        _refused(message)
        with write_unit():
            leaving.cancel(db.session.query(Registration).one(), by="organiser", actor="olive", reason="no hall")
            db.session.get_one(Message, message).state = MessageState.SENT
            db.session.commit()
        _refused(message)


def test_a_cancellation_sent_again_still_tells_the_reason(app, message):
    with app.app_context(), write_unit():
        leaving.cancel(db.session.query(Registration).one(), by="organiser", actor="olive", reason="no hall")
        withdrawn = db.session.query(Message).filter_by(kind=MessageKind.CANCELLED_BY_ORGANISER).one()
        withdrawn.state, withdrawn.facts = MessageState.SENT, {}
        db.session.flush()
        again = messages.send_again(withdrawn, actor="olive@example.org")
        assert (again.facts, again.calendar_method) == (
            {"reason": "no hall", "was": "confirmed"},
            CalendarMethod.CANCEL,
        )
        assert withdrawn.state == MessageState.SENT


MINSK = ZoneInfo("Europe/Minsk")
BELA = replace(ADA, given_name="Bela")
LATER = {"starts_at": datetime(2029, 3, 9, 8, 30, tzinfo=UTC)}
VERBS = {
    MessageKind.MOVED: (changes.move, LATER, CalendarMethod.REQUEST),
    MessageKind.POSTPONED: (changes.postpone, {}, CalendarMethod.CANCEL),
    MessageKind.SEMINAR_CANCELLED: (changes.cancel, {"reason": texts("no hall")}, CalendarMethod.CANCEL),
}


def _change(verb, **values):
    act(verb, db.session.query(Seminar).one(), **values)


def _again(message_id):
    with write_unit():
        again = messages.send_again(db.session.get_one(Message, message_id), actor="olive@example.org")
        db.session.commit()
    return again


def _of(kind):
    return db.session.query(Message).filter_by(kind=kind).order_by(Message.id).all()


@pytest.mark.parametrize("kind", VERBS)
def test_news_of_a_change_is_sent_again_with_a_newer_entry_to_each_of_a_family(app, message, kind):
    verb, values, method = VERBS[kind]
    with app.app_context():
        make_registration(db.session.query(Seminar).one(), BELA)
        _change(verb, **values)
        deliver_due()
        first = _of(kind)
        sequence = first[0].calendar_sequence
        again = [_again(each.id) for each in first]
        assert [(each.calendar_method, each.calendar_sequence) for each in again] == [
            (method, sequence + 1), (method, sequence + 2),
        ]  # fmt: skip
        assert {each.change_id for each in again} == {first[0].change_id}
        assert [render(each).subject for each in again] == [render(each).subject for each in first]
        assert deliver_due() == 2
        assert list(promised_messages(again[0].created_at)) == []


def test_a_mail_about_a_move_still_says_what_was_when_sent_again(app, message):
    with app.app_context():
        was = day(db.session.query(Seminar).one().starts_at.astimezone(MINSK), "en")
        _change(changes.move, **LATER)
        deliver_due()
        text = render(_again(_of(MessageKind.MOVED)[0].id)).text
        assert was in text
        assert "Friday 9 March 2029" in text


def test_a_message_is_called_as_its_change_is(app, olive, message):
    with app.app_context():
        ends_at = db.session.query(Seminar).one().ends_at + timedelta(hours=1)
        _change(changes.extend, ends_at=ends_at)
        (extended,) = _of(MessageKind.MOVED)
    for address in (f"/organiser/messages/{extended.id}", "/organiser/messages"):
        page = olive.get(address).text
        assert (">Extended<" in page, "Moved" in page) == (True, False), address


def test_the_list_of_messages_takes_as_many_queries_for_three_changes_as_for_one(app, olive, message):
    numbers = []
    with app.app_context():
        ends_at = db.session.query(Seminar).one().ends_at
    for hours in (1, 2, 3):
        with app.app_context():
            _change(changes.extend, ends_at=ends_at + timedelta(hours=hours))
        with Counted(app) as counted:
            assert olive.get("/organiser/messages").text.count(">Extended<") == hours
        numbers.append(len(counted))
    assert numbers[0] == numbers[2]


def test_a_mail_about_a_move_is_not_sent_again_after_a_later_change(app, olive, message):
    with app.app_context():
        _change(changes.move, **LATER)
        deliver_due()
        moved = _of(MessageKind.MOVED)[0].id
        assert messages.is_sendable(db.session.get_one(Message, moved))
        _change(changes.postpone)
        _refused(moved)
    for address in (f"/organiser/messages/{moved}", "/organiser/messages"):
        page = olive.get(address)
        assert (page.status_code, "Moved" in page.text) == (200, True)
    assert "Send again" not in olive.get(f"/organiser/messages/{moved}").text
    assert "puts the entry right in the calendar" in olive.get(f"/organiser/messages/{moved}").text


def test_news_of_a_change_without_a_place_has_no_entry_when_sent_again(app, message):
    with app.app_context():
        _change(changes.move, **LATER)
        deliver_due()
        _wait(db.session.query(Registration).one().id)
        (moved,) = _of(MessageKind.MOVED)
        assert (moved.calendar_method, _again(moved.id).calendar_method) == (CalendarMethod.REQUEST, None)


def _wait(registration_id):
    """As the queue of a later step would have it; no verb puts anybody there yet."""
    with write_unit():
        db.session.execute(update(Registration).where(Registration.id == registration_id).values(status=Status.WAITING))
        db.session.commit()


def test_a_kept_mail_can_be_read_without_the_persons_secret(app, olive, message):
    with app.app_context():
        assert deliver_due() == 1
    page = olive.get(f"/organiser/messages/{message}").text
    assert "Klichev" in page
    assert str(app.config["INSTANCE"]) in page
    assert "/registrations/…" in page
    maildir = b"".join(file.read_bytes() for file in app_mail(app))
    assert b"/registrations/" in maildir
    assert "Kept on disk" in olive.get("/organiser/messages?state=sent").text
    assert "There is no message here" in olive.get("/organiser/messages?state=failed").text


def test_organisers_cannot_confirm_a_new_address_in_somebodys_stead(app, olive, message):
    with app.app_context():
        act(addresses.ask_for_change, 1, "new@example.org", now=clock.now())
        deliver_due()
        asked = db.session.query(Message).filter_by(kind=MessageKind.NEW_ADDRESS).one().id
    page = olive.get(f"/organiser/messages/{asked}").text
    assert re.findall(r"/registrations/new-address/\S*", page) == ["/registrations/new-address/…</p>"]


def test_no_kept_mail_of_any_kind_shows_organisers_a_link_that_works_for_somebody_else(app):
    secrets, shown = set(), ""
    with app.app_context():
        write_every_kind()
        written = db.session.scalars(select(Message).where(Message.to != "")).all()
        one_of_each = {message.kind: message for message in written}
        assert set(one_of_each) == set(MessageKind)
        for message in one_of_each.values():
            letter = as_mail(message)
            mailer.send(letter)
            secrets |= set(re.findall(r"/([^/\s]+[~.][\w-]{20,})", letter.body))
            shown += kept_mail.find(message).text
            maildir.forget([message.dedup])
        db.session.rollback()
    places = set(re.findall(r"https://\S+?(/[a-z/-]+/)…", shown))
    assert len(secrets) > 10
    assert places == {f"/en/{place}/" for place in ("registrations", "registrations/new-address", "calendar/mine")} | {
        "/organiser/digest/",
        "/organiser/role-offers/",
        "/organiser/sign-in/",
    }
    assert [secret for secret in secrets if secret in shown] == []


def test_lost_mails_are_told_in_red_on_a_public_site(app, olive):
    assert "No mail server is set." in olive.get("/organiser/seminars").text
    app.config["MAIL_SERVER"] = "mail.example.org"
    assert "No mail server is set" not in olive.get("/organiser/seminars").text
    app.config.update(MAIL_SERVER="", PUBLIC_BASE_URL="http://localhost:5000")
    page = olive.get("/organiser/").text
    assert "notice--bad" not in page
    assert "mails are kept in the folder" in page


def app_mail(app):
    return list((Path(app.config["INSTANCE"]) / "mail" / "new").iterdir())


def _refused(message_id):
    with write_unit(), pytest.raises(NotSendable):
        messages.send_again(db.session.get_one(Message, message_id), actor="olive@example.org")


def test_a_message_to_an_address_alone_is_nobodys_to_read(app, olive, message):
    with app.app_context(), write_unit():
        alone = {"to": "zofia@example.org", "language": "pl", "dedup": "links-1-0"}
        posted = mail.post(MessageKind.LINKS, **alone, now=clock.now())
        db.session.commit()
        number = posted.id
    assert olive.get(f"/organiser/messages/{message}").status_code == 200
    assert olive.get(f"/organiser/messages/{number}").status_code == 404
    assert "zofia" not in olive.get("/organiser/messages").text
