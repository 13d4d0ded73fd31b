"""An offer is answered twice, or after it has ended: the page says what is true then."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from acts import cancel
from factories import ADA, make_registration, make_seminar
from sqlalchemy import update
from visitors import manage_page, post, rows

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.registrations import offers
from seminars.extensions import db
from seminars.models import Message, Party, Registration, Seminar, Status

pytestmark = pytest.mark.usefixtures("sound")

TOO_LATE = "The time to answer was over, and the offer has ended."


@pytest.fixture
def offered(app) -> str:
    """The page of Ada, to whom the only place is offered; nobody else waits."""
    with app.app_context():
        seminar = make_seminar(capacity=1)
        first = make_registration(seminar, replace(ADA, email="first@example.org")).id
        ada = make_registration(seminar, ADA).id
        cancel(first)
    return manage_page(app, ada)


def let_offer_lapse(app) -> None:
    """As the worker does it, which offers the place to Ada again, as nobody else waits."""
    with app.app_context(), write_unit():
        db.session.execute(update(Party).where(Party.id == 2).values(offer_ends_at=clock.now() - timedelta(hours=1)))
        offers.lapse_offers(db.session.query(Seminar).one())
        db.session.commit()


def test_whoever_says_yes_twice_has_the_place_and_is_not_refused(app, client, offered):
    assert post(client, f"{offered}/acceptance").status_code == 303
    told = len(rows(app, Message))
    again = post(client, f"{offered}/acceptance")
    assert (again.status_code, again.location) == (303, offered)
    assert 'role="alert"' not in client.get(offered).text
    assert (rows(app, Registration)[1].status, len(rows(app, Message))) == (Status.CONFIRMED, told)


@pytest.mark.parametrize("answer", ["acceptance", "refusal"])
def test_whoever_answers_after_the_last_offer_has_ended_is_told_so(app, client, offered, answer):
    let_offer_lapse(app)
    let_offer_lapse(app)
    assert rows(app, Registration)[1].status == Status.EXPIRED
    late = post(client, f"{offered}/{answer}")
    assert (late.status_code, re.findall(r'role="alert"><p>(.*?)</p>', late.text)) == (409, [TOO_LATE])


@pytest.mark.parametrize("answer", ["acceptance", "refusal"])
def test_whoever_answers_when_the_next_one_is_asked_is_told_so(app, client, offered, answer):
    with app.app_context():
        make_registration(db.session.query(Seminar).one(), replace(ADA, email="third@example.org"))
    let_offer_lapse(app)
    late = post(client, f"{offered}/{answer}")
    assert (late.status_code, re.findall(r'role="alert"><p>(.*?)</p>', late.text)) == (409, [TOO_LATE])
    assert [each.status for each in rows(app, Registration)[1:]] == [Status.WAITING, Status.OFFERED]


def test_whoever_was_never_offered_a_place_is_told_that_none_is(app, client, offered):
    with app.app_context():
        make_registration(db.session.query(Seminar).one(), replace(ADA, email="third@example.org"))
    early = post(client, f"{manage_page(app, 3)}/acceptance")
    assert (early.status_code, "No place is offered to you at the moment." in early.text) == (409, True)
