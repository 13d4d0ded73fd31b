"""Whoever was told by hand and takes their data back afterwards leaves the page of the others as it was."""

from datetime import timedelta

import pytest
from acts import act, erase
from factories import make_registration, make_seminar

from seminars import clock
from seminars.domain.notices import by_hand
from seminars.domain.people.sign_up import Person
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import Seminar

pytestmark = pytest.mark.usefixtures("inside", "sound")


def test_who_was_ticked_may_take_their_data_back_and_the_others_still_stand_there():
    seminar = make_seminar()
    gone, left = (make_registration(seminar, Person(given_name=name, surname="Klich")) for name in ("Zoe", "Yan"))
    act(changes.move, seminar, starts_at=seminar.starts_at + timedelta(days=1))
    number = by_hand.find_change(seminar).id

    def tick(row: Seminar, *, actor: str) -> int:
        change = by_hand.find_change(row, number)
        return by_hand.note(row, change, told={gone.code}, untold=set(), actor=actor)

    assert act(tick, seminar) == 1
    erase(gone)
    found = by_hand.find(db.session.get_one(Seminar, seminar.id), now=clock.now())
    assert ([tick.registration for tick in found.told], found.left) == ([], 1)
    assert [each.id for group in found.groups for each in group.people] == [left.id]
