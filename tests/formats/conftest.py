from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from seminars.formats.calendars.ical import CalendarEvent, feed, invitation

PINSK = {
    "uid": "5b0c7a52-6d0e-4c5e-9a51-2f0f6f1c0a11@seminars.example.org",
    "sequence": 2,
    "created_at": datetime(2027, 1, 10, 9, 0, 0, 123456, tzinfo=UTC),
    "changed_at": datetime(2027, 1, 12, 14, 5, 6, 987654, tzinfo=UTC),
    "status": "confirmed",
    "starts_at": datetime(2027, 3, 5, 7, 0, tzinfo=UTC),
    "ends_at": datetime(2027, 3, 5, 15, 30, tzinfo=UTC),
    "timezone": "Europe/Minsk",
    "hours_known": True,
    "summary": "Кластары: першыя крокі; Пінск",
    "summary_language": "be",
    "description": "Як пачаць кластар у сваім горадзе.\n\nУваход вольны, трэба запісацца.",
    "description_language": "be",
    "location": "Палескі ўніверсітэт, вул. Дняпроўскай флатыліі, 23, Пінск",
    "location_language": "be",
    "latitude": 52.1115,
    "longitude": 26.1025,
    "url": "https://seminars.example.org/be/seminars/pinsk",
    "categories": ("Пінск", "Брэсцкая вобласць", "be"),
}


def in_language(language):
    return {f"{text}_language": language for text in ("summary", "description", "location")}


@pytest.fixture(scope="session")
def make_event():
    return lambda **changes: CalendarEvent(**(PINSK | changes))


@pytest.fixture(scope="session")
def tour(make_event):
    """In three languages: whole days, one cancelled, one in Poland as summer time begins, one in UTC."""
    mogilev = {
        "summary": "АДМЕНЕНА: Металаапрацоўка; кластар «Магілёў», частка 2",
        "location": 'Дом культуры "Прамень", вул. Першамайская, 34; зала 2, Магілёў',
        "categories": ("Магілёў", "Магілёўская вобласць", "be"),
        "status": "cancelled",
        "sequence": 3,
    }
    klichev = {
        "summary": "Кластеры: опыт малых районов — без полезных ископаемых",
        "description": "Часы станут известны позже; следите за календарём.\nC:\\Новое\\N",
        "location": "Кличев",
        "starts_at": datetime(2027, 4, 8, 21, tzinfo=UTC),
        "ends_at": datetime(2027, 4, 10, 21, tzinfo=UTC),
        "hours_known": False,
    }
    bialystok = {
        "summary": "Klastry w praktyce: „żółw” — Białystok 🐢",
        "description": "Zażółć gęślą jaźń; " * 30,
        "location": "Podlaska Fundacja, ul. Świętojańska 1, Białystok",
        "starts_at": datetime(2027, 3, 27, 21, tzinfo=UTC),
        "ends_at": datetime(2027, 3, 28, 10, tzinfo=UTC),
        "timezone": "Europe/Warsaw",
    }
    online = {"timezone": "Asia/Tbilisi", "location": "", "latitude": None, "longitude": None}
    return [
        make_event(),
        make_event(uid="mogilev@seminars.example.org", **mogilev),
        make_event(uid="klichev@seminars.example.org", **klichev, **in_language("ru")),
        make_event(uid="bialystok@seminars.example.org", **bialystok, **in_language("pl")),
        make_event(uid="online@seminars.example.org", **online, **in_language("ru")),
    ]


@pytest.fixture(scope="session")
def make_feed():
    about = {
        "language": "be",
        "name": "Семінары",
        "description": "Усе семінары.",
        "domain": "seminars.example.org",
        "url": "https://seminars.example.org/be/",
        "source_url": "https://seminars.example.org/be/calendar/all.ics",
    }
    return lambda *events, **changes: feed(events, **(about | changes))


@pytest.fixture(scope="session")
def make_invitation(make_event):
    told = {
        "method": "REQUEST",
        "sequence": 2,
        "organizer_name": 'Фонд "Развитие", Минск',
        "organizer_email": "calendar@seminars.example.org",
        "attendee_name": "Łukasz Żółć, jr",
        "attendee_email": "ada+seminars@example.pl",
        "language": "be",
        "domain": "seminars.example.org",
    }
    return lambda event=None, **changes: invitation(event or make_event(), **(told | changes))


@pytest.fixture(scope="session")
def read_back():
    """The only event of a calendar as an independent parser reads it, which must have found no fault."""

    def read(data):
        calendar = Calendar.from_ical(data)
        assert [fault for component in calendar.walk() for fault in component.errors] == []
        (event,) = calendar.events
        return event

    return read
