"""The calendar of one e-mail address: what it holds, and when that changed."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from acts import act
from factories import ADA, make_registration, make_seminar, texts
from sqlalchemy import update

from seminars import tokens
from seminars.database.units import write_unit
from seminars.domain.people.sign_up import Person
from seminars.domain.programme import feeds, personal_feeds
from seminars.domain.registrations import corrections, leaving
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import PersonalFeed, Registration, Seminar, Status, Submission

pytestmark = pytest.mark.usefixtures("inside")

NOW = datetime(2027, 6, 1, 12, 0, tzinfo=UTC)
LONG_AGO = datetime(2027, 1, 1, tzinfo=UTC)
LATER = feeds.SETTLED_AFTER
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OLIVE = "olive@example.org"
BELA = replace(ADA, given_name="Bela")
MALLORY = Person(surname="Malory", given_name="Mallory", email="mallory@example.org")


def make(slug: str = "klichev", **values) -> Seminar:
    long_ago = {"created_at": LONG_AGO, "changed_at": LONG_AGO, "uid": f"{slug}@example.org"}
    return make_seminar(slug=slug, **{"starts_at": NOW + 21 * DAY, **long_ago, **values})


def make_feed(email_key: str = ADA.email) -> PersonalFeed:
    with write_unit():
        feed = personal_feeds.get_or_create(email_key, now=LONG_AGO)
        db.session.commit()
    return feed


def slugs(feed: PersonalFeed, now: datetime = NOW) -> list[str]:
    return [uid.partition("@")[0] for uid, *_rest in personal_feeds.seminars_in(feed, now=now)]


def test_it_holds_the_seminars_at_which_the_address_has_a_place():
    for slug in ("confirmed", "left", "waiting", "company"):
        make_registration(make(slug), now=LONG_AGO)
    make_registration(make("of-mallory"), MALLORY, now=LONG_AGO)
    make("nobodys")
    with write_unit():
        of = {each.seminar.slug: each.id for each in db.session.query(Registration)}
        values = {"left": {"status": Status.CANCELLED}, "waiting": {"status": Status.WAITING},
                  "company": {"is_contact": False}}  # fmt: skip
        for slug, value in values.items():
            db.session.execute(update(Registration).where(Registration.id == of[slug]).values(**value))
        db.session.commit()
    feed = make_feed()
    assert slugs(feed) == ["confirmed"]
    assert personal_feeds.seminars_in(feed, now=NOW) == feeds.in_feed(Seminar.slug == "confirmed", now=NOW)
    assert slugs(make_feed("nobody@example.org")) == []


def test_a_seminar_of_two_people_with_one_address_stays_until_the_second_leaves():
    seminar = make()
    ada = make_registration(seminar, now=LONG_AGO)
    bela = make_registration(seminar, BELA, now=LONG_AGO)
    feed = make_feed()
    assert slugs(feed) == ["klichev"]
    act(leaving.cancel, ada, by="person", now=NOW)
    assert slugs(feed) == ["klichev"]
    act(leaving.cancel, bela, by="person", now=NOW + HOUR)
    assert slugs(feed) == []
    assert personal_feeds.last_modified(feed, now=NOW + DAY) == NOW + HOUR + LATER


def test_cancelled_and_postponed_seminars_stay_as_long_as_in_other_feeds():
    seminar, other = make(), make("other")
    make_registration(seminar, now=LONG_AGO)
    make_registration(other, now=LONG_AGO)
    feed = make_feed()
    act(changes.cancel, seminar, reason=texts("No hall"), actor=OLIVE, now=NOW)
    act(changes.postpone, other, actor=OLIVE, now=NOW)
    ends_at = seminar.ends_at
    assert slugs(feed, ends_at + 30 * DAY - HOUR) == ["other", "klichev"]
    assert slugs(feed, ends_at + 400 * DAY) == ["other"]
    assert personal_feeds.last_modified(feed, now=ends_at + 400 * DAY) == ends_at + 30 * DAY + LATER


def test_it_tells_when_it_changed_and_looks_at_nobody_elses():
    make_registration(make(), now=LONG_AGO + HOUR)
    feed = make_feed()
    assert personal_feeds.last_modified(feed, now=NOW) == LONG_AGO + HOUR + LATER
    make_registration(make("of-mallory", changed_at=NOW), MALLORY, now=NOW)
    make("over", starts_at=NOW - 60 * DAY)
    assert personal_feeds.last_modified(feed, now=NOW + DAY) == LONG_AGO + HOUR + LATER
    assert personal_feeds.last_modified(feed, now=NOW + DAY, is_cut=True) == LONG_AGO + HOUR + LATER
    make_registration(make("second"), now=NOW + DAY)
    assert personal_feeds.last_modified(feed, now=NOW + 2 * DAY) == NOW + DAY + LATER
    assert personal_feeds.last_modified(feed, now=NOW + DAY) == NOW + DAY


def test_a_corrected_address_takes_the_seminar_along_and_both_calendars_tell_so():
    make_registration(make(), now=LONG_AGO)
    old, new = make_feed(), make_feed("right@example.org")
    assert (slugs(old), slugs(new)) == (["klichev"], [])
    submission = db.session.query(Submission).one()
    act(corrections.correct_address, submission, address="right@example.org", now=NOW)
    assert (slugs(old), slugs(new)) == ([], ["klichev"])
    for feed in (old, new):
        assert personal_feeds.last_modified(db.session.merge(feed), now=NOW + DAY) == NOW + LATER


def test_a_renewed_calendar_has_another_link_and_the_old_one_is_nobodys():
    feed, others = make_feed(), make_feed("mallory@example.org")
    old, of_mallory = (tokens.feed_token(each.id, each.version) for each in (feed, others))
    assert personal_feeds.find(old).email_key == ADA.email
    act(personal_feeds.renew, feed, now=NOW)
    assert personal_feeds.find(old) is None
    assert personal_feeds.find(tokens.feed_token(feed.id, 2)).email_key == ADA.email
    assert personal_feeds.find(of_mallory).email_key == "mallory@example.org"
    assert personal_feeds.find(tokens.feed_token(77, 1)) is None


def test_the_calendar_of_an_address_that_nobody_has_ends_after_seven_days_and_its_number_is_never_anothers():
    left, used = make_feed("left@example.org"), make_feed()
    make_registration(make(), now=LONG_AGO)
    tokens_of = {feed.id: tokens.feed_token(feed.id, feed.version) for feed in (left, used)}
    found = {}
    for later in (7 * DAY, 7 * DAY + HOUR):
        with write_unit():
            personal_feeds.forget_unused(now=LONG_AGO + later)
            db.session.commit()
        found[later] = [personal_feeds.find(tokens_of[feed.id]) for feed in (left, used)]
    assert found == {7 * DAY: [left, used], 7 * DAY + HOUR: [None, used]}
    assert make_feed("left@example.org").id not in tokens_of


def test_an_address_has_one_calendar_however_often_it_is_asked_for():
    first = make_feed()
    make_feed()
    assert [each.id for each in db.session.query(PersonalFeed)] == [first.id]


def test_two_who_ask_at_once_get_the_same_calendar(app):
    start = threading.Barrier(2)

    def ask() -> int:
        with app.app_context():
            start.wait()
            with write_unit():
                feed_id = personal_feeds.get_or_create(ADA.email, now=NOW).id
                threading.Event().wait(0.2)
                personal_feeds.note_departure(ADA.email, now=NOW)
                db.session.commit()
        return feed_id

    with ThreadPoolExecutor(2) as crowd:
        asked = [crowd.submit(ask) for _person in range(2)]
    assert [each.result() for each in asked] == [db.session.query(PersonalFeed).one().id] * 2
