"""The rows of what somebody who comes wants to know: those with something in them, by what became of the seminar."""

from datetime import UTC, datetime, timedelta

from seminars.formats.seminar_page.on_the_spot import Row, on_the_spot
from seminars.i18n import Texts
from seminars.models import RegistrationMode, Seminar, SeminarStatus, Series, Venue

NOW = datetime(2027, 1, 1, tzinfo=UTC)
STARTS = NOW + timedelta(days=25)


def seminar(**values) -> Seminar:
    series = Series(contact_phone="", contact_email="office@example.org", organisation=Texts(en="Foundation"))
    whole = {
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(hours=5),
        "status": SeminarStatus.DRAFT,
        "series": series,
        "venue": Venue(directions=Texts(en="Through the yard")),
        "language_note": Texts(en="Russian"),
        "host": Texts(en="University"),
        "host_phone": "+375 29 000-00-15",
        "host_event_name": Texts(en="Forum"),
        "host_event_dates": Texts(en="25 to 27 January"),
        "host_event_url": "https://example.org/",
        "registration_mode": RegistrationMode.BOTH,
    }
    return Seminar(**{**whole, **values})


def told(row: Row) -> tuple[str, ...]:
    notes = (note.get("en") if isinstance(note, Texts) else str(note) for note in row.notes)
    return tuple(filter(None, (str(row.label), row.phone, row.email, row.text.get("en"), row.link, *notes)))


def rows(of: Seminar, *, now: datetime = NOW) -> list[tuple[str, ...]]:
    return [told(row) for row in on_the_spot(of, now=now)]


def test_one_that_comes_tells_the_way_the_language_and_whom_to_ask():
    assert rows(seminar()) == [
        ("Getting in", "Through the yard"),
        ("Language", "Russian"),
        ("Part of", "Forum", "https://example.org/", "25 to 27 January",
         "Please sign up both here and with the host event."),
        ("Questions", "+375 29 000-00-15", "University"),
    ]  # fmt: skip


def test_without_a_number_of_the_host_the_organisers_are_asked():
    assert rows(seminar(host_phone=""))[-2:] == [
        ("Host", "University"),
        ("Questions", "office@example.org", "Foundation"),
    ]


def test_what_is_not_stored_is_not_shown():
    nothing = {"venue": None, "language_note": Texts(), "host_event_name": Texts(), "host": Texts(), "host_phone": ""}
    series = Series(contact_phone="", contact_email="", organisation=Texts(en="Foundation"))
    assert rows(seminar(series=series, **nothing)) == []


def test_a_past_one_tells_what_it_was_and_no_number():
    assert rows(seminar(), now=STARTS + timedelta(days=1)) == [
        ("Language", "Russian"),
        ("Part of", "Forum", "https://example.org/", "25 to 27 January"),
        ("Host", "University"),
    ]


def test_a_cancelled_one_shows_nobody_the_way():
    cancelled = seminar()
    cancelled.status = SeminarStatus.PUBLISHED
    cancelled.status = SeminarStatus.CANCELLED
    assert [labels[0] for labels in rows(cancelled)] == ["Part of", "Questions"]
