"""Where a registration stands: what it had before it ended is read from the log, the rest follows the clock."""

from dataclasses import replace
from datetime import timedelta

import pytest
from factories import ADA, make_registration, make_seminar

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.registrations import leaving
from seminars.domain.registrations.situations import situation_of
from seminars.extensions import db
from seminars.models import Registration, Seminar, SeminarStatus
from seminars.models.registrations.situation import Outlook, Situation, outlook_of

NOW = clock.now()
HOUR = timedelta(hours=1)
SEMINARS = {
    Outlook.COMING: {"starts_at": NOW + HOUR, "ends_at": NOW + 2 * HOUR},
    Outlook.BEGUN: {"starts_at": NOW, "ends_at": NOW + HOUR},
    Outlook.OVER: {"starts_at": NOW - HOUR, "ends_at": NOW},
    Outlook.POSTPONED: {"starts_at": NOW - HOUR, "ends_at": NOW, "postponed_at": NOW},
    Outlook.CALLED_OFF: {"starts_at": NOW - HOUR, "ends_at": NOW, "status": SeminarStatus.CANCELLED},
}


@pytest.mark.parametrize("outlook", Outlook)
def test_the_outlook_follows_the_clock_unless_the_seminar_was_put_off_or_called_off(outlook):
    seminar = Seminar()
    vars(seminar).update({"status": SeminarStatus.PUBLISHED, "postponed_at": None, **SEMINARS[outlook]})
    assert outlook_of(seminar, now=NOW) == outlook


def test_who_left_had_a_place_or_had_none_and_the_organiser_ended_it_or_the_person(app):
    ends = {"first": "person", "second": "organiser", "third": "not_me", "fourth": "person", "fifth": "organiser"}
    with app.app_context():
        seminar = make_seminar(capacity=3)
        made = {name: make_registration(seminar, replace(ADA, email=f"{name}@example.org")).id for name in ends}
        with write_unit():
            for name, by in reversed(ends.items()):  # so that nobody gets the place of another one
                leaving.cancel(db.session.get_one(Registration, made[name]), by=by, reason="No")
            db.session.commit()
        found = [situation_of(db.session.get_one(Registration, made[name]), now=clock.now()) for name in ends]
    assert found == [
        Situation.GIVEN_BACK,
        Situation.PLACE_WITHDRAWN,
        Situation.DISOWNED,
        Situation.LEFT,
        Situation.WITHDRAWN,
    ]
