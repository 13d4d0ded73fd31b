from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from factories import make_seminar

from seminars.database.units import write_unit
from seminars.domain.errors import AddressTaken
from seminars.domain.guard import throttle
from seminars.domain.organisers import accounts, memberships
from seminars.domain.organisers.roles import Act
from seminars.extensions import db
from seminars.models import Organiser

pytestmark = pytest.mark.usefixtures("inside")

pytestmark = pytest.mark.usefixtures("inside")

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


def _create(email="Olive@Example.org"):
    with write_unit():
        organiser = accounts.create_organiser(email, language="be", now=NOW)
        token = accounts.new_sign_in_link(organiser)
        db.session.commit()
    return organiser, token


def test_an_organiser_owns_the_whole_installation():
    make_seminar()
    olive, _token = _create()
    assert (olive.email, olive.language, olive.password) == ("olive@example.org", "be", None)
    assert len(db.session.scalars(memberships.seminars_of(olive, Act.DECIDE)).all()) == 1
    assert memberships.is_owner(olive)


def test_an_address_is_taken_once_whatever_its_case():
    _create()
    with pytest.raises(AddressTaken):
        _create("OLIVE@EXAMPLE.ORG")
    assert db.session.query(Organiser).count() == 1


def test_a_sign_in_link_is_used_once_even_by_two_at_once(app):
    _olive, token = _create()

    def use(_number):
        with app.app_context(), write_unit():
            used = accounts.use_sign_in_link(token, NOW, language="en")
            db.session.commit()
            return used is not None

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, range(4))) == [False, False, False, True]


def test_a_sign_in_link_lasts_a_day(monkeypatch):
    _olive, token = _create()
    assert accounts.find_by_link(token) is not None
    monkeypatch.setattr(accounts, "LINK_LIFETIME", accounts.LINK_LIFETIME * 0 - accounts.LINK_LIFETIME)
    assert accounts.find_by_link(token) is None
    assert accounts.find_by_link("forged") is None


def test_ending_sessions_changes_what_cookies_carry():
    olive, _token = _create()
    before = olive.fs_uniquifier
    with write_unit():
        accounts.end_sessions(db.session.get_one(Organiser, olive.id))
        db.session.commit()
    assert olive.fs_uniquifier != before


def test_a_new_password_ends_sessions_and_unused_links():
    organiser, token = _create()
    before = organiser.fs_uniquifier
    with write_unit():
        accounts.set_password(organiser, "hash", now=NOW)
        db.session.commit()
    assert organiser.fs_uniquifier != before
    assert accounts.find_by_link(token) is None


def test_one_network_is_an_ipv4_address_or_an_ipv6_64():
    networks = {
        "203.0.113.7": "203.0.113.7", "::ffff:203.0.113.7": "203.0.113.7", "": "", "unix:": "unix:",
        "2001:db8:1:2:3::4": "2001:db8:1:2::/64", "2001:db8:1:2:ffff::": "2001:db8:1:2::/64",
    }  # fmt: skip
    assert {address: throttle.network(address) for address in networks} == networks
