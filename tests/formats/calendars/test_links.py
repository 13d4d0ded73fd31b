"""Links that put one event into a calendar on the web."""

from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from seminars.formats.calendars import links


def told(address: str) -> dict[str, str]:
    """What a program that takes "+" for itself, as Outlook does, reads in the address."""
    return {
        name: unquote(value) for name, _, value in (part.partition("=") for part in urlsplit(address).query.split("&"))
    }


@pytest.mark.parametrize("link", [links.google, links.outlook])
def test_blanks_and_signs_are_read_alike_by_forms_and_by_programs_that_know_no_forms(make_event, link):
    event = make_event(summary="A + B & C = D; 100 % «кластары» 🧗‍♀️", location='Зала "3", вул. Леніна / 2')
    address = link(event)
    assert "+" not in address
    assert address.isascii()
    assert told(address) == dict(parse_qsl(urlsplit(address).query))
    assert {event.summary, event.location, event.url} < set(told(address).values())


def test_outlook_is_asked_for_a_new_event_of_that_time(make_event):
    event = make_event(summary="Small towns", location="Hall 3, Pinsk")
    assert links.outlook(event) == (
        "https://outlook.live.com/calendar/0/deeplink/compose?path=%2Fcalendar%2Faction%2Fcompose&rru=addevent"
        "&subject=Small%20towns&startdt=2027-03-05T07%3A00%3A00Z&enddt=2027-03-05T15%3A30%3A00Z"
        "&location=Hall%203%2C%20Pinsk&body=https%3A%2F%2Fseminars.example.org%2Fbe%2Fseminars%2Fpinsk"
    )


def test_without_hours_both_are_asked_for_whole_days(make_event):
    event = make_event(hours_known=False)
    assert told(links.google(event))["dates"] == "20270305/20270306"
    outlook = told(links.outlook(event))
    assert (outlook["startdt"], outlook["enddt"], outlook["allday"]) == ("2027-03-05", "2027-03-06", "true")
