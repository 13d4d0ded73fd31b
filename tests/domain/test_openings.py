"""When nobody can sign up or leave any more."""

from dataclasses import replace
from datetime import timedelta

import pytest
from acts import cancel
from factories import ADA, make_registration, make_seminar
from sqlalchemy import select

from seminars import clock
from seminars.domain import openings
from seminars.domain.errors import NotActive, RegistrationClosed, TooLate
from seminars.extensions import db
from seminars.models import Message, Registration, RegistrationMode, SeminarStatus, Status

BELA = replace(ADA, given_name="Bela")


@pytest.mark.parametrize("why", ["cancelled", "postponed", "over", "elsewhere", "not_open", "closed"])
def test_nobody_signs_up_where_it_is_closed_and_is_told_why(app, why):
    now = clock.now()
    values = {
        "cancelled": {"status": SeminarStatus.CANCELLED},
        "postponed": {"postponed_at": now, "starts_at": now - timedelta(days=1)},
        "over": {"starts_at": now - timedelta(seconds=1)},
        "elsewhere": {"registration_mode": RegistrationMode.THEIRS},
        "not_open": {"registration_opens_at": now + timedelta(hours=1)},
        "closed": {"registration_closes_at": now - timedelta(seconds=1)},
    }[why]
    with app.app_context():
        seminar = make_seminar(**values)
        with pytest.raises(RegistrationClosed) as refused:
            make_registration(seminar)
        assert (refused.value.why, refused.value.opens_at) == (why, seminar.registration_opens_at)
        assert db.session.query(Registration).count() == db.session.query(Message).count() == 0


def test_registration_opens_and_closes_at_its_instants(app):
    now = clock.now()
    with app.app_context():
        seminar = make_seminar(registration_opens_at=now, registration_closes_at=now + timedelta(hours=1))
        instants = (now - timedelta(microseconds=1), now, now + timedelta(minutes=59), now + timedelta(hours=1))
        assert [openings.why_closed(seminar, now=each) for each in instants] == ["not_open", None, None, "closed"]
        assert openings.why_closed(seminar, now=seminar.starts_at) == "over"


def test_leaving_is_possible_until_the_start_and_once(app):
    with app.app_context():
        seminar = make_seminar()
        make_registration(seminar)
        make_registration(seminar, BELA)
        starts = seminar.starts_at
        with pytest.raises(TooLate):
            cancel(1, now=starts)
        cancel(1, now=starts - timedelta(microseconds=1))
        with pytest.raises(NotActive):
            cancel(1, now=starts - timedelta(microseconds=1))
        cancel(2, by="organiser", reason="x", now=starts + timedelta(days=1))
        assert set(db.session.scalars(select(Registration.status))) == {Status.CANCELLED}
