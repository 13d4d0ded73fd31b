import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from icalendar import Calendar

from seminars.formats.calendars import ical
from seminars.formats.calendars.ical import feed
from seminars.formats.calendars.timezones import vtimezone
from seminars.formats.calendars.vevent import vevent

WRITE_A_FEED = """
import pickle, sys
from seminars.formats.calendars import ical
from seminars.formats.calendars.ical import feed
events, about = pickle.load(sys.stdin.buffer)
sys.stdout.buffer.write(feed(events, **about))
"""
CALENDAR_CHECKS = os.environ.get("CALENDAR_CHECKS")
READERS = [
    *("raw", "icalendar", "ical", "ics", "vobject", "recurring", "libical", "icaljs", "nodeical", "tsics"),
    *("khal", "vdirsyncer", "radicale", "agree"),
]


def unfolded(data):
    return data.decode().replace("\r\n ", "").split("\r\n")


def test_the_head_of_a_feed(make_event, make_feed):
    data = make_feed(make_event(), name="Семінары; усе, «гарады»", description="Першы\nдругі")
    lines = unfolded(data)
    assert sorted(lines[1 : lines.index("BEGIN:VTIMEZONE")]) == sorted(
        [
            "VERSION:2.0",
            "PRODID:-//seminars.example.org//Seminars 1.0//BE",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            "NAME:Семінары\\; усе\\, «гарады»",
            "X-WR-CALNAME:Семінары\\; усе\\, «гарады»",
            "X-WR-CALDESC:Першы\\nдругі",
            "X-WR-TIMEZONE:Europe/Minsk",
            "REFRESH-INTERVAL;VALUE=DURATION:PT2H",
            "X-PUBLISHED-TTL:PT2H",
            "COLOR:firebrick",
            "URL:https://seminars.example.org/be/",
            "SOURCE;VALUE=URI:https://seminars.example.org/be/calendar/all.ics",
        ]
    )
    assert (lines[0], lines[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])


def test_a_secret_feed_does_not_repeat_its_address(make_event, make_feed):
    assert "SOURCE" not in Calendar.from_ical(make_feed(make_event(), source_url=None))


def test_a_name_that_is_empty_when_cleaned_is_left_out(make_event, make_feed):
    calendar = Calendar.from_ical(make_feed(make_event(), name="\u200b", description=""))
    assert set(calendar) & {"NAME", "X-WR-CALNAME", "X-WR-CALDESC"} == set()


def test_the_zones_used_stand_once_each_before_the_events(make_event, make_feed):
    polish, german = (
        make_event(uid="2@x", timezone="Europe/Warsaw"),
        make_event(uid="3@x", timezone="Europe/Berlin"),
    )
    days = make_event(uid="4@x", timezone="Europe/Riga", hours_known=False)
    data = make_feed(make_event(), polish, german, days, make_event(uid="5@x"))
    zones = vtimezone("Europe/Minsk") + vtimezone("Europe/Warsaw")
    assert data[data.index(b"BEGIN:VTIMEZONE") : data.index(b"BEGIN:VEVENT")].decode() == zones
    assert data.count(b"VTIMEZONE") == 4
    assert len(Calendar.from_ical(data).events) == 5


@pytest.mark.parametrize(
    ("zone", "written"),
    [("Europe/Warsaw", "Europe/Warsaw"), ("Europe/Minsk", "Europe/Minsk"), ("Asia/Tbilisi", "Europe/Minsk")],
)
def test_a_feed_without_events_still_holds_one_component(make_feed, zone, written):
    data = make_feed(timezone=zone)
    assert data.decode().endswith(f"{vtimezone(written)}END:VCALENDAR\r\n")
    assert [part["TZID"] for part in Calendar.from_ical(data).subcomponents] == [written]
    assert f"X-WR-TIMEZONE:{zone}" in unfolded(data)


def test_the_order_of_the_events_does_not_change_the_bytes(make_event, make_feed):
    events = [make_event(uid=f"{number}@x", categories=("в", "б", "а")) for number in range(5)]
    assert make_feed(*events) == make_feed(*reversed(events))


def test_another_process_with_another_hash_seed_writes_the_same_bytes(make_event):
    events = [make_event(uid=f"{zone}@x", timezone=zone) for zone in ("Europe/Riga", "Europe/Minsk", "Europe/Warsaw")]
    about = {"language": "ru", "name": "Семинары", "description": "", "domain": "x.by", "url": "https://x.by"}
    about["source_url"] = None
    written = [
        subprocess.run(
            [sys.executable, "-c", WRITE_A_FEED],
            input=pickle.dumps((events, about)),
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert written == [feed(events, **about)] * 2


@pytest.fixture(params=["feed", "invitation", "cancellation", "withdrawal"])
def written(request, tour, make_feed, make_invitation, tmp_path):
    """(mode, file) of each kind of calendar that leaves the house."""
    mode, write = {
        "feed": ("feed", lambda: make_feed(*tour)),
        "invitation": ("invite", make_invitation),
        "cancellation": ("cancel", lambda: make_invitation(method="CANCEL", sequence=3)),
        "withdrawal": ("cancel", lambda: make_invitation(method="CANCEL", sequence=3, withdrawn=True)),
    }[request.param]
    file = tmp_path / f"{request.param}.ics"
    file.write_bytes(write())
    return mode, file


@pytest.mark.long
@pytest.mark.skipif(not CALENDAR_CHECKS, reason="CALENDAR_CHECKS does not name the folder of the outside readers")
def test_every_independent_reader_is_there_and_accepts_it(written):
    mode, file = written
    checker = Path(CALENDAR_CHECKS, "check_ics", "check_ics.sh")
    checked = subprocess.run([checker, "--mode", mode, file], capture_output=True, text=True, timeout=600, check=False)
    *results, end = [line.split(maxsplit=2) for line in checked.stdout.splitlines()]
    said = checked.stdout + checked.stderr
    assert {reader: result for result, reader, _ in results} == dict.fromkeys(READERS, "PASS"), said
    assert (checked.returncode, end[0]) == (0, "OK"), said


def test_a_feed_renders_only_what_changed_since_the_last_one(make_event, make_feed, monkeypatch):
    rendered = []
    monkeypatch.setattr(ical, "vevent", lambda event: rendered.append(event.uid) or vevent(event))
    events = [make_event(uid=f"kept-{number}@seminars.example.org") for number in range(3)]
    first = make_feed(*events)
    assert make_feed(*events) == first
    changed = replace(events[1], summary="Another title")
    assert b"Another title" in make_feed(events[0], changed, events[2])
    assert rendered == [*(event.uid for event in events), changed.uid]
