"""What people wrote stands in no subject: a stranger's mailbox would show it, whatever it is."""

import pytest
from every_letter import OLIVE, write_every_kind
from factories import ADA, make_registration, make_seminar, texts
from sqlalchemy import select

from seminars.database.units import write_unit
from seminars.domain.people.sign_up import Person
from seminars.domain.registrations import leaving
from seminars.extensions import db
from seminars.i18n import Texts
from seminars.mail.render import as_mail
from seminars.models import Message, MessageKind, Registration

REASON = "Buy tea"


@pytest.mark.parametrize("language", ["be", "en"])
def test_no_subject_holds_a_name_or_a_reason(app, language):
    with app.app_context():
        write_every_kind(language)
        ada = make_registration(
            make_seminar(slug="office-party"), companions=(Person(given_name="Aga", surname=ADA.surname),)
        )
        with write_unit():
            companion = db.session.get_one(Registration, ada.id).party.members[1]
            leaving.cancel(companion, by="organiser", actor=OLIVE, reason=REASON)
            db.session.commit()
        messages = db.session.scalars(select(Message).where(Message.to != "")).all()
        assert {message.kind for message in messages} == set(MessageKind)
        subjects = [as_mail(message).subject for message in messages]
        db.session.rollback()
    assert [subject for subject in subjects if ADA.surname in subject or REASON in subject] == []


def test_thanks_say_whether_the_recap_is_there_already(app):
    with app.app_context():
        write_every_kind()
        thanks = db.session.scalars(select(Message).filter_by(kind=MessageKind.THANKS)).one()
        assert "will stand on the page of the seminar, as soon as" in as_mail(thanks).body
        thanks.seminar.recap = Texts(texts("It was good"))
        with db.session.no_autoflush:
            assert "What was said and shown stands on the page of the seminar:" in as_mail(thanks).body
        db.session.rollback()
