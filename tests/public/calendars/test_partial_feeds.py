"""Feeds of one region, town, series and speaker: each holds its own seminars, under the UIDs of all other feeds."""

import pytest
from factories import make_seminar, make_series, texts
from flask import Flask
from icalendar import Calendar

from seminars.models import SeminarStatus, Session, Speaker


@pytest.fixture
def tour(app: Flask) -> None:
    """Klichev and Mogilev lie in one region; Gomel belongs to another series and has its own speaker."""
    with app.app_context():
        other = make_series(slug="other", name=texts("Other"))
        talk = Session(position=0, title=texts("Talk"), speakers=[Speaker(slug="bogna-lipa", name="Bogna Lipa")])
        make_seminar(slug="klichev")
        make_seminar(slug="mogilev", town_code="mogilev")
        make_seminar(slug="gomel", town_code="gomel", series_id=other.id, sessions=[talk])
        make_seminar(slug="draft", status=SeminarStatus.DRAFT)


def feed(client, name: str) -> dict[str, str]:
    """Page address by UID of everything in the feed."""
    answer = client.get(f"/be/calendar/{name}.ics")
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    return {str(event["UID"]): str(event["URL"]).rpartition("/")[2] for event in Calendar.from_ical(answer.data).events}


@pytest.mark.usefixtures("tour")
def test_each_feed_holds_its_own_seminars(client):
    everything = feed(client, "all")
    parts = {
        "region/mogilev": {"klichev", "mogilev"},
        "region/brest": set(),
        "town/klichev": {"klichev"},
        "series/other": {"gomel"},
        "speaker/bogna-lipa": {"gomel"},
    }
    assert set(everything.values()) == {"klichev", "mogilev", "gomel"}
    for name, wanted in parts.items():
        found = feed(client, name)
        assert (name, set(found.values())) == (name, wanted)
        assert found.items() <= everything.items()


@pytest.mark.parametrize("name", ["region/atlantis", "town/%D0%BF", "series/none", "speaker/none", "mine/x", "region/"])
@pytest.mark.usefixtures("tour")
def test_a_feed_of_nothing_there_is_does_not_exist(client, name):
    assert client.get(f"/be/calendar/{name}.ics").status_code == 404
