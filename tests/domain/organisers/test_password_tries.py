"""Passwords that are tried are counted exactly, also by many at once; right ones do not count."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from at_once import at_once
from factories import make_organiser
from rotation import rotate

from seminars.database.units import write_unit
from seminars.domain.guard.spent_proofs import ProofSpent
from seminars.domain.guard.suspicion import ProofNeeded
from seminars.domain.organisers import password_tries
from seminars.domain.organisers.password_tries import TooManyTries, Try
from seminars.extensions import db
from seminars.models import KnownNetwork

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
OLIVE = "olive@example.org"

pytestmark = pytest.mark.usefixtures("inside")


def trying(number: int = 1, **values) -> Try:
    return Try(**{"address": OLIVE, "network": f"192.0.2.{number}", "at": NOW, **values})


def counted(attempt: Try) -> bool:
    """Whether it is looked at without a proof."""
    with write_unit():
        try:
            password_tries.count(attempt)
        except ProofNeeded:
            return False
        db.session.commit()
    return True


def signed_in(attempt: Try) -> None:
    with write_unit():
        organiser = password_tries.succeed(attempt, password_tries.hash_of(attempt))
        assert organiser
        password_tries.note_network(organiser, attempt.network, now=attempt.at)
        db.session.commit()


def forget(now: datetime) -> None:
    with write_unit():
        password_tries.forget_old_networks(now=now)
        db.session.commit()


def test_of_many_wrong_ones_at_once_exactly_ten_are_looked_at_without_a_proof(app):
    make_organiser()

    def look(number: int) -> Callable[[], bool]:
        def act() -> bool:
            try:
                password_tries.count(trying(number))
            except ProofNeeded:
                db.session.rollback()
                return False
            return True

        return act

    done = [each.result(60) for each in at_once(app, *map(look, range(16)))]
    assert (len(done), sum(done)) == (16, 10)


def test_ten_in_a_quarter_of_an_hour_for_each_account():
    make_organiser()
    assert [counted(trying(number)) for number in range(11)] == [True] * 10 + [False]
    assert counted(trying(address="bela@example.org"))
    assert not counted(trying(address="OLIVE@Example.org", at=NOW + timedelta(minutes=14)))
    assert counted(trying(at=NOW + timedelta(minutes=15)))


def test_right_ones_do_not_count():
    make_organiser()
    for number in range(12):
        assert counted(trying(number))
        signed_in(trying(number))
    assert [counted(trying(number + 100)) for number in range(11)] == [True] * 10 + [False]


def test_a_proof_serves_for_one_try_of_many():
    make_organiser()
    assert [counted(trying(number)) for number in range(11)] == [True] * 10 + [False]
    assert counted(trying(proof="one"))
    with pytest.raises(ProofSpent):
        counted(trying(2, proof="one"))
    assert counted(trying(proof="another"))


def test_a_network_has_a_hundred_tries_and_a_known_browser_in_it_has_its_own():
    make_organiser()
    for number in range(100):
        assert counted(trying(address=f"somebody{number}@example.org"))
    with pytest.raises(TooManyTries):
        counted(trying())
    assert counted(trying(is_known_browser=True))


def test_a_network_is_known_for_half_a_year_after_the_last_sign_in_from_there():
    make_organiser()
    signed_in(trying(1))
    signed_in(trying(1, at=NOW + timedelta(days=1)))
    forget(NOW + timedelta(days=181))
    assert db.session.query(KnownNetwork).count() == 1
    forget(NOW + timedelta(days=181, seconds=1))
    assert db.session.query(KnownNetwork).count() == 0


def test_a_network_is_known_to_the_account_that_signed_in_from_there_alone():
    make_organiser()
    make_organiser("mallory@example.org")
    signed_in(trying(1))
    for address, asked in ((OLIVE, True), ("mallory@example.org", False)):
        assert [counted(trying(number, address=address)) for number in range(2, 13)] == [True] * 10 + [False]
        assert counted(trying(1, address=address)) is asked


def test_after_a_new_secret_key_networks_are_still_known_and_wrong_ones_still_counted(app):
    make_organiser()
    signed_in(trying(1))
    assert [counted(trying(number)) for number in range(2, 8)] == [True] * 6
    rotate(app)
    assert [counted(trying(number)) for number in range(8, 13)] == [True] * 4 + [False]
    assert counted(trying(1))
    signed_in(trying(1))
    assert not counted(trying(2))
