"""Which seminars a page shows and in which state each of them is."""

from datetime import timedelta

from acts import set_all, sign_up
from factories import ADA, make_registration, make_seminar, make_series

from seminars import clock
from seminars.domain.people.sign_up import Person, WhenShort
from seminars.domain.programme import listings
from seminars.extensions import db
from seminars.formats.seat_steps import Places, Waiting
from seminars.models import Seminar, SeminarStatus


def slugs(found) -> list[str]:
    return [entry.seminar.slug for entry in found]


def test_few_and_full_follow_from_the_seats_that_are_taken(app):
    now = clock.now()
    with app.app_context():
        states = []
        for capacity in (0, 1, 2, 6, 7):
            seminar = make_seminar(slug=f"for-{capacity}", capacity=capacity)
            if capacity:
                make_registration(seminar)
            entry = listings.as_listed(seminar, now=now)
            states.append((entry.taken, entry.places, entry.state))
        assert states == [
            (0, Places.NONE, "full"),
            (1, Places.NONE, "queue"),
            (1, Places.LAST_FIVE, "few"),
            (1, Places.LAST_FIVE, "few"),
            (1, Places.SIX_TO_TEN, "open"),
        ]


def test_more_people_than_seats_leave_none_and_not_less_than_none(app):
    with app.app_context():
        seminar = make_seminar(capacity=2)
        for name in ("A", "B"):
            make_registration(seminar, Person(surname=name, given_name=name, email=ADA.email))
        set_all(Seminar, capacity=1)
        entry = listings.as_listed(db.session.get_one(Seminar, seminar.id), now=clock.now())
        assert (entry.taken, entry.places, entry.state) == (2, Places.NONE, "queue")


def test_a_seat_for_which_somebody_waits_is_free_for_nobody_else(app):
    with app.app_context():
        seminar = make_seminar(capacity=5)
        make_registration(seminar)
        sign_up(seminar, "Bela", "B", "C", "D", "E", when_short=WhenShort.TOGETHER)
        entry = listings.as_listed(seminar, now=clock.now())
        assert (entry.taken, entry.places, entry.waiting, entry.state) == (1, Places.NONE, Waiting.SOME, "queue")
        set_all(Seminar, needs_approval=True)
        deciding = listings.as_listed(db.session.get_one(Seminar, seminar.id), now=clock.now())
        assert (deciding.places, deciding.state) == (Places.LAST_FIVE, "few")


def test_of_those_who_wait_no_more_are_counted_than_the_steps_tell_apart(app):
    with app.app_context():
        seminar = make_seminar(capacity=1)
        told = []
        for number in range(13):
            sign_up(seminar, f"Person{chr(97 + number)}")
            told.append(listings.as_listed(seminar, now=clock.now()).waiting)
        assert told == [Waiting.NOBODY] + [Waiting.SOME] * 10 + [Waiting.OVER_TEN] * 2
        assert [entry.waiting for entry in listings.upcoming(now=clock.now())] == [Waiting.OVER_TEN]


def test_a_seminar_stays_upcoming_until_its_end_and_is_past_from_then_on(app):
    with app.app_context():
        seminar = make_seminar()
        make_seminar(slug="postponed", postponed_at=clock.now())
        make_seminar(slug="draft", status=SeminarStatus.DRAFT)
        ends, tick = seminar.ends_at, timedelta(microseconds=1)
        assert slugs(listings.upcoming(now=ends - tick)) == ["klichev", "postponed"]
        assert slugs(listings.past(now=ends - tick)) == []
        assert slugs(listings.upcoming(now=ends)) == ["postponed"]
        assert slugs(listings.past(now=ends)) == ["klichev"]


def test_what_has_no_date_stands_after_all_that_have_one(app):
    now = clock.now()
    with app.app_context():
        make_seminar(slug="put-off", starts_at=now - timedelta(days=3), postponed_at=now)
        make_seminar(slug="later", starts_at=now + timedelta(days=9))
        make_seminar(slug="called-off", starts_at=now + timedelta(days=2), status=SeminarStatus.CANCELLED)
        assert slugs(listings.upcoming(now=now)) == ["called-off", "later", "put-off"]


def test_seminars_of_one_instant_have_an_order_of_their_own(app):
    starts = clock.now().replace(microsecond=0) + timedelta(days=1)
    with app.app_context():
        for slug in ("b", "a", "c"):
            make_seminar(slug=slug, starts_at=starts)
        assert slugs(listings.upcoming(now=clock.now())) == ["b", "a", "c"]
        assert slugs(listings.past(now=starts + timedelta(days=9))) == ["b", "a", "c"]


def test_the_next_of_the_region_takes_place_and_is_another(app):
    now = clock.now()
    with app.app_context():
        here = make_seminar(starts_at=now + timedelta(days=1))
        assert listings.next_in_region(here, now=now) is None
        make_seminar(slug="running", town_code="mogilev", starts_at=now - timedelta(hours=1))
        make_seminar(slug="second", town_code="mogilev", starts_at=now + timedelta(days=3))
        make_seminar(slug="first", starts_at=now + timedelta(days=2))
        assert listings.next_in_region(here, now=now).seminar.slug == "first"


def test_only_public_seminars_and_well_formed_addresses_are_found(app):
    with app.app_context():
        make_seminar()
        make_seminar(slug="draft", status=SeminarStatus.DRAFT)
        make_seminar(slug="gone", status=SeminarStatus.CANCELLED)
        asked = ("klichev", "gone", "draft", "Klichev", "klichev ", "klichev\0", "", "x" * 81, "\ud800", "%")
        assert [slug for slug in asked if listings.find_public(slug)] == ["klichev", "gone"]
        assert listings.find_series("clusters").slug == "clusters"
        make_series(slug="empty")
        assert listings.find_series("empty") is None
        assert [slug for slug in ("Clusters", "a\0", "\ud800", "") if listings.find_series(slug)] == []
