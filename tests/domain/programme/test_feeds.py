"""What a calendar feed holds, and what Last-Modified may claim about it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from acts import act
from factories import make_seminar, texts
from sqlalchemy import insert

from seminars.database.units import write_unit
from seminars.domain.programme import feeds
from seminars.domain.seminars import changes as rescheduling
from seminars.domain.seminars import content, editing
from seminars.extensions import db
from seminars.formats.calendars import ical
from seminars.formats.calendars.seminar_event import calendar_event
from seminars.models import Seminar, SeminarStatus

pytestmark = pytest.mark.usefixtures("inside")

NOW = datetime(2027, 6, 1, 12, 0, tzinfo=UTC)
LONG_AGO = datetime(2027, 1, 1, tzinfo=UTC)
LATER = feeds.SETTLED_AFTER
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
OLIVE = "olive@example.org"
CANCELLED = SeminarStatus.CANCELLED


def make(slug: str = "klichev", *, ends: timedelta = 21 * DAY, **values) -> Seminar:
    """A seminar of two hours that ends that long after NOW and last changed long ago."""
    return make_seminar(
        **{
            "slug": slug,
            "uid": f"{slug}@example.org",
            "starts_at": NOW + ends - 2 * HOUR,
            "ends_at": NOW + ends,
            "created_at": LONG_AGO,
            "changed_at": LONG_AGO,
        }
        | values
    )


def slugs(now: datetime = NOW, **choice: str) -> list[str]:
    return [uid.partition("@")[0] for uid, *_rest in feeds.in_feed(now=now, **choice)]


def test_the_nearest_stand_first():
    make("tomorrow", ends=DAY)
    make("yesterday", ends=-DAY)
    make("next-year", ends=300 * DAY)
    make("going-on", ends=HOUR)
    make("last-week", ends=-7 * DAY)
    make("postponed", ends=-200 * DAY, postponed_at=NOW)
    make("cancelled", ends=2 * DAY, status=CANCELLED, cancelled_at=NOW)
    assert slugs() == ["postponed", "going-on", "tomorrow", "cancelled", "next-year", "yesterday", "last-week"]


def test_a_seminar_stays_for_sixty_days_and_a_postponed_one_as_long_as_it_is():
    make("in", ends=-60 * DAY + SECOND)
    make("out", ends=-60 * DAY)
    make("postponed", ends=-400 * DAY, postponed_at=NOW - 300 * DAY)
    make("draft", status=SeminarStatus.DRAFT)
    assert slugs() == ["postponed", "in"]


def test_a_cancelled_one_stays_for_thirty_days_after_its_date_and_after_it_was_cancelled():
    cases = {
        "by-its-date": (-30 * DAY + SECOND, LONG_AGO - NOW),
        "by-the-day": (-200 * DAY, -30 * DAY + SECOND),
        "coming": (90 * DAY, LONG_AGO - NOW),
        "out": (-30 * DAY, -30 * DAY),
    }
    for slug, (ends, cancelled) in cases.items():
        make(slug, ends=ends, status=CANCELLED, cancelled_at=NOW + cancelled)
    make("old-row-in", ends=-29 * DAY, status=CANCELLED)
    make("old-row-out", ends=-31 * DAY, status=CANCELLED)
    assert slugs() == ["coming", "old-row-in", "by-its-date", "by-the-day"]


def test_a_long_postponed_one_that_is_cancelled_today_still_shows_as_cancelled():
    seminar = make(ends=-200 * DAY, postponed_at=NOW - 150 * DAY)
    act(rescheduling.cancel, seminar, reason=texts("No hall"), now=NOW)
    assert slugs(NOW + 30 * DAY - SECOND) == ["klichev"]
    assert slugs(NOW + 30 * DAY) == []
    assert feeds.last_modified(now=NOW + 40 * DAY) == NOW + 30 * DAY + LATER


def test_nothing_has_happened_on_an_empty_site_and_drafts_are_nothing():
    assert feeds.last_modified(now=NOW) is None
    make(status=SeminarStatus.DRAFT)
    assert feeds.last_modified(now=NOW) is None


def test_a_seminar_that_moves_out_of_a_region_raises_the_time_of_the_feed_it_leaves():
    seminar = make()
    make("mogilev", town_code="mogilev")
    before = feeds.last_modified(now=NOW)
    assert (before, slugs(region="mogilev")) == (LONG_AGO + LATER, ["klichev", "mogilev"])
    changes = replace(content.as_written(seminar), town_code="gomel")
    act(editing.edit_seminar, seminar, version=1, changes=changes, now=NOW)
    assert slugs(region="mogilev") == ["mogilev"]
    assert feeds.last_modified(now=NOW) == feeds.last_modified(now=NOW + 29 * SECOND) == NOW
    assert feeds.last_modified(now=NOW + HOUR) == NOW + LATER


@pytest.mark.parametrize(
    ("values", "leaves_at"),
    [
        ({"ends": -DAY}, NOW + 59 * DAY),
        ({"ends": -DAY, "status": CANCELLED, "cancelled_at": LONG_AGO}, NOW + 29 * DAY),
        ({"ends": -DAY, "status": CANCELLED}, NOW + 29 * DAY),
        ({"ends": -DAY, "status": CANCELLED, "cancelled_at": NOW}, NOW + 30 * DAY),
        ({"ends": -DAY, "postponed_at": NOW}, None),
    ],
)
def test_time_alone_raises_it_at_the_instant_a_seminar_leaves(values, leaves_at):
    make(**values)
    last = leaves_at or NOW + 500 * DAY
    assert (slugs(last - SECOND), feeds.last_modified(now=last - SECOND)) == (["klichev"], LONG_AGO + LATER)
    if leaves_at:
        assert (slugs(last), feeds.last_modified(now=last + HOUR)) == ([], leaves_at + LATER)
        assert feeds.last_modified(now=last) == last


def test_it_never_lies_in_the_future_and_has_no_fractions():
    make(changed_at=NOW + 5 * SECOND)
    asked = NOW + timedelta(microseconds=900_000)
    assert feeds.last_modified(now=asked) == NOW
    assert feeds.last_modified(now=NOW + HOUR) == NOW + 5 * SECOND + LATER


def test_a_change_in_the_second_of_an_answer_is_told_by_the_next():
    first = make("first")
    second = make("second")
    tick = timedelta(milliseconds=100)
    act(editing.edit_seminar, first, version=1, changes=replace(content.as_written(first), capacity=7), now=NOW)
    told = feeds.last_modified(now=NOW + tick)
    act(editing.edit_seminar, second, version=1, changes=replace(content.as_written(second), capacity=7),
        now=NOW + 2 * tick)  # fmt: skip
    assert feeds.last_modified(now=NOW + SECOND) > told
    assert feeds.last_modified(now=NOW + HOUR) > told


def test_a_change_that_comes_to_light_after_a_later_one_is_told_all_the_same():
    """On PostgreSQL two write at once, and the one that began first may be seen last."""
    make("second", changed_at=NOW)
    told = feeds.last_modified(now=NOW + SECOND)
    make("first", changed_at=NOW - SECOND)
    assert feeds.last_modified(now=NOW + HOUR) > told


def test_the_end_of_any_seminar_raises_the_time_of_a_feed_that_is_cut():
    make(ends=-DAY)
    make("later", ends=DAY)
    assert feeds.last_modified(now=NOW) == LONG_AGO + LATER
    assert feeds.last_modified(now=NOW, is_cut=True) == NOW - DAY + LATER
    assert feeds.last_modified(now=NOW + 2 * DAY, is_cut=True) == NOW + DAY + LATER


def test_of_too_many_the_nearest_are_named_and_one_more():
    model = make("model", ends=-DAY)
    same = {each.key: getattr(model, each.key) for each in Seminar.__table__.columns if each.key != "id"}
    later = [{**same, "slug": f"s-{number}", "uid": f"s-{number}", "starts_at": NOW + number * HOUR,
              "ends_at": NOW + (number + 1) * HOUR} for number in range(1005)]  # fmt: skip
    with write_unit():
        db.session.execute(insert(Seminar), later[::-1])
        db.session.commit()
    assert slugs() == [f"s-{number}" for number in range(1001)]


def test_a_feed_has_the_same_bytes_in_whatever_order_its_seminars_come():
    for number in range(5):
        make(f"s-{number}", ends=number * DAY)
    uids = [uid for uid, *_rest in feeds.in_feed(now=NOW)]
    written = set()
    for order in (uids, uids[::-1], sorted(uids, key=hash)):
        events = [calendar_event(each, "be") for each in feeds.with_uids(order)]
        assert [each.uid for each in events] == order
        written.add(ical.feed(events, language="be", name="x", description="", domain="example.org",
                              url="https://example.org", source_url=None))  # fmt: skip
    assert len(written) == 1
