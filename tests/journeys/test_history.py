"""Somebody subscribes once, with vdirsyncer and khal, and never looks at the site again."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar, Event
from installations import BASE_URL
from outside import Client
from tour import Tour, place_of, served_tour

from seminars.extensions import db
from seminars.models import Seminar

pytestmark = pytest.mark.long
LANGUAGE = "be"


@dataclass(frozen=True, order=True)
class Entry:
    """What a calendar has to know of a seminar; days instead of instants where the hours are not known."""

    uid: str
    page: str
    starts: datetime | date
    ends: datetime | date
    place: str
    status: str


def stored(tour: Tour) -> list[Entry]:
    """The seminars in the window: from 60 days back on, cancelled ones from 30, and postponed ones always."""
    with tour.app.app_context():
        return sorted(_entry(each) for each in db.session.query(Seminar) if _is_in_window(each, tour.now))


def _is_in_window(seminar: Seminar, now: datetime) -> bool:
    days = 30 if seminar.is_cancelled else 60
    return seminar.is_postponed or seminar.ends_at > now - timedelta(days=days)


def _entry(seminar: Seminar) -> Entry:
    starts, ends = seminar.starts_at, seminar.ends_at
    if not seminar.hours_known:
        starts, ends = (seminar.in_zone(each).date() for each in (starts, ends))
    status = "CANCELLED" if seminar.is_cancelled or seminar.is_postponed else "CONFIRMED"
    page = f"{BASE_URL}/{LANGUAGE}/seminars/{seminar.slug}"
    return Entry(seminar.uid, page, starts, ends, place_of(seminar, LANGUAGE), status)


class Subscriber:
    """vdirsyncer keeps a folder of events like the feed, and khal shows it. Besides, khal imports the feed by hand
    each time: vdirsyncer gives every event a UID of its own making, so only there ours are seen."""

    def __init__(self, tour: Tour, home: Path) -> None:
        self.tour, self.home = tour, home
        self.vdirsyncer, self.khal = Client("vdirsyncer", home), Client("khal", home)
        for name, text in (("vdirsyncer", _vdirsyncer_settings(tour, home)), ("khal", _khal_settings(home))):
            (home / "config" / name).mkdir(parents=True)
            (home / "config" / name / "config").write_text(text)
        for folder in ("subscribed", "imported"):
            (home / folder).mkdir()
        self.vdirsyncer.run("discover")

    def sync(self) -> str:
        return self.vdirsyncer.run("sync")

    def import_feed(self) -> None:
        file = self.home / "feed.ics"
        file.write_bytes(self.tour.fetch(f"{LANGUAGE}/calendar/all.ics"))
        self.khal.run("import", "--batch", "-a", "imported", str(file))

    def kept(self, calendar: str) -> list[Entry]:
        """The events of a calendar's folder, one in each file."""
        calendars = [Calendar.from_ical(file.read_bytes()) for file in (self.home / calendar).glob("*.ics")]
        assert [len(each.events) for each in calendars] == [1] * len(calendars)
        return sorted(_as_entry(each.events[0]) for each in calendars)

    def shown(self, calendar: str) -> list[tuple[str, ...]]:
        """What khal lists of a calendar."""
        form = "@@{uid}|{url}|{start-long-full}|{end-long-full}|{location}|{status}"
        options = ("--once", "--day-format", "", "--format", form, "-a", calendar)
        listed = self.khal.run("list", *options, "2020-01-01", "9000d")
        lines = [line.removeprefix("@@") for line in listed.splitlines() if line.startswith("@@")]
        return sorted(tuple(part.strip() for part in line.split("|")) for line in lines)


def _as_entry(event: Event) -> Entry:
    texts = (str(event[name]) for name in ("UID", "URL", "LOCATION", "STATUS"))
    uid, page, place, status = texts
    return Entry(uid, page, event.start, event.end, place, status)


def _as_khal_shows(entry: Entry) -> tuple[str, ...]:
    """Days without hours have midnights here, of the first one and of the last."""
    if isinstance(entry.starts, datetime):
        times = [f"{each:%Y-%m-%d %H:%M}" for each in (entry.starts, entry.ends)]
    else:
        times = [f"{each} 00:00" for each in (entry.starts, entry.ends - timedelta(days=1))]
    return entry.uid, entry.page, *times, entry.place, entry.status


def _without_uid(entries: list) -> list[tuple]:
    rows = [astuple(each) if isinstance(each, Entry) else each for each in entries]
    return sorted(row[1:] for row in rows)


def _vdirsyncer_settings(tour: Tour, home: Path) -> str:
    return f"""
[general]
status_path = "{home}/status"

[pair seminars]
a = "site"
b = "folder"
collections = null
conflict_resolution = "a wins"

[storage site]
type = "http"
url = "{tour.address}/{LANGUAGE}/calendar/all.ics"

[storage folder]
type = "filesystem"
path = "{home}/subscribed"
fileext = ".ics"
"""


def _khal_settings(home: Path) -> str:
    return f"""
[calendars]
[[subscribed]]
path = {home}/subscribed
[[imported]]
path = {home}/imported

[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M

[sqlite]
path = {home}/khal.db
"""


@pytest.fixture
def tour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tour]:
    with served_tour(tmp_path / "site", monkeypatch) as tour:
        yield tour


def test_whoever_subscribed_once_holds_what_the_database_does_through_a_whole_history(tour, tmp_path):
    subscriber = Subscriber(tour, tmp_path)
    counts = {}
    for stage in tour.history():
        wanted = stored(tour)
        subscriber.sync()
        assert (stage, _without_uid(subscriber.kept("subscribed"))) == (stage, _without_uid(wanted))
        shown = [_as_khal_shows(each) for each in wanted]
        assert (stage, _without_uid(subscriber.shown("subscribed"))) == (stage, _without_uid(shown))
        assert "Copying" not in subscriber.sync()
        counts[stage] = len(wanted)
    assert list(counts.values()) == [6] * 9 + [4]


def test_every_import_finds_the_seminars_of_the_last_one_again(tour, tmp_path):
    """By their UIDs: none comes twice, none is lost. An import takes nothing away, so the last stage is left out."""
    subscriber = Subscriber(tour, tmp_path)
    uids = [entry.uid for entry in stored(tour)]
    for stage in tour.history():
        wanted = stored(tour)
        if stage == "out of the window":
            assert len(wanted) == 4
            break
        subscriber.import_feed()
        assert (stage, subscriber.kept("imported")) == (stage, wanted)
        assert (stage, subscriber.shown("imported")) == (stage, sorted(map(_as_khal_shows, wanted)))
        assert [entry.uid for entry in wanted] == uids
