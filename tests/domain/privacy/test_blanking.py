"""What is personal of a registration is taken out of its row, its mails, its forms and its history; the rest stays."""

from dataclasses import replace

import pytest
from acts import let_mails_leave, messages
from at_noon import HOUR, NOW, seminar_with
from factories import ADA, make_registration
from sqlalchemy import String, Text, select

from seminars.database.units import write_unit
from seminars.domain import activity
from seminars.domain.privacy import blanking
from seminars.extensions import db
from seminars.models import Activity, Message, MessageState, OrganisationKind, Registration, Submission

# Not personal, each for its reason: the state and what statistics keep, or a random word.
KEPT = {"code", "status", "language", "source", "cancelled_by", "home_town_code", "organisation_kind"}
FULL = replace(
    ADA, patronymic="Ivanovna", phone="+375 29 1", organisation_kind=OrganisationKind.COMPANY, position="Head",
    town="Pinsk", needs="A ramp",
)  # fmt: skip


@pytest.fixture
def ada(inside) -> Registration:
    """Ada's mail was sent; Bela is registered as well, with all the same about her."""
    seminar = seminar_with(10)
    ada = make_registration(seminar, FULL, now=NOW)
    make_registration(seminar, replace(FULL, given_name="Bela", email="bela@example.org"), now=NOW)
    let_mails_leave()
    return ada


def blank(person: Registration) -> None:
    with write_unit():
        blanking.blank([db.session.get_one(Registration, person.id)], now=NOW + HOUR)
        db.session.commit()


def test_every_text_of_a_registration_is_either_blanked_or_kept_on_purpose():
    texts = {column.key for column in Registration.__table__.columns if isinstance(column.type, String | Text)}
    assert texts == set(blanking.PERSONAL) | KEPT


def test_the_row_stays_with_its_state_and_its_numbers_and_without_the_person(ada: Registration):
    code, version = ada.code, ada.token_version
    blank(ada)
    assert {getattr(ada, name) for name in blanking.PERSONAL} == {""}
    assert (ada.status, ada.language, ada.organisation_kind) == ("confirmed", "en", OrganisationKind.COMPANY)
    assert ada.home_town_code == "pinsk"
    assert (ada.code != code, ada.token_version, ada.erased_at) == (True, version + 1, NOW + HOUR)
    bela = db.session.scalars(select(Registration).filter_by(given_name="Bela")).one()
    assert (bela.surname, bela.phone, bela.erased_at) == ("Klichevskaya", "+375 29 1", None)


def test_forms_and_mails_forget_what_was_typed_and_to_whom_they_went(ada: Registration):
    blank(ada)
    forms = db.session.scalars(select(Submission).order_by(Submission.id)).all()
    assert [(bool(form.typed), bool(form.consents), form.body_hash) for form in forms] == [
        (False, False, ""),
        (True, True, "answers"),
    ]
    assert [(each.to, each.state) for each in messages()] == [
        ("", MessageState.SENT),
        ("bela@example.org", MessageState.SENT),
    ]


def test_a_mail_that_waits_is_not_sent_and_one_that_is_being_sent_keeps_its_address_until_then(ada: Registration):
    for state, left in ((MessageState.QUEUED, ("", MessageState.SUPERSEDED)),
                        (MessageState.SENDING, (ADA.email, MessageState.SENDING))):  # fmt: skip
        with write_unit():
            message = messages()[0]
            message.to, message.state = ADA.email, state
            db.session.flush()
            blanking.blank_messages(Message.registration_id == ada.id)
            db.session.commit()
        assert (messages()[0].to, messages()[0].state) == left


def test_the_history_keeps_what_the_checks_read_and_nothing_else(ada: Registration):
    told = {"with": 1, "queue_no": 2, "forced": True, "out_of_turn": True, "message": 3, "fields": ["town"]}
    with write_unit():
        person = db.session.get_one(Registration, ada.id)
        about = {"seminar": person.seminar, "registration": person}
        row = activity.record("odd", actor="person", at=NOW, **about, **told)
        row.details = told | {"old_address": "ada@example.org"}
        db.session.commit()
    blank(ada)
    assert db.session.scalars(select(Activity.details).filter_by(kind="odd")).one() == told


def test_what_is_left_to_be_blanked_is_found(ada: Registration):
    def found() -> tuple[int, int, int]:
        columns = (
            (Registration.id, blanking.is_personal()),
            (Submission.id, blanking.was_typed()),
            (Message.id, blanking.has_an_address()),
        )
        return tuple(len(db.session.scalars(select(row).where(asked)).all()) for row, asked in columns)

    assert found() == (2, 2, 2)
    blank(ada)
    assert found() == (1, 1, 1)
