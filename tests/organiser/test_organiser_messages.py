from pathlib import Path

import pytest
from factories import make_registration, make_seminar

from seminars.domain import messages, registrations
from seminars.domain.checks_messages import promised_messages
from seminars.domain.errors import NotSendable
from seminars.extensions import db
from seminars.mail.delivery import deliver_due
from seminars.models import Activity, CalendarMethod, Message, MessageKind, MessageState, Registration
from seminars.units import write_unit


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
            registrations.cancel(db.session.query(Registration).one(), by="organiser", actor="olive", reason="no hall")
            db.session.get_one(Message, message).state = MessageState.SENT
            db.session.commit()
        _refused(message)


def test_a_cancellation_sent_again_still_tells_the_reason(app, message):
    with app.app_context(), write_unit():
        registrations.cancel(db.session.query(Registration).one(), by="organiser", actor="olive", reason="no hall")
        withdrawn = db.session.query(Message).filter_by(kind=MessageKind.CANCELLED_BY_ORGANISER).one()
        withdrawn.state, withdrawn.facts = MessageState.SENT, {}
        db.session.flush()
        again = messages.send_again(withdrawn, actor="olive@example.org")
        assert (again.facts, again.calendar_method) == ({"reason": "no hall"}, CalendarMethod.CANCEL)
        assert withdrawn.state == MessageState.SENT


def test_a_kept_mail_can_be_read_without_the_persons_secret(app, olive, message):
    with app.app_context():
        assert deliver_due() == 1
    page = olive.get(f"/organiser/messages/{message}").text
    assert "Klichev" in page
    assert str(app.config["INSTANCE"]) in page
    assert "/registrations/…" in page
    kept = b"".join(file.read_bytes() for file in app_mail(app))
    assert b"/registrations/" in kept
    assert "Kept on disk" in olive.get("/organiser/messages?state=sent").text
    assert "There is no message here" in olive.get("/organiser/messages?state=failed").text


def test_lost_mails_are_told_in_red_on_a_public_site(app, olive):
    assert "No mail server is set." in olive.get("/organiser/seminars").text
    app.config["MAIL_SERVER"] = "mail.example.org"
    assert "No mail server is set" not in olive.get("/organiser/seminars").text
    app.config.update(MAIL_SERVER="", PUBLIC_BASE_URL="http://localhost:5000")
    page = olive.get("/organiser/seminars").text
    assert "notice--bad" not in page
    assert "mails are kept in the folder" in page


def app_mail(app):
    return list((Path(app.config["INSTANCE"]) / "mail" / "new").iterdir())


def _refused(message_id):
    with write_unit(), pytest.raises(NotSendable):
        messages.send_again(db.session.get_one(Message, message_id), actor="olive@example.org")
