"""Which situation a mail tells of, and that what people wrote is never taken for mark-up."""

from every_letter import OLIVE, write_every_kind
from factories import make_registration, make_seminar
from sqlalchemy import select

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.people.sign_up import Person
from seminars.domain.registrations import approvals, leaving
from seminars.extensions import db
from seminars.mail.contents.told import situation_told
from seminars.mail.render import render
from seminars.mail.still_true import still_true
from seminars.models import Message, MessageKind, Registration, Status
from seminars.models.registrations.situation import Situation

HOSTILE = '<a href="https://localhost/">Win</a>'
TELLS = {
    MessageKind.CONFIRMED: {Situation.PLACE, Situation.PLACE_POSTPONED},
    MessageKind.CONFIRMED_TOGETHER: {Situation.PLACE},
    MessageKind.PENDING: {Situation.PENDING},
    MessageKind.PENDING_TOGETHER: {Situation.PENDING},
    MessageKind.WAITING: {Situation.WAITING},
    MessageKind.WAITING_TOGETHER: {Situation.WAITING},
    MessageKind.EXPIRED: {Situation.EXPIRED},
    MessageKind.DECLINED: {Situation.DECLINED},
    MessageKind.CANCELLED_BY_PERSON: {Situation.GIVEN_BACK},
    MessageKind.CANCELLED_BY_ORGANISER: {Situation.WITHDRAWN},
    MessageKind.ERASED: {Situation.ERASED},
    MessageKind.MOVED: {Situation.PLACE},
    MessageKind.POSTPONED: {Situation.PLACE_POSTPONED},
    MessageKind.SEMINAR_CANCELLED: {Situation.PLACE_CALLED_OFF},
}


def test_each_kind_tells_of_its_situation(app):
    with app.app_context():
        write_every_kind()
        found: dict[MessageKind, set[Situation]] = {}
        for message in db.session.scalars(select(Message).where(Message.kind.in_(TELLS))):
            if still_true(message):
                had_place = message.facts.get("was", Status.CONFIRMED) == Status.CONFIRMED
                found.setdefault(message.kind, set()).add(situation_told(message, had_place=had_place))
    assert found == TELLS


def test_an_offer_that_lapsed_is_told_as_such_and_later_it_is_a_place_in_the_queue(app):
    with app.app_context():
        ada = make_registration(make_seminar())
        with write_unit():
            ada = db.session.get_one(Registration, ada.id)
            db.session.execute(Registration.__table__.update().values(status=Status.WAITING))
            db.session.refresh(ada)
            ada.party.lapses = 1
            lapsed, again = (
                Message(kind=kind, registration=ada, seminar=ada.seminar, facts={}, created_at=clock.now())
                for kind in (MessageKind.LAPSED, MessageKind.REPEATED)
            )
            told = [situation_told(message, had_place=False) for message in (lapsed, again)]
            db.session.rollback()
    assert told == [Situation.LAPSED, Situation.WAITING]


def test_a_reason_is_no_markup_of_the_mail(app):
    with app.app_context():
        ada = make_registration(make_seminar(needs_approval=True)).id
        with write_unit():
            approvals.decline(db.session.get_one(Registration, ada), reason=HOSTILE, actor=OLIVE)
            db.session.commit()
        mail = render(db.session.scalars(select(Message).filter_by(kind=MessageKind.DECLINED)).one())
    assert (HOSTILE in mail.text, HOSTILE in mail.html, "&lt;a href" in mail.html) == (True, False, True)


def test_a_name_is_no_markup_of_the_mail(app):
    with app.app_context():
        bela = Person(given_name=HOSTILE, surname="Klichevskaya")
        ada = make_registration(make_seminar(), companions=(bela,)).id
        with write_unit():
            companion = db.session.get_one(Registration, ada).party.members[1]
            leaving.cancel(companion, by="organiser", reason="Ill", actor=OLIVE)
            db.session.commit()
        kind = MessageKind.CANCELLED_BY_ORGANISER
        mail = render(db.session.scalars(select(Message).filter_by(kind=kind)).one())
    assert (HOSTILE in mail.text, HOSTILE in mail.html, "&lt;a href" in mail.html) == (True, False, True)
