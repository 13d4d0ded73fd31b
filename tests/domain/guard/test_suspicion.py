"""What looks like a program or like hoarding: how many come from one network, and under one address from there."""

from datetime import UTC, datetime, timedelta

import pytest

from seminars.database.units import write_unit
from seminars.domain.guard import suspicion

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
HALL, HOME = "192.0.2.1", "198.51.100.7"

pytestmark = pytest.mark.usefixtures("inside")


def signed_up(number: int, *, network: str = HALL, email: str = "ada{}@example.org") -> None:
    for each in range(number):
        suspicion.note_sign_up(network=network, email=email.format(each), now=NOW)


def looks_odd(*, network: str = HALL, email: str = "zoe@example.org", later: timedelta = timedelta(0)) -> bool:
    return suspicion.looks_odd(network=network, email=email, now=NOW + later)


def test_the_61st_from_one_network_in_ten_minutes_looks_odd_and_elsewhere_nobody_does():
    with write_unit():
        signed_up(59)
        assert not looks_odd()
        signed_up(1)
        assert looks_odd()
        assert not looks_odd(network=HOME)
        assert not looks_odd(later=timedelta(minutes=10))


def test_people_are_counted_and_not_the_forms_in_which_they_come():
    with write_unit():
        for _each in range(12):
            suspicion.note_sign_up(network=HALL, email="ada@example.org", people=5, now=NOW)
        assert looks_odd()


def test_the_601st_from_one_network_in_ten_minutes_is_refused():
    with write_unit():
        signed_up(600)
        with pytest.raises(suspicion.TooManySignUps):
            signed_up(1)
        signed_up(1, network=HOME)


def test_the_11th_a_day_under_one_address_looks_odd_to_the_network_that_signed_it_up_and_to_nobody_else():
    with write_unit():
        signed_up(9, email="Ada@example.org")
        assert not looks_odd(email="ada@example.org")
        signed_up(1, email="ada@example.org")
        assert looks_odd(email="ADA@example.org", later=timedelta(hours=14))
        assert not looks_odd(email="ada@example.org", network=HOME)
        assert not looks_odd(email="ada@example.org", later=timedelta(hours=15))  # midnight, as counts begin anew
