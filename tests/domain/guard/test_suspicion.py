"""What looks like a program or like hoarding: how many come from one network, and under one address from there."""

from datetime import UTC, datetime, timedelta

import pytest

from seminars.database.units import write_unit
from seminars.domain.guard import mailboxes, suspicion

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
HALL, HOME = "192.0.2.1", "198.51.100.7"

pytestmark = pytest.mark.usefixtures("inside")


def signed_up(number: int, *, network: str = HALL, email: str = "ada{}@mail.ru") -> None:
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


@pytest.mark.parametrize("spelling", ["ada+{}@gmail.com", "a.da+{}@googlemail.com"])
def test_all_spellings_of_one_mailbox_are_one_address(spelling):
    with write_unit():
        signed_up(10, email=spelling)
        assert looks_odd(email="Ada@gmail.com")
        assert not looks_odd(email="bela@gmail.com")


def test_the_31st_a_day_at_a_firms_domain_looks_odd_from_everywhere_until_somebody_there_acts_from_a_mail():
    with write_unit():
        signed_up(29, email="person{}@agro.by")
        assert not looks_odd(email="zoe@agro.by")
        signed_up(1, email="last@agro.by")
        assert looks_odd(email="zoe@agro.by", network=HOME)
        assert not looks_odd(email="zoe@another.by")
        mailboxes.note_act("person1@agro.by", now=NOW)
        assert not looks_odd(email="zoe@agro.by", network=HOME)


def test_at_a_large_provider_any_number_may_have_their_addresses():
    with write_unit():
        signed_up(59, email="person{}@yandex.by")
        assert not looks_odd(email="zoe@ya.ru")
