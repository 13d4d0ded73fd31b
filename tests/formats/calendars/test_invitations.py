import pytest
from icalendar import Calendar


def test_an_invitation_tells_one_person_that_she_has_a_place(make_event, make_invitation, read_back):
    data = make_invitation(sequence=7)
    event, calendar = read_back(data), Calendar.from_ical(data)
    assert sorted(calendar) == ["CALSCALE", "METHOD", "PRODID", "VERSION"]
    assert (calendar["METHOD"], event["STATUS"], event["TRANSP"], event["SEQUENCE"]) == (
        "REQUEST",
        "CONFIRMED",
        "OPAQUE",
        7,
    )
    assert (event["UID"], event.start) == (make_event().uid, make_event().starts_at)
    assert (event["ATTENDEE"], event["ATTENDEE"].params) == (
        "mailto:ada+seminars@example.pl",
        {
            "CN": "Łukasz Żółć, jr",
            "CUTYPE": "INDIVIDUAL",
            "PARTSTAT": "ACCEPTED",
            "ROLE": "REQ-PARTICIPANT",
            "RSVP": "FALSE",
        },
    )
    organizer = event["ORGANIZER"]
    assert (organizer, organizer.params) == (
        "mailto:calendar@seminars.example.org",
        {"CN": "Фонд 'Развитие', Минск"},
    )
    assert (len(calendar.timezones), event.subcomponents) == (1, [])


@pytest.mark.parametrize(("withdrawn", "written"), [(False, "CANCELLED"), (True, None)])
def test_a_cancellation_has_a_status_unless_only_this_person_left(
    make_event, make_invitation, read_back, withdrawn, written
):
    event = make_event(status="confirmed" if withdrawn else "cancelled")
    data = make_invitation(event, method="CANCEL", sequence=8, withdrawn=withdrawn)
    told = read_back(data)
    assert Calendar.from_ical(data)["METHOD"] == "CANCEL"
    assert (told.get("STATUS"), told["TRANSP"], told["SEQUENCE"]) == (written, "TRANSPARENT", 8)
    assert (told["SUMMARY"], told["ATTENDEE"].email) == (event.summary, "ada+seminars@example.pl")


@pytest.mark.parametrize(("status", "withdrawn"), [("cancelled", False), ("confirmed", True)])
def test_nobody_is_invited_to_what_is_cancelled_or_left(make_event, make_invitation, status, withdrawn):
    with pytest.raises(ValueError, match="nobody is invited"):
        make_invitation(make_event(status=status), withdrawn=withdrawn)


@pytest.mark.parametrize(
    ("name", "email", "line"),
    [
        ("", "ada@example.pl", "mailto:ada@example.pl"),
        ('A\\B:"C"^\r\nX:1', "a.b_c-d@example.pl", "CN=\"A/B:'C' X:1\";…:mailto:a.b_c-d@example.pl"),
        ("Ада", "ада?x%@example.pl", "CN=Ада;…:mailto:%D0%B0%D0%B4%D0%B0%3Fx%25@example.pl"),
    ],
)
def test_names_and_addresses_need_no_escapes_that_few_know(make_invitation, name, email, line):
    data = make_invitation(attendee_name=name, attendee_email=email)
    (attendee,) = [line for line in data.decode().replace("\r\n ", "").splitlines() if line.startswith("ATTENDEE")]
    part = "CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=FALSE"
    assert attendee == f"ATTENDEE;{line.replace('…', part) if '…' in line else f'{part}:{line}'}"
