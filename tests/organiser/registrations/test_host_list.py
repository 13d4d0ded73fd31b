"""The page of a seminar's host."""

from acts import write
from attendees import PINSK, make_attendee
from factories import NO_CONSENT, make_seminar
from sqlalchemy import update

from seminars.domain.people.consents import NAME_ALONE, NAME_AND_ORGANISATION
from seminars.extensions import db
from seminars.models import Consent, ConsentKind, Seminar

PAGE = "/organiser/seminars/pinsk/host-list"
AGREED = {**NO_CONSENT, ConsentKind.SHARING: True}


def pinsk():
    return db.session.query(Seminar).one()


def test_it_says_how_many_agreed_and_has_no_empty_column(app, olive):
    with app.app_context():
        make_seminar(**PINSK)
    page = olive.get(PAGE).text
    assert "Nobody has a place yet." in page
    assert "host-list.xlsx" not in page
    with app.app_context():
        make_attendee(pinsk(), surname="Silent")
    assert "1 person has a place and has not agreed so far" in olive.get(PAGE).text
    with app.app_context():
        make_attendee(pinsk(), surname="Nowak", organisation="Agro", consents=AGREED)
        write(lambda: db.session.execute(update(Consent).values(text_version=NAME_ALONE)))
    page = olive.get(PAGE).text
    assert "1 of 2 people with a place agreed" in page
    assert "Nowak Ada" in page
    assert [word for word in ("Silent", "Agro", "Organisation", "ada2@") if word in page] == []
    with app.app_context():
        write(lambda: db.session.execute(update(Consent).values(text_version=NAME_AND_ORGANISATION)))
    assert "Agro" in olive.get(PAGE).text
